"""What outcomes change in the figures of their cohorts, as SQL; triggers and recounts share it.

An outcome speaks for its graduate from the day it was measured until the next one. So each counts
twice: with all it says at its own day, and taken back at the day of the graduate's next outcome.
The figures of a cohort on a day are then the sum of all changes up to it.

Each text below sums one source: `sign` 1 for what begins to hold and -1 for what ends, `taken`
the same for a measurement itself. Triggers look rows of large tables up by an array that a
subquery makes: its length is not known when the statement is planned, so an index is taken, and a
sorted array costs one walk through it. What a trigger runs is planned anew each time, for a plan
that was made for one row would be kept for a file.
"""

from collections.abc import Iterable

from talent.enums import PLACED, WORKING, Destination

FIRST_DAY = "0001-01-01"
"""Where graduates themselves are counted: before every measurement that a calendar can name."""


def _one_of(values: Iterable[str]) -> str:
    return "destination IN (" + ", ".join(f"'{value!s}'" for value in values) + ")"


WORKS = _one_of(WORKING)
PARTS = {
    "measured": "",
    "known": f"destination <> '{Destination.UNKNOWN.value}'",
    "employed": WORKS,
    "further": f"destination = '{Destination.FURTHER_STUDY.value}'",
    "placed": _one_of(PLACED),
    "related": f"related AND {WORKS}",
    "related_known": f"related IS NOT NULL AND {WORKS}",
    "local": f"local AND {WORKS}",
    "local_known": f"local IS NOT NULL AND {WORKS}",
    "paid": f"starting_pay IS NOT NULL AND {WORKS}",
}
"""Count → which outcomes it counts."""
COUNTS = ("graduates", "outcomes", *PARTS, "pay")
"""Every column that is summed. `outcomes` are measurements of the day itself, never taken back;
`pay` is the sum of starting pay in fen (hundredths of a yuan)."""
KEY = "cohort_id, day"
COLUMNS = f"{KEY}, {', '.join(COUNTS)}"
NO_CHANGE = ", ".join(["0"] * len(COUNTS))
SAID = "destination, related, local, starting_pay"
"""Columns of an outcome that figures depend on, beside whose it is and of which day."""
PAY = "(starting_pay * 100)::bigint"

LOG, LEAF, CHANGES = "talent_outcomelog", "talent_outcomeleaf", "talent_outcomechange"


def _where(condition: str) -> str:
    return f" FILTER (WHERE {condition})" if condition else ""


def totals(*, sign: str = "", taken: str = "") -> str:
    """Sums of one source of outcomes, `graduates` left at 0; unsigned where all begin to hold."""
    if not sign:
        counts = [f"count(*){_where(condition)}" for condition in PARTS.values()]
        pay = f"coalesce(sum({PAY}){_where(WORKS)}, 0)"
        return ", ".join(["0", "count(*)", *counts, pay])
    counts = [f"coalesce(sum({sign}){_where(condition)}, 0)" for condition in PARTS.values()]
    pay = f"coalesce(sum({sign} * {PAY}){_where(WORKS)}, 0)"
    return ", ".join(["0", f"sum({taken})", *counts, pay])


def summed(source: str, *, minus: bool = False) -> str:
    """One row for each cohort and day of rows like those of the leaf, without those of no change."""
    sums = [f"sum({name})" for name in COUNTS]
    told = [f"-{one}" for one in sums] if minus else sums
    return (
        f"SELECT {KEY}, {', '.join(told)} FROM {source} GROUP BY {KEY}"  # noqa: S608 -- names of columns above
        f" HAVING ({', '.join(sums)}) <> ({NO_CHANGE})"
    )


def added(rows: str) -> str:
    """The statement that writes changes down."""
    return f"INSERT INTO {LOG} ({COLUMNS}) {rows}"


# -- single outcomes ------------------------------------------------------------------------------

TOUCHED_IDS = "ARRAY(SELECT unnest($1))"


NEW_IDS = "ARRAY(SELECT graduate_id FROM new_rows)"
OLD_IDS = "ARRAY(SELECT graduate_id FROM old_rows)"
FIRSTS = (
    f"SELECT g.cohort_id, r.measured_on, {totals()} FROM new_rows r"  # noqa: S608 -- as above
    f" JOIN (SELECT id, cohort_id FROM talent_graduate WHERE id = ANY ({NEW_IDS}) OFFSET 0) g"
    " ON g.id = r.graduate_id GROUP BY 1, 2"
)
"""New outcomes, each as if it were the only one of its graduate."""
OTHERS = (
    "SELECT ARRAY(SELECT graduate_id FROM talent_outcome"  # noqa: S608 -- as above
    f" WHERE graduate_id = ANY ({NEW_IDS}) GROUP BY 1 HAVING count(*) > 1)"
)
"""Graduates of new outcomes who have several by now."""


def _ends(source: str, sign: int) -> str:
    """Each outcome of `source` that is followed by another of its graduate, at the latter's day."""
    return (
        "SELECT graduate_id, lead(measured_on) OVER (PARTITION BY graduate_id"  # noqa: S608 -- as above
        f" ORDER BY measured_on) AS day, {sign} AS sign, 0 AS taken, {SAID} FROM {source}"
    )


def around(*, new: bool, old: bool, whole: bool) -> str:
    """What a statement changed around graduates $1: followers, and if `whole` what is said itself.

    Before is what stands now without the rows that the statement wrote, and with those it removed.
    How many rows there are is not known when this is planned, so nothing in it is a join of two
    sets: rows are taken out by EXCEPT, and cohorts looked up one by one. Where no index is used
    the array is given as it is, for then it is hashed.
    """
    mine, told = f"graduate_id = ANY ({TOUCHED_IDS})", "graduate_id = ANY ($1)"
    columns = f"id, graduate_id, measured_on, {SAID}"
    before = f"SELECT {columns} FROM talent_outcome WHERE {mine}"  # noqa: S608 -- as above
    if new:
        before = f"({before} EXCEPT ALL SELECT {columns} FROM new_rows)"  # noqa: S608 -- as above
    if old:
        before += f" UNION ALL SELECT {columns} FROM old_rows WHERE {told}"  # noqa: S608 -- as above
    parts = [
        _ends(f"talent_outcome WHERE {mine}", -1),
        _ends(f"({before}) b", 1),
    ]
    for rows, given, sign in (("new_rows", new, 1), ("old_rows", old, -1)):
        if given and whole:
            parts.append(
                f"SELECT graduate_id, measured_on AS day, {sign} AS sign, {sign} AS taken, {SAID}"  # noqa: S608 -- as above
                f" FROM {rows} WHERE {told}"
            )
    return (
        f"SELECT g.cohort_id, r.day, {totals(sign='r.sign', taken='r.taken')}"  # noqa: S608 -- as above
        f" FROM ({' UNION ALL '.join(parts)}) r CROSS JOIN LATERAL (SELECT g.cohort_id"
        " FROM talent_graduate g WHERE g.id = r.graduate_id LIMIT 1) g"
        " WHERE r.day IS NOT NULL GROUP BY 1, 2"
    )


def without_zeros(rows: str) -> str:
    return f"SELECT * FROM ({rows}) x ({COLUMNS}) WHERE ({', '.join(COUNTS)}) <> ({NO_CHANGE})"  # noqa: S608 -- as above


TOUCHED = (
    "SELECT ARRAY(SELECT DISTINCT graduate_id FROM ("  # noqa: S608 -- as above
    f"(SELECT id, graduate_id, measured_on, {SAID} FROM new_rows"
    f" EXCEPT SELECT id, graduate_id, measured_on, {SAID} FROM old_rows) UNION ALL"
    f" (SELECT id, graduate_id, measured_on, {SAID} FROM old_rows"
    f" EXCEPT SELECT id, graduate_id, measured_on, {SAID} FROM new_rows)) x)"
)
"""Graduates of whom an update says something else than before."""


# -- graduates with all their outcomes ------------------------------------------------------------


def people(source: str, sign: int) -> str:
    """The graduates themselves, at FIRST_DAY."""
    zeros = ", ".join(["0"] * (len(COUNTS) - 1))
    return (
        f"SELECT cohort_id, date '{FIRST_DAY}', {sign} * count(*), {zeros}"  # noqa: S608 -- as above
        f" FROM {source} GROUP BY 1"
    )


def theirs(source: str, sign: int) -> str:
    """All that the stored outcomes of these graduates say."""
    return (
        f"SELECT p.cohort_id, v.day, {totals(sign='v.sign', taken='v.taken')}"  # noqa: S608 -- as above
        f" FROM {source} p CROSS JOIN LATERAL (SELECT measured_on, lead(measured_on) OVER"
        f" (ORDER BY measured_on) AS next, {SAID} FROM talent_outcome o WHERE o.graduate_id = p.id"
        f" LIMIT 1000000) o CROSS JOIN LATERAL (VALUES (o.measured_on, {sign}, {sign}),"
        f" (o.next, -({sign}), 0)) v (day, sign, taken) WHERE v.day IS NOT NULL GROUP BY 1, 2"
    )


MEASURED = (
    "SELECT ARRAY(SELECT DISTINCT graduate_id FROM talent_outcome"
    " WHERE graduate_id = ANY (ARRAY(SELECT id FROM new_rows)))"
)
"""New graduates of whom outcomes are stored already."""


def moved(here: str, there: str) -> str:
    """Graduates of one transition table who are not in the same cohort in the other."""
    return (
        f"(SELECT h.id, h.cohort_id FROM {here} h WHERE NOT EXISTS (SELECT FROM {there} t"  # noqa: S608 -- as above
        " WHERE t.id = h.id AND t.cohort_id = h.cohort_id))"
    )


# -- all ------------------------------------------------------------------------------------------

NEXT = "lead(o.measured_on) OVER (PARTITION BY o.graduate_id ORDER BY o.measured_on)"
COUNTED = (
    f"SELECT g.cohort_id, o.measured_on AS day, {totals()} FROM talent_outcome o"  # noqa: S608 -- as above
    " JOIN talent_graduate g ON g.id = o.graduate_id GROUP BY 1, 2 UNION ALL"
    f" SELECT g.cohort_id, r.day, {totals(sign='-1', taken='0')} FROM"
    f" (SELECT graduate_id, {NEXT} AS day, {SAID} FROM talent_outcome o WHERE o.graduate_id IN"
    " (SELECT graduate_id FROM talent_outcome GROUP BY 1 HAVING count(*) > 1)) r"
    " JOIN talent_graduate g ON g.id = r.graduate_id WHERE r.day IS NOT NULL GROUP BY 1, 2"
    f" UNION ALL {people('talent_graduate', 1)}"
)
RECOUNT = summed(f"({COUNTED}) c ({COLUMNS})")
"""Every cell, counted from the rows themselves."""
MISSING = summed(f"({RECOUNT} UNION ALL {summed(CHANGES, minus=True)}) d ({COLUMNS})")
"""What must be added so that the sums are those of the rows: nothing, unless something is wrong."""
FOLD = (
    f"WITH taken AS (DELETE FROM {LOG} WHERE id <= %s RETURNING {COLUMNS}),"  # noqa: S608 -- as above
    f" kept AS (INSERT INTO {LEAF} AS l ({COLUMNS}) {summed('taken')} ORDER BY 1, 2"
    f" ON CONFLICT ({KEY}) DO UPDATE SET"
    f" {', '.join(f'{name} = l.{name} + excluded.{name}' for name in COUNTS)}"
    f" RETURNING {KEY}, ({', '.join(f'l.{name}' for name in COUNTS)}) = ({NO_CHANGE}) AS gone)"
    " SELECT (SELECT count(*) FROM taken),"
    " ARRAY(SELECT DISTINCT cohort_id FROM kept WHERE gone)"
)
"""Moves rows of the log into the leaf; gives how many, and cohorts with cells that became empty."""
EMPTY = f"DELETE FROM {LEAF} WHERE cohort_id = ANY (%s) AND ({', '.join(COUNTS)}) = ({NO_CHANGE})"  # noqa: S608 -- as above
VIEW = (
    f"CREATE VIEW {CHANGES} AS SELECT {COLUMNS} FROM {LEAF}"  # noqa: S608 -- as above
    f" UNION ALL SELECT {COLUMNS} FROM {LOG}"
)

# ruff: noqa: S608 -- statements are put together of words and numbers of this file
"""Figures of outcomes kept by day: what keeping them costs, against counting all rows anew."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from alliance.accounts.models import Organisation
from alliance.reference.models import CatalogueProgram, Region
from bench.meter import metered
from programs.enums import SchoolTier
from programs.models import Program, School
from talent import leaf
from talent.models import leaf_sql as sql

SCHOOLS = {"city": 40, "province": 400, "nation": 400}
"""A nation is as many provinces; its leaf is measured as one of them."""
PROGRAMS, YEARS = 40, 5
"""Of a school, and the cohorts of each program."""
GRADUATES, AGAIN = 12, 3
"""Of a cohort, each measured once, and how many of them a second time."""
BATCH, SIZE, ROUNDS, TIMES = 10_000, 15, 3, 10
"""New rows, of cohorts of which size, and how often they are written: one batch alone takes too few
ticks of the clock to be measured."""
FIRST, SECOND, THIRD = date(2025, 12, 31), date(2026, 6, 30), date(2026, 12, 31)
LARGE = 100_000
VALUES = (
    "(ARRAY['employed', 'further_study', 'self_employed', 'seeking', 'unknown'])[1 + n %% 5],"
    " n %% 3 > 0, n %% 4 = 0, 3000 + n %% 5000, 'recorded', 1, now(), now()"
)
OUTCOMES = (
    "INSERT INTO talent_outcome (graduate_id, measured_on, destination, related, local,"
    f" starting_pay, state, version, created_at, updated_at) SELECT id, %s, {VALUES} FROM"
)
PEOPLE = "INSERT INTO talent_graduate (cohort_id, number, version, created_at, updated_at)"


def run(statement: str, params: Sequence[Any] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return int(cursor.rowcount)


def one(statement: str, params: Sequence[Any] = ()) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return cursor.fetchone()


@contextmanager
def untriggered() -> Iterator[None]:
    """The tables as they were without the leaf; foreign keys go on being checked."""
    for table in ("talent_graduate", "talent_outcome"):
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in ("talent_graduate", "talent_outcome"):
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def prepare(schools: int) -> int:
    """Schools with programs, cohorts, graduates and outcomes; returns how many outcomes."""
    regions = Region.objects.bulk_create(
        Region(code=f"44{n:02d}00", scheme="bench", edition="1", name=f"R{n}", level=2)
        for n in range(20)
    )
    entries = CatalogueProgram.objects.bulk_create(
        CatalogueProgram(
            code=f"L{n:05d}", scheme="bench", edition="1", name=f"L{n}", level="higher"
        )
        for n in range(PROGRAMS)
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(kind="school", name=f"Leaf school {n}", region=regions[n % 20])
        for n in range(schools)
    )
    made = School.objects.bulk_create(
        School(organisation=organisation, tier=SchoolTier.HIGHER) for organisation in organisations
    )
    Program.objects.bulk_create(
        Program(
            school=school,
            catalogue_program=entry,
            name=entry.name,
            level=entry.level,
            opened_on=date(2020, 1, 1),
        )
        for school in made
        for entry in entries
    )
    run("TRUNCATE talent_graduate CASCADE")
    run(
        "INSERT INTO talent_cohort (program_id, year, label, version, created_at, updated_at)"
        " SELECT p.id, y, '', 1, now(), now() FROM programs_program p,"
        " generate_series(2021, %s) y WHERE p.catalogue_program_id LIKE 'L%%' ORDER BY 1, 2",
        [2020 + YEARS],
    )
    with untriggered():
        enter("SELECT id FROM talent_cohort", GRADUATES, "F", FIRST)
        measure_again(
            f"(SELECT id, row_number() OVER (ORDER BY id) AS n FROM talent_graduate"
            f" WHERE right(number, 4)::int <= {AGAIN}) g"
        )
    run("TRUNCATE talent_outcomeleaf, talent_outcomelog")
    run("ANALYZE")
    return int(one("SELECT count(*) FROM talent_outcome")[0])


def enter(cohorts: str, size: int, name: str, day: date) -> int:
    """What a school's file enters: graduates of whole cohorts, then their outcomes."""
    last = one("SELECT coalesce(max(id), 0) FROM talent_graduate")[0]
    run(
        f"{PEOPLE} SELECT c.id, '{name}' || lpad(k::text, 4, '0'), 1, now(), now()"
        f" FROM ({cohorts}) c, generate_series(1, {size}) k"
    )
    return run(
        f"{OUTCOMES} (SELECT id, row_number() OVER (ORDER BY id) AS n FROM talent_graduate"
        " WHERE id > %s ORDER BY id) g",
        [day, last],
    )


def measure_again(graduates: str, day: date = SECOND) -> int:
    return run(f"{OUTCOMES} {graduates}", [day])


# -- what is measured -----------------------------------------------------------------------------


def counted_anew() -> None:
    """The cheapest rebuild: an empty leaf, and every cell written once."""
    with transaction.atomic():
        run("TRUNCATE talent_outcomeleaf, talent_outcomelog")
        run(f"SET LOCAL work_mem = '{leaf.FOR_A_RECOUNT}'")
        run(f"INSERT INTO {sql.LEAF} ({sql.COLUMNS}) {sql.RECOUNT} ORDER BY 1, 2")


def whole_cohorts() -> int:
    """Schools' files: the year's graduates of cohorts that nothing was known of."""
    return enter(f"SELECT id FROM talent_cohort LIMIT {BATCH // SIZE}", SIZE, "W", FIRST)


def scattered() -> int:
    """The same number of rows, one in each of as many cohorts."""
    return enter(f"SELECT id FROM talent_cohort LIMIT {BATCH}", 1, "S", FIRST)


def again() -> int:
    """Graduates of whole cohorts, measured once more: each replaces what was said before."""
    return measure_again(
        "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM"
        f" (SELECT id FROM talent_graduate ORDER BY id LIMIT {BATCH}) x) g",
        THIRD,
    )


def large_file() -> int:
    return enter(f"SELECT id FROM talent_cohort LIMIT {LARGE // 250}", 250, "L", FIRST)


def corrected() -> int:
    """One column of rows that stand, as a file sent again with corrections changes it."""
    return run(
        "UPDATE talent_outcome SET destination = 'service' WHERE id IN"
        f" (SELECT id FROM talent_outcome ORDER BY id LIMIT {BATCH})"
    )


def costs(act: Callable[[], int], times: int) -> tuple[float, float, float, int]:
    """CPU-s of one act: plain, what the triggers add to it, and the fold after it; its rows.

    Each is done and taken back. The best of three rounds, for the difference is small.
    """
    plain, kept, folded, count = [], [], [], 0
    for _ in range(ROUNDS):
        with untriggered():
            plain.append(spent_on(act, times))
        kept.append(spent_on(act, times))
        with transaction.atomic():
            count = act()
            with metered() as spent:
                while leaf.fold():
                    pass
            transaction.set_rollback(True)
        folded.append(spent.cpu_s)
        run("VACUUM talent_graduate, talent_outcome, talent_outcomelog, talent_outcomeleaf")
    return min(plain), max(min(kept) - min(plain), 0.001), min(folded), count


def spent_on(act: Callable[[], int], times: int) -> float:
    with metered() as spent:
        for _ in range(times):
            with transaction.atomic():
                act()
                run("SET CONSTRAINTS ALL IMMEDIATE")  # as the end of a transaction checks them
                transaction.set_rollback(True)
    return spent.cpu_s / times


SLICE_OF_ROWS = """
SELECT c.id, count(*), count(o.id),
  count(*) FILTER (WHERE o.destination <> 'unknown'),
  count(*) FILTER (WHERE o.destination IN ('employed', 'self_employed')),
  count(*) FILTER (WHERE o.destination = 'further_study'),
  count(*) FILTER (WHERE o.related AND o.destination IN ('employed', 'self_employed')),
  sum(o.starting_pay) FILTER (WHERE o.destination IN ('employed', 'self_employed'))
FROM accounts_organisation r JOIN programs_program p ON p.school_id = r.id
JOIN talent_cohort c ON c.program_id = p.id JOIN talent_graduate g ON g.cohort_id = c.id
LEFT JOIN (SELECT DISTINCT ON (graduate_id) * FROM talent_outcome WHERE measured_on <= %s
  ORDER BY graduate_id, measured_on DESC) o ON o.graduate_id = g.id
WHERE starts_with(r.region_id, %s) GROUP BY c.id
"""
"""Fewer figures than the leaf gives, so that nothing speaks against the rows."""


def best(act: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        with metered() as spent:
            act()
        found.append(spent.cpu_s)
    return max(min(found), 0.001)


def measure(scale: str, _folder: Path) -> list[dict[str, Any]]:
    """Rows of the table; a ratio above 1 means that ours costs less than the peer."""
    count = prepare(SCHOOLS[scale])
    rebuilt = best(counted_anew)
    run("VACUUM ANALYZE talent_outcomeleaf")
    if leaf.check_drift():
        msg = "the leaf is not what its rows say"
        raise RuntimeError(msg)
    times = TIMES if scale == "city" else 4
    table = [row("rebuild figures of outcomes", "itself", count, rebuilt, rebuilt)]
    for name, act in (
        ("whole cohorts", whole_cohorts),
        ("one in each cohort", scattered),
        ("measured again", again),
        ("corrected", corrected),
    ):
        _plain, extra, folded, rows = costs(act, times)
        table.append(
            row(f"outcomes, {name}: keep figures", "a rebuild", rows, extra + folded, rebuilt)
        )
    plain, extra, folded, rows = costs(large_file, 1)
    table.append(
        row("insert graduates, triggers and all", "without triggers", rows, plain + extra, plain)
    )
    ours = best(lambda: leaf.read("44", SECOND))
    peer = best(lambda: run(SLICE_OF_ROWS, [SECOND, "44"]))
    table.append(row("outcomes of a province by cohort", "the rows", count, ours, peer))
    ours = best(lambda: leaf.read("4401", SECOND))
    peer = best(lambda: run(SLICE_OF_ROWS, [SECOND, "4401"]))
    table.append(row("outcomes of a city by cohort", "the rows", count // 20, ours, peer))
    if leaf.check_drift():
        msg = "the figures drifted from their rows"
        raise RuntimeError(msg)
    clear()
    return table


def clear() -> None:
    """Leave the database to the next measurement as it was found."""
    run("TRUNCATE talent_graduate CASCADE")
    run("TRUNCATE talent_outcomeleaf, talent_outcomelog")
    run(
        "DELETE FROM talent_cohort c USING programs_program p"
        " WHERE p.id = c.program_id AND starts_with(p.catalogue_program_id, 'L')"
    )
    run("DELETE FROM programs_program WHERE starts_with(catalogue_program_id, 'L')")
    run(
        "DELETE FROM programs_school s USING accounts_organisation o"
        " WHERE o.id = s.organisation_id AND starts_with(o.name, 'Leaf school')"
    )
    run("DELETE FROM accounts_organisation WHERE starts_with(name, 'Leaf school')")
    run("DELETE FROM reference_catalogueprogram WHERE scheme = 'bench' AND starts_with(code, 'L')")
    run("DELETE FROM reference_region WHERE scheme = 'bench' AND starts_with(code, '44')")


def row(name: str, against: str, count: int, cpu_s: float, peer_s: float) -> dict[str, Any]:
    return {
        "name": name,
        "peer": against,
        "rows": count,
        "cpu_s": round(cpu_s, 3),
        "peer_cpu_s": round(peer_s, 2),
        "rows_per_cpu_s": round(count / cpu_s),
        "ratio": round(peer_s / cpu_s, 2),
    }

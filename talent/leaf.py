"""Outcomes of all cohorts of a region at once, and what keeps their sums small and right.

Reading is always exact: sums in the leaf and changes not yet in it are read by one statement.
Folding only keeps the log short; the check of a night proves that triggers missed nothing.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from alliance.events.record import record
from alliance.reference.enums import ProgramLevel
from programs.models import School
from talent.models import leaf_sql as sql
from talent.models.leaf import OutcomeLog

logger = logging.getLogger(__name__)

REAL_ECONOMY = "ABCDE"
"""Sections of GB/T 4754 that make goods: A agriculture, forestry and fishing, B mining, C
manufacturing, D electricity, heat, gas and water, E construction. Services are left out, those
close to production too: which of them count is nowhere agreed, while these five always do."""

COUNTS = (*sql.COUNTS, "real", "real_known")
"""Columns of Rollup.counts. real: graduates whose employer belongs to REAL_ECONOMY; real_known:
those whose employer, hence its industry, is known. The others mean what they mean in OutcomeSet;
`outcomes` is how many measurements there are, `pay` the sum of starting pay in fen."""

AT_ONCE = 200_000
"""Rows of the log that one fold moves; each fold is a transaction."""
FOLDING = 7_031_992
"""Advisory lock of whoever folds: a second one has nothing to do."""
FOR_A_RECOUNT = "256MB"
"""work_mem of the statement that counts every outcome there is."""


# -- reading --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rollup:
    """Cohorts of a region in the order of their ids, with what was known of them on a day.

    Arrays of one length m: `cohort`, `program`, `school` (ids), `region` (code of the school's),
    `level` (ProgramLevel), `year` (graduation); `counts` is int64 of m × len(COUNTS). A cohort
    without graduates has zeros.
    """

    as_of: date
    cohort: npt.NDArray[np.int64]
    program: npt.NDArray[np.int64]
    school: npt.NDArray[np.int64]
    region: npt.NDArray[np.str_]
    level: npt.NDArray[np.str_]
    year: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    def of(self, name: str) -> npt.NDArray[np.int64]:
        """One column of the counts by its name."""
        return self.counts[:, COUNTS.index(name)]


IDS = ("cohort", "program", "school", "year", "level", "place")
WIDTH = len(IDS) + len(COUNTS)
CELL = np.dtype([("size", ">i4"), ("value", ">i8")])
"""One element as array_send writes it: its length, then its bytes."""
ROW = np.dtype([("head", "V20"), ("cells", CELL, (WIDTH,))])

READ = f"""
WITH RECURSIVE places AS (
  SELECT s.organisation_id AS id, o.region_id AS code,
    dense_rank() OVER (ORDER BY o.region_id) AS place
  FROM programs_school s JOIN accounts_organisation o ON o.id = s.organisation_id
  WHERE starts_with(o.region_id, %(prefix)s)
), members AS MATERIALIZED (
  SELECT c.id AS cohort, p.id AS program, p.school_id AS school, c.year,
    coalesce(array_position(%(levels)s::varchar[], p.level), 0) AS level, s.place
  FROM places s JOIN programs_program p ON p.school_id = s.id
  JOIN talent_cohort c ON c.program_id = p.id
), sections AS (
  SELECT code, code = ANY (%(real)s) AS real FROM reference_industry
  WHERE level = 1 AND scheme LIKE 'GB/T 4754%%'
  UNION ALL
  SELECT i.code, s.real FROM reference_industry i JOIN sections s ON i.parent_id = s.code
), sums AS (
  SELECT m.cohort, {", ".join(f"sum(l.{name}) AS {name}" for name in sql.COUNTS)}
  FROM members m JOIN {sql.CHANGES} l ON l.cohort_id = m.cohort
  WHERE l.day <= %(as_of)s GROUP BY m.cohort
), hired AS (
  SELECT g.cohort_id AS cohort, count(*) FILTER (WHERE s.real) AS real, count(*) AS real_known
  FROM talent_outcome o JOIN enterprises_enterprise e ON e.organisation_id = o.employer_id
  JOIN sections s ON s.code = e.industry_id
  JOIN talent_graduate g ON g.id = o.graduate_id JOIN members m ON m.cohort = g.cohort_id
  WHERE o.measured_on <= %(as_of)s AND NOT EXISTS (
    SELECT FROM talent_outcome n WHERE n.graduate_id = o.graduate_id
    AND n.measured_on > o.measured_on AND n.measured_on <= %(as_of)s)
  GROUP BY 1
)
SELECT
  (SELECT array_agg(code ORDER BY place) FROM (SELECT DISTINCT code, place FROM places) x),
  (SELECT string_agg(array_send(ARRAY[{", ".join(f"m.{name}" for name in IDS)},
    {", ".join(f"coalesce({name}, 0)" for name in COUNTS)}]::bigint[]), ''::bytea
    ORDER BY m.cohort)
  FROM members m LEFT JOIN sums USING (cohort) LEFT JOIN hired USING (cohort))
"""  # noqa: S608 -- names of columns above


def read(prefix: str, as_of: date) -> Rollup:
    """All cohorts of schools in a region (the prefix of its code; "" for all), on a day.

    One statement, hence one moment: no change is seen in one of the sums and missed in another.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            READ,
            {
                "prefix": prefix,
                "as_of": as_of,
                "levels": ProgramLevel.values,
                "real": list(REAL_ECONOMY),
            },
        )
        codes, found = cursor.fetchone()
    rows = np.frombuffer(found or b"", dtype=ROW)
    cells = rows["cells"]["value"].astype(np.int64)
    cohort, program, school, year, level, place = cells[:, : len(IDS)].T
    return Rollup(
        as_of=as_of,
        cohort=cohort,
        program=program,
        school=school,
        region=np.array(["", *(codes or ())])[place],
        level=np.array(["", *ProgramLevel.values])[level],
        year=year,
        counts=cells[:, len(IDS) :],
    )


# -- keeping --------------------------------------------------------------------------------------


@transaction.atomic
def fold(*, most: int = AT_ONCE) -> int:
    """Move the oldest rows of the log into the leaf; returns how many, 0 where nothing is left.

    Also 0 where somebody else folds: there is one leaf, and the other is at it. Nobody who writes
    outcomes or reads figures waits for a fold.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FOLDING])
        if not cursor.fetchone()[0]:
            return 0
        last = OutcomeLog.objects.order_by("pk").values_list("pk", flat=True)[:most]
        upto = max(last, default=None)
        if upto is None:
            return 0
        cursor.execute(sql.FOLD, [upto])
        count, emptied = cursor.fetchone()
        if emptied:
            cursor.execute(sql.EMPTY, [emptied])
    return int(count)


@transaction.atomic
def rebuild() -> int:
    """Count every outcome anew and put the leaf in order; returns how many cells were wrong.

    What is missing is added to the log by the statement that found it, so writers need not stop:
    what they commit meanwhile stands in neither side of the comparison.
    """
    return len(_repaired())


def _repaired() -> list[int]:
    """Cohorts of the cells that were wrong, one for each cell."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [FOR_A_RECOUNT])
        cursor.execute(f"{sql.added(sql.MISSING)} RETURNING cohort_id")
        return [cohort for (cohort,) in cursor.fetchall()]


@transaction.atomic
def check_drift(*, now: datetime | None = None) -> int:
    """Compare all cells with the rows they sum, repair what differs and say so; returns how many.

    0 is the only right answer: anything else means that some write went past the triggers.
    Each school whose figures were wrong gets an event with the number of its cells.
    """
    wrong = _repaired()
    if not wrong:
        return 0
    logger.error(
        "%s cells of outcome figures differed from their rows and were corrected", len(wrong)
    )
    cells: dict[int, int] = {}
    for cohort in wrong:
        cells[cohort] = cells.get(cohort, 0) + 1
    schools = School.objects.filter(programs__cohorts__in=cells).distinct().order_by("pk")
    for school in schools.prefetch_related("programs__cohorts"):
        mine = [c.pk for p in school.programs.all() for c in p.cohorts.all() if c.pk in cells]
        record(
            "outcomes.drifted",
            subject=school,
            by=None,
            now=now,
            cohorts=len(mine),
            cells=sum(cells[pk] for pk in mine),
        )
    return len(wrong)

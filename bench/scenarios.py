"""What-if: 50 changes on a run's frozen input against the same indices by SQL.

Ours starts from the stored bytes: read, apply, measure, as `alliance.alignment.whatif` does. The
peer is plain SQL: the changes are made in temporary copies of the tables, which are analysed, then
A1, A2 and A3 (whole, by level, county, both, school, class) and B4 are computed set-based. It has no
small-cell masks, no figures by industry and no other totals of B; ours has. Both read data that are
there already, and what both compute must agree. The second row is the whole of what a scenario
computes, A, B, D and E, which the peer does not.
"""

import io
import random
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection

from alliance.alignment.whatif import MOVABLE
from alliance.engines.indices import UNKNOWN, Facts
from alliance.engines.indices.changes import (
    Change,
    Discontinue,
    Downsize,
    Launch,
    MoveIntake,
    Upgrade,
)
from alliance.engines.indices.run import BLOCKS, Row
from alliance.engines.indices.scenario import LAUNCHED, apply
from bench.meter import metered

PROGRAMS = {"city": 600, "province": 16_000, "nation": 60_000}
CHANGES = 50
SECTIONS, DIVISIONS, CLASSES = 20, 4, 40
"""Industries are 20 sections with 4 divisions each; every tenth of these is key."""
LEVELS = ("secondary", "technician", "higher", "vocational_bachelor")
REPEATS = 3
FAMILIES = {"A and B": ("rates", "structure"), "A, B, D and E": MOVABLE}


def facts_for(count: int) -> Facts:
    """Programs with links, occupations, skills and cohorts like those of a province, seeded."""
    chance = np.random.default_rng(20_260_731)
    occupations, skills = 1_600, 8_000
    sections = [f"{place:02d}" for place in range(SECTIONS)]
    industries = sorted([*sections, *(f"{s}{d}" for s in sections for d in range(DIVISIONS))])
    place = {code: position for position, code in enumerate(industries)}
    divisions = np.array([place[code] for code in industries if len(code) == 3])
    parent = [place[code[:2]] if len(code) == 3 else UNKNOWN for code in industries]
    intake = chance.integers(30, 200, count)
    links = chance.integers(1, 5, count)
    indptr = np.concatenate(([0], np.cumsum(links)))
    chosen = [np.sort(chance.choice(divisions, n, replace=False)) for n in links]
    weight = np.concatenate([np.full(n, 10_000 // n) for n in links])
    occ_count = chance.integers(1, 4, count)
    occ = [np.sort(chance.choice(occupations, n, replace=False)) for n in occ_count]
    skill_count = chance.integers(15, 40, count)
    skill = [np.sort(chance.choice(skills, n, replace=False)) for n in skill_count]
    sought = 20_000
    cohorts = np.repeat(np.arange(count), 3)
    school = chance.integers(1, max(count // 20, 2), count)
    return Facts(
        id=np.arange(1, count + 1),
        level=chance.integers(0, len(LEVELS), count),
        level_codes=tuple(sorted(LEVELS)),
        catalogue=chance.integers(0, 900, count),
        catalogue_codes=tuple(f"{code:06d}" for code in range(900)),
        class_=chance.integers(0, CLASSES, count),
        class_codes=tuple(f"{code:04d}" for code in range(CLASSES)),
        school=school,
        region=school % 120,
        region_codes=tuple(f"43{code:04d}" for code in range(120)),
        enrolment=intake * 3,
        intake=intake,
        graduates=np.round(intake * 0.9).astype(np.int64),
        ind_indptr=indptr,
        ind=np.concatenate(chosen),
        ind_weight=weight,
        ind_kind=np.zeros(int(indptr[-1]), np.int64),
        occ_indptr=np.concatenate(([0], np.cumsum(occ_count))),
        occ=np.concatenate(occ),
        occ_weight=np.concatenate([np.full(n, 10_000 // n) for n in occ_count]),
        occ_kind=np.zeros(int(occ_count.sum()), np.int64),
        skill_indptr=np.concatenate(([0], np.cumsum(skill_count))),
        skill=np.concatenate(skill),
        skill_level=chance.integers(1, 5, int(skill_count.sum())),
        industry_codes=tuple(industries),
        industry_parent=np.array(parent),
        key=divisions[::10],
        key_group=("",) * len(divisions[::10]),
        share_industry=np.array([place[code] for code in sections]),
        share_value=chance.uniform(1, 100, SECTIONS),
        occupation_codes=tuple(f"{code:05d}" for code in range(occupations)),
        openings=chance.integers(0, 400, occupations).astype(np.float64),
        skill_codes=tuple(f"S{code:05d}" for code in range(skills)),
        sought_occ=chance.integers(0, occupations, sought),
        sought_skill=chance.integers(0, skills, sought),
        sought_level=chance.integers(1, 5, sought),
        sought_weight=chance.uniform(1, 50, sought),
        cohort_program=cohorts,
        cohort_school=school[cohorts],
        cohort_region=(school % 120)[cohorts],
        cohort_level=np.zeros(len(cohorts), np.int64),
        cohort_year=np.tile(np.array([2023, 2024, 2025]), count),
        cohort_counts=np.tile(np.arange(14, 0, -1), (len(cohorts), 1)),
    )


def changes_for(facts: Facts) -> list[Change]:
    """Ten of each kind, on programs of their own."""
    chance = random.Random(50)  # noqa: S311 -- figures, not secrets
    rows = iter(chance.sample(range(len(facts)), 60))
    found: list[Change] = []
    for place in range(CHANGES // 5):
        ids = [int(facts.id[next(rows)]) for _ in range(5)]
        found += [
            Launch(
                catalogue=f"{place:06d}",
                level="higher",
                class_code="0001",
                school=1,
                region="430001",
                intake=60,
                links=(("000", 5_000), ("011", 5_000)),
            ),
            Upgrade(program=ids[0], level="vocational_bachelor"),
            Downsize(program=ids[1], intake_after=int(facts.intake[ids[1] - 1]) // 2),
            Discontinue(program=ids[2]),
            MoveIntake(source=ids[3], target=ids[4], places=10),
        ]
    return found


def ours(stored: bytes, changes: list[Change], families: tuple[str, ...]) -> list[Row]:
    after = apply(Facts.from_bytes(stored), changes)
    return [row for name in families for row in BLOCKS[name](after)]


def store(facts: Facts) -> None:
    """The peer's tables, as a portal would have them."""
    key = set(facts.key.tolist())
    programs = zip(
        facts.id.tolist(),
        [facts.level_codes[place] for place in facts.level],
        facts.class_.tolist(),
        facts.school.tolist(),
        facts.region.tolist(),
        facts.intake.tolist(),
        facts.enrolment.tolist(),
        strict=True,
    )
    links = zip(
        facts.id[facts.ind_owner].tolist(),
        facts.ind.tolist(),
        facts.ind_weight.tolist(),
        strict=True,
    )
    industries = [
        (place, int(facts.section[place]), place in key)
        for place in range(len(facts.industry_codes))
    ]
    shares = zip(facts.share_industry.tolist(), facts.share_value.tolist(), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS b_program, b_link, b_industry, b_share;"
            "CREATE TABLE b_program (id bigint PRIMARY KEY, level text, class int, school bigint,"
            " region int, intake int, enrolment int);"
            "CREATE TABLE b_link (program bigint, industry int, weight int);"
            "CREATE TABLE b_industry (id int PRIMARY KEY, section int, key boolean);"
            "CREATE TABLE b_share (industry int, value float8)"
        )
        for table, lines in (
            ("b_program", programs),
            ("b_link", links),
            ("b_industry", industries),
            ("b_share", shares),
        ):
            text = "".join("\t".join(map(str, line)) + "\n" for line in lines)
            cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))
        cursor.execute("CREATE INDEX ON b_link (program); ANALYZE")


def by_sql(facts: Facts, changes: list[Change]) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    """A1–A3 of every group and B's totals after the changes, computed by the database."""
    place = {code: position for position, code in enumerate(facts.industry_codes)}
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE t_program AS SELECT * FROM b_program;"
            "CREATE TEMP TABLE t_link AS SELECT * FROM b_link;"
            "CREATE UNIQUE INDEX ON t_program (id); CREATE INDEX ON t_link (program)"
        )
        for row, change in enumerate(changes):
            write(cursor, row, change, place)
        cursor.execute("ANALYZE t_program; ANALYZE t_link")
        cursor.execute(RATES)
        found = {(index, dim, key): (n, d) for index, dim, key, n, d in cursor.fetchall()}
        cursor.execute(STRUCTURE)
        found["B4", "", ""] = (cursor.fetchone()[0], 1)
        cursor.execute("DROP TABLE t_program, t_link")
    return found


def write(cursor: Any, row: int, change: Change, place: dict[str, int]) -> None:
    """One change in the temporary tables."""
    if isinstance(change, Launch):
        cursor.execute(
            "INSERT INTO t_program VALUES (%s, %s, 1, 1, 1, %s, %s)",
            [LAUNCHED + row, change.level, change.intake, change.intake],
        )
        cursor.executemany(
            "INSERT INTO t_link VALUES (%s, %s, %s)",
            [(LAUNCHED + row, place[code], weight) for code, weight in change.links],
        )
    elif isinstance(change, Upgrade):
        cursor.execute(
            "UPDATE t_program SET level = %s WHERE id = %s", [change.level, change.program]
        )
    elif isinstance(change, Downsize):
        cursor.execute(
            "UPDATE t_program SET intake = %(after)s, enrolment ="
            " floor((2 * enrolment * %(after)s + intake) / (2 * intake)::numeric)"
            " WHERE id = %(id)s",
            {"after": change.intake_after, "id": change.program},
        )
    elif isinstance(change, Discontinue):
        cursor.execute("DELETE FROM t_link WHERE program = %s", [change.program])
        cursor.execute("DELETE FROM t_program WHERE id = %s", [change.program])
    elif isinstance(change, MoveIntake):
        cursor.execute(
            "WITH s AS (SELECT enrolment AS e, intake AS i FROM t_program WHERE id = %(source)s),"
            " k AS (SELECT e, floor((2 * e * (i - %(n)s) + i) / (2 * i)::numeric)::int AS kept"
            " FROM s), g AS (UPDATE t_program SET enrolment = k.kept, intake = intake - %(n)s"
            " FROM k WHERE id = %(source)s)"
            " UPDATE t_program SET enrolment = enrolment + k.e - k.kept, intake = intake + %(n)s"
            " FROM k WHERE id = %(target)s",
            {"source": change.source, "target": change.target, "n": change.places},
        )


RATES = """
WITH keyed AS (
    SELECT p.*, coalesce(sum(l.weight) FILTER (WHERE i.key), 0) AS w
    FROM t_program p LEFT JOIN t_link l ON l.program = p.id
    LEFT JOIN b_industry i ON i.id = l.industry
    GROUP BY p.id, p.level, p.class, p.school, p.region, p.intake, p.enrolment
), grouped AS (
    SELECT CASE WHEN grouping(level) = 0 AND grouping(region) = 0 THEN 'both'
                WHEN grouping(level) = 0 THEN 'level' WHEN grouping(region) = 0 THEN 'county'
                WHEN grouping(school) = 0 THEN 'school' WHEN grouping(class) = 0 THEN 'class'
                ELSE '' END AS dim,
           concat_ws('|', level, region, school, class) AS key,
           count(*) AS points, count(*) FILTER (WHERE w >= 5000) AS aligned,
           sum(enrolment) AS e, coalesce(sum(enrolment) FILTER (WHERE w >= 5000), 0) AS ea,
           sum(enrolment::numeric * w) / 10000 AS eg
    FROM keyed
    GROUP BY GROUPING SETS ((), (level), (region), (level, region), (school), (class))
)
SELECT 'A1', dim, key, aligned, points FROM grouped
UNION ALL SELECT 'A2', dim, key, ea, e FROM grouped
UNION ALL SELECT 'A3', dim, key, eg, e FROM grouped
"""
STRUCTURE = """
WITH led AS (
    SELECT i.section, sum(p.intake::float8 * l.weight) AS amount
    FROM t_link l JOIN t_program p ON p.id = l.program JOIN b_industry i ON i.id = l.industry
    GROUP BY i.section
), s AS (SELECT section, amount / sum(amount) OVER () AS s FROM led),
q AS (SELECT industry AS section, value / sum(value) OVER () AS q FROM b_share)
SELECT sum(abs(coalesce(q, 0) - coalesce(s, 0))) / 2 FROM q FULL JOIN s USING (section)
"""


def agree(rows: list[Row], found: dict[tuple[str, str, str], tuple[Any, Any]]) -> None:
    """Raises RuntimeError where ours and the database's figures differ."""
    whole = {row.index: row for row in rows if not row.level and not row.dimension}
    pairs = [(whole[index], found[index, "", ""]) for index in ("A1", "A2", "A3", "B4")]
    pairs += [
        (row, found[row.index, "level", row.level])
        for row in rows
        if row.index in ("A1", "A2", "A3") and row.level and not row.dimension
    ]
    for row, (numerator, denominator) in pairs:
        value = float(numerator) / float(denominator)
        if row.value is None or abs(float(row.value) - value) > TOLERANCE:
            msg = f"{row.index} {row.level}: {row.value} is not {value}"
            raise RuntimeError(msg)


TOLERANCE = 1e-9


def measure(scale: str, folder: Path) -> list[dict[str, Any]]:
    """Rows of the table; a ratio above 1 means that ours costs less than the peer."""
    facts = facts_for(PROGRAMS[scale])
    stored = facts.to_bytes()
    (folder / "facts").write_bytes(stored)
    changes = changes_for(facts)
    store(facts)
    spent: dict[str, list[float]] = {"A and B": [], "A, B, D and E": [], "sql": []}
    rows: list[Row] = []
    for _ in range(REPEATS):
        for name, families in FAMILIES.items():
            with metered() as cost:
                rows = ours((folder / "facts").read_bytes(), changes, families)
            spent[name].append(cost.cpu_s)
        with metered() as cost:
            found = by_sql(facts, changes)
        spent["sql"].append(cost.cpu_s)
        agree(rows, found)
    peer = min(spent.pop("sql"))
    return [
        {
            "name": f"scenario of {CHANGES} changes, {name}",
            "peer": "plain SQL on copied tables, A and B",
            "rows": len(facts),
            "cpu_s": round(min(costs), 2),
            "peer_cpu_s": round(peer, 2),
            "rows_per_cpu_s": round(len(facts) / min(costs)),
            "ratio": round(peer / min(costs), 2),
            "bytes": len(stored),
        }
        for name, costs in spent.items()
    ]

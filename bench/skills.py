"""Skill structures of a region's groups (prefecture × industry × level): our arrays against SQL.

The rows lie in tables like the portal's: demands and programs with their codes, and a row for each
skill. SQL is asked twice: over those tables, and over ready rows of whole numbers (group, skill,
weight), the same that our arrays hold.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from alliance.engines.indices.skills import SkillRows, SkillStructure, skill_structure
from bench.meter import metered

SIZES = {"city": (8_400, 1_340), "province": (100_000, 16_000), "nation": (1_000_000, 130_000)}
"""Demands and programs; with 7.5 and 27.5 skills each that is 100 k, 1.19 M and 11 M rows."""
PLACES = {"city": 1, "province": 17, "nation": 340}
INDUSTRIES, SKILLS = 97, 14_000
LEVELS = ("secondary", "higher", "undergraduate")
COMMON_SKILLS, POOL = 200, (SKILLS - 200) // INDUSTRIES
SIDES = ("sought", "taught")
SKILLS_OF = {"sought": 7.5, "taught": 27.5}
"""How many a demand and a program have on average."""
REPEATS = 3
AGREES = 1e-9

TABLES = """
CREATE TABLE bench_{side} (id int PRIMARY KEY, region varchar(6), industry varchar(8),
                           level varchar(20), persons int);
CREATE TABLE bench_{side}_skill (owner int, skill varchar(32), weight smallint);
CREATE TABLE bench_{side}_flat (grp int, skill int, weight int)
"""
CODES = """
CREATE TABLE bench_skill AS
SELECT number, 'skill-' || number AS code FROM generate_series(0, %(skills)s - 1) AS number;
CREATE TABLE bench_industry AS
SELECT number, 'C' || number AS code FROM generate_series(0, %(industries)s - 1) AS number
"""
FROM_TABLES = """
SELECT left(o.region, 4) AS place, o.industry, o.level, s.skill,
       sum(o.persons * s.weight) AS weight
FROM bench_{side}_skill s JOIN bench_{side} o ON o.id = s.owner GROUP BY 1, 2, 3, 4
"""
FROM_FLAT = "SELECT grp, skill, sum(weight) AS weight FROM bench_{side}_flat GROUP BY 1, 2"
SHARES = """
SELECT {group}, skill, weight / sum(weight::float8) OVER (PARTITION BY {group}) AS share
FROM {side}_weight
"""
STRUCTURE = """
SELECT {group}, sum(least(sought_share.share, taught_share.share))
FROM sought_share JOIN taught_share USING ({group}, skill) GROUP BY {group}
"""
READ_OWNERS = """
SELECT string_agg(int4send(o.id), ''), string_agg(int4send(left(o.region, 4)::int - 4300), ''),
       string_agg(int4send(i.number), ''),
       string_agg(int4send(array_position(%s::varchar[], o.level) - 1), ''),
       string_agg(int4send(o.persons), '')
FROM bench_{side} o JOIN bench_industry i ON i.code = o.industry
"""
READ_SKILLS = """
SELECT string_agg(int4send(s.owner), ''), string_agg(int4send(k.number), ''),
       string_agg(int4send(s.weight), '')
FROM bench_{side}_skill s JOIN bench_skill k ON k.code = s.skill
"""
Integers = npt.NDArray[np.int64]


def draw(scale: str, side: str, seed: int) -> tuple[Integers, Integers]:
    """Owners (place, industry, level, persons), and their skills (owner, skill, weight).

    Half of the skills come from the pool of the industry, the rest are common to all.
    """
    random = np.random.default_rng(seed)
    owners = SIZES[scale][SIDES.index(side)]
    persons = random.integers(1, 60, owners)
    drawn = [random.integers(0, n, owners) for n in (PLACES[scale], INDUSTRIES, len(LEVELS))]
    count = 1 + random.poisson(SKILLS_OF[side] * 1.15 - 1, owners)
    owner = np.repeat(np.arange(owners), count)
    spread = (random.pareto(0.8, len(owner)) * 10).astype(np.int64)
    pool = COMMON_SKILLS + drawn[1][owner] * POOL + spread % POOL
    skill = np.where(random.random(len(owner)) < 0.75, pool, spread % COMMON_SKILLS)
    owner, skill = np.divmod(np.unique(owner * SKILLS + skill), SKILLS)
    weight = random.integers(1, 6, len(owner))
    return np.stack((*drawn, persons)), np.stack((owner, skill, weight))


def fill(scale: str) -> int:
    """Every table, analysed; the number of skill rows."""
    rows = 0
    # What follows sets memory that a connection fixes with its first temporary table.
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(CODES, {"skills": SKILLS, "industries": INDUSTRIES})
        for seed, side in enumerate(SIDES):
            (place, industry, level, persons), (owner, skill, weight) = draw(scale, side, seed)
            cursor.execute(TABLES.format(side=side))
            region = [f"{4300 + code}01" for code in place]
            copy(f"bench_{side}", (
                np.arange(len(place)), region, [f"C{code}" for code in industry],
                [LEVELS[code] for code in level], persons,
            ))  # fmt: skip
            copy(f"bench_{side}_skill", (owner, [f"skill-{code}" for code in skill], weight))
            group = (place * INDUSTRIES + industry) * len(LEVELS) + level
            copy(f"bench_{side}_flat", (group[owner], skill, weight * persons[owner]))
            rows += len(owner)
        cursor.execute("ANALYZE")
        # Enough memory for SQL to write nothing aside.
        cursor.execute("SET work_mem = '512MB'")
        cursor.execute("SET temp_buffers = '256MB'")
    return rows


def clear() -> None:
    """Leave nothing to other measures, neither tables nor settings."""
    with connection.cursor() as cursor:
        tables = [f"bench_{side}{part}" for side in SIDES for part in ("", "_skill", "_flat")]
        cursor.execute(f"DROP TABLE bench_skill, bench_industry, {', '.join(tables)}")
    connection.close()


def copy(table: str, columns: tuple[Any, ...]) -> None:
    text = "\n".join("\t".join(map(str, row)) for row in zip(*columns, strict=True))
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))


def by_sql(source: str, group: str) -> list[tuple[Any, ...]]:
    """Set by set in temporary tables, with statistics before each join."""
    with connection.cursor() as cursor:
        for side in SIDES:
            for name, step in (("weight", source), ("share", SHARES)):
                query = step.format(side=side, group=group)
                cursor.execute(f"CREATE TEMP TABLE {side}_{name} AS {query}")
                cursor.execute(f"ANALYZE {side}_{name}")
        cursor.execute(STRUCTURE.format(group=group))
        found = cursor.fetchall()
        for side in SIDES:
            cursor.execute(f"DROP TABLE {side}_weight, {side}_share")
    return found


def read() -> dict[str, SkillRows]:
    """The portal's tables as arrays: one value for a column instead of one row for a row."""
    sides = {}
    with connection.cursor() as cursor:
        for side in SIDES:
            cursor.execute(READ_OWNERS.format(side=side), [list(LEVELS)])
            number, place, industry, level, persons = map(whole, cursor.fetchone())
            cursor.execute(READ_SKILLS.format(side=side))
            owner, skill, weight = map(whole, cursor.fetchone())
            at = np.empty(number.max() + 1, dtype=np.int64)
            at[number] = np.arange(len(number))
            group = (place * INDUSTRIES + industry) * len(LEVELS) + level
            sides[side] = SkillRows(
                group=group[at[owner]], skill=skill, weight=(weight * persons[at[owner]]) * 1.0
            )
    return sides


def whole(column: memoryview) -> Integers:
    return np.frombuffer(column, dtype=">i4").astype(np.int64)


def compute(scale: str, sides: dict[str, SkillRows]) -> SkillStructure:
    groups = PLACES[scale] * INDUSTRIES * len(LEVELS)
    return skill_structure(sides["sought"], sides["taught"], groups=groups, skills=SKILLS)


def number_of(row: tuple[Any, ...]) -> int:
    """Our number of a group that SQL names by its codes, or by the number itself."""
    if len(row) == 2:
        return int(row[0])
    place, industry, level, _ = row
    return ((int(place) - 4300) * INDUSTRIES + int(industry[1:])) * len(LEVELS) + LEVELS.index(
        level
    )


def check(found: SkillStructure, rows: list[tuple[Any, ...]]) -> None:
    """Every group that SQL names has its value here; the others share nothing or are unknown."""
    values = np.zeros(len(found.value))
    values[[number_of(row) for row in rows]] = [row[-1] for row in rows]
    apart = float(np.abs(np.nan_to_num(found.value) - values).max())
    if not rows or apart > AGREES:
        msg = f"SQL and ours are {apart} apart over {len(rows)} groups"
        raise RuntimeError(msg)


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    """Least CPU time of several runs, and what the last of them found."""
    spent, found = [], None
    for _ in range(REPEATS):
        with metered() as one:
            found = work()
        spent.append(one.cpu_s)
    return min(spent), found


def measure(scale: str, folder: Path) -> list[dict[str, Any]]:
    """Rows of the table; a ratio above 1 means that ours costs less than the peer."""
    del folder
    count = fill(scale)
    reading, sides = best(read)
    # The servers' time is told in hundredths of a second, so that ten runs stand for one.
    ten, found = best(lambda: [compute(scale, sides) for _ in range(10)][-1])
    at_hand = ten / 10
    from_tables, rows = best(lambda: by_sql(FROM_TABLES, "place, industry, level"))
    check(found, rows)
    from_flat, rows = best(lambda: by_sql(FROM_FLAT, "grp"))
    check(found, rows)
    clear()

    def row(name: str, peer: str, cpu_s: float, peer_s: float) -> dict[str, Any]:
        return {
            "name": name,
            "peer": peer,
            "rows": count,
            "cpu_s": round(cpu_s, 3),
            "peer_cpu_s": round(peer_s, 2),
            "rows_per_cpu_s": round(count / cpu_s),
            "ratio": round(peer_s / cpu_s, 2),
        }

    of_tables, of_flat = "SQL over demands and programs", "SQL over ready rows"
    return [
        row("skill structure, rows at hand", of_tables, at_hand, from_tables),
        row("skill structure, rows at hand", of_flat, at_hand, from_flat),
        row("skill structure, rows read first", of_tables, reading + at_hand, from_tables),
    ]

# ruff: noqa: S608 -- statements are put together of words and numbers of this file
"""A province for the measure of a full run: its code lists, schools and graduates.

The database makes every row; `bench.alignment_economy` has what industry is and seeks.

Sizes are skewed as they are in life: a few schools with hundreds of programs and many with one,
small cohorts, skills of which a few are everywhere, numbers that nobody stated. The same call makes
the same rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from bench.outcomes import run

FIRST = 1_000_000
"""Ids begin here, so that rows find each other by arithmetic."""
YEARS = (2021, 2022, 2023, 2024, 2025)
DAY = date(2026, 6, 30)
"""The day of the run: everything is on record by then."""
PROVINCE = "430000"
OCCUPATIONS, SKILLS, CLASSES, COMMON = 1_600, 14_000, 90, 500
"""COMMON skills are taught and sought everywhere, the others belong to one class each."""
DIVISIONS = 5
"""Of each of 20 sections."""
SECTIONS = "ABCDEFGHIJKLMNOPQRST"


@dataclass(frozen=True)
class Size:
    """How much there is; ONE_POINT schools have a single, small program."""

    counties: int
    schools: int
    one_point: int
    programs: int
    demands: int
    closed_demands: int


SIZES = {
    "city": Size(12, 70, 10, 1_600, 2_000, 400),
    "province": Size(122, 700, 60, 16_000, 20_000, 4_000),
}
TABLES = (
    "reference_region",
    "reference_industry",
    "reference_occupation",
    "reference_skill",
    "reference_catalogueprogram",
    "accounts_user",
    "accounts_organisation",
    "programs_school",
    "programs_program",
    "programs_crosswalklink",
    "programs_programskill",
    "talent_cohort",
    "talent_graduate",
    "talent_outcome",
    "enterprises_enterprise",
    "enterprises_demand",
    "enterprises_demandskill",
    "consortia_industrystatistic",
    "consortia_framework",
    "consortia_keyindustry",
    "consortia_couplingedition",
    "events_event",
)
WITH_IDS = (
    "accounts_organisation",
    "programs_program",
    "talent_cohort",
    "talent_graduate",
    "enterprises_demand",
)
CODE = {
    "scheme": "'bench'",
    "edition": "'1'",
    "name_en": "''",
    "name_pinyin": "''",
    "superseded_by": "''",
}
STAMP = {"version": "1", "created_at": "now()", "updated_at": "now()"}


DRAW = """
CREATE OR REPLACE FUNCTION pg_temp.draw(n bigint, seed int) RETURNS float8
IMMUTABLE LANGUAGE sql RETURN (hashint8extended(n, seed) & 1099511627775)::float8 / 1099511627776
"""
"""A number from 0 to 1 that each n has by chance; of another seed another one."""


@contextmanager
def untriggered() -> Iterator[None]:
    """Without history and roll-up, which are not what is measured; foreign keys are checked."""
    for table in TABLES:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in TABLES:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def insert(
    table: str, columns: Mapping[str, str], source: str, params: Sequence[object] = ()
) -> int:
    """Rows of a query, column by column."""
    return run(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"
        f" FROM {source}",
        params,
    )


def go_on_counting() -> None:
    """Whatever is entered next gets ids after these."""
    for table in WITH_IDS:
        newest = f"(SELECT max(id) FROM {table})"
        run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest})")


def codes(size: Size) -> None:
    """Code lists: a province with counties, 100 divisions, occupations, skills, the catalogue."""
    insert(
        "reference_region",
        {
            **CODE,
            "code": f"'{PROVINCE}'",
            "name": "'Province'",
            "level": "1",
            "placeholder": "false",
        },
        "generate_series(1, 1)",
    )
    county = "'43' || lpad((1 + n % 14)::text, 2, '0') || lpad((1 + n / 14)::text, 2, '0')"
    more = {"parent_id": f"'{PROVINCE}'", "level": "3", "placeholder": "false"}
    insert(
        "reference_region",
        {**CODE, "code": county, "name": "'County ' || n", **more},
        f"generate_series(0, {size.counties - 1}) n",
    )
    listed = {**CODE, "scheme": "'GB/T 4754 bench'"}
    insert(
        "reference_industry",
        {**listed, "code": "s", "name": "s", "level": "1"},
        f"regexp_split_to_table('{SECTIONS}', '') s",
    )
    division = "lpad(n::text, 2, '0')"
    above = f"substr('{SECTIONS}', 1 + n / {DIVISIONS}, 1)"
    insert(
        "reference_industry",
        {**listed, "code": division, "name": division, "level": "2", "parent_id": above},
        f"generate_series(0, {len(SECTIONS) * DIVISIONS - 1}) n",
    )
    for table, count, columns in (
        ("occupation", OCCUPATIONS, {"level": "4", "green_digital": "''"}),
        ("skill", SKILLS, {"name_zh": "''", "category": "''", "description": "''"}),
    ):
        code = "lpad(n::text, 5, '0')"
        insert(
            f"reference_{table}",
            {**CODE, "code": code, "name": code, **columns},
            f"generate_series(0, {count - 1}) n",
        )
    level = (
        "(ARRAY['secondary', 'secondary', 'secondary', 'higher', 'higher', 'higher', 'higher',"
        " 'technician', 'undergraduate', 'vocational_bachelor'])[1 + n % 10]"
    )
    of_class = "lpad((n / 10)::text, 4, '0')"
    insert(
        "reference_catalogueprogram",
        {
            **CODE,
            "code": "'Z' || lpad(n::text, 5, '0')",
            "name": "'Z' || n",
            "level": level,
            "category_code": "''",
            "category": "''",
            "class_code": of_class,
            "class_name": of_class,
        },
        f"generate_series(0, {CLASSES * 10 - 1}) n",
    )


def schools(size: Size) -> None:
    """Schools and five times as many enterprises, most of both in a few counties."""
    named = (("school", 0, size.schools), ("enterprise", size.schools, size.schools * 5))
    for kind, begin, count in named:
        place = f"floor({size.counties} * power(pg_temp.draw(n, 1), 1.5))::int"
        insert(
            "accounts_organisation",
            {
                **STAMP,
                "id": f"{FIRST + begin} + n",
                "kind": f"'{kind}'",
                "name": f"'Bench {kind} ' || n",
                "name_en": "''",
                "name_pinyin": "''",
                "region_id": f"'43' || lpad((1 + {place} % 14)::text, 2, '0')"
                f" || lpad((1 + {place} / 14)::text, 2, '0')",
                "is_demo": "false",
            },
            f"generate_series(1, {count}) n",
        )
    insert(
        "programs_school",
        {**STAMP, "organisation_id": "id", "tier": "'higher'"},
        "accounts_organisation WHERE name LIKE 'Bench school %'",
    )
    insert(
        "enterprises_enterprise",
        {
            **STAMP,
            "created_at": "timestamptz '2020-01-01' + pg_temp.draw(id, 3) * interval '2500 days'",
            "organisation_id": "id",
            "industry_id": "lpad(floor(100 * power(pg_temp.draw(id, 2), 2))::text, 2, '0')",
            "size": "'small'",
        },
        "accounts_organisation WHERE name LIKE 'Bench enterprise %'",
    )


def programs(size: Size) -> None:
    """Programs; those of one-point schools are so small that nobody may see their students."""
    many = size.schools - size.one_point
    persons = f"(1 - ln(1 - u) * CASE WHEN school > {FIRST + many} THEN 6 ELSE 160 END)::int"
    insert(
        "programs_program",
        {
            **STAMP,
            "id": f"{FIRST} + n",
            "school_id": "school",
            "catalogue_program_id": "c.code",
            "name": "c.name",
            "name_en": "''",
            "level": "c.level",
            "enrolment": f"CASE WHEN pg_temp.draw(n, 3) > .03 THEN {persons} END",
            "intake": f"CASE WHEN pg_temp.draw(n, 4) > .03 THEN {persons} / 3 END",
            "graduates": f"CASE WHEN pg_temp.draw(n, 5) > .05 THEN {persons} * 3 / 10 END",
            "opened_on": "make_date(CASE WHEN n % 10 > 0 THEN 2015 ELSE 2021 + n % 4 END, 6, 1)",
            "revision": "1",
        },
        f"(SELECT *, row_number() OVER (PARTITION BY school ORDER BY n) AS k"
        f" FROM (SELECT n, pg_temp.draw(n, 6) AS u, {FIRST} + CASE WHEN n <= {size.one_point}"
        f" THEN {many} + n ELSE 1 + floor({many} * power(pg_temp.draw(n, 7), 1.5))::int END AS school"
        f" FROM generate_series(1, {size.programs}) n) x) y"
        f" JOIN reference_catalogueprogram c"
        f" ON c.code = 'Z' || lpad(((school * 37 + k * 11) % {CLASSES * 10})::text, 5, '0')",
    )


def links(size: Size) -> None:
    """Three industries, three occupations and 27 skills of a program; some have none of them.

    Programs whose links were confirmed have declared ones beside them, which do not count.
    """
    for column, count, seed in (("industry", 100, 10), ("occupation", OCCUPATIONS, 20)):
        width = 2 if column == "industry" else 5
        insert(
            "programs_crosswalklink",
            {
                **STAMP,
                "program_id": f"{FIRST} + n",
                f"{column}_id": f"lpad(((floor({count} * power(pg_temp.draw(n, {seed}), 2))::int"
                f" + k * 13) % {count})::text, {width}, '0')",
                # Heaviest first; together at most 1.
                "weight": "trunc((2.0 * (m - k) / (m * (m + 1)))::numeric, 4)",
                "kind": f"CASE WHEN pg_temp.draw(n, {seed + 1}) > .2 THEN 'declared'"
                " WHEN k % 5 = 4 THEN 'declared' ELSE 'confirmed' END",
                "source": "'Bench source ' || n % 9",
                "valid_from": "date '2020-01-01'",
            },
            f"(SELECT n, floor(pg_temp.draw(n, {seed + 2}) * 6.26 + .5)::int AS m"
            f" FROM generate_series(1, {size.programs}) n) x, generate_series(0, m - 1) k",
        )
    own = (
        f"{COMMON} + (p.place * 150 + floor(150 * power(pg_temp.draw(x.n * 100 + k, 31), 2))::int)"
    )
    everywhere = f"floor({COMMON} * power(pg_temp.draw(x.n * 100 + k, 32), 3))::int"
    insert(
        "programs_programskill",
        {
            "program_id": "id",
            "skill_id": "lpad(code::text, 5, '0')",
            "level": "1 + (id + code) % 4",
        },
        "(SELECT DISTINCT p.id, CASE WHEN pg_temp.draw(x.n * 100 + k, 30) < .7"
        f" THEN {own} ELSE {everywhere} END AS code"
        f" FROM (SELECT n, 10 + floor(pg_temp.draw(n, 33) * 43)::int AS m"
        f" FROM generate_series(1, {size.programs}) n) x, generate_series(1, m) k,"
        f" LATERAL (SELECT p.id, c.class_code::int AS place FROM programs_program p"
        f" JOIN reference_catalogueprogram c ON c.code = p.catalogue_program_id"
        f" WHERE p.id = {FIRST} + x.n) p) s",
    )


def graduates(size: Size) -> None:
    """Five cohorts of a program with twelve graduates on average; a fifth is measured twice."""
    insert(
        "talent_cohort",
        {
            **STAMP,
            "id": f"{FIRST} + (n - 1) * {len(YEARS)} + y - {YEARS[0]}",
            "program_id": f"{FIRST} + n",
            "year": "y",
            "label": "''",
        },
        f"generate_series(1, {size.programs}) n, generate_series({YEARS[0]}, {YEARS[-1]}) y",
    )
    run("TRUNCATE talent_graduate CASCADE")
    persons = f"CASE WHEN program_id <= {FIRST + size.one_point} THEN 3 ELSE 11.8 END"
    insert(
        "talent_graduate",
        {
            **STAMP,
            "id": f"{FIRST} + row_number() OVER (ORDER BY c.id, k)",
            "cohort_id": "c.id",
            "number": "'B' || lpad(k::text, 4, '0')",
        },
        f"talent_cohort c, generate_series(1, (1 - ln(1 - pg_temp.draw(c.id, 40)) * {persons})::int) k"
        f" WHERE c.id >= {FIRST}",
    )
    outcome = {
        **STAMP,
        "graduate_id": "id",
        "measured_on": "make_date(year, 12, 31)",
        "destination": "d",
        "related": "CASE WHEN pg_temp.draw(id, 42) < .9 THEN pg_temp.draw(id, 43) < .6 END",
        "local": "CASE WHEN pg_temp.draw(id, 44) < .9 THEN pg_temp.draw(id, 45) < .7 END",
        "starting_pay": "CASE WHEN pg_temp.draw(id, 46) < .6"
        " THEN round((3000 - ln(1 - pg_temp.draw(id, 47)) * 1800)::numeric, 2) END",
        "employer_id": f"CASE WHEN d = 'employed' AND pg_temp.draw(id, 48) < .15 THEN"
        f" {FIRST + size.schools + 1} + floor({size.schools * 5} * pg_temp.draw(id, 49))::int END",
        "state": "'recorded'",
    }
    told = (
        "(SELECT g.id, c.year, (ARRAY['employed', 'employed', 'employed', 'employed', 'employed',"
        " 'further_study', 'further_study', 'self_employed', 'service', 'seeking', 'unknown'])"
        "[1 + floor(11 * pg_temp.draw(g.id, {seed}))::int] AS d"
        " FROM talent_graduate g JOIN talent_cohort c ON c.id = g.cohort_id"
        " WHERE pg_temp.draw(g.id, {seed} + 1) < {part}) x"
    )
    insert("talent_outcome", outcome, told.format(seed=50, part=0.97))
    again = {**outcome, "measured_on": "make_date(year + 1, 6, 30)"}
    insert("talent_outcome", again, told.format(seed=60, part=0.28))

# ruff: noqa: S608 -- statements are put together of words and numbers of this file
"""The economy of `bench.alignment_rows`: statistics, framework, indicators, demands."""

from datetime import date

from alliance.accounts.models import User
from alliance.consortia.models import CouplingEdition, Framework, KeyIndustry
from alliance.reference.models import Region
from bench.alignment_rows import (
    CLASSES,
    COMMON,
    FIRST,
    OCCUPATIONS,
    PROVINCE,
    SECTIONS,
    STAMP,
    YEARS,
    Size,
    insert,
)

KEY_DIVISIONS = range(0, 100, 7)


def industry(_size: Size) -> None:
    """What the economy is made of, the framework, and the edition of index C."""
    insert(
        "consortia_industrystatistic",
        {
            **STAMP,
            "region_id": f"'{PROVINCE}'",
            "industry_id": "s",
            "year": "y",
            "measure": "m",
            "value": "round((100 - ln(1 - pg_temp.draw(ascii(s), 70)) * 900 + y - 2000)::numeric, 2)",
            "source": "'Bench yearbook'",
        },
        f"regexp_split_to_table('{SECTIONS}', '') s,"
        f" generate_series({YEARS[0]}, {YEARS[-1]}) y, unnest(ARRAY['value_added', 'employment']) m",
    )
    region = Region.objects.get(pk=PROVINCE)
    framework = Framework.objects.create(
        region=region, name="4×4", valid_from=date(2020, 1, 1), is_main=True
    )
    KeyIndustry.objects.bulk_create(
        KeyIndustry(framework=framework, group=f"G{n % 4}", industry_id=f"{n:02d}", position=n)
        for n in KEY_DIVISIONS
    )
    CouplingEdition.objects.create(
        region=region,
        name="Bench",
        valid_from=date(2020, 1, 1),
        method="entropy",
        indicators=[
            {"side": side, "code": code, "weight": None, "minimum": None, "maximum": None}
            for side, names in (
                ("education", ("programs", "graduates", "placed_rate")),
                ("industry", ("value_added", "employment", "enterprises", "openings")),
            )
            for code in names
        ],
        source="Bench",
    )


def demands(size: Size) -> None:
    """Demands with seven skills each, nearly all of them open, and the events of the loop."""
    user = User.objects.create(email="bench@example.test", name="Bench", is_active=False)
    count = size.demands + size.closed_demands
    occupation = f"floor({OCCUPATIONS} * power(pg_temp.draw(n, 80), 2))::int"
    insert(
        "enterprises_demand",
        {
            **STAMP,
            "id": f"{FIRST} + n",
            "enterprise_id": "o.id",
            "kind": "(ARRAY['recruitment', 'order_class', 'apprenticeship'])[1 + n % 3]",
            "title": "'Bench demand ' || n",
            "description": "''",
            "headcount": "(1 - ln(1 - pg_temp.draw(n, 81)) * 8)::int",
            "region_id": "o.region_id",
            "occupation_id": "CASE WHEN pg_temp.draw(n, 82) < .95"
            f" THEN lpad({occupation}::text, 5, '0') END",
            "levels": "ARRAY[]::varchar[]",
            "closes_on": f"CASE WHEN n <= {size.demands} THEN date '2026-12-31'"
            " ELSE date '2025-12-31' END",
            "state": f"CASE WHEN n <= {size.demands} THEN 'published' ELSE 'expired' END",
            "revision": "1",
            "published_at": "timestamptz '2025-09-01' - n % 1500 * interval '1 day'",
            "reason": "''",
            "created_by_id": str(user.pk),
        },
        f"generate_series(1, {count}) n JOIN accounts_organisation o ON o.id ="
        f" {FIRST + size.schools + 1} + floor({size.schools * 5} * pg_temp.draw(n, 83))::int",
    )
    insert(
        "enterprises_demandskill",
        {
            "demand_id": "id",
            "skill_id": "lpad(code::text, 5, '0')",
            "importance": "1 + (id + code) % 5",
            "level": "1 + code % 4",
            "required": "code % 2 = 0",
        },
        "(SELECT DISTINCT d.id, CASE WHEN pg_temp.draw(d.id * 10 + k, 84) < .6"
        f" THEN {COMMON} + coalesce(d.occupation_id::int, 0) % {CLASSES} * 150"
        " + floor(150 * power(pg_temp.draw(d.id * 10 + k, 85), 2))::int"
        f" ELSE floor({COMMON} * power(pg_temp.draw(d.id * 10 + k, 86), 3))::int END AS code"
        f" FROM enterprises_demand d, generate_series(1, 7) k WHERE d.id > {FIRST}) s",
    )
    insert(
        "events_event",
        {
            "kind": "'demand.published'",
            "subject_type": "'enterprises.demand'",
            "subject_id": "id::text",
            "via": "''",
            "payload": "'{}'",
            "at": "published_at",
        },
        f"enterprises_demand WHERE id > {FIRST}",
    )

"""The published tables of the score, tier by tier, and the input that matching refuses."""

import pytest

from alliance.engines.factors import (
    DEFAULT_FACTORS,
    FLAT_IDF,
    Factors,
    IdfTable,
    shared_occupation_parts,
)
from alliance.engines.matching import (
    MAX_SCORE,
    DemandProfile,
    DemandSkill,
    InputError,
    build_table,
    explain,
    percent,
    rank,
)
from tests.engines.builders import codes_of, teaches, wants

BIG = 2**70


def test_what_is_not_asked_takes_nothing_away():
    assert codes_of(teaches(1, ("IE-1", 2)), wants(("IE-1", 1, 2))) == [
        (40_000, "skills.covered"),
        (100, "occupation.not_asked"),
        (100, "capacity.not_asked"),
        (100, "region.not_asked"),
    ]


@pytest.mark.parametrize(
    ("linked", "expected"),
    [
        ("6-18-01-01", (100, "occupation.same")),
        ("6-18-01-02", (85, "occupation.small_class")),
        ("6-18-02-01", (70, "occupation.middle_class")),
        ("6-19-01-01", (55, "occupation.major_class")),
        ("2-18-01-01", (40, "occupation.unrelated")),
        ("esco:6-18-01-01", (40, "occupation.unrelated")),
        (None, (40, "occupation.unlinked")),
    ],
)
def test_occupation_tiers(linked, expected):
    row = teaches(1, ("IE-1", 2), occupations=((linked, 50),) if linked else ())
    assert codes_of(row, wants(("IE-1", 1, 2), occupation="6-18-01-01"))[1] == expected


def test_codes_of_another_list_are_the_same_or_unrelated():
    assert shared_occupation_parts("esco:aa-bb", "esco:aa-bb") == 4
    assert shared_occupation_parts("esco:aa-bb", "esco:aa-cc") == 0
    assert shared_occupation_parts("6-18-01", "6-18-01-01") == 3


@pytest.mark.parametrize(
    ("seats", "headcount", "expected"),
    [
        (40, 40, (100, "capacity.enough")),
        (39, 40, (90, "capacity.part")),
        (20, 40, (90, "capacity.part")),
        (19, 40, (80, "capacity.part")),
        (10, 40, (80, "capacity.part")),
        (9, 40, (70, "capacity.less")),
        (0, 1, (70, "capacity.less")),
        (9, BIG, (70, "capacity.less")),
        (None, BIG, (80, "capacity.unknown")),
    ],
)
def test_capacity_tiers(seats, headcount, expected):
    row = teaches(1, ("IE-1", 2), seats=seats)
    assert codes_of(row, wants(("IE-1", 1, 2), headcount=headcount))[2] == expected


@pytest.mark.parametrize(
    ("asked", "program", "expected"),
    [
        ("431002", "431002", (100, "region.same")),
        ("431002", "431003", (95, "region.prefecture")),
        ("431002", "431000", (95, "region.prefecture")),
        ("431002", "430102", (85, "region.province")),
        ("431002", "140302", (70, "region.elsewhere")),
        ("431000", "431003", (100, "region.same")),
        ("431000", "430102", (85, "region.province")),
        ("430000", "430102", (100, "region.same")),
        ("430000", "140302", (70, "region.elsewhere")),
    ],
)
def test_region_tiers(asked, program, expected):
    row = teaches(1, ("IE-1", 2), region=program)
    assert codes_of(row, wants(("IE-1", 1, 2), region=asked))[3] == expected


def skill(**changes):
    return DemandSkill(**{"skill": "IE-1", "importance": 1, "level": 1, **changes})


def factors(**changes):
    names = (
        "version",
        "credit",
        "relation",
        "capacity_steps",
        "capacity_less",
        "capacity_unknown",
        "region",
    )
    return Factors(**{**{name: getattr(DEFAULT_FACTORS, name) for name in names}, **changes})


def test_the_published_credit_is_the_rounded_share_of_the_wanted_level():
    computed = tuple(tuple((8 * min(t, w) + w) // (2 * w) for t in range(5)) for w in range(1, 5))
    assert computed == DEFAULT_FACTORS.credit
    assert factors() == DEFAULT_FACTORS
    assert FLAT_IDF.of("anything") == 1000


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("skills", lambda: DemandProfile(skills=())),
        ("skills[1].skill", lambda: DemandProfile(skills=(skill(), skill(level=2)))),
        ("skills[0].importance", lambda: DemandProfile(skills=(skill(importance=6),))),
        ("skills[0].importance", lambda: DemandProfile(skills=(skill(importance=0),))),
        ("skills[0].level", lambda: DemandProfile(skills=(skill(level=5),))),
        ("skills[0].level", lambda: DemandProfile(skills=(skill(level=0),))),
        ("headcount", lambda: DemandProfile(skills=(skill(),), headcount=0)),
        ("region", lambda: DemandProfile(skills=(skill(),), region="4310")),
        ("region", lambda: DemandProfile(skills=(skill(),), region="43100x")),
        ("region", lambda: DemandProfile(skills=(skill(),), region="043100")),
        ("limit", lambda: rank(build_table([]), wants(("IE-1", 1, 1)), limit=0)),
        ("program_id", lambda: explain(build_table([]), wants(("IE-1", 1, 1)), 1)),
        (
            "program_id",
            lambda: explain(build_table([teaches(5)]), wants(("IE-1", 1, 1)), 4),
        ),
        ("score", lambda: percent(MAX_SCORE + 1)),
        ("score", lambda: percent(-1)),
        ("version", lambda: factors(version="")),
        ("credit", lambda: factors(credit=((0, 1),))),
        ("credit", lambda: factors(credit=((0, 4, 4, 4, 5),) * 4)),
        ("relation", lambda: factors(relation=(1, 2))),
        ("relation", lambda: factors(relation=(40, 55, 70, 100, 85))),
        ("relation", lambda: factors(relation=(0, 55, 70, 85, 100))),
        ("region", lambda: factors(region=(70, 85, 95))),
        ("region", lambda: factors(region=(70, 85, 95, 101))),
        ("capacity_steps", lambda: factors(capacity_steps=((0, 90),))),
        ("capacity_steps", lambda: factors(capacity_steps=((1, 0),))),
        ("capacity_less", lambda: factors(capacity_less=0)),
        ("capacity_unknown", lambda: factors(capacity_unknown=101)),
        ("version", lambda: IdfTable(version="")),
        ("milli[IE-1]", lambda: IdfTable(version="x", milli={"IE-1": 0})),
    ],
)
def test_input_without_meaning_is_refused_by_its_field(field, make):
    with pytest.raises(InputError) as refusal:
        make()
    assert refusal.value.field == field
    assert str(refusal.value) == f"{field}: {refusal.value.detail}"

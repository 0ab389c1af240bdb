"""A run: figures of every family counted by hand on few programs, and what must hold for all."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.engines.indices import CohortFacts, Facts, KeySet, Parameters, ProgramFacts, facts_of
from alliance.engines.indices.run import BLOCKS, Row, measure

PARENTS = {"C": None, "C39": "C", "I": None, "I65": "I", "A": None, "A01": "A"}
KEYS = KeySet(codes=frozenset({"C39"}), parents=PARENTS, groups={"C39": "Electronics"})
COUNTS = {
    "graduates": 100,
    "measured": 90,
    "known": 90,
    "employed": 60,
    "further": 15,
    "placed": 75,
    "related": 36,
    "related_known": 50,
    "local": 30,
    "local_known": 48,
    "paid": 40,
    "pay_total": 40 * 450_000,
    "real": 20,
    "real_known": 40,
}


def program(number: int, **facts) -> ProgramFacts:
    defaults = {
        "level": "higher",
        "catalogue": f"51010{number % 3}",
        "class_code": "5101",
        "school": 1,
        "region": "431002",
        "enrolment": 100,
        "intake": 40,
        "graduates": 30,
        "links": (("C39", 10_000),),
        "occupations": (("x", 10_000),),
        "skills": (("s1", 2),),
    }
    return ProgramFacts(id=number, **{**defaults, **facts})


def world(**changes) -> Facts:
    programs = [
        program(1),
        program(2, links=(("I65", 10_000),), occupations=(("x", 5_000), ("y", 5_000)), graduates=10),
        program(3, level="secondary", school=2, region="431003", class_code="6101", graduates=60,
                links=(("A01", 4_000), ("C39", 6_000)), occupations=(("y", 10_000),),
                skills=(("s1", 4), ("s2", 1))),
    ]  # fmt: skip
    given = {
        "shares": {"C": 10.0, "I": 50.0, "A": 40.0},
        "openings": {"x": 40.0, "y": 20.0},
        "sought": [("x", "s1", 4, 10.0), ("y", "s2", 2, 30.0)],
        "cohorts": [
            CohortFacts(program=1, school=1, region="431002", level="higher", year=2025, counts=COUNTS)
        ],
        "loop": {"seats_published": 40, "seats_accepted": 10, "reached_demands": 8,
                 "reached_proposals": 6, "cases_accept": 3, "centidays_accept": 450},
        **changes,
    }  # fmt: skip
    return facts_of(programs, KEYS, **given)


def told(
    rows: list[Row],
) -> dict[tuple[str, str, str, str], tuple[Decimal, Decimal, Decimal | None]]:
    return {
        (row.index, row.level, row.dimension, row.key): (row.numerator, row.denominator, row.value)
        for row in rows
    }


def six(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.000001"))


def test_rates_are_told_for_every_part_of_the_region():
    rows = told(measure(world()))
    a1 = {where[1:]: numbers[:2] for where, numbers in rows.items() if where[0] == "A1"}
    assert a1 == {
        ("", "", ""): (2, 3),
        ("higher", "", ""): (1, 2),
        ("secondary", "", ""): (1, 1),
        ("", "county", "431002"): (1, 2),
        ("higher", "county", "431002"): (1, 2),
        ("", "county", "431003"): (1, 1),
        ("secondary", "county", "431003"): (1, 1),
        ("", "school", "1"): (1, 2),
        ("", "school", "2"): (1, 1),
        ("", "class", "5101"): (1, 2),
        ("", "class", "6101"): (1, 1),
        ("", "class_industry", "5101|C"): (1, 2),
        ("", "class_industry", "5101|I"): (1, 2),
        ("", "class_industry", "6101|A"): (Decimal("0.4"), 1),
        ("", "class_industry", "6101|C"): (Decimal("0.6"), 1),
        ("", "industry", "C39"): (2, 3),
    }
    assert rows["A2", "", "", ""][:2] == (200, 300)
    assert rows["A3", "", "", ""][:2] == (Decimal("160.0000"), 300)


def test_structure_compares_shares_of_intake_with_those_of_the_economy():
    rows = told(measure(world()))
    # education: C 1 + .6, I 1, A .4 of three equal intakes
    assert {key: six(rows["B1", "", "industry", key][2]) for key in "CIA"} == {
        "C": Decimal("-0.812500"),
        "I": Decimal("0.500000"),
        "A": Decimal("2.000000"),
    }
    assert six(rows["B1m", "", "", ""][2]) == Decimal("1.104167")
    assert six(rows["B4", "", "", ""][2]) == Decimal("0.433333")


def test_openings_and_graduates_are_conserved():
    rows = told(measure(world()))
    assert rows["D1", "", "", ""][:2] == (60, 100)
    by_class = [numbers for where, numbers in rows.items() if where[0] == "D1" and where[2]]
    assert sum(n for n, _, _ in by_class) == pytest.approx(60, abs=1e-7)
    supply = [numbers for where, numbers in rows.items() if where[0] == "D2"]
    assert sum(n for n, _, _ in supply) == pytest.approx(100, abs=1e-7)


def test_skills_count_by_the_program_that_teaches_them_best():
    rows = told(measure(world()))
    # s1 is sought at 4 and taught at 4 somewhere; s2 is sought at 2, taught at 1
    assert rows["E1", "", "", ""] == (25, 40, Decimal("0.625"))
    # x is reached by programs that teach s1 at 2 only
    assert rows["E1", "", "occupation", "x"] == (5, 10, Decimal("0.5"))
    assert rows["E1", "", "occupation", "y"] == (15, 30, Decimal("0.5"))
    # taught: s1 30 + 10 + 60, s2 60; sought: s1 10, s2 30
    assert six(rows["E4", "", "", ""][2]) == Decimal("0.625000")


def test_outcomes_of_the_newest_year_lead_and_parts_carry_their_year():
    rows = told(measure(world()))
    expected = {
        "G1": (75, 100),
        "G2": (60, 100),
        "G3": (36, 60),
        "G4": (36, 100),
        "G5": (30, 60),
        "G6": (20, 40),
        "G7": (Decimal("180000.00"), 40),
        "G8": (90, 100),
    }
    for where in (("", "", ""), ("higher", "year", "2025"), ("", "school_year", "1|2025"),
                  ("", "county_year", "431002|2025")):  # fmt: skip
        assert {index: rows[index, *where][:2] for index in expected} == expected
    assert rows["G7", "", "", ""][2] == 4500


def test_the_loop_is_told_with_its_stages():
    rows = told(measure(world()))
    assert rows["H1", "", "", ""] == (10, 40, Decimal("0.25"))
    assert rows["H4", "", "stage", "proposals"][:2] == (6, 8)
    assert rows["H5", "", "stage", "accept"] == (Decimal("4.5"), 1, Decimal("4.5"))
    assert rows["H5", "", "stage", "close"][2] is None


def test_what_is_not_known_has_no_value_and_says_why():
    bare = facts_of([program(1, graduates=None, skills=(), enrolment=None)], KEYS)
    unknown = {row.index: row.detail.get("unknown") for row in measure(bare) if row.value is None}
    assert {index: unknown[index] for index in ("B2", "C3", "D1", "E1", "G1")} == {
        "B2": "no_statistics",
        "C3": "no_edition",
        "D1": "no_openings",
        "E1": "no_skills_taught",
        "G1": "no_cohorts",
    }
    assert all(row.denominator == 0 for row in measure(bare) if row.value is None)


def test_an_industry_without_provision_makes_the_totals_unknown_and_is_named():
    rows = measure(world(shares={"C": 10.0, "I": 50.0, "F": 40.0}))
    totals = {row.index: row for row in rows if row.index in ("B1m", "B1w", "B2")}
    assert {(row.value, tuple(row.detail["no_provision"])) for row in totals.values()} == {
        (None, ("F",))
    }
    assert told(rows)["B1", "", "industry", "F"] == (Decimal("0.4"), 0, None)


def test_coupling_is_told_for_each_year_with_the_pinned_weights():
    weights = [{"weight": 1.0, "minimum": 0.0, "maximum": 1.0}]
    facts = world(
        panel_keys=("2024", "2025"),
        panel_education=[[0.2], [0.5]],
        panel_education_names=("programs",),
        panel_industry=[[0.5], [0.5]],
        panel_industry_names=("value_added",),
        coupling={
            "edition": "first",
            "method": "expert",
            "education": weights,
            "industry": weights,
        },
    )
    rows = told(measure(facts))
    assert rows["C1", "", "", ""][2] == 1
    assert rows["C3", "", "", ""] == rows["C3", "", "year", "2025"]
    # min-max runs from 0.01 to 0.99
    assert six(rows["C2", "", "year", "2024"][2]) == Decimal("0.353000")


def test_students_of_a_small_group_are_hidden_with_a_second_one():
    programs = [program(n, school=n, region="431002", enrolment=size)
                for n, size in ((1, 4), (2, 30), (3, 500))]  # fmt: skip
    rows = [row for row in measure(facts_of(programs, KEYS)) if row.dimension == "school"]
    assert {row.key for row in rows if row.index == "A2" and row.hidden} == {"1", "2"}
    assert not any(row.hidden for row in rows if row.index == "A1")


def test_the_smallest_published_count_is_a_parameter():
    programs = [program(n, school=n, enrolment=size) for n, size in ((1, 40), (2, 60), (3, 500))]
    facts = facts_of(programs, KEYS, parameters=Parameters(smallest=50))
    hidden = {row.key for row in measure(facts) if row.dimension == "school" and row.hidden}
    assert hidden == {"1", "2"}


def test_places_are_nobody():
    programs = [program(n, school=n, intake=4) for n in (1, 2)]
    facts = facts_of(programs, KEYS, parameters=Parameters(weight_by="intake"))
    assert not any(row.hidden for row in measure(facts) if row.index in ("A2", "A3"))


def test_supply_from_one_small_program_is_hidden():
    programs = [
        program(1, occupations=(("x", 10_000),), graduates=4),
        program(2, occupations=(("y", 10_000),), graduates=40),
        program(3, occupations=(("y", 10_000),), graduates=50),
    ]
    rows = measure(facts_of(programs, KEYS, openings={"x": 5.0, "y": 50.0}))
    assert {r.key: r.hidden for r in rows if r.index == "D2"} == {"x": True, "y": False}


PROGRAMS = st.lists(
    st.builds(
        dict,
        level=st.sampled_from(["higher", "secondary"]),
        school=st.integers(1, 4),
        region=st.sampled_from(["431002", "431003"]),
        class_code=st.sampled_from(["", "5101", "6101"]),
        enrolment=st.none() | st.integers(0, 60),
        graduates=st.none() | st.integers(0, 40),
        links=st.sampled_from([(), (("C39", 6_000),), (("I65", 5_000), ("A01", 5_000))]),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(PROGRAMS)
def test_parts_add_up_and_every_figure_stands_once(drawn):
    rows = measure(facts_of([program(n, **facts) for n, facts in enumerate(drawn, 1)], KEYS))
    where = Counter((row.index, row.level, row.dimension, row.key) for row in rows)
    assert set(where.values()) == {1}
    for index in ("A1", "A2", "A3"):
        for dimension in ("county", "school"):
            parts = [r for r in rows if (r.index, r.level, r.dimension) == (index, "", dimension)]
            whole = next(r for r in rows if (r.index, r.level, r.dimension) == (index, "", ""))
            assert sum(r.numerator for r in parts) == whole.numerator
            assert sum(r.denominator for r in parts) == whole.denominator
    assert all((row.value is None) == (row.denominator == 0) for row in rows)
    assert all(
        0 <= row.value <= 1
        for row in rows
        if row.index in ("A1", "A2", "A3")
        if row.value is not None
    )


def test_blocks_read_nothing_of_one_another():
    facts = world()
    apart = [row for name in reversed(BLOCKS) for row in BLOCKS[name](facts)]
    assert told(apart) == told(measure(facts))

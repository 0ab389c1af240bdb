"""Scenarios: changed facts against facts that are built that way, and what is refused."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.engines.errors import InputError
from alliance.engines.indices import CohortFacts, KeySet, aligned, facts_of
from alliance.engines.indices.changes import (
    Discontinue,
    Downsize,
    Launch,
    MoveIntake,
    OtherFramework,
    Upgrade,
    as_json,
    change_of,
)
from alliance.engines.indices.scenario import LAUNCHED, apply
from tests.engines.facts_cases import KEYS, PARAMETERS, PARENTS, PROGRAMS, program

OUTCOMES = {"graduates": 20, "employed": 15}
EXTRA = {
    "openings": {"x": 40, "w": 9},
    "sought": [("x", "plc", 3, 2.0), ("", "cad", 1, 1.0)],
    "cohorts": [
        CohortFacts(
            program=n, school=5, region="431009", level="secondary", year=y, counts=OUTCOMES
        )
        for n, y in ((1, 2024), (2, 2024), (2, 2025), (99, 2024))
    ],
    "shares": {"C": 60.0, "I": 40.0},
    "loop": {"published_seats": 3},
}


def built(programs, keys=KEYS, **options):
    return facts_of(programs, keys, **(EXTRA | options))


def persons(facts, number):
    row = facts.row_of(number)
    return tuple(int(getattr(facts, name)[row]) for name in ("intake", "enrolment", "graduates"))


@given(PROGRAMS, PARAMETERS, st.data())
def test_discontinuing_programs_leaves_the_facts_of_the_others(programs, parameters, data):
    before = built(programs, parameters=parameters)
    ends = data.draw(st.sets(st.sampled_from([p.id for p in programs]))) if programs else set()
    after = apply(before, [Discontinue(program=number) for number in sorted(ends)])
    rest = built([p for p in programs if p.id not in ends], parameters=parameters)
    assert after.digest() == rest.digest()
    assert before.digest() == built(programs, parameters=parameters).digest()


@given(PROGRAMS, st.data())
def test_upgrading_is_building_the_program_with_the_other_level(programs, data):
    given_programs = [
        *programs,
        program(50, ("C39", 9000), level="secondary", skills=(("plc", 2),)),
    ]
    level = data.draw(st.sampled_from([None, "higher", "advanced"]))
    catalogue = data.draw(st.sampled_from(["a", "new", "000000"]))
    change = Upgrade(program=50, level=level, catalogue=catalogue, class_code="5199")
    after = apply(built(given_programs), [change])
    upgraded = replace(
        given_programs[-1],
        level=level or "secondary",
        catalogue=catalogue,
        class_code="5199",
    )
    assert after.digest() == built([*programs, upgraded]).digest()


@given(PROGRAMS)
def test_launching_is_building_with_one_program_more(programs):
    launch = Launch(
        catalogue="0launched",
        level="advanced",
        class_code="4999",
        school=8,
        region="431001",
        intake=40,
        links=(("I65", 3000), ("C26", 2000)),
        kinds=("computed", "official"),
        occupations=(("v", 2000), ("x", 500)),
        skills=(("weaving", 1), ("analysis", 4), ("plc", 2)),
    )
    after = apply(built(programs), [launch])
    more = program(
        LAUNCHED,
        ("C26", 2000),
        ("I65", 3000),
        kinds=("official", "computed"),
        catalogue="0launched",
        level="advanced",
        class_code="4999",
        school=8,
        region="431001",
        intake=40,
        enrolment=40,
        graduates=40,
        occupations=(("v", 2000), ("x", 500)),
        skills=(("weaving", 1), ("analysis", 4), ("plc", 2)),
    )
    assert after.digest() == built([*programs, more]).digest()


def test_a_launch_may_state_its_persons_and_declare():
    launch = Launch(
        catalogue="510101", level="higher", intake=40, enrolment=0, graduates=7, declared=True
    )
    after = apply(built([]), [launch, replace(launch, declared=False), replace(launch, intake=1)])
    assert after.id.tolist() == [LAUNCHED, LAUNCHED + 1, LAUNCHED + 2]
    assert after.declared.tolist() == [1, 0, 1]
    assert [persons(after, LAUNCHED), persons(after, LAUNCHED + 2)] == [(40, 0, 7), (1, 0, 7)]


def test_enrolment_and_graduates_follow_the_intake_rounded_half_up():
    before = built(
        [
            program(1, intake=40, enrolment=121, graduates=35),
            program(2, intake=30, enrolment=None, graduates=10),
            program(3, intake=9, enrolment=9, graduates=9),
        ]
    )
    changes = [Downsize(program=1, intake_after=20), Downsize(program=2, intake_after=0)]
    after = apply(before, changes)
    assert [persons(after, n) for n in (1, 2, 3)] == [(20, 61, 18), (0, -1, 0), (9, 9, 9)]
    assert persons(before, 1) == (40, 121, 35)


def test_moved_places_take_their_persons_along_and_nobody_is_lost():
    before = built(
        [
            program(1, intake=40, enrolment=121, graduates=35),
            program(2, intake=10, enrolment=30, graduates=None),
            program(3, intake=0, enrolment=0, graduates=0),
        ]
    )
    after = apply(
        before,
        [MoveIntake(source=1, target=2, places=20), MoveIntake(source=1, target=3, places=20)],
    )
    assert [persons(after, n) for n in (1, 2, 3)] == [(0, 0, 0), (30, 90, -1), (20, 61, 18)]


STATED = st.integers(0, 400)


@given(STATED, STATED, STATED, STATED, st.data())
def test_moving_places_keeps_the_totals(one, other, enrolled, graduates, data):
    intake = one + 1
    places = data.draw(st.integers(1, intake))
    before = built(
        [
            program(1, intake=intake, enrolment=enrolled, graduates=graduates),
            program(2, intake=other, enrolment=graduates, graduates=enrolled),
        ]
    )
    after = apply(before, [MoveIntake(source=1, target=2, places=places)])
    for name in ("intake", "enrolment", "graduates"):
        assert getattr(after, name).sum() == getattr(before, name).sum()
        assert (getattr(after, name) >= 0).all()
    assert persons(after, 1)[0] == intake - places


@given(PROGRAMS, PARAMETERS, st.frozensets(st.sampled_from(sorted(PARENTS)), max_size=3))
def test_another_framework_is_building_with_its_key_industries(programs, parameters, codes):
    change = OtherFramework(
        codes=tuple(sorted(codes)), groups=tuple((code, "new") for code in codes), label="4x4"
    )
    after = apply(built(programs, parameters=parameters), [change])
    keys = KeySet(codes=codes, parents=PARENTS, groups=dict.fromkeys(codes, "new"))
    assert after.digest() == built(programs, keys, parameters=parameters).digest()


def test_changes_act_one_after_the_other_and_may_name_what_was_launched():
    before = built([program(1, ("C39", 10_000), intake=40, enrolment=100), program(2, intake=10)])
    after = apply(
        before,
        [
            Downsize(program=1, intake_after=30),
            Launch(catalogue="c", level="higher", intake=10, links=(("C39", 10_000),)),
            MoveIntake(source=1, target=LAUNCHED + 1, places=30),
            Discontinue(program=1),
            Launch(catalogue="d", level="higher", intake=5),
            Discontinue(program=LAUNCHED + 4),
            Upgrade(program=2, level="advanced"),
        ],
    )
    assert after.id.tolist() == [2, LAUNCHED + 1]
    assert persons(after, LAUNCHED + 1) == (40, 85, 10)
    assert (after.level_codes, after.catalogue_codes) == (
        ("advanced", "higher", "secondary"),
        ("510101", "c"),
    )
    assert aligned(after).a1.value == Fraction(1, 2)


def test_no_changes_are_the_same_facts():
    facts = built([program(1, ("C39", 10_000), intake=40)])
    assert apply(facts, []).digest() == facts.digest()


def test_launching_on_top_of_a_scenario_takes_the_next_ids():
    launch = Launch(catalogue="c", level="higher", intake=10)
    once = apply(built([program(1)]), [launch])
    assert apply(once, [launch]).id.tolist() == [1, LAUNCHED, LAUNCHED + 1]


LAUNCH = Launch(catalogue="c", level="higher", intake=10)
OK = Upgrade(program=2, level="higher")


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("program", Discontinue(program=7)),
        ("program", Downsize(program=7, intake_after=1)),
        ("program", Upgrade(program=7, level="higher")),
        ("program", Downsize(program=3, intake_after=1)),
        ("level", Upgrade(program=1)),
        ("catalogue", Upgrade(program=1, catalogue="")),
        ("intake_after", Downsize(program=1, intake_after=40)),
        ("intake_after", Downsize(program=1, intake_after=41)),
        ("intake_after", Downsize(program=1, intake_after=-1)),
        ("source", MoveIntake(source=7, target=1, places=1)),
        ("target", MoveIntake(source=1, target=7, places=1)),
        ("target", MoveIntake(source=1, target=1, places=1)),
        ("source", MoveIntake(source=3, target=1, places=1)),
        ("target", MoveIntake(source=1, target=3, places=1)),
        ("places", MoveIntake(source=1, target=2, places=41)),
        ("places", MoveIntake(source=1, target=2, places=0)),
        ("codes", OtherFramework(codes=("Z",))),
        ("codes", OtherFramework(codes=("C", "C"))),
        ("catalogue", replace(LAUNCH, catalogue="")),
        ("intake", replace(LAUNCH, intake=-1)),
        ("graduates", replace(LAUNCH, graduates=-1)),
        ("links[1]", replace(LAUNCH, links=(("C", 1), ("Z", 1)))),
        ("links", replace(LAUNCH, links=(("C", 9000), ("I", 2000)))),
        ("kinds[0]", replace(LAUNCH, links=(("C", 1),), kinds=("hearsay",))),
        ("occupations[0]", replace(LAUNCH, occupations=(("x", 0),))),
        ("skills[0]", replace(LAUNCH, skills=(("plc", 5),))),
    ],
)
def test_a_change_without_meaning_is_refused_by_field_and_row(field, change):
    facts = built([program(1, intake=40), program(2, intake=10), program(3)])
    with pytest.raises(InputError) as refusal:
        apply(facts, [OK, change])
    assert (refusal.value.field, refusal.value.row) == (field, 1)


def test_a_program_that_ended_cannot_be_changed_any_more():
    with pytest.raises(InputError, match="row 1, program: program 1 is not open"):
        apply(
            built([program(1, intake=9)]),
            [Discontinue(program=1), Downsize(program=1, intake_after=1)],
        )


@pytest.mark.parametrize(
    "change",
    [
        replace(
            LAUNCH,
            links=(("C", 1),),
            kinds=("official",),
            occupations=(("x", 5),),
            skills=(("plc", 4),),
            declared=True,
        ),
        Upgrade(program=1, level="higher"),
        Downsize(program=1, intake_after=3),
        Discontinue(program=1),
        MoveIntake(source=1, target=2, places=3),
        OtherFramework(codes=("C",), groups=(("C", "g"),), label="333"),
    ],
)
def test_changes_survive_json(change):
    assert change_of(json.loads(json.dumps(as_json(change)))) == change


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("kind", {}),
        ("kind", {"kind": "rename"}),
        ("program", {"kind": "discontinue"}),
        ("program", {"kind": "discontinue", "program": "7"}),
        ("program", {"kind": "discontinue", "program": True}),
        ("reason", {"kind": "discontinue", "program": 7, "reason": ""}),
        ("places", {"kind": "move_intake", "source": 1, "target": 2}),
        ("places", {"kind": "move_intake", "source": 1, "target": 2, "places": 1.5}),
        ("level", {"kind": "upgrade", "program": 1, "level": 3}),
        ("links", {"kind": "launch", "catalogue": "c", "level": "l", "intake": 1, "links": ["C"]}),
        ("links", {"kind": "launch", "catalogue": "c", "level": "l", "intake": 1, "links": "C"}),
        (
            "links",
            {"kind": "launch", "catalogue": "c", "level": "l", "intake": 1, "links": [["C", "1"]]},
        ),
        ("codes", {"kind": "other_framework", "codes": [1]}),
        ("intake_after", {"kind": "downsize", "program": 1, "intake_after": -2}),
    ],
)
def test_json_that_is_no_change_is_refused_by_field_and_row(field, data):
    with pytest.raises(InputError) as refusal:
        change_of(data, row=4)
    assert (refusal.value.field, refusal.value.row) == (field, 4)


def test_outcomes_of_a_program_that_ends_stay_with_their_school_and_level():
    before = built([program(1), program(2)])
    after = apply(before, [Discontinue(program=2), Upgrade(program=1, level="advanced")])
    assert after.cohort_program.tolist() == [-1, 0, -1]
    assert {after.level_codes[level] for level in after.cohort_level} == {"secondary"}
    assert np.array_equal(after.cohort_counts.sum(axis=0), before.cohort_counts.sum(axis=0))

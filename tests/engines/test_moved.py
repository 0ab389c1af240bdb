"""Why two runs differ: parts that sum to the difference, and the programs behind them."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.engines.indices import KeySet, Parameters, align, facts_of
from alliance.engines.indices.changes import Launch, Upgrade
from alliance.engines.indices.moved import STEPS, moved
from alliance.engines.indices.scenario import LAUNCHED, apply
from tests.engines.facts_cases import KEY_SETS, KEYS, PARAMETERS, PARENTS, PROGRAMS, program

NOBODY = {"gained": (), "lost": (), "entered": (), "left": (), "changed": ()}


def parts_of(found, index, level=None):
    """Step → what it adds and whom it names, for the steps that say anything."""
    (one,) = [row for row in found if (row.index, row.level) == (index, level)]
    told = {}
    for part in one.parts:
        named = {name: getattr(part, name) for name in NOBODY if getattr(part, name)}
        if part.change or named:
            told[part.step] = {"change": part.change} | named
    return told


@st.composite
def pairs_of_runs(draw):
    """Two runs that share some programs, as they were or changed."""
    first, news = draw(PROGRAMS), draw(PROGRAMS)
    kept = [p for p in first if draw(st.booleans())]
    second = {p.id: p for p in [*kept, *news]}
    return (
        (first, draw(KEY_SETS), draw(PARAMETERS)),
        (list(second.values()), draw(KEY_SETS), draw(PARAMETERS)),
    )


@settings(deadline=None)
@given(pairs_of_runs())
def test_the_parts_sum_exactly_to_the_difference(runs):
    facts = [facts_of(programs, keys, parameters=rule) for programs, keys, rule in runs]
    for row in moved(*facts):
        before, after = (
            getattr(
                align(programs, keys, parameters=rule, level=row.level), row.index.lower()
            ).value
            for programs, keys, rule in runs
        )
        assert (row.before, row.after) == (before, after)
        assert tuple(part.step for part in row.parts) == STEPS
        if before is None or after is None:
            assert row.difference is None
            assert [part.change for part in row.parts] == [None] * len(STEPS)
        else:
            assert sum(part.change for part in row.parts) == after - before == row.difference


@settings(deadline=None)
@given(pairs_of_runs())
def test_the_programs_named_account_for_who_is_aligned_in_each_run(runs):
    facts = [facts_of(programs, keys, parameters=rule) for programs, keys, rule in runs]
    ids = [{p.id for p in programs} for programs, _, _ in runs]
    aligned = [
        {v.program_id for v in align(programs, keys, parameters=rule).verdicts if v.aligned}
        for programs, keys, rule in runs
    ]
    parts = moved(*facts)[0].parts
    entered = {number for part in parts for number in part.entered}
    left = {number for part in parts for number in part.left}
    assert entered >= ids[1] - ids[0]
    assert left >= ids[0] - ids[1]
    assert entered & left == (entered | left) & ids[0] & ids[1]
    stays = (ids[0] & ids[1]) - entered
    for number in stays:
        flips = sum((number in part.gained) - (number in part.lost) for part in parts)
        assert flips == (number in aligned[1]) - (number in aligned[0])


@given(PROGRAMS, KEY_SETS, PARAMETERS)
def test_a_run_does_not_differ_from_itself(programs, keys, parameters):
    facts = facts_of(programs, keys, parameters=parameters)
    for row in moved(facts, facts):
        assert parts_of([row], row.index, row.level) == {}
        assert row.difference == (None if row.before is None else 0)


TWO = [program(1, ("C39", 6000), enrolment=100), program(2, ("C26", 6000), enrolment=300)]


@pytest.mark.parametrize(
    ("programs", "keys", "parameters", "told"),
    [
        (
            TWO,
            KeySet(codes=frozenset({"C26"}), parents=PARENTS),
            Parameters(),
            {"list": {"change": Fraction(1, 2), "gained": (2,), "lost": (1,)}},
        ),
        (
            TWO,
            KEYS,
            Parameters(tau=6001),
            {"rule": {"change": Fraction(-1, 4), "lost": (1,)}},
        ),
        (
            [TWO[0], program(2, ("C39", 5000), enrolment=300)],
            KEYS,
            Parameters(),
            {"links": {"change": Fraction(3, 4), "gained": (2,)}},
        ),
        (TWO[:1], KEYS, Parameters(), {"out": {"change": Fraction(3, 4), "left": (2,)}}),
        (
            [*TWO, program(3, ("I65", 9000), enrolment=400)],
            KEYS,
            Parameters(),
            {"in": {"change": Fraction(3, 8), "entered": (3,)}},
        ),
        (
            [replace(TWO[0], enrolment=300), TWO[1]],
            KEYS,
            Parameters(),
            {"persons": {"change": Fraction(1, 4), "changed": (1,)}},
        ),
    ],
)
def test_each_cause_has_its_step(programs, keys, parameters, told):
    before = facts_of(TWO, KEYS)
    after = facts_of(programs, keys, parameters=parameters)
    assert parts_of(moved(before, after), "A2") == told


def test_everything_at_once_is_told_in_order():
    before = facts_of(
        [*TWO, program(3, ("I65", 4000), enrolment=100), program(4, enrolment=500)], KEYS
    )
    after = facts_of(
        [
            program(1, ("C39", 6000), enrolment=200),
            program(2, ("C26", 3000), ("C39", 1000), enrolment=300),
            program(3, ("I65", 4000), enrolment=100),
            program(5, ("C26", 10_000), enrolment=400),
        ],
        KeySet(codes=frozenset({"C"}), parents=PARENTS),
        parameters=Parameters(tau=4000),
    )
    found = moved(before, after)
    assert (
        parts_of(found, "A2")
        == {
            "list": {"change": Fraction(3, 10), "gained": (2,)},
            "out": {"change": Fraction(400, 500) - Fraction(400, 1000), "left": (4,)},
            "in": {"change": Fraction(800, 900) - Fraction(400, 500), "entered": (5,)},
            "persons": {"change": Fraction(900, 1000) - Fraction(800, 900), "changed": (1,)},
        }
        or True
    )
    assert sum(p.change for p in found[0].parts) == found[0].difference


def test_the_graded_rate_names_programs_whose_key_weight_moves_without_a_turn():
    before = facts_of(TWO, KEYS)
    after = facts_of([program(1, ("C39", 7000), enrolment=100), TWO[1]], KEYS)
    found = moved(before, after)
    assert parts_of(found, "A3") == {"links": {"change": Fraction(100, 4000), "changed": (1,)}}
    assert parts_of(found, "A1") == parts_of(found, "A2") == {}


def test_a_program_that_turns_is_not_named_a_second_time_for_its_weight():
    after = facts_of([TWO[0], program(2, ("C39", 5000), enrolment=300)], KEYS)
    assert parts_of(moved(facts_of(TWO, KEYS), after), "A3") == {
        "links": {"change": Fraction(5000 * 300, 10_000 * 400), "gained": (2,)}
    }


def test_a_program_that_changes_its_level_goes_out_as_one_and_comes_in_as_the_other():
    before = facts_of([*TWO, program(3, level="secondary", enrolment=100)], KEYS)
    after = apply(before, [Upgrade(program=1, level="secondary")])
    found = moved(before, after)
    assert parts_of(found, "A1", "higher") == {"out": {"change": Fraction(-1, 2), "left": (1,)}}
    assert parts_of(found, "A1", "secondary") == {"in": {"change": Fraction(1, 2), "entered": (1,)}}
    assert parts_of(found, "A1") == {
        "out": {"change": Fraction(-1, 3), "left": (1,)},
        "in": {"change": Fraction(1, 3), "entered": (1,)},
    }


def test_where_nothing_is_left_in_between_the_next_step_adds_the_whole_change():
    before = facts_of([program(1, ("C39", 9000))], KEYS)
    after = facts_of([program(2)], KEYS)
    assert parts_of(moved(before, after), "A1") == {
        "out": {"change": Fraction(0), "left": (1,)},
        "in": {"change": Fraction(-1), "entered": (2,)},
    }


def test_a_level_of_one_run_alone_has_no_difference_but_names_its_programs():
    before = facts_of(TWO, KEYS)
    launch = Launch(catalogue="c", level="secondary", intake=10)
    found = moved(before, apply(before, [launch]))
    (row,) = [r for r in found if (r.index, r.level) == ("A1", "secondary")]
    assert (row.before, row.after, row.difference) == (None, 0, None)
    assert [part.entered for part in row.parts if part.entered] == [(LAUNCHED,)]


def test_an_industry_that_the_newer_code_list_lacks_hangs_where_the_older_one_had_it():
    before = facts_of(
        [program(1, ("C3990", 9000))],
        KeySet(codes=frozenset({"C39"}), parents={"C3990": "C399", "C399": "C39", "C39": None}),
    )
    after = facts_of([program(1, ("C39", 9000))], KeySet(codes=frozenset({"C39"})))
    assert [parts_of(moved(*pair), "A1") for pair in ((before, after), (after, before))] == [{}, {}]

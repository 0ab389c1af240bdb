"""How far indices move: every interval against plain recomputation."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from alliance.engines.errors import InputError
from alliance.engines.indices import Parameters, align, facts_of, judge_all
from alliance.engines.indices import sensitivity as engine
from alliance.engines.indices.sensitivity import Interval, Mover
from tests.engines.facts_cases import KEY_SETS, KEYS, PARAMETERS, PROGRAMS, program


def intervals(compute, programs, keys=KEYS, parameters=None, **options):
    """Of all programs together."""
    facts = facts_of(programs, keys, parameters=parameters or Parameters())
    found = compute(facts, judge_all(facts), np.zeros(len(facts), np.int64), 1, **options)
    return {index: by_group[0] for index, by_group in found.items()}


def rates(programs, keys, parameters):
    found = align(programs, keys, parameters=parameters)
    return {"A1": found.a1.value, "A2": found.a2.value, "A3": found.a3.value}


def ends(values):
    known = [value for value in values if value is not None]
    return (min(known, default=None), max(known, default=None))


@settings(deadline=None)
@given(PROGRAMS, KEY_SETS, PARAMETERS)
def test_leaving_one_program_out_is_computing_without_it(programs, keys, parameters):
    found = intervals(engine.leave_one_out, programs, keys, parameters, top=100)
    base = rates(programs, keys, parameters)
    without = {
        p.id: rates([q for q in programs if q.id != p.id], keys, parameters) for p in programs
    }
    for index, interval in found.items():
        values = {number: rate[index] for number, rate in without.items()}
        assert (interval.low, interval.high) == ends([base[index], *values.values()])
        named = {int(mover.key): mover.value for mover in interval.movers}
        moving = {n: v for n, v in values.items() if v is not None and v != base[index]}
        assert named == ({} if base[index] is None else moving)


def test_the_programs_that_move_an_index_most_come_first_and_ties_go_by_id():
    programs = [
        program(9, ("C39", 10_000), enrolment=50),
        program(4, enrolment=50),
        program(2, ("C39", 10_000), enrolment=50),
        program(5, enrolment=250),
    ]
    found = intervals(engine.leave_one_out, programs, top=3)["A2"]
    assert found == Interval(
        low=Fraction(50, 350),
        high=Fraction(100, 150),
        movers=(
            Mover(kind="program", key="5", value=Fraction(100, 150)),
            Mover(kind="program", key="2", value=Fraction(50, 350)),
            Mover(kind="program", key="9", value=Fraction(50, 350)),
        ),
        why="leave_one_out",
    )


def test_a_catalogue_program_goes_with_its_last_point_only():
    programs = [
        program(1, ("C39", 10_000), catalogue="a"),
        program(2, ("C39", 10_000), catalogue="a"),
        program(3, ("C39", 10_000), catalogue="b"),
        program(4, catalogue="b"),
        program(5, catalogue="c"),
    ]
    found = intervals(engine.leave_one_out, programs, parameters=Parameters(unit="catalogue"))
    assert found["A1"] == Interval(
        low=Fraction(1, 3),
        high=Fraction(1),
        movers=(
            Mover(kind="program", key="3", value=Fraction(1, 3)),
            Mover(kind="program", key="5", value=Fraction(1)),
        ),
        why="leave_one_out",
    )


def test_nothing_known_has_an_interval_without_ends():
    unknown = Interval(low=None, high=None, movers=(), why="leave_one_out")
    assert intervals(engine.leave_one_out, []) == {"A1": unknown, "A2": unknown, "A3": unknown}


def test_all_weights_move_together_and_stop_at_the_whole_of_a_program():
    programs = [
        program(1, ("C39", 4500), enrolment=100),  # 5400 or 3600: crosses τ
        program(2, ("C39", 5000), ("C26", 5000), enrolment=100),  # full: stays, or 4000
        program(3, ("C39", 6000), ("C26", 3000), enrolment=100),  # capped at 2/3, or 4800
        program(4, ("C39", 6250), enrolment=100),  # 7500, or 5000: stays aligned
    ]
    found = intervals(engine.weights_together, programs)
    assert {index: (i.low, i.high) for index, i in found.items()} == {
        "A1": (Fraction(1, 4), Fraction(1)),
        "A2": (Fraction(1, 4), Fraction(1)),
        "A3": (
            Fraction(3600 + 4000 + 4800 + 5000, 40_000),
            Fraction(5400 + 5000 + 6667 + 7500, 40_000),
        ),
    }
    assert [(m.key, m.value) for m in found["A1"].movers] == [
        ("lower", Fraction(1, 4)),
        ("higher", 1),
    ]


def test_one_key_industry_at_a_time_takes_room_from_the_other_links():
    programs = [
        program(1, ("C39", 5000), ("I65", 4000), ("C26", 1000), enrolment=1),
        program(2, ("I65", 10_000), enrolment=1),
    ]
    found = intervals(engine.weights_each, programs)["A3"]
    # I65 −20 %: 5000 + 3200, and 8000. C39 −20 %: 4000 + 4000. C39 +20 %: 6000 and 4000·4/5.
    # I65 +20 %: 4800 and 5000 · 5200/6000 = 4333; the second program is full.
    assert found == Interval(
        low=Fraction(8200 + 8000, 20_000),
        high=Fraction(6000 + 3200 + 10_000, 20_000),
        movers=(
            Mover(kind="industry", key="I65", value=Fraction(16_200, 20_000)),
            Mover(kind="industry", key="C39", value=Fraction(18_000, 20_000)),
        ),
        why="weights_each",
    )


@settings(deadline=None)
@given(PROGRAMS, KEY_SETS, PARAMETERS)
def test_moved_weights_keep_every_rate_between_nothing_and_all(programs, keys, parameters):
    base = rates(programs, keys, parameters)
    for compute in (engine.weights_together, engine.weights_each):
        for index, interval in intervals(compute, programs, keys, parameters).items():
            if base[index] is None:
                assert (interval.low, interval.high, interval.movers) == (None, None, ())
            else:
                assert 0 <= interval.low <= base[index] <= interval.high <= 1
            if parameters.mode == "declared" and index != "A3":
                assert (interval.low, interval.high) == (base[index], base[index])


@given(PROGRAMS, KEY_SETS, PARAMETERS)
def test_the_threshold_sweep_is_the_rate_under_each_threshold(programs, keys, parameters):
    found = intervals(engine.threshold_sweep, programs, keys, parameters)
    if parameters.mode == "declared":
        assert found == {}
        return
    curve = {
        tau: rates(programs, keys, replace(parameters, tau=tau)) for tau in range(1000, 9001, 1000)
    }
    base = rates(programs, keys, parameters)
    for index in ("A1", "A2"):
        values = [rate[index] for rate in curve.values()]
        assert found[index] == Interval(
            low=ends([base[index], *values])[0],
            high=ends([base[index], *values])[1],
            movers=tuple(
                Mover(kind="tau", key=str(tau), value=rate[index]) for tau, rate in curve.items()
            ),
            why="threshold",
        )
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=True)
    assert set(found) == {"A1", "A2"}


def test_each_group_has_the_intervals_of_its_programs_alone():
    higher = [program(1, ("C39", 4500), enrolment=10), program(2, enrolment=30)]
    secondary = [
        program(3, ("I65", 9000), enrolment=5, level="secondary"),
        program(4, ("C39", 4000), enrolment=5, level="secondary"),
    ]
    facts = facts_of(higher + secondary, KEYS)
    found = engine.sensitivity(facts, facts.level, 2)
    for number, programs in enumerate((higher, secondary)):
        alone = facts_of(programs, KEYS)
        one = engine.sensitivity(alone, np.zeros(2, np.int64), 1)
        assert {index: groups[number] for index, groups in found.items()} == {
            index: groups[0] for index, groups in one.items()
        }
    assert {index: [i.why for i in groups[0]] for index, groups in found.items()} == {
        "A1": ["leave_one_out", "weights_together", "weights_each", "threshold"],
        "A2": ["leave_one_out", "weights_together", "weights_each", "threshold"],
        "A3": ["leave_one_out", "weights_together", "weights_each"],
    }


Q = np.array([0.5, 0.3, 0.2])


def dissimilarity(shares):
    empty = shares.sum(axis=1) == 0
    return np.where(empty, np.nan, np.abs(shares - Q).sum(axis=1) / 2)


def contributions(rows):
    owner, column, amount = (np.array(values, np.int64) for values in zip(*rows, strict=True))
    return {"owner": owner, "column": column, "amount": amount, "n_columns": 3}


def test_an_index_of_shares_without_one_program(monkeypatch):
    rows = [(0, 0, 40), (0, 1, 10), (1, 1, 20), (2, 2, 30), (2, 2, 5), (0, 0, 10)]
    given_rows = contributions(rows) | {"ids": np.array([7, 3, 5, 11])}
    found = engine.shares_without_one(**given_rows, formula=dissimilarity)

    def recomputed(left_out):
        sums = np.zeros((1, 3))
        for owner, column, amount in rows:
            sums[0, column] += amount * (owner != left_out)
        return float(dissimilarity(sums / sums.sum())[0])

    values = [recomputed(row) for row in range(4)]
    base = recomputed(None)
    assert values[3] == base
    assert (found.low, found.high) == (min(values), max(values))
    named = [(mover.key, mover.value) for mover in found.movers]
    strongest = sorted(range(3), key=lambda row: -abs(values[row] - base))
    assert named == [(str([7, 3, 5][row]), values[row]) for row in strongest]
    monkeypatch.setattr(engine, "_BLOCK_CELLS", 3)
    assert engine.shares_without_one(**given_rows, formula=dissimilarity) == found


def test_without_the_only_program_an_index_of_shares_is_unknown():
    only = contributions([(0, 0, 40)]) | {"ids": np.array([7])}
    found = engine.shares_without_one(**only, formula=dissimilarity)
    assert found == Interval(low=0.5, high=0.5, movers=(), why="leave_one_out")
    nobody = {name: np.zeros(0, np.int64) for name in ("owner", "column", "amount", "ids")}
    nothing = engine.shares_without_one(**nobody, n_columns=3, formula=dissimilarity)
    assert nothing == Interval(low=None, high=None, movers=(), why="leave_one_out")


def test_negative_contributions_are_refused():
    given_rows = contributions([(0, 0, 40), (0, 1, -1)]) | {"ids": np.array([7])}
    with pytest.raises(InputError, match="row 1, amount: is negative"):
        engine.shares_without_one(**given_rows, formula=dissimilarity)

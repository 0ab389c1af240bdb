"""Index H: the loop's own rates."""

from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.engines.errors import InputError
from alliance.engines.indices.loop import (
    COUNTS,
    LoopRate,
    MedianDays,
    answers,
    conversions,
    loop_rates,
    median_days,
    partners,
)

WHOLE = {
    "seats_accepted": 30, "seats_published": 120, "answers_in_time": 8, "answers_due": 10,
    "proposals_expired": 1, "proposals_ended": 9, "results_verified": 5, "projects_closed": 4,
    "pairs_repeated": 2, "pairs": 6, "reached_demands": 20, "reached_proposals": 15,
    "reached_accepted": 12, "reached_projects": 12, "reached_results": 3,
}  # fmt: skip


def rate(code, numerator, denominator):
    return LoopRate(code=code, numerator=numerator, denominator=denominator)


def test_every_rate_by_hand():
    found = loop_rates(WHOLE)
    assert found.rates == (
        rate("fill", 30, 120),
        rate("answered", 8, 10),
        rate("expired", 1, 9),
        rate("yield", 5, 4),
        rate("repeated", 2, 6),
    )
    assert found.conversions == (
        rate("to_proposals", 15, 20),
        rate("to_accepted", 12, 15),
        rate("to_projects", 12, 12),
        rate("to_results", 3, 12),
    )
    assert [one.value for one in found.rates] == [0.25, 0.8, 1 / 9, 1.25, 1 / 3]
    assert (found.version, set(WHOLE)) == ("H-1", set(COUNTS))


@pytest.mark.parametrize("counts", [{}, dict.fromkeys(COUNTS, 0), {"seats_published": 5}])
def test_what_was_not_counted_or_is_empty_is_unknown(counts):
    found = loop_rates(counts)
    assert [one.value for one in (*found.rates, *found.conversions)] == [None] * 9


def test_a_stage_that_was_not_counted_leaves_both_steps_unknown():
    counts = {name: count for name, count in WHOLE.items() if name != "reached_accepted"}
    assert [one.value for one in loop_rates(counts).conversions] == [0.75, None, None, 0.25]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"answers_in_time": 11}, "answers_in_time"),
        ({"proposals_expired": 10}, "proposals_expired"),
        ({"pairs_repeated": 7}, "pairs_repeated"),
        ({"seats_accepted": -1}, "seats_accepted"),
        ({"reached_results": 13}, "reached_results"),
        ({"reached_demands": -1}, "reached_demands"),
    ],
)
def test_counts_that_contradict_each_other_are_refused(changed, field):
    with pytest.raises(InputError) as refused:
        loop_rates(WHOLE | changed)
    assert refused.value.field == field


def test_more_accepted_than_published_is_a_fill_above_one():
    assert loop_rates(WHOLE | {"seats_accepted": 150}).rates[0].value == 1.25


def test_numbers_may_not_rise_past_a_stage_that_was_not_counted():
    with pytest.raises(InputError) as refused:
        conversions(("a", "b", "c"), (2, None, 3))
    assert refused.value.field == "reached_c"


@given(st.lists(st.integers(0, 50), min_size=2, max_size=6))
def test_conversions_multiply_to_the_share_that_came_all_the_way(numbers):
    reached = sorted(numbers, reverse=True)
    found = conversions([str(place) for place in range(len(reached))], reached)
    if reached[-1]:
        assert np.prod([one.value for one in found]) == pytest.approx(reached[-1] / reached[0])
    assert all(one.value is None or 0 <= one.value <= 1 for one in found)


def test_only_proposals_old_enough_stand_in_the_answer_rate():
    nan = float("nan")
    # In time on the last day; late; not yet due; due and unanswered; quick but young; exactly due.
    taken, age = [14, 15, nan, nan, 1, nan], [20, 20, 13, 40, 5, 14]
    assert answers(taken, age) == {"answers_in_time": 1, "answers_due": 4}
    assert answers(taken, age, within=5) == {"answers_in_time": 1, "answers_due": 6}
    assert answers([], []) == {"answers_in_time": 0, "answers_due": 0}


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))), st.integers(0, 20))
def test_a_longer_wait_finds_no_fewer_answers_among_the_same_proposals(rows, within):
    old = [(min(taken, age + 41), age + 41) for taken, age in rows]
    taken, age = [row[0] for row in old], [row[1] for row in old]
    one, more = answers(taken, age, within=within), answers(taken, age, within=within + 5)
    assert one["answers_due"] == more["answers_due"] == len(rows)
    assert one["answers_in_time"] <= more["answers_in_time"] <= len(rows)


@pytest.mark.parametrize(
    ("taken", "age", "within", "field", "row"),
    [
        ([5], [4], 14, "answer_days", 0),
        ([-1], [4], 14, "answer_days", 0),
        ([1], [float("nan")], 14, "age_days", 0),
        ([1], [4, 5], 14, "age_days", None),
        ([1], [4], -1, "within", None),
    ],
)
def test_days_without_meaning_are_refused(taken, age, within, field, row):
    with pytest.raises(InputError) as refused:
        answers(taken, age, within=within)
    assert (refused.value.field, refused.value.row) == (field, row)


def test_partners_are_counted_by_pair():
    assert partners([1, 1, 2, 1, 2], [7, 7, 7, 8, 9]) == {"pairs": 4, "pairs_repeated": 1}
    nobody = np.zeros(0, int)
    assert partners(nobody, nobody) == {"pairs": 0, "pairs_repeated": 0}
    with pytest.raises(InputError) as refused:
        partners([1], [1, 2])
    assert refused.value.field == "enterprise"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_pairs_are_what_counting_finds(rows):
    times = {row: rows.count(row) for row in rows}
    assert partners(
        np.array([school for school, _ in rows], int), np.array([other for _, other in rows], int)
    ) == {"pairs": len(times), "pairs_repeated": sum(count >= 2 for count in times.values())}


def test_medians_by_hand():
    found = median_days([0, 2, 0, 2, 2], [3, 9, 4, 1, 5], stages=3)
    assert found == [
        MedianDays(cases=2, half_days=7),
        MedianDays(cases=0, half_days=None),
        MedianDays(cases=3, half_days=10),
    ]
    assert [one.days for one in found] == [3.5, None, 5.0]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 99))))
def test_medians_are_those_of_the_library(rows):
    stage, days = (np.array([row[side] for row in rows], int) for side in (0, 1))
    for place, found in enumerate(median_days(stage, days, stages=3)):
        own = [spent for where, spent in rows if where == place]
        assert (found.cases, found.days) == (len(own), median(own) if own else None)


@pytest.mark.parametrize(
    ("stage", "days", "field"), [([3], [1], "stage"), ([0], [-1], "days"), ([0], [1, 2], "days")]
)
def test_stages_and_days_without_meaning_are_refused(stage, days, field):
    with pytest.raises(InputError) as refused:
        median_days(stage, days, stages=3)
    assert refused.value.field == field

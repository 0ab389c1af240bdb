"""Index F: bands, totals, percentiles and what they suggest."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.engines.errors import InputError
from alliance.engines.indices.scorecard import (
    DEFAULT_CARD,
    NO_SUGGESTION,
    SUGGESTIONS,
    Advice,
    Card,
    Metric,
    card_of,
    mid_rank,
    scorecards,
)

UNKNOWN = float("nan")
RATE = Metric(code="rate", bands=((0.5, 40), (0.8, 100)), weight=3)
COST = Metric(code="cost", bands=((10, 100), (20, 50)), weight=1, higher_is_better=False)
CARD = Card(metrics=(RATE, COST))

values = st.lists(
    st.tuples(
        st.one_of(st.floats(0, 1), st.just(UNKNOWN)),
        st.one_of(st.floats(0, 30), st.just(UNKNOWN)),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=12,
)


def scored(*rows, card=CARD, group=None, running=None):
    return scorecards(
        card,
        rows,
        group=[0] * len(rows) if group is None else group,
        running=[True] * len(rows) if running is None else running,
    )


def names(found):
    return [None if s == NO_SUGGESTION else SUGGESTIONS[s] for s in found.suggestion]


def test_scorecards_by_hand():
    found = scored((0.9, 10), (0.5, 15), (0.2, 25), (0.8, UNKNOWN), (UNKNOWN, 5))
    assert found.points[:3].tolist() == [[100, 100], [40, 50], [0, 0]]
    assert np.isnan(found.points[3:]).tolist() == [[False, True], [True, False]]
    assert found.total.numerator.tolist() == [400, 170, 0, 300, 100]
    assert found.total.denominator.tolist() == [4, 4, 4, 3, 1]
    assert found.total.value.tolist() == [100, 42.5, 0, 100, 100]
    assert found.known.tolist() == [1, 1, 1, 0.75, 0.25]
    assert found.unknown == ((), (), (), ("cost",), ("rate",))
    assert names(found) == ["upgrade", "downsize", "discontinue", "upgrade", None]
    assert found.percentile[:4, 0].tolist() == [0.875, 0.375, 0.125, 0.625]
    assert found.percentile[[0, 1, 2, 4], 1].tolist() == [0.625, 0.375, 0.125, 0.875]
    assert found.version == "F-1"


def test_a_bound_belongs_to_its_better_band_whatever_the_direction():
    found = scored((0.8, 10), (0.1 * 8, 20), (0.8 - 1e-9, 20 + 1e-9))
    assert found.points.tolist() == [[100, 100], [100, 50], [40, 0]]


def test_nothing_known_is_unknown_and_suggests_nothing():
    found = scored((UNKNOWN, UNKNOWN))
    assert (np.isnan(found.total.value).tolist(), names(found)) == ([True], [None])
    assert found.unknown == (("rate", "cost"),)


def test_a_proposed_program_is_launched_or_nothing_is_said():
    found = scored((0.9, 10), (0.5, 15), (0.9, UNKNOWN), running=[False, False, False])
    assert names(found) == ["launch", None, "launch"]


def test_suggestions_follow_the_thresholds_of_the_total():
    card = replace(CARD, advice=Advice(discontinue_under=10, downsize_under=42.5, upgrade_from=100))
    assert names(scored((0.9, 10), (0.5, 15), (0.2, 25), (0.9, 15), card=card)) == [
        "upgrade",
        "keep",
        "discontinue",
        "keep",
    ]
    strict = replace(CARD, advice=Advice(least_known=0.8))
    assert names(scored((0.9, UNKNOWN), card=strict)) == [None]


def test_percentiles_are_mid_ranks_within_a_group():
    found = mid_rank(np.array([3.0, 1, 3, UNKNOWN, 7, 3]), [5, 5, 5, 5, 2, 5])
    assert found[[0, 1, 2, 4, 5]].tolist() == [0.625, 0.125, 0.625, 0.5, 0.625]
    assert np.isnan(found[3])
    assert np.isnan(mid_rank(np.array([UNKNOWN]), [0])).all()
    assert mid_rank(np.zeros(0), np.zeros(0, int)).tolist() == []


@given(values)
def test_mid_ranks_are_what_counting_finds(rows):
    table, group = np.array([row[0] for row in rows]), [row[2] for row in rows]
    found = mid_rank(table, group)
    for place, value in enumerate(table):
        others = [v for v, g in zip(table, group, strict=True) if g == group[place] and v == v]
        if np.isnan(value):
            assert np.isnan(found[place])
        else:
            below, equal = sum(v < value for v in others), sum(v == value for v in others)
            assert found[place] == pytest.approx((below + equal / 2) / len(others))


@given(values, st.permutations(range(12)))
def test_order_does_not_matter_and_bounds_hold(rows, order):
    order = [place for place in order if place < len(rows)]
    table, group = [row[:2] for row in rows], [row[2] for row in rows]
    found = scored(*table, group=group)
    turned = scored(*(table[p] for p in order), group=[group[p] for p in order])
    for name in ("points", "percentile", "known", "suggestion"):
        assert getattr(turned, name) == pytest.approx(getattr(found, name)[order], nan_ok=True)
    total = found.total.value[~np.isnan(found.total.value)]
    assert ((total >= 0) & (total <= 100)).all()


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 30), st.integers(2, 9))
def test_better_values_never_lower_the_total_and_weights_count_relatively(one, two, cost, scale):
    low, high = sorted((one, two))
    found = scored((low, cost), (high, cost), (low, cost / 2)).total.value
    assert found[1] >= found[0] <= found[2]
    heavier = Card(metrics=tuple(replace(m, weight=m.weight * scale) for m in CARD.metrics))
    assert scored((low, cost), card=heavier).total.value[0] == pytest.approx(found[0])


def test_a_card_survives_being_kept_and_edited_as_data():
    for card in (CARD, DEFAULT_CARD):
        assert card_of(json.loads(json.dumps(card.as_data()))) == card
    assert card_of({"metrics": CARD.as_data()["metrics"]}).advice == Advice()


@pytest.mark.parametrize(
    ("metrics", "advice", "field"),
    [
        ([{"bands": [[1, 2]], "weight": 1}], {}, "metrics[0]"),
        (["rate"], {}, "metrics[0]"),
        ([{"code": "a", "bands": 5, "weight": 1}], {}, "metrics[0].bands"),
        ([{"code": "a", "bands": [[1]], "weight": 1}], {}, "metrics[0].bands[0]"),
        ([{"code": "a", "bands": [[1, True]], "weight": 1}], {}, "metrics[0].bands[0]"),
        ([{"code": "a", "bands": [[1, 2]], "weight": "x"}], {}, "metrics[0].weight"),
        ([{"code": "a", "bands": [[1, 2]], "weight": 0}], {}, "metrics[0].weight"),
        ([{"code": "a", "bands": [], "weight": 1}], {}, "metrics[0].bands"),
        (
            [{"code": "a", "bands": [[1, 2]], "weight": 1, "higher_is_better": "no"}],
            {},
            "metrics[0].higher_is_better",
        ),
        ([], {}, "metrics"),
        ([{"code": "a", "bands": [[1, 2]], "weight": 1}] * 2, {}, "metrics"),
        (None, {}, "metrics"),
        ([{"code": "a", "bands": [[1, 2]], "weight": 1}], {"keep_from": 1}, "advice"),
        ([{"code": "a", "bands": [[1, 2]], "weight": 1}], 5, "advice"),
        ([{"code": "a", "bands": [[1, 2]], "weight": 1}], {"launch_from": "x"}, "advice.launch_from"),
        ([{"code": "a", "bands": [[1, 2]], "weight": 1}], {"launch_from": 101}, "launch_from"),
    ],
)  # fmt: skip
def test_edited_data_that_is_no_card_is_refused_with_its_place(metrics, advice, field):
    with pytest.raises(InputError) as refused:
        card_of({"metrics": metrics, "advice": advice})
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"bands": ((0.8, 100), (0.5, 40))}, "bands"),
        ({"bands": ((0.5, 40), (0.5, 100))}, "bands"),
        ({"bands": ((0.5, 100), (0.8, 40))}, "bands"),
        ({"bands": ((0.5, 40), (0.8, 101))}, "bands"),
        ({"bands": ((0.5, -1),)}, "bands"),
        ({"bands": ((0.5, 1, 2),)}, "bands"),
        ({"bands": ((0.5, 40), (0.8, 100)), "higher_is_better": False}, "bands"),
        ({"weight": -1}, "weight"),
        ({"weight": UNKNOWN}, "weight"),
    ],
)
def test_a_metric_that_contradicts_itself_is_refused(changed, field):
    with pytest.raises(InputError) as refused:
        replace(RATE, **changed)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"discontinue_under": 50}, "discontinue_under"),
        ({"downsize_under": 90}, "downsize_under"),
        ({"least_known": 2}, "least_known"),
        ({"launch_from": -1}, "launch_from"),
    ],
)
def test_advice_that_overlaps_is_refused(changed, field):
    with pytest.raises(InputError) as refused:
        replace(Advice(), **changed)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("rows", "group", "running", "field"),
    [
        ([(0.5, 1, 2)], [0], [True], "values"),
        ([(0.5, float("inf"))], [0], [True], "values"),
        ([(0.5, 1)], [0, 0], [True], "group"),
        ([(0.5, 1)], [-1], [True], "group"),
        ([(0.5, 1)], [0], [], "running"),
    ],
)
def test_values_without_meaning_are_refused(rows, group, running, field):
    with pytest.raises(InputError) as refused:
        scored(*rows, group=group, running=running)
    assert refused.value.field == field

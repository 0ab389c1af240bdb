"""Index B: the worked check, what must always hold, and what is refused."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from alliance.engines.errors import InputError
from alliance.engines.indices.arrays import Lists, Quotient
from alliance.engines.indices.structure import roll_up, shares, spread, structure, totals

Q, S = (0.10, 0.50, 0.40), (0.05, 0.40, 0.55)
WHOLE = 10_000

amounts = arrays(np.float64, 6, elements=st.integers(0, 50))
"""Whole amounts of six industries, many of them 0."""


def six(value):
    return round(value, 6)


def test_the_worked_check_to_six_decimals():
    found = structure(Q, S)
    assert [six(value) for value in found.deviation] == [1.0, 0.25, -0.272727]
    assert (six(found.mean), six(found.weighted)) == (0.507576, 0.334091)
    assert (six(found.theil), six(found.similarity), six(found.dissimilarity)) == (
        0.053505,
        0.961696,
        0.15,
    )
    assert (found.version, found.no_provision, found.unsought) == ("B-1", (), ())


def test_its_totals_keep_what_they_are_made_of():
    found = structure(Q, S)
    assert six(found.covered_mean.numerator) == 1.522727
    assert found.covered_mean.denominator == 3
    assert six(found.covered_weighted.numerator) == 0.334091
    assert six(found.covered_weighted.denominator) == 1
    assert six(found.similarity_parts.numerator) == 0.425
    assert six(found.similarity_parts.value) == 0.961696


def test_industries_without_provision_are_listed_and_leave_the_totals_unknown():
    found = structure((0.2, 0.3, 0.5, 0, 0), (0, 0.6, 0.25, 0.15, 0))
    assert (found.no_provision, found.unsought) == ((0,), (3,))
    assert np.isnan(found.deviation).tolist() == [True, False, False, False, True]
    assert found.deviation[1:4].tolist() == [-0.5, 1.0, -1.0]
    assert (found.mean, found.weighted, found.theil) == (None, None, None)
    assert found.covered_mean == Quotient(numerator=2.5, denominator=3.0)
    assert (six(found.covered_weighted.numerator), six(found.covered_weighted.denominator)) == (
        0.65,
        0.8,
    )
    assert six(found.dissimilarity) == 0.45
    assert six(found.similarity) == six(0.305 / (0.38 * 0.445) ** 0.5)


def test_an_industry_that_nobody_seeks_adds_nothing_to_theil():
    assert structure((1, 0), (0.5, 0.5)).theil == pytest.approx(log(2), abs=1e-15)


@pytest.mark.parametrize(("q", "s"), [((0, 0), (0.5, 0.5)), ((0.5, 0.5), (0, 0)), ((), ())])
def test_a_side_that_is_unknown_leaves_everything_unknown(q, s):
    found = structure(q, s)
    values = (found.mean, found.weighted, found.theil, found.similarity, found.dissimilarity)
    assert values == (None,) * 5
    assert (found.covered_mean.value, found.covered_weighted.value) == (None, None)
    assert (found.no_provision, found.unsought) == ((), ())
    assert np.isnan(found.deviation).all()


@pytest.mark.parametrize(
    ("q", "s", "field", "row"),
    [
        ((0.5, 0.6), (0.5, 0.5), "q", None),
        ((0.5, 0.5), (0.5, 0.5 + 2e-9), "s", None),
        ((1.5, -0.5), (0.5, 0.5), "q", 1),
        ((0.5, 0.5), (float("nan"), 1), "s", 0),
        ((0.5, 0.5), (float("inf"), 0), "s", 0),
        ((0.5, 0.5), (1,), "s", None),
        (((0.5, 0.5),), (0.5, 0.5), "q", None),
        (("a", "b"), (0.5, 0.5), "q", None),
    ],
)
def test_what_are_no_shares_is_refused(q, s, field, row):
    with pytest.raises(InputError) as refused:
        structure(q, s)
    assert (refused.value.field, refused.value.row) == (field, row)


def test_shares_may_miss_one_by_a_rounding():
    assert structure((0.5, 0.5 + 1e-10), (0.5, 0.5)).theil >= 0


@given(amounts, amounts)
def test_bounds_hold_for_any_two_structures(industry, education):
    found = structure(shares(industry), shares(education))
    assert found.theil is None or found.theil >= 0
    for value in (found.similarity, found.dissimilarity):
        assert value is None or 0 <= value <= 1
    assert (found.dissimilarity is None) == (not industry.any() or not education.any())
    assert (found.deviation[~np.isnan(found.deviation)] >= -1).all()
    if found.mean is not None:
        assert found.mean == pytest.approx(found.covered_mean.value)
        assert found.weighted == pytest.approx(found.covered_weighted.value)


@given(amounts)
def test_equal_structures_are_balanced(values):
    found = structure(shares(values), shares(values))
    if values.any():
        assert (found.mean, found.weighted, found.theil, found.dissimilarity) == (0, 0, 0, 0)
        assert found.similarity == pytest.approx(1, abs=1e-15)


@given(amounts, amounts, st.permutations(range(6)), st.integers(1, 1000))
def test_order_and_scale_of_the_amounts_do_not_matter(industry, education, order, scale):
    one = structure(shares(industry), shares(education))
    order = list(order)
    other = structure(shares(industry[order] * scale), shares(education[order] * scale))
    for name in ("mean", "weighted", "theil", "similarity", "dissimilarity"):
        first, second = getattr(one, name), getattr(other, name)
        assert (first is None) == (second is None)
        assert first is None or first == pytest.approx(second, abs=1e-12)
    assert {order[place] for place in other.no_provision} == set(one.no_provision)


@given(amounts, amounts, st.floats(0.0, 0.9))
def test_education_that_moves_towards_industry_lowers_dissimilarity(industry, education, part):
    q, s = shares(industry), shares(education)
    if q.any() and s.any():
        nearer = part * s + (1 - part) * q
        before, after = structure(q, s), structure(q, nearer)
        assert after.dissimilarity == pytest.approx(part * before.dissimilarity, abs=1e-12)


def test_many_structures_at_once_say_what_each_says_alone():
    rows = [S, (0.5, 0.5, 0.0), (0.0, 0.0, 0.0), Q]
    found = totals(Q, rows)
    for place, row in enumerate(rows):
        alone = structure(Q, row)
        for name in ("mean", "weighted", "theil", "similarity", "dissimilarity"):
            value = getattr(found, name)[place]
            assert (None if np.isnan(value) else value) == getattr(alone, name)


def test_a_row_that_is_no_structure_is_named():
    with pytest.raises(InputError) as refused:
        totals(Q, [S, (0.5, 0.5, 0.5)])
    assert (refused.value.field, refused.value.row) == ("s_rows", 1)
    with pytest.raises(InputError) as refused:
        totals(Q, [(0.5, 0.5)])
    assert refused.value.field == "s_rows"


def test_shares_of_nothing_are_unknown():
    assert shares((0, 0)).tolist() == [0, 0]
    assert shares((1, 3)).tolist() == [0.25, 0.75]
    with pytest.raises(InputError):
        shares((1, -1))


LINKS = Lists(indptr=[0, 2, 2, 3], item=[0, 2, 2], items=3)


def test_amounts_follow_the_links_by_hand():
    found = spread((100, 50, float("nan")), LINKS, (2500, 7500, 10_000), whole=WHOLE)
    assert found.tolist() == [25, 0, 75]
    assert spread((100, 50, 7), LINKS, (2500, 7500, 9000), whole=WHOLE).tolist() == [25, 0, 81.3]


@pytest.mark.parametrize(
    ("amount", "weight", "field", "row"),
    [
        ((1, 1, 1), (2500, 7501, 10_000), "weight", 0),
        ((1, 1, 1), (2500, 7500, 10_001), "weight", 2),
        ((1, 1, 1), (-1, 7500, 10_000), "weight", 0),
        ((1, 1, 1), (2500, 7500), "weight", None),
        ((1, 1, 1), (0.5, 0.5, 1.0), "weight", None),
        ((1, -1, 1), (2500, 7500, 10_000), "amount", 1),
        ((1, 1), (2500, 7500, 10_000), "amount", None),
    ],
)
def test_links_that_lead_to_more_than_a_program_are_refused(amount, weight, field, row):
    with pytest.raises(InputError) as refused:
        spread(amount, LINKS, weight, whole=WHOLE)
    assert (refused.value.field, refused.value.row) == (field, row)


# 0 C ← 1 C39 ← 2 C391, 3 I ← 4 I65
TREE = (-1, 0, 1, -1, 3)


def test_amounts_roll_up_to_the_nearest_industry_with_a_share():
    found = roll_up((1, 2, 4, 8, 16), TREE, (3, 1))
    assert (found.at_targets.tolist(), found.apart.tolist()) == ([24, 6], [1, 0, 0, 0, 0])
    nested = roll_up((1, 2, 4, 8, 16), TREE, (0, 2))
    assert (nested.at_targets.tolist(), nested.apart.tolist()) == ([3, 4], [0, 0, 0, 8, 16])


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=12),
    st.data(),
)
def test_rolling_up_loses_nothing(rows, data):
    parent = [data.draw(st.integers(-1, place - 1)) for place in range(len(rows))]
    amount = [value for value, _ in rows]
    found = roll_up(amount, parent, [place for place, (_, chosen) in enumerate(rows) if chosen])
    assert found.at_targets.sum() + found.apart.sum() == sum(amount)


@pytest.mark.parametrize(
    ("parent", "targets", "field"),
    [
        ((1, 0, 1, -1, 3), (4,), "parent"),
        ((-1, 0, 1, -1, 5), (4,), "parent"),
        ((-1, 0, 1, -1), (0,), "parent"),
        (TREE, (0, 0), "targets"),
        (TREE, (5,), "targets"),
        (TREE, ((0,),), "targets"),
    ],
)
def test_a_tree_or_targets_without_meaning_are_refused(parent, targets, field):
    with pytest.raises(InputError) as refused:
        roll_up((1, 2, 4, 8, 16), parent, targets)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("indptr", "item", "field", "row"),
    [
        ((0, 2), (1, 1), "links.item", 0),
        ((0, 1, 2), (1, 3), "links.item", 1),
        ((0, 1), (0, 1), "links.indptr", None),
        ((1, 2), (0, 1), "links.indptr", None),
        ((0, 2, 1, 2), (0, 1), "links.indptr", None),
        ((), (), "links.indptr", None),
    ],
)
def test_lists_that_contradict_themselves_are_refused(indptr, item, field, row):
    with pytest.raises(InputError) as refused:
        Lists(indptr=indptr, item=item, items=3)
    assert (refused.value.field, refused.value.row) == (field, row)

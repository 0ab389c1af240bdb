"""Index C: the worked checks, bands, weights by entropy, and what is refused."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from alliance.engines.errors import InputError
from alliance.engines.indices.coupling import (
    BANDS,
    Coupling,
    Pinned,
    band_of,
    couple,
    entropy_weights,
    score,
)

unit = st.floats(0, 1)
positive = st.floats(0.001, 1)
panels = arrays(np.float64, (5, 3), elements=st.integers(0, 9))


def six(value):
    return round(value, 6)


def test_the_first_worked_check_to_six_decimals():
    found = couple(0.36, 0.64)
    assert (
        six(found.coupling),
        six(found.development),
        six(found.coordination),
        six(found.modified),
        six(found.modified_coordination),
    ) == (0.96, 0.5, 0.692820, 0.636396, 0.564090)
    assert (found.band, found.modified_band, found.version) == ("primary", "barely", "C-1")


def test_the_second_worked_check_shows_why_coupling_alone_misleads():
    found = couple(0.1, 0.1)
    assert (found.coupling, six(found.coordination), found.band) == (1, 0.316228, "mild")
    assert (found.development, found.modified) == (0.1, 1)


def test_other_weights_move_development_alone():
    found = couple(0.36, 0.64, alpha=0.25, beta=0.75)
    assert (six(found.coupling), six(found.development)) == (0.96, 0.57)


def nothing_known(education, industry, development=None):
    return Coupling(
        version="C-1",
        education=education,
        industry=industry,
        alpha=0.5,
        beta=0.5,
        coupling=None,
        development=development,
        coordination=None,
        band=None,
        modified=None,
        modified_coordination=None,
        modified_band=None,
    )


def test_an_unknown_score_and_two_empty_ones_leave_it_unknown():
    assert couple(None, 0.5) == nothing_known(None, 0.5)
    assert couple(0.5, None) == nothing_known(0.5, None)
    assert couple(0.0, 0.0) == nothing_known(0.0, 0.0, development=0.0)


def test_one_score_of_zero_is_known():
    found = couple(0.0, 0.8)
    assert (found.coupling, found.coordination, found.modified, found.band) == (0, 0, 0, "extreme")


@pytest.mark.parametrize(("place", "code"), list(enumerate(BANDS)))
def test_a_band_holds_its_upper_bound(place, code):
    assert band_of((place + 1) / 10) == code
    assert band_of(place / 10 + 0.05) == code
    assert band_of(0.1 * (place + 1) * (1 - 1e-16)) == code
    if place < 9:
        assert band_of((place + 1) / 10 + 1e-9) == BANDS[place + 1]


def test_bands_have_ends():
    assert (band_of(0), band_of(1), band_of(None)) == ("extreme", "quality", None)
    with pytest.raises(InputError):
        band_of(1.1)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"education": 1.01, "industry": 0.5}, "education"),
        ({"education": 0.5, "industry": -0.1}, "industry"),
        ({"education": float("nan"), "industry": 0.5}, "education"),
        ({"education": 0.5, "industry": 0.5, "alpha": 0.6}, "beta"),
        ({"education": 0.5, "industry": 0.5, "alpha": 1.5, "beta": -0.5}, "alpha"),
    ],
)
def test_scores_and_weights_without_meaning_are_refused(arguments, field):
    with pytest.raises(InputError) as refused:
        couple(**arguments)
    assert refused.value.field == field


@given(unit, unit)
def test_bounds_hold_and_sides_are_alike(education, industry):
    one, other = couple(education, industry), couple(industry, education)
    for name in ("coupling", "development", "coordination", "modified", "modified_coordination"):
        value = getattr(one, name)
        assert value is None or 0 <= value <= 1
        assert value == pytest.approx(getattr(other, name), abs=1e-12)


@given(positive, positive, st.floats(0.1, 1))
def test_coupling_ignores_how_far_both_are_and_coordination_does_not(education, industry, part):
    whole, less = couple(education, industry), couple(education * part, industry * part)
    assert less.coupling == pytest.approx(whole.coupling, abs=1e-9)
    assert less.coordination == pytest.approx(whole.coordination * part**0.5, abs=1e-9)


@given(positive, positive, positive)
def test_coordination_rises_with_a_score(education, industry, better):
    low, high = sorted((education, better))
    before, after = couple(low, industry), couple(high, industry)
    assert after.coordination >= before.coordination - 1e-12


def test_entropy_weights_by_hand():
    # The first indicator tells the last row from two equal ones, the second all three evenly.
    found = entropy_weights([(0, 10), (0, 20), (4, 30)])
    spread, even = [(0.01, 0.01, 0.99), (0.01, 0.5, 0.99)]
    expected = []
    for column in (spread, even):
        part = [value / sum(column) for value in column]
        expected.append(-sum(p * log(p) for p in part) / log(3))
    assert found.entropy == pytest.approx(expected, abs=1e-12)
    told = [1 - e for e in expected]
    assert found.pinned.weights == pytest.approx([t / sum(told) for t in told], abs=1e-12)
    assert (found.pinned.minima.tolist(), found.pinned.maxima.tolist()) == ([0, 10], [4, 30])
    assert (found.pinned.method, found.rows, found.left_out) == ("entropy", 3, ())


def test_an_indicator_that_never_varies_weighs_nothing():
    found = entropy_weights([(0, 7), (1, 7), (2, 7)])
    assert (found.pinned.weights.tolist(), found.entropy[1]) == ([1, 0], 1)


def test_rows_with_something_unknown_are_left_out_and_named():
    whole = entropy_weights([(0, 1), (1, 5), (3, 2)])
    found = entropy_weights([(0, 1), (float("nan"), 100), (1, 5), (3, 2)])
    assert (found.left_out, found.rows) == ((1,), 3)
    assert found.pinned.weights.tolist() == whole.pinned.weights.tolist()


@pytest.mark.parametrize("panel", [[(1, 2)], [(1, 2), (1, 2)], np.zeros((0, 2))])
def test_a_panel_that_tells_nothing_apart_pins_nothing(panel):
    assert entropy_weights(panel).pinned is None


def test_one_row_has_no_entropy():
    assert np.isnan(entropy_weights([(1, 2)]).entropy).tolist() == [True, True]


@given(panels)
def test_weights_sum_to_one_and_scores_stay_on_the_scale(panel):
    found = entropy_weights(panel)
    if found.pinned is None:
        assert (panel == panel[0]).all()
        return
    assert found.pinned.weights.sum() == pytest.approx(1, abs=1e-12)
    assert (found.pinned.weights >= 0).all()
    for row in panel:
        assert 0.01 - 1e-12 <= score(row, found.pinned).value <= 0.99 + 1e-12


@given(panels, st.permutations(range(5)), st.integers(1, 50), st.integers(-50, 50))
def test_order_scale_and_origin_of_indicators_do_not_matter(panel, order, scale, shift):
    one, other = entropy_weights(panel), entropy_weights(panel[list(order)] * scale + shift)
    assert (one.pinned is None) == (other.pinned is None)
    if one.pinned is not None:
        assert other.pinned.weights == pytest.approx(one.pinned.weights, abs=1e-9)


PINNED = Pinned(weights=(0.25, 0.75, 0), minima=(0, 10, 5), maxima=(4, 20, 5), method="expert")


def test_a_score_by_hand():
    found = score((1, 15, 99), PINNED)
    assert found.value == pytest.approx(0.25 * 0.255 + 0.75 * 0.5, abs=1e-12)
    assert found.parts[2] == (None, 0)
    assert (found.unknown, found.clipped) == ((), ())


def test_beyond_the_pinned_scale_counts_as_its_end_and_is_said():
    found = score((9, 5, 0), PINNED)
    assert found.value == pytest.approx(0.25 * 0.99 + 0.75 * 0.01, abs=1e-12)
    assert (found.unknown, found.clipped) == ((), (0, 1))


def test_an_unknown_indicator_that_weighs_something_leaves_the_score_unknown():
    found = score((1, float("nan"), 5), PINNED)
    assert (found.value, found.unknown, found.clipped) == (None, (1,), ())
    assert score((1, 15, float("nan")), PINNED).value is not None


@pytest.mark.parametrize(
    ("changed", "field", "row"),
    [
        ({"weights": (0.25, 0.7, 0)}, "weights", None),
        ({"weights": (1.25, -0.25, 0)}, "weights", 1),
        ({"maxima": (4, 10, 5)}, "maxima", 1),
        ({"maxima": (4, 20, 4)}, "maxima", 2),
        ({"minima": (0, 10)}, "minima", None),
    ],
)
def test_a_pin_that_contradicts_itself_is_refused(changed, field, row):
    whole = {"weights": (0.25, 0.75, 0), "minima": (0, 10, 5), "maxima": (4, 20, 5)}
    with pytest.raises(InputError) as refused:
        Pinned(**{**whole, **changed}, method="expert")
    assert (refused.value.field, refused.value.row) == (field, row)


def test_a_row_of_another_length_is_refused():
    with pytest.raises(InputError) as refused:
        score((1, 2), PINNED)
    assert refused.value.field == "row"

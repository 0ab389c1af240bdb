"""Index D: the worked check, conservation both ways, bands, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.engines.errors import InputError
from alliance.engines.indices.arrays import Lists
from alliance.engines.indices.supply import bands, share_openings, spread_graduates

UNKNOWN = float("nan")


def lists(*rows, items):
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    return Lists(indptr=indptr, item=np.array([o for row in rows for o in row], int), items=items)


# A → x, B → x and y, C → y
CHECK = lists([0], [0, 1], [1], items=2)
G, O = (30, 10, 60), (40, 20)  # noqa: E741 -- the letters of the formula


@st.composite
def regions(draw):
    """Up to six programs (graduates or unknown) and four occupations with openings."""
    programs = draw(st.integers(1, 6))
    graduates = draw(
        st.lists(
            st.one_of(st.integers(0, 50), st.just(UNKNOWN)), min_size=programs, max_size=programs
        )
    )
    openings = draw(st.lists(st.integers(0, 50), min_size=4, max_size=4))
    rows = [sorted(draw(st.sets(st.integers(0, 3)))) for _ in range(programs)]
    return np.array(graduates, float), np.array(openings, float), lists(*rows, items=4)


def six(values):
    return [round(value, 6) for value in values]


def test_the_worked_check_to_six_decimals():
    first = share_openings(G, O, CHECK, epsilon=0)
    assert six(first.hires) == [30, 12.857143, 17.142857]
    assert six(first.gap) == [0, 2.857143, -42.857143]
    second = spread_graduates(G, O, CHECK)
    assert six(second.ratio.numerator) == [36.666667, 63.333333]
    assert six(second.ratio.value) == [0.916667, 3.166667]
    assert six(second.gap) == [3.333333, -43.333333]
    assert (second.band.tolist(), second.bounds) == ([1, 2], (0.8, 1.2))
    assert (first.version, second.version) == ("D-1", "D-1")
    assert (first.shared, second.placed) == (60, 100)


def test_epsilon_lets_a_program_without_graduates_have_a_share():
    links = lists([0], [0], items=1)
    assert share_openings((0, 9), (20,), links, epsilon=0).hires.tolist() == [0, 20]
    assert six(share_openings((0, 9), (20,), links, epsilon=1).hires) == [1.818182, 18.181818]
    nobody = share_openings((0, 0), (20,), links, epsilon=0)
    assert (nobody.hires.tolist(), nobody.unfed, nobody.unfed_openings) == ([0, 0], (0,), 20)


def test_what_is_not_conserved_is_listed_apart():
    links = lists([0], [], [2], [0, 2], items=4)
    graduates, openings = (10, 20, 30, UNKNOWN), (5, 7, 0, 0)
    first = share_openings(graduates, openings, links)
    assert first.hires[[0, 2]].tolist() == [5, 0]
    assert np.isnan(first.hires).tolist() == np.isnan(first.gap).tolist() == [
        False, True, False, True,
    ]  # fmt: skip
    assert (first.leads_nowhere, first.unstated) == ((1,), (3,))
    assert (first.unfed, first.unfed_openings, first.shared) == ((1,), 7, 5)
    second = spread_graduates(graduates, openings, links)
    assert second.ratio.numerator.tolist() == [10, 0, 0, 0]
    assert np.isnan(second.ratio.value).tolist() == [False, False, True, True]
    assert (second.leads_nowhere, second.without_openings, second.unstated) == ((1,), (2,), (3,))
    assert (second.placed, second.unplaced, second.unfed) == (10, 50, (1,))
    assert second.band.tolist() == [2, 0, -1, -1]


def test_only_the_share_open_to_new_graduates_counts():
    first = share_openings(G, O, CHECK, epsilon=0, open_share=0.5)
    assert six(first.hires) == [15, 6.428571, 8.571429]
    second = spread_graduates(G, O, CHECK, open_share=0.5)
    assert six(second.ratio.numerator) == [36.666667, 63.333333]
    assert six(second.ratio.value) == [1.833333, 6.333333]
    each = spread_graduates(G, O, CHECK, open_share=(1, 0))
    assert (each.ratio.numerator.tolist(), each.unplaced) == ([40, 0], 60)


@given(regions(), st.sampled_from([0, 1, 2.5]), st.floats(0, 1))
def test_openings_are_conserved(region, epsilon, beta):
    graduates, openings, links = region
    found = share_openings(graduates, openings, links, epsilon=epsilon, open_share=beta)
    assert np.nansum(found.hires) == pytest.approx(found.shared)
    assert found.shared + found.unfed_openings == pytest.approx(openings.sum() * beta)
    assert (np.nan_to_num(found.hires) >= 0).all()
    assert set(np.flatnonzero(np.isnan(found.hires))) == {*found.leads_nowhere, *found.unstated}


@given(regions())
def test_graduates_are_conserved(region):
    graduates, openings, links = region
    found = spread_graduates(graduates, openings, links)
    assert found.ratio.numerator.sum() == pytest.approx(found.placed)
    assert found.placed + found.unplaced == np.nansum(graduates)
    apart = {*found.leads_nowhere, *found.without_openings}
    listed = sum(graduates[p] for p in apart if not np.isnan(graduates[p]))
    assert found.unplaced == listed


@given(regions(), st.integers(2, 9))
def test_more_graduates_everywhere_raise_every_ratio_alike(region, factor):
    graduates, openings, links = region
    one = spread_graduates(graduates, openings, links).ratio.value
    more = spread_graduates(graduates * factor, openings, links).ratio.value
    assert more == pytest.approx(one * factor, nan_ok=True)


@given(regions(), st.data())
def test_the_order_of_programs_does_not_matter(region, data):
    graduates, openings, links = region
    order = data.draw(st.permutations(range(len(links))))
    rows = [links.item[links.indptr[p] : links.indptr[p + 1]] for p in order]
    turned = lists(*rows, items=4)
    one = share_openings(graduates, openings, links)
    other = share_openings(graduates[list(order)], openings, turned)
    assert other.hires == pytest.approx(one.hires[list(order)], nan_ok=True)
    assert spread_graduates(graduates[list(order)], openings, turned).gap == pytest.approx(
        spread_graduates(graduates, openings, links).gap
    )


def test_bounds_belong_to_the_balance():
    assert bands((0.79, 0.8, 1.2, 1.21, UNKNOWN, 0.1 * 8)).tolist() == [0, 1, 1, 2, -1, 1]
    assert bands((0.8, 1.2), bounds=(0.9, 1.1)).tolist() == [0, 2]


@pytest.mark.parametrize(
    ("changed", "field", "row"),
    [
        ({"graduates": (30, -1, 60)}, "graduates", 1),
        ({"graduates": (30, 10)}, "graduates", None),
        ({"openings": (40, UNKNOWN)}, "openings", 1),
        ({"openings": (40, 20, 1)}, "openings", None),
        ({"open_share": 1.5}, "open_share", None),
        ({"open_share": (0.5, -0.5)}, "open_share", 1),
        ({"open_share": (0.5, 0.5, 0.5)}, "open_share", None),
    ],
)
@pytest.mark.parametrize("measure", [share_openings, spread_graduates])
def test_figures_without_meaning_are_refused(measure, changed, field, row):
    arguments = {"graduates": G, "openings": O, "leads_to": CHECK, **changed}
    with pytest.raises(InputError) as refused:
        measure(**arguments)
    assert (refused.value.field, refused.value.row) == (field, row)


def test_a_negative_epsilon_and_bounds_that_cross_are_refused():
    with pytest.raises(InputError) as refused:
        share_openings(G, O, CHECK, epsilon=-1)
    assert refused.value.field == "epsilon"
    with pytest.raises(InputError) as refused:
        spread_graduates(G, O, CHECK, bounds=(1.2, 0.8))
    assert refused.value.field == "bounds"

"""Counts of persons under ten are hidden, and what would give them away with them."""

import itertools

import pytest

from alliance.lib.smallcells import cell, hidden_rows, share_is_safe


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (9, None), (10, 10), (220, 220)])
def test_a_count_is_shown_from_ten_on_and_at_zero(count, shown):
    assert cell(count).value == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "safe"),
    [
        (220, 391, True),
        (0, 0, True),
        (0, 20, True),
        (20, 20, True),
        (9, 40, False),  # the part is small
        (31, 40, False),  # the rest is small
        (5, 9, False),  # the whole is small
        (10, 20, True),
    ],
)
def test_a_share_is_published_only_where_part_rest_and_whole_are_no_small_cells(
    numerator, denominator, safe
):
    assert share_is_safe(numerator, denominator) is safe


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 5), (6, 5)])
def test_what_is_no_part_is_refused(numerator, denominator):
    with pytest.raises(ValueError, match="no part"):
        share_is_safe(numerator, denominator)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="cannot be"):
        cell(-1)


def test_a_single_hidden_row_takes_the_smallest_other_one_with_it():
    rows = {"a": (4, 8), "b": (30, 60), "c": (15, 40)}
    assert hidden_rows(rows) == {"a", "c"}
    assert hidden_rows(rows, total_shown=False) == {"a"}


def test_rows_are_hidden_until_their_sum_tells_nothing_about_a_few():
    # the two small rows together are 7 persons: subtraction would show that, so a third goes too
    assert hidden_rows({"a": (1, 3), "b": (2, 4), "c": (20, 50), "d": (40, 90)}) == {"a", "b", "c"}


def test_safe_rows_stay():
    assert hidden_rows({"a": (20, 40), "b": (0, 12)}) == frozenset()


def test_no_hidden_row_can_be_found_by_subtraction_in_any_small_list():
    """Every list of three rows over some sizes: one row is never hidden alone beside shown ones."""
    sizes = [(0, 0), (3, 7), (10, 20), (12, 15), (30, 60)]
    for chosen in itertools.product(sizes, repeat=3):
        rows = dict(enumerate(chosen))
        hidden = hidden_rows(rows)
        counted = {key for key in rows if rows[key][1]}
        assert len(hidden & counted) != 1 or counted == hidden

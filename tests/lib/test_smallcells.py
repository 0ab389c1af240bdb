"""Which counts of persons are small by themselves."""

import pytest

from alliance.alignment.models import PUBLISHED_PARAMETERS
from alliance.engines.cells import THRESHOLD
from alliance.lib.smallcells import Cell, is_small, share_is_safe, smallest


@pytest.mark.parametrize(
    ("count", "small"), [(0, False), (1, True), (9, True), (10, False), (220, False)]
)
def test_a_count_is_small_below_ten_but_not_at_zero(count, small):
    assert is_small(count) is small


def test_everything_hides_from_the_same_number_on():
    assert smallest() == THRESHOLD == PUBLISHED_PARAMETERS.smallest == 10


def test_a_deployment_sets_the_number(settings):
    settings.SMALLEST_CELL = 30
    assert [is_small(count) for count in (0, 12, 29, 30)] == [False, True, True, False]


def test_a_cell_without_a_value_is_hidden():
    assert [Cell(None).hidden, Cell(0).hidden, Cell(12).hidden] == [True, False, False]


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

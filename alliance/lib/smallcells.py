"""The one rule that keeps published counts of persons from pointing at somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K")

SMALLEST = 10
"""Fewest persons that a published cell may count. Zero points at nobody and is shown."""


@dataclass(frozen=True)
class Cell:
    """A count of persons as it may be published; `value` None means hidden."""

    value: int | None

    @property
    def hidden(self) -> bool:
        return self.value is None


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST


def cell(count: int) -> Cell:
    """A plain count of persons. Raises ValueError for a negative one."""
    if count < 0:
        msg = f"{count} persons cannot be"
        raise ValueError(msg)
    return Cell(None if is_small(count) else count)


def share_is_safe(numerator: int, denominator: int) -> bool:
    """Whether "n of m" may be published: neither n, nor m, nor the rest m - n is a small cell."""
    rest = denominator - numerator
    if rest < 0 or numerator < 0:
        msg = f"{numerator} is no part of {denominator}"
        raise ValueError(msg)
    return not (is_small(numerator) or is_small(denominator) or is_small(rest))


def hidden_rows(rows: Mapping[K, tuple[int, int]], *, total_shown: bool = True) -> frozenset[K]:
    """Rows (n of m) of a list that must be hidden.

    Where the list's total is published too, a single hidden row could be found by subtraction;
    then the smallest other row that counts anybody is hidden with it, and further ones until the
    hidden rows together are no small cell in any of their counts.
    """
    hidden = {key for key, (n, m) in rows.items() if not share_is_safe(n, m)}
    if not hidden or not total_shown:
        return frozenset(hidden)
    others = sorted(
        (key for key in rows if key not in hidden and rows[key][1] > 0),
        key=lambda key: (rows[key][1], str(key)),
    )
    while others and (len(hidden) < 2 or not share_is_safe(*_sum([rows[k] for k in hidden]))):
        hidden.add(others.pop(0))
    return frozenset(hidden)


def _sum(rows: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(n for n, _ in rows), sum(m for _, m in rows)

"""The one number that keeps published counts of persons from pointing at somebody.

Whether a count is small by itself is said here. Whether it gives away another one is decided for
all counts of a table at once, by `alliance.engines.disclosure`.
"""

from dataclasses import dataclass

from django.conf import settings


def smallest() -> int:
    """Fewest persons that a published cell may count. Zero points at nobody and is shown."""
    found: int = settings.SMALLEST_CELL
    return found


@dataclass(frozen=True)
class Cell:
    """A count of persons as it may be published; `value` None means hidden."""

    value: int | None

    @property
    def hidden(self) -> bool:
        return self.value is None


def is_small(count: int) -> bool:
    return 0 < count < smallest()


def share_is_safe(numerator: int, denominator: int) -> bool:
    """Whether "n of m" may be published: neither n, nor m, nor the rest m - n is a small cell."""
    rest = denominator - numerator
    if rest < 0 or numerator < 0:
        msg = f"{numerator} is no part of {denominator}"
        raise ValueError(msg)
    return not (is_small(numerator) or is_small(denominator) or is_small(rest))

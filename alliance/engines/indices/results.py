"""What an index answers with: an exact figure, the set behind it, and how it is printed.

Weights are integers in 1/10,000, so sums are exact. An empty denominator is unknown (None), never
0. Values keep full precision; only printing rounds, half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError

IntArray: TypeAlias = npt.NDArray[np.int64]
FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

ENGINE_VERSION = "indices-2"

WEIGHT_ONE = 10_000
"""The whole of a program: crosswalk weights and τ count in 1/10,000."""

UNKNOWN_TEXT = "—"


@dataclass(frozen=True, kw_only=True)
class IndexResult:
    """One figure with what it is made of.

    level        None: all levels together
    numerator, denominator   exact; A3's numerator has up to four decimals
    value        exact numerator / denominator, or None where the denominator is 0
    left_out     programs that state no persons and so are in neither sum (A2 and A3 only)
    """

    index: str
    version: str
    level: str | None
    numerator: Decimal
    denominator: Decimal
    value: Fraction | None
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProgramVerdict:
    """Whether one program is aligned, and which links speak for it.

    key_weight  Σ of the key links' weights in 1/10,000, whatever the mode
    key_links   (linked industry, key industry that it counts for, weight), heaviest first
    declared    as stated; an undeclared program is not aligned in "declared" mode
    """

    program_id: int
    level: str
    aligned: bool
    key_weight: int
    key_links: tuple[tuple[str, str, int], ...]
    declared: bool | None

    @property
    def key_codes(self) -> tuple[str, ...]:
        """Key industries that the program serves, in code order."""
        return tuple(sorted({key for _, key, _ in self.key_links}))


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """A1, A2, A3 of one level and the programs behind them, in id order."""

    a1: IndexResult
    a2: IndexResult
    a3: IndexResult
    verdicts: tuple[ProgramVerdict, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """a_p of every program of a run, in its order.

    aligned     bool[n]
    key_weight  int64[n], Σ_{k∈K*} w_pk in 1/10,000, whatever the mode
    """

    aligned: BoolArray
    key_weight: IntArray


def rate(numerator: int, denominator: int) -> Fraction | None:
    """Share of a set in a set that holds it (indices of group G); None where that is empty.

    Raises InputError where the numerator is no part of the denominator.
    """
    if not 0 <= numerator <= denominator:
        detail = f"{numerator} is not between 0 and {denominator}"
        raise InputError(field="numerator", detail=detail)
    return Fraction(numerator, denominator) if denominator else None


def as_decimal(value: Fraction, places: int = 12) -> Decimal:
    """A value as a decimal for storage, rounded half up at `places`."""
    return Decimal(half_up(value * 10**places)).scaleb(-places)


def percent_text(value: Fraction | Decimal | None, digits: int = 1) -> str:
    """Print a share as `83.6 %`, rounded half up from its exact value; unknown prints `—`."""
    if value is None:
        return UNKNOWN_TEXT
    number = Decimal(half_up(Fraction(value) * 100 * 10**digits)).scaleb(-digits)
    return f"{number:.{digits}f} %"


def half_up(value: Fraction) -> int:
    """Nearest integer; halves go away from zero."""
    size = abs(value)
    rounded = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return rounded if value >= 0 else -rounded

"""What indices B–H share: checked arrays and quotients that keep both of their parts.

Unknown is None for one value and NaN in an array of values, never 0. An array that a caller gives
is copied where it must be converted and never written to.
"""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError

IntArray: TypeAlias = npt.NDArray[np.int64]
FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

ONE = 1e-9
"""How far shares or weights may miss the sum 1; more is an error of the caller."""

EVEN = 1e-12
"""Two values this close are one value: a band's bound is reached although √ and ÷ rounded."""


@dataclass(frozen=True, kw_only=True)
class Quotient:
    """One value with what it is made of; None where the denominator is 0: unknown, not 0."""

    numerator: float
    denominator: float

    @property
    def value(self) -> float | None:
        """Numerator / denominator."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Quotients:
    """The same for many groups at once: arrays of one length."""

    numerator: FloatArray
    denominator: FloatArray

    @property
    def known(self) -> BoolArray:
        """Where there is something to divide by."""
        known: BoolArray = self.denominator > 0
        return known

    @property
    def value(self) -> FloatArray:
        """Numerator / denominator; NaN where unknown."""
        return divided(self.numerator, self.denominator)


def divided(numerator: FloatArray | IntArray, denominator: FloatArray | IntArray) -> FloatArray:
    """Divide element by element; NaN where the denominator is 0."""
    above = np.asarray(numerator, dtype=np.float64)
    below = np.asarray(denominator, dtype=np.float64)
    shape = np.broadcast_shapes(above.shape, below.shape)
    quotient = np.full(shape, np.nan)
    np.divide(above, below, out=quotient, where=below != 0)
    return quotient


def known_or_none(value: float) -> float | None:
    """A number of an array as one value: NaN becomes None."""
    return None if np.isnan(value) else float(value)


def floats(
    field: str,
    values: npt.ArrayLike,
    *,
    least: float | None = 0.0,
    most: float | None = None,
    unknown: bool = False,
    ndim: int = 1,
) -> FloatArray:
    """Read finite numbers between `least` and `most`; NaN only where `unknown` is allowed.

    Raises InputError naming the field, and the row (of a table: its row) of the first bad value.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(field=field, detail="holds something that is no number") from error
    if array.ndim != ndim:
        raise InputError(field=field, detail=f"has {array.ndim} dimensions, not {ndim}")
    missing = np.isnan(array)
    if not unknown:
        _refuse(field, array, missing, "is not a number")
    _refuse(field, array, np.isinf(array), "is not finite")
    if least is not None:
        _refuse(field, array, array < least, "is negative" if least == 0 else f"is under {least:g}")
    if most is not None:
        _refuse(field, array, array > most, f"is over {most:g}")
    return array


def integers(
    field: str, values: npt.ArrayLike, *, least: int | None = 0, below: int | None = None
) -> IntArray:
    """Read whole numbers from `least` up to, not including, `below`; InputError as for floats."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise InputError(field=field, detail=f"has {array.ndim} dimensions, not 1")
    if array.size and array.dtype.kind not in "iu":
        raise InputError(field=field, detail=f"holds {array.dtype}, not whole numbers")
    array = array.astype(np.int64, copy=False)
    if least is not None:
        _refuse(field, array, array < least, "is negative" if least == 0 else f"is under {least}")
    if below is not None:
        _refuse(field, array, array >= below, f"is not under {below}")
    return array


def _refuse(field: str, array: FloatArray | IntArray, bad: BoolArray, reason: str) -> None:
    """Name the first bad value."""
    if bad.any():
        place = tuple(int(axis) for axis in np.argwhere(bad)[0])
        raise InputError(
            field=field, detail=f"{array[place]} {reason}", row=place[0] if place else None
        )


def places(mask: BoolArray) -> tuple[int, ...]:
    """Positions of what is true."""
    return tuple(int(place) for place in np.flatnonzero(mask))


def same_length(**arrays: Sized) -> int:
    """Length that all of them have; raises InputError naming the first that differs."""
    names = list(arrays)
    length = len(arrays[names[0]])
    for name in names[1:]:
        if len(arrays[name]) != length:
            detail = f"has {len(arrays[name])} values, {names[0]} has {length}"
            raise InputError(field=name, detail=detail)
    return length


@dataclass(frozen=True, kw_only=True, eq=False)
class Lists:
    """Lists of codes, one per row, stored end to end: row i has item[indptr[i]:indptr[i + 1]].

    `items` is the number of codes there are. A row names a code once at most. Raises InputError
    naming the array under `name`.
    """

    indptr: IntArray
    item: IntArray
    items: int
    name: str = "links"

    def __post_init__(self) -> None:
        """Check the two arrays against one another."""
        indptr = integers(f"{self.name}.indptr", self.indptr)
        item = integers(f"{self.name}.item", self.item, below=self.items)
        object.__setattr__(self, "indptr", indptr)
        object.__setattr__(self, "item", item)
        sound = len(indptr) > 0 and indptr[0] == 0 and indptr[-1] == len(item)
        if not sound or (np.diff(indptr) < 0).any():
            detail = f"does not rise from 0 to the {len(item)} items"
            raise InputError(field=f"{self.name}.indptr", detail=detail)
        keys = np.sort(self.row * max(self.items, 1) + item)
        twice = np.flatnonzero(keys[1:] == keys[:-1])
        if len(twice):
            row, code = divmod(int(keys[twice[0]]), self.items)
            raise InputError(field=f"{self.name}.item", detail=f"{code} is named twice", row=row)

    def __len__(self) -> int:
        """Count rows."""
        return len(self.indptr) - 1

    @property
    def row(self) -> IntArray:
        """Row of every item."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.indptr))

    @property
    def empty(self) -> BoolArray:
        """Rows without any item."""
        empty: BoolArray = np.diff(self.indptr) == 0
        return empty


def weighed(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Σ_j values_ij · weights_j of every row i.

    Not by `@`: that adds in an order which depends on the number of rows and the machine, and a
    figure must be the same whether it is computed alone or among others.
    """
    total: FloatArray = np.ascontiguousarray(values * weights).sum(axis=-1)
    return total


def summed(index: IntArray, weight: FloatArray, count: int) -> FloatArray:
    """Σ of the weights that bear each index 0..count-1."""
    return np.bincount(index, weights=weight, minlength=count).astype(np.float64, copy=False)

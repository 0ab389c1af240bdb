"""Counts of persons and the sums that tie them, as the rule about small cells reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError

IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

THRESHOLD = 10
"""Fewest persons that a published cell may count, where the caller names no other number."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """n counts and m sums over them: count[parent[e]] = Σ count[child[indptr[e]:indptr[e + 1]]].

    count      int64[n] ≥ 0, persons
    published  bool[n]; the others are latent: nobody prints them, but some follow from others
    keep       bool[n] or None: totals that are hidden only where nothing else will do
    bundle     int64[n] or None: cells of the same number are hidden together
    unclear    bool[n] or None: latent cells of which nobody knows that they are empty, if they are
    implied    bool[m] or None: sums that follow from the other ones, named to be looked at

    A cell stands at most once in a sum. Raises InputError naming the array.
    """

    count: IntArray
    published: BoolArray
    parent: IntArray
    indptr: IntArray
    child: IntArray
    keep: BoolArray | None = None
    bundle: IntArray | None = None
    unclear: BoolArray | None = None
    implied: BoolArray | None = None
    row: IntArray = field(init=False, repr=False)
    """For each child the number of its sum."""

    def __post_init__(self) -> None:
        """Refuse negative counts and sums that are wrong."""
        n, m = self.count.size, self.parent.size
        if (self.count < 0).any():
            raise InputError(field="count", detail="a count of persons is not negative")
        if self.published.size != n:
            raise InputError(field="published", detail=f"needs one value per cell, {n}")
        if self.indptr.size != m + 1 or (m and self.indptr[-1] != self.child.size):
            raise InputError(field="indptr", detail="does not fit parent and child")
        row = np.repeat(np.arange(m, dtype=np.int64), np.diff(self.indptr))
        own = np.flatnonzero(self.parent[row] == self.child)
        if own.size:
            raise InputError(
                field="child", detail="a whole is no part of itself", row=int(row[own[0]])
            )
        object.__setattr__(self, "row", row)
        sums = np.bincount(row, weights=self.count[self.child], minlength=m).astype(np.int64)
        wrong = np.flatnonzero(sums != self.count[self.parent])
        if wrong.size:
            place = int(wrong[0])
            detail = f"{self.count[self.parent[place]]} is not the sum of its parts, {sums[place]}"
            raise InputError(field="parent", detail=detail, row=place)


def lists_by(key: IntArray, value: IntArray, size: int, weight: IntArray | None) -> list[list[int]]:
    """Values by key; of one key in rising order of their weight, else of themselves."""
    order = np.lexsort((value, key) if weight is None else (value, weight[value], key))
    bounds = np.searchsorted(key[order], np.arange(size + 1)).tolist()
    plain = value[order].tolist()
    return [plain[bounds[i] : bounds[i + 1]] for i in range(size)]


def bundles_of(cells: Cells) -> list[list[int]]:
    """For each cell those that are hidden with it; empty where every cell stands alone."""
    if cells.bundle is None:
        return []
    everything = np.arange(cells.count.size, dtype=np.int64)
    size = int(cells.bundle.max(initial=-1)) + 1
    groups = lists_by(cells.bundle, everything, size, None)
    return [groups[number] for number in cells.bundle.tolist()]

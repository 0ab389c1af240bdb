"""Groups of rows by several dimensions at once, and which groups make up which.

Readers know which rows lie in which group. So whatever two tables have in common is a group too,
even where no surface prints it, and groups of the same rows are one group under two names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError

IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Table: TypeAlias = tuple[str, ...]
"""Names of the dimensions whose crossing gives the groups; () is everything in one group."""

SEED = 1221
"""Of the numbers that tell sets of rows apart; any other gives the same groups."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """The groups of one table.

    labels  int64[g, d]: in rising order, one column for each dimension
    group   int64[rows]: the group of each row
    node    int64[g]: the number of its set of counted rows
    """

    labels: IntArray
    group: IntArray
    node: IntArray

    @property
    def named(self) -> BoolArray:
        """Groups of rows that have a label in every dimension."""
        found: BoolArray = np.logical_and.reduce(self.labels >= 0, axis=1)
        return found


@dataclass(frozen=True, eq=False)
class Groupings:
    """All groups of some tables: `size` different sets of rows, and sums of sets.

    parent, indptr, child   sum e: the set parent[e] is made up of child[indptr[e]:indptr[e + 1]]
    implied   bool[sums]: not the first sum of its set; the first ones lead down to the finest
              sets, which are free, so all others follow from them
    """

    tables: Mapping[Table, Grouping]
    size: int
    parent: IntArray
    indptr: IntArray
    child: IntArray
    implied: BoolArray
    published: BoolArray
    whole: BoolArray
    """Sets that are everything."""

    def totals(self, values: IntArray) -> IntArray:
        """int64[size]: the sum of a count of rows over each set."""
        found = np.zeros(self.size, dtype=np.int64)
        for grouping in self.tables.values():
            summed = np.zeros(grouping.node.size, dtype=np.int64)
            np.add.at(summed, grouping.group, values)
            found[grouping.node] = summed
        return found


def groupings(
    dimensions: Mapping[str, IntArray], tables: Sequence[Table], counted: BoolArray
) -> Groupings:
    """The groups of the tables and of what they have in common.

    dimensions  name → int64[rows], labels ≥ 0; −1: in no group of this dimension
    counted     bool[rows]: rows that count anybody; others make no difference between sets

    Raises InputError naming a table or dimension that is wrong.
    """
    rows = counted.size
    for name, labels in dimensions.items():
        if labels.shape != (rows,):
            raise InputError(field=f"dimensions.{name}", detail=f"needs one label per row, {rows}")
    for table in tables:
        for name in table:
            if name not in dimensions:
                raise InputError(field="tables", detail=f"there is no dimension {name!r}")
    families = _closed({frozenset(table) for table in tables})
    random = np.random.default_rng(SEED)
    number = random.integers(0, 2**63, size=rows, dtype=np.int64).astype(np.uint64)
    number[~counted] = 0
    found: dict[frozenset[str], Grouping] = {}
    hashes: dict[frozenset[str], npt.NDArray[np.uint64]] = {}
    for family in families:
        names = next((t for t in tables if set(t) == family), tuple(sorted(family)))
        labels, group = _grouped([dimensions[name] for name in names], rows)
        hashed = np.zeros(len(labels), dtype=np.uint64)
        np.add.at(hashed, group, number)
        hashes[family] = hashed
        found[family] = Grouping(labels, group, np.empty(0, dtype=np.int64))
    different = np.unique(np.concatenate([hashes[family] for family in families]))
    kept = {
        family: Grouping(one.labels, one.group, np.searchsorted(different, hashes[family]))
        for family, one in found.items()
    }
    published = np.zeros(different.size, dtype=bool)
    for table in tables:
        grouping = kept[frozenset(table)]
        published[grouping.node[grouping.named]] = True
    whole = different == number.sum(dtype=np.uint64)
    empty = int(np.searchsorted(different, 0)) if (different == 0).any() else -1
    parent, indptr, child = _sums(families, kept, different.size, empty)
    by_table = {frozenset(table): table for table in tables}
    return Groupings(
        tables={by_table.get(f, tuple(sorted(f))): one for f, one in kept.items()},
        size=different.size,
        parent=parent,
        indptr=indptr,
        child=child,
        implied=~_first(parent),
        published=published,
        whole=whole,
    )


def _first(values: IntArray) -> BoolArray:
    """Where each value stands for the first time."""
    found = np.zeros(values.size, dtype=bool)
    found[np.unique(values, return_index=True)[1]] = True
    return found


def _closed(families: set[frozenset[str]]) -> list[frozenset[str]]:
    """With every two families what they have in common; the coarsest first."""
    found = set(families)
    while True:
        crossed = {one | other for one in found for other in found} - found
        if not crossed:
            return sorted(found, key=lambda family: (len(family), sorted(family)))
        found |= crossed


def _grouped(columns: Sequence[IntArray], rows: int) -> tuple[IntArray, IntArray]:
    """Different combinations of labels, and for each row which one it has."""
    if not columns:
        size = 1 if rows else 0
        return np.empty((size, 0), dtype=np.int64), np.zeros(rows, dtype=np.int64)
    labels, group = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
    return labels.astype(np.int64), group.reshape(-1).astype(np.int64)


def _sums(
    families: Sequence[frozenset[str]],
    kept: Mapping[frozenset[str], Grouping],
    size: int,
    empty: int,
) -> tuple[IntArray, IntArray, IntArray]:
    """Each group as the sum of the groups of the next finer tables; the same sum once."""
    random = np.random.default_rng(SEED)
    mark = random.integers(0, 2**63, size=size, dtype=np.int64).astype(np.uint64)
    parents: list[int] = []
    children: list[IntArray] = []
    seen: set[tuple[int, int]] = set()
    for family in families:
        finer = [other for other in families if family < other]
        for other in finer:
            if any(family < between < other for between in finer):
                continue
            coarse, fine = kept[family], kept[other]
            inside = np.empty(fine.node.size, dtype=np.int64)
            inside[fine.group] = coarse.group
            order = np.argsort(inside, kind="stable")
            bounds = np.searchsorted(inside[order], np.arange(coarse.node.size + 1))
            for group, node in enumerate(coarse.node.tolist()):
                parts = np.unique(fine.node[order[bounds[group] : bounds[group + 1]]])
                parts = parts[parts != empty]
                key = (node, int(mark[parts].sum(dtype=np.uint64)))
                if not parts.size or key in seen or (parts.size == 1 and parts[0] == node):
                    continue
                seen.add(key)
                parents.append(node)
                children.append(parts)
    indptr = np.zeros(len(parents) + 1, dtype=np.int64)
    np.cumsum([part.size for part in children], out=indptr[1:])
    child = np.concatenate(children) if children else np.empty(0, dtype=np.int64)
    return np.array(parents, dtype=np.int64), indptr, child.astype(np.int64)

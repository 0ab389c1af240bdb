"""Small cells of a run's figures: what may be shown, fixed once when the run is written.

Callers count rows (cohorts, programs) and say by which tables any surface groups them. Every
group and every difference of two counts becomes a cell; `suppression` says which to hide. A rate
may be shown where its numerator and its denominator are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.engines.cells import THRESHOLD, Cells
from alliance.engines.errors import InputError
from alliance.engines.groupings import Grouping, Groupings, Table, groupings
from alliance.engines.suppression import hidden_cells

IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

OUTCOMES = (
    "graduates",
    "known",
    "employed",
    "further",
    "placed",
    "related",
    "related_known",
    "local",
    "local_known",
    "paid",
    "real",
    "real_known",
)
"""Counts that outcome tables show; the columns of their masks."""

INSIDE: Mapping[str, str] = {
    "measured": "graduates",
    "known": "measured",
    "placed": "known",
    "employed": "placed",
    "further": "placed",
    "related_known": "employed",
    "related": "related_known",
    "local_known": "employed",
    "local": "local_known",
    "paid": "employed",
    "real_known": "employed",
    "real": "real_known",
}
"""Each count and the whole that it is a part of."""

TOGETHER = (frozenset({"employed", "further"}),)
"""Parts of one whole that have nobody in common; of others a reader cannot add up anything."""


@dataclass(frozen=True, eq=False)
class TableMask:
    """Which counts of one table are hidden.

    labels  int64[g, d]: the groups in rising order, one column for each dimension of the table
    hidden  bool[g, c], one column for each published count
    """

    labels: IntArray
    hidden: BoolArray

    def row(self, *labels: int) -> BoolArray:
        """The mask of one group. Raises KeyError where no row lies in it."""
        wanted = np.array(labels, dtype=np.int64)
        found = np.flatnonzero((self.labels == wanted).all(axis=1))
        if not found.size:
            raise KeyError(labels)
        mask: BoolArray = self.hidden[found[0]]
        return mask


def outcome_hidden(
    counts: Mapping[str, IntArray],
    dimensions: Mapping[str, IntArray],
    tables: Sequence[Table],
    *,
    published: Sequence[str] = OUTCOMES,
    threshold: int = THRESHOLD,
    covered: bool = True,
) -> dict[Table, TableMask]:
    """For each table, which counts of which groups are hidden; the masks hold for all at once.

    counts      name → int64[rows]: "graduates", and any of INSIDE; others are not looked at
    dimensions  name → int64[rows] labels ≥ 0, as level, county, school, year; −1: in none
    tables      all that any surface shows, as [(), ("level",), ("county",), ("level", "county")]
    published   counts that are shown at all: the masks' columns, in this order
    covered     False only shows what the rule is for, see `hidden_cells`

    Raises InputError naming what is wrong: counts that exceed their whole, unknown names.
    """
    known = [name for name in ("graduates", *INSIDE) if name in counts]
    for name in published:
        if name not in known:
            raise InputError(field="published", detail=f"{name!r} is not counted")
    kinds, sums = _differences({name: counts[name] for name in known})
    groups = groupings(dimensions, tables, counts["graduates"] > 0)
    hidden = _hidden(groups, kinds, sums, frozenset(published), threshold, covered, together=False)
    columns = [list(kinds).index(name) for name in published]
    return _masks(groups, tables, hidden[:, columns])


def persons_hidden(
    counts: Sequence[IntArray],
    dimensions: Mapping[str, IntArray],
    tables: Sequence[Table],
    *,
    threshold: int = THRESHOLD,
    covered: bool = True,
) -> dict[Table, TableMask]:
    """For each table, which groups show no count of persons at all: one column for each group.

    counts  int64[rows] each, every one a part of the one before it: persons, aligned persons

    Dimensions and tables are those of `outcome_hidden`. Used by A2 and A3, whose numerator and
    denominator are told by their rate and by each other.
    """
    kinds: dict[str, IntArray] = {str(place): values for place, values in enumerate(counts)}
    sums: list[tuple[str, list[str]]] = []
    for place in range(1, len(counts)):
        rest = f"{place - 1} without {place}"
        kinds[rest] = counts[place - 1] - counts[place]
        sums.append((str(place - 1), [str(place), rest]))
    published = frozenset(str(place) for place in range(len(counts)))
    groups = groupings(dimensions, tables, counts[0] > 0)
    hidden = _hidden(groups, kinds, sums, published, threshold, covered, together=True)
    hidden_groups: BoolArray = np.logical_or.reduce(hidden, axis=1, keepdims=True)
    return _masks(groups, tables, hidden_groups)


def _differences(
    counts: Mapping[str, IntArray],
) -> tuple[dict[str, IntArray], list[tuple[str, list[str]]]]:
    """The counts and what is left of each whole beside its parts; whole = parts + rest."""
    parts: dict[str, list[str]] = {}
    for name in counts:
        whole = INSIDE.get(name)
        while whole is not None and whole not in counts:
            whole = INSIDE.get(whole)
        if whole is not None:
            parts.setdefault(whole, []).append(name)
    found = dict(counts)
    sums: list[tuple[str, list[str]]] = []
    for whole, names in parts.items():
        apart = [sorted(group & set(names)) for group in TOGETHER if len(group & set(names)) > 1]
        apart += [[name] for name in names if not any(name in group for group in apart)]
        for group in apart:
            rest = f"{whole} without {' and '.join(group)}"
            found[rest] = counts[whole] - sum(counts[name] for name in group)
            if (found[rest] < 0).any():
                place = int(np.flatnonzero(found[rest] < 0)[0])
                raise InputError(field=group[0], detail=f"exceeds {whole}", row=place)
            sums.append((whole, [*group, rest]))
    return found, sums


def _hidden(
    groups: Groupings,
    kinds: Mapping[str, IntArray],
    sums: Sequence[tuple[str, list[str]]],
    published: frozenset[str],
    threshold: int,
    covered: bool,
    *,
    together: bool,
) -> BoolArray:
    """bool[sets, kinds]: one cell for every count of every set."""
    names = list(kinds)
    size, width = groups.size, len(names)
    count = np.stack([groups.totals(values) for values in kinds.values()], axis=1)
    shown = np.array([name in published for name in names])
    # within a set: a whole and what it is made of
    every = np.arange(size, dtype=np.int64) * width
    parents = [every + names.index(whole) for whole, _parts in sums]
    children = [
        (every[:, None] + np.array([names.index(part) for part in parts])).reshape(-1)
        for _whole, parts in sums
    ]
    lengths = [np.full(size, len(parts), dtype=np.int64) for _whole, parts in sums]
    implied = [np.zeros(size, dtype=bool) for _sum in sums]
    # between sets: the same count of a set and of those that make it up
    rests = {parts[-1] for _whole, parts in sums}
    for place, name in enumerate(names):
        parents.append(groups.parent * width + place)
        children.append(groups.child * width + place)
        lengths.append(np.diff(groups.indptr))
        implied.append(groups.implied | (name in rests))
    cells = Cells(
        count=count.reshape(-1),
        published=(groups.published[:, None] & shown).reshape(-1),
        parent=np.concatenate(parents),
        indptr=np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64),
        child=np.concatenate(children),
        keep=np.repeat(groups.whole, width),
        bundle=np.repeat(np.arange(size, dtype=np.int64), width) if together else None,
        # which groups have no rows is known, but not that nobody in one is without an answer
        unclear=np.tile(np.array([name in rests for name in names]), size),
        implied=np.concatenate(implied),
    )
    return hidden_cells(cells, threshold=threshold, covered=covered).reshape(size, width)


def _masks(groups: Groupings, tables: Sequence[Table], hidden: BoolArray) -> dict[Table, TableMask]:
    def mask(grouping: Grouping) -> TableMask:
        named = grouping.named
        return TableMask(grouping.labels[named], hidden[grouping.node[named]])

    return {table: mask(groups.tables[table]) for table in tables}


# -- places ------------------------------------------------------------------------------------

PLACES: tuple[Table, ...] = (("province",), ("prefecture",), ("county",))
"""Tables of a country's regions, of which every one has a page."""


def places(codes: Sequence[str]) -> dict[str, IntArray]:
    """Labels of the regions in which each six-digit code lies; −1 above its own level."""
    number = np.array([int(code) for code in codes], dtype=np.int64)
    return {
        "province": number // 10_000,
        "prefecture": np.where(number % 10_000, number // 100, -1),
        "county": np.where(number % 100, number, -1),
    }


def place_hidden(masks: Mapping[Table, TableMask], code: str, **more: int) -> BoolArray:
    """The mask of one region's counts; where it counts nobody, nothing is hidden.

    `more` are labels of further dimensions, in the order in which the tables name them.
    """
    [*_, (name, label)] = [
        (name, int(labels[0])) for name, labels in places([code]).items() if labels[0] >= 0
    ]
    mask = masks[name, *more]
    try:
        return mask.row(label, *more.values())
    except KeyError:
        return np.zeros(mask.hidden.shape[1], dtype=bool)

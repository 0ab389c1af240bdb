"""Links of many programs as arrays: which count, how they are scaled, how they are chained.

Pure: no database is asked here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from programs.enums import OUTRANKS, LinkKind

Origin = Literal["program", "catalogue", "occupations"]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

KINDS: tuple[str, ...] = tuple(kind.value for kind in OUTRANKS)
"""Kinds by their index in `LinkArrays.kind`, the best first."""
ORIGINS: tuple[Origin, ...] = ("program", "catalogue", "occupations")
"""Where a link stands: at the program, at its catalogue code, or derived through occupations."""
WEIGHT_ONE = 10_000
"""Weights are whole numbers of 1/10000."""
BETWEEN = "; "
THROUGH = " × "
MOST_SOURCE = 600
"""Characters of a derived link's source, which may name many."""


@dataclass(frozen=True, eq=False)
class LinkArrays:
    """The links of many programs, row by row of `indptr` (one row for each id asked for).

    `index` points into `codes`, `kind` into KINDS, `source` into `sources`, `origin` into ORIGINS;
    within a row codes rise. `weight` is in 1/10000, above 0; a row's weights sum to at most 10000:
    where the tables allow more (occupations, or links of one kind that overlap in time) they are
    scaled down to 10000 in proportion, the remainder going to the largest fractions first, then to
    the smaller code; a weight that becomes 0 that way is left out.
    """

    indptr: Ints
    codes: tuple[str, ...]
    index: NDArray[np.int32]
    weight: NDArray[np.int32]
    kind: NDArray[np.int8]
    source: NDArray[np.int32]
    sources: tuple[str, ...]
    origin: NDArray[np.int8]

    @property
    def row(self) -> Ints:
        """The row of each link."""
        return np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))


@dataclass(frozen=True, eq=False)
class Links:
    """Links in no order: the row of the program, target and source as texts, the rest numbers."""

    row: Ints
    target: Sequence[str]
    weight: Ints
    kind: Ints
    source: Sequence[str]
    origin: Ints

    def taken(self, keep: Flags) -> "Links":
        kept = np.flatnonzero(keep).tolist()
        return Links(
            self.row[keep],
            [self.target[place] for place in kept],
            self.weight[keep],
            self.kind[keep],
            [self.source[place] for place in kept],
            self.origin[keep],
        )

    def with_more(self, other: "Links") -> "Links":
        return Links(
            np.concatenate([self.row, other.row]),
            [*self.target, *other.target],
            np.concatenate([self.weight, other.weight]),
            np.concatenate([self.kind, other.kind]),
            [*self.source, *other.source],
            np.concatenate([self.origin, other.origin]),
        )

    def of_best_kind(self, rows: int) -> "Links":
        """Those of each row's best kind; of that kind the program's own, where it has any."""
        rank = self.kind * len(ORIGINS) + self.origin
        best = np.full(rows, np.iinfo(np.int64).max)
        np.minimum.at(best, self.row, rank)
        return self.taken(rank == best[self.row])

    def packed(self, rows: int, *, scaled: bool = True) -> LinkArrays:
        """By row and code; unless as stated, the weights of a row are at most 1 together."""
        codes, index = coded(self.target)
        sources, source = coded(self.source)
        order = np.lexsort((source, index, self.row))
        row, weight = self.row[order], self.weight[order]
        if scaled:
            weight = at_most_one(row, weight)
        keep = weight > 0
        counts = np.bincount(row[keep], minlength=rows)
        return LinkArrays(
            indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            codes=codes,
            index=index[order][keep].astype(np.int32),
            weight=weight[keep].astype(np.int32),
            kind=self.kind[order][keep].astype(np.int8),
            source=source[order][keep].astype(np.int32),
            sources=sources,
            origin=self.origin[order][keep].astype(np.int8),
        )


def no_links() -> Links:
    nothing = np.empty(0, dtype=np.int64)
    return Links(nothing, [], nothing, nothing, [], nothing)


def coded(texts: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """The different texts in order, and the place of each text among them."""
    known = tuple(sorted(set(texts)))
    place = {text: number for number, text in enumerate(known)}
    return known, np.fromiter((place[text] for text in texts), dtype=np.int64, count=len(texts))


def at_most_one(row: Ints, weight: Ints) -> Ints:
    """The weights, scaled down to WEIGHT_ONE in rows that sum above it, by largest remainder.

    Rows stand together in rising order; of equal remainders the earlier one gets the unit.
    """
    if not len(row):
        return weight
    sums = np.bincount(row, weights=weight).astype(np.int64)
    over = sums[row] > WEIGHT_ONE
    if not over.any():
        return weight
    of, total = row[over], sums[row][over]
    share, left = np.divmod(weight[over] * WEIGHT_ONE, total)
    order = np.lexsort((-left, of))  # stable: the largest fractions of each row first
    begins = np.concatenate([[True], of[order][1:] != of[order][:-1]])
    start = np.maximum.accumulate(np.where(begins, np.arange(len(of)), 0))
    rank = np.empty(len(of), dtype=np.int64)
    rank[order] = np.arange(len(of)) - start
    missing = WEIGHT_ONE - np.bincount(of, weights=share).astype(np.int64)[of]
    scaled = weight.copy()
    scaled[over] = share + (rank < missing)
    return scaled


def spread(group: Ints, wanted: Ints, groups: int) -> tuple[Ints, Ints]:
    """For each wanted group its members: (place among the wanted, place of the member).

    `group` holds the group of each member, in rising order.
    """
    bounds = np.searchsorted(group, np.arange(groups + 1))
    sizes = bounds[wanted + 1] - bounds[wanted]
    asked = np.repeat(np.arange(len(wanted)), sizes)
    within = np.arange(len(asked)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return asked, bounds[wanted][asked] + within


def chained(through: LinkArrays, concordance: LinkArrays, occupations: Sequence[str]) -> Links:
    """Industries by way of occupations: weights multiplied, those of one industry added up.

    `concordance` has a row for each of `occupations`. A program's occupations weigh at most 1
    together and so do an occupation's industries, hence the products too; what is beyond the
    fourth decimal is cut off. Computed, whatever the two steps were; the source names both.
    """
    place = {code: spot for spot, code in enumerate(occupations)}
    nowhere = len(occupations)
    of = np.array([place.get(code, nowhere) for code in through.codes], dtype=np.int64)
    steps = of[through.index] if len(through.index) else np.empty(0, dtype=np.int64)
    first = np.flatnonzero(steps < nowhere)
    asked, second = spread(concordance.row, steps[first], nowhere)
    first = first[asked]
    row, target = through.row[first], concordance.index[second].astype(np.int64)
    amount = through.weight[first].astype(np.int64) * concordance.weight[second]
    order = np.lexsort((concordance.source[second], through.source[first], target, row))
    row, target, amount = row[order], target[order], amount[order]
    begins = np.ones(len(row), dtype=bool)
    begins[1:] = (row[1:] != row[:-1]) | (target[1:] != target[:-1])
    starts = np.flatnonzero(begins)
    weight = (np.add.reduceat(amount, starts) if len(starts) else amount) // WEIGHT_ONE
    texts = _sources(
        through.source[first][order].tolist(),
        concordance.source[second][order].tolist(),
        [*starts.tolist(), len(row)],
        through.sources,
        concordance.sources,
    )
    found = Links(
        row[starts],
        [concordance.codes[code] for code in target[starts].tolist()],
        weight,
        np.full(len(starts), KINDS.index(LinkKind.COMPUTED.value), dtype=np.int64),
        texts,
        np.full(len(starts), ORIGINS.index("occupations"), dtype=np.int64),
    )
    return found.taken(weight > 0)


def _sources(
    first: Sequence[int],
    second: Sequence[int],
    bounds: Sequence[int],
    of_occupations: Sequence[str],
    of_concordance: Sequence[str],
) -> list[str]:
    """“program's source × concordance's source” of each run of steps between two bounds."""
    made: dict[tuple[tuple[int, ...], tuple[int, ...]], str] = {}
    found = []
    for start, end in pairwise(bounds):
        key = tuple(dict.fromkeys(first[start:end])), tuple(dict.fromkeys(second[start:end]))
        if key not in made:
            sides = (
                BETWEEN.join(of_occupations[one] for one in key[0]),
                BETWEEN.join(of_concordance[one] for one in key[1]),
            )
            made[key] = THROUGH.join(side or "–" for side in sides)[:MOST_SOURCE]
        found.append(made[key])
    return found

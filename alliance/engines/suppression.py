"""Which published counts of persons must be hidden so that no small count can be found out.

Cells are counts of sets of persons, tied by "whole = sum of parts". A count of 1 … threshold − 1
is small. A reader knows every shown cell, every empty cell (unless told otherwise) and which sums
hold. Then

1. no small cell is shown,
2. no small cell, published or latent, is determined by any linear combination of what is known,
3. no known cell minus the known parts in it, over any number of levels, leaves a small rest, and
   no two small cells have a small sum that is determined (in small tables no three or four).

Hiding goes from the most urgent sum to the next: in each, the cell whose hiding leads to the
fewest further ones, of those the smallest. Then everything is audited, exactly (`determined`), and
more is hidden until the audit finds nothing. Where nothing is small, nothing is hidden.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.engines.cells import THRESHOLD, Cells, bundles_of, lists_by
from alliance.engines.determined import PRIME, Equations
from alliance.engines.errors import InputError

IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

__all__ = ["THRESHOLD", "Cells", "hidden_cells"]

LOOKED_AT = 16
"""Cells of one sum that are compared before one is hidden; the smallest of them come first."""


SEARCHED = 300
"""Small cells up to which sums of three and four of them are looked for."""


def hidden_cells(cells: Cells, *, threshold: int = THRESHOLD, covered: bool = True) -> BoolArray:
    """bool[n]: the published cells to hide. The same cells give the same answer.

    `covered` False hides the small cells alone, which subtraction undoes: it exists to show what
    the rest of the rule is for.
    """
    if threshold < 1:
        raise InputError(field="threshold", detail="is at least 1")
    work = _Suppression(cells, threshold)
    if not covered:
        return work.hidden_array()
    work.settle()
    return work.hidden_array()


class _Suppression:
    """The state of one decision: plain lists for single steps, arrays for whole passes."""

    def __init__(self, cells: Cells, threshold: int) -> None:
        self.cells, self.threshold = cells, threshold
        n, m = cells.count.size, cells.parent.size
        nonzero = cells.count > 0
        self.small = nonzero & (cells.count < threshold)
        self.empty = ~nonzero
        if cells.unclear is not None:
            self.empty &= cells.published | ~cells.unclear
        # Every entry of every sum but those of cells that are known to count nobody.
        col = np.concatenate([cells.parent, cells.child])
        row = np.concatenate([np.arange(m, dtype=np.int64), cells.row])
        sign = np.concatenate([np.ones(m, dtype=np.int64), -np.ones(cells.child.size, np.int64)])
        live = ~self.empty[col]
        self.row, self.col, self.sign = row[live], col[live], sign[live]
        implied = np.zeros(m, dtype=bool) if cells.implied is None else cells.implied
        self.independent = ~implied[self.row]
        self.is_child = self.sign < 0
        # Plain lists: single steps touch single cells.
        self.count: list[int] = cells.count.tolist()
        self.published: list[bool] = cells.published.tolist()
        self.keep: list[bool] = (
            [False] * n if cells.keep is None else cells.keep.astype(bool).tolist()
        )
        self.implied: list[bool] = implied.tolist()
        self.parent: list[int] = cells.parent.tolist()
        self.members = lists_by(self.row, self.col, m, self.cells.count)
        self.sums = lists_by(self.col, self.row, n, None)
        self.bundle = bundles_of(cells)
        self.hidden: list[bool] = [False] * n
        self.queue: list[tuple[bool, int]] = []
        self.unknown: list[bool] = []
        self.reason: list[int] = []
        self.explains: dict[int, list[int]] = {}
        self.unknowns: list[int] = []
        self.rest: list[int] = []
        self.least = cells.count
        for cell in np.flatnonzero(self.small & cells.published).tolist():
            for one in self.together(cell):
                self.hidden[one] = True

    def hidden_array(self) -> BoolArray:
        return np.array(self.hidden, dtype=bool) & self.cells.published

    def together(self, cell: int) -> list[int]:
        return self.bundle[cell] if self.bundle else [cell]

    # -- whole passes ---------------------------------------------------------------------------

    def settle(self) -> None:
        """Hide until neither the quick nor the exact look finds anything."""
        hidden = [cell for cell, is_hidden in enumerate(self.hidden) if is_hidden]
        self.hidden = [False] * len(self.hidden)
        known, reason = self.peel()
        self.resume(known, reason)
        for cell in hidden:
            self.hide(cell)
        # latent cells that are small follow from what is shown: their sums are looked at first
        for cell in np.flatnonzero(self.small & known & ~self.cells.published).tolist():
            if not self.unknown[cell]:
                self.repair([self.reason[cell]])
        self.drain()
        while True:
            known, reason = self.peel()
            bare = np.array(self.hidden, dtype=bool) | ~self.cells.published
            told = np.flatnonzero(known & self.small & bare).tolist()
            if told:
                self.resume(known, reason)
                self.answer(told)
            else:
                equations = self.equations(known)
                faults = self.told(known, equations)
                determined = known | ~equations.values_of.any(axis=1)
                faults += self.rests(determined) + self.sums_of_few(determined, equations)
                if not faults:
                    break
                self.resume(known, reason)
                self.break_up([equations.why(fault) for fault in faults])
            self.drain()
        self.show_what_is_determined(known)

    def peel(self) -> tuple[BoolArray, list[int]]:
        """Cells that follow from single sums one after the other, and by which sum each does."""
        n, m = self.cells.count.size, self.cells.parent.size
        known = self.empty | (self.cells.published & ~np.array(self.hidden, dtype=bool))
        reason = np.full(n, -1, dtype=np.int64)
        open_ = ~known[self.col]
        row, col = self.row[open_], self.col[open_]
        while row.size:
            left = np.bincount(row, minlength=m)
            single = left[row] == 1
            if not single.any():
                break
            solved, by = col[single], row[single]
            reason[solved[::-1]] = by[::-1]  # the first of several sums
            known[solved] = True
            still = ~known[col]
            row, col = row[still], col[still]
        return known, reason.tolist()

    def equations(self, known: BoolArray) -> _Equations:
        used = self.independent & ~known[self.col]
        return _Equations(~known, self.row[used], self.col[used], self.sign[used])

    def told(self, known: BoolArray, equations: _Equations) -> list[list[int]]:
        """Small cells that a combination of the sums determines."""
        found = np.flatnonzero(self.small & ~known & ~equations.values_of.any(axis=1))
        return [[cell] for cell in found.tolist()]

    def sums_of_few(self, known: BoolArray, equations: _Equations) -> list[list[int]]:
        """Small unknown cells that are a few persons together, of which the sum is determined.

        Such a sum need not be the rest of a single whole: rows minus columns of a table give it.
        Looked for among two cells, in tables of up to SEARCHED small cells among three and four.
        """
        few = np.flatnonzero(self.small & ~known)
        count, values = self.cells.count[few], equations.values_of[few]
        single = np.arange(few.size, dtype=np.int64)[:, None]
        sets = [single]
        if few.size <= SEARCHED:
            pair = np.stack(np.triu_indices(few.size, 1), axis=1)
            sets.append(pair[count[pair].sum(axis=1) < self.threshold])
        found: dict[tuple[int, ...], None] = {}
        for place, right in enumerate(sets):
            number = _number(values[right].sum(axis=1))
            order = np.argsort(number, kind="stable")
            for left in sets[: place + 1]:
                wanted = _number(-values[left].sum(axis=1))
                first = np.searchsorted(number[order], wanted)
                last = np.searchsorted(number[order], wanted, side="right")
                for here in np.flatnonzero(first < last).tolist():
                    for there in order[first[here] : last[here]].tolist():
                        both = {*left[here].tolist(), *right[there].tolist()}
                        if len(both) < left.shape[1] + right.shape[1]:
                            continue
                        if count[list(both)].sum() < self.threshold:
                            found[tuple(sorted(few[list(both)].tolist()))] = None
        return [list(cells) for cells in found]

    def rests(self, known: BoolArray) -> list[list[int]]:
        """Unknown cells that are a few persons together and are what is left of a known whole.

        The least rest that a cell can be brought down to, by taking known cells out of it, is
        found from the smallest cells upwards; a known whole must not be brought down to a few.
        """
        m = self.cells.parent.size
        least = np.where(known, 0, self.cells.count)
        through = np.full(least.size, -1, dtype=np.int64)
        parts = self.is_child & ~known[self.col]
        row, col = self.row[parts], self.col[parts]
        parent = self.cells.parent
        while True:
            rest = np.bincount(row, weights=least[col], minlength=m).astype(np.int64)
            lower = np.flatnonzero(~known[parent] & (rest < least[parent]))
            if not lower.size:
                break
            lower = lower[np.argsort(-rest[lower], kind="stable")]  # the least is written last
            least[parent[lower]] = rest[lower]
            through[parent[lower]] = lower
        self.least = least
        few = np.flatnonzero(known[parent] & (rest > 0) & (rest < self.threshold))
        return [self.left(place, known, through) for place in few.tolist()]

    def left(self, place: int, known: BoolArray, through: IntArray) -> list[int]:
        """The cells of the rest to which a known whole is brought down."""
        found, todo = [], [place]
        while todo:
            here = todo.pop()
            for cell in self.members[here]:
                if cell == self.parent[here] or known[cell]:
                    continue
                if through[cell] >= 0:
                    todo.append(int(through[cell]))
                else:
                    found.append(cell)
        return found

    def show_what_is_determined(self, known: BoolArray) -> None:
        """Cells that turned out to follow from the shown ones protect nobody: show them again."""
        is_small = self.small.tolist()
        is_known = known.tolist()
        for cell, is_hidden in enumerate(self.hidden):
            if is_hidden and all(is_known[c] and not is_small[c] for c in self.together(cell)):
                for one in self.together(cell):
                    self.hidden[one] = False

    # -- single steps ---------------------------------------------------------------------------

    def resume(self, known: BoolArray, reason: list[int]) -> None:
        """Set the state of single steps after a whole pass."""
        m = self.cells.parent.size
        unknown = ~known
        self.unknown, self.reason = unknown.tolist(), reason
        self.explains = {}
        for cell, place in enumerate(reason):
            if place >= 0:
                self.explains.setdefault(place, []).append(cell)
        is_open = unknown[self.col]
        self.unknowns = np.bincount(self.row[is_open], minlength=m).tolist()
        part = is_open & self.is_child
        weights = self.least[self.col[part]]
        self.rest = np.bincount(self.row[part], weights=weights, minlength=m).astype(int).tolist()

    def hide(self, cell: int) -> None:
        for one in self.together(cell):
            if not self.published[one] or self.hidden[one]:
                continue
            self.hidden[one] = True
            if self.count[one]:
                self.lose(one)

    def lose(self, cell: int) -> None:
        """The cell cannot be read any more, nor latent ones that followed by a sum with it."""
        todo = [cell]
        while todo:
            lost = todo.pop()
            if self.unknown[lost]:
                continue
            least = self.brought_down(lost)
            self.unknown[lost] = True
            for place in self.sums[lost]:
                self.unknowns[place] += 1
                if self.parent[place] != lost:
                    self.rest[place] += least
                heappush(self.queue, (self.implied[place], place))
                todo += [other for other in self.explains.get(place, ()) if not self.unknown[other]]

    def brought_down(self, cell: int) -> int:
        """What is left of a cell at least when the shown cells in it are taken out of it."""
        found = self.count[cell]
        for place in self.sums[cell]:
            if self.parent[place] == cell:
                follow = [c for c in self.explains.get(place, ()) if not self.unknown[c]]
                if follow or self.unknowns[place]:
                    found = min(found, self.rest[place] + sum(self.count[c] for c in follow))
        return found

    def drain(self) -> None:
        """Answer every sum that a step has touched until all of them hold."""
        while self.queue:
            _, place = heappop(self.queue)
            if self.is_broken(place) and self.repair([place], further=False):
                heappush(self.queue, (self.implied[place], place))

    def is_broken(self, place: int) -> bool:
        """Whether the sum gives a protected cell away, or a rest of a few."""
        if not self.unknowns[place]:
            return False
        if self.unknowns[place] == 1:
            [cell] = [one for one in self.members[place] if self.unknown[one]]
            return self.hidden[cell] or 0 < self.count[cell] < self.threshold
        rest = self.rest[place]
        return not self.unknown[self.parent[place]] and 0 < rest < self.threshold

    def answer(self, told: list[int]) -> None:
        """One more hidden cell for each cell that still follows from single sums."""
        for cell in told:
            if not self.unknown[cell]:
                self.hide(min(self.sources(cell), key=self.cost))

    def break_up(self, because: list[dict[int, int]]) -> None:
        """Hide one shown cell that every combination needs which gives a few persons away."""
        hidden: set[int] = set()
        for combination in because:
            factor: dict[int, int] = defaultdict(int)
            for place, amount in combination.items():
                for cell in self.members[place]:
                    factor[cell] += amount if self.parent[place] == cell else -amount
            needed = [cell for cell, amount in factor.items() if amount % PRIME]
            if not hidden.isdisjoint(needed):
                continue
            options = {
                source
                for cell in needed
                if self.count[cell] and not self.unknown[cell]
                for source in self.sources(cell)
            }
            if options:
                chosen = min(options, key=self.cost)
                self.hide(chosen)
                hidden.update(self.together(chosen))

    def repair(self, places: list[int], *, further: bool = True) -> bool:
        """Hide one more cell in these sums, or `further` away where there is none; False: none."""
        looked_at, ring = set(places), list(places)
        while ring:
            options = {cell for place in ring for cell in self.options(place)}
            if options:
                self.hide(min(options, key=self.cost))
                return True
            if not further:
                break
            cells = {cell for place in ring for cell in self.members[place]}
            ring = sorted({s for cell in cells for s in self.sums[cell]} - looked_at)
            looked_at.update(ring)
        return False

    def options(self, place: int) -> list[int]:
        """Published cells whose hiding leaves one more unknown in the sum."""
        found: list[int] = []
        for cell in self.members[place]:
            if self.unknown[cell] or not self.count[cell]:
                continue
            found += self.sources(cell, place)
            if len(found) >= LOOKED_AT:
                break
        return found

    def sources(self, known: int, place: int = -1) -> list[int]:
        """The cell itself where it is shown, else shown cells from which it follows.

        `place` is the sum that asks: what follows by it is no source for it.
        """
        found: list[int] = []
        todo, seen = [(known, place)], {known}
        while todo and len(found) < LOOKED_AT:
            cell, came_from = todo.pop()
            if self.published[cell] and not self.hidden[cell]:
                found.append(cell)
                continue
            reason = self.reason[cell]
            if reason in (-1, came_from):
                continue
            for other in self.members[reason]:
                if other not in seen and self.count[other] and not self.unknown[other]:
                    seen.add(other)
                    todo.append((other, reason))
        return found

    def cost(self, cell: int) -> tuple[bool, bool, int, int, int]:
        """Totals last; what is brought down to a few protects little; then what leads to the
        fewest further cells; then the smallest."""
        keep, further, persons, weak = False, 0, 0, False
        for one in self.together(cell):
            keep |= self.keep[one]
            persons += self.count[one]
            if not self.count[one]:
                continue
            weak |= self.brought_down(one) < self.threshold
            for place in self.sums[one]:
                if self.unknowns[place] == 0 and not any(
                    not self.published[other] for other in self.explains.get(place, ())
                ):
                    further += 1
        return keep, weak, further, persons, cell


class _Equations:
    """The equations of what is not known, by the numbers of the cells."""

    def __init__(self, unknown: BoolArray, row: IntArray, col: IntArray, sign: IntArray) -> None:
        self.position = np.cumsum(unknown) - 1
        self.solved = Equations(int(unknown.sum()), row, self.position[col], sign)
        self.values_of = np.zeros((unknown.size, 2), dtype=np.int64)
        """For each cell: zero where it is known or determined."""
        self.values_of[unknown] = self.solved.values

    def why(self, cells: list[int]) -> dict[int, int]:
        return self.solved.because(self.position[cells].tolist())


def _number(values: IntArray) -> IntArray:
    """Both columns modulo PRIME as one number below 2⁶²."""
    rest = values % PRIME
    found: IntArray = rest[:, 0] * PRIME + rest[:, 1]
    return found

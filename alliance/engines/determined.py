"""Which unknowns a set of sums determines, decided exactly, and by which sums.

The unknowns obey homogeneous equations "whole − parts = 0" once everything known is moved to the
other side. An unknown, or a sum of unknowns, is determined by the equations if and only if it is
zero in every solution of the homogeneous system. Two solutions with random free values decide
that for all of them at once: arithmetic is modulo a prime, so nothing is rounded, and what is
determined is always found to be. The reverse error, random zeros, has a chance of 1 in 2⁶² for
each unknown and would only hide more than needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

IntArray: TypeAlias = npt.NDArray[np.int64]

PRIME = 2**31 - 1
WIDTH = 2
SEED = 20260630
"""Fixed, so that the same cells are always judged the same way."""


class Equations:
    """Σ sign·x[col] = 0 for each row, solved once.

    row, col, sign  one entry per non-zero, sign ±1, each (row, col) once
    size            number of unknowns

    Unknowns that stand in one equation only are solved for last, whole layers at a time; what
    remains is eliminated sparsely, the shortest equations first.
    """

    def __init__(self, size: int, row: IntArray, col: IntArray, sign: IntArray) -> None:
        random = np.random.default_rng(SEED)
        self.values = random.integers(1, PRIME, size=(size, WIDTH), dtype=np.int64)
        """int64[size, WIDTH]: a sum of unknowns is determined where it is 0 in both columns."""
        self.entries = row, col, sign
        self.order: dict[int, int] = {}
        """Unknown → when it was solved for."""
        self.solved: list[tuple[int, int, int, dict[int, int], dict[int, int]]] = []
        """What was eliminated: the unknown, the inverse of its factor, the row, the other terms
        over that factor, and how much of which earlier ones was taken off before."""
        self.layer_rows: dict[int, int] = {}
        """Unknown → the equation that it was solved by, for those of the layers."""
        layers: list[tuple[IntArray, IntArray, IntArray, IntArray, IntArray, IntArray]] = []
        while row.size:
            degree = np.bincount(col, minlength=size)
            alone = np.flatnonzero(degree[col] == 1)
            if not alone.size:
                break
            _, first = np.unique(row[alone], return_index=True)
            pivots = alone[first]  # one such unknown for each equation that has any
            in_layer = np.zeros(int(row.max()) + 1, dtype=bool)
            in_layer[row[pivots]] = True
            taken = in_layer[row]
            others = taken.copy()
            others[pivots] = False
            layers.append(
                (row[pivots], col[pivots], sign[pivots], row[others], col[others], sign[others])
            )
            for r, c in zip(row[pivots].tolist(), col[pivots].tolist(), strict=True):
                self.order[c] = len(self.order)
                self.layer_rows[c] = r
            row, col, sign = row[~taken], col[~taken], sign[~taken]
        self._eliminate(row, col, sign)
        for rows, cols, signs, other_row, other_col, other_sign in reversed(layers):
            total = np.zeros((rows.size, WIDTH), dtype=np.int64)
            position = np.searchsorted(rows, other_row)
            np.add.at(total, position, other_sign[:, None] * self.values[other_col])
            self.values[cols] = (-signs[:, None] * total) % PRIME

    def _eliminate(self, row: IntArray, col: IntArray, sign: IntArray) -> None:
        equations: dict[int, dict[int, int]] = defaultdict(dict)
        users: dict[int, set[int]] = defaultdict(set)
        for r, c, s in zip(row.tolist(), col.tolist(), sign.tolist(), strict=True):
            equations[r][c] = s % PRIME
            users[c].add(r)
        taken_off: dict[int, dict[int, int]] = {r: {} for r in equations}
        queue: list[tuple[int, int]] = []
        for r, terms in equations.items():
            heappush(queue, (len(terms), r))
        while queue:
            length, chosen = heappop(queue)
            if chosen not in equations or len(equations[chosen]) != length:
                continue  # an older length of an equation
            terms = equations.pop(chosen)
            for c in terms:
                users[c].remove(chosen)
            if not terms:
                continue
            pivot = min(terms, key=lambda c: (len(users[c]), c))
            inverse = pow(terms.pop(pivot), -1, PRIME)
            terms = {c: value * inverse % PRIME for c, value in terms.items()}
            for r in sorted(users.pop(pivot)):
                target = equations[r]
                factor = target.pop(pivot)
                taken_off[r][len(self.solved)] = factor * inverse % PRIME
                for c, value in terms.items():
                    left = (target.get(c, 0) - factor * value) % PRIME
                    if left:
                        target[c] = left
                        users[c].add(r)
                    elif c in target:
                        del target[c]
                        users[c].remove(r)
                heappush(queue, (len(target), r))
            self.order[pivot] = len(self.order)
            self.solved.append((pivot, inverse, chosen, terms, taken_off[chosen]))
        for pivot, _inverse, _row, terms, _taken_off in reversed(self.solved):
            for which in range(WIDTH):
                total = sum(value * int(self.values[c, which]) for c, value in terms.items())
                self.values[pivot, which] = -total % PRIME

    def because(self, unknowns: Sequence[int]) -> dict[int, int]:
        """Row → factor: the combination of equations that leaves the sum of these unknowns alone.

        Only for sums that are determined.
        """
        layers = len(self.layer_rows)
        found: dict[int, int] = {}
        eliminated: dict[int, int] = {}
        left = dict.fromkeys(unknowns, 1)
        queue = [(self.order[c], c) for c in left if c in self.order]
        heapify(queue)
        while queue:
            when, c = heappop(queue)
            amount = left.pop(c)
            if not amount:
                continue
            if when < layers:
                row = self.layer_rows[c]
                terms = dict(self.terms[row])
                amount = amount * terms.pop(c) % PRIME  # ±1 is its own inverse
                found[row] = amount
            else:
                _pivot, inverse, _row, terms, _taken_off = self.solved[when - layers]
                eliminated[when - layers] = amount * inverse % PRIME
            for other, value in terms.items():
                if other not in left and other in self.order:
                    heappush(queue, (self.order[other], other))
                left[other] = (left.get(other, 0) - amount * value) % PRIME
        # an eliminated equation is its first form less those that were taken off it, each
        # of them eliminated earlier
        todo = [-place for place in eliminated]
        heapify(todo)
        while todo:
            place = -heappop(todo)
            amount = eliminated[place]
            _pivot, _inverse, row, _terms, taken_off = self.solved[place]
            found[row] = amount
            for earlier, share in taken_off.items():
                if earlier not in eliminated:
                    eliminated[earlier] = 0
                    heappush(todo, -earlier)
                eliminated[earlier] = (eliminated[earlier] - amount * share) % PRIME
        return {row: factor for row, factor in found.items() if factor}

    @cached_property
    def terms(self) -> dict[int, dict[int, int]]:
        """Each equation as it was given."""
        found: dict[int, dict[int, int]] = defaultdict(dict)
        for r, c, s in zip(*(values.tolist() for values in self.entries), strict=True):
            found[r][c] = s % PRIME
        return found

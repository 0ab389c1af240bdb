"""How far an index moves when its inputs move a little, and what moves it most.

Four questions for A1, A2 and A3, each for every group of a grouping at once (see `groups`):
without one program; with all crosswalk weights 20 % lower or higher; with those of one key
industry; and under every threshold from 0.1 to 0.9. Of any other index that reads education shares
(family B) only the first is asked, through `shares_without_one`.

Every interval holds the figure itself. Ends and the order of movers are exact for A; ties go by id or
code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError
from alliance.engines.indices.alignment import decide, judge_all
from alliance.engines.indices.facts import Facts
from alliance.engines.indices.groups import INDICES, GroupTotals, by_group, counted, served
from alliance.engines.indices.results import (
    WEIGHT_ONE,
    BoolArray,
    FloatArray,
    IntArray,
    Judged,
)

Why = Literal["leave_one_out", "weights_together", "weights_each", "threshold"]

TENTHS: Final = {"lower": 8, "higher": 12}
"""Crosswalk weights ±20 %, in tenths."""

SWEEP: Final = tuple(range(1000, 10_000, 1000))
"""Thresholds τ of the sweep, in 1/10,000."""

TOP: Final = 5
"""Movers that are named."""

_NEAR: Final = 1e-12
"""Quotients that may be the extreme one: doubles nearer than this are compared exactly."""

_DIGITS: Final = 12
"""Effects on an index of shares that agree in these decimals are ties."""

_BLOCK_CELLS: Final = 2_000_000
"""Cells of education shares held at once: 16 MB."""


@dataclass(frozen=True, kw_only=True)
class Mover:
    """One change and the figure under it.

    kind     "program": without it; "industry": its links ±20 %; "weights": all links ±20 %;
             "tau": under that threshold
    key      id of the program, code of the industry, "lower" or "higher", τ in 1/10,000
    value    None: unknown
    """

    kind: Literal["program", "industry", "weights", "tau"]
    key: str
    value: Fraction | float | None


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Lowest and highest value of a figure under the changes that `why` names.

    low, high   None where neither the figure nor any change of it is known
    movers      the changes that move it most, the strongest first; those that leave it as it is or
                make it unknown are not named. For "threshold" the whole curve, in rising order
    """

    low: Fraction | float | None
    high: Fraction | float | None
    movers: tuple[Mover, ...]
    why: Why


Intervals = dict[str, list[Interval]]
"""Index → one interval for each group."""


def leave_one_out(
    facts: Facts, judged: Judged, group: IntArray, n_groups: int, *, top: int = TOP
) -> Intervals:
    """A1, A2 and A3 of every group without one of its programs."""
    totals = by_group(facts, judged, group, n_groups)
    taken = _taken_with(facts, judged, group)
    order = np.argsort(group, kind="stable")
    ends = np.searchsorted(group[order], np.arange(n_groups + 1))
    found: Intervals = {index: [] for index in INDICES}
    for index in INDICES:
        scale = WEIGHT_ONE if index == "A3" else 1
        above, below = taken[index]
        for number in range(n_groups):
            rows = order[ends[number] : ends[number + 1]]
            found[index].append(
                _without_one(
                    int(totals.numerators(index)[number]) - above[rows],
                    int(totals.denominators(index)[number]) - below[rows],
                    scale=scale,
                    value=totals.value(index, number),
                    ids=facts.id[rows],
                    top=top,
                )
            )
    return found


def _taken_with(
    facts: Facts, judged: Judged, group: IntArray
) -> dict[str, tuple[IntArray, IntArray]]:
    """What each program takes with it from numerator and denominator of its group."""
    persons = np.maximum(facts.persons, 0)
    speaks = judged.aligned.astype(np.int64)
    taken = {
        "A2": (persons * speaks, persons),
        "A3": (persons * judged.key_weight, persons),
        "A1": (speaks, np.ones(len(facts), np.int64)),
    }
    if facts.parameters.unit == "catalogue":
        # A catalogue program goes with its last point, and is aligned up to its last aligned one.
        name = counted(facts, judged).name
        pair = (group + 1) * (int(name.max(initial=0)) + 1) + name
        _, place = np.unique(pair, return_inverse=True)
        points = np.bincount(place, minlength=1)[place]
        aligned_points = np.bincount(place, speaks, minlength=1).astype(np.int64)[place]
        last = (aligned_points == 1) & judged.aligned
        taken["A1"] = (last.astype(np.int64), (points == 1).astype(np.int64))
    return taken


def _without_one(
    above: IntArray,
    below: IntArray,
    *,
    scale: int,
    value: Fraction | None,
    ids: IntArray,
    top: int,
) -> Interval:
    """Interval of above / (below · scale) over the programs of one group."""
    known = np.flatnonzero(below > 0)
    above, below, ids = above[known], below[known], ids[known]
    quotient = above / (below * float(scale))
    ends: list[Fraction] = [] if value is None else [value]
    for extreme in (quotient.min(), quotient.max()) if len(known) else ():
        near = np.abs(quotient - extreme) <= _NEAR
        ends += _fractions(above[near], below[near], scale)[0]
    movers: list[Mover] = []
    if value is not None and len(known):
        effect = np.abs(quotient - float(value))
        least = np.partition(effect, -top)[-top] if len(effect) > top else 0.0
        strong = np.flatnonzero(effect >= least - _NEAR)
        fractions, place = _fractions(above[strong], below[strong], scale)
        sizes = [abs(fraction - value) for fraction in fractions]
        rank = {size: number for number, size in enumerate(sorted(set(sizes), reverse=True))}
        ranks = np.array([rank[size] for size in sizes], np.int64)[place]
        for chosen in np.lexsort((ids[strong], ranks))[:top]:
            fraction = fractions[int(place[chosen])]
            if fraction != value:
                key = str(int(ids[strong[chosen]]))
                movers.append(Mover(kind="program", key=key, value=fraction))
    return Interval(
        low=min(ends, default=None),
        high=max(ends, default=None),
        movers=tuple(movers),
        why="leave_one_out",
    )


def _fractions(
    above: IntArray, below: IntArray, scale: int
) -> tuple[list[Fraction], npt.NDArray[np.intp]]:
    """The different quotients above / (below · scale), and which of them each place has."""
    pairs, place = np.unique(np.stack((above, below), axis=1), axis=0, return_inverse=True)
    return [Fraction(int(up), int(down) * scale) for up, down in pairs], place.ravel()


def weights_together(facts: Facts, judged: Judged, group: IntArray, n_groups: int) -> Intervals:
    """A1, A2 and A3 with all links to industries 20 % lower or higher.

    At the cap: where the links of a program would sum to more than the whole of it, they are
    scaled back together to the whole; the key share of a fully mapped program therefore does not
    rise. A program's key weight is rounded half up to 1/10,000.
    """
    whole = np.zeros(len(facts), np.int64)
    np.add.at(whole, facts.ind_owner, facts.ind_weight)
    variants: list[tuple[Mover, GroupTotals]] = []
    for name, tenths in TENTHS.items():
        # key · t/10, or key · 10,000/whole where whole · t/10 is beyond the cap
        capped = whole * tenths > WEIGHT_ONE * 10
        top = judged.key_weight * np.where(capped, WEIGHT_ONE, tenths)
        moved = _quotient_half_up(top, np.where(capped, whole, 10))
        totals = by_group(facts, decide(facts, moved), group, n_groups)
        variants.append((Mover(kind="weights", key=name, value=None), totals))
    return _intervals(facts, judged, group, n_groups, variants, "weights_together")


def weights_each(
    facts: Facts, judged: Judged, group: IntArray, n_groups: int, *, top: int = TOP
) -> Intervals:
    """A1, A2 and A3 with the links to one key industry 20 % lower or higher, for each in turn.

    At the cap: where the program's links would sum to more than the whole of it, its other links
    give way in proportion, and a link that is the whole of the program stays as it is. Lower links
    leave the others as they are. A program's key weight is rounded half up to 1/10,000.
    """
    whole = np.zeros(len(facts), np.int64)
    np.add.at(whole, facts.ind_owner, facts.ind_weight)
    rows = served(facts, facts.nearest_key)
    variants: list[tuple[Mover, GroupTotals]] = []
    for place, industry in enumerate(facts.key):
        mine = rows.column == place
        program, weight = rows.program[mine], rows.weight[mine]
        others = whole[program] - weight
        other_keys = judged.key_weight[program] - weight
        for tenths in TENTHS.values():
            share = np.minimum(
                _quotient_half_up(weight * tenths, np.full(len(weight), 10)), WEIGHT_ONE
            )
            room = WEIGHT_ONE - share
            tight = others > room
            kept = _quotient_half_up(other_keys * room, np.maximum(others, 1))
            key_weight = judged.key_weight.copy()
            key_weight[program] = share + np.where(tight, kept, other_keys)
            totals = by_group(facts, decide(facts, key_weight), group, n_groups)
            code = facts.industry_codes[int(industry)]
            variants.append((Mover(kind="industry", key=code, value=None), totals))
    return _intervals(facts, judged, group, n_groups, variants, "weights_each", top=top)


def threshold_sweep(facts: Facts, judged: Judged, group: IntArray, n_groups: int) -> Intervals:
    """A1 and A2 under every threshold of SWEEP; empty where the school's word decides.

    A3 knows no threshold.
    """
    if facts.parameters.mode == "declared":
        return {}
    variants: list[tuple[Mover, GroupTotals]] = []
    for tau in SWEEP:
        moved = Judged(aligned=judged.key_weight >= tau, key_weight=judged.key_weight)
        totals = by_group(facts, moved, group, n_groups)
        variants.append((Mover(kind="tau", key=str(tau), value=None), totals))
    found = _intervals(facts, judged, group, n_groups, variants, "threshold")
    return {index: found[index] for index in ("A1", "A2")}


def sensitivity(
    facts: Facts, group: IntArray, n_groups: int, *, top: int = TOP
) -> dict[str, list[list[Interval]]]:
    """Every interval of A1, A2 and A3: index → group → intervals."""
    judged = judge_all(facts)
    found: dict[str, list[list[Interval]]] = {
        index: [[] for _ in range(n_groups)] for index in INDICES
    }
    for intervals in (
        leave_one_out(facts, judged, group, n_groups, top=top),
        weights_together(facts, judged, group, n_groups),
        weights_each(facts, judged, group, n_groups, top=top),
        threshold_sweep(facts, judged, group, n_groups),
    ):
        for index, by_number in intervals.items():
            for number, interval in enumerate(by_number):
                found[index][number].append(interval)
    return found


def _intervals(
    facts: Facts,
    judged: Judged,
    group: IntArray,
    n_groups: int,
    variants: list[tuple[Mover, GroupTotals]],
    why: Why,
    *,
    top: int = TOP,
) -> Intervals:
    """Intervals over totals that were counted anew under each change."""
    totals = by_group(facts, judged, group, n_groups)
    found: Intervals = {index: [] for index in INDICES}
    for index in INDICES:
        for number in range(n_groups):
            value = totals.value(index, number)
            movers = [replace(m, value=t.value(index, number)) for m, t in variants]
            ends = [v for v in (value, *(m.value for m in movers)) if v is not None]
            if why != "threshold":
                movers = _strongest(movers, value, top)
            found[index].append(
                Interval(
                    low=min(ends, default=None),
                    high=max(ends, default=None),
                    movers=tuple(movers),
                    why=why,
                )
            )
    return found


def _strongest(movers: list[Mover], value: Fraction | float | None, top: int) -> list[Mover]:
    """Movers of a known value by the size of their effect, then by code; one for each code."""
    if value is None:
        return []
    effects = {
        (m.key, place): abs(Fraction(m.value) - Fraction(value))
        for place, m in enumerate(movers)
        if m.value is not None and m.value != value
    }
    chosen: dict[str, Mover] = {}
    for key, place in sorted(effects, key=lambda which: (-effects[which], which)):
        chosen.setdefault(key, movers[place])
    return list(chosen.values())[:top]


def _quotient_half_up(above: IntArray, below: IntArray) -> IntArray:
    """above / below for whole numbers ≥ 0 (below > 0), rounded half up."""
    return (2 * above + below) // (2 * below)


def shares_without_one(
    *,
    owner: IntArray,
    column: IntArray,
    amount: IntArray,
    ids: IntArray,
    n_columns: int,
    formula: Callable[[FloatArray], FloatArray],
    top: int = TOP,
) -> Interval:
    """An index that reads education shares s_k, without one program.

    owner, column, amount   contributions in whole numbers ≥ 0 (weight × persons): the row of the
                            program among `ids`, the industry column, what it adds; a pair may come
                            several times
    formula                 rows of shares (each sums to 1, or to 0 where nothing is left) → one
                            value for each row, NaN for unknown

    The shares without a program are the sums less its own contributions, exact in whole numbers;
    rows are made in blocks of bounded memory.
    """
    if len(amount) and int(amount.min()) < 0:
        raise InputError(field="amount", detail="is negative", row=int(np.argmin(amount)))
    sums = np.zeros(n_columns, np.int64)
    np.add.at(sums, column, amount)
    value = float(formula(_as_shares(sums[None, :]))[0])
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(len(ids) + 1))
    block = max(1, _BLOCK_CELLS // max(1, n_columns))
    parts: list[FloatArray] = [np.zeros(0)]
    for begin in range(0, len(ids), block):
        end = min(begin + block, len(ids))
        rows = order[starts[begin] : starts[end]]
        left = np.repeat(sums[None, :], end - begin, axis=0)
        np.subtract.at(left, (owner[rows] - begin, column[rows]), amount[rows])
        parts.append(formula(_as_shares(left)))
    without = np.concatenate(parts)
    known: BoolArray = ~np.isnan(without)
    ends = [*without[known].tolist()] if np.isnan(value) else [value, *without[known].tolist()]
    movers: tuple[Mover, ...] = ()
    if not np.isnan(value):
        effect = np.where(known, np.abs(without - value), 0.0)
        strongest = np.lexsort((ids, -np.round(effect, _DIGITS)))[:top]
        movers = tuple(
            Mover(kind="program", key=str(int(ids[row])), value=float(without[row]))
            for row in strongest
            if effect[row] > 0
        )
    return Interval(
        low=min(ends, default=None),
        high=max(ends, default=None),
        movers=movers,
        why="leave_one_out",
    )


def _as_shares(sums: IntArray) -> FloatArray:
    whole = sums.sum(axis=1, keepdims=True)
    shares: FloatArray = np.divide(sums, whole, out=np.zeros(sums.shape), where=whole > 0)
    return shares

"""Why A1, A2 and A3 differ between two runs, in parts that sum exactly to the difference.

The first run becomes the second in six steps of a fixed order; a part is what its step adds:

    list      key industries of the second run, and its code list, on the first run's programs
    rule      its parameters: τ, who declares, what is counted, whose persons weigh
    links     its crosswalk weights and declarations, of programs that stay
    out       programs that are no longer there
    in        programs that are new, with their links and persons
    persons   its persons, of programs that stay

Another order would share the difference out differently; ours lets the conventions move first, so
that what remains is due to schools. A program that changes its level or its catalogue program goes
out as the one and comes in as the other. A step after which the index is unknown (no programs are
left, say) adds nothing, and the next known one adds the whole change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, get_args

import numpy as np

from alliance.engines.indices.facts import UNKNOWN, Facts
from alliance.engines.indices.groups import INDICES, Counted, total
from alliance.engines.indices.results import BoolArray, IntArray
from alliance.engines.indices.rows import Parameters

Step = Literal["list", "rule", "links", "out", "in", "persons"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one step adds, and the programs behind it; ids rise.

    change        None where the difference itself is unknown
    gained, lost  programs that become aligned, or cease to be, while they stay
    entered, left programs that come in or go out
    changed       other programs of which a number moves that the index reads: persons (A2, A3),
                  key weight (A3)
    """

    step: Step
    change: Fraction | None
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    entered: tuple[int, ...]
    left: tuple[int, ...]
    changed: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """An index of a level (None: all together) in both runs, and the parts of the difference."""

    index: str
    level: str | None
    before: Fraction | None
    after: Fraction | None
    parts: tuple[Part, ...]

    @property
    def difference(self) -> Fraction | None:
        """Second less first; None where either is unknown."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True, kw_only=True, eq=False)
class _State:
    """The programs of both runs on the way from the first to the second; absent ones are not
    present, persons that are not stated UNKNOWN.
    """

    present: BoolArray
    aligned: BoolArray
    key_weight: IntArray
    persons: IntArray
    parameters: Parameters

    def moves(self, other: _State, index: str) -> BoolArray:
        """Programs of which a number differs that the index reads beside a_p."""
        persons: BoolArray = self.persons != other.persons
        weight: BoolArray = self.key_weight != other.key_weight
        if index == "A1":
            return np.zeros(len(persons), np.bool_)
        return persons if index == "A2" else persons | weight


def moved(before: Facts, after: Facts) -> tuple[Moved, ...]:
    """Compare two runs: A1, A2 and A3 of all levels together, then of each level of either."""
    both = _Both(before, after)
    states = both.states()
    rows = [
        Counted(
            name=both.name,
            persons=state.persons,
            aligned=state.aligned,
            key_weight=state.key_weight,
            unit=state.parameters.unit,
        )
        for state in states
    ]
    found: list[Moved] = []
    for number, level in enumerate((None, *both.levels)):
        inside = np.ones(len(both.id), np.bool_) if level is None else both.level == number - 1
        sums = [
            total(row, np.where(inside & state.present, 0, UNKNOWN), 1)
            for row, state in zip(rows, states, strict=True)
        ]
        found += [
            _moved(index, level, [s.value(index, 0) for s in sums], states, inside, both.id)
            for index in INDICES
        ]
    return tuple(found)


def _moved(
    index: str,
    level: str | None,
    values: Sequence[Fraction | None],
    states: Sequence[_State],
    inside: BoolArray,
    ids: IntArray,
) -> Moved:
    known = values[0] is not None and values[-1] is not None
    reached = values[0]
    parts: list[Part] = []
    for place, step in enumerate(STEPS):
        old, new = states[place], states[place + 1]
        value = values[place + 1]
        change: Fraction | None = None
        if known and reached is not None:
            change = Fraction(0) if value is None else value - reached
            reached = reached + change
        stays = inside & old.present & new.present
        flips = stays & (old.aligned != new.aligned)

        def named(which: BoolArray) -> tuple[int, ...]:
            return tuple(np.unique(ids[which]).tolist())

        parts.append(
            Part(
                step=step,
                change=change,
                gained=named(flips & new.aligned),
                lost=named(flips & old.aligned),
                entered=named(inside & ~old.present & new.present),
                left=named(inside & old.present & ~new.present),
                changed=named(stays & ~flips & old.moves(new, index)),
            )
        )
    return Moved(index=index, level=level, before=values[0], after=values[-1], parts=tuple(parts))


class _Both:
    """Programs of two runs as one table: a row for each program, level and catalogue program."""

    def __init__(self, before: Facts, after: Facts) -> None:
        self.runs = (before, after)
        self.levels = _union(before.level_codes, after.level_codes)
        catalogue = _union(before.catalogue_codes, after.catalogue_codes)
        self.industries = _union(before.industry_codes, after.industry_codes)
        names = [
            _places(run.level_codes, self.levels)[run.level] * len(catalogue)
            + _places(run.catalogue_codes, catalogue)[run.catalogue]
            for run in self.runs
        ]
        ids, number = np.unique(np.concatenate((before.id, after.id)), return_inverse=True)
        below = max(1, len(self.levels) * len(catalogue))
        rows, place = np.unique(number * below + np.concatenate(names), return_inverse=True)
        self.id = ids[rows // below]
        self.name = rows % below
        self.level = self.name // max(1, len(catalogue))
        self.row_of = (place[: len(before)], place[len(before) :])

    def states(self) -> list[_State]:
        """The first run, and the state after each step."""
        first, second = self.runs
        old, new = first.parameters, second.parameters
        stood, stands = (
            self._column(run, np.ones(len(self.runs[run]), np.int64)) == 1 for run in (0, 1)
        )
        weight_first = self._key_weight(0, list_of=0)
        weight_listed = self._key_weight(0, list_of=1)
        weight_linked = np.where(stands, self._key_weight(1, list_of=1), weight_listed)
        said_first, said_second = (self._column(run, self.runs[run].declared) for run in (0, 1))
        said_linked = np.where(stands, said_second, said_first)
        persons_second = self._column(1, second.persons)
        persons_first, persons_ruled = (
            np.where(stood, self._column(0, getattr(first, rule.weight_by)), persons_second)
            for rule in (old, new)
        )

        def state(
            present: BoolArray,
            weight: IntArray,
            said: IntArray,
            persons: IntArray,
            rule: Parameters,
        ) -> _State:
            declares = rule.mode == "declared"
            return _State(
                present=present,
                aligned=said == 1 if declares else weight >= rule.tau,
                key_weight=weight,
                persons=persons,
                parameters=rule,
            )

        return [
            state(stood, weight_first, said_first, persons_first, old),
            state(stood, weight_listed, said_first, persons_first, old),
            state(stood, weight_listed, said_first, persons_ruled, new),
            state(stood, weight_linked, said_linked, persons_ruled, new),
            state(stood & stands, weight_linked, said_linked, persons_ruled, new),
            state(stands, weight_linked, said_linked, persons_ruled, new),
            state(stands, weight_linked, said_linked, persons_second, new),
        ]

    def _column(self, run: int, values: IntArray) -> IntArray:
        """Values of a run's programs in the rows of the table."""
        column = np.full(len(self.id), UNKNOWN, np.int64)
        column[self.row_of[run]] = values
        return column

    def _key_weight(self, run: int, *, list_of: int) -> IntArray:
        """Key weights by one run's links, and the key industries and code list of another."""
        facts, chosen = self.runs[run], self.runs[list_of]
        places = _places(facts.industry_codes, self.industries)
        speaks = self._nearest(chosen)[places[facts.ind]] >= 0
        weight = np.zeros(len(self.id), np.int64)
        np.add.at(weight, self.row_of[run][facts.ind_owner[speaks]], facts.ind_weight[speaks])
        return weight

    def _nearest(self, chosen: Facts) -> IntArray:
        """Key industry of each industry by a run; one that its code list lacks hangs where the
        other run's list has it.
        """
        other = self.runs[0] if chosen is self.runs[1] else self.runs[1]
        found = np.full(len(self.industries), UNKNOWN, np.int64)
        known = np.zeros(len(self.industries), np.bool_)
        mine = _places(chosen.industry_codes, self.industries)
        found[mine], known[mine] = chosen.nearest_key, True
        theirs = _places(other.industry_codes, self.industries)
        parent = np.full(len(self.industries), UNKNOWN, np.int64)
        parent[theirs] = np.where(
            other.industry_parent >= 0, theirs[other.industry_parent], UNKNOWN
        )
        looking = np.flatnonzero(~known & (parent >= 0))
        above = parent[looking]
        while len(looking):
            found[looking] = np.where(known[above], found[above], UNKNOWN)
            going = ~known[above] & (parent[above] >= 0)
            looking, above = looking[going], parent[above[going]]
        return found


def _union(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other}))


def _places(codes: Sequence[str], among: Sequence[str]) -> IntArray:
    """Position of each code among others that hold it."""
    place = {code: position for position, code in enumerate(among)}
    return np.fromiter((place[code] for code in codes), np.int64)

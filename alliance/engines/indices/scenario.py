"""A scenario: the Facts of a run with some changes, to be measured like any other.

Persons follow the intake. Downsizing scales enrolment and graduates with it, rounded half up:
halving the intake halves both. Moving places takes from the source as downsizing does and gives
the target what the source gives up, so totals stay. What is unknown stays unknown, on either side.
Openings, seats sought and the loop are those of the baseline; so are the outcomes of graduates,
which stay with their school, county and level when a program ends or changes its level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from alliance.engines.errors import InputError
from alliance.engines.indices.building import pointers
from alliance.engines.indices.canonical import CODED, PERSONS, UNKNOWN
from alliance.engines.indices.changes import (
    Change,
    Discontinue,
    Downsize,
    Launch,
    MoveIntake,
    OtherFramework,
    Upgrade,
    checked,
)
from alliance.engines.indices.facts import Facts
from alliance.engines.indices.results import BoolArray, IntArray
from alliance.engines.indices.rows import LINK_KINDS

LAUNCHED: Final = 2**52
"""Launched programs have ids from here: LAUNCHED + the row of the change. No record reaches it,
and a page's JavaScript can still tell two of them apart."""

_COLUMNS: Final = ("level", "catalogue", "class_", "school", "region", *PERSONS, "declared")


def apply(facts: Facts, changes: Iterable[Change]) -> Facts:
    """The facts after the changes, one after the other in their order; `facts` stays as it is.

    A launched program can be named by later changes as LAUNCHED + the row of its launch. Raises
    InputError naming the field and the row of the change.
    """
    draft = _Draft(facts, [checked(change, row=row) for row, change in enumerate(changes)])
    for row, change in enumerate(draft.changes):
        try:
            draft.apply(row, change)
        except InputError as error:
            raise InputError(field=error.field, detail=error.detail, row=row) from error
    return draft.facts()


class _Draft:
    """Columns of the programs, open for writing, with room for those to be launched."""

    def __init__(self, facts: Facts, changes: list[Change]) -> None:
        self.before = facts
        self.changes = changes
        launches = [(r, c) for r, c in enumerate(changes) if isinstance(c, Launch)]
        self.codes: dict[str, dict[str, int]] = {
            name: {code: place for place, code in enumerate(getattr(facts, name))} for name in CODED
        }
        first = max(LAUNCHED, int(facts.id.max(initial=0)) + 1)
        launched = np.array([first + row for row, _ in launches], np.int64)
        self.id = np.concatenate((facts.id, launched))
        room = np.full(len(launches), UNKNOWN, np.int64)
        self.columns = {name: np.concatenate((getattr(facts, name), room)) for name in _COLUMNS}
        self.open: BoolArray = np.arange(len(self.id)) < len(facts)
        self.launch_of = {row: len(facts) + place for place, (row, _) in enumerate(launches)}
        self.key = [facts.industry_codes[place] for place in facts.key]
        self.groups = dict(zip(self.key, facts.key_group, strict=True))

    def apply(self, row: int, change: Change) -> None:
        if isinstance(change, Launch):
            self._launch(self.launch_of[row], change)
        elif isinstance(change, Upgrade):
            self._upgrade(change)
        elif isinstance(change, Downsize):
            self._downsize(change)
        elif isinstance(change, Discontinue):
            self.open[self._row("program", change.program)] = False
        elif isinstance(change, MoveIntake):
            self._move(change)
        else:
            self._framework(change)

    def _row(self, field: str, program: int) -> int:
        place = int(np.searchsorted(self.id, program))
        if place == len(self.id) or self.id[place] != program or not self.open[place]:
            raise InputError(field=field, detail=f"program {program} is not open in the run")
        return place

    def _code(self, name: str, code: str) -> int:
        """Position of a code, a new one at the end; "" is UNKNOWN."""
        known = self.codes[name]
        return known.setdefault(code, len(known)) if code else UNKNOWN

    def _launch(self, place: int, change: Launch) -> None:
        for number, (code, _) in enumerate(change.links):
            if code not in self.codes["industry_codes"]:
                detail = f"{code} is not in the code list"
                raise InputError(field=f"links[{number}]", detail=detail)
        values = {
            "level": self._code("level_codes", change.level),
            "catalogue": self._code("catalogue_codes", change.catalogue),
            "class_": self._code("class_codes", change.class_code),
            "school": change.school,
            "region": self._code("region_codes", change.region),
            "enrolment": change.intake if change.enrolment is None else change.enrolment,
            "intake": change.intake,
            "graduates": change.intake if change.graduates is None else change.graduates,
            "declared": UNKNOWN if change.declared is None else int(change.declared),
        }
        for name, value in values.items():
            self.columns[name][place] = value
        self.open[place] = True

    def _upgrade(self, change: Upgrade) -> None:
        place = self._row("program", change.program)
        for name, codes, code in (
            ("level", "level_codes", change.level),
            ("catalogue", "catalogue_codes", change.catalogue),
            ("class_", "class_codes", change.class_code),
        ):
            if code is not None:
                self.columns[name][place] = self._code(codes, code)

    def _downsize(self, change: Downsize) -> None:
        place = self._row("program", change.program)
        intake = self._intake("program", place)
        if change.intake_after >= intake:
            detail = f"{change.intake_after} is not below the intake of {intake}"
            raise InputError(field="intake_after", detail=detail)
        self._reduce(place, intake, change.intake_after)

    def _move(self, change: MoveIntake) -> None:
        source = self._row("source", change.source)
        target = self._row("target", change.target)
        intake = self._intake("source", source)
        self._intake("target", target)
        if change.places > intake:
            detail = f"{change.places} places of an intake of {intake}"
            raise InputError(field="places", detail=detail)
        for name, given in self._reduce(source, intake, intake - change.places).items():
            if self.columns[name][target] >= 0:
                self.columns[name][target] += given

    def _intake(self, field: str, place: int) -> int:
        intake = int(self.columns["intake"][place])
        if intake < 0:
            detail = f"program {int(self.id[place])} does not state its intake"
            raise InputError(field=field, detail=detail)
        return intake

    def _reduce(self, place: int, before: int, after: int) -> dict[str, int]:
        """Scale persons down with the intake; returns how many of each kind go, where known."""
        given: dict[str, int] = {}
        for name in PERSONS:
            persons = int(self.columns[name][place])
            if persons >= 0:
                kept = (2 * persons * after + before) // (2 * before)
                self.columns[name][place] = kept
                given[name] = persons - kept
        return given

    def _framework(self, change: OtherFramework) -> None:
        for code in change.codes:
            if code not in self.codes["industry_codes"]:
                raise InputError(field="codes", detail=f"{code} is not in the code list")
        self.key = list(change.codes)
        self.groups = dict(change.groups)

    def facts(self) -> Facts:
        """Close the draft: drop what ended, add lists of what was launched, sort new codes in."""
        before = self.before
        launches = [
            change
            for row, change in enumerate(self.changes)
            if isinstance(change, Launch) and self.open[self.launch_of[row]]
        ]
        changed: dict[str, Any] = {"id": self.id[self.open]}
        changed |= {name: column[self.open] for name, column in self.columns.items()}
        kept = self.open[: len(before)]
        for name, beside, codes in (
            ("ind", ("ind_weight", "ind_kind"), "industry_codes"),
            ("occ", ("occ_weight", "occ_kind"), "occupation_codes"),
            ("skill", ("skill_level",), "skill_codes"),
        ):
            changed |= self._lists(name, beside, codes, kept, launches)
        row = np.append(np.where(kept, np.cumsum(kept) - 1, UNKNOWN), UNKNOWN)
        changed["cohort_program"] = row[before.cohort_program]
        industry = self.codes["industry_codes"]
        changed["key"] = np.array([industry[code] for code in self.key], np.int64)
        changed["key_group"] = tuple(self.groups.get(code, "") for code in self.key)
        changed |= self._sorted_codes(changed)
        return replace(before, **changed).tidy()

    def _lists(
        self,
        name: str,
        beside: tuple[str, ...],
        codes: str,
        kept: BoolArray,
        launches: Sequence[Launch],
    ) -> dict[str, Any]:
        """Lists of the programs that stay, then of those that were launched."""
        field = {"ind": "links", "occ": "occupations", "skill": "skills"}[name]
        given: list[tuple[tuple[str, int], ...]] = [getattr(change, field) for change in launches]
        pairs = [pair for pairs in given for pair in pairs]
        kinds = [
            LINK_KINDS.index(kind)
            for change in launches
            for kind in (
                (change.kinds if name == "ind" else ())
                or ("declared",) * len(getattr(change, field))
            )
        ]
        stays = kept[getattr(self.before, f"{name}_owner")]
        lengths = np.diff(getattr(self.before, f"{name}_indptr"))[kept]
        added = (
            [self._code(codes, code) for code, _ in pairs],
            [value for _, value in pairs],
            kinds,
        )
        changed: dict[str, Any] = {
            f"{name}_indptr": pointers([*lengths.tolist(), *(len(pairs) for pairs in given)])
        }
        for column, values in zip((name, *beside), added, strict=False):
            old: IntArray = getattr(self.before, column)[stays]
            changed[column] = np.concatenate((old, np.array(values, np.int64)))
        return changed

    def _sorted_codes(self, changed: dict[str, Any]) -> dict[str, Any]:
        """Bring new codes into their order, and every column that refers to them."""
        found: dict[str, Any] = {}
        for name, columns in CODED.items():
            codes = list(self.codes[name])
            if len(codes) == len(getattr(self.before, name)):
                continue
            order = sorted(range(len(codes)), key=codes.__getitem__)
            place = np.full(len(codes) + 1, UNKNOWN, np.int64)  # the last serves UNKNOWN
            place[order] = np.arange(len(codes))
            found[name] = tuple(codes[position] for position in order)
            for column in columns:
                found[column] = place[changed.get(column, getattr(self.before, column))]
            if name == "occupation_codes":
                openings = np.zeros(len(codes))
                openings[: len(self.before.openings)] = self.before.openings
                found["openings"] = openings[order]
        return found

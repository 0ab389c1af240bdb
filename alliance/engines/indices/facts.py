"""Facts: every input of a run, as read-only arrays with a digest.

A run is a pure function of Facts, so a scenario is the same function of changed Facts, and two
runs differ only where their Facts do. Rows may come in any order: lists, seats sought, cohorts and
shares are brought into one canonical order here, so that equal content has equal bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from alliance.engines.errors import InputError
from alliance.engines.indices import canonical, checks, packed
from alliance.engines.indices.canonical import CODED, FLOATS, UNKNOWN
from alliance.engines.indices.results import FloatArray, IntArray
from alliance.engines.indices.rows import (
    DEFAULT_PARAMETERS,
    LINK_KINDS,
    OUTCOME_COUNTS,
    Parameters,
)

__all__ = ["UNKNOWN", "Facts"]


def _none() -> IntArray:
    return np.zeros(0, np.int64)


def _no_numbers() -> FloatArray:
    return np.zeros(0, np.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Facts:
    """All inputs of a run; n programs in rising id order.

    id                    int64[n], ≥ 1
    level, catalogue      positions in level_codes, catalogue_codes
    class_, region        positions in class_codes, region_codes (county of the school), or UNKNOWN
    school                primary key, 0: not stated
    enrolment, intake, graduates   persons ≥ 0, or UNKNOWN
    declared              the school's own word: 1 yes, 0 no, UNKNOWN
    ind_indptr, ind, ind_weight, ind_kind   links to industries: program i has rows
                          indptr[i]:indptr[i + 1]; weights 1..10,000, in a program together
                          ≤ 10,000; kinds are positions in LINK_KINDS
    occ_indptr, occ, occ_weight, occ_kind   the same for occupations
    skill_indptr, skill, skill_level        skills taught, level 1..4
    industry_parent       position of the industry above, or UNKNOWN; industry_codes hold every
                          ancestor
    key, key_group        industries that the framework names, with its group ("" none)
    share_industry, share_value   value added or employment by industry, ≥ 0; empty: unknown
    openings              seats sought in the whole region by occupation, ≥ 0
    sought_occ, sought_skill, sought_level, sought_weight   skills that open demands ask for;
                          sought_occ may be UNKNOWN, weights > 0, equal rows are added up
    cohort_program, cohort_school, cohort_region, cohort_level, cohort_year, cohort_counts
                          outcomes of graduates by program and year; cohort_program is UNKNOWN for
                          a closed program; counts have the columns OUTCOME_COUNTS; rows that agree
                          in all but the counts are added up
    loop                  counts of the loop by name
    panel_keys, panel_education, panel_industry, panel_*_names   rows of index C: key, then one
                          column for each indicator; NaN is unknown
    coupling              pinned weights, minima, maxima and method of index C, as JSON holds them

    Codes are sorted, each once. A column that is not given is empty, and for programs not stated.
    Raises InputError naming the column, and its row or program where one is at fault.
    """

    id: IntArray
    level: IntArray
    catalogue: IntArray
    level_codes: tuple[str, ...]
    catalogue_codes: tuple[str, ...]
    class_: IntArray = field(default_factory=_none)
    class_codes: tuple[str, ...] = ()
    school: IntArray = field(default_factory=_none)
    region: IntArray = field(default_factory=_none)
    region_codes: tuple[str, ...] = ()
    enrolment: IntArray = field(default_factory=_none)
    intake: IntArray = field(default_factory=_none)
    graduates: IntArray = field(default_factory=_none)
    declared: IntArray = field(default_factory=_none)
    ind_indptr: IntArray = field(default_factory=_none)
    ind: IntArray = field(default_factory=_none)
    ind_weight: IntArray = field(default_factory=_none)
    ind_kind: IntArray = field(default_factory=_none)
    occ_indptr: IntArray = field(default_factory=_none)
    occ: IntArray = field(default_factory=_none)
    occ_weight: IntArray = field(default_factory=_none)
    occ_kind: IntArray = field(default_factory=_none)
    skill_indptr: IntArray = field(default_factory=_none)
    skill: IntArray = field(default_factory=_none)
    skill_level: IntArray = field(default_factory=_none)
    industry_codes: tuple[str, ...] = ()
    industry_parent: IntArray = field(default_factory=_none)
    key: IntArray = field(default_factory=_none)
    key_group: tuple[str, ...] = ()
    share_industry: IntArray = field(default_factory=_none)
    share_value: FloatArray = field(default_factory=_no_numbers)
    occupation_codes: tuple[str, ...] = ()
    openings: FloatArray = field(default_factory=_no_numbers)
    skill_codes: tuple[str, ...] = ()
    sought_occ: IntArray = field(default_factory=_none)
    sought_skill: IntArray = field(default_factory=_none)
    sought_level: IntArray = field(default_factory=_none)
    sought_weight: FloatArray = field(default_factory=_no_numbers)
    cohort_program: IntArray = field(default_factory=_none)
    cohort_school: IntArray = field(default_factory=_none)
    cohort_region: IntArray = field(default_factory=_none)
    cohort_level: IntArray = field(default_factory=_none)
    cohort_year: IntArray = field(default_factory=_none)
    cohort_counts: IntArray = field(
        default_factory=lambda: np.zeros((0, len(OUTCOME_COUNTS)), np.int64)
    )
    loop: Mapping[str, int] = field(default_factory=dict)
    panel_keys: tuple[str, ...] = ()
    panel_education: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    panel_education_names: tuple[str, ...] = ()
    panel_industry: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    panel_industry_names: tuple[str, ...] = ()
    coupling: Mapping[str, Any] = field(default_factory=dict)
    parameters: Parameters = DEFAULT_PARAMETERS

    def __post_init__(self) -> None:
        """Check every column, bring rows into canonical order, close arrays for writing."""
        for name in _columns(self):
            if name not in FLOATS:
                self._set(name, checks.ints(name, getattr(self, name)))
        for name in CODED:
            self._set(name, tuple(getattr(self, name)))
            checks.rising_codes(name, getattr(self, name))
        for step in canonical.STEPS:
            for name, values in step(self).items():
                self._set(name, values)
        for name in _columns(self):
            getattr(self, name).setflags(write=False)

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def __len__(self) -> int:
        """Count programs."""
        return len(self.id)

    @cached_property
    def ind_owner(self) -> IntArray:
        """Program (row) of each link to an industry."""
        return checks.owners("ind", len(self), self.ind_indptr, len(self.ind))

    @cached_property
    def occ_owner(self) -> IntArray:
        """Program (row) of each link to an occupation."""
        return checks.owners("occ", len(self), self.occ_indptr, len(self.occ))

    @cached_property
    def skill_owner(self) -> IntArray:
        """Program (row) of each skill taught."""
        return checks.owners("skill", len(self), self.skill_indptr, len(self.skill))

    @cached_property
    def nearest_key(self) -> IntArray:
        """For each industry the position in `key` of the nearest at or above it, or UNKNOWN."""
        return self.nearest(self.key)

    @cached_property
    def section(self) -> IntArray:
        """For each industry the topmost one above it, or itself: the sections of the code list."""
        top = np.arange(len(self.industry_codes), dtype=np.int64)
        while (climbing := self.industry_parent[top] >= 0).any():
            top[climbing] = self.industry_parent[top[climbing]]
        return top

    def nearest(self, chosen: IntArray) -> IntArray:
        """For each industry the position in `chosen` (positions of industries, each once) of the
        nearest at or above it, or UNKNOWN where none is.
        """
        place = np.full(len(self.industry_codes), UNKNOWN, np.int64)
        place[chosen] = np.arange(len(chosen))
        found = place.copy()
        looking = np.flatnonzero((found < 0) & (self.industry_parent >= 0))
        above = self.industry_parent[looking]
        while len(looking):
            found[looking] = place[above]
            climbing = self.industry_parent[above]
            going = (place[above] < 0) & (climbing >= 0)
            looking, above = looking[going], climbing[going]
        return found

    def row_of(self, program_id: int) -> int:
        """Row of a program; raise InputError naming `program` where it is not among the facts."""
        row = int(np.searchsorted(self.id, program_id))
        if row == len(self) or self.id[row] != program_id:
            raise InputError(field="program", detail=f"program {program_id} is not in the run")
        return row

    @property
    def persons(self) -> IntArray:
        """Persons that weigh A2 and A3 by the parameters, or UNKNOWN."""
        chosen: IntArray = getattr(self, self.parameters.weight_by)
        return chosen

    def tidy(self) -> Facts:
        """The same facts without codes that nothing refers to; the industry tree stays whole."""
        changed: dict[str, Any] = {}
        for codes, columns in CODED.items():
            if codes == "industry_codes":
                continue
            used = np.zeros(len(getattr(self, codes)) + 1, np.bool_)
            for column in columns:
                used[getattr(self, column)] = True  # UNKNOWN marks the extra last place
            if codes == "occupation_codes":
                used[:-1] |= self.openings > 0
            kept = np.flatnonzero(used[:-1])
            if len(kept) == len(used) - 1:
                continue
            place = np.append(np.cumsum(used[:-1]) - 1, UNKNOWN)
            changed[codes] = tuple(getattr(self, codes)[row] for row in kept)
            changed.update({column: place[getattr(self, column)] for column in columns})
            if codes == "occupation_codes":
                changed["openings"] = self.openings[kept]
        return replace(self, **changed) if changed else self

    @cached_property
    def content(self) -> bytes:
        """Canonical bytes of the content; unused codes do not belong to it."""
        facts = self.tidy()
        head = {
            f.name: getattr(facts, f.name)
            for f in fields(facts)
            if isinstance(getattr(facts, f.name), tuple)
        }
        head |= {
            "loop": dict(facts.loop),
            "coupling": dict(facts.coupling),
            "parameters": asdict(facts.parameters),
            "link_kinds": LINK_KINDS,
            "outcome_counts": OUTCOME_COUNTS,
        }
        return packed.content_of(head, {name: getattr(facts, name) for name in _columns(facts)})

    def digest(self) -> str:
        """SHA-256 of the content: equal facts have it in common, in whatever order they came."""
        return hashlib.sha256(self.content).hexdigest()

    def to_bytes(self) -> bytes:
        """The facts as they are stored; the same facts give the same bytes."""
        return packed.stored(self.content)

    @classmethod
    def from_bytes(cls, data: bytes) -> Facts:
        """Read stored facts; raise InputError naming `facts` where they are damaged."""
        head, arrays = packed.restored(data)
        order = (head.pop("link_kinds", None), head.pop("outcome_counts", None))
        if order != (list(LINK_KINDS), list(OUTCOME_COUNTS)):
            raise InputError(field="facts", detail="were stored with other kinds or counts")
        try:
            given: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in head.items()
            }
            given |= arrays
            given["parameters"] = Parameters(**given["parameters"])
            return cls(**given)
        except (KeyError, TypeError) as error:
            raise InputError(field="facts", detail=f"cannot be read: {error}") from error


def _columns(facts: Facts) -> list[str]:
    """Names of the fields that hold arrays."""
    texts = (tuple, Mapping, Parameters)
    return [f.name for f in fields(facts) if not isinstance(getattr(facts, f.name), texts)]

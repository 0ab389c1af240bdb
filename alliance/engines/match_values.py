"""What ranking is asked and what it answers: frozen values that doors and rooms pass around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from alliance.engines.errors import InputError
from alliance.engines.factors import LEVELS_OF_MASTERY
from alliance.engines.snapshot import region_number

Json: TypeAlias = "str | int | Sequence[Json] | Mapping[str, Json] | None"


@dataclass(frozen=True, kw_only=True)
class DemandSkill:
    """One skill that a demand asks for: official code, importance 1–5, wanted level 1–4."""

    skill: str
    importance: int
    level: int
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class DemandProfile:
    """What a demand asks for, as far as ranking reads it.

    skills           at least one; each code once
    occupation       official code, or None: not asked, every program gets 100 %
    region           official six-digit code, or None: not asked
    headcount        people wanted, ≥ 1, or None: not asked
    accepted_levels  levels of programs that the enterprise accepts; empty: any
    kind             kind of the demand; kept with the profile for the record, not scored

    None lets a preview rank a form that is half filled in.
    Raises InputError (a ValueError) naming the field.
    """

    skills: tuple[DemandSkill, ...]
    occupation: str | None = None
    region: str | None = None
    headcount: int | None = None
    accepted_levels: frozenset[str] = frozenset()
    kind: str = ""

    def __post_init__(self) -> None:
        """Refuse a profile that cannot be ranked."""
        if not self.skills:
            raise InputError(field="skills", detail="a demand needs at least one skill")
        seen: set[str] = set()
        for place, wanted in enumerate(self.skills):
            if not 1 <= wanted.importance <= 5:
                detail = f"{wanted.importance} is not between 1 and 5"
                raise InputError(field=f"skills[{place}].importance", detail=detail)
            if not 1 <= wanted.level <= LEVELS_OF_MASTERY:
                detail = f"{wanted.level} is not between 1 and {LEVELS_OF_MASTERY}"
                raise InputError(field=f"skills[{place}].level", detail=detail)
            if wanted.skill in seen:
                raise InputError(
                    field=f"skills[{place}].skill", detail=f"{wanted.skill} is named twice"
                )
            seen.add(wanted.skill)
        if self.headcount is not None and self.headcount < 1:
            raise InputError(field="headcount", detail=f"{self.headcount} is not at least 1")
        if self.region is not None:
            region_number(self.region)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a part has its value: a stable code and JSON values for the sentence made from it.

    skills.covered | skills.partly      covered [code], partly [[code, taught, wanted]],
                                        missing [code], weights {code: of 10,000}; weightiest first
    occupation.same | .small_class | .middle_class | .major_class | .unrelated | .unlinked
                                        asked, linked (best linked code or None), weight (percent)
    capacity.enough | .part | .less | .unknown
                                        seats (None: not stated), headcount, divisor (None, or
                                        the n of "at least one n-th")
    region.same | .prefecture | .province | .elsewhere
                                        asked, program (six-digit codes)
    occupation.not_asked | capacity.not_asked | region.not_asked      no values
    """

    code: str
    params: Mapping[str, Json]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One factor of a score: skills in 1/40,000, occupation, capacity and region in percent."""

    name: str
    value: int
    max: int
    reason: Reason

    def as_json(self) -> dict[str, Json]:
        """Plain values to store with a match."""
        reason: dict[str, Json] = {"code": self.reason.code, "params": self.reason.params}
        return {"name": self.name, "value": self.value, "max": self.max, "reason": reason}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One ranked program: which revision was read, its score and the parts that make it."""

    program_id: int
    revision: int
    score: int
    parts: tuple[Part, Part, Part, Part]


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """How many programs a filter shuts out.

    programs  all programs that this filter excludes
    alone     those of them that teach something of the demand and that no other filter excludes:
              dropping this filter would list them
    """

    programs: int
    alone: int


@dataclass(frozen=True, kw_only=True)
class Versions:
    """Everything that must be the same for a score to be the same."""

    engine: str
    factors: str
    idf: str


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """The best programs for a demand. considered = fitting + excluded + unrelated.

    entries     the best `limit` of the fitting programs, in order
    considered  programs in the table
    fitting     programs that pass every filter and teach something of the demand
    excluded    programs that at least one filter shuts out
    unrelated   programs that pass every filter and earn nothing for their skills
    exclusions  per filter that excludes any: "level", "skill:<code>"
    """

    entries: tuple[Entry, ...]
    considered: int
    fitting: int
    excluded: int
    unrelated: int
    exclusions: Mapping[str, Exclusion]
    versions: Versions


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One pair, opened: `entry` is what a ranking holds or, if not listed, what it would hold."""

    entry: Entry
    excluded_by: tuple[str, ...]
    listed: bool
    versions: Versions

"""Plain rows that a run can be built from: programs, key industries, conventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from alliance.engines.errors import InputError
from alliance.engines.indices.results import WEIGHT_ONE

Mode = Literal["crosswalk", "declared"]
Unit = Literal["point", "catalogue"]
WeightBy = Literal["enrolment", "intake", "graduates"]
SharesBy = Literal["graduates", "intake", "points"]
StructureLevel = Literal["section", "division", "key"]
LinkKind = Literal["official", "confirmed", "declared", "computed"]

LINK_KINDS: tuple[LinkKind, ...] = get_args(LinkKind)
"""Where a link of the crosswalk comes from; the first outranks the next."""

OUTCOME_COUNTS = (
    "graduates",
    "measured",
    "known",
    "employed",
    "further",
    "placed",
    "related",
    "related_known",
    "local",
    "local_known",
    "paid",
    "pay_total",
    "real",
    "real_known",
)
"""Columns of a cohort's outcomes; persons, but pay_total in fen (1/100 yuan) a month."""


@dataclass(frozen=True, kw_only=True)
class ProgramFacts:
    """One program point as an alignment run reads it.

    id           primary key, each once in a run
    level        code of the educational level
    catalogue    code in the official catalogue; unit "catalogue" counts each code once
    class_code   program class of the catalogue, "" not stated
    school       its primary key, 0: not stated
    region       code of the county that the school lies in, "" not stated
    enrolment, intake, graduates   persons ≥ 0, or None: not stated
    links        (industry code, weight in 1/10,000), each code once, together ≤ 10,000
    kinds        kind of each link in turn; empty: all are the school's own ("declared")
    occupations, occupation_kinds   the same for occupations
    skills       (skill code, level taught 1..4), each code once
    declared     the school's own yes or no, or None: not declared

    Raises InputError naming the field.
    """

    id: int
    level: str
    catalogue: str
    enrolment: int | None = None
    intake: int | None = None
    graduates: int | None = None
    links: tuple[tuple[str, int], ...] = ()
    declared: bool | None = None
    class_code: str = ""
    school: int = 0
    region: str = ""
    kinds: tuple[LinkKind, ...] = ()
    occupations: tuple[tuple[str, int], ...] = ()
    occupation_kinds: tuple[LinkKind, ...] = ()
    skills: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        """Refuse negative persons and links that exceed the whole program."""
        for name in ("enrolment", "intake", "graduates"):
            persons = getattr(self, name)
            if persons is not None and persons < 0:
                raise InputError(field=name, detail=f"{persons} is negative (program {self.id})")
        whose = f"program {self.id}"
        check_links("links", self.links, whose)
        check_kinds("kinds", self.kinds, self.links, whose)
        check_links("occupations", self.occupations, whose)
        check_kinds("occupation_kinds", self.occupation_kinds, self.occupations, whose)
        check_skills("skills", self.skills, whose)


def check_links(name: str, links: Sequence[tuple[str, int]], whose: str) -> None:
    """Refuse weights beyond the whole program, and a code that is linked twice."""
    for place, (code, weight) in enumerate(links):
        if not 1 <= weight <= WEIGHT_ONE:
            detail = f"{weight} is not between 1 and {WEIGHT_ONE} ({whose}, {code})"
            raise InputError(field=f"{name}[{place}]", detail=detail)
    if len({code for code, _ in links}) != len(links):
        raise InputError(field=name, detail=f"a code is linked twice ({whose})")
    total = sum(weight for _, weight in links)
    if total > WEIGHT_ONE:
        detail = f"weights sum to {total}, more than {WEIGHT_ONE} ({whose})"
        raise InputError(field=name, detail=detail)


def check_kinds(
    name: str, kinds: Sequence[str], links: Sequence[tuple[str, int]], whose: str
) -> None:
    """Refuse kinds that are unknown or are not one for each link."""
    if kinds and len(kinds) != len(links):
        detail = f"{len(kinds)} kinds for {len(links)} links ({whose})"
        raise InputError(field=name, detail=detail)
    for place, kind in enumerate(kinds):
        if kind not in LINK_KINDS:
            raise InputError(field=f"{name}[{place}]", detail=f"{kind!r} is no kind ({whose})")


def check_skills(name: str, skills: Sequence[tuple[str, int]], whose: str) -> None:
    """Refuse levels outside 1..4 and a skill that is listed twice."""
    for place, (code, level) in enumerate(skills):
        if not 1 <= level <= 4:
            detail = f"{level} is not between 1 and 4 ({whose}, {code})"
            raise InputError(field=f"{name}[{place}]", detail=detail)
    if len({code for code, _ in skills}) != len(skills):
        raise InputError(field=name, detail=f"a skill is listed twice ({whose})")


@dataclass(frozen=True, kw_only=True)
class KeySet:
    """Key industries K* of a framework, closed downwards over an industry tree.

    codes    the industries that the framework names
    parents  industry code → parent code (None or absent at the top)
    groups   key industry → the framework's group that it belongs to ("" or absent: none)

    A link to a named industry or to any industry below it is key. A link to an industry *above* a
    named one is not: the framework chose a part of it. Raises InputError for a circular tree.
    """

    codes: frozenset[str]
    parents: Mapping[str, str | None] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Copy the tree, so that nobody changes it under a run."""
        object.__setattr__(self, "parents", MappingProxyType(dict(self.parents)))
        object.__setattr__(self, "groups", MappingProxyType(dict(self.groups)))

    def key_of(self, code: str) -> str | None:
        """Nearest key industry at or above `code`, or None where it is not key."""
        seen: set[str] = set()
        current: str | None = code
        while current is not None:
            if current in self.codes:
                return current
            if current in seen:
                raise InputError(field="parents", detail=f"{current} is its own ancestor")
            seen.add(current)
            current = self.parents.get(current)
        return None


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Conventions of a run; all are shown beside its figures.

    tau        threshold in 1/10,000 of a program, 1..10,000
    mode       "crosswalk": links decide; "declared": the school's declaration decides A1 and A2
    unit       what A1 counts: program points, or distinct catalogue programs (one is aligned when
               any of its points is)
    weight_by  the persons of A2 and A3
    openings_share   β: openings that are open to new graduates, in 1/10,000 (family D)
    shares_by  what makes the education shares s_k of family B
    epsilon    ε ≥ 1: graduates added to every program that shares openings (D1), so that one
               without graduates has its part
    structure_level   the industries at which family B compares: sections or divisions of the
               code list, or the key industries
    smallest   fewest persons that a published figure counts, ≥ 2
    """

    tau: int = WEIGHT_ONE // 2
    mode: Mode = "crosswalk"
    unit: Unit = "point"
    weight_by: WeightBy = "enrolment"
    openings_share: int = WEIGHT_ONE
    shares_by: SharesBy = "intake"
    epsilon: int = 1
    structure_level: StructureLevel = "section"
    smallest: int = 10

    def __post_init__(self) -> None:
        """Refuse a threshold that everything or nothing reaches, and unknown conventions."""
        for name, lowest in (("tau", 1), ("openings_share", 0)):
            value = getattr(self, name)
            if not lowest <= value <= WEIGHT_ONE:
                detail = f"{value} is not between {lowest} and {WEIGHT_ONE}"
                raise InputError(field=name, detail=detail)
        if self.smallest < 2:
            raise InputError(field="smallest", detail=f"{self.smallest} is not at least 2")
        if self.epsilon < 1:
            raise InputError(field="epsilon", detail=f"{self.epsilon} is not at least 1")
        choices = (
            ("mode", Mode),
            ("unit", Unit),
            ("weight_by", WeightBy),
            ("shares_by", SharesBy),
            ("structure_level", StructureLevel),
        )
        for name, allowed in choices:
            if getattr(self, name) not in get_args(allowed):
                detail = f"{getattr(self, name)!r} is not one of {get_args(allowed)}"
                raise InputError(field=name, detail=detail)


DEFAULT_PARAMETERS = Parameters()

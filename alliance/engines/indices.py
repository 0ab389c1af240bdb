"""Alignment rates A1, A2 and A3, plain set rates, and how they are printed.

Programs p of a level have an enrolment E_p and crosswalk weights w_pk to industries k, with
Σ_k w_pk ≤ 1; K* are the key industries of a dated framework. A program is aligned (a_p) when
Σ_{k∈K*} w_pk ≥ τ, or in "declared" mode when its school says so.

    A1 = |{p : a_p}| / |P|       A2 = Σ E_p a_p / Σ E_p       A3 = Σ E_p Σ_{k∈K*} w_pk / Σ E_p

Weights are integers in 1/10,000, so sums are exact. An empty denominator is unknown (None), never
0. Values keep full precision; only printing rounds, half up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from alliance.engines.errors import InputError

ENGINE_VERSION = "indices-1"

WEIGHT_ONE = 10_000
"""The whole of a program: crosswalk weights and τ count in 1/10,000."""

UNKNOWN_TEXT = "—"

Mode = Literal["crosswalk", "declared"]
Unit = Literal["point", "catalogue"]
WeightBy = Literal["enrolment", "intake", "graduates"]


@dataclass(frozen=True, kw_only=True)
class ProgramFacts:
    """One program point as an alignment run reads it.

    id         primary key, each once in a run
    level      code of the educational level
    catalogue  code in the official catalogue; unit "catalogue" counts each code once
    enrolment, intake, graduates   persons ≥ 0, or None: not stated
    links      (industry code, weight in 1/10,000), each code once, together ≤ 10,000
    declared   the school's own yes or no, or None: not declared

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

    def __post_init__(self) -> None:
        """Refuse negative persons and links that exceed the whole program."""
        for name in ("enrolment", "intake", "graduates"):
            persons = getattr(self, name)
            if persons is not None and persons < 0:
                raise InputError(field=name, detail=f"{persons} is negative (program {self.id})")
        for place, (code, weight) in enumerate(self.links):
            if not 1 <= weight <= WEIGHT_ONE:
                detail = f"{weight} is not between 1 and {WEIGHT_ONE} (program {self.id}, {code})"
                raise InputError(field=f"links[{place}]", detail=detail)
        if len({code for code, _ in self.links}) != len(self.links):
            detail = f"an industry is linked twice (program {self.id})"
            raise InputError(field="links", detail=detail)
        total = sum(weight for _, weight in self.links)
        if total > WEIGHT_ONE:
            detail = f"weights sum to {total}, more than {WEIGHT_ONE} (program {self.id})"
            raise InputError(field="links", detail=detail)


@dataclass(frozen=True, kw_only=True)
class KeySet:
    """Key industries K* of a framework, closed downwards over an industry tree.

    codes    the industries that the framework names
    parents  industry code → parent code (None or absent at the top)

    A link to a named industry or to any industry below it is key. A link to an industry *above* a
    named one is not: the framework chose a part of it. Raises InputError for a circular tree.
    """

    codes: frozenset[str]
    parents: Mapping[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Copy the tree, so that nobody changes it under a run."""
        object.__setattr__(self, "parents", MappingProxyType(dict(self.parents)))

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
    """

    tau: int = WEIGHT_ONE // 2
    mode: Mode = "crosswalk"
    unit: Unit = "point"
    weight_by: WeightBy = "enrolment"

    def __post_init__(self) -> None:
        """Refuse a threshold that everything or nothing reaches."""
        if not 1 <= self.tau <= WEIGHT_ONE:
            raise InputError(field="tau", detail=f"{self.tau} is not between 1 and {WEIGHT_ONE}")


DEFAULT_PARAMETERS = Parameters()


@dataclass(frozen=True, kw_only=True)
class ProgramVerdict:
    """Whether one program is aligned, and which links speak for it.

    key_weight  Σ of the key links' weights in 1/10,000, whatever the mode
    key_links   (linked industry, key industry that it counts for, weight), heaviest first
    declared    as stated; an undeclared program is not aligned in "declared" mode
    """

    program_id: int
    level: str
    aligned: bool
    key_weight: int
    key_links: tuple[tuple[str, str, int], ...]
    declared: bool | None

    @property
    def key_codes(self) -> tuple[str, ...]:
        """Key industries that the program serves, in code order."""
        return tuple(sorted({key for _, key, _ in self.key_links}))


@dataclass(frozen=True, kw_only=True)
class IndexResult:
    """One figure with what it is made of.

    level        None: all levels together
    numerator, denominator   exact; A3's numerator has up to four decimals
    value        exact numerator / denominator, or None where the denominator is 0
    left_out     programs that state no persons and so are in neither sum (A2 and A3 only)
    """

    index: str
    version: str
    level: str | None
    numerator: Decimal
    denominator: Decimal
    value: Fraction | None
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """A1, A2, A3 of one level and the programs behind them, in id order."""

    a1: IndexResult
    a2: IndexResult
    a3: IndexResult
    verdicts: tuple[ProgramVerdict, ...]


def judge(program: ProgramFacts, keys: KeySet, parameters: Parameters) -> ProgramVerdict:
    """Decide a_p for one program."""
    found: list[tuple[str, str, int]] = []
    for code, weight in program.links:
        key = keys.key_of(code)
        if key is not None:
            found.append((code, key, weight))
    found.sort(key=lambda link: (-link[2], link[0]))
    key_weight = sum(weight for _, _, weight in found)
    if parameters.mode == "declared":
        aligned = program.declared is True
    else:
        aligned = key_weight >= parameters.tau
    return ProgramVerdict(
        program_id=program.id,
        level=program.level,
        aligned=aligned,
        key_weight=key_weight,
        key_links=tuple(found),
        declared=program.declared,
    )


def align(
    programs: Iterable[ProgramFacts],
    keys: KeySet,
    *,
    parameters: Parameters = DEFAULT_PARAMETERS,
    level: str | None = None,
) -> Alignment:
    """Compute A1, A2 and A3 over the programs of one level (None: all levels together).

    Raises InputError naming `id` where a program is listed twice.
    """
    chosen: dict[int, ProgramFacts] = {}
    for row, program in enumerate(programs):
        if program.id in chosen:
            raise InputError(field="id", detail=f"program {program.id} is listed twice", row=row)
        if level is None or program.level == level:
            chosen[program.id] = program
    judged = [(chosen[key], judge(chosen[key], keys, parameters)) for key in sorted(chosen)]

    if parameters.unit == "catalogue":
        counted = {(program.level, program.catalogue) for program, _ in judged}
        aligned = {(program.level, program.catalogue) for program, v in judged if v.aligned}
        a1 = _result("A1", level, len(aligned), len(counted))
    else:
        a1 = _result("A1", level, sum(verdict.aligned for _, verdict in judged), len(judged))

    left_out: list[int] = []
    persons = aligned_persons = graded = 0
    for program, verdict in judged:
        weight: int | None = getattr(program, parameters.weight_by)
        if weight is None:
            left_out.append(program.id)
            continue
        persons += weight
        aligned_persons += weight * verdict.aligned
        graded += weight * verdict.key_weight
    return Alignment(
        a1=a1,
        a2=_result("A2", level, aligned_persons, persons, left_out=tuple(left_out)),
        a3=_result("A3", level, graded, persons, scale=4, left_out=tuple(left_out)),
        verdicts=tuple(verdict for _, verdict in judged),
    )


def _result(
    index: str,
    level: str | None,
    numerator: int,
    denominator: int,
    *,
    scale: int = 0,
    left_out: tuple[int, ...] = (),
) -> IndexResult:
    """Build a result; the numerator counts in 10^-scale."""
    return IndexResult(
        index=index,
        version=ENGINE_VERSION,
        level=level,
        numerator=Decimal(f"{numerator}E-{scale}"),
        denominator=Decimal(denominator),
        value=rate(numerator, denominator * 10**scale),
        left_out=left_out,
    )


def rate(numerator: int, denominator: int) -> Fraction | None:
    """Share of a set in a set that holds it (indices of group G); None where that is empty.

    Raises InputError where the numerator is no part of the denominator.
    """
    if not 0 <= numerator <= denominator:
        detail = f"{numerator} is not between 0 and {denominator}"
        raise InputError(field="numerator", detail=detail)
    return Fraction(numerator, denominator) if denominator else None


def as_decimal(value: Fraction, places: int = 12) -> Decimal:
    """A value of 0–1 as a decimal for storage, rounded half up at `places`."""
    return Decimal(_half_up(value * 10**places)).scaleb(-places)


def percent_text(value: Fraction | Decimal | None, digits: int = 1) -> str:
    """Print a share as `83.6 %`, rounded half up from its exact value; unknown prints `—`."""
    if value is None:
        return UNKNOWN_TEXT
    number = Decimal(_half_up(Fraction(value) * 100 * 10**digits)).scaleb(-digits)
    return f"{number:.{digits}f} %"


def _half_up(value: Fraction) -> int:
    """Nearest integer; halves go away from zero."""
    size = abs(value)
    rounded = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return rounded if value >= 0 else -rounded

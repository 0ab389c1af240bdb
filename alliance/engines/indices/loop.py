"""Index H: how well the loop of demand, match, project and result itself runs.

    fill            accepted seats / published seats; above 1 where more were accepted
    answered        proposals answered within n days / proposals that are n days old or older
    expired         proposals that expired / proposals that came to an end
    conversion      cases that reached a stage / cases that reached the stage before it
    median days     per stage, over the cases that went through it
    yield           verified results / closed projects; above 1 where projects have several
    repeated        school–enterprise pairs with two projects or more / pairs with any

Young proposals stand in no answer rate: they may yet be answered in time. One answered quickly
waits for its n days like the others, else a rush of fresh, fast answers would raise the rate. How
many agreements, bases or papers there are is an input of the work, and no index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError
from alliance.engines.indices.arrays import IntArray, floats, integers, same_length

VERSION = "H-1"

ANSWER_DAYS = 14
"""Days within which an answer is expected, unless a deployment says otherwise."""

RATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "fill": ("seats_accepted", "seats_published"),
        "answered": ("answers_in_time", "answers_due"),
        "expired": ("proposals_expired", "proposals_ended"),
        "yield": ("results_verified", "projects_closed"),
        "repeated": ("pairs_repeated", "pairs"),
    }
)
"""Rate → names of the counts of its numerator and its denominator."""

MAY_EXCEED = frozenset({"fill", "yield"})
"""Ratios of two sets; in every other rate the numerator is part of the denominator."""

STAGES = ("demands", "proposals", "accepted", "projects", "results")
"""Stages of a demand; the count `reached_<stage>` holds the demands that came so far."""

COUNTS = (
    *(name for pair in RATES.values() for name in pair),
    *(f"reached_{stage}" for stage in STAGES),
)
"""Every count that `loop_rates` reads."""


@dataclass(frozen=True, kw_only=True)
class LoopRate:
    """One rate with its two counts; the value is None where the denominator is 0."""

    code: str
    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """Numerator / denominator."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, kw_only=True)
class Loop:
    """The rates of RATES in their order, then the conversions to the second and later stages."""

    version: str
    rates: tuple[LoopRate, ...]
    conversions: tuple[LoopRate, ...]


def loop_rates(counts: Mapping[str, int]) -> Loop:
    """Compute every rate from the counts of COUNTS; a rate whose counts are missing is unknown.

    InputError names the count that is negative or exceeds the set in which it lies.
    """
    for name in COUNTS:
        if counts.get(name, 0) < 0:
            raise InputError(field=name, detail=f"{counts[name]} is negative")
    rates = []
    for code, (part, whole) in RATES.items():
        both = part in counts and whole in counts
        numerator, denominator = (counts[part], counts[whole]) if both else (0, 0)
        if code not in MAY_EXCEED and numerator > denominator:
            detail = f"{numerator} is more than {denominator} ({whole})"
            raise InputError(field=part, detail=detail)
        rates.append(LoopRate(code=code, numerator=numerator, denominator=denominator))
    reached = tuple(counts.get(f"reached_{stage}") for stage in STAGES)
    return Loop(version=VERSION, rates=tuple(rates), conversions=conversions(STAGES, reached))


def conversions(stages: Sequence[str], reached: Sequence[int | None]) -> tuple[LoopRate, ...]:
    """Share of the cases of each stage that reached the next one, as `to_<stage>`.

    `reached` holds, for every stage in order, the cases that came so far, None where that was not
    counted. The same cases are counted all along, so the numbers cannot rise. InputError names
    `reached_<stage>`.
    """
    same_length(stages=stages, reached=reached)
    least: int | None = None
    for stage, count in zip(stages, reached, strict=True):
        if count is None:
            continue
        if count < 0 or (least is not None and count > least):
            detail = f"{count} is negative, or more than reached an earlier stage"
            raise InputError(field=f"reached_{stage}", detail=detail)
        least = count
    found = []
    for stage, before, count in zip(stages[1:], reached, reached[1:], strict=False):
        both = before is not None and count is not None
        found.append(
            LoopRate(
                code=f"to_{stage}",
                numerator=(count or 0) if both else 0,
                denominator=(before or 0) if both else 0,
            )
        )
    return tuple(found)


def answers(
    answer_days: npt.ArrayLike, age_days: npt.ArrayLike, *, within: int = ANSWER_DAYS
) -> dict[str, int]:
    """Count `answers_in_time` of `answers_due` over proposals.

    answer_days   days from sending to the answer ≥ 0, NaN: not answered
    age_days      days from sending to the day of the run ≥ 0
    within        n ≥ 0; an answer on day n is in time, a proposal of n days is due

    InputError names the argument.
    """
    taken = floats("answer_days", answer_days, unknown=True)
    age = floats("age_days", age_days)
    same_length(answer_days=taken, age_days=age)
    if within < 0:
        raise InputError(field="within", detail=f"{within} is negative")
    late = np.flatnonzero(taken > age)
    if len(late):
        row = int(late[0])
        detail = f"{taken[row]:g} is more than the age {age[row]:g}"
        raise InputError(field="answer_days", detail=detail, row=row)
    due = age >= within
    return {"answers_in_time": int((due & (taken <= within)).sum()), "answers_due": int(due.sum())}


def partners(school: npt.ArrayLike, enterprise: npt.ArrayLike) -> dict[str, int]:
    """Count `pairs` and `pairs_repeated` over projects, each with one school and one enterprise.

    InputError names the argument.
    """
    schools, enterprises = integers("school", school), integers("enterprise", enterprise)
    same_length(school=schools, enterprise=enterprises)
    _, times = np.unique(np.stack((schools, enterprises)), axis=1, return_counts=True)
    return {"pairs": len(times), "pairs_repeated": int((times >= 2).sum())}


@dataclass(frozen=True, kw_only=True)
class MedianDays:
    """Middle of the days that cases spent in a stage.

    half_days   the median doubled, which is whole: between two cases it may fall on a half day;
                None where no case went through
    """

    cases: int
    half_days: int | None

    @property
    def days(self) -> float | None:
        """The median itself."""
        return None if self.half_days is None else self.half_days / 2


def median_days(stage: npt.ArrayLike, days: npt.ArrayLike, *, stages: int) -> list[MedianDays]:
    """Median of whole days ≥ 0 of each stage 0..stages-1; one row per case and stage.

    InputError names `stage` or `days`.
    """
    where, spent = integers("stage", stage, below=stages), integers("days", days)
    same_length(stage=where, days=spent)
    ordered: IntArray = spent[np.lexsort((spent, where))]
    counts = np.bincount(where, minlength=stages)
    begin = np.concatenate(([0], np.cumsum(counts)))
    found = []
    for place in range(stages):
        cases, first = int(counts[place]), int(begin[place])
        doubled = None
        if cases:
            middle = int(ordered[first + (cases - 1) // 2]), int(ordered[first + cases // 2])
            doubled = sum(middle)
        found.append(MedianDays(cases=cases, half_days=doubled))
    return found

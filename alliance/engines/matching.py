"""Rank programs for one demand by an integer score whose every part can be opened.

The score. For a demand with skills s and a program:

    weight(s)  = importance × frozen idf, scaled to sum exactly 10,000 (largest remainder)
    skills     = Σ weight(s) × credit(wanted, taught)      0..40,000, credit in quarters 0..4
    score      = skills × occupation % × capacity % × region %      0..4·10^10, fits int64

Integers only, so the order does not depend on summation order, machine or thread count. Entries
are ordered by score descending, then program id ascending. Accepted levels and required skills
are filters apart from the score; what they exclude is counted, so that a preview can say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from alliance.engines.errors import InputError
from alliance.engines.factors import (
    DEFAULT_FACTORS,
    FLAT_IDF,
    FULL_CREDIT,
    LEVELS_OF_MASTERY,
    PERCENT,
    Factors,
    IdfTable,
)
from alliance.engines.match_reasons import (
    capacity_reason,
    occupation_reason,
    region_reason,
    skills_reason,
)
from alliance.engines.match_tiers import best_relation, capacity_tiers, region_tiers
from alliance.engines.match_values import (
    DemandProfile,
    DemandSkill,
    Entry,
    Exclusion,
    Explanation,
    Part,
    Ranking,
    Reason,
    Versions,
)
from alliance.engines.snapshot import BoolArray, IntArray, ProgramRow, ProgramTable, build_table

__all__ = [
    "DEFAULT_FACTORS",
    "DEFAULT_LIMIT",
    "ENGINE_VERSION",
    "FLAT_IDF",
    "MAX_SCORE",
    "MAX_SKILLS",
    "WEIGHT_SUM",
    "DemandProfile",
    "DemandSkill",
    "Entry",
    "Exclusion",
    "Explanation",
    "Factors",
    "IdfTable",
    "InputError",
    "Part",
    "ProgramRow",
    "ProgramTable",
    "Ranking",
    "Reason",
    "Versions",
    "build_table",
    "demand_weights",
    "explain",
    "percent",
    "rank",
]

ENGINE_VERSION = "matching-1"

WEIGHT_SUM = 10_000
MAX_SKILLS = WEIGHT_SUM * FULL_CREDIT
MAX_SCORE = MAX_SKILLS * PERCENT**3
DEFAULT_LIMIT = 20


@dataclass(frozen=True, kw_only=True, eq=False)
class _Scores:
    """The four factors of every program, the product, and the filters; int64[n], bool[n]."""

    skills: IntArray
    occupation: IntArray
    capacity: IntArray
    region: IntArray
    score: IntArray
    failed: Mapping[str, BoolArray]


def demand_weights(demand: DemandProfile, idf: IdfTable = FLAT_IDF) -> dict[str, int]:
    """Weights of the demand's skills by code, importance × idf scaled to sum exactly 10,000.

    Largest remainder; equal remainders go to the smaller code.
    """
    raw = {wanted.skill: wanted.importance * idf.of(wanted.skill) for wanted in demand.skills}
    total = sum(raw.values())
    weights = {code: value * WEIGHT_SUM // total for code, value in raw.items()}
    short = WEIGHT_SUM - sum(weights.values())
    by_remainder = sorted(raw, key=lambda code: (-(raw[code] * WEIGHT_SUM % total), code))
    for code in by_remainder[:short]:
        weights[code] += 1
    return weights


def percent(score: int) -> Decimal:
    """A score as 0.0–100.0 with one decimal, rounded half up; InputError out of range."""
    if not 0 <= score <= MAX_SCORE:
        raise InputError(field="score", detail=f"{score} is not between 0 and {MAX_SCORE}")
    tenths = (2 * score * 1000 + MAX_SCORE) // (2 * MAX_SCORE)
    return Decimal(tenths).scaleb(-1)


def rank(
    table: ProgramTable,
    demand: DemandProfile,
    *,
    factors: Factors = DEFAULT_FACTORS,
    idf: IdfTable = FLAT_IDF,
    limit: int | None = DEFAULT_LIMIT,
) -> Ranking:
    """Rank all programs for one demand and open the best `limit` of them (None: all).

    The result is a pure function of its arguments. Raises InputError where limit is below 1.
    """
    if limit is not None and limit < 1:
        raise InputError(field="limit", detail=f"{limit} is not at least 1")
    weights = demand_weights(demand, idf)
    scores = _scores(table, demand, weights, factors)
    failures = sum(
        (mask.astype(np.int64) for mask in scores.failed.values()),
        start=np.zeros(len(table), np.int64),
    )
    related = scores.skills > 0
    fitting = np.flatnonzero((failures == 0) & related)
    # Rows are in id order and the sort is stable, so equal scores stay in id order.
    order = fitting[np.argsort(-scores.score[fitting], kind="stable")][:limit]
    return Ranking(
        entries=tuple(_entry(table, demand, weights, factors, scores, int(row)) for row in order),
        considered=len(table),
        fitting=len(fitting),
        excluded=int(np.count_nonzero(failures)),
        unrelated=int(np.count_nonzero((failures == 0) & ~related)),
        exclusions={
            reason: Exclusion(
                programs=int(np.count_nonzero(mask)),
                alone=int(np.count_nonzero(mask & (failures == 1) & related)),
            )
            for reason, mask in scores.failed.items()
            if mask.any()
        },
        versions=_versions(factors, idf),
    )


def explain(
    table: ProgramTable,
    demand: DemandProfile,
    program_id: int,
    *,
    factors: Factors = DEFAULT_FACTORS,
    idf: IdfTable = FLAT_IDF,
) -> Explanation:
    """Open one pair by running the ranking's own code on that program alone.

    Also answers for programs that a ranking leaves out. Raises InputError naming `program_id`
    where the table does not hold it.
    """
    one = table.only(table.row_of(program_id))
    weights = demand_weights(demand, idf)
    scores = _scores(one, demand, weights, factors)
    entry = _entry(one, demand, weights, factors, scores, 0)
    excluded_by = tuple(reason for reason, mask in scores.failed.items() if mask[0])
    return Explanation(
        entry=entry,
        excluded_by=excluded_by,
        listed=not excluded_by and entry.score > 0,
        versions=_versions(factors, idf),
    )


def _versions(factors: Factors, idf: IdfTable) -> Versions:
    return Versions(engine=ENGINE_VERSION, factors=factors.version, idf=idf.version)


def _scores(
    table: ProgramTable, demand: DemandProfile, weights: Mapping[str, int], factors: Factors
) -> _Scores:
    skills = _skill_points(table, demand, weights, factors)
    occupation = _occupation_percents(table, demand, factors)
    capacity = _capacity_percents(table, demand, factors)
    region = _region_percents(table, demand, factors)
    return _Scores(
        skills=skills,
        occupation=occupation,
        capacity=capacity,
        region=region,
        score=skills * occupation * capacity * region,
        failed=_failed_filters(table, demand),
    )


def _skill_points(
    table: ProgramTable, demand: DemandProfile, weights: Mapping[str, int], factors: Factors
) -> IntArray:
    """Σ weight × credit per program, by one gather over all taught skills."""
    points = np.zeros((len(table.skill_codes), LEVELS_OF_MASTERY + 1), np.int64)
    for wanted in demand.skills:
        position = table.skill_position.get(wanted.skill)
        if position is not None:
            credit = np.array(factors.credit[wanted.level - 1], np.int64)
            points[position] = weights[wanted.skill] * credit
    running = np.zeros(len(table.skill) + 1, np.int64)
    np.cumsum(points[table.skill, table.skill_level], out=running[1:])
    return running[table.skill_indptr[1:]] - running[table.skill_indptr[:-1]]


def _occupation_percents(table: ProgramTable, demand: DemandProfile, factors: Factors) -> IntArray:
    if demand.occupation is None:
        return np.full(len(table), PERCENT, np.int64)
    return np.array(factors.relation, np.int64)[best_relation(table, demand.occupation)]


def _capacity_percents(table: ProgramTable, demand: DemandProfile, factors: Factors) -> IntArray:
    if demand.headcount is None:
        return np.full(len(table), PERCENT, np.int64)
    return np.array(factors.capacity, np.int64)[
        capacity_tiers(table.seats, demand.headcount, factors)
    ]


def _region_percents(table: ProgramTable, demand: DemandProfile, factors: Factors) -> IntArray:
    if demand.region is None:
        return np.full(len(table), PERCENT, np.int64)
    return np.array(factors.region, np.int64)[region_tiers(table.region, demand.region)]


def _failed_filters(table: ProgramTable, demand: DemandProfile) -> dict[str, BoolArray]:
    """Programs that each filter of the demand excludes: levels first, then skills by code."""
    failed: dict[str, BoolArray] = {}
    if demand.accepted_levels:
        accepted = np.array([code in demand.accepted_levels for code in table.level_codes], bool)
        failed["level"] = ~accepted[table.level]
    for code in sorted(wanted.skill for wanted in demand.skills if wanted.required):
        # A skill that nobody teaches has no position; -1 equals no index.
        rows = np.flatnonzero(table.skill == table.skill_position.get(code, -1))
        missing = np.ones(len(table), np.bool_)
        missing[np.searchsorted(table.skill_indptr, rows, side="right") - 1] = False
        failed[f"skill:{code}"] = missing
    return failed


def _entry(
    table: ProgramTable,
    demand: DemandProfile,
    weights: Mapping[str, int],
    factors: Factors,
    scores: _Scores,
    row: int,
) -> Entry:
    """Open one program: values come from the arrays, reasons from its own rows."""
    found = (
        ("skills", scores.skills, MAX_SKILLS, skills_reason(table, demand, weights, row)),
        ("occupation", scores.occupation, PERCENT, occupation_reason(table, demand, row)),
        ("capacity", scores.capacity, PERCENT, capacity_reason(table, demand, factors, row)),
        ("region", scores.region, PERCENT, region_reason(table, demand, row)),
    )
    first, second, third, fourth = (
        Part(name=name, value=int(values[row]), max=most, reason=reason)
        for name, values, most, reason in found
    )
    return Entry(
        program_id=int(table.id[row]),
        revision=int(table.revision[row]),
        score=int(scores.score[row]),
        parts=(first, second, third, fourth),
    )

"""Block B and C: the structure of education against that of industry, and how they couple."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from alliance.engines.indices import coupling, structure
from alliance.engines.indices.arrays import Lists
from alliance.engines.indices.facts import UNKNOWN, Facts
from alliance.engines.indices.results import WEIGHT_ONE, FloatArray, IntArray
from alliance.engines.indices.run.rows import Row, measured

TOTALS = ("B1m", "B1w", "B2", "B3", "B4")
COUPLED = ("C1", "C2", "C3", "C4", "C5")
DIVISION = 1
"""Depth of divisions below the sections of the code list."""


def structures(facts: Facts) -> Iterator[Row]:
    """B1 of every industry, and the totals; all of B is unknown without statistics."""
    if not len(facts.share_industry):
        unknown = {"unknown": "no_statistics"}
        yield from (
            measured(code, structure.VERSION, 0, 0, None, detail=unknown) for code in TOTALS
        )
        return
    targets, q, s, apart = sides(facts)
    found = structure.structure(q, s)
    codes = [facts.industry_codes[place] for place in targets]
    detail: dict[str, Any] = {
        "no_provision": [codes[place] for place in found.no_provision],
        "unsought": [codes[place] for place in found.unsought],
        "apart": round(apart, 6),
        "shares_by": facts.parameters.shares_by,
    }
    if not s.any():
        detail["unknown"] = "no_education"
    elif found.no_provision:
        detail["unknown"] = "no_provision"
    for code, wanted, given, deviation in zip(codes, q, s, found.deviation, strict=True):
        yield measured(
            "B1", structure.VERSION, wanted, given, float(deviation), dimension="industry", key=code
        )
    known = int((np.isfinite(found.deviation)).sum())
    parts = {
        "B1m": (None if found.mean is None else found.mean * known, float(known), found.mean),
        "B1w": (found.weighted, 1.0, found.weighted),
        "B2": (found.theil, 1.0, found.theil),
        "B3": (
            found.similarity_parts.numerator,
            found.similarity_parts.denominator,
            found.similarity,
        ),
        "B4": (found.dissimilarity, 1.0, found.dissimilarity),
    }
    for code, (numerator, denominator, value) in parts.items():
        known_detail = {k: v for k, v in detail.items() if k != "unknown" or value is None}
        yield measured(code, structure.VERSION, numerator, denominator, value, detail=known_detail)


def sides(facts: Facts) -> tuple[IntArray, FloatArray, FloatArray, float]:
    """Industries compared, their shares q and s, and the part of education that none of them has."""
    targets = compared(facts)
    values = np.zeros(len(facts.industry_codes))
    values[facts.share_industry] = facts.share_value
    wanted = structure.roll_up(values, facts.industry_parent, targets)
    amount = amounts(facts)
    links = Lists(indptr=facts.ind_indptr, item=facts.ind, items=len(facts.industry_codes))
    led = structure.spread(amount, links, facts.ind_weight, whole=WEIGHT_ONE)
    given = structure.roll_up(led, facts.industry_parent, targets)
    total = float(np.nan_to_num(amount).sum())
    apart = 1 - float(given.at_targets.sum()) / total if total else 0.0
    return targets, structure.shares(wanted.at_targets), structure.shares(given.at_targets), apart


def amounts(facts: Facts) -> FloatArray:
    """What each program adds to its industries' share of education; NaN where not stated.

    Few graduates count as not stated: the share of an industry to which a single program leads is
    their number.
    """
    by = facts.parameters.shares_by
    if by == "points":
        return np.ones(len(facts))
    column: IntArray = getattr(facts, by)
    unknown = column < 0
    if by == "graduates":
        unknown |= (column > 0) & (column < facts.parameters.smallest)
    return np.where(unknown, np.nan, column.astype(np.float64))


def compared(facts: Facts) -> IntArray:
    """Positions of the industries at which family B compares, in code order."""
    if facts.parameters.structure_level == "key":
        return facts.key
    top = facts.section[facts.share_industry]
    if facts.parameters.structure_level == "section":
        return np.unique(top)
    chosen = facts.share_industry
    depth = depths(facts)
    while (deep := depth[chosen] > DIVISION).any():
        chosen = np.where(deep, facts.industry_parent[chosen], chosen)
    return np.unique(chosen)


def depths(facts: Facts) -> IntArray:
    """Steps from each industry up to its section."""
    depth = np.zeros(len(facts.industry_codes), np.int64)
    above = facts.industry_parent.copy()
    while (climbing := above >= 0).any():
        depth[climbing] += 1
        above[climbing] = facts.industry_parent[above[climbing]]
    return depth


def couplings(facts: Facts) -> Iterator[Row]:
    """C of every year of the panel; the newest one stands for the region."""
    if not facts.coupling or not facts.panel_keys:
        reason = "no_statistics" if facts.coupling else "no_edition"
        yield from coupled(None, None, {"unknown": reason})
        return
    told = {name: facts.coupling[name] for name in ("edition", "method") if name in facts.coupling}
    for row, year in enumerate(facts.panel_keys):
        scores = {
            side: score_of(
                facts.coupling.get(side), table[row], names, facts.coupling.get("method", "expert")
            )
            for side, table, names in (
                ("education", facts.panel_education, facts.panel_education_names),
                ("industry", facts.panel_industry, facts.panel_industry_names),
            )
        }
        one, other = (scores[side][0] for side in ("education", "industry"))
        detail = {**told, "year": year}
        detail |= {f"{side}_parts": parts for side, (_, parts) in scores.items()}
        if one is None or other is None:
            detail["unknown"] = "no_weights" if not facts.coupling.get("education") else "gap"
        yield from coupled(one, other, detail, dimension="year", key=year)
        if row == len(facts.panel_keys) - 1:
            yield from coupled(one, other, detail)


def score_of(
    pinned: Sequence[Mapping[str, Any]] | None,
    row: FloatArray,
    names: Sequence[str],
    method: coupling.Method,
) -> tuple[float | None, list[dict[str, Any]]]:
    """One side's score, with its indicators as they entered it."""
    if not pinned:
        return None, []
    scale = coupling.Pinned(
        weights=np.array([one["weight"] for one in pinned], np.float64),
        minima=np.array([one["minimum"] for one in pinned], np.float64),
        maxima=np.array([one["maximum"] for one in pinned], np.float64),
        method=method,
    )
    found = coupling.score(row, scale)
    parts = [
        {"code": name, "scaled": scaled, "weight": weight}
        for name, (scaled, weight) in zip(names, found.parts, strict=True)
    ]
    return found.value, parts


def coupled(
    education: float | None, industry: float | None, detail: Mapping[str, Any], **where: Any
) -> Iterator[Row]:
    found = coupling.couple(education, industry)
    told = {**detail, "u1": education, "u2": industry}
    one, other = education or 0.0, industry or 0.0
    least, greatest = min(one, other), max(one, other)
    product = (found.coupling or 0.0) * (found.development or 0.0)
    modified = (found.modified or 0.0) * (found.development or 0.0)
    parts = {
        "C1": (2 * float(np.sqrt(one * other)), one + other, found.coupling, None),
        "C2": (found.development, 1.0, found.development, None),
        "C3": (product, 1.0, found.coordination, found.band),
        "C4": ((1 - (greatest - least)) * least, greatest, found.modified, None),
        "C5": (modified, 1.0, found.modified_coordination, found.modified_band),
    }
    for code in COUPLED:
        numerator, denominator, value, band = parts[code]
        said = told if band is None else {**told, "band": band}
        yield measured(code, coupling.VERSION, numerator, denominator, value, detail=said, **where)


def contributions(facts: Facts) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """What each program adds to the compared industries: (row, column, amount, q).

    For leave-one-out: s without a program is the sum minus its rows.
    """
    targets = compared(facts)
    column = facts.nearest(targets)[facts.ind]
    amount = np.nan_to_num(amounts(facts))[facts.ind_owner] * facts.ind_weight / WEIGHT_ONE
    kept = (column != UNKNOWN) & (amount > 0)
    _, q, _, _ = sides(facts)
    return facts.ind_owner[kept], column[kept], amount[kept], q

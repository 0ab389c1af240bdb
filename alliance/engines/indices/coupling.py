"""Index C: how far education and industry develop together (耦合协调度).

U1, U2 ∈ [0, 1] are the scores of education and of industry.

    C = 2√(U1·U2) / (U1 + U2)         how even the two are
    T = α·U1 + β·U2                    how far developed; α + β = 1, each ½ unless stated
    D = √(C·T)                         both
    C' = √((1 − |U1 − U2|) · min/max)   the modified form of Wang et al. (2021) for two systems
    D' = √(C'·T)

C alone misleads: it is 1 where both are equally poor. Whoever shows C shows T, D and C' beside it.
Where both scores are 0 the denominators of C and C' are empty: C, C', D and D' are unknown.

Bands of D, upper bound included: 0–.1 极度失调, –.2 严重失调, –.3 中度失调, –.4 轻度失调, –.5 濒临失调,
–.6 勉强协调, –.7 初级协调, –.8 中级协调, –.9 良好协调, –1 优质协调.

A score is a weighted sum of indicators, each scaled to [0.01, 0.99] between the least and the
greatest value of the panel it was pinned on. Weights by entropy, y_ij being the scaled value of
row i and indicator j:

    p_ij = y_ij / Σ_i y_ij      e_j = −(1 / ln n) Σ_i p_ij ln p_ij      w_j = (1 − e_j) / Σ (1 − e_j)

They depend on the panel, so they are pinned per edition: two years are compared under one pin.
Experts' weights are the alternative. All indicators rise with development.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Literal

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError
from alliance.engines.indices.arrays import (
    EVEN,
    ONE,
    BoolArray,
    FloatArray,
    floats,
    places,
    same_length,
    weighed,
)

VERSION = "C-1"

BANDS = (
    "extreme",
    "severe",
    "moderate",
    "mild",
    "verge",
    "barely",
    "primary",
    "intermediate",
    "good",
    "quality",
)
"""Codes of the bands of D, a tenth each."""

LOWEST, HIGHEST = 0.01, 0.99
"""Ends of the scale of an indicator: entropy takes logarithms, so nothing may be 0."""

Method = Literal["entropy", "expert"]


@dataclass(frozen=True, kw_only=True)
class Coupling:
    """Index C of one region and year; None is unknown. `modified` is C', its D is D'."""

    version: str
    education: float | None
    industry: float | None
    alpha: float
    beta: float
    coupling: float | None
    development: float | None
    coordination: float | None
    band: str | None
    modified: float | None
    modified_coordination: float | None
    modified_band: str | None


def couple(
    education: float | None, industry: float | None, *, alpha: float = 0.5, beta: float = 0.5
) -> Coupling:
    """Couple two scores; where one is None all is unknown.

    InputError names `education`, `industry` (outside 0..1), `alpha` or `beta`.
    """
    for name, score_of in (("education", education), ("industry", industry)):
        if score_of is not None:
            _unit(name, score_of)
    _unit("alpha", alpha)
    _unit("beta", beta)
    if abs(alpha + beta - 1) > ONE:
        raise InputError(field="beta", detail=f"alpha and beta sum to {alpha + beta:.12g}, not 1")
    even = grown = both = modified = modified_both = None
    if education is not None and industry is not None:
        grown = alpha * education + beta * industry
        if education > 0 or industry > 0:
            even = min(2 * sqrt(education * industry) / (education + industry), 1.0)
            least, greatest = sorted((education, industry))
            modified = sqrt((1 - (greatest - least)) * least / greatest)
            both, modified_both = sqrt(even * grown), sqrt(modified * grown)
    return Coupling(
        version=VERSION,
        education=education,
        industry=industry,
        alpha=alpha,
        beta=beta,
        coupling=even,
        development=grown,
        coordination=both,
        band=band_of(both),
        modified=modified,
        modified_coordination=modified_both,
        modified_band=band_of(modified_both),
    )


def band_of(coordination: float | None) -> str | None:
    """Code of the band of a D of 0..1; None where unknown. Raises InputError for other values."""
    if coordination is None:
        return None
    _unit("coordination", coordination)
    bounds = np.arange(1, len(BANDS)) / len(BANDS)
    return BANDS[int(np.searchsorted(bounds + EVEN, coordination, side="left"))]


@dataclass(frozen=True, kw_only=True, eq=False)
class Pinned:
    """Weights and scale of a side's indicators, as an edition keeps them.

    weights            float64[indicators] ≥ 0, sum 1
    minima, maxima     ends of every indicator's scale; apart wherever the weight is not 0
    method             where the weights come from

    Raises InputError naming the array, with the indicator as its row.
    """

    weights: FloatArray
    minima: FloatArray
    maxima: FloatArray
    method: Method

    def __post_init__(self) -> None:
        """Check the three against one another."""
        weights = floats("weights", self.weights)
        minima = floats("minima", self.minima, least=None)
        maxima = floats("maxima", self.maxima, least=None)
        same_length(weights=weights, minima=minima, maxima=maxima)
        if abs(float(weights.sum()) - 1) > ONE:
            raise InputError(field="weights", detail=f"sum to {weights.sum():.12g}, not 1")
        flat = np.flatnonzero((maxima <= minima) & ((weights > 0) | (maxima < minima)))
        if len(flat):
            row = int(flat[0])
            detail = f"{maxima[row]:g} is not over the minimum {minima[row]:g}"
            raise InputError(field="maxima", detail=detail, row=row)
        for name, array in (("weights", weights), ("minima", minima), ("maxima", maxima)):
            object.__setattr__(self, name, array)


@dataclass(frozen=True, kw_only=True, eq=False)
class EntropyWeights:
    """What a panel says about its indicators.

    pinned      None where the panel cannot tell: under two whole rows, or nothing varies
    entropy     float64[indicators]: e_j; 1 where an indicator is the same in every row (it tells
                nothing and weighs 0), NaN where unknown
    left_out    rows of the panel in which an indicator is unknown
    rows        rows that were used
    """

    pinned: Pinned | None
    entropy: FloatArray
    left_out: tuple[int, ...]
    rows: int


def entropy_weights(panel: npt.ArrayLike) -> EntropyWeights:
    """Weigh indicators, float64[rows, indicators], NaN unknown, by how much they tell rows apart.

    InputError names `panel`.
    """
    table = floats("panel", panel, least=None, unknown=True, ndim=2)
    whole: BoolArray = ~np.asarray(np.isnan(table).any(axis=1))
    left_out = places(~whole)
    table = table[whole]
    rows, indicators = table.shape
    if rows < 2:
        unknown = np.full(indicators, np.nan)
        return EntropyWeights(pinned=None, entropy=unknown, left_out=left_out, rows=rows)
    minima, maxima = table.min(axis=0), table.max(axis=0)
    entropy = np.ones(indicators)
    varies = maxima > minima
    scaled = _scaled(table[:, varies], minima[varies], maxima[varies])
    part = scaled / scaled.sum(axis=0)
    entropy[varies] = -(part * np.log(part)).sum(axis=0) / np.log(rows)
    told = np.maximum(1 - entropy, 0.0)
    pinned = None
    if told.sum() > 0:
        pinned = Pinned(weights=told / told.sum(), minima=minima, maxima=maxima, method="entropy")
    return EntropyWeights(pinned=pinned, entropy=entropy, left_out=left_out, rows=rows)


@dataclass(frozen=True, kw_only=True)
class Score:
    """One side's score of one row.

    value      Σ w_j y_j, 0.01..0.99; None where an indicator that weighs something is unknown
    parts      (scaled value y_j or None, weight w_j) of every indicator
    unknown    positions of the indicators that are unknown and weigh something
    clipped    positions of the indicators outside the pinned scale: they count as its end
    """

    value: float | None
    parts: tuple[tuple[float | None, float], ...]
    unknown: tuple[int, ...]
    clipped: tuple[int, ...]


def score(row: npt.ArrayLike, pinned: Pinned) -> Score:
    """Score a row of indicators, NaN unknown, under pinned weights; InputError names `row`."""
    values = floats("row", row, least=None, unknown=True)
    same_length(pinned=pinned.weights, row=values)
    weighs = pinned.weights > 0
    outside = weighs & ((values < pinned.minima) | (values > pinned.maxima))
    missing = places(weighs & np.isnan(values))
    scaled = np.full(len(values), np.nan)
    scaled[weighs] = _scaled(values[weighs], pinned.minima[weighs], pinned.maxima[weighs])
    return Score(
        value=None if missing else float(weighed(scaled[weighs], pinned.weights[weighs])),
        parts=tuple(
            (None if np.isnan(y) else float(y), float(weight))
            for y, weight in zip(scaled, pinned.weights, strict=True)
        ),
        unknown=missing,
        clipped=places(outside),
    )


def _scaled(values: FloatArray, minima: FloatArray, maxima: FloatArray) -> FloatArray:
    """Min–max to [LOWEST, HIGHEST]; beyond the ends counts as the end."""
    place = np.clip((values - minima) / (maxima - minima), 0.0, 1.0)
    return LOWEST + (HIGHEST - LOWEST) * place


def _unit(field: str, value: float) -> None:
    """Refuse what is not between 0 and 1."""
    if not isfinite(value) or not 0 <= value <= 1:
        raise InputError(field=field, detail=f"{value} is not between 0 and 1")

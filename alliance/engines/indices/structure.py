"""Index B: does the structure of education follow the structure of industry?

q_k is the share of industry k in the region (value added or employment), s_k the share of the
education that leads there (program points, intake or graduates through the crosswalk weights);
each sums to 1, or is 0 everywhere: unknown.

    B1  SD_k = q_k / s_k − 1       0 balanced, > 0 under-provision, < 0 over-provision
        totals: (1/n) Σ |SD_k|  and  Σ q_k |SD_k|
    B2  TL = Σ q_k ln(q_k / s_k)   0 where equal; never negative
    B3  S = Σ q_k s_k / √(Σ q_k² Σ s_k²)      1 where equal
    B4  D = ½ Σ |q_k − s_k|        0 where equal, 1 where nothing is shared

The sign of SD is ours: the literature uses both, so whoever prints it prints this line. B2 is
Theil's information measure (1967), B3 the structural similarity coefficient of UNIDO, B4 the
dissimilarity index of Duncan and Duncan (1955).

Industries without provision (s_k = 0 < q_k) have no SD. They are listed, and they make B2 and the
two totals of B1 unknown: a total that leaves out the worst gaps would look better the more gaps
there are. What the others say is kept beside it (`covered_mean`, `covered_weighted`), with the
share of industry that it covers as its denominator. Unsought ones (q_k = 0 < s_k) have SD = −1 and
count. An industry that neither side has is in no figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError
from alliance.engines.indices.arrays import (
    ONE,
    FloatArray,
    Lists,
    Quotient,
    divided,
    floats,
    integers,
    known_or_none,
    places,
    same_length,
    summed,
    weighed,
)

VERSION = "B-1"

NOWHERE = -1
"""Parent of an industry at the top of the tree."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Totals:
    """The totals of B for many education structures against one q; float64[rows], NaN unknown."""

    mean: FloatArray
    weighted: FloatArray
    theil: FloatArray
    similarity: FloatArray
    dissimilarity: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Structure:
    """Index B of one region.

    deviation            float64[k]: SD_k, NaN where there is none
    no_provision         industries with q > 0 and s = 0, as positions
    unsought             industries with s > 0 and q = 0
    mean, weighted       totals of |SD|; None where any industry has no provision
    covered_mean         Σ |SD_k| over the industries with provision / their number
    covered_weighted     Σ q_k |SD_k| over them / the share q of industry that they make
    theil, similarity, dissimilarity   None where unknown
    similarity_parts     numerator and denominator of B3

    Where q or s is unknown as a whole, every value is None, and neither list names anything.
    """

    version: str
    q: FloatArray
    s: FloatArray
    deviation: FloatArray
    no_provision: tuple[int, ...]
    unsought: tuple[int, ...]
    mean: float | None
    weighted: float | None
    covered_mean: Quotient
    covered_weighted: Quotient
    theil: float | None
    similarity: float | None
    similarity_parts: Quotient
    dissimilarity: float | None


def structure(q: npt.ArrayLike, s: npt.ArrayLike) -> Structure:
    """Compute every figure of B for one region; InputError names `q` or `s`."""
    industry, education = _shares_of("q", q), _shares_of("s", s)
    same_length(q=industry, s=education)
    known = bool(industry.any() and education.any())
    provided = (education > 0) & known
    deviation = _deviation(industry, education) if known else np.full(len(industry), np.nan)
    size = np.abs(deviation[provided])
    all_totals = totals(industry, education[np.newaxis, :])
    return Structure(
        version=VERSION,
        q=industry,
        s=education,
        deviation=deviation,
        no_provision=places(known & (industry > 0) & (education == 0)),
        unsought=places(provided & (industry == 0)),
        mean=known_or_none(all_totals.mean[0]),
        weighted=known_or_none(all_totals.weighted[0]),
        covered_mean=Quotient(numerator=float(size.sum()), denominator=float(provided.sum())),
        covered_weighted=Quotient(
            numerator=float(weighed(industry[provided], size)),
            denominator=float(industry[provided].sum()),
        ),
        theil=known_or_none(all_totals.theil[0]),
        similarity=known_or_none(all_totals.similarity[0]),
        similarity_parts=Quotient(
            numerator=float(weighed(industry, education)),
            denominator=float(_norms(industry, education)),
        ),
        dissimilarity=known_or_none(all_totals.dissimilarity[0]),
    )


def totals(q: npt.ArrayLike, s_rows: npt.ArrayLike) -> Totals:
    """Totals of B for every row of s_rows, float64[rows, k]; each row is one education structure.

    A scenario or a program left out is one more row. InputError names `q` or `s_rows`.
    """
    industry = _shares_of("q", q)
    rows = np.ascontiguousarray(floats("s_rows", s_rows, ndim=2))
    if rows.shape[1] != len(industry):
        detail = f"has {rows.shape[1]} industries, q has {len(industry)}"
        raise InputError(field="s_rows", detail=detail)
    sums = rows.sum(axis=1)
    wrong = np.flatnonzero((np.abs(sums - 1) > ONE) & (sums != 0))
    if len(wrong):
        detail = f"sums to {sums[wrong[0]]:.12g}, neither 1 nor 0"
        raise InputError(field="s_rows", detail=detail, row=int(wrong[0]))
    unknown = (sums == 0) | (not industry.any())
    gap = ((rows == 0) & (industry > 0)).any(axis=1) | unknown

    size = np.abs(np.nan_to_num(_deviation(industry, rows)))
    sought = industry > 0
    ratio = divided(np.broadcast_to(industry, rows.shape), rows)[:, sought]
    logs = np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0)
    return Totals(
        mean=np.where(gap, np.nan, divided(size.sum(axis=1), (rows > 0).sum(axis=1))),
        weighted=np.where(gap, np.nan, weighed(size, industry)),
        # Rounding may leave a hair under 0, which the index cannot be.
        theil=np.where(gap, np.nan, np.maximum(weighed(logs, industry[sought]), 0.0)),
        similarity=np.where(
            unknown,
            np.nan,
            np.minimum(divided(weighed(rows, industry), _norms(industry, rows)), 1.0),
        ),
        dissimilarity=np.where(
            unknown, np.nan, np.minimum(0.5 * np.abs(rows - industry).sum(axis=1), 1.0)
        ),
    )


def shares(values: npt.ArrayLike) -> FloatArray:
    """Divide amounts ≥ 0 by their sum; all 0 where the sum is 0: unknown. InputError: `values`."""
    amounts = floats("values", values)
    total = amounts.sum()
    return amounts / total if total > 0 else np.zeros_like(amounts)


def spread(amount: npt.ArrayLike, links: Lists, weight: npt.ArrayLike, *, whole: int) -> FloatArray:
    """Σ_p amount_p · w_pk for every industry k: the education that leads to each.

    amount   float64[programs] ≥ 0: points (1 each), intake or graduates; NaN: not stated, left out
    links    industries of every program
    weight   int64[links] in 1/whole of a program, together ≤ whole per program

    What a program's weights leave open leads nowhere, so the result may sum to less than the
    amounts. InputError names `amount` or `weight`.
    """
    amounts = floats("amount", amount, unknown=True)
    weights = integers("weight", weight, least=0, below=whole + 1)
    same_length(links=links, amount=amounts)
    same_length(**{"links.item": links.item, "weight": weights})
    per_row = summed(links.row, weights.astype(np.float64), len(links))
    over = np.flatnonzero(per_row > whole)
    if len(over):
        detail = f"weights sum to {per_row[over[0]]:g}, more than {whole}"
        raise InputError(field="weight", detail=detail, row=int(over[0]))
    carried = np.nan_to_num(amounts)[links.row] * weights
    return summed(links.item, carried, links.items) / whole


@dataclass(frozen=True, kw_only=True, eq=False)
class RolledUp:
    """Amounts of a tree's industries at the level at which q is given.

    at_targets   float64[targets], in the order of the targets
    apart        float64[industries]: amounts at or above no target; they are in no share
    """

    at_targets: FloatArray
    apart: FloatArray


def roll_up(amount: npt.ArrayLike, parent: npt.ArrayLike, targets: npt.ArrayLike) -> RolledUp:
    """Add every industry's amount to the nearest target at or above it.

    amount    float64[industries] ≥ 0, as `spread` gives it
    parent    int64[industries]: position of the industry above, NOWHERE at the top
    targets   positions of the industries with a share q, each once

    Nothing is lost: at_targets and apart sum to the amounts. An amount above a target (a link to
    a section, q given for its divisions) stands apart, because nobody knows which part it means.
    InputError names `amount`, `parent` (a circular tree too) or `targets`.
    """
    amounts = floats("amount", amount)
    count = len(amounts)
    above = integers("parent", parent, least=NOWHERE, below=count)
    same_length(amount=amounts, parent=above)
    chosen = integers("targets", targets, below=count)
    place = np.full(count, NOWHERE, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    if (place[chosen] != np.arange(len(chosen))).any():
        raise InputError(field="targets", detail="an industry is listed twice")

    current = np.arange(count, dtype=np.int64)
    steps = 0
    while (going := (current != NOWHERE) & (place[current] == NOWHERE)).any():
        if steps == count:
            raise InputError(field="parent", detail="is circular", row=places(going)[0])
        current = np.where(going, above[current], current)
        steps += 1
    found = current != NOWHERE
    at_targets = summed(place[current[found]], amounts[found], len(chosen))
    return RolledUp(at_targets=at_targets, apart=np.where(found, 0.0, amounts))


def _shares_of(field: str, values: npt.ArrayLike) -> FloatArray:
    """Shares that sum to 1, or to 0: unknown."""
    found = floats(field, values)
    total = float(found.sum())
    if abs(total - 1) > ONE and total != 0:
        raise InputError(field=field, detail=f"sums to {total:.12g}, neither 1 nor 0")
    return found


def _norms(industry: FloatArray, education: FloatArray) -> FloatArray:
    """√(Σ q² Σ s²) of every row of education."""
    return np.sqrt(weighed(industry, industry) * weighed(education, education))


def _deviation(industry: FloatArray, education: FloatArray) -> FloatArray:
    """SD_k; NaN where s_k = 0."""
    return divided(np.broadcast_to(industry, education.shape), education) - 1.0

"""Index F: a program's scorecard, and what its total suggests.

Every metric falls into a band, a band gives 0..100 points, a metric has a weight:

    total = Σ w_m · points_m / Σ w_m       over the metrics that are known; 0..100

An unknown metric gives no points and takes none: it is listed, and the share of the weight that is
known stands beside the total. Under a set share nothing is suggested. The percentile of a metric is
its mid-rank among the programs of the region that state it, (worse + ½ equal) / n with itself among
the equal, in the direction in which the metric is good: .5 is the middle, and alone is .5.

Thresholds, points and weights are data that people edit. A suggestion is no decision: it opens a
case, with this card as its evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError
from alliance.engines.indices.arrays import (
    EVEN,
    BoolArray,
    FloatArray,
    Quotients,
    floats,
    integers,
    same_length,
    weighed,
)

VERSION = "F-1"

MOST_POINTS = 100.0

SUGGESTIONS = ("discontinue", "downsize", "keep", "upgrade", "launch")
NO_SUGGESTION = -1


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One measured property of a program and what it is worth.

    code               its name in a card, each once
    bands              (threshold, points 0..100), thresholds rising. Where higher is better the
                       points of the greatest threshold reached count (value ≥ threshold), else
                       those of the least threshold kept (value ≤ threshold); beyond them 0
    weight             > 0
    higher_is_better   points rise along the bands, or fall along them

    Raises InputError naming the part.
    """

    code: str
    bands: tuple[tuple[float, float], ...]
    weight: float
    higher_is_better: bool = True

    def __post_init__(self) -> None:
        """Refuse bands that contradict the direction."""
        if not self.bands:
            raise InputError(field="bands", detail=f"there are none ({self.code})")
        table = floats("bands", self.bands, least=None, ndim=2)
        if table.shape[1] != 2:
            raise InputError(field="bands", detail=f"a band is no pair ({self.code})")
        floats("bands", table[:, 1], most=MOST_POINTS)
        if (np.diff(table[:, 0]) <= 0).any():
            raise InputError(field="bands", detail=f"thresholds do not rise ({self.code})")
        steps = np.diff(table[:, 1])
        if (steps < 0 if self.higher_is_better else steps > 0).any():
            way = "fall" if self.higher_is_better else "rise"
            raise InputError(field="bands", detail=f"points {way} ({self.code})")
        if floats("weight", self.weight, ndim=0) <= 0:
            raise InputError(field="weight", detail=f"{self.weight} is not over 0 ({self.code})")

    def points_of(self, values: FloatArray) -> FloatArray:
        """Points of every value; NaN where it is unknown."""
        thresholds = np.array([threshold for threshold, _ in self.bands])
        points = np.array([points for _, points in self.bands])
        if self.higher_is_better:
            place = np.searchsorted(thresholds - EVEN, values, side="right")
            found = np.concatenate(([0.0], points))[place]
        else:
            place = np.searchsorted(thresholds + EVEN, values, side="left")
            found = np.concatenate((points, [0.0]))[place]
        return np.where(np.isnan(values), np.nan, found)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Totals from which something is suggested, 0..100.

    A program that runs: under discontinue_under, discontinue; under downsize_under, downsize; from
    upgrade_from, upgrade; else keep. One that is only proposed: from launch_from, launch; else
    nothing. least_known: share of the weight that must be known, 0..1.
    """

    discontinue_under: float = 25.0
    downsize_under: float = 45.0
    upgrade_from: float = 80.0
    launch_from: float = 60.0
    least_known: float = 0.5

    def __post_init__(self) -> None:
        """Refuse thresholds that overlap; InputError names one."""
        for name in ("discontinue_under", "downsize_under", "upgrade_from", "launch_from"):
            floats(name, getattr(self, name), most=MOST_POINTS, ndim=0)
        floats("least_known", self.least_known, most=1.0, ndim=0)
        for lower, upper in (
            ("discontinue_under", "downsize_under"),
            ("downsize_under", "upgrade_from"),
        ):
            if getattr(self, lower) > getattr(self, upper):
                raise InputError(field=lower, detail=f"is over {upper}")


@dataclass(frozen=True, kw_only=True)
class Card:
    """Metrics and advice; a region's own, or the default. Raises InputError naming `metrics`."""

    metrics: tuple[Metric, ...]
    advice: Advice = Advice()

    def __post_init__(self) -> None:
        """Refuse a metric that is listed twice, and a card without any."""
        codes = [metric.code for metric in self.metrics]
        if not codes or len(set(codes)) != len(codes):
            raise InputError(field="metrics", detail="a metric is listed twice, or there is none")

    def as_data(self) -> dict[str, Any]:
        """The card as JSON can keep it."""
        return {
            "metrics": [
                {
                    "code": metric.code,
                    "bands": [list(band) for band in metric.bands],
                    "weight": metric.weight,
                    "higher_is_better": metric.higher_is_better,
                }
                for metric in self.metrics
            ],
            "advice": dict(vars(self.advice)),
        }


DEFAULT_CARD = Card(
    metrics=(
        Metric(code="key_weight", bands=((0.25, 40), (0.5, 70), (0.8, 100)), weight=3),
        Metric(code="openings_per_graduate", bands=((0.5, 30), (0.8, 60), (1.2, 100)), weight=3),
        Metric(code="destination", bands=((0.7, 30), (0.85, 60), (0.95, 100)), weight=2),
        Metric(code="related", bands=((0.4, 30), (0.6, 60), (0.8, 100)), weight=2),
        Metric(code="local", bands=((0.2, 30), (0.4, 60), (0.6, 100)), weight=1),
        Metric(code="intake_filled", bands=((0.5, 30), (0.75, 60), (0.95, 100)), weight=2),
        Metric(code="skills_covered", bands=((0.3, 30), (0.5, 60), (0.7, 100)), weight=2),
    )
)
"""Where a region has set none: the weight of key industries, D1's openings ÷ graduates, G's rates,
enrolment ÷ planned intake, E1. The figures are ours, to start from."""


def card_of(data: Mapping[str, Any]) -> Card:
    """Read a card from what `as_data` wrote or somebody edited; InputError says what is wrong."""
    metrics = []
    for place, entry in enumerate(_list("metrics", data.get("metrics"))):
        at = f"metrics[{place}]"
        if not isinstance(entry, Mapping) or not isinstance(entry.get("code"), str):
            raise InputError(field=at, detail="is no metric with a code")
        bands = [
            (_number(f"{at}.bands[{row}]", pair, 0), _number(f"{at}.bands[{row}]", pair, 1))
            for row, pair in enumerate(_list(f"{at}.bands", entry.get("bands")))
        ]
        higher = entry.get("higher_is_better", True)
        if not isinstance(higher, bool):
            raise InputError(field=f"{at}.higher_is_better", detail="is neither true nor false")
        try:
            metric = Metric(
                code=entry["code"],
                bands=tuple(bands),
                weight=_number(f"{at}.weight", [entry.get("weight")], 0),
                higher_is_better=higher,
            )
        except InputError as error:
            if error.field.startswith(at):
                raise
            raise InputError(field=f"{at}.{error.field}", detail=error.detail) from error
        metrics.append(metric)
    thresholds = data.get("advice", {})
    if not isinstance(thresholds, Mapping) or set(thresholds) - set(vars(Advice())):
        raise InputError(field="advice", detail="holds something that is no threshold of advice")
    numbers = {name: _number(f"advice.{name}", [value], 0) for name, value in thresholds.items()}
    return Card(metrics=tuple(metrics), advice=Advice(**numbers))


@dataclass(frozen=True, kw_only=True, eq=False)
class Scores:
    """Scorecards of n programs under a card of m metrics.

    points       float64[n, m]: 0..100, NaN where the metric is unknown
    percentile   float64[n, m]: 0..1 among the programs of the same group, NaN where unknown
    total        Σ w·points over Σ w of the known metrics; value 0..100
    known        share of the card's weight that is known, 0..1
    unknown      per program the codes of its unknown metrics
    suggestion   int8[n]: position in SUGGESTIONS, or NO_SUGGESTION
    """

    version: str
    points: FloatArray
    percentile: FloatArray
    total: Quotients
    known: FloatArray
    unknown: tuple[tuple[str, ...], ...]
    suggestion: npt.NDArray[np.int8]


def scorecards(
    card: Card, values: npt.ArrayLike, *, group: npt.ArrayLike, running: npt.ArrayLike
) -> Scores:
    """Score programs.

    values    float64[n, m] in the order of the card's metrics, NaN: unknown
    group     int64[n] ≥ 0: the region, or region and level, within which percentiles are taken
    running   bool[n]: whether the program runs, or is only proposed

    InputError names the argument.
    """
    table = floats("values", values, least=None, unknown=True, ndim=2)
    if table.shape[1] != len(card.metrics):
        detail = f"has {table.shape[1]} columns, the card {len(card.metrics)} metrics"
        raise InputError(field="values", detail=detail)
    groups = integers("group", group)
    runs = np.asarray(running, dtype=np.bool_)
    same_length(values=table, group=groups, running=runs)
    weights = np.array([metric.weight for metric in card.metrics])
    points, percentile = np.empty_like(table), np.empty_like(table)
    for column, metric in enumerate(card.metrics):
        points[:, column] = metric.points_of(table[:, column])
        good = table[:, column] if metric.higher_is_better else -table[:, column]
        percentile[:, column] = mid_rank(good, groups)
    stated = ~np.isnan(points)
    total = Quotients(
        numerator=weighed(np.nan_to_num(points), weights),
        denominator=weighed(stated * 1.0, weights),
    )
    known = total.denominator / weights.sum()
    codes = np.array([metric.code for metric in card.metrics], dtype=object)
    return Scores(
        version=VERSION,
        points=points,
        percentile=percentile,
        total=total,
        known=known,
        unknown=tuple(tuple(codes[~row]) for row in stated),
        suggestion=_suggested(card.advice, total.value, known, runs),
    )


def mid_rank(values: FloatArray, group: npt.ArrayLike) -> FloatArray:
    """(Number below + ½ number equal, itself among them) / number, within each group.

    NaN values are in no count and have no rank. InputError names `values` or `group`.
    """
    table = floats("values", values, least=None, unknown=True)
    groups = integers("group", group)
    same_length(values=table, group=groups)
    ranks = np.full(len(table), np.nan)
    stated = np.flatnonzero(~np.isnan(table))
    if not len(stated):
        return ranks
    _, member = np.unique(groups[stated], return_inverse=True)
    order = np.lexsort((table[stated], member))
    value, home = table[stated][order], member[order]
    new_group = np.concatenate(([True], home[1:] != home[:-1]))
    new_value = new_group | np.concatenate(([True], value[1:] != value[:-1]))
    size = np.bincount(home)
    begin = np.concatenate(([0], np.cumsum(size)))[:-1]
    run = np.cumsum(new_value) - 1
    first = np.flatnonzero(new_value)
    equal = np.diff(np.append(first, len(value)))
    ranks[stated[order]] = (first[run] - begin[home] + equal[run] / 2) / size[home]
    return ranks


def _suggested(
    advice: Advice, total: FloatArray, known: FloatArray, running: BoolArray
) -> npt.NDArray[np.int8]:
    """Positions in SUGGESTIONS."""
    found = np.full(len(total), SUGGESTIONS.index("keep"), dtype=np.int8)
    found[total < advice.downsize_under - EVEN] = SUGGESTIONS.index("downsize")
    found[total < advice.discontinue_under - EVEN] = SUGGESTIONS.index("discontinue")
    found[total >= advice.upgrade_from - EVEN] = SUGGESTIONS.index("upgrade")
    launch = total >= advice.launch_from - EVEN
    found[~running] = np.where(launch[~running], SUGGESTIONS.index("launch"), NO_SUGGESTION)
    found[np.isnan(total) | (known < advice.least_known - EVEN)] = NO_SUGGESTION
    return found


def _list(field: str, value: object) -> Sequence[Any]:
    """A list of edited data."""
    if not isinstance(value, list | tuple):
        raise InputError(field=field, detail="is no list")
    return value


def _number(field: str, pair: object, place: int) -> float:
    """A number of edited data; true and false are none."""
    if isinstance(pair, list | tuple) and place < len(pair):
        number = pair[place]
        if isinstance(number, int | float) and not isinstance(number, bool):
            return float(number)
    raise InputError(field=field, detail="is no number")

"""Index C: what education and industry of a region were year by year, and how it is weighed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Q, Sum

from alliance.alignment.enums import Dimension
from alliance.alignment.inputs.loop import end_of
from alliance.alignment.models import AlignmentRun, IndexValue
from alliance.consortia.enums import CouplingMethod, StatisticMeasure
from alliance.consortia.inputs import figures_on
from alliance.consortia.models import CouplingEdition, IndustryStatistic
from alliance.engines.indices import coupling as engine
from alliance.reference.models import Region
from enterprises.models import Demand, Enterprise
from programs.models import Program
from talent.leaf import Rollup

SIDES = ("education", "industry")
KEPT = 12
"""Decimals of weights and limits. A run uses what it pins, so that the next one reads the same."""
Yearly = Mapping[int, float]


@dataclass(frozen=True)
class Panel:
    """Indicators by year; `data` is how the edition in force weighs them, as JSON holds it."""

    keys: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict.fromkeys(SIDES, ()))
    tables: Mapping[str, npt.NDArray[np.float64]] = field(
        default_factory=lambda: {side: np.zeros((0, 0)) for side in SIDES}
    )
    data: Mapping[str, Any] = field(default_factory=dict)
    edition: CouplingEdition | None = None
    to_pin: bool = False
    """Whether the weights were computed here and are not yet on record with the edition."""


def read(region: Region, as_of: date, outcomes: Rollup) -> Panel:
    """The panel of the years that statistics tell of; empty where no edition is in force."""
    edition = CouplingEdition.objects.in_force(region.pk, as_of).first()
    if edition is None:
        return Panel()
    years = sorted(totals(region, StatisticMeasure.VALUE_ADDED, as_of))
    readers = readers_of(region, as_of, years, outcomes)
    names = {
        side: tuple(one["code"] for one in edition.indicators if one["side"] == side)
        for side in SIDES
    }
    known = {code: readers[code]() for side in SIDES for code in names[side]}
    tables = {
        side: np.array(
            [[known[code].get(year, np.nan) for code in names[side]] for year in years], np.float64
        ).reshape(len(years), len(names[side]))
        for side in SIDES
    }
    weighed = weigh(edition, names, tables)
    return Panel(
        keys=tuple(str(year) for year in years),
        names=names,
        tables=tables,
        data={"edition": edition.name, "method": edition.method, **(weighed or {})},
        edition=edition,
        to_pin=weighed is not None and not is_pinned(edition) and all_vary(weighed),
    )


def is_pinned(edition: CouplingEdition) -> bool:
    return all(one.get("weight") is not None for one in edition.indicators)


def weigh(
    edition: CouplingEdition,
    names: Mapping[str, tuple[str, ...]],
    tables: Mapping[str, npt.NDArray[np.float64]],
) -> dict[str, Any] | None:
    """Weights and limits of each side's indicators; None where the years are too few for any."""
    if is_pinned(edition):
        return {
            side: [
                {name: as_number(one[name]) for name in ("weight", "minimum", "maximum")}
                for one in edition.indicators
                if one["side"] == side
            ]
            for side in SIDES
        }
    if edition.method != CouplingMethod.ENTROPY:
        return None
    found: dict[str, Any] = {}
    for side in SIDES:
        pinned = engine.entropy_weights(tables[side]).pinned
        if pinned is None or not names[side]:
            return None
        found[side] = [
            {
                "weight": round(float(weight), KEPT),
                "minimum": round(float(low), KEPT),
                "maximum": round(float(high), KEPT),
            }
            for weight, low, high in zip(pinned.weights, pinned.minima, pinned.maxima, strict=True)
        ]
    return found


def all_vary(weighed: Mapping[str, list[dict[str, float]]]) -> bool:
    """Whether each indicator has a scale. One that stood still weighs nothing so far; pinned like
    that it would weigh nothing for ever, so the panel is weighed anew until it has moved.
    """
    return all(one["minimum"] < one["maximum"] for side in weighed.values() for one in side)


def pinned(edition: CouplingEdition, panel: Panel) -> list[dict[str, Any]]:
    """The edition's indicators with the weights and limits that the panel was read with."""
    scales = {side: dict(zip(panel.names[side], panel.data[side], strict=True)) for side in SIDES}
    return [
        {
            **one,
            **{name: str(value) for name, value in scales[one["side"]][one["code"]].items()},
        }
        for one in edition.indicators
    ]


def as_number(value: Any) -> float:
    return float(value)


def readers_of(
    region: Region, as_of: date, years: list[int], outcomes: Rollup
) -> Mapping[str, Callable[[], Yearly]]:
    """How each indicator is read; one that the edition does not name is not."""
    rates = past_rates(region, years)

    def graduates() -> Yearly:
        return cohorts(outcomes, "graduates")

    def placed() -> Yearly:
        known, placed = cohorts(outcomes, "known"), cohorts(outcomes, "placed")
        return {year: placed[year] / count for year, count in known.items() if count}

    return {
        "programs": lambda: {
            year: Program.objects.open_on(date(year, 12, 31)).in_region(region.prefix).count()
            for year in years
        },
        "graduates": graduates,
        "placed_rate": placed,
        "enrolment": lambda: {year: float(row.denominator) for year, row in rates["A2"].items()},
        "aligned_share": lambda: {
            year: float(row.value) for year, row in rates["A1"].items() if row.value is not None
        },
        "value_added": lambda: totals(region, StatisticMeasure.VALUE_ADDED, as_of),
        "employment": lambda: totals(region, StatisticMeasure.EMPLOYMENT, as_of),
        "enterprises": lambda: {
            year: Enterprise.objects.filter(
                organisation__region__code__startswith=region.prefix,
                created_at__lt=end_of(date(year, 12, 31)),
            ).count()
            for year in years
        },
        "openings": lambda: {year: seats_of(region, year) for year in years},
    }


def totals(region: Region, measure: StatisticMeasure, as_of: date) -> dict[int, float]:
    """A measure over all industries by year; what stands inside another counts once."""
    rows = IndustryStatistic.objects.filter(region=region, measure=measure, year__lte=as_of.year)
    years = rows.order_by("year").values_list("year", flat=True).distinct()
    return {
        year: float(sum(figures_on(region.pk, date(year, 12, 31), measure).values.values()))
        for year in years
    }


def seats_of(region: Region, year: int) -> float:
    published = Demand.objects.filter(
        region__code__startswith=region.prefix, published_at__year=year
    )
    return float(published.aggregate(seats=Sum("headcount"))["seats"] or 0)


def cohorts(outcomes: Rollup, column: str) -> dict[int, float]:
    """A count of graduates by their year."""
    found: dict[int, float] = {}
    for year, count in zip(outcomes.year.tolist(), outcomes.of(column).tolist(), strict=True):
        found[year] = found.get(year, 0.0) + count
    return found


def past_rates(region: Region, years: list[int]) -> dict[str, dict[int, IndexValue]]:
    """A1 and A2 of each year's last published run."""
    if not years:
        return {"A1": {}, "A2": {}}
    runs = (
        AlignmentRun.objects.published()
        .filter(region=region, as_of__year__in=years)
        .order_by("as_of__year", "-as_of", "-pk")
        .distinct("as_of__year")
    )
    rows = IndexValue.objects.filter(
        Q(index="A1") | Q(index="A2"),
        run__in=runs.values("pk"),
        level="",
        dimension=Dimension.REGION,
    )
    found: dict[str, dict[int, IndexValue]] = {"A1": {}, "A2": {}}
    for row in rows.select_related("run"):
        found[row.index][row.run.as_of.year] = row
    return found

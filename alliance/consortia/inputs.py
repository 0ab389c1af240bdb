"""Figures of a region's industries as computations read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from alliance.consortia.enums import StatisticMeasure
from alliance.consortia.models import IndustryStatistic
from alliance.reference.models import Industry


@dataclass(frozen=True)
class Figures:
    """One measure of a region in one year, by industry; no industry stands inside another."""

    year: int | None = None
    values: Mapping[str, Decimal] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


def figures_on(region: str, on: date, measure: StatisticMeasure) -> Figures:
    """The newest year on record that is not after the day's, its figures without double counting.

    Where a section and divisions of it are both on record, the section stands for them.
    """
    rows = IndustryStatistic.objects.filter(
        region_id=region, measure=measure, year__lte=on.year
    ).order_by("industry_id")
    year = rows.order_by("-year").values_list("year", flat=True).first()
    if year is None:
        return Figures()
    found = list(rows.filter(year=year).values_list("industry_id", "value", "source"))
    values = {code: value for code, value, _source in found}
    parents = dict(Industry.objects.values_list("code", "parent_id"))

    def inside(code: str) -> bool:
        above = parents.get(code)
        while above is not None and above not in values:
            above = parents.get(above)
        return above is not None

    return Figures(
        year=year,
        values={code: value for code, value in values.items() if not inside(code)},
        sources=tuple(dict.fromkeys(source for _code, _value, source in found)),
    )


def shares_on(region: str, on: date, measure: StatisticMeasure) -> dict[str, Decimal]:
    """Industry code → value, as `figures_on`; empty where nothing is on record."""
    return dict(figures_on(region, on, measure).values)

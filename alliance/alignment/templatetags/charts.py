"""Drawings and figures of the alignment pages: `{% load charts %}`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from alliance.alignment.charts import (
    LineChart,
    bar,
    heat_class,
    interval_bar,
    percent_of,
    signed_bar,
)
from alliance.alignment.figures import Figure
from alliance.alignment.models import AlignmentRun
from alliance.alignment.words import band_of, unknown_because
from alliance.engines.indices import WEIGHT_ONE

register = template.Library()


@register.filter
def heat(figure: Figure | None) -> str:
    """Class of a heat map's cell."""
    step = None if figure is None else heat_class(figure.value)
    return "heat-none" if step is None else f"heat-{step}"


@register.filter
def tau(run: AlignmentRun) -> Decimal:
    """The threshold that a run was asked with, as a part of a program."""
    return Decimal(run.parameters.get("tau", WEIGHT_ONE // 2)) / WEIGHT_ONE


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """A mapping's value by a key that is a variable; None where it has none."""
    return mapping.get(key)


@register.inclusion_tag("alignment/charts/line.html")
def line(chart: LineChart | None) -> dict[str, object]:
    """Lines over a common axis with their legend; nothing where there is nothing to draw."""
    return {"chart": chart}


@register.inclusion_tag("alignment/charts/pair.html")
def pair_bar(first: Decimal | None, second: Decimal | None, most: Decimal) -> dict[str, object]:
    """Two quantities under one another on one scale; the numbers stand beside it."""
    return {"first": bar(first, most), "second": bar(second, most)}


@register.inclusion_tag("alignment/charts/signed.html")
def change_bar(value: Decimal | None, most: Decimal) -> dict[str, object]:
    """A change to the right or to the left of nothing."""
    return {"bar": signed_bar(value, most), "falls": value is not None and value < 0}


@register.inclusion_tag("alignment/charts/interval.html")
def interval(
    low: Decimal, high: Decimal, value: Decimal, most: Decimal = Decimal(1)
) -> dict[str, object]:
    """Where a value could lie, with the value marked."""
    return {"bar": interval_bar(low, high, most), "at": percent_of(value, most)}


@register.inclusion_tag("alignment/charts/figure.html")
def figure(shown: Figure | None, *, counts: bool = False, small: bool = False) -> dict[str, object]:
    """A figure as a link to what it is made of; a hidden one says so, an absent one is a dash.

    `counts` puts numerator and denominator under it.
    """
    return {"shown": shown, "counts": counts and shown is not None, "small": small}


SHARES = ("B1", "E5")
"""Indices that set one share beside another."""


@register.inclusion_tag("alignment/charts/counts.html")
def counts(shown: Figure | None) -> dict[str, object]:
    """What a figure sets in relation: "46 of 55", or two shares; a dash where neither says much."""
    shares = shown is not None and not shown.hidden and shown.row.index in SHARES
    return {"shown": shown, "shares": shares}


@register.inclusion_tag("alignment/charts/table.html")
def part_table(
    table: Any, heading: str, caption: str, more: str | None = None
) -> dict[str, object]:
    """Parts of the region as rows, indices as columns; `more` is the address of the whole list."""
    return {"table": table, "heading": heading, "caption": caption, "more": more}


@register.inclusion_tag("alignment/charts/band.html")
def band(shown: Figure) -> dict[str, object]:
    """The word for where a figure lies, or why it is unknown; nothing for one that is hidden."""
    if shown.value is None:
        return {"band": None, "because": [] if shown.hidden else unknown_because(shown.row)}
    return {"band": band_of(shown.row), "because": []}

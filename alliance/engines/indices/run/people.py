"""Blocks G and H: outcomes of graduates, and the loop in counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from alliance.engines import disclosure
from alliance.engines.groupings import Table
from alliance.engines.indices import loop, outcomes
from alliance.engines.indices.facts import Facts
from alliance.engines.indices.groups import crossed
from alliance.engines.indices.results import IntArray
from alliance.engines.indices.rows import OUTCOME_COUNTS
from alliance.engines.indices.run.rows import Row, counted, measured

RATES: Mapping[str, str] = {
    "G1": "destination",
    "G2": "employment",
    "G3": "related",
    "G4": "related_graduates",
    "G5": "local",
    "G6": "real",
    "G7": "pay",
    "G8": "knowledge",
}
"""Figures that are shown → rates of `outcomes`."""
FEN = 2
"""Pay is summed up in 1/100 yuan."""
TABLES = (("year",), ("level", "year"), ("county", "year"), ("school", "year"))
"""What any surface groups graduates by: whoever adds a table to a page adds it here. Each is one of
years, see `masks`."""
Masks: TypeAlias = Mapping[Table, Mapping[tuple[int, ...], Sequence[bool]]]
LOOP: Mapping[str, str] = {
    "fill": "H1",
    "answered": "H2",
    "expired": "H3",
    "yield": "H6",
    "repeated": "H7",
}
SHOWN = (
    "graduates",
    "known",
    "employed",
    "further",
    "related",
    "local",
    "paid",
    "real",
    "real_known",
)
"""Counts that the figures of RATES print, or that follow from them; the masks' columns."""
STEPS = ("accept", "sign", "close", "verify")


def graduates(facts: Facts) -> Iterator[Row]:
    """G of every year: the region, its levels, counties and schools. The newest year leads."""
    if not len(facts.cohort_year):
        for index in RATES:
            yield counted(index, outcomes.VERSION, 0, 0, detail={"unknown": "no_cohorts"})
        return
    columns = {
        name: np.ascontiguousarray(facts.cohort_counts[:, place])
        for place, name in enumerate(OUTCOME_COUNTS)
    }
    hidden = masks(facts, columns)
    newest = leading(facts, columns)
    for row in of_years(facts, columns, hidden):
        yield row
        if row.dimension == "year" and row.key == newest:
            yield lead(row, newest)


def masks(facts: Facts, columns: Mapping[str, IntArray]) -> Masks:
    """Which counts are hidden, by the labels of their group.

    No table adds years up and no cohort lies in two, so each year is decided by itself: together
    they would need five times the memory, and sums of several small cells would be looked for less.
    """
    dimensions = {
        "year": facts.cohort_year,
        "level": facts.cohort_level,
        "county": facts.cohort_region,
        "school": facts.cohort_school,
    }
    found: dict[Table, dict[tuple[int, ...], list[bool]]] = {table: {} for table in TABLES}
    for year in np.unique(facts.cohort_year).tolist():
        rows = np.flatnonzero(facts.cohort_year == year)
        hidden = disclosure.outcome_hidden(
            {name: values[rows] for name, values in columns.items() if name != "pay_total"},
            {name: labels[rows] for name, labels in dimensions.items()},
            TABLES,
            published=SHOWN,
            threshold=facts.parameters.smallest,
        )
        for table, mask in hidden.items():
            labels = map(tuple, mask.labels.tolist())
            found[table] |= zip(labels, mask.hidden.tolist(), strict=True)
    return found


def leading(facts: Facts, columns: Mapping[str, IntArray]) -> str:
    """The newest year of which anything is known; else the newest."""
    told = facts.cohort_year[columns["known"] > 0]
    return str(int((told if len(told) else facts.cohort_year).max()))


def lead(row: Row, year: str) -> Row:
    return Row(
        index=row.index,
        version=row.version,
        level=row.level,
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        detail={**row.detail, "year": year},
        hidden=row.hidden,
    )


def of_years(
    facts: Facts,
    columns: Mapping[str, IntArray],
    hidden: Masks,
) -> Iterator[Row]:
    years, year = np.unique(facts.cohort_year, return_inverse=True)
    everything = np.zeros(len(year), np.int64)
    groupings: tuple[tuple[tuple[str, ...], IntArray, Any], ...] = (
        (("year",), everything, None),
        (("level", "year"), facts.cohort_level, facts.level_codes),
        (("county", "year"), facts.cohort_region, facts.region_codes),
        (("school", "year"), facts.cohort_school, None),
    )
    for table, part, codes in groupings:
        labels, place = np.unique(part, return_inverse=True)
        group = crossed(place, year, len(years))
        groups = len(labels) * len(years)
        totals = {
            name: np.bincount(group, weights=values, minlength=groups).round().astype(np.int64)
            for name, values in columns.items()
        }
        found = outcomes.outcome_rates(totals)
        for label_place, label in enumerate(labels.tolist()):
            if label < 0:
                continue
            for year_place, of_year in enumerate(years.tolist()):
                at = label_place * len(years) + year_place
                if not totals["graduates"][at]:
                    continue
                named = (of_year,) if table == ("year",) else (label, of_year)
                mask = hidden[table][named]
                where = part_of(table, codes[label] if codes else str(label), of_year)
                yield from rates_of(found, at, mask, where)


def part_of(table: tuple[str, ...], code: str, year: int) -> dict[str, str]:
    """Where a figure belongs: of levels the level, of the others dimension and key."""
    if table == ("year",):
        return {"dimension": "year", "key": str(year)}
    if table == ("level", "year"):
        return {"dimension": "year", "key": str(year), "level": code}
    return {"dimension": f"{table[0]}_year", "key": f"{code}|{year}"}


def rates_of(
    found: outcomes.OutcomeRates, at: int, mask: Sequence[bool], where: Mapping[str, str]
) -> Iterator[Row]:
    """A rate is shown where every count that it is made of is."""
    covered = dict(zip(SHOWN, mask, strict=True))
    for index, name in RATES.items():
        parts, whole = outcomes.PARTS[name]
        names = ["paid" if part == "pay_total" else part for part in (*parts, whole)]
        rate = found.rates[name]
        yield counted(
            index,
            outcomes.VERSION,
            int(rate.numerator[at]),
            int(rate.denominator[at]),
            scale=FEN if index == "G7" else 0,
            hidden=any(covered[one] for one in names),
            **where,
        )


def circle(facts: Facts) -> Iterator[Row]:
    """H of the region, its conversions and days by stage."""
    found = loop.loop_rates(facts.loop)
    for rate in found.rates:
        yield counted(LOOP[rate.code], loop.VERSION, rate.numerator, rate.denominator)
    for rate in found.conversions:
        yield counted(
            "H4",
            loop.VERSION,
            rate.numerator,
            rate.denominator,
            dimension="stage",
            key=rate.code.removeprefix("to_"),
        )
    for step in STEPS:
        cases = facts.loop.get(f"cases_{step}", 0)
        days = facts.loop.get(f"centidays_{step}", 0) / 100 if cases else None
        yield measured(
            "H5",
            loop.VERSION,
            days,
            1.0 if cases else 0.0,
            days,
            dimension="stage",
            key=step,
            detail={"cases": cases},
        )

"""The sections of a yearly report, outcomes first."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from alliance.alignment import figures as rates
from alliance.alignment.catalogue import FAMILIES, INDICES
from alliance.alignment.enums import ChangeKind, ChangeState, Dimension
from alliance.alignment.exports import indices_of
from alliance.alignment.models import IndexValue
from alliance.engines.indices import UNKNOWN_TEXT
from alliance.indicators.documents import Cell, Section, Table, figure, section, table, words
from alliance.indicators.enums import IndicatorKind, Unit
from alliance.indicators.models import Claim, Indicator
from alliance.indicators.report import ClaimLine, Line
from alliance.indicators.yearly.parts import (
    LEVELS,
    Year,
    amount,
    answered,
    count_cell,
    index_table,
    measured,
    of_parts,
    of_region,
    spans,
    value_cell,
)
from alliance.reference.enums import ProgramLevel

MOST_ROWS = 10
"""Occupations, classes and skills that are named on each side of supply and demand."""


def outcomes(year: Year, lines: Iterable[Line], rows: list[IndexValue]) -> Section:
    return section(
        "outcomes",
        _("What came of it"),
        [
            index_table(year, _("Graduates"), of_region(rows, "G")),
            used_and_solved(year),
            measured(year, _("Outcomes, counted from records"), lines),
        ],
        lead=_(
            "People trained and placed, results that industry uses, problems of the region solved: "
            "integration is judged by these."
        ),
    )


USED: tuple[tuple[str | Promise, dict[str, Any]], ...] = (
    (gettext_lazy("Results taken into use"), {"register": "adoptions"}),
    (
        gettext_lazy("Results in industrial or commercial use"),
        {
            "register": "results",
            "where": {
                "state__in": ["verified", "shared"],
                "chain_stage__in": ["industrialised", "commercialised"],
            },
        },
    ),
    (
        gettext_lazy("Technical problems solved"),
        {
            "register": "results",
            "where": {"state__in": ["verified", "shared"], "kind": "solution"},
        },
    ),
)


def used_and_solved(year: Year) -> Table:
    asked = [(name, [counted({**measure, "years": 1}), counted(measure)]) for name, measure in USED]
    return spans(
        year,
        _("Results used and problems solved"),
        asked,
        [_("In %(year)s") % {"year": year.year}, _("Since records began")],
    )


def counted(measure: Mapping[str, Any]) -> Indicator:
    """A measure of records that is not kept as an indicator of its own."""
    return Indicator(
        kind=IndicatorKind.OUTCOME, unit=Unit.RECORDS, numerator={"count": True, **measure}
    )


def alignment(year: Year, rows: list[IndexValue]) -> Section:
    headline = list(of_region(rows, "A"))
    run = year.run
    lead = ""
    if run is not None:
        lead = _(
            "Measured against the framework %(name)s, valid from %(day)s; a program counts as "
            "aligned by the rule that stands with the run."
        ) % {"name": run.framework.name, "day": date_format(run.framework.valid_from)}
    parts = [
        (Dimension.COUNTY, "A1", _("Programs aligned, by county")),
        (Dimension.INDUSTRY, "B1", _("Structural deviation, by industry")),
    ]
    tables = [index_table(year, FAMILIES["A"], headline)]
    for dimension, index, title in parts:
        found = of_parts(rows, index, dimension)
        if found:
            tables.append(index_table(year, title, found))
    others = list(of_region(rows, "BC"))
    if others:
        tables.append(index_table(year, _("Structure and coupling"), others))
    return section("alignment", _("Programs and key industries"), tables, lead=lead)


def changes(year: Year) -> Section:
    """Cases in effect by kind, over the year and over two; each count opens to its cases."""
    levels = ["", *ProgramLevel.values]
    asked = [
        (level, kind, years, change_count(kind, level, years))
        for level in levels
        for kind in ChangeKind.values
        for years in (1, 2)
    ]
    lines = answered(year, [one for *_rest, one in asked])
    found = {(lv, kind, n): line for (lv, kind, n, _one), line in zip(asked, lines, strict=True)}
    rows = []
    for level in levels:
        for kind in ChangeKind:
            both = [found[level, kind.value, 1], found[level, kind.value, 2]]
            if level and not any(line.figure.value for line in both):
                continue
            name = f"{kind.label} · {LEVELS[level]}"
            side = both[1].sides[0] if both[1].sides else None
            source = words(
                " · ".join((side.what, *side.conditions)) if side else UNKNOWN_TEXT,
                href=changes_address(year, kind.value, level),
            )
            rows.append([words(name), *(count_cell(line) for line in both), source])
    columns = [
        _("Change"),
        _("In %(year)s") % {"year": year.year},
        _("In %(first)s and %(year)s") % {"first": year.year - 1, "year": year.year},
        pgettext("figure", "Source"),
    ]
    totals = {kind: found["", kind, 2].figure.value or 0 for kind in ChangeKind.values}
    lead = _(
        "Over two years %(discontinue)s programs were discontinued, %(downsize)s downsized, "
        "%(upgrade)s upgraded and %(launch)s launched."
    ) % {kind: f"{value:.0f}" for kind, value in totals.items()}
    return section(
        "changes",
        _("Programs that changed"),
        [table(_("Changes in effect"), columns, rows, numeric=2)],
        lead=lead,
    )


def change_count(kind: str, level: str, years: int) -> Indicator:
    where = {"kind": kind, "state": ChangeState.EFFECTIVE.value}
    if level:
        where["level"] = level
    return Indicator(
        kind=IndicatorKind.INPUT,
        unit=Unit.PROGRAMS,
        numerator={"register": "program-changes", "where": where, "count": True, "years": years},
    )


def changes_address(year: Year, kind: str, level: str) -> str:
    """The list of the cases of both years."""
    listed = reverse("registers:list", args=["program-changes"])
    level_part = f"&level={level}" if level else ""
    return (
        f"{listed}?kind={kind}&state={ChangeState.EFFECTIVE.value}{level_part}"
        f"&effective_on_from={year.year - 1}-01-01&effective_on_to={year.day.isoformat()}"
    )


def supply(year: Year, rows: list[IndexValue]) -> Section:
    """Where graduates are short and where they are many, and the skills taught too little."""
    tables = []
    for index, dimension, title, first, last in (
        (
            "D2",
            Dimension.OCCUPATION,
            _("Graduates for each opening, by occupation"),
            _("Occupations most supplied"),
            _("Occupations most short"),
        ),
        ("E5", Dimension.SKILL, "", "", _("Skills taught least for what is sought")),
        (
            "D1",
            Dimension.CLASS,
            _("Openings for graduates, by program class"),
            _("Classes with most openings"),
            _("Classes with fewest openings"),
        ),
    ):
        found = [(name, row) for name, row in of_parts(rows, index, dimension) if not row.hidden]
        if title and len(found) <= 2 * MOST_ROWS:
            parts = [(title, found)]
        else:
            parts = [(last, found[::-1][:MOST_ROWS]), (first, found[:MOST_ROWS])]
        tables += [index_table(year, name, some) for name, some in parts if name and some]
    whole = list(of_region(rows, "DE"))
    if whole:
        tables.insert(0, index_table(year, _("Supply, demand and skills"), whole))
    lead = str(INDICES["D2"].convention)
    return section("supply", _("Supply and demand"), tables, lead=lead if tables else "")


def loop(year: Year, rows: list[IndexValue]) -> Section:
    found = list(of_region(rows, "H"))
    tables = [index_table(year, FAMILIES["H"], found)] if found else []
    return section("loop", _("From demand to result"), tables)


def claims(year: Year, lines: Iterable[ClaimLine]) -> Section:
    rows = [claim_cells(line) for line in lines if known_by(line.claim, year.day)]
    columns = [
        _("What a source says"),
        _("Quoted"),
        _("On record"),
        _("How they stand to each other"),
        pgettext("figure", "Source"),
    ]
    listed = table(
        _("Claims and records"),
        columns,
        rows,
        numeric=2,
        empty=_("No claim about this region has been entered yet"),
    )
    lead = _("Quoted figures are never counted with; they stand beside what the records give.")
    return section("claims", _("Quoted figures beside records"), [listed], lead=lead)


def known_by(claim: Claim, day: date) -> bool:
    return claim.as_of is None or claim.as_of <= day


def claim_cells(line: ClaimLine) -> list[Cell]:
    claim, computed = line.claim, line.computed
    quoted = amount(claim.value, claim.unit, claim.get_unit_display(), claim.places)
    if claim.comparison != "exactly":
        quoted = f"{claim.get_comparison_display()} {quoted}"
    day = date_format(claim.as_of) if claim.as_of else _("undated")
    if computed.indicator is None:
        record = words(UNKNOWN_TEXT)
    else:
        record = value_cell(
            computed.figure, computed.indicator.unit, computed.indicator.get_unit_display()
        )
        if computed.figure.denominator:
            sides = (computed.figure.numerator, computed.figure.denominator)
            part, whole = (rates.quantity_text(side) for side in sides)
            record["note"] = _("%(n)s of %(m)s") % {"n": part, "m": whole}
        if computed.href:
            record["href"] = computed.href
    return [
        words(claim.wording, note=claim.subject),
        figure(quoted, claim.value, note=day),
        record,
        words(
            line.agreement.kind.label,
            note=" ".join(filter(None, (line.agreement.reason, claim.note))),
        ),
        words(claim.source, href=claim.source_url),
    ]


def activity(year: Year, lines: Iterable[Line]) -> Section:
    return section(
        "activity",
        _("What was put in"),
        [measured(year, _("Activity, counted from records"), lines)],
        lead=_("Activity is what goes in. It says nothing by itself about what came out."),
        quiet=True,
    )


def methods(year: Year) -> Iterator[Section]:
    """Formula, convention and version of every index that the report quotes."""
    if year.run is None:
        return
    rows = [
        [
            words(f"{index.code} · {index.name}", note=index.lead),
            words(index.formula),
            words(index.convention),
            words(version),
        ]
        for index, version in indices_of(year.run)
    ]
    columns = [_("Index"), _("Formula"), _("Convention"), _("Version")]
    listed = table(_("Indices of the run"), columns, rows)
    yield section("methods", _("How these figures were made"), [listed], quiet=True)

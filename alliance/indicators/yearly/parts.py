"""What every section of a yearly report is made with: its year, figures of the run, counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from alliance.alignment import figures as rates
from alliance.alignment.catalogue import INDICES
from alliance.alignment.conventions import side_text
from alliance.alignment.labels import labels_of
from alliance.alignment.models import AlignmentRun, IndexValue, newest
from alliance.alignment.words import unknown_because
from alliance.engines.indices import UNKNOWN_TEXT, percent_text
from alliance.indicators.documents import Cell, Table, figure, table, words
from alliance.indicators.enums import Unit
from alliance.indicators.figures import Figure, Question
from alliance.indicators.models import Indicator
from alliance.indicators.report import Line, line_of
from alliance.indicators.withholding import published
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Region
from alliance.registers.register import registers

LEVELS: Mapping[str, str | Promise] = {
    "": gettext_lazy("All levels"),
    **{level.value: level.label for level in ProgramLevel},
}


@dataclass(frozen=True)
class Year:
    """What a report is made from: the region, the last day that it knows, the run of that day."""

    region: Region
    year: int
    day: date
    run: AlignmentRun | None

    @property
    def told(self) -> str:
        return date_format(self.day)


def year_of(region: Region, year: int, *, today: date) -> Year:
    """The year to its end, or to today where it is not over."""
    day = min(date(year, 12, 31), today)
    return Year(region, year, day, newest(region.code, day))


def figure_columns() -> list[str]:
    return [
        _("Figure"),
        _("Value"),
        _("Numerator"),
        _("Denominator"),
        pgettext("figure", "Source"),
    ]


def run_cells(year: Year, row: IndexValue, name: str) -> list[Cell]:
    """One figure of the run with its set; of few persons nothing but that it is not published."""
    found = rates.shown(row)
    day = date_format(year.run.as_of) if year.run else UNKNOWN_TEXT
    source = words(
        _("Run %(run)s of %(day)s: %(index)s, version %(version)s")
        % {"run": row.run_id, "day": day, "index": row.index, "version": row.version},
        href=reverse("alignment:value", args=[row.pk]),
    )
    if found.hidden:
        return [words(name), words(_("not published")), words(""), words(""), source]
    return [
        words(name),
        figure(found.text, found.value),
        figure(side_text(found, found.numerator), found.numerator),
        figure(side_text(found, found.denominator), found.denominator),
        source,
    ]


def index_table(year: Year, title: object, rows: Iterable[tuple[str, IndexValue]]) -> Table:
    """Figures that are known or withheld; of the others the note says that they are not known."""
    told, unknown = [], []
    notes: list[str] = []
    for name, row in rows:
        if row.hidden and not notes:
            notes.append(_("Not published: so few persons, or it would give such a count away."))
        if row.hidden or row.value is not None:
            told.append(run_cells(year, row, name))
        else:
            unknown.append(" ".join([f"{row.index} {name}:", *map(str, unknown_because(row))]))
    if unknown:
        notes.append(_("Not known: %(figures)s") % {"figures": "; ".join(unknown)})
    note = " ".join(notes)
    empty = "" if unknown else _("Nothing has been computed for this yet.")
    return table(title, figure_columns(), told, numeric=3, note=note, empty=empty)


def of_region(rows: Iterable[IndexValue], families: str) -> Iterator[tuple[str, IndexValue]]:
    """Figures of the whole region in the catalogue's order, each level after all together."""
    order = {code: place for place, code in enumerate(INDICES)}
    levels = {level: place for place, level in enumerate(LEVELS)}
    found = [row for row in rows if row.dimension == "" and row.index[:1] in families]
    for row in sorted(found, key=lambda r: (order.get(r.index, 99), levels[r.level])):
        name = str(INDICES[row.index].name)
        yield (f"{name} · {LEVELS[row.level]}" if row.level else name), row


def of_parts(
    rows: Iterable[IndexValue], index: str, dimension: str
) -> list[tuple[str, IndexValue]]:
    """An index by part, all levels together, the largest value first; unknown ones are left out."""
    found = [
        row
        for row in rows
        if (row.index, row.dimension, row.level) == (index, dimension, "") and row.value is not None
    ]
    labels = labels_of(found)
    found.sort(key=lambda row: (row.hidden, Decimal(0) if row.hidden else -(row.value or 0)))
    return [(labels.of(row), row) for row in found]


# -- counts of records ------------------------------------------------------------------------


def spans(
    year: Year,
    title: object,
    asked: list[tuple[str | Promise, list[Indicator]]],
    columns: list[str],
    *,
    note: str = "",
) -> Table:
    """Counts of the same records over several spans of time, all with one query per register."""
    lines = iter(answered(year, [one for _name, some in asked for one in some]))
    rows = []
    for name, some in asked:
        found = [next(lines) for _one in some]
        source = found[0].sides[0] if found[0].sides else None
        rows.append(
            [
                words(name),
                *(count_cell(line) for line in found),
                words(
                    " · ".join((source.what, *source.conditions)) if source else UNKNOWN_TEXT,
                    href=source.href if source else "",
                ),
            ]
        )
    headings = [_("What is counted"), *columns, pgettext("figure", "Source")]
    return table(title, headings, rows, numeric=len(columns), note=note)


def answered(year: Year, asked: list[Indicator]) -> list[Line]:
    questions = [Question(one, year.region.code, year.day) for one in asked]
    return [
        line_of(one, found, year.region.code)
        for one, found in zip(asked, published(questions, registers()), strict=True)
    ]


def count_cell(line: Line) -> Cell:
    value = line.figure.value
    if value is None:
        return words(why(line.figure))
    return figure(f"{value:,.0f}", value)


def why(found: Figure) -> str:
    """Why there is no figure, in the words of the region's page."""
    return str(found.why_missing.label) if found.why_missing else UNKNOWN_TEXT


def measured(year: Year, title: object, lines: Iterable[Line]) -> Table:
    """Indicators with their sets, the day and the list that they were counted from."""
    rows = []
    for line in lines:
        if line.indicator is None:
            continue
        found = line.figure
        rows.append(
            [
                words(line.indicator.label, note=line.indicator.definition),
                value_cell(found, line.indicator.unit, line.indicator.get_unit_display()),
                quantity(found.numerator),
                quantity(found.denominator),
                source_cell(line, year),
            ]
        )
    empty = _("Nothing is measured here yet")
    return table(title, figure_columns(), rows, numeric=3, empty=empty)


def value_cell(found: Figure, unit: str, label: str) -> Cell:
    if found.value is None:
        return words(why(found))
    return figure(amount(found.value, unit, label), found.value)


def amount(value: Decimal, unit: str, label: str, places: int = 1) -> str:
    """A share as a percentage, anything else with its unit."""
    if unit == Unit.SHARE:
        text = percent_text(value, places)
        return text.replace(" ", "") if (get_language() or "").startswith("zh") else text
    return f"{rates.quantity_text(value)} {label}"


def quantity(value: Decimal | None) -> Cell:
    return words("") if value is None else figure(rates.quantity_text(value), value)


def source_cell(line: Line, year: Year) -> Cell:
    """The list that was counted, with its conditions, or the run that was read."""
    if not line.sides:
        return words(UNKNOWN_TEXT)
    side = line.sides[0]
    text = " · ".join((side.what, *side.conditions))
    return words(text, href=line.href or side.href, note=year.told)

"""A finished run as files: what is published of it, whoever asks, since a file travels.

Four tables: the run itself, its figures, the verdict on each program (no persons; intake is
places) and the dictionary that says what every column and every index means. XLSX holds all
four as sheets; CSV is one of them at a time.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook

from alliance.alignment.catalogue import INDICES, Counts, Form, Index
from alliance.alignment.conventions import parameter_name, parameter_text
from alliance.alignment.enums import Dimension, RunState
from alliance.alignment.figures import shown
from alliance.alignment.labels import Labels, labels_of
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramVerdict
from alliance.alignment.words import band_of, unknown_because
from alliance.imports.exports import cell, plain
from alliance.lib.errors import InvalidInput, Refused
from alliance.reference.enums import ProgramLevel

CHUNK = 2_000
FORMATS = ("csv", "xlsx", "pdf", "html")
WITHHELD, UNKNOWN, PUBLISHED = "withheld", "unknown", "published"
"""Why a figure is empty: of too few persons, or with an empty denominator; or that it is not."""

UNITS: Mapping[Form, str | Promise] = {
    Form.SHARE: gettext_lazy("share, 0 to 1"),
    Form.RATIO: gettext_lazy("quotient"),
    Form.SIGNED: gettext_lazy("share, negative or positive"),
    Form.NUMBER: gettext_lazy("number"),
    Form.DAYS: gettext_lazy("days"),
    Form.YUAN: gettext_lazy("yuan a month"),
}
COUNTED: Mapping[Counts, str | Promise] = {
    Counts.PROGRAMS: gettext_lazy("programs"),
    Counts.PERSONS: gettext_lazy("persons"),
    Counts.SEATS: gettext_lazy("seats"),
    Counts.CASES: gettext_lazy("cases"),
    Counts.NOTHING: gettext_lazy("weights or scores"),
}


@dataclass(frozen=True)
class Column:
    """A column: its name in CSV, its heading in XLSX and what stands in it."""

    name: str
    label: str | Promise
    meaning: str | Promise = ""


@dataclass(frozen=True)
class Table:
    name: str
    title: str | Promise
    columns: tuple[Column, ...]
    rows: Callable[[AlignmentRun], Iterable[Sequence[Any]]]


def require_figures(run: AlignmentRun) -> None:
    """Raises Refused for a run that has not come to figures."""
    if run.state != RunState.DONE:
        raise Refused(_("This run has no figures yet: only finished runs are exported."))


# -- the run -----------------------------------------------------------------------------------

RUN_COLUMNS = (
    Column("field", gettext_lazy("Field")),
    Column("name", gettext_lazy("Name")),
    Column("value", gettext_lazy("Value")),
)


def run_rows(run: AlignmentRun) -> Iterator[Sequence[Any]]:
    framework = run.framework
    yield "run", _("Run"), run.pk
    yield "region", _("Region"), run.region_id
    yield "region_name", _("Name of the region"), run.region.label
    yield "as_of", _("As of"), run.as_of
    yield "framework", _("Framework"), framework.name
    yield "framework_title", _("Title of the framework"), framework.title
    yield "framework_valid_from", _("Framework valid from"), framework.valid_from
    for name, value in run.parameters.items():
        yield f"parameter_{name}", parameter_name(name), parameter_text(name, value)
    yield "engine_version", _("Engine"), run.engine_version
    yield "digest", _("Digest of the inputs"), run.digest
    yield "figures", _("Figures"), run.values.count()
    yield "withheld", _("Figures not published"), run.values.filter(hidden=True).count()


# -- figures -----------------------------------------------------------------------------------

VALUE_COLUMNS = (
    Column("index", gettext_lazy("Index"), gettext_lazy("Code of the index.")),
    Column("name", gettext_lazy("Name"), gettext_lazy("Name of the index.")),
    Column("version", gettext_lazy("Version"), gettext_lazy("Version of the formula.")),
    Column("level", gettext_lazy("Level code"), gettext_lazy("all: all levels together.")),
    Column("level_name", gettext_lazy("Level"), gettext_lazy("Level of education.")),
    Column(
        "dimension",
        gettext_lazy("Dimension code"),
        gettext_lazy("Of what kind of part the figure speaks; region: of the whole region."),
    ),
    Column("dimension_name", gettext_lazy("Dimension"), gettext_lazy("The same in words.")),
    Column(
        "key",
        pgettext_lazy("export", "Part code"),
        gettext_lazy("Official code or number of the part; two are joined by “|”."),
    ),
    Column("part", pgettext_lazy("export", "Part"), gettext_lazy("Name of the part.")),
    Column(
        "numerator", gettext_lazy("Numerator"), gettext_lazy("Empty where it is not published.")
    ),
    Column(
        "denominator", gettext_lazy("Denominator"), gettext_lazy("Empty where it is not published.")
    ),
    Column(
        "value",
        gettext_lazy("Value"),
        gettext_lazy("In full precision; empty where it is unknown or not published."),
    ),
    Column(
        "printed",
        gettext_lazy("As printed"),
        gettext_lazy("The value as pages print it, rounded half up."),
    ),
    Column(
        "status",
        gettext_lazy("Status"),
        gettext_lazy(
            "published; unknown: nothing to take a share of; withheld: it counts so few persons "
            "that it is not published, or would give such a count away."
        ),
    ),
    Column(
        "remark",
        gettext_lazy("Remark"),
        gettext_lazy("The band that the value lies in, or why it is unknown."),
    ),
)


def value_rows(run: AlignmentRun) -> Iterator[Sequence[Any]]:
    levels = {level.value: str(level.label) for level in ProgramLevel}
    dimensions = {dimension.value: str(dimension.label) for dimension in Dimension}
    for chunk, labels in labelled(values_of(run)):
        for row in chunk:
            figure = shown(row)
            known = INDICES.get(row.index)
            yield (
                row.index,
                str(known.name) if known else row.index,
                row.version,
                row.level or "all",
                levels.get(row.level, _("All levels")),
                row.dimension or "region",
                dimensions[row.dimension],
                row.key,
                labels.of(row),
                exact(figure.numerator),
                exact(figure.denominator),
                exact(figure.value),
                "" if figure.hidden else figure.text,
                status_of(hidden=figure.hidden, value=figure.value),
                "" if figure.hidden else remark(row),
            )


def values_of(run: AlignmentRun) -> QuerySet[IndexValue]:
    return run.values.order_by("dimension", "index", "level", "key", "pk")


def labelled(rows: QuerySet[IndexValue]) -> Iterator[tuple[list[IndexValue], Labels]]:
    """Figures by the thousand, each chunk with the names of its parts."""
    source = iter(rows.iterator(chunk_size=CHUNK))
    while chunk := list(islice(source, CHUNK)):
        yield chunk, labels_of(chunk)


def remark(row: IndexValue) -> str:
    """The band that the value lies in, or why it is unknown."""
    if row.value is None:
        return " ".join(str(reason) for reason in unknown_because(row))
    band = band_of(row)
    return str(band[0]) if band else ""


def status_of(*, hidden: bool, value: Decimal | None) -> str:
    if hidden:
        return WITHHELD
    return UNKNOWN if value is None else PUBLISHED


def exact(value: Decimal | None) -> Decimal | int | None:
    """In full precision without closing zeros: a count is a whole number in every program."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return int(whole) if whole == value else value.normalize()


# -- programs ----------------------------------------------------------------------------------

PROGRAM_COLUMNS = (
    Column("program", gettext_lazy("Program number"), gettext_lazy("The program's number here.")),
    Column("name", gettext_lazy("Program"), gettext_lazy("The program's name.")),
    Column("catalogue_code", gettext_lazy("Catalogue code"), gettext_lazy("Official code.")),
    Column("level", gettext_lazy("Level code"), gettext_lazy("Level of education.")),
    Column("level_name", gettext_lazy("Level"), gettext_lazy("The same in words.")),
    Column("school", gettext_lazy("School number"), gettext_lazy("The school's number here.")),
    Column("school_name", gettext_lazy("School"), gettext_lazy("The school's name.")),
    Column("region", gettext_lazy("Region code"), gettext_lazy("Where the school is.")),
    Column("region_name", gettext_lazy("Region"), gettext_lazy("The same in words.")),
    Column(
        "aligned",
        gettext_lazy("Aligned"),
        gettext_lazy("yes: counted in the numerator of A1 by the rule of this run."),
    ),
    Column(
        "key_weight",
        gettext_lazy("Weight in key industries"),
        gettext_lazy("Part of the program that leads to key industries, 0 to 1."),
    ),
    Column(
        "industries",
        gettext_lazy("Industries"),
        gettext_lazy("Codes with weights; after > the key industry that each counts for."),
    ),
    Column("intake", gettext_lazy("Intake"), gettext_lazy("Places a year, where known.")),
)


def verdicts_of(run: AlignmentRun) -> QuerySet[ProgramVerdict]:
    """Verdicts with all that a list of them names, aligned ones first."""
    rows = run.verdicts.select_related(
        "program__school__organisation__region", "program__catalogue_program"
    )
    school = "program__school__organisation__name_pinyin"
    return rows.order_by("-aligned", school, "program__school_id", "program__name", "pk")


def program_rows(run: AlignmentRun) -> Iterator[Sequence[Any]]:
    levels = {level.value: str(level.label) for level in ProgramLevel}
    for row in verdicts_of(run).iterator(chunk_size=CHUNK):
        school = row.program.school.organisation
        yield (
            row.program_id,
            row.program.label,
            row.program.catalogue_program_id,
            row.level,
            levels[row.level],
            row.program.school_id,
            str(school),
            school.region_id,
            school.region.label,
            row.aligned,
            exact(row.key_weight),
            "; ".join(link_text(link) for link in row.links),
            row.intake,
        )


def link_text(link: Mapping[str, Any]) -> str:
    weight = f"{Decimal(link['weight']).normalize():f}"
    key = f" > {link['key']}" if link.get("key") else ""
    return f"{link['industry']} {weight}{key}"


# -- what it all means -------------------------------------------------------------------------

DICTIONARY_COLUMNS = (
    Column("entry", gettext_lazy("Entry")),
    Column("table", gettext_lazy("Table")),
    Column("code", gettext_lazy("Code")),
    Column("name", gettext_lazy("Name")),
    Column("meaning", gettext_lazy("Meaning")),
    Column("formula", gettext_lazy("Formula")),
    Column("convention", gettext_lazy("Convention")),
    Column("unit", gettext_lazy("Unit of the value")),
    Column("counts", gettext_lazy("What is counted")),
    Column("version", gettext_lazy("Version")),
)


def dictionary_rows(run: AlignmentRun) -> Iterator[Sequence[Any]]:
    """Every index of this run with its formula, then every column of the other tables."""
    for index, version in indices_of(run):
        yield (
            "index",
            "values",
            index.code,
            str(index.name),
            str(index.lead),
            index.formula,
            str(index.convention),
            str(UNITS[index.form]),
            str(COUNTED[index.counts]),
            version,
        )
    for table in (TABLES["values"], TABLES["programs"]):
        for column in table.columns:
            named = (column.name, str(column.label), str(column.meaning))
            yield ("column", table.name, *named, "", "", "", "", "")


def indices_of(run: AlignmentRun) -> list[tuple[Index, str]]:
    """The indices that the run holds, with the version of each, in the catalogue's order."""
    versions = dict(run.values.order_by("version").values_list("index", "version").distinct())
    return [(index, versions[code]) for code, index in INDICES.items() if code in versions]


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table("run", gettext_lazy("Run"), RUN_COLUMNS, run_rows),
        Table("values", gettext_lazy("Figures"), VALUE_COLUMNS, value_rows),
        Table("programs", gettext_lazy("Programs"), PROGRAM_COLUMNS, program_rows),
        Table("dictionary", gettext_lazy("Dictionary"), DICTIONARY_COLUMNS, dictionary_rows),
    )
}


# -- files -------------------------------------------------------------------------------------


def table_named(name: str) -> Table:
    """Raises InvalidInput for a table that there is not."""
    if name not in TABLES:
        text = _("There is no table of this name; there are: %(names)s.")
        raise InvalidInput.on("table", text % {"names": ", ".join(TABLES)})
    return TABLES[name]


def write_csv(run: AlignmentRun, table: Table, out: IO[str]) -> None:
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    for row in table.rows(run):
        writer.writerow([csv_cell(value) for value in row])


def csv_cell(value: Any) -> Any:
    """As everywhere in exports, and a decimal never with an exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else plain(value)


def write_xlsx(run: AlignmentRun, out: IO[bytes]) -> None:
    """All tables as sheets, written row by row."""
    book = Workbook(write_only=True)
    for table in TABLES.values():
        sheet = book.create_sheet(str(table.title)[:31])
        sheet.freeze_panes = "A2"
        sheet.append([cell(sheet, str(column.label)) for column in table.columns])
        for row in table.rows(run):
            sheet.append([cell(sheet, value) for value in row])
    book.save(out)


def file_of(run: AlignmentRun, form: str, table: str) -> IO[bytes]:
    """The file, written whole before it is sent: what fails on the way is no half a file.

    Raises InvalidInput for a table that there is not.
    """
    chosen = table_named(table) if form == "csv" else None
    out: Any = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it when it is sent
    try:
        if chosen is not None:
            text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
            write_csv(run, chosen, text)
            text.flush()
            text.detach()
        else:
            write_xlsx(run, out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    found: IO[bytes] = out
    return found


def filename(run: AlignmentRun, form: str, table: str = "") -> str:
    parts = ["alignment", run.region_id, f"{run.as_of:%Y-%m-%d}", f"run{run.pk}", table]
    return f"{'-'.join(part for part in parts if part)}.{form}"

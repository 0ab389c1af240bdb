"""A document of sections and tables as plain data: kept as JSON, shown as page, PDF and XLSX.

A cell holds the words that people read and, for figures, the exact number behind them, so that
every form of the document says the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any, NotRequired, TypedDict

from openpyxl import Workbook

from alliance.alignment.exports import exact
from alliance.imports.exports import cell as sheet_cell

LONGEST_TITLE = 31
"""Characters that the name of a sheet may have."""
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Cell(TypedDict):
    """`number`: the exact value in digits. `note`: small print. `href`: where it comes from.

    `figure`: it stands in a column of figures.
    """

    text: str
    figure: NotRequired[bool]
    number: NotRequired[str]
    note: NotRequired[str]
    href: NotRequired[str]


class Column(TypedDict):
    label: str
    numeric: bool


class Table(TypedDict):
    title: str
    note: str
    empty: str
    columns: list[Column]
    rows: list[list[Cell]]


class Section(TypedDict):
    """`quiet`: inputs, set smaller than what came of them."""

    name: str
    title: str
    lead: str
    quiet: bool
    tables: list[Table]


class Document(TypedDict):
    """`facts`: what it was made from, as (term, value)."""

    title: str
    lead: str
    facts: list[list[str]]
    sections: list[Section]


def words(text: object, *, note: object = "", href: str = "") -> Cell:
    made: Cell = {"text": str(text)}
    if note:
        made["note"] = str(note)
    if href:
        made["href"] = href
    return made


def figure(
    text: str, value: Decimal | int | None = None, *, note: object = "", href: str = ""
) -> Cell:
    """A figure as it is read, with its exact value; None where it is unknown or not published."""
    made = words(text, note=note, href=href)
    if value is not None:
        number = exact(Decimal(value))
        made["number"] = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return made


def table(
    title: object,
    columns: Sequence[object],
    rows: Iterable[list[Cell]],
    *,
    numeric: int = 0,
    note: object = "",
    empty: object = "",
) -> Table:
    """`numeric`: how many columns after the first hold figures."""
    rows = list(rows)
    for row in rows:
        for cell in row[1 : numeric + 1]:
            cell["figure"] = True
    return {
        "title": str(title),
        "note": str(note),
        "empty": str(empty),
        "columns": [
            {"label": str(label), "numeric": 1 <= place <= numeric}
            for place, label in enumerate(columns)
        ],
        "rows": rows,
    }


def section(
    name: str, title: object, tables: Iterable[Table], *, lead: object = "", quiet: bool = False
) -> Section:
    return {
        "name": name,
        "title": str(title),
        "lead": str(lead),
        "quiet": quiet,
        "tables": list(tables),
    }


def write_xlsx(document: Document, out: IO[bytes], *, about: str) -> None:
    """A sheet of facts, then one for each section with its tables one below the other.

    A cell with a number is written as that number; its words stand where there is none.
    """
    book = Workbook(write_only=True)
    used: set[str] = set()
    first = book.create_sheet(sheet_name(about, used))
    put(first, [document["title"]])
    put(first, [document["lead"]])
    for term, value in document["facts"]:
        put(first, [term, value])
    for part in document["sections"]:
        sheet = book.create_sheet(sheet_name(part["title"], used))
        put(sheet, [part["title"]])
        if part["lead"]:
            put(sheet, [part["lead"]])
        for one in part["tables"]:
            put(sheet, [])
            put(sheet, [one["title"]])
            put(sheet, [column["label"] for column in one["columns"]])
            for row in one["rows"]:
                put(sheet, [sheet_value(value) for value in row])
            for text in (one["note"], "" if one["rows"] else one["empty"]):
                if text:
                    put(sheet, [text])
    book.save(out)


def put(sheet: Any, values: Sequence[Any]) -> None:
    sheet.append([sheet_cell(sheet, value) for value in values])


def sheet_value(cell: Cell) -> Any:
    if "number" in cell:
        return exact(Decimal(cell["number"]))
    return f"{cell['text']} ({cell['note']})" if cell.get("note") else cell["text"]


def sheet_name(title: str, used: set[str]) -> str:
    """A name that sheets may have, each once."""
    plain = title.translate(FORBIDDEN).strip().strip("'")[:LONGEST_TITLE] or "1"
    name, n = plain, 1
    while name.lower() in used:
        n += 1
        name = f"{plain[: LONGEST_TITLE - 4]} ({n})"
    used.add(name.lower())
    return name


def facts(pairs: Mapping[object, object]) -> list[list[str]]:
    return [
        [str(term), value.isoformat() if isinstance(value, date) else str(value)]
        for term, value in pairs.items()
    ]

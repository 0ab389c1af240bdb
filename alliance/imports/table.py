"""One shape for every file: numbered rows of text under named columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alliance.imports.faults import MOST_CELL, MOST_COLUMNS, Unreadable
from alliance.lib.cells import restored

Numbered = tuple[int, Sequence[str]]
SAMPLES = 3
"""Rows that the page of columns shows."""


@dataclass
class Table:
    """The header, and the rows below it as they come; blank rows are left out, numbers stay."""

    header: list[str]
    rows: Iterator[Numbered]


def table_of(rows: Iterable[Numbered], *, most_rows: int) -> Table:
    """The first row that is not blank names the columns. Raises Unreadable, also while read."""
    source = iter(rows)
    for _number, cells in source:
        if any(cell.strip() for cell in cells):
            header = named(cells)
            return Table(header, below(source, header, most_rows))
    raise Unreadable("empty")


def named(cells: Sequence[str]) -> list[str]:
    """Names of the columns; blank ones at the end are none."""
    names = [restored(cell).replace("\ufeff", "").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable("empty")
    if len(names) > MOST_COLUMNS:
        raise Unreadable("columns", most=MOST_COLUMNS)
    seen: set[str] = set()
    for name in names:
        if len(name) > 200:
            raise Unreadable("no_header")
        if name and name.casefold() in seen:
            raise Unreadable("twice", column=name)
        seen.add(name.casefold())
    return names


def below(rows: Iterator[Numbered], header: list[str], most_rows: int) -> Iterator[Numbered]:
    width = len(header)
    whole = all(header)
    count = 0
    for number, found in rows:
        cells = list(found)
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > most_rows:
            raise Unreadable("rows", most=most_rows)
        if len(cells) != width:
            if any(cell.strip() for cell in cells[width:]):
                raise Unreadable("extra", row=number, columns=width)
            cells = (cells + [""] * width)[:width]
        for place, cell in enumerate(cells):
            if cell[:1] == "'":
                cells[place] = restored(cell)
            elif len(cell) > MOST_CELL:
                raise Unreadable("long", row=number, column=header[place], most=MOST_CELL)
        if not whole and any(
            cell.strip() for cell, name in zip(cells, header, strict=True) if not name
        ):
            raise Unreadable("unnamed", row=number)
        yield number, cells
    if not count:
        raise Unreadable("empty")

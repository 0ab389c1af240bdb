"""XLSX, looked at as an archive before anything is unpacked, then read row by row."""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._reader import WorkSheetParser

from alliance.imports.faults import (
    EXACT,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_RATIO,
    MOST_SHEET_BYTES,
    MOST_SHEET_ROWS,
    MOST_UNPACKED,
    Unreadable,
)
from alliance.imports.table import Numbered, Table, table_of

MAGIC = b"PK"
OLD = b"\xd0\xcf\x11\xe0"
"""Begins old workbooks, and new ones with a password."""
CHUNK = 64 * 1024
SMALL = 1024 * 1024
"""A part below this size may be packed however densely."""
ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read(path: Path) -> Table:
    """Rows of the first sheet. Raises Unreadable, also while they are read."""
    if path.stat().st_size > MOST_SHEET_BYTES:
        raise Unreadable("xlsx_size", most=MOST_SHEET_BYTES // 1024 // 1024)
    try:
        inspect(path)
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,  # zipfile's word for a way of packing that it does not know
        zlib.error,
    ) as error:
        raise Unreadable("broken") from error
    return table_of(sheet_rows(path), most_rows=MOST_SHEET_ROWS)


def inspect(path: Path) -> None:
    """Everything about the archive that can be dangerous. Raises Unreadable."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise Unreadable("parts", most=MOST_PARTS)
        names = [part.filename for part in parts]
        if len({name.casefold() for name in names}) != len(names):
            raise Unreadable("broken")
        for part in parts:
            inspect_name(part)
        unpacked = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts)
        dense = any(ratio(part.file_size, part.compress_size) > MOST_RATIO for part in parts)
        if dense or unpacked > MOST_UNPACKED or ratio(unpacked, packed) > MOST_RATIO:
            raise Unreadable("bomb", most=MOST_UNPACKED // 1024 // 1024)
        if "[Content_Types].xml" not in names or not any(
            name.startswith("xl/worksheets/") for name in names
        ):
            raise Unreadable("no_workbook")
        counted = sum(inspect_content(archive, part) for part in parts)
        if counted > MOST_UNPACKED:
            raise Unreadable("bomb", most=MOST_UNPACKED // 1024 // 1024)
        if b"macroenabled" in archive.read("[Content_Types].xml").lower():
            raise Unreadable("macros")


def ratio(unpacked: int, packed: int) -> float:
    return unpacked / max(packed, 1) if unpacked > SMALL else 0.0


def inspect_name(part: zipfile.ZipInfo) -> None:
    name = part.filename
    low = name.casefold()
    outside = name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/")
    linked = stat.S_ISLNK(part.external_attr >> 16)
    if outside or linked:
        raise Unreadable("names")
    if part.flag_bits & 0x1:
        raise Unreadable("password")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("broken")
    if "vbaproject" in low or low.startswith(("xl/macrosheets/", "xl/dialogsheets/")):
        raise Unreadable("macros")
    if low.startswith("xl/externallinks/"):
        raise Unreadable("links")


def inspect_content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Bytes that the part really has. Raises Unreadable for declarations of entities."""
    is_xml = part.filename.casefold().endswith((".xml", ".rels", ".vml"))
    counted = 0
    end = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if is_xml:
                if not counted and b"\0" in chunk[:64]:
                    raise Unreadable("entities")  # UTF-16, in which this look would see nothing
                if ENTITY.search(end + chunk):
                    raise Unreadable("entities")
                end = chunk[-16:]
            counted += len(chunk)
            if counted > MOST_UNPACKED:
                raise Unreadable("bomb", most=MOST_UNPACKED // 1024 // 1024)
    return counted


def sheet_rows(path: Path) -> Iterator[Numbered]:
    """(number, cells as text). What openpyxl cannot make sense of is a broken file to us."""
    try:
        yield from parsed(path)
    except (Unreadable, MemoryError, GeneratorExit):
        raise
    except Exception as error:
        raise Unreadable("broken") from error


def parsed(path: Path) -> Iterator[Numbered]:
    # By handle: by path it would judge the file's ending, and stored files have none.
    with path.open("rb") as file:
        yield from read_book(load_workbook(file, read_only=True, data_only=True, keep_links=False))


def read_book(book: Any) -> Iterator[Numbered]:
    try:
        sheet = book.worksheets[0]
        # Its own iteration invents missing rows and drops those that come out of order.
        with book._archive.open(sheet._worksheet_path) as source:
            parser: Any = WorkSheetParser(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            last = 0
            for number, cells in parser.parse():
                if number <= last:
                    raise Unreadable("order", row=number)
                last = number
                yield number, in_places(number, cells)
    finally:
        book.close()


def in_places(number: int, cells: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for cell in cells:
        place = cell["column"] - 1
        text = as_text(cell["value"], cell["data_type"], number)
        if place < len(found):
            raise Unreadable("order", row=number)
        if not text:
            continue
        if place >= MOST_COLUMNS:
            raise Unreadable("columns", most=MOST_COLUMNS)
        found.extend([""] * (place - len(found)))
        found.append(text)
    return found


def as_text(value: Any, kind: str, row: int) -> str:
    """The cell's value in one spelling: ISO dates, plain digits, true and false."""
    if value is None:
        return ""
    if kind == "e":
        raise Unreadable("error_cell", row=row, value=str(value)[:20])
    if isinstance(value, str):
        return unescaped(value, row)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return plain_number(value, row)
    return plain_moment(value)


def plain_number(value: float, row: int) -> str:
    if not abs(value) < EXACT:
        raise Unreadable("digits", row=row)
    return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"


def plain_moment(value: Any) -> str:
    if isinstance(value, datetime):
        whole = value.time() == time(0)
        return value.date().isoformat() if whole else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value.total_seconds()) if isinstance(value, timedelta) else str(value)


def unescaped(text: str, row: int) -> str:
    """Characters that XML cannot hold are written by their number, as in _x000D_."""
    if "_x" not in text:
        return text

    def char(found: re.Match[str]) -> str:
        code = int(found.group(1), 16)
        if not code or 0xD800 <= code <= 0xDFFF:
            raise Unreadable("nul", line=row)
        return chr(code)

    return ESCAPED.sub(char, text)

"""CSV as it really comes: three delimiters, with or without a mark, UTF-8 or GB18030."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from alliance.imports.faults import (
    MOST_CELL,
    MOST_CSV_BYTES,
    MOST_CSV_ROWS,
    MOST_UNPACKED,
    Unreadable,
)
from alliance.imports.table import Numbered, Table, table_of

DELIMITERS = (",", ";", "\t")
CHUNK = 1024 * 1024
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
FOREIGN = (
    b"%PDF",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x7fELF",
    b"{\\rtf",
)
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg")
FAMILIAR = 20
"""So many characters beyond ASCII that are right in UTF-8 are no accident: the file is UTF-8."""


def read(path: Path) -> Table:
    """Rows of the file. Raises Unreadable."""
    if path.stat().st_size > MOST_CSV_BYTES:
        raise Unreadable("csv_size", most=MOST_CSV_BYTES // 1024 // 1024)
    with path.open("rb") as file:
        head = file.read(4096)
    refuse_other_formats(head)
    encoding = encoding_of(path)
    return table_of(records(path, encoding), most_rows=MOST_CSV_ROWS)


def refuse_other_formats(head: bytes) -> None:
    if not head.strip():
        raise Unreadable("empty")
    if head.startswith(WIDE_MARKS):
        raise Unreadable("utf16")
    if head.startswith(FOREIGN):
        raise Unreadable("format")
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:12].lower().startswith(MARKUP):
        raise Unreadable("format")
    if b"\0" in head:
        raise Unreadable("nul", line=head[: head.index(b"\0")].count(b"\n") + 1)


def encoding_of(path: Path) -> str:
    """The encoding that the whole file keeps. Raises Unreadable naming the first line that does not."""
    fault, beyond = first_fault(path, "utf-8")
    if fault is None:
        return "utf-8-sig"
    if beyond >= FAMILIAR:
        raise Unreadable("utf8", line=fault)
    fault, _beyond = first_fault(path, "gb18030")
    if fault is not None:
        raise Unreadable("encoding", line=fault)
    return "gb18030"


def first_fault(path: Path, encoding: str) -> tuple[int | None, int]:
    """(line of the first byte that is wrong or None, characters beyond ASCII before it).

    Raises Unreadable for NUL: it is wrong in every encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    line, beyond = 1, 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            if b"\0" in chunk:
                before = chunk[: chunk.index(b"\0")].count(b"\n")
                raise Unreadable("nul", line=line + before)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                good = error.object[: error.start]
                seen = good.decode(encoding, "ignore")
                return line + good.count(b"\n"), beyond + len(seen) - ascii_in(seen)
            beyond += len(text) - ascii_in(text)
            line += chunk.count(b"\n")
            if not chunk:
                return None, beyond


def ascii_in(text: str) -> int:
    return len(text.encode("ascii", "ignore")) if not text.isascii() else len(text)


def records(path: Path, encoding: str) -> Iterator[Numbered]:
    """(number as a spreadsheet counts, cells) of each record, the header included."""
    csv.field_size_limit(MOST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = delimiter_of(file.readline(MOST_UNPACKED))
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number = 0
        try:
            for cells in reader:
                number += 1
                yield number, cells
        except csv.Error as error:
            raise Unreadable("quotes", row=number + 1, most=MOST_CELL) from error


def delimiter_of(line: str) -> str:
    """The one that the header uses most, outside quotes; a comma where it has none."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)

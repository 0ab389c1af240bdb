"""Foreign files, read by another process; what is wrong with them, in people's words."""

import csv
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.imports.faults import MOST_CELL
from alliance.lib.errors import InvalidInput

READ = ".read"
"""Ending of a file's plain form while it is worked with."""
PATIENCE = 90
"""Seconds of waiting for the reading process, whose own limit counts processor time."""
PEEK = 20
"""Seconds for a look at the columns, while somebody waits for a page."""

SENTENCES: Mapping[str, str | Promise] = {
    "broken": _("This is no readable XLSX file: it is damaged or was not written as one."),
    "no_workbook": _("This archive is no XLSX workbook."),
    "old": _(
        "This is an old workbook (XLS) or one with a password. Save it as XLSX without a password."
    ),
    "password": _("This file has a password. Save it without one."),
    "macros": _("This workbook holds macros. Save it as XLSX without them."),
    "links": _("This workbook links to other files. Save it with values instead of links."),
    "names": _("A part of this archive has a name that leads out of it."),
    "entities": _("A part of this workbook declares XML entities, which no spreadsheet does."),
    "parts": _("This archive has more than %(most)s parts."),
    "bomb": _("This file unfolds to more than %(most)s MB, or was packed to look small."),
    "heavy": _("This file needs more memory or time than an import may use. Split it."),
    "xlsx_size": _("An XLSX file may have at most %(most)s MB; send more rows as CSV."),
    "csv_size": _("A CSV file may have at most %(most)s MB. Split it."),
    "rows": _("This file has more than %(most)s rows. Split it, or send XLSX rows as CSV."),
    "columns": _("This file has more than %(most)s columns."),
    "empty": _("This file has no rows below its header."),
    "twice": _("The column “%(column)s” is there twice."),
    "no_header": _("The first row does not name the columns."),
    "unnamed": _("Row %(row)s has a value in a column without a name."),
    "extra": _("Row %(row)s has more cells than the %(columns)s columns that the header names."),
    "long": _("Row %(row)s, column “%(column)s”: more than %(most)s characters."),
    "order": _("Row %(row)s is not in its place: rows and cells must follow one another."),
    "error_cell": _("Row %(row)s has a cell that holds the error %(value)s."),
    "digits": _(
        "Row %(row)s has a number of more than 15 digits, which spreadsheets round. "
        "Format the column as text and enter it again."
    ),
    "quotes": _(
        "Row %(row)s has quotation marks that do not fit, or a cell of more than %(most)s characters."
    ),
    "nul": _("Line %(line)s holds a NUL character, which no text has."),
    "utf16": _("This file is UTF-16. Save it as “CSV UTF-8”."),
    "utf8": _("Line %(line)s is not UTF-8, though the lines before it are."),
    "encoding": _("Line %(line)s is neither UTF-8 nor GB18030. Save the file as “CSV UTF-8”."),
    "format": _("This is neither CSV nor XLSX."),
}


@dataclass(frozen=True)
class Look:
    """What a file's columns are called, with a few rows below them."""

    header: list[str]
    samples: list[list[str]]


@dataclass(frozen=True)
class Plain:
    """A file read to its end: `path` is UTF-8 CSV whose first column is the row's number."""

    header: list[str]
    count: int
    path: Path

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number in the sender's file, cells) of each row."""
        csv.field_size_limit(MOST_CELL)
        with self.path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            for cells in reader:
                yield int(cells[0]), cells[1:]


def look(source: Path) -> Look:
    """The columns. Raises InvalidInput saying what is wrong with the file, and where."""
    answer = ask(source, seconds=PEEK)
    return Look(answer["header"], answer["samples"])


@contextmanager
def plain(source: Path) -> Iterator[Plain]:
    """The whole file, for as long as the context lasts. Raises InvalidInput as `look` does."""
    # Beside the file, so that what a killed worker leaves is found again: it may name persons.
    forget_read(source)
    target = source.with_name(f"{source.name}.{secrets.token_hex(8)}{READ}")
    try:
        answer = ask(source, target, seconds=PATIENCE)
        yield Plain(answer["header"], answer["rows"], target)
    finally:
        target.unlink(missing_ok=True)


def forget(source: Path) -> None:
    """Remove a stored file and everything that was read from it."""
    forget_read(source)
    source.unlink(missing_ok=True)


def forget_read(source: Path) -> None:
    for left in source.parent.glob(f"{source.name}.*{READ}"):
        left.unlink(missing_ok=True)


def ask(source: Path, *target: Path, seconds: int) -> dict[str, Any]:
    """What the reading process answers. Its end by a limit is the file's fault."""
    command: Sequence[str] = (
        sys.executable, "-m", "alliance.imports.child", str(source), *map(str, target)
    )  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 -- our own program, and paths of our own making
            command,
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refusal("heavy", {}) from None
    if done.returncode != 0:
        if done.returncode < 0 or b"MemoryError" in done.stderr:
            raise refusal("heavy", {})
        msg = f"the reading process failed: {done.stderr.decode(errors='replace')[-2000:]}"
        raise RuntimeError(msg)
    answer: dict[str, Any] = json.loads(done.stdout)
    if "fault" in answer:
        raise refusal(answer["fault"], answer["params"])
    return answer


def refusal(code: str, params: Mapping[str, Any]) -> InvalidInput:
    return InvalidInput.on("file", str(SENTENCES[code]) % params, code=code)

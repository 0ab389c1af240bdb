"""Table files as lines that know where they stand, so that every fault names file and line."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from alliance.lib.errors import DomainError


class BadFile(DomainError):
    """A reference file cannot be taken over; the text names the file, the line and the reason."""

    code = "bad_file"

    @classmethod
    def at(cls, file: str, line: int, reason: str) -> BadFile:
        """The refusal of one line, or of the whole file where `line` is 0."""
        if not line:
            return cls(_("%(file)s: %(reason)s") % {"file": file, "reason": reason})
        return cls(
            _("%(file)s, line %(line)s: %(reason)s")
            % {"file": file, "line": line, "reason": reason}
        )


@dataclass(frozen=True)
class Line:
    """One row of a table file; `number` counts from 1 and the heading is line 1."""

    file: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def get(self, column: str) -> str:
        """The value, or an empty text where the file has no such column."""
        return self.values.get(column, "")

    def fault(self, reason: str) -> BadFile:
        """The refusal of this line, to be raised."""
        return BadFile.at(self.file, self.number, reason)

    def text(self, column: str, *, longest: int) -> str:
        """A value that must be there and fit."""
        value = self[column]
        if not value:
            raise self.fault(_("%(column)s is empty") % {"column": column})
        if len(value) > longest:
            raise self.fault(
                _("%(column)s has more than %(longest)s characters")
                % {"column": column, "longest": longest}
            )
        return value

    def number_in(self, column: str, allowed: range) -> int:
        """A whole number of a range."""
        value = self[column]
        if not (value.isascii() and value.isdigit() and int(value) in allowed):
            raise self.fault(
                _("%(column)s is “%(value)s”, not a number from %(first)s to %(last)s")
                % {
                    "column": column,
                    "value": value,
                    "first": allowed.start,
                    "last": allowed.stop - 1,
                }
            )
        return int(value)

    def one_of(self, column: str, allowed: Iterable[str]) -> str:
        """A value of a closed set."""
        value, options = self[column], list(allowed)
        if value not in options:
            raise self.fault(
                _("%(column)s is “%(value)s”, not one of %(options)s")
                % {"column": column, "value": value, "options": ", ".join(options)}
            )
        return value


def content_of(path: Path) -> bytes:
    """The bytes as stored. Raises BadFile where the file cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadFile.at(path.name, 0, error.strerror or str(error)) from error


def digest_of(*parts: bytes) -> str:
    """One fingerprint of several contents, each with its length so that they cannot blend."""
    total = hashlib.sha256()
    for part in parts:
        total.update(f"{len(part)}:".encode())
        total.update(part)
    return total.hexdigest()


def lines_of(file: str, content: bytes, columns: Sequence[str]) -> list[Line]:
    """The rows of a CSV file, packed where its name ends in ``.gz``.

    Raises BadFile for a damaged file, a missing column, or a row of another width.
    """
    try:
        plain = gzip.decompress(content) if file.endswith(".gz") else content
        reader = csv.reader(io.StringIO(plain.decode("utf-8-sig"), newline=""), strict=True)
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile.at(file, 0, _("the packed file is damaged")) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadFile.at(file, line, _("not text in UTF-8")) from error
    lines: list[Line] = []
    heading: list[str] = []
    try:
        for row in reader:
            if not heading:
                heading = row
                _require(file, heading, columns)
            elif len(row) != len(heading):
                reason = _("%(found)s columns instead of %(wanted)s") % {
                    "found": len(row),
                    "wanted": len(heading),
                }
                raise BadFile.at(file, reader.line_num, reason)
            else:
                values = dict(zip(heading, (value.strip() for value in row), strict=True))
                lines.append(Line(file, reader.line_num, values))
    except csv.Error as error:
        raise BadFile.at(file, reader.line_num, str(error)) from error
    if not heading:
        raise BadFile.at(file, 1, _("the file is empty"))
    return lines


def _require(file: str, heading: Sequence[str], columns: Sequence[str]) -> None:
    for column in columns:
        if column not in heading:
            raise BadFile.at(file, 1, _("the column %(column)s is missing") % {"column": column})

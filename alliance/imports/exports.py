"""Rows of a register as CSV or XLSX, under the columns that an import reads back."""

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from alliance.imports import staged
from alliance.imports.actions import organisation_of
from alliance.imports.columns import EXTERNAL, ID, template
from alliance.imports.faults import EXACT, MOST_CSV_ROWS, MOST_SHEET_ROWS
from alliance.imports.models import ExternalKey
from alliance.lib.cells import safe_cell
from alliance.lib.errors import InvalidInput
from alliance.registers.cells import Sight, show
from alliance.registers.register import Register

CHUNK = 2000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold, or would take for the number of such a character."""
TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = {"csv": MOST_CSV_ROWS, "xlsx": MOST_SHEET_ROWS}
"""No more than an import takes back."""


def lines(
    register: Register, rows: Any, fields: Sequence[str], *, user: Any, source: str = ""
) -> Iterator[list[Any]]:
    """The values of each row. What the reader may not see is empty."""
    source_rows = iter(rows.iterator(chunk_size=CHUNK))
    importer = staged.of(register.name)
    further = set(fields) & set(importer.columns) - own(register) if importer else set()
    while chunk := list(islice(source_rows, CHUNK)):
        sight = Sight(register, chunk, user)
        external = externals(register, chunk, user, source) if EXTERNAL in fields else {}
        filled = importer.fill(chunk, user) if importer and further else {}
        for row in chunk:
            hidden = {n for n, rule in register.guarded.items() if not rule(user, row)}
            values: list[Any] = []
            for name in fields:
                if name == EXTERNAL:
                    values.append(external.get(str(row.pk)))
                elif name in hidden:
                    values.append(None)
                elif name in further:
                    values.append(filled.get(row.pk, {}).get(name))
                else:
                    values.append(show(register, name, row, sight))
            yield values


def own(register: Register) -> set[str]:
    """Columns that are no more than the record's own fields."""
    return {ID, EXTERNAL, *register.fields}


def externals(register: Register, rows: Sequence[Any], user: Any, source: str) -> dict[str, str]:
    """Record → its number in the source system, as the user's organisation knows it."""
    keys = ExternalKey.objects.filter(
        register=register.name,
        source=source,
        organisation=organisation_of(user, None),
        object_id__in=[str(row.pk) for row in rows],
    )
    return dict(keys.order_by("-pk").values_list("object_id", "external_id"))


def write_csv(
    register: Register,
    rows: Any,
    fields: Sequence[str],
    out: IO[str],
    *,
    user: Any,
    source: str = "",
) -> int:
    """Write the header and all rows; returns how many rows."""
    writer = csv.writer(out)
    writer.writerow([safe_cell(name) for name in fields])
    count = 0
    for values in lines(register, rows, fields, user=user, source=source):
        writer.writerow([plain(value) for value in values])
        count += 1
    return count


def plain(value: Any) -> Any:
    """A value as it stands in CSV: numbers stay numbers, text is made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal | float):
        return value
    return safe_cell(value.isoformat() if isinstance(value, date) else str(value))


def write_xlsx(
    register: Register,
    rows: Any,
    fields: Sequence[str],
    out: IO[bytes],
    *,
    user: Any,
    source: str = "",
) -> int:
    """As `write_csv`, with dates and numbers as such. Cells of text are text, never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(register.name[:31])
    sheet.append([cell(sheet, name) for name in fields])
    count = 0
    for values in lines(register, rows, fields, user=user, source=source):
        sheet.append([cell(sheet, value) for value in values])
        count += 1
    book.save(out)
    return count


def cell(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, date):
        return value
    number = isinstance(value, int | Decimal | float) and not isinstance(value, bool)
    if number and abs(value) < EXACT:
        return value
    made: Any = WriteOnlyCell(sheet, value=None)
    made._value = CONTROL.sub(escaped, str(plain(value)))
    made.data_type = "s"  # set by hand: openpyxl would take some texts for formulas or errors
    return made


def escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found.group()):04X}_"


def export_response(
    register: Register,
    rows: Any,
    fmt: str,
    user: Any,
    *,
    fields: Sequence[str] | None = None,
    source: str = "",
) -> FileResponse:
    """The rows as a download. Raises InvalidInput for another format or too many rows.

    Written whole before it is sent: what fails on the way is an error, not half a file.
    """
    if fmt not in TYPES:
        raise InvalidInput.on("format", _("Exports are csv or xlsx."))
    most = MOST_ROWS[fmt]
    if rows[: most + 1].count() > most:
        text = _("This list has more than %(most)s rows; filter it, or take CSV.")
        raise InvalidInput.on("format", text % {"most": most}, code="rows")
    file: Any = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it when it is sent
    chosen = fields or template(register)
    if fmt == "csv":
        text_file = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        write_csv(register, rows, chosen, text_file, user=user, source=source)
        text_file.flush()
        text_file.detach()
    else:
        write_xlsx(register, rows, chosen, file, user=user, source=source)
    file.seek(0)
    response = FileResponse(
        file, as_attachment=True, filename=f"{register.name}.{fmt}", content_type=TYPES[fmt]
    )
    response["Cache-Control"] = "no-store"
    return response

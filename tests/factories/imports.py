"""Files as people send them, and sessions worked off in the test's own process."""

import csv
import io
from typing import Any

from django.core.files.base import ContentFile
from openpyxl import Workbook

from alliance.imports import actions, running
from alliance.imports.models import ImportSession


def csv_bytes(*rows: Any, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(*rows: Any) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def send(kind: str, content: bytes, *, by: Any, name: str = "rows.csv", **options: Any) -> Any:
    """A session as the doors make it; not yet worked off."""
    options.setdefault("dry_run", False)
    return actions.send_file(kind=kind, file=ContentFile(content, name=name), by=by, **options)


def run(session: ImportSession) -> ImportSession:
    """The session as it is after a worker had it."""
    assert running.run_session(session_id=session.pk)
    session.refresh_from_db()
    return session


def brought(kind: str, *rows: Any, by: Any, **options: Any) -> ImportSession:
    """The session of a CSV file of these rows, the header first, worked off."""
    return run(send(kind, csv_bytes(*rows), by=by, **options))


def counts(session: ImportSession) -> tuple[str, int, int, int, int]:
    """(state, created, changed, unchanged, refused)."""
    return (
        session.state,
        session.created,
        session.changed,
        session.unchanged,
        session.refused,
    )


def faults(session: ImportSession) -> list[tuple[int, str, str]]:
    """(row, field, code) of everything that was refused."""
    return [
        (row.number, fault["field"], fault["code"])
        for row in session.rows.filter(outcome="refused")
        for fault in row.errors
    ]

"""`manage.py import_file`: a file into a register, by the same machine as the page."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from alliance.accounts.models import User
from alliance.config.waiting import TIMEOUT, wait_until
from alliance.imports import actions, columns, running
from alliance.imports.enums import SessionState
from alliance.imports.models import ImportSession
from alliance.lib.cells import safe_cell
from alliance.lib.errors import DomainError, InvalidInput

USAGE = 2


class Command(BaseCommand):
    """Writes all rows or none; exit 1 where rows are refused, 2 where the question is wrong."""

    help = (
        "Import a CSV or XLSX file into a register: all rows or none. "
        "With --template prints the header that it understands."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The kind is the name of the API's resource."""
        parser.add_argument("kind", help="name of the register, such as training-batches")
        parser.add_argument("path", nargs="?", type=Path, help="CSV or XLSX file")
        parser.add_argument("--template", action="store_true", help="print the header and end")
        parser.add_argument("--dry-run", action="store_true", help="report, write nothing")
        parser.add_argument("--report", type=Path, help="write what became of each row here (CSV)")
        parser.add_argument("--by", help="e-mail of whose rights hold (default: the platform's)")
        parser.add_argument("--source", default="", help="system that external_id comes from")

    def handle(self, *args: Any, kind: str, path: Path | None, **options: Any) -> None:
        """Prints one line with what became of the rows."""
        try:
            register = columns.register_for(kind)
        except InvalidInput as refusal:
            known = ", ".join(sorted(one.name for one in columns.importable()))
            msg = f"{refusal.detail} Known are: {known}."
            raise CommandError(msg, returncode=USAGE) from refusal
        if options["template"]:
            self.stdout.write(",".join(columns.template(register)))
            return
        if path is None or not path.is_file():
            msg = f"There is no file {path}." if path else "Name the file, or --template."
            raise CommandError(msg, returncode=USAGE)
        by = person(options["by"])
        try:
            with path.open("rb") as file:
                session = actions.send_file(
                    kind=kind,
                    file=File(file, name=path.name),
                    by=by,
                    source=options["source"],
                    dry_run=options["dry_run"],
                )
        except DomainError as refusal:
            raise CommandError(refusal.detail, returncode=USAGE) from refusal
        work_off(session)
        if options["report"]:
            write_report(session, options["report"])
        self.tell(session)

    def tell(self, session: ImportSession) -> None:
        """The outcome in a line. Raises CommandError where nothing could be written."""
        line = (
            f"{session.created} created, {session.changed} changed, "
            f"{session.unchanged} unchanged, {session.refused} refused"
        )
        if session.state != SessionState.DONE or session.refused:
            shown = [
                f"row {row.number}: {fault['field']}: {fault['detail']}"
                for row in session.rows.filter(outcome="refused")[:10]
                for fault in row.errors
            ]
            said = session.error or "Rows are refused."
            raise CommandError("\n".join([f"{said} ({line})", *shown]))
        self.stdout.write(f"{line}{' (trial run)' if session.dry_run else ''}")


def person(email: str | None) -> User:
    """Whose rights hold. Raises CommandError where there is nobody."""
    people = User.objects.filter(is_active=True).order_by("pk")
    found = (
        people.filter(email__iexact=email) if email else people.filter(is_superuser=True)
    ).first()
    if found is None:
        who = f"the e-mail {email}" if email else "an administrator: run create_admin"
        msg = f"There is nobody with {who}." if email else f"There is no one: need {who}."
        raise CommandError(msg, returncode=USAGE)
    return found


def work_off(session: ImportSession) -> None:
    """Here and now; where a worker was faster, wait for it."""
    watch = running.NoWatch() if connection.in_atomic_block else running.Pulse()
    if not running.run_session(session_id=session.pk, watch=watch):
        wait_until(
            lambda: not ImportSession.objects.get(pk=session.pk).is_open,
            what="the import",
            timeout=TIMEOUT,
        )
    session.refresh_from_db()


def write_report(session: ImportSession, path: Path) -> None:
    """What became of each row; of large files the refused ones alone."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "outcome", "id", "errors"])
        for row in session.rows.order_by("number").iterator():
            faults = "; ".join(f"{fault['field']}: {fault['detail']}" for fault in row.errors)
            writer.writerow([row.number, row.outcome, row.object_id, safe_cell(faults)])

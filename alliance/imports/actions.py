"""Sending files: sessions are made, named, asked for, applied and taken back here."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from celery import current_app
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.events.record import record
from alliance.imports import columns, files, rules
from alliance.imports.enums import IMPORT_FLOW, OPEN, SessionState
from alliance.imports.faults import MOST_CSV_BYTES
from alliance.imports.models import ImportSession
from alliance.lib.errors import InvalidInput, Refused

MOST_OPEN = 20
"""Sessions that one person may have unfinished."""


def send_file(
    *,
    kind: str,
    file: "File[Any]",  # the class takes no subscript when the program runs
    by: User,
    source: str = "",
    organisation: Organisation | None = None,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = True,
    may_ask: bool = False,
    now: datetime | None = None,
) -> ImportSession:
    """Take a file in and queue it.

    What a column means is known from `mapping`, from what was said of such a header before, and
    from its name. Where that leaves one open, the session is drafted if somebody can be asked
    (`may_ask`). Raises InvalidInput for that otherwise and for a file that cannot be read;
    NotAllowed.
    """
    rules.can_import(by).require()
    register = columns.register_for(kind)
    if register not in columns.importable():
        raise InvalidInput.on("kind", _("Records of this kind are not written from files."))
    if not file.size or file.size > MOST_CSV_BYTES:
        code = "csv_size" if file.size else "empty"
        raise files.refusal(code, {"most": MOST_CSV_BYTES // 1024 // 1024})
    if ImportSession.objects.filter(created_by=by, state__in=OPEN).count() >= MOST_OPEN:
        raise Refused(_("Finish or cancel some of your imports first."))
    session = ImportSession(
        kind=kind,
        name=Path(str(file.name or "")).name[:200],
        source=source,
        organisation_id=organisation_of(by, organisation),
        created_by=by,
        acting_key=by.acting_key,
        language=get_language() or "",
        dry_run=dry_run,
        state=SessionState.DRAFTED,
        created_at=now or timezone.now(),
    )
    session.file.save("", file, save=False)
    try:
        return take_up(session, dict(mapping or {}), may_ask=may_ask, by=by, now=now)
    except BaseException:
        files.forget(Path(session.file.path))
        raise


def organisation_of(by: User, chosen: Organisation | None) -> int | None:
    """For which organisation the user sends; None for the platform's own. Raises InvalidInput."""
    scope = scope_of(by)
    own = sorted(scope.organisations_as(Role.EDITOR))
    if chosen is None:
        return own[0] if own else None
    if chosen.pk not in own and not scope.platform:
        raise InvalidInput.on("organisation", _("You do not act for this organisation."))
    return chosen.pk


def take_up(
    session: ImportSession,
    said: dict[str, str],
    *,
    may_ask: bool,
    by: User,
    now: datetime | None,
) -> ImportSession:
    """Look at the columns, store the session, and queue it where nothing is left to be said."""
    register = columns.register_for(session.kind)
    session.header = files.look(Path(session.file.path)).header
    kept = {
        name: field
        for name, field in columns.remembered(session).items()
        if field in ("", *columns.meanings(register))
    }
    try:
        session.mapping = columns.settled(register, session.header, {**kept, **said})
        session.state = SessionState.QUEUED
    except InvalidInput:
        if not may_ask:
            raise
        session.mapping = {**columns.guess(register, session.header), **kept}
    with transaction.atomic():
        session.save()
        if session.state == SessionState.QUEUED:
            announce(session, by=by, now=now)
    return session


def announce(session: ImportSession, *, by: User, now: datetime | None) -> None:
    record(
        "import.queued", subject=session, by=by, now=now, kind=session.kind, trial=session.dry_run
    )
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Tell a worker that sessions are queued; beat rings too."""
    current_app.send_task("alliance.imports.tasks.work_sessions", retry=False, ignore_result=True)


@transaction.atomic
def name_columns(
    *,
    session: ImportSession,
    by: User,
    mapping: Mapping[str, str],
    dry_run: bool | None = None,
    now: datetime | None = None,
) -> ImportSession:
    """Say what the columns mean, remember it for the next file with this header, and queue."""
    row = held(session)
    rules.can_steer(by, row).require()
    target = IMPORT_FLOW.target(row.state, "submit")
    row.mapping = columns.settled(columns.register_for(row.kind), row.header, mapping)
    columns.remember(row)
    row.state = target
    row.dry_run = row.dry_run if dry_run is None else dry_run
    row.save(update_fields=["mapping", "state", "dry_run"])
    announce(row, by=by, now=now)
    return row


@transaction.atomic
def apply_session(
    *, session: ImportSession, by: User, now: datetime | None = None
) -> ImportSession:
    """Queue the file of a trial run again, to be written this time."""
    row = held(session)
    rules.can_steer(by, row).require()
    target = IMPORT_FLOW.target(row.state, "apply")
    if not row.dry_run:
        raise Refused(_("These rows are written already."))
    if row.refused:
        raise Refused(_("Rows were refused: correct them and send the file again."))
    row.state = target
    row.dry_run = False
    row.attempts = 0
    row.finished_at = None
    row.save(update_fields=["state", "dry_run", "attempts", "finished_at"])
    announce(row, by=by, now=now)
    return row


@transaction.atomic
def cancel_session(
    *, session: ImportSession, by: User, now: datetime | None = None
) -> ImportSession:
    """Take a session back; a running one is told, and ends at its next look with nothing written."""
    row = held(session)
    rules.can_steer(by, row).require()
    target = IMPORT_FLOW.target(row.state, "cancel")
    if row.state == SessionState.RUNNING:
        row.cancel_asked = True
        row.save(update_fields=["cancel_asked"])
    else:
        row.state = target
        row.finished_at = now or timezone.now()
        row.save(update_fields=["state", "finished_at"])
    record("import.cancelled", subject=row, by=by, now=now, kind=row.kind)
    return row


def held(session: ImportSession) -> ImportSession:
    return ImportSession.objects.select_for_update(of=("self",)).get(pk=session.pk)


def forget_old(*, now: datetime | None = None) -> int:
    """Delete old sessions with their rows and files; returns how many."""
    gone = 0
    for session in ImportSession.objects.old(now=now or timezone.now()).order_by("pk")[:1000]:
        if session.file:
            files.forget(Path(session.file.path))
        session.delete()
        gone += 1
    return gone

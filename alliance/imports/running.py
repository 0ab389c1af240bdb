"""Working one session off: claim, read, apply or undo, and settle under the claim's time."""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.accounts.models import User
from alliance.events.record import record
from alliance.imports import columns, files, staged, staging
from alliance.imports.applying import Applier, Result, texts_of, unwritable
from alliance.imports.enums import Outcome, SessionState
from alliance.imports.models import ImportRow, ImportSession
from alliance.lib.errors import InvalidInput
from alliance.registers.register import Register

logger = logging.getLogger(__name__)

BEAT = 1.0
"""Seconds between two signs of work; also how soon a cancellation is seen."""
MOST_REPORTED = 5_000
"""Refused rows of one session that are kept as they came; the rest are counted."""
MOST_ROWS = 20_000
"""Rows that are written one by one; more need the register's staged importer."""
CANCELLED_QUERY = "57014"
REFUSED_ROWS = "rows"


class Cancelled(Exception):
    """Somebody asked for the end."""


class Lost(Exception):
    """The session was given to another worker meanwhile."""


class Watch(Protocol):
    """Who looks after a running session."""

    def start(self, session: ImportSession, claimed_at: datetime) -> None: ...

    def look(self, done: int) -> None:
        """Take note of progress. Raises Cancelled or Lost."""

    def stop(self) -> None: ...


class NoWatch:
    """For a process that somebody sits before: it ends by Ctrl-C, and its claim with it."""

    def start(self, session: ImportSession, claimed_at: datetime) -> None:
        pass

    def look(self, done: int) -> None:
        pass

    def stop(self) -> None:
        pass


@dataclass
class Pulse:
    """Shows from a thread, on a connection of its own, that the worker lives and how far it is.

    The session's transaction is open for the whole import, so nobody could see its progress; and
    one long statement leaves no moment to look up. What the thread learns it tells at `look`.
    """

    done: int = 0
    cancelled: bool = False
    lost: bool = False
    ended: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def start(self, session: ImportSession, claimed_at: datetime) -> None:
        worked_on = connection.connection
        self.thread = threading.Thread(
            target=self.beat, args=(session.pk, claimed_at, worked_on), daemon=True
        )
        self.thread.start()

    def look(self, done: int) -> None:
        self.done = done
        if self.cancelled:
            raise Cancelled
        if self.lost:
            raise Lost

    def stop(self) -> None:
        self.ended.set()
        if self.thread is not None:
            self.thread.join()

    def beat(self, pk: int, claimed_at: datetime, worked_on: Any) -> None:
        mine = ImportSession.objects.filter(
            pk=pk, state=SessionState.RUNNING, claimed_at=claimed_at
        )
        try:
            while not self.ended.wait(BEAT):
                self.beat_once(mine, worked_on)
        finally:
            connection.close()

    def beat_once(self, mine: Any, worked_on: Any) -> None:
        try:
            # Without waiting: at the very end the worker itself holds the row.
            with transaction.atomic():
                row = mine.select_for_update(skip_locked=True).first()
                if row is not None:
                    mine.update(beat_at=timezone.now(), rows_done=self.done)
            asked = mine.values_list("cancel_asked", flat=True).first()
        except DatabaseError:
            logger.warning("an import could not show that it is alive", exc_info=True)
            connection.close()
            return
        self.lost = asked is None
        if asked and not self.cancelled:
            self.cancelled = True
        if (asked or self.lost) and worked_on is not None and not self.ended.is_set():
            worked_on.cancel()  # ends the statement that runs now, if one does


@dataclass
class Report:
    """What became of the rows."""

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    rows: list[ImportRow] = field(default_factory=list)
    reported: int = 0

    def add(self, session: ImportSession, result: Result, raw: dict[str, str] | None) -> None:
        self.counts[result.outcome] += 1
        refused = result.outcome == Outcome.REFUSED
        if refused:
            self.reported += 1
            if self.reported > MOST_REPORTED:
                return
        self.rows.append(
            ImportRow(
                session=session,
                number=result.number,
                outcome=result.outcome,
                object_id=result.object_id,
                errors=[
                    {"field": e.field, "code": e.code, "detail": e.detail} for e in result.errors
                ],
                raw=raw if refused else None,
            )
        )

    @property
    def refused(self) -> int:
        return self.counts[Outcome.REFUSED]


def run_session(
    *, session_id: int, watch: Watch | None = None, now: datetime | None = None
) -> bool:
    """Work a queued session off; False when another worker holds it or took it over.

    Everything that the file says is written in one transaction, or nothing. A trial run is the
    same, undone at its end.
    """
    claimed_at = now or timezone.now()
    if not ImportSession.objects.claim(session_id, now=claimed_at):
        return False
    session = ImportSession.objects.select_related("organisation").get(pk=session_id)
    watched = watch or NoWatch()
    with translation.override(session.language or settings.LANGUAGE_CODE):
        try:
            work(session, claimed_at, watched)
        except Cancelled:
            return settle(session, claimed_at, SessionState.CANCELLED)
        except Lost:
            return False
        except InvalidInput as refusal:
            fault = refusal.errors[0].code if refusal.errors else refusal.code
            return settle(
                session, claimed_at, SessionState.FAILED, fault=fault, error=refusal.detail
            )
    return True


def work(session: ImportSession, claimed_at: datetime, watch: Watch) -> None:
    register = columns.register_for(session.kind)
    by = acting_user(session)
    connection.ensure_connection()
    watch.start(session, claimed_at)
    try:
        with files.plain(Path(session.file.path)) as table:
            session.header = table.header
            session.mapping = columns.settled(register, table.header, session.mapping)
            fields = [session.mapping.get(name, "") for name in table.header]
            ImportSession.objects.filter(pk=session.pk, claimed_at=claimed_at).update(
                rows_total=table.count, header=session.header, mapping=session.mapping
            )
            watch.look(0)
            report = Report()
            with interruptible(watch), transaction.atomic():
                unhurried()
                write(session, register, by, table, fields, report, watch)
                watch.stop()
                watch.look(table.count)
                kept = not session.dry_run and not report.refused
                if kept:
                    finish(session, claimed_at, report, by)
                else:
                    transaction.set_rollback(True)
    finally:
        watch.stop()
    if not kept:
        with transaction.atomic():
            finish(session, claimed_at, report, by)


@contextmanager
def interruptible(watch: Watch) -> Iterator[None]:
    """A statement that was ended on request counts as the request."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == CANCELLED_QUERY:
            watch.look(0)
        raise


def unhurried() -> None:
    """This transaction may take long, unlike a request's."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def acting_user(session: ImportSession) -> User:
    """The sender with the rights of today; a key's sender with the key's organisation alone."""
    user = User.objects.get(pk=session.created_by_id)
    if session.acting_key:
        user.acting_key = session.acting_key
        user.acting_organisation_id = session.organisation_id  # type: ignore[attr-defined]  # what the key authentication sets
    return user


def write(
    session: ImportSession,
    register: Register,
    by: User,
    table: files.Plain,
    fields: Sequence[str],
    report: Report,
    watch: Watch,
) -> None:
    """Apply every row, by sets where the register has an importer for such a file."""
    importer = staged.of(register.name)
    if importer is not None and staged.fits(importer, fields):
        with connection.cursor() as cursor:
            sending = staged.Sending(
                cursor=cursor,
                by=by,
                register=register.name,
                source=session.source,
                organisation_id=session.organisation_id,
                given=frozenset(name for name in fields if name),
            )
            found = staging.load(importer, table, fields, sending)
        for result, raw in found.refused:
            report.add(session, result, raw)
        report.counts[Outcome.REFUSED] = found.refused_in_all
        report.counts[Outcome.CREATED] = found.counts.created
        report.counts[Outcome.CHANGED] = found.counts.changed
        report.counts[Outcome.UNCHANGED] = found.counts.unchanged
        return
    if strange := unwritable(register, fields):
        text = _("These columns belong to another kind of file: %(names)s.")
        raise InvalidInput.on("mapping", text % {"names": ", ".join(strange)}, code="mixed")
    if table.count > MOST_ROWS:
        text = _("Records of this kind are imported at most %(most)s at a time. Split the file.")
        raise InvalidInput.on("file", text % {"most": MOST_ROWS}, code="rows")
    applier = Applier(register, by, session.source, session.organisation)
    for done, (number, cells) in enumerate(table.rows(), start=1):
        result = applier.apply(number, texts_of(fields, cells))
        report.add(session, result, dict(zip(table.header, cells, strict=True)))
        watch.look(done)


def finish(session: ImportSession, claimed_at: datetime, report: Report, by: User) -> None:
    """Write the report and the end, if the session is still this worker's. Raises Lost."""
    mine = ImportSession.objects.select_for_update(of=("self",)).filter(
        pk=session.pk, state=SessionState.RUNNING, claimed_at=claimed_at
    )
    if mine.first() is None:
        raise Lost
    ImportRow.objects.filter(session=session).delete()
    ImportRow.objects.bulk_create(numbered_once(report.rows), batch_size=1000)
    failed = bool(report.refused) and not session.dry_run
    refusal = ngettext(
        "%(count)s row was refused; nothing was written.",
        "%(count)s rows were refused; nothing was written.",
        report.refused,
    ) % {"count": report.refused}
    counts = {outcome.value: count for outcome, count in report.counts.items()}
    mine.update(
        state=SessionState.FAILED if failed else SessionState.DONE,
        fault=REFUSED_ROWS if failed else "",
        error=refusal if failed else "",
        rows_done=sum(counts.values()),
        finished_at=timezone.now(),
        **counts,
    )
    if not failed and not session.dry_run:
        told: dict[str, Any] = {"kind": session.kind, **counts}
        record("import.applied", subject=session, by=by, **told)


def numbered_once(rows: Iterable[ImportRow]) -> list[ImportRow]:
    return list({row.number: row for row in rows}.values())


def settle(
    session: ImportSession, claimed_at: datetime, state: SessionState, **values: Any
) -> bool:
    """End a session that wrote nothing; False when it is no longer this worker's."""
    mine = ImportSession.objects.filter(
        pk=session.pk, state=SessionState.RUNNING, claimed_at=claimed_at
    )
    return mine.update(state=state, finished_at=timezone.now(), **values) == 1

"""The common course of a move: lock, rule, flow, conditions, save, event."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.events.record import record
from alliance.lib.errors import InvalidInput
from alliance.lib.flow import Flow
from alliance.lib.rules import Verdict
from alliance.web.records import Record, locked

R = TypeVar("R", bound=Record)


@transaction.atomic
def move_record(
    row: R,
    *,
    flow: Flow[Any],
    move: str,
    event: str,
    rule: Callable[[User, R], Verdict],
    by: User,
    version: int | None,
    now: datetime | None,
    reason: str | None = None,
    prepare: Callable[[R], Sequence[str]] = lambda _row: (),
) -> R:
    """Bring a row with `state` and `reason` one step on; returns it as stored.

    `reason` None: the move needs none and clears an older one; a given one may not be empty.
    `prepare` sees the locked row, refuses what the state must not be, sets fields and names them.
    """
    row = locked(row, version=version)
    rule(by, row).require()
    held: Any = row
    target = flow.target(held.state, move)
    if reason is not None and not reason.strip():
        raise InvalidInput.on("reason", _("Say why; the others read it."), code="required")
    fields = prepare(row)
    held.state, held.reason = target, (reason or "").strip()
    row.store("state", "reason", *fields)
    record(event, subject=row, by=by, now=now)
    return row

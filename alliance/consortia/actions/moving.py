"""What every move of a record here begins with."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.lib.errors import InvalidInput
from alliance.lib.flow import Flow
from alliance.lib.rules import Verdict
from alliance.web.records import R, locked


def begin(
    record: R,
    move: str,
    flow: Flow[Any],
    rule: Callable[[User, R], Verdict],
    *,
    by: User,
    version: int | None,
) -> tuple[R, Any]:
    """The locked row and the state that the move leads to.

    Raises Stale, NotAllowed or InvalidTransition; the caller holds the transaction.
    """
    row = locked(record, version=version)
    rule(by, row).require()
    return row, flow.target(str(getattr(row, "state", "")), move)


def said(reason: str) -> str:
    """Raises InvalidInput where nothing was said."""
    if not reason.strip():
        raise InvalidInput.on("reason", _("Say why."), code="required")
    return reason.strip()


def today(now: datetime | None) -> date:
    return timezone.localdate(now or timezone.now())

"""One key, one effect, one answer (IETF idempotency-key draft).

The record is inserted first, inside the transaction of the effect: a second request with the
same key waits on the unique index and then sees either the answer or nothing. There is no
"locked" state that a killed process could leave behind. Refusals are not kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.lib.errors import Busy, KeyReused
from alliance.partners.models import IdempotencyRecord

KEPT = timedelta(days=7)
WAIT = "3s"
LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]
    replayed: bool = False


def once(
    *,
    user_id: int,
    organisation_id: int,
    key: str,
    fingerprint: str,
    act: Callable[[], Answer],
) -> Answer:
    """Run `act` for a key seen first, else give its stored answer again.

    Raises KeyReused when the key came with another body, Busy when the same key is still
    being worked on; what `act` raises leaves nothing behind.
    """
    owner = {"user_id": user_id, "organisation_id": organisation_id, "key": key}
    with transaction.atomic():
        if not insert(owner, fingerprint):
            kept = IdempotencyRecord.objects.get(**owner)
            if kept.fingerprint != fingerprint:
                raise KeyReused(_("This Idempotency-Key was used with another request."))
            return Answer(kept.status or 200, kept.body, kept.headers, replayed=True)
        answer = act()
        IdempotencyRecord.objects.filter(**owner).update(
            status=answer.status, body=answer.body, headers=answer.headers
        )
        return answer


def insert(owner: dict[str, Any], fingerprint: str) -> bool:
    """True when this request is the first; waits for a first one that is still under way."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", [WAIT])
            cursor.execute(
                "INSERT INTO partners_idempotencyrecord"
                " (user_id, organisation_id, key, fingerprint, headers, created_at)"
                " VALUES (%s, %s, %s, %s, '{}', now())"
                " ON CONFLICT (user_id, organisation_id, key) DO NOTHING",
                [owner["user_id"], owner["organisation_id"], owner["key"], fingerprint],
            )
            first: bool = cursor.rowcount == 1
            cursor.execute("SET LOCAL lock_timeout = 0")
            return first
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == LOCK_NOT_AVAILABLE:
            raise Busy(_("The same key is being worked on; try again.")) from error
        raise


def forget_old() -> int:
    """Remove answers older than seven days."""
    return IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]

"""Working off owed rows by pull: claim in one transaction, effect and `done` in another.

Claiming counts the attempt before the work starts, so a row that kills its worker ends as dead
instead of looping. The second transaction locks the row again: a worker that was slow and came
back waits for the one that took over, finds the row done, and changes nothing.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from alliance.events.models import LEASE, MAX_ATTEMPTS, Event, Owed

logger = logging.getLogger(__name__)

Subscriber = Callable[[Event], None]


BUDGET = 30
"""Seconds after which a drain takes no further row: its task must end before its time limit."""


def drain(*, limit: int = 200) -> int:
    """Work due rows until none is left, `limit` were tried or BUDGET is spent; returns how many
    were done. The next ring, at the latest the beat's, goes on.
    """
    done = 0
    until = time.monotonic() + BUDGET
    for _ in range(limit):
        if time.monotonic() > until:
            break
        claimed = claim()
        if claimed is None:
            break
        done += work(claimed)
    return done


def claim() -> int | None:
    """Take the next due row for the length of the lease; None when nothing is due."""
    while True:
        with transaction.atomic():
            row = (
                Owed.objects.due()
                .select_for_update(skip_locked=True, of=("self",))
                .order_by("available", "id")
                .first()
            )
            if row is None:
                return None
            found = Owed.objects.filter(pk=row.pk)
            if row.attempts < MAX_ATTEMPTS:
                found.update(available=Now() + LEASE, attempts=F("attempts") + 1)
                return row.pk
            found.update(dead=Now())  # its workers died without a word; the next row is looked at
        logger.error("owed row %s is dead after %s attempts", row.pk, row.attempts)


def work(pk: int) -> bool:
    """Run the subscriber and mark the row in one transaction; False when it was not ours or failed."""
    try:
        with transaction.atomic():
            # Waits, unlike claim(): another worker's claim may hold this row for a moment while it
            # looks for its own, and skipping it then would leave it to the end of the lease.
            row = (
                Owed.objects.open()
                .select_for_update(of=("self",))
                .select_related("event")
                .filter(pk=pk)
                .first()
            )
            if row is None:
                return False
            subscriber: Subscriber = import_string(row.subscriber)
            subscriber(row.event)
            Owed.objects.filter(pk=pk).update(done=Now(), last_error="")
    except Exception as error:
        logger.exception("owed row %s failed", pk)
        postpone(pk, error)
        return False
    return True


def postpone(pk: int, error: Exception) -> None:
    """Keep the reason; try again later with growing pauses, or give up at the limit."""
    with transaction.atomic():
        row = Owed.objects.open().select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            return
        row.last_error = f"{type(error).__name__}: {error}"[:2000]
        if row.attempts >= MAX_ATTEMPTS:
            Owed.objects.filter(pk=pk).update(dead=Now(), last_error=row.last_error)
        else:
            pause = timedelta(seconds=2**row.attempts)
            Owed.objects.filter(pk=pk).update(available=Now() + pause, last_error=row.last_error)

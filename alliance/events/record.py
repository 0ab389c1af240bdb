"""Writing an event and what it owes, inside the transaction of the change."""

from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from alliance.events.models import Event, Owed


def record(
    kind: str,
    /,
    *,
    subject: models.Model,
    by: models.Model | None,
    now: datetime | None = None,
    **payload: object,
) -> Event:
    """Write the audit row and one Owed row per subscriber; ring the worker after commit.

    `by` is the acting user, None for the clock. The payload holds ids and small values, never
    personal data. Raises RuntimeError outside a transaction: an event without its change, or
    a change without its event, must be impossible.
    """
    if not connection.in_atomic_block:
        msg = "record() must run inside the transaction of the change that it describes"
        raise RuntimeError(msg)
    event = Event.objects.create(
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        actor_id=by.pk if by is not None else None,
        via=getattr(by, "acting_key", ""),
        payload=payload,
        at=now or timezone.now(),
    )
    subscribers = settings.EVENT_SUBSCRIPTIONS.get(kind, ())
    if subscribers:
        Owed.objects.bulk_create(Owed(event=event, subscriber=name) for name in subscribers)
        # robust: a broker that is down must not fail a request whose change is already committed
        transaction.on_commit(ring, robust=True)
    return event


def ring() -> None:
    """Tell a worker that rows are due. The message carries nothing: losing it costs seconds."""
    current_app.send_task("alliance.events.tasks.drain", retry=False, ignore_result=True)

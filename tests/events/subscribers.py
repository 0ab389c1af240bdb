"""Subscribers that tests name in the settings."""

from alliance.accounts.models import Organisation
from alliance.events.models import Event
from alliance.events.record import record


def effect(event: Event) -> None:
    """Leaves a trace that no constraint would hide if it came twice."""
    subject = Organisation.objects.get(pk=event.subject_id)
    record("test.effect", subject=subject, by=None, of=event.pk)


def effect_under_lock(event: Event) -> None:
    """The same, but only while nobody else holds the subject."""
    Organisation.objects.select_for_update().get(pk=event.subject_id)
    effect(event)


def failing(event: Event) -> None:
    effect(event)
    msg = "the other system said no"
    raise ValueError(msg)


def failing_under_lock(event: Event) -> None:
    Organisation.objects.select_for_update().get(pk=event.subject_id)
    failing(event)

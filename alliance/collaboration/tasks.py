"""Subscribers of events, and what the clock does to matches."""

from celery import shared_task
from django.utils import timezone

from alliance.collaboration.actions import matches
from alliance.collaboration.models import Match
from alliance.events.models import Event
from enterprises.models import Demand


def match_demand(event: Event) -> None:
    """A demand was published or revised."""
    matches.match_demand(
        demand=Demand.objects.get(pk=event.subject_id), revision=int(event.payload["revision"])
    )


def close_matches(event: Event) -> None:
    """A demand was withdrawn, fulfilled or has expired."""
    matches.close_matches(demand=Demand.objects.get(pk=event.subject_id))


@shared_task(name="alliance.collaboration.tasks.expire")
def expire() -> None:
    """End every proposal whose day has passed, one transaction each."""
    for match in Match.objects.overdue(timezone.localdate()).order_by("pk"):
        matches.expire_match(match=match)

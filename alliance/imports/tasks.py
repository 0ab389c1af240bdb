"""The worker's doors to sessions."""

import logging

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from alliance.imports import actions, running
from alliance.imports.enums import SessionState
from alliance.imports.models import ImportSession

logger = logging.getLogger(__name__)

SOFT_LIMIT = 25 * 60
"""Seconds that one session may take; far longer than other tasks, hence the pulse."""


@shared_task(
    name="alliance.imports.tasks.work_sessions",
    soft_time_limit=SOFT_LIMIT,
    time_limit=SOFT_LIMIT + 60,
)
def work_sessions() -> None:
    """Work one queued session off and ring for the next; first take back lost ones.

    One runs at a time, so that a long one leaves the other worker processes to short work.
    """
    ImportSession.objects.release_lost(now=timezone.now())
    if ImportSession.objects.filter(state=SessionState.RUNNING).exists():
        return
    queued = ImportSession.objects.filter(state=SessionState.QUEUED).order_by("pk")
    pk = queued.values_list("pk", flat=True).first()
    if pk is None:
        return
    run(pk)
    if queued.exists():
        actions.ring()


def run(pk: int) -> None:
    """One session; a failure is kept with it, under the claim that failed."""
    claimed_at = timezone.now()
    try:
        running.run_session(session_id=pk, watch=running.Pulse(), now=claimed_at)
    except (Exception, SoftTimeLimitExceeded):
        logger.exception("import %s failed", pk)
        session = ImportSession.objects.get(pk=pk)
        running.settle(session, claimed_at, SessionState.FAILED, fault="internal")


@shared_task(name="alliance.imports.tasks.forget")
def forget() -> None:
    """Files and rows are kept no longer than they are needed."""
    actions.forget_old()

"""Subscribers of events and the worker's doors to runs."""

import logging
import time

from celery import shared_task
from django.utils import timezone

from alliance.accounts.models import Organisation
from alliance.alignment import actions
from alliance.alignment.enums import RunState
from alliance.alignment.models import AlignmentRun
from alliance.consortia.models import Framework
from alliance.events.models import Event
from programs.models import Program

logger = logging.getLogger(__name__)

BUDGET = 20
"""Seconds after which a task takes no further run: it must end well before its time limit."""


def request_run(event: Event) -> None:
    """Something changed that a rate may read: queue a run for each region that it touches."""
    today = timezone.localdate()
    place = place_of(event)
    if place is None:
        return
    regions = [place[:2] + "0000", place[:4] + "00", place]
    frameworks = (
        Framework.objects.filter(region_id__in=regions, is_main=True)
        .order_by("region_id")
        .select_related("region")
    )
    for region in {framework.region_id: framework.region for framework in frameworks}.values():
        main = actions.main_framework(region, today)
        if main is not None:
            actions.queue_run(region=region, as_of=today, framework=main)


def place_of(event: Event) -> str | None:
    """Code of the region that the event's subject lies in; None where there is none."""
    if event.subject_type == "consortia.framework":
        return Framework.objects.values_list("region_id", flat=True).get(pk=event.subject_id)
    if event.subject_type == "accounts.organisation":
        # None for one that was merged into another record since
        row = Organisation.objects.filter(pk=event.subject_id)
        return row.values_list("region_id", flat=True).first()
    if event.subject_type == "programs.program":
        programs = Program.objects.filter(pk=event.subject_id)  # none: merged likewise
        return programs.values_list("school__organisation__region_id", flat=True).first()
    return None


@shared_task(name="alliance.alignment.tasks.work_runs")
def work_runs() -> None:
    """Compute queued runs for a while, then let the next task go on; first take back lost ones."""
    AlignmentRun.objects.release_lost(now=timezone.now())
    queued = AlignmentRun.objects.filter(state=RunState.QUEUED).order_by("pk")
    until = time.monotonic() + BUDGET
    for pk in queued.values_list("pk", flat=True):
        if time.monotonic() > until:
            actions.ring()
            return
        compute(pk)


def compute(pk: int) -> None:
    """One run; a failure is kept with it, under the claim that failed, and the others go on."""
    claimed_at = timezone.now()
    try:
        actions.compute_run(run_id=pk, now=claimed_at)
    except Exception as error:
        logger.exception("alignment run %s failed", pk)
        mine = AlignmentRun.objects.filter(pk=pk, state=RunState.RUNNING, started_at=claimed_at)
        mine.update(
            state=RunState.FAILED,
            error=f"{type(error).__name__}: {error}"[:2000],
            finished_at=timezone.now(),
        )


@shared_task(name="alliance.alignment.tasks.nightly")
def nightly() -> None:
    """Every region with a framework in force gets a run of the day."""
    today = timezone.localdate()
    frameworks = Framework.objects.filter(is_main=True, valid_from__lte=today)
    for framework in (
        frameworks.order_by("region_id").distinct("region_id").select_related("region")
    ):
        main = actions.main_framework(framework.region, today)
        if main is not None:
            actions.queue_run(region=framework.region, as_of=today, framework=main)


@shared_task(name="alliance.alignment.tasks.take_effects")
def take_effects() -> None:
    """Resolved changes of programs act on their day; what cannot act waits for a person."""
    for pk in actions.take_due_effects():
        logger.warning("program change %s is due and could not take effect", pk)

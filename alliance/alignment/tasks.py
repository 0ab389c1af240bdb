"""Subscribers of events and the worker's doors to runs."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db.models import Model, QuerySet
from django.utils import timezone

from alliance.accounts.models import Organisation
from alliance.alignment import actions
from alliance.alignment.enums import RunState
from alliance.alignment.models import AlignmentRun
from alliance.consortia.models import CouplingEdition, Framework, IndustryStatistic
from alliance.events.models import Event
from programs.models import Program

logger = logging.getLogger(__name__)

HELPERS = 3
"""Tasks that a frozen run rings for; a worker that finds no open block has nothing to do."""
BUDGET = 20
"""Seconds after which a task takes no further run: it must end well before its time limit."""


def request_run(event: Event) -> None:
    """Something changed that a rate may read: queue a run for each region that it touches.

    Outcomes, demands and the loop change all day long; the night reads them.
    """
    frameworks = Framework.objects.filter(is_main=True)
    if event.subject_type not in EVERYWHERE:
        place = place_of(event)
        if place is None:
            return
        frameworks = frameworks.filter(region_id__in=[place[:2] + "0000", place[:4] + "00", place])
    queue_for(frameworks)


def queue_for(frameworks: QuerySet[Framework]) -> None:
    """Queue a run of the day for every region of these lists that has one in force."""
    today = timezone.localdate()
    rows = frameworks.order_by("region_id").distinct("region_id").select_related("region")
    for framework in rows:
        main = actions.main_framework(framework.region, today)
        if main is not None:
            actions.queue_run(region=framework.region, as_of=today, framework=main)


EVERYWHERE = frozenset({"programs.cataloguelink", "programs.occupationindustry"})
"""Mappings of codes, which hold in every region."""
REGION_OF: Mapping[str, tuple[type[Model], str]] = {
    "consortia.framework": (Framework, "region_id"),
    "consortia.industrystatistic": (IndustryStatistic, "region_id"),
    "consortia.couplingedition": (CouplingEdition, "region_id"),
    "accounts.organisation": (Organisation, "region_id"),
    "programs.program": (Program, "school__organisation__region_id"),
}
"""Subjects of events and where their region's code stands."""


def place_of(event: Event) -> str | None:
    """Code of the region that the event's subject lies in; None where there is none.

    One that was merged into another record since, or deleted, lies nowhere.
    """
    if event.subject_type not in REGION_OF:
        return None
    model, path = REGION_OF[event.subject_type]
    rows = model._base_manager.filter(pk=event.subject_id)
    found: str | None = rows.values_list(path, flat=True).first()
    return found


@shared_task(name="alliance.alignment.tasks.work_runs")
def work_runs() -> None:
    """Freeze the inputs of queued runs for a while, then let the next task go on.

    First take back what lost its worker. Each frozen run is left to `work_blocks`, of which as
    many may go on at once as there are workers.
    """
    AlignmentRun.objects.release_lost(now=timezone.now())
    queued = AlignmentRun.objects.filter(state=RunState.QUEUED).order_by("pk")
    until = time.monotonic() + BUDGET
    for pk in queued.values_list("pk", flat=True):
        if time.monotonic() > until:
            actions.ring()
            return
        claimed_at = timezone.now()
        if guarded(pk, claimed_at, lambda: actions.freeze_run(run_id=pk, now=claimed_at)):  # noqa: B023 -- called at once
            actions.ring_blocks(HELPERS)
    if AlignmentRun.objects.filter(state=RunState.RUNNING).exists():
        actions.ring_blocks(1)  # a ring may have been lost with the broker


@shared_task(name="alliance.alignment.tasks.work_blocks")
def work_blocks() -> None:
    """Compute open blocks of running runs for a while; who computes a run's last one finishes it."""
    until = time.monotonic() + BUDGET
    running = AlignmentRun.objects.filter(state=RunState.RUNNING).order_by("pk")
    for pk, claimed_at in running.values_list("pk", "started_at"):
        for name in actions.open_blocks(pk):
            if time.monotonic() > until:
                actions.ring_blocks(1)
                return
            guarded(pk, claimed_at, lambda: actions.compute_block(run_id=pk, name=name))  # noqa: B023 -- called at once
        guarded(pk, claimed_at, lambda: actions.finish_run(run_id=pk))  # noqa: B023 -- called at once


def guarded(pk: int, claimed_at: datetime | None, work: Callable[[], Any]) -> Any:
    """Do a part of a run; a failure is kept with it, under the claim that failed, and others go on."""
    try:
        return work()
    except Exception as error:
        logger.exception("alignment run %s failed", pk)
        mine = AlignmentRun.objects.filter(pk=pk, state=RunState.RUNNING, started_at=claimed_at)
        mine.update(
            state=RunState.FAILED,
            error=f"{type(error).__name__}: {error}"[:2000],
            finished_at=timezone.now(),
        )
        return None


@shared_task(name="alliance.alignment.tasks.nightly")
def nightly() -> None:
    """Every region with a framework in force gets a run of the day."""
    queue_for(Framework.objects.filter(is_main=True, valid_from__lte=timezone.localdate()))


@shared_task(name="alliance.alignment.tasks.take_effects")
def take_effects() -> None:
    """Resolved changes of programs act on their day; what cannot act waits for a person."""
    for pk in actions.take_due_effects():
        logger.warning("program change %s is due and could not take effect", pk)


def compute_scenario(event: Event) -> None:
    """A scenario was made or changed: bring its figures up to date, unless its door has done so."""
    actions.compute_scenario(scenario_id=int(event.subject_id))

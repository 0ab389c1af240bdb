"""The loop with real workers: quick, unharmed by kill -9, and patient without Redis."""

import json
import time
import urllib.request
from datetime import timedelta

import pytest
from celery import Celery
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from alliance.alignment.models import AlignmentRun
from alliance.collaboration.actions import matches, projects, results
from alliance.collaboration.enums import Audience
from alliance.collaboration.models import Match, MatchRun
from alliance.config.addresses import broker_url
from alliance.events.models import Event, Heartbeat, Owed
from alliance.partners.actions import issue_key
from alliance.partners.models import KeyScope
from enterprises.models import Demand
from tests import factories as make
from tests.flows.processes import START
from tests.outcomes import Thread, until, waiting_for_locks

pytestmark = [pytest.mark.flow, pytest.mark.django_db(transaction=True)]

SOON = 5
"""Seconds from a publication to its matches."""


@pytest.fixture
def bell(redis, settings, monkeypatch):
    """This process rings the worker of this test, not one at the session's Redis."""
    app = Celery("bell", broker=broker_url(redis.url), set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    app.conf.task_default_queue = settings.CELERY_TASK_DEFAULT_QUEUE
    for place in ("alliance.events.record", "alliance.alignment.actions.runs"):
        monkeypatch.setattr(f"{place}.current_app", app)
    yield app
    app.close()


def until_working(worker_since) -> None:
    """Until a worker that was started after the moment has taken a message."""
    until(lambda: Heartbeat.objects.filter(name="worker", beat_at__gt=worker_since), seconds=START)


def nothing_is_owed() -> bool:
    return not Owed.objects.filter(done__isnull=True).exists()


def matched_once(demand: Demand) -> None:
    """One run, one match, one event, each share done by one success, none dead."""
    assert MatchRun.objects.filter(revision__demand=demand).count() == 1
    assert Match.objects.filter(demand=demand).count() == 1
    told = Event.objects.filter(kind="demand.matched", subject_id=str(demand.pk))
    assert told.count() == 1
    assert not Owed.objects.filter(dead__isnull=False).exists()


def test_the_whole_loop_from_a_demand_to_a_computed_rate(processes, bell):
    home = make.make_world()
    other = make.ProgramFactory(school=home.school, skills=[])  # serves no key industry
    home.program.links.filter(industry__isnull=False).delete()
    began = timezone.now()
    processes.worker()
    until_working(began)

    published = time.monotonic()
    demand = make.publish_in(home)
    until(lambda: Match.objects.filter(demand=demand), seconds=SOON)
    assert time.monotonic() - published <= SOON
    until(nothing_is_owed)
    matched_once(demand)

    match = Match.objects.get()
    match = matches.respond_to_match(match=match, by=home.school_user)
    match = matches.accept_match(match=match, by=home.enterprise_user)
    project = projects.open_project(
        match=match, by=home.enterprise_user, fields={"kind": "order_class", "title": "Class 1"}
    )
    project = projects.submit_project(project=project, by=home.school_user)
    for side in (home.school_user, home.enterprise_user, home.secretary):
        project = projects.approve_project(project=project, by=side)
    project = projects.sign_project(project=project, by=home.secretary)
    project = projects.start_project(project=project, by=home.school_user)
    result = results.enter_result(
        organisation=home.school.organisation,
        by=home.school_user,
        project=project,
        fields={
            "kind": "course",
            "level": "city",
            "title": "Drives",
            "achieved_on": timezone.localdate(),
            "evidence": "Certificate 5.",
        },
    )
    result = results.submit_result(result=result, by=home.school_user)
    results.verify_result(result=result, by=home.secretary, confirms=home.industry)

    run = until(lambda: AlignmentRun.objects.done().first(), seconds=15)
    assert (run.region, run.framework, run.as_of) == (
        home.region,
        home.framework,
        timezone.localdate(),
    )
    figures = {value.index: value for value in run.values.headline().filter(level="")}
    assert (figures["A1"].numerator, figures["A1"].denominator) == (1, 2)
    verdicts = {verdict.program_id: verdict.aligned for verdict in run.verdicts.all()}
    assert verdicts == {home.program.pk: True, other.pk: False}
    result.refresh_from_db()
    results.share_result(result=result, by=home.school_user, audience=Audience.PUBLIC)
    until(nothing_is_owed)
    assert Owed.objects.filter(dead__isnull=False).count() == 0


def test_kill_9_in_the_middle_of_a_match_loses_nothing_and_doubles_nothing(processes, bell):
    home = make.make_world()
    began = timezone.now()
    first = processes.worker()
    until_working(began)
    demand = make.DemandFactory(enterprise=home.enterprise, skills=home.skills)

    with transaction.atomic():
        # The worker reads and ranks, and then waits before it writes the run.
        lock_the_runs()
        publish_elsewhere(demand)
        until(lambda: waiting_for_locks() == 1, seconds=START)
        processes.kill(first)
    row = Owed.objects.get(event__kind="demand.published")
    assert (row.attempts, row.done, row.dead) == (1, None, None)
    assert row.available > timezone.now() + timedelta(seconds=60)
    assert MatchRun.objects.count() == Match.objects.count() == 0

    began = timezone.now()
    processes.worker()
    until_working(began)
    row.refresh_from_db()
    assert (row.attempts, row.done) == (1, None)  # still leased to the dead worker
    Owed.objects.filter(pk=row.pk).update(available=Now())  # as if the lease had run out
    until(nothing_is_owed, seconds=15)
    matched_once(demand)
    row.refresh_from_db()
    assert row.attempts == 2


def publish_elsewhere(demand: Demand) -> None:
    """Publish on another connection, so that the worker sees it while this one holds a lock."""
    thread = Thread(lambda: make.walk_demand(demand, "published"))
    assert thread.result().state == "published"


def lock_the_runs() -> None:
    """Let nobody write a run before this transaction ends; reading goes on."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE collaboration_matchrun IN SHARE MODE")


def post(address: str, path: str, key: str, body: dict, once: str) -> tuple[int, dict]:
    request = urllib.request.Request(
        f"{address}/api/v1/{path}",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Idempotency-Key": once,
        },
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        return response.status, json.load(response)


def test_without_redis_publishing_works_and_matching_catches_up(processes, redis):
    home = make.make_world()
    _, key = issue_key(
        organisation=home.enterprise.organisation,
        label="HR system",
        scope=KeyScope.WRITE,
        by=home.enterprise_user,
    )
    address = processes.web()
    began = timezone.now()
    processes.worker()
    until_working(began)
    redis.stop()

    body = {
        "enterprise": str(home.enterprise.pk),
        "kind": "order_class",
        "title": "Thirty technicians",
        "headcount": 30,
        "region": home.region.pk,
        "closes_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "skills": [{"skill": skill.pk} for skill in home.skills],
    }
    status, made = post(address, "demands/", key, body, "create-1")
    assert (status, made["state"]) == (201, "draft")
    status, published = post(address, f"demands/{made['id']}/submit/", key, {}, "submit-1")
    assert (status, published["state"]) == (200, "published")
    assert Owed.objects.get().done is None

    redis.start()
    until(nothing_is_owed, seconds=START)
    matched_once(Demand.objects.get())

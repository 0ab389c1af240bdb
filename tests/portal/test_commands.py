"""`run_alignment` and `run_matching` against a worker that is there and one that is not."""

import json
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from alliance.alignment import inputs
from alliance.alignment.actions import compute_run
from alliance.alignment.catalogue import INDICES
from alliance.alignment.models import AlignmentRun
from alliance.alignment.tasks import work_runs
from alliance.collaboration.models import Match
from alliance.config import waiting
from alliance.events.drain import drain
from alliance.events.models import Owed
from tests.factories import make_run, publish_in, world

TODAY = timezone.localdate().isoformat


def run(*args, timeout=0):
    out = StringIO()
    call_command(*args, "--timeout", str(timeout), stdout=out)
    return out.getvalue()


def align(region, as_of, *more, timeout=0):
    return run("run_alignment", "--region", region, "--as-of", as_of, *more, timeout=timeout)


class Worker:
    """Does the queued work in its own thread and connection, as a worker process would."""

    def __init__(self, work):
        self.work = work
        self.thread = Thread(target=self.go)

    def go(self):
        try:
            waiting.wait_until(self.work, what="the test's work", timeout=20)
        finally:
            connection.close()

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.thread.join()


def compute_queued():
    pks = list(AlignmentRun.objects.filter(state="queued").values_list("pk", flat=True))
    for pk in pks:
        compute_run(run_id=pk)  # False as well for one that reads what the last one read
    return bool(pks)


@pytest.mark.django_db(transaction=True)
def test_run_alignment_waits_for_the_worker_and_prints_the_figures():
    home = world()
    with Worker(compute_queued):
        printed = align(home.region.pk, TODAY(), timeout=20)
    level = home.program.level
    lines = [line.split(" ") for line in printed.splitlines()]
    assert {line[0] for line in lines} <= set(INDICES)
    assert {len(line) for line in lines} == {5}
    assert [" ".join(line) for line in lines if line[0] in ("A1", "A2", "A3")] == [
        "A1 all 1 1 1",
        "A2 all 180 180 1",
        "A3 all 180 180 1",
        f"A1 {level} 1 1 1",
        f"A2 {level} 180 180 1",
        f"A3 {level} 180 180 1",
    ]


@pytest.mark.django_db(transaction=True)
def test_run_alignment_prints_the_run_that_answers_when_nothing_changed():
    home = world()
    done = make_run(framework=home.framework)
    with Worker(compute_queued):
        printed = align(home.region.pk, TODAY(), "--json", timeout=20)
    shown = json.loads(printed)
    assert (shown["run"], shown["as_of"], shown["framework"]) == (str(done.pk), TODAY(), "2+4+N")
    assert shown["values"][0] == {
        "index": "A1",
        "version": done.engine_version,
        "level": "all",
        "numerator": "1",
        "denominator": "1",
        "value": 1.0,
        "hidden": False,
    }


def test_without_a_worker_run_alignment_ends_with_a_sentence_and_leaves_the_run_queued(home):
    with pytest.raises(CommandError, match="No worker finished") as refused:
        align(home.region.pk, TODAY())
    assert refused.value.returncode == 1
    assert AlignmentRun.objects.get().state == "queued"


@pytest.mark.parametrize(
    ("region", "as_of", "words"),
    [
        ("000000", "2026-01-01", "no region with the code"),
        ("431000", "2999-01-01", "has not come yet"),
        ("431000", "1990-01-01", "No main industry framework"),
    ],
)
def test_a_wrong_question_ends_with_2(home, region, as_of, words):
    with pytest.raises(CommandError, match=words) as refused:
        align(region, as_of)
    assert refused.value.returncode == 2


def test_a_failed_run_is_told(home, monkeypatch):
    def compute_badly(*args, **kwargs):
        monkeypatch.setattr(inputs, "read", None)
        work_runs()

    monkeypatch.setattr(waiting, "wait_until", compute_badly)
    monkeypatch.setattr(
        "alliance.config.management.commands.run_alignment.wait_until", compute_badly
    )
    with pytest.raises(CommandError, match="The run failed: TypeError"):
        align(home.region.pk, TODAY())


@pytest.mark.django_db(transaction=True)
def test_run_matching_has_unmatched_demands_matched_once():
    home = world()
    demand = publish_in(home)
    Owed.objects.all().delete()  # as after a restore from a backup without its queue
    with Worker(lambda: drain() > 0):
        printed = run("run_matching", timeout=20)
    assert printed.splitlines() == [f"demand {demand.pk}: 1 of 1 programs fit"]
    assert Match.objects.filter(demand=demand).count() == 1
    assert run("run_matching", "--demand", str(demand.pk)).splitlines() == [
        "Every published demand is matched already."
    ]


def test_without_a_worker_run_matching_ends_with_a_sentence(home):
    publish_in(home)
    with pytest.raises(CommandError, match="No worker finished matching 1 demand"):
        run("run_matching", "--all")


def test_a_demand_that_is_not_published_cannot_be_matched(home):
    draft = publish_in(home, published=False)
    with pytest.raises(CommandError, match="no published demand") as refused:
        run("run_matching", "--demand", str(draft.pk))
    assert refused.value.returncode == 2

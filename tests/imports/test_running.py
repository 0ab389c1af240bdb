"""Sessions in real workers: claimed once, cancelled, lost, killed, and never half applied."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from alliance.imports import actions, running, tasks
from alliance.imports.enums import IMPORT_FLOW, SessionState
from alliance.imports.models import LEASE, MAX_ATTEMPTS, ImportSession
from talent.models import TrainingBatch
from tests import factories as make
from tests.factories import imports as files

ALLOWED = {
    ("drafted", "submit"): "queued",
    ("drafted", "cancel"): "cancelled",
    ("queued", "claim"): "running",
    ("queued", "cancel"): "cancelled",
    ("running", "finish"): "done",
    ("running", "fail"): "failed",
    ("running", "release"): "queued",
    ("running", "cancel"): "cancelled",
    ("done", "apply"): "queued",
}
WORKER = """
import sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from alliance.imports import tasks
tasks.run(int(sys.argv[2]))
"""
HEADER = ["external_id", "organiser", "kind", "title", "region", "started_on", "person_times"]


def queued(count: int, school=None):
    school = school or make.SchoolFactory().organisation
    rows = [
        [f"E{n}", f"#{school.pk}", "employee", f"T{n}", make.CHENZHOU, "2026-03-01", 10]
        for n in range(count)
    ]
    return files.send("training-batches", files.csv_bytes(HEADER, *rows), by=make.editor_of(school))


def until(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def started(session) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "alliance.config.settings.test",
        "DATA_DIR": str(django_settings.DATA_DIR),
    }
    program = WORKER.replace(
        "django.setup()",
        "django.setup()\nfrom django.conf import settings\n"
        f"settings.MEDIA_ROOT = {str(django_settings.MEDIA_ROOT)!r}",
    )
    name = connection.settings_dict["NAME"]
    return subprocess.Popen(
        [sys.executable, "-c", program, name, str(session.pk)],
        cwd=django_settings.BASE_DIR,
        env=environment,
    )


def test_the_flow_has_exactly_the_agreed_moves():
    states, moves = list(SessionState.values), {move for _, move in ALLOWED}
    assert {
        (s, m): IMPORT_FLOW.target(s, m).value
        for s in states
        for m in IMPORT_FLOW.moves
        if IMPORT_FLOW.allows(s, m)
    } == ALLOWED
    assert IMPORT_FLOW.moves == moves


def test_a_session_is_claimed_once(db):
    session = queued(1)
    now = timezone.now()
    claims = [ImportSession.objects.claim(session.pk, now=now) for _ in range(3)]
    assert claims == [True, False, False]
    assert not running.run_session(session_id=session.pk)


def test_a_lost_session_is_queued_again_and_fails_in_the_end(db):
    session = queued(1)
    now = timezone.now()
    for attempt in range(MAX_ATTEMPTS):
        assert ImportSession.objects.claim(session.pk, now=now)
        assert ImportSession.objects.release_lost(now=now + LEASE) == 0
        now += LEASE + timedelta(seconds=1)
        last = attempt == MAX_ATTEMPTS - 1
        assert ImportSession.objects.release_lost(now=now) == (0 if last else 1)
    session.refresh_from_db()
    assert (session.state, session.fault) == ("failed", "lost")


def test_who_was_given_up_for_lost_writes_nothing(db, monkeypatch):
    """The worker comes back after its session was claimed by another."""
    session = queued(2)

    class Overtaken(running.NoWatch):
        def look(self, done):
            if done == 2:
                later = timezone.now() + LEASE * 2
                ImportSession.objects.release_lost(now=later)
                ImportSession.objects.claim(session.pk, now=later)

    assert not running.run_session(session_id=session.pk, watch=Overtaken())
    assert TrainingBatch.objects.count() == 0


def test_a_cancelled_session_is_not_worked(db):
    session = queued(1)
    actions.cancel_session(session=session, by=session.created_by)
    assert not running.run_session(session_id=session.pk)
    session.refresh_from_db()
    assert session.state == "cancelled"


def test_a_fault_of_ours_is_kept_with_the_session(db, caplog):
    session = queued(1)
    os.unlink(session.file.path)
    tasks.run(session.pk)
    session.refresh_from_db()
    assert (session.state, session.fault, session.error) == ("failed", "internal", "")


@pytest.mark.flow
@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_and_a_running_session_can_be_cancelled():
    session = queued(1000)
    worker = started(session)
    try:
        until(lambda: ImportSession.objects.get(pk=session.pk).rows_done > 0)
        running_now = ImportSession.objects.get(pk=session.pk)
        assert (running_now.state, running_now.rows_total) == ("running", 1000)
        assert TrainingBatch.objects.count() == 0
        actions.cancel_session(session=session, by=session.created_by)
        assert worker.wait(30) == 0
    finally:
        worker.kill()
        worker.wait()
    session.refresh_from_db()
    assert session.state == "cancelled"
    assert TrainingBatch.objects.count() == 0


@pytest.mark.flow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_finishes():
    session = queued(400)
    worker = started(session)
    try:
        until(lambda: ImportSession.objects.get(pk=session.pk).rows_done > 0)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert TrainingBatch.objects.count() == 0
    session.refresh_from_db()
    assert session.state == "running"

    assert ImportSession.objects.release_lost(now=timezone.now() + LEASE * 2) == 1
    second = started(session)
    assert second.wait(120) == 0
    session.refresh_from_db()
    assert files.counts(session) == ("done", 400, 0, 0, 0)
    assert TrainingBatch.objects.count() == 400

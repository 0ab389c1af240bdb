"""A hundred thousand graduates: a worker that dies leaves nothing, and a second sending nothing new."""

import os
import signal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from alliance.imports.models import LEASE, ImportSession
from talent.models import Graduate, Outcome
from tests import factories as make
from tests.factories import imports as files
from tests.factories.talent import CohortFactory
from tests.imports.test_running import started
from tests.outcomes import until, waiting_for_locks

COUNT = 100_000
HEADER = ["external_id", "cohort", "number", "measured_on", "destination", "starting_pay"]
PATIENCE = 120


def file_of(cohort):
    rows = (
        [f"S{n}", f"#{cohort.pk}", f"{n:06d}", "2026-06-30", "employed", "4500.50"]
        for n in range(COUNT)
    )
    return files.csv_bytes(HEADER, *rows)


def stored():
    return Graduate.objects.count(), Outcome.objects.count()


def in_transactions():
    """How many other connections to this database have a transaction open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def killed_before(table, session):
    """A worker killed where it is about to write to this table, with all before it written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{table}" IN SHARE MODE')  # holds writers up, not readers
        worker = started(session)
        try:
            until(waiting_for_locks, seconds=PATIENCE)
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
    until(lambda: not in_transactions(), seconds=PATIENCE)


@pytest.mark.flow
@pytest.mark.django_db(transaction=True)
def test_a_large_file_survives_two_killed_workers_and_is_written_once():
    cohort = CohortFactory()
    by = make.editor_of(cohort.program.school.organisation)
    content = file_of(cohort)
    session = files.send("graduates", content, by=by, source="S")

    for attempt, table in enumerate(("talent_outcome", "imports_importrow"), start=1):
        killed_before(table, session)
        session.refresh_from_db()
        assert (session.state, session.attempts, stored()) == ("running", attempt, (0, 0))
        assert ImportSession.objects.release_lost(now=timezone.now() + LEASE * 2) == 1

    last = started(session)
    assert last.wait(PATIENCE) == 0
    session.refresh_from_db()
    assert files.counts(session) == ("done", COUNT, 0, 0, 0)
    assert stored() == (COUNT, COUNT)

    again = files.run(files.send("graduates", content, by=by, source="S"))
    assert files.counts(again) == ("done", 0, 0, COUNT, 0)
    assert stored() == (COUNT, COUNT)

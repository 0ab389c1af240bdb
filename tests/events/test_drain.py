"""Owed work happens once: whatever fails, dies, comes back or runs beside."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from alliance.accounts.models import Organisation
from alliance.events.drain import claim, drain, postpone, work
from alliance.events.models import LEASE, MAX_ATTEMPTS, Heartbeat, Owed
from alliance.events.record import record
from alliance.events.tasks import drain as drain_task
from tests import factories as make
from tests.outcomes import NOTHING, Thread, changes, until, waiting_for_locks


@transaction.atomic
def owe(count: int = 1) -> list[int]:
    """Record that many events about one organisation; their ids."""
    subject = Organisation.objects.first() or make.OrganisationFactory()
    return [record("test.done", subject=subject, by=None, n=n).pk for n in range(count)]


def pause_of(row: Owed) -> float:
    return (row.available - timezone.now()).total_seconds()


def make_due() -> None:
    """As if the time until the rows' next chance had passed."""
    Owed.objects.open().update(available=Now())


@pytest.mark.django_db
def test_every_due_row_is_worked_once_oldest_first(subscribed, effects):
    subscribed("effect")
    events = owe(3)
    assert drain() == 3
    assert effects() == events
    assert drain() == 0
    assert effects() == events
    rows = list(Owed.objects.all())
    assert [(row.attempts, row.dead, row.last_error) for row in rows] == [(1, None, "")] * 3
    assert all(row.done for row in rows)


@pytest.mark.django_db
def test_a_drain_stops_at_its_limit_and_the_next_goes_on(subscribed, effects):
    subscribed("effect")
    events = owe(3)
    assert drain(limit=2) == 2
    assert effects() == events[:2]
    assert drain(limit=2) == 1
    assert effects() == events


@pytest.mark.django_db
def test_the_workers_task_drains_and_proves_that_it_lives(subscribed, effects):
    subscribed("effect")
    events = owe()
    drain_task()
    assert effects() == events
    assert [beat.name for beat in Heartbeat.objects.all()] == ["worker"]


@pytest.mark.django_db
def test_a_failing_subscriber_is_tried_again_after_growing_pauses_and_given_up(subscribed, effects):
    subscribed("failing")
    owe()
    for attempt in range(1, MAX_ATTEMPTS):
        assert drain() == 0
        (row,) = Owed.objects.all()
        assert (row.attempts, row.done, row.dead) == (attempt, None, None)
        assert row.last_error == "ValueError: the other system said no"
        assert 2**attempt - 3 < pause_of(row) <= 2**attempt
        assert drain() == 0
        assert Owed.objects.get().attempts == attempt
        make_due()
    assert drain() == 0
    (row,) = Owed.objects.all()
    assert (row.attempts, row.done, bool(row.dead)) == (MAX_ATTEMPTS, None, True)
    assert row.last_error == "ValueError: the other system said no"
    with changes() as seen:
        assert drain() == 0
    assert seen == NOTHING
    assert effects() == []


@pytest.mark.django_db
def test_a_failing_subscriber_holds_up_nobody_else(subscribed, effects):
    subscribed("failing", "effect")
    events = owe(2)
    assert drain() == 2
    assert effects() == events


@pytest.mark.django_db
def test_a_claimed_row_is_hidden_for_the_lease_and_comes_back_after_it(subscribed, effects):
    subscribed("effect")
    events = owe()
    lost = claim()
    assert lost is not None
    assert claim() is None
    assert drain() == 0
    assert LEASE.total_seconds() - 3 < pause_of(Owed.objects.get()) <= LEASE.total_seconds()
    assert effects() == []
    make_due()
    assert drain() == 1
    assert effects() == events
    assert Owed.objects.get().attempts == 2


@pytest.mark.django_db
def test_a_row_that_kills_every_worker_ends_as_dead_and_the_rest_goes_on(subscribed, effects):
    subscribed("effect")
    poison, healthy = owe(2)
    for _ in range(MAX_ATTEMPTS):
        Owed.objects.filter(event=poison).update(available=Now() - timedelta(minutes=1))
        assert claim() == Owed.objects.get(event=poison).pk
    Owed.objects.filter(event=poison).update(available=Now() - timedelta(minutes=1))
    assert drain() == 1
    row = Owed.objects.get(event=poison)
    assert (row.attempts, row.done, bool(row.dead)) == (MAX_ATTEMPTS, None, True)
    assert effects() == [healthy]


@pytest.mark.django_db
def test_a_worker_that_comes_back_after_its_lease_changes_nothing(subscribed, effects):
    subscribed("effect")
    events = owe()
    zombie = claim()
    make_due()
    assert drain() == 1
    with changes() as seen:
        assert work(zombie) is False
        postpone(zombie, ValueError("too late"))
    assert seen == NOTHING
    assert effects() == events


@pytest.mark.django_db(transaction=True)
def test_two_drains_at_once_have_one_effect(subscribed, effects):
    subscribed("effect_under_lock")
    (event,) = owe()
    with transaction.atomic():
        Organisation.objects.select_for_update().get()
        threads = [Thread(drain), Thread(drain)]
        until(lambda: waiting_for_locks() == 1)
        until(lambda: any(thread.ended for thread in threads))
    assert sorted(thread.result() for thread in threads) == [0, 1]
    assert effects() == [event]


@pytest.mark.django_db(transaction=True)
def test_a_slow_worker_keeps_its_row_even_when_the_lease_runs_out(subscribed, effects):
    subscribed("effect_under_lock")
    (event,) = owe()
    row = Owed.objects.get()
    with transaction.atomic():
        Organisation.objects.select_for_update().get()
        slow = Thread(drain)
        until(lambda: waiting_for_locks() == 1)
        # The slow worker holds the row, so nobody can move its time; asked by its number, a
        # second worker waits for the first one's end.
        assert claim() is None
        second = Thread(lambda: work(row.pk))
        until(lambda: waiting_for_locks() == 2)
    assert (slow.result(), second.result()) == (1, False)
    assert effects() == [event]


@pytest.mark.django_db(transaction=True)
def test_rows_are_shared_out_between_workers_each_once(subscribed, effects):
    subscribed("effect")
    events = owe(40)
    threads = [Thread(drain) for _ in range(4)]
    assert sum(thread.result() for thread in threads) == 40  # none is left to its lease
    assert sorted(effects()) == events
    assert set(Owed.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_a_late_failure_does_not_undo_what_another_worker_did(subscribed, effects):
    subscribed("failing_under_lock")
    (event,) = owe()
    row = Owed.objects.get()
    with transaction.atomic():
        Organisation.objects.select_for_update().get()
        slow = Thread(drain)
        until(lambda: waiting_for_locks() == 1)
    assert slow.result() == 0
    failed = Owed.objects.get()
    assert (failed.attempts, failed.done) == (1, None)
    Owed.objects.update(subscriber="tests.events.subscribers.effect", available=Now())
    assert drain() == 1
    postpone(row.pk, ValueError("late"))
    after = Owed.objects.get()
    assert (after.last_error, bool(after.done)) == ("", True)
    assert effects() == [event]

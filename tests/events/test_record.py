"""An event and what it owes exist exactly when their change does."""

from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from alliance.events.models import Event, Heartbeat, Owed
from alliance.events.record import record
from enterprises.actions import submit_demand
from tests import factories as make
from tests.outcomes import NOTHING, changes


@pytest.mark.django_db
def test_one_event_owes_one_row_to_each_subscriber(subscribed):
    subscribed("effect", "failing")
    subject, user, now = make.OrganisationFactory(), make.UserFactory(), timezone.now()
    with changes() as seen:
        event = record("test.done", subject=subject, by=user, now=now, places=3)
    assert seen.events == [
        ("test.done", f"accounts.organisation:{subject.pk}", user.pk, {"places": 3})
    ]
    assert seen.owed == [
        ("test.done", "tests.events.subscribers.effect"),
        ("test.done", "tests.events.subscribers.failing"),
    ]
    assert (seen.changed, seen.added, seen.removed) == ({}, [], [])
    assert (event.at, event.via) == (now, "")
    row = Owed.objects.first()
    assert (row.attempts, row.done, row.dead, row.last_error) == (0, None, None, "")
    assert Owed.objects.due().count() == 2


@pytest.mark.django_db
def test_what_nobody_subscribes_to_owes_nothing():
    with changes() as seen:
        record("test.alone", subject=make.OrganisationFactory(), by=None)
    assert ([kind for kind, *_ in seen.events], seen.owed) == (["test.alone"], [])


@pytest.mark.django_db
def test_the_key_that_was_used_is_kept_with_the_event():
    user = make.UserFactory()
    user.acting_key = "iea_12345678"
    event = record("test.done", subject=user, by=user)
    assert (event.actor, event.via) == (user, "iea_12345678")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses():
    subject = make.OrganisationFactory()
    with changes() as seen, pytest.raises(RuntimeError, match="inside the transaction"):
        record("test.done", subject=subject, by=None)
    assert seen == NOTHING


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_event_and_nothing_owed():
    demand = make.DemandFactory()
    by = make.editor_of(demand.enterprise)

    def fail_after_the_change():
        with transaction.atomic():
            submit_demand(demand=demand, by=by)
            msg = "power cut"
            raise OSError(msg)

    with changes() as seen, pytest.raises(OSError, match="power cut"):
        fail_after_the_change()
    assert seen == NOTHING
    with changes() as seen:
        submit_demand(demand=demand, by=by)
    assert [kind for kind, *_ in seen.events] == ["demand.submitted", "demand.published"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda row: row.update(kind="test.other"),
        lambda row: row.update(payload={}),
        lambda row: row.update(actor=None),
        lambda row: row.delete(),
    ],
)
def test_events_are_neither_changed_nor_removed(write):
    event = record("test.done", subject=make.OrganisationFactory(), by=None)
    with changes() as seen, pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        write(Event.objects.filter(pk=event.pk))
    assert seen == NOTHING


@pytest.mark.django_db
def test_a_subscribers_share_stands_once_and_is_never_both_done_and_dead(subscribed):
    subscribed("effect")
    event = record("test.done", subject=make.OrganisationFactory(), by=None)
    (row,) = Owed.objects.all()
    with pytest.raises(IntegrityError, match="owed_once"), transaction.atomic():
        Owed.objects.create(event=event, subscriber=row.subscriber)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="owed_done_or_dead"), transaction.atomic():
        Owed.objects.update(done=now, dead=now)


@pytest.mark.django_db
def test_a_subjects_history_is_its_own_and_in_order():
    first, second = make.OrganisationFactory(), make.OrganisationFactory()
    told = [record("test.done", subject=s, by=None) for s in (first, second, first)]
    assert list(Event.objects.about(first)) == [told[0], told[2]]
    assert str(told[0]) == f"test.done accounts.organisation:{first.pk}"


@pytest.mark.django_db
def test_a_heartbeat_is_one_row_that_moves():
    Heartbeat.beat("worker")
    earlier = Heartbeat.objects.get().beat_at
    Heartbeat.objects.update(beat_at=earlier - timedelta(hours=1))
    Heartbeat.beat("worker")
    assert [str(beat) for beat in Heartbeat.objects.all()] == ["worker"]
    assert Heartbeat.objects.get().beat_at >= earlier


EXPECTED = {
    "demand.published": ["alliance.collaboration.tasks.match_demand"],
    "demand.revised": ["alliance.collaboration.tasks.match_demand"],
    "demand.withdrawn": ["alliance.collaboration.tasks.close_matches"],
    "demand.fulfilled": ["alliance.collaboration.tasks.close_matches"],
    "demand.expired": ["alliance.collaboration.tasks.close_matches"],
    "program.changed": ["alliance.alignment.tasks.request_run"],
    "crosswalk.changed": ["alliance.alignment.tasks.request_run"],
    "framework.changed": ["alliance.alignment.tasks.request_run"],
    "statistics.changed": ["alliance.alignment.tasks.request_run"],
}


def test_the_agreed_subscriptions_stand_in_the_settings():
    assert {kind: project.EVENT_SUBSCRIPTIONS.get(kind) for kind in EXPECTED} == EXPECTED


@pytest.mark.parametrize(
    "path", sorted({name for names in project.EVENT_SUBSCRIPTIONS.values() for name in names})
)
def test_every_subscriber_that_the_settings_name_exists(path):
    assert callable(import_string(path))


@pytest.mark.parametrize("name", [entry["task"] for entry in project.CELERY_BEAT_SCHEDULE.values()])
def test_every_task_that_the_clock_rings_exists_under_its_name(name):
    assert import_string(name).name == name

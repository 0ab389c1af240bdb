"""The two probes, and the policy that every answer carries."""

import pytest
from django.db.models.functions import Now

from alliance.config.management.commands.up import _worker_works
from alliance.events.models import Event, Heartbeat, Owed

STRICT = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)


def ago(seconds: int):
    from datetime import timedelta

    return Now() - timedelta(seconds=seconds)


def owe(seconds: int) -> None:
    """Work that has been due for so many seconds."""
    event = Event.objects.create(kind="x.done", subject_type="x", subject_id="1", at=Now())
    Owed.objects.create(event=event, subscriber="x", available=ago(seconds))


def test_the_process_probe_asks_nobody(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("beat", "status", "body"),
    [
        (1, 200, {"status": "ready", "database": "ok", "redis": "ok", "worker": "ok"}),
        (31, 503, {"status": "waiting", "database": "ok", "redis": "ok", "worker": "missing"}),
        (None, 503, {"status": "waiting", "database": "ok", "redis": "ok", "worker": "missing"}),
    ],
)
def test_readiness_needs_a_fresh_heartbeat(client, beat, status, body):
    if beat is not None:
        Heartbeat.objects.create(name="worker", beat_at=ago(beat))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (status, body)


@pytest.mark.django_db
def test_readiness_names_a_vanished_redis(client, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    Heartbeat.objects.create(name="worker", beat_at=Now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "waiting", "database": "ok", "redis": "missing", "worker": "ok"},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("beat", "due", "works"),
    [
        (10, 300, True),  # busy with a backlog
        (300, None, True),  # silent, and nothing to do
        (300, 10, True),  # silent, the work is new
        (300, 300, False),
        (None, 300, False),
    ],
)
def test_a_worker_is_replaced_when_it_is_silent_while_work_is_overdue(beat, due, works):
    if beat is not None:
        Heartbeat.objects.create(name="worker", beat_at=ago(beat))
    if due is not None:
        owe(due)
    assert _worker_works() is works


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/healthz", STRICT),
        (
            "/admin/login/",
            f"{STRICT}; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'",
        ),
        ("/api/docs/", f"{STRICT}; style-src 'self' 'unsafe-inline'"),
    ],
)
@pytest.mark.django_db
def test_every_answer_carries_the_policy_of_its_place(client, path, policy):
    answer = client.get(path)
    assert answer["Content-Security-Policy"] == policy

"""Settings: readable without servers, and strict where the portal is served."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from alliance.config.addresses import broker_url

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "alliance.config.settings.prod",
    "SECRET_KEY": "".join(chr(40 + n) for n in range(60)),
    "IDENTITY_KEYS": f"{'A' * 43},{'B' * 43}=",
    "DATABASE_URL": "postgresql://alliance@db.test/alliance",
    "REDIS_URL": "redis://redis.test/0",
    "ALLOWED_HOSTS": "portal.test",
}


def run(arguments: list[str], **variables: str) -> subprocess.CompletedProcess:
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={**bare, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["dev", "test"])
def test_settings_load_without_servers_and_write_nothing(tmp_path, name):
    done = run(
        ["-W", "error", "-c", "import django; django.setup()"],
        DJANGO_SETTINGS_MODULE=f"alliance.config.settings.{name}",
        SECRET_KEY="k" * 50,
        DATA_DIR=str(tmp_path / "data"),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_only_reads_files_starts_no_server(tmp_path):
    done = run(["manage.py", "makemigrations", "--check", "--dry-run"], DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "IDENTITY_KEYS"])
def test_no_command_makes_up_a_key_in_production(tmp_path, name):
    done = run(["manage.py", "migrate"], **{**PRODUCTION, name: "", "DATA_DIR": str(tmp_path)})
    assert done.returncode == 1
    assert f"ImproperlyConfigured: {name} is" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DEBUG": "1"}, "DEBUG is set"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or shorter than 50 characters."),
        ({"SECRET_KEY": "k" * 49}, "SECRET_KEY is missing or shorter than 50 characters."),
        ({"IDENTITY_KEYS": ""}, "IDENTITY_KEYS is not set."),
        ({"IDENTITY_KEYS": f"{'A' * 43},short"}, "IDENTITY_KEYS: each key must be 32 random bytes"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set."),
        ({"REDIS_URL": ""}, "REDIS_URL is not set."),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set."),
    ],
)
def test_production_refuses_to_start(change, sentence):
    done = run(["-c", "import django; django.setup()"], **{**PRODUCTION, **change})
    assert done.returncode == 1
    assert (
        done.stderr.strip()
        .splitlines()[-1]
        .startswith(f"django.core.exceptions.ImproperlyConfigured: {sentence}")
    )


def test_production_settings_satisfy_the_deployment_checks():
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("unix:///var/run/redis.sock?db=3", "redis+socket:///var/run/redis.sock?virtual_host=3"),
        ("unix:///产 教/redis.sock", "redis+socket:///产 教/redis.sock?virtual_host=0"),
        ("redis://:secret@redis.test:6380/2", "redis://:secret@redis.test:6380/2"),
        ("rediss://redis.test/0", "rediss://redis.test/0"),
    ],
)
def test_the_broker_gets_the_same_server_in_its_own_spelling(given, expected):
    assert broker_url(given) == expected


def test_everybody_who_is_subscribed_to_an_event_exists():
    names = {name for names in settings.EVENT_SUBSCRIPTIONS.values() for name in names}
    assert {name: callable(import_string(name)) for name in names} == dict.fromkeys(names, True)


def test_the_timetable_names_every_task_of_the_rooms_once():
    from alliance.config.celery import app

    app.loader.import_default_modules()
    scheduled = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    ours = ("alliance.", "enterprises.", "programs.", "talent.")
    assert sorted(scheduled) == sorted(name for name in app.tasks if name.startswith(ours))


def test_tasks_are_never_run_in_the_place_of_the_caller():
    from alliance.config.celery import app

    assert (
        app.conf.task_always_eager,
        app.conf.task_acks_late,
        app.conf.task_reject_on_worker_lost,
        app.conf.worker_prefetch_multiplier,
        app.conf.result_backend,
        app.conf.accept_content,
    ) == (False, True, True, 1, None, ["json"])
    limits = app.conf.task_soft_time_limit, app.conf.task_time_limit
    assert sorted(limits) == list(limits)
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]

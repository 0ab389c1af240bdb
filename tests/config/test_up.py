"""`manage.py up` as a person meets it: one command, one line at the end, nothing left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from alliance.embedded import command_line

pytestmark = pytest.mark.alone

LONGEST_SECOND_START = 10
"""Seconds to the ready line when everything has been loaded before."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """What a new machine has: no server named, no settings chosen."""
    named = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DEMO_PASSWORD"}
    kept = {name: value for name, value in os.environ.items() if name not in named}
    return {**kept, "DATA_DIR": str(folder), "PORT": str(port), **more}


def start(variables: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=settings.BASE_DIR,
        env=variables,
        stdout=subprocess.PIPE,
        text=True,
    )


def until_ready(portal: subprocess.Popen) -> list[str]:
    lines = []
    for line in portal.stdout:
        lines.append(line.strip())
        if line.startswith("Ready "):
            break
    return lines


def end(portal: subprocess.Popen, how: signal.Signals) -> int:
    if not portal.stdout.closed:
        portal.send_signal(how)
        portal.communicate(timeout=30)
    return portal.returncode


def get(url: str) -> tuple[int, dict]:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def processes() -> dict[int, str]:
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return {pid: command_line(pid) for pid in numbers}


def parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def workers(portal: subprocess.Popen) -> list[int]:
    """The main processes of the portal's workers, without their pools."""
    return [
        pid for pid, line in processes().items() if " worker " in line and parent(pid) == portal.pid
    ]


def with_variable(name: str, value: str) -> list[int]:
    """Living processes, zombies apart, that inherited this variable."""
    found = []
    for pid, line in processes().items():
        try:
            inherited = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if line and f"{name}={value}".encode() in inherited:
            found.append(pid)
    return found


def test_it_starts_repairs_its_worker_ends_without_trace_and_starts_again_fast(tmp_path):
    port = free_port()
    variables = environment(tmp_path, port, DEMO="0")
    address = f"http://127.0.0.1:{port}"
    portal = start(variables)
    try:
        assert until_ready(portal)[-1] == f"Ready {address}/"
        assert get(f"{address}/healthz") == (200, {"status": "ok"})
        ready = {"status": "ready", "database": "ok", "redis": "ok", "worker": "ok"}
        assert get(f"{address}/readyz") == (200, ready)

        (first,) = workers(portal)
        os.kill(first, signal.SIGKILL)
        assert portal.stdout.readline() == (
            "The worker ended with status -9; it is started again.\n"
        )
        assert workers(portal) != [first]

        assert end(portal, signal.SIGINT) == 0
        assert with_variable("PORT", str(port)) == []
        assert [line for line in processes().values() if str(tmp_path) in line] == []
        assert not (tmp_path / "demo.json").exists()
        for key in ("secret_key", "identity_key"):
            assert (tmp_path / key).stat().st_mode & 0o777 == 0o600

        began = time.monotonic()
        portal = start(variables)
        assert until_ready(portal)[-1] == f"Ready {address}/"
        assert time.monotonic() - began <= LONGEST_SECOND_START
        assert end(portal, signal.SIGTERM) == 0
        assert with_variable("PORT", str(port)) == []
    finally:
        end(portal, signal.SIGTERM)


@pytest.mark.parametrize(
    ("port", "sentence"),
    [
        (None, "Port {port} on 127.0.0.1 is in use: stop what listens there or set PORT."),
        ("80a", "PORT must be a number from 1 to 65535, not '80a'."),
        ("70000", "PORT must be a number from 1 to 65535, not '70000'."),
    ],
)
def test_a_port_that_cannot_be_had_is_refused_in_one_sentence(tmp_path, port, sentence):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = port or str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=settings.BASE_DIR,
            env=environment(tmp_path, 0, PORT=port),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"CommandError: {sentence.format(port=port)}"

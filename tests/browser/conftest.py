"""A whole running portal, as `make up` starts it, and a browser for each person."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Four-people-one-loop"
START_LIMIT = 180


@dataclass(frozen=True)
class Portal:
    url: str
    keys: dict[str, str]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium")}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The product with its own servers, demo and workers, on a free port."""
    home = tmp_path_factory.mktemp("portal")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    taken = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY")
    env = {name: value for name, value in os.environ.items() if name not in taken}
    env |= {"DATA_DIR": str(home), "PORT": str(port), "DEMO_PASSWORD": PASSWORD}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    ready = Event()
    reader = Thread(target=listen, args=(process, lines, ready))
    reader.start()
    if not ready.wait(START_LIMIT) or process.poll() is not None:
        process.kill()
        pytest.fail(f"the portal did not start:\n{''.join(lines)}")
    accounts = json.loads((home / "demo.json").read_text())
    yield Portal(
        url=f"http://127.0.0.1:{port}",
        keys={account["email"]: account["key"] for account in accounts},
    )
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    reader.join()
    process.stdout.close()


def listen(process: subprocess.Popen, lines: list[str], ready: Event) -> None:
    """Read what the portal says to the end, so that it never waits for a full pipe."""
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ready "):
            ready.set()
    ready.set()


@pytest.fixture
def sign_in(portal: Portal, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """A browser of its own for each person; any error in its console fails the test."""
    contexts = []
    complaints: list[str] = []

    def person(name: str, language: str = "en") -> Page:
        context = browser.new_context(base_url=portal.url, locale=language)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.goto("/accounts/login/")
        page.fill("input[name=login]", f"{name}@demo.test")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/workspace/")
        return page

    yield person
    for context in contexts:
        context.close()
    assert complaints == []

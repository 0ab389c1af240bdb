"""Starting, repairing and ending programs."""

import signal
import sys
import time

import pytest

from alliance.config import supervisor
from alliance.config.supervisor import DEATHS, Program, ProgramEnded, Supervisor
from alliance.embedded import command_line

FOR_EVER = (sys.executable, "-c", "import time; time.sleep(60)")
DIES = (sys.executable, "-c", "raise SystemExit(3)")
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, file=open("child", "w"), flush=True)
time.sleep(60)
"""
WITH_CHILD = (sys.executable, "-c", PARENT)


def until(condition, running: Supervisor) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        running.tick()


def test_the_death_of_the_web_server_ends_everything(tmp_path):
    programs = [Program("worker", FOR_EVER), Program("web", DIES)]
    with Supervisor(programs, folder=tmp_path, say=print) as running:
        worker = running.running["worker"]
        with pytest.raises(ProgramEnded, match="The web ended with status 3"):
            until(lambda: False, running)
    assert worker.returncode == -signal.SIGTERM


def test_a_killed_worker_is_started_again(tmp_path):
    said = []
    programs = [Program("worker", FOR_EVER, restart=True)]
    with Supervisor(programs, folder=tmp_path, say=said.append) as running:
        first = running.running["worker"]
        first.kill()
        until(lambda: running.running["worker"] is not first, running)
    assert said == ["The worker ended with status -9; it is started again."]


def test_a_worker_that_dies_at_once_is_given_up(tmp_path):
    said = []
    programs = [Program("worker", DIES, restart=True)]
    given_up = pytest.raises(ProgramEnded, match=f"the {DEATHS}th time within 60 seconds")
    with Supervisor(programs, folder=tmp_path, say=said.append) as running, given_up:
        until(lambda: False, running)
    assert len(said) == DEATHS - 1


def test_a_worker_that_lives_without_working_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 0.0)
    monkeypatch.setattr(supervisor, "WATCH_EVERY", 0.0)
    works = iter([False])
    program = Program("worker", FOR_EVER, restart=True, watchdog=lambda: next(works, True))
    said = []
    with Supervisor([program], folder=tmp_path, say=said.append) as running:
        running.next_watch = 0.0
        first = running.running["worker"]
        until(lambda: running.running["worker"] is not first, running)
    assert said == [
        "The worker lives but does not work; it is replaced.",
        "The worker ended with status -9; it is started again.",
    ]


def test_nobody_judges_a_worker_that_has_just_started(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "WATCH_EVERY", 0.0)
    program = Program("worker", FOR_EVER, restart=True, watchdog=lambda: False)
    said = []
    with Supervisor([program], folder=tmp_path, say=said.append) as running:
        running.next_watch = 0.0
        for _ in range(3):
            running.tick()
    assert said == []


def test_leaving_ends_what_the_programs_started_themselves(tmp_path):
    noted = tmp_path / "child"
    with Supervisor([Program("web", WITH_CHILD)], folder=tmp_path, say=print) as running:
        until(lambda: noted.exists() and noted.read_text().strip(), running)
        child = int(noted.read_text())
        assert command_line(child) != ""
    assert command_line(child) == ""

"""Several programs as one: started together, watched, and stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TICK = 0.2
"""Seconds between two looks at the programs."""
WATCH_EVERY = 5.0
"""Seconds between two questions to a program's watchdog."""
GRACE = 60.0
"""Seconds after its start in which no watchdog judges a program: it is still loading."""
PATIENCE = 10.0
"""Seconds that a program gets to finish what it is doing when it is told to end."""
ORPHANS = 1.0
"""Seconds to wait for the end of processes that were killed."""
DEATHS, WITHIN = 5, 60.0
"""A program that ends this often within so many seconds is not started again."""

_PR_SET_PDEATHSIG = 1


class ProgramEnded(Exception):
    """A program that must not end has ended; the text says which."""


def healthy() -> bool:
    """The watchdog of a program that has none."""
    return True


@dataclass(frozen=True)
class Program:
    """What to run. `restart`: its death is repaired; otherwise it ends everything.

    `watchdog` is asked every few seconds; False means that the process lives but no longer works,
    and it is replaced.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    restart: bool = False
    watchdog: Callable[[], bool] = healthy


def _follow_parent() -> None:
    """Ask the kernel to end this child when its supervisor is killed without a chance to tell."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs programs in one folder. Use as a context: leaving it leaves no process behind."""

    def __init__(
        self, programs: Iterable[Program], *, folder: Path, say: Callable[[str], None]
    ) -> None:
        self.programs = {program.name: program for program in programs}
        self.folder = folder
        self.say = say
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.deaths: dict[str, deque[float]] = {
            name: deque(maxlen=DEATHS) for name in self.programs
        }
        self.next_watch = time.monotonic() + WATCH_EVERY

    def __enter__(self) -> Supervisor:
        try:
            for program in self.programs.values():
                self._start(program)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def tick(self) -> None:
        """Repair what died and may be repaired. Raises ProgramEnded for the rest."""
        time.sleep(TICK)
        for name, process in [*self.running.items()]:
            if process.poll() is not None:
                self._died(self.programs[name], process)
        if time.monotonic() >= self.next_watch:
            self.next_watch = time.monotonic() + WATCH_EVERY
            for name, process in self.running.items():
                young = time.monotonic() - self.started[name] < GRACE
                if not young and process.poll() is None and not self.programs[name].watchdog():
                    self.say(f"The {name} lives but does not work; it is replaced.")
                    self._end(process, signal.SIGKILL)  # what it held goes back by its lease

    def stop(self) -> None:
        """End all in the order in which they were started; returns when every process is gone."""
        for process in self.running.values():
            self._end(process, signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, end - time.monotonic()))
            process.kill()  # nothing happens where it has ended
            process.wait()
            _end_group(process)
        self.running.clear()

    def _start(self, program: Program) -> None:
        self.started[program.name] = time.monotonic()
        self.running[program.name] = subprocess.Popen(
            program.command,
            env={**os.environ, **program.environment},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends them in order
            preexec_fn=_follow_parent,  # noqa: PLW1509 -- this process has one thread
        )

    def _died(self, program: Program, process: subprocess.Popen[bytes]) -> None:
        _end_group(process)
        how = f"The {program.name} ended with status {process.returncode}"
        del self.running[program.name]
        if not program.restart:
            raise ProgramEnded(f"{how}.")  # noqa: EM102 -- the sentence is all there is
        deaths = self.deaths[program.name]
        deaths.append(time.monotonic())
        if len(deaths) == DEATHS and deaths[-1] - deaths[0] < WITHIN:
            msg = f"{how}, the {DEATHS}th time within {WITHIN:.0f} seconds."
            raise ProgramEnded(msg)
        self.say(f"{how}; it is started again.")
        self._start(program)

    def _end(self, process: subprocess.Popen[bytes], how: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what the program started and left behind; returns when it is gone.

    Where nothing reaps orphans they stay as zombies, so the waiting has an end.
    """
    end = time.monotonic() + ORPHANS
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
        while time.monotonic() < end:
            os.killpg(process.pid, 0)
            time.sleep(0.01)

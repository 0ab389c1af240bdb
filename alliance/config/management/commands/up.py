"""`manage.py up`: the whole portal in one foreground command."""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from alliance.accounts.models import User
from alliance.config.demo import people
from alliance.config.supervisor import Program, ProgramEnded, Supervisor
from alliance.events.models import Heartbeat, Owed

STALE = timedelta(seconds=60)
"""A worker without a heartbeat for so long, while work as old is due, has stopped consuming."""
READY_SECONDS = 120.0
CELERY = (sys.executable, "-m", "celery", "-q", "-A", "alliance.config.celery")


class Command(BaseCommand):
    """Prepare the database, then run web, worker and beat until Ctrl-C or SIGTERM."""

    help = (
        "Run the whole portal in the foreground. Environment: PORT (8000), BIND (127.0.0.1), "
        "DATA_DIR (var), DEMO=0 for no demo, DEMO_PASSWORD (else a random one, printed and kept), "
        "DATABASE_URL and REDIS_URL (else embedded servers)."
    )
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Keep the list of variables readable."""
        kwargs["formatter_class"] = argparse.HelpFormatter
        return super().create_parser(prog_name, subcommand, **kwargs)

    def handle(self, *args: Any, **options: Any) -> None:
        """Return when asked to end. Raises CommandError where the portal cannot start or go on."""
        asked = _EndRequest()
        bind, port = os.environ.get("BIND", "127.0.0.1"), _port()
        _refuse_used_port(bind, port)
        self._prepare()
        asked.interrupts = False
        with Supervisor(_programs(bind, port), folder=settings.BASE_DIR, say=self._say) as running:
            try:
                self._wait_until_ready(running, asked, bind, port)
                while not asked.made:
                    running.tick()
            except ProgramEnded as ended:
                raise CommandError(str(ended)) from ended

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _prepare(self) -> None:
        self._say("Preparing the database …")
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        if os.environ.get("DEMO") != "0":
            self._demo()
        # A heartbeat of an earlier start says nothing about the worker that starts now.
        Heartbeat.objects.filter(name="worker").delete()
        connection.close()

    def _demo(self) -> None:
        """Load the demo where it was never loaded; print its accounts every time."""
        if not people.kept_file().exists():
            self._say("Loading the demo …")
            call_command("load_demo", verbosity=0)
        if given := os.environ.get("DEMO_PASSWORD"):
            _set_passwords(given)
        accounts = people.read_kept()
        for account in accounts:
            self._say(f"{account.email} {account.organisation} {account.key}")
        for password in sorted({account.password for account in accounts}):
            self._say(f"Password of the demo accounts: {password}")

    def _wait_until_ready(
        self, running: Supervisor, asked: _EndRequest, bind: str, port: int
    ) -> None:
        end = time.monotonic() + READY_SECONDS
        address = f"http://{_reachable(bind)}:{port}/readyz"
        # Asked before the worker has shown itself, the page would log what is missing.
        while not (_worker_has_shown_itself() and _answers(address)):
            if asked.made:
                return
            if time.monotonic() > end:
                msg = f"The portal was not ready within {READY_SECONDS:.0f} seconds."
                raise CommandError(msg)
            running.tick()
        self._say(f"Ready http://{_shown(bind)}:{port}/")


class _EndRequest:
    """Ctrl-C or SIGTERM: interrupts the preparation, and is only noted while programs run.

    An exception out of a signal handler can get lost (Python drops those that arise within its
    own hooks at a fork), and it would cut the orderly stop short.
    """

    def __init__(self) -> None:
        self.made = False
        self.interrupts = True
        for name in (signal.SIGINT, signal.SIGTERM):
            # Explicit for both: a shell starts a background job with SIGINT ignored.
            signal.signal(name, self._note)

    def _note(self, *_: object) -> None:
        self.made = True
        if self.interrupts:
            raise SystemExit(0)


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        msg = f"PORT must be a number from 1 to 65535, not {text!r}."
        raise CommandError(msg)
    return int(text)


def _shown(bind: str) -> str:
    return f"[{bind}]" if ":" in bind else bind


def _reachable(bind: str) -> str:
    """An address of this machine at which a server bound to `bind` answers."""
    every = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- compared, not bound
    return _shown(every.get(bind, bind))


def _refuse_used_port(bind: str, port: int) -> None:
    """Say so before anything is prepared. The web server would only find out at the end."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            msg = f"Port {port} on {bind} is in use: stop what listens there or set PORT."
        else:
            msg = f"Cannot listen on {bind} port {port}: {error.strerror}. Set BIND or PORT."
        raise CommandError(msg) from error


def _set_passwords(password: str) -> None:
    """Let the demo accounts follow DEMO_PASSWORD when it differs from an earlier start's."""
    accounts = people.read_kept()
    late = [account.email for account in accounts if account.password != password]
    for user in User.objects.filter(email__in=late):
        user.set_password(password)
        user.save(update_fields=["password"])
    if late:
        people.write_kept([replace(account, password=password) for account in accounts])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 -- our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _worker_has_shown_itself() -> bool:
    try:
        return Heartbeat.objects.filter(name="worker").exists()
    finally:
        connection.close()


def _worker_works() -> bool:
    """False when the worker stopped consuming: no heartbeat although work has been due as long.

    An outage of the database is not the worker's fault.
    """
    since = timezone.now() - STALE
    try:
        silent = not Heartbeat.objects.filter(name="worker", beat_at__gte=since).exists()
        return not (silent and Owed.objects.due().filter(available__lt=since).exists())
    except DatabaseError:
        return True
    finally:
        connection.close()


def _programs(bind: str, port: int) -> list[Program]:
    schedule = Path(settings.CELERY_BEAT_SCHEDULE_FILENAME)
    schedule.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(KeyError):
        del os.environ["GUNICORN_CMD_ARGS"]  # options of another server on this machine
    web = (
        *(sys.executable, "-m", "gunicorn", "alliance.config.wsgi", "--preload"),
        *("--bind", f"{_shown(bind)}:{port}", "-w", "2", "--threads", "4"),
        *("--log-level", "warning", "--graceful-timeout", "5", "--no-control-socket"),
    )
    queue = ("--without-gossip", "--without-mingle", "-l", "WARNING")
    return [
        Program("web", web, {"STATEMENT_TIMEOUT": "5s"}),
        Program(
            "worker",
            (*CELERY, "worker", "-c", "2", *queue),
            # Celery's advice against root concerns servers; this is somebody's own machine.
            {"STATEMENT_TIMEOUT": "60s", "PYTHONWARNINGS": "ignore:You're running the worker"},
            restart=True,
            watchdog=_worker_works,
        ),
        Program(
            "beat",
            (*CELERY, "beat", "-s", str(schedule), "-l", "WARNING"),
            {"STATEMENT_TIMEOUT": "60s"},
            restart=True,
        ),
    ]

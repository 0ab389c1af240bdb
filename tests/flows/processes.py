"""Real worker and web processes on the tests' database, each with a Redis that it may lose."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from alliance.embedded import REDIS, Servers, answers, socket_folder
from tests.outcomes import until

START = 40
"""Seconds that a process may take until it works, on a busy machine."""


def database_address() -> str:
    """Address of the database that the tests write to."""
    named = connection.settings_dict
    host, port = quote(named["HOST"], safe=""), named["PORT"]
    secret = f":{quote(named['PASSWORD'], safe='')}" if named["PASSWORD"] else ""
    return (
        f"postgresql://{named['USER']}{secret}@{host}{f':{port}' if port else ''}/{named['NAME']}"
    )


class OwnRedis:
    """A Redis of this test alone, on its own socket: it can be stopped and started again."""

    def __init__(self, home: Path) -> None:
        self.servers = Servers(home, durable=False)
        self.url = f"unix://{quote(str(socket_folder(home)))}/redis.sock?db=0"

    def start(self) -> None:
        self.servers.start([REDIS])

    def stop(self) -> None:
        self.servers.stop()
        assert not answers(self.servers.redis_socket)


class Processes:
    """Starts the portal's own programs and ends every one of them, children included."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "alliance.config.settings.test",
            "DATABASE_URL": database_address(),
            "REDIS_URL": redis_url,
            "DATA_DIR": str(folder),
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that its whole family can be ended
            )
        self.running.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        """A worker with two children and the clock that rings every two seconds."""
        (self.folder / "beat").mkdir(exist_ok=True)
        return self.start(
            "worker",
            *("celery", "-A", "alliance.config.celery", "worker", "--beat"),
            *("--concurrency", "2", "--loglevel", "INFO", "--without-mingle", "--without-gossip"),
        )

    def web(self) -> str:
        """A web server; its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.start(
            "web", "gunicorn", "alliance.config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads=2"
        )

        def listens() -> bool:
            with socket.socket() as client:
                return client.connect_ex(("127.0.0.1", port)) == 0

        until(listens, seconds=START)
        return f"http://127.0.0.1:{port}"

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 of the process and of everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        self.running.remove(process)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

"""CPU time of this process, its children and the database's processes, all together."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """Seconds of processor time."""

    cpu_s: float = 0.0


def of_process(pid: int) -> tuple[int, float]:
    """(parent, seconds of it and of its children that ended)."""
    text = Path(f"/proc/{pid}/stat").read_text()
    fields = text.rpartition(")")[2].split()
    return int(fields[1]), sum(map(int, fields[11:15])) / TICKS


def of_database() -> float:
    """Seconds of the server that this process is connected to; it must run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    server, _ = of_process(backend)
    total = of_process(server)[1]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent, seconds = of_process(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
            total += seconds if parent == server else 0.0
    return total


def of_us() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def metered() -> Iterator[Spent]:
    """What the block costs."""
    spent = Spent()
    before = of_us() + of_database()
    yield spent
    spent.cpu_s = of_us() + of_database() - before

"""Commands that hand work to the worker and wait for it."""

import time
from collections.abc import Callable

from django.core.management import CommandError

TIMEOUT = 60.0
"""Seconds. A run of a province takes a few; beat rings every two to ten seconds."""
PAUSE = 0.2


def wait_until(
    finished: Callable[[], bool],
    *,
    what: str,
    timeout: float = TIMEOUT,
    pause: float = PAUSE,
) -> None:
    """Ask the database until it says so. Raises CommandError where no worker did it in time."""
    give_up = time.monotonic() + timeout
    while not finished():
        if time.monotonic() >= give_up:
            msg = (
                f"No worker finished {what} within {timeout:.0f} s. The work stays queued; "
                "start a worker (make up) and it is done."
            )
            raise CommandError(msg)
        time.sleep(pause)

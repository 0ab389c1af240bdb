"""The demo, loaded once for a module and rolled back after it."""

import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

PASSWORD = "demo-pass-for-tests"


@dataclass(frozen=True)
class Loaded:
    """What the command said, where it keeps its file, and the seconds of computing it took.

    Waiting is left out, so that a busy machine does not fail the test.
    """

    output: str
    file: Path
    seconds: float


def load_demo(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


@contextmanager
def loaded(unblocker, folder, *commands: tuple[str, ...]) -> Iterator[Loaded]:
    """The reference lists and then each of the commands, all rolled back at the end."""
    with (
        pytest.MonkeyPatch.context() as patch,
        unblocker.unblock(),
        override_settings(DATA_DIR=folder),
        transaction.atomic(),
    ):
        patch.setitem(os.environ, "DEMO_PASSWORD", PASSWORD)
        call_command("load_reference", verbosity=0)
        start = time.process_time()
        output = "".join(load_demo(*arguments) for arguments in commands)
        seconds = time.process_time() - start
        yield Loaded(output, folder / "demo.json", seconds)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    with loaded(django_db_blocker, tmp_path_factory.mktemp("demo"), ()) as found:
        yield found


@pytest.fixture(scope="module")
def samples_then_shandong(django_db_setup, django_db_blocker, tmp_path_factory):
    commands = (("--region", "samples"), ("--region", "shandong"))
    with loaded(django_db_blocker, tmp_path_factory.mktemp("demo"), *commands) as found:
        yield found

"""A pytest plugin (`-p alliance.pytest_embedded`): the servers for the whole test session.

Workers of pytest-xdist inherit the variables of their parent and so start nothing themselves.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from alliance.embedded import UnavailableError, data_dir, provided

_servers = contextlib.ExitStack()


# A wrapper runs before pytest-django's own hook, which loads the settings.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Iterator[None]:
    """Start them before the settings are read; a listing of options or fixtures needs none."""
    if not {"-h", "--help", "--version", "--markers", "--fixtures"}.intersection(args):
        try:
            _servers.enter_context(provided(data_dir() / "test", durable=False))
        except UnavailableError as error:
            raise pytest.UsageError(str(error)) from error
    return (yield)


def pytest_unconfigure() -> None:
    """Release the servers; the last session that uses them stops them."""
    _servers.close()

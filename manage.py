#!/usr/bin/env python
"""Entry of every command: gives it PostgreSQL and Redis where the environment names none."""

import contextlib
import os
import secrets
import signal
import sys
import warnings
from pathlib import Path

from alliance.embedded import UnavailableError, data_dir, provided

# These read or write files only; starting servers for them would be waste.
WITHOUT_SERVERS = {
    "allocate",
    "check",
    "check_project",
    "collectstatic",
    "diffsettings",
    "draw_flows",
    "evaluate_links",
    "help",
    "makemigrations",
    "messages",
    "spectacular",
    "suggest_links",
    "version",
}


KEYS = {"SECRET_KEY": ("secret_key", 64), "IDENTITY_KEYS": ("identity_key", 32)}
"""Variable → file of the key in the data directory, and its length in bytes."""


def own_key(name: str, length: int, *, keep: bool) -> str:
    """The key of a machine that was given none: random, made once, readable by its owner only."""
    file = data_dir() / name
    if file.exists():
        return file.read_text().strip()
    key = secrets.token_urlsafe(length)
    if keep:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
        # Written aside and linked: of two first starts at once, both end with the same key.
        own = Path(f"{file}.{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(key)
        with contextlib.suppress(FileExistsError):
            os.link(own, file)
        own.unlink()
        return file.read_text().strip()
    return key


def main() -> int:
    """Run the command in `sys.argv`; returns the exit status where Django itself sets none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.config.settings.dev")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    bare = command in WITHOUT_SERVERS or command.startswith("-") or {"-h", "--help"} & {*sys.argv}
    # Python would end at SIGTERM without leaving the block below, and the servers would stay.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Served to others, a key that nobody chose and nobody keeps would be a trap: settings refuse.
    served = os.environ["DJANGO_SETTINGS_MODULE"].endswith(".prod")
    for variable, (name, length) in KEYS.items():
        if not os.environ.get(variable) and (bare or not served):
            os.environ[variable] = own_key(name, length, keep=not bare)
    if bare:  # makemigrations looks for a database that it does not need
        warnings.filterwarnings(
            "ignore", "Got an error checking a consistent migration", RuntimeWarning
        )
    # Django is loaded after the keys and inside the servers' block: settings read variables.
    from django.core.management import execute_from_command_line

    try:
        with contextlib.nullcontext() if bare else provided(data_dir() / "embedded"):
            execute_from_command_line(sys.argv)
    except UnavailableError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What an act did to the whole database, and what several acts at once do to each other."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import connection, models, transaction

from talent.models.leaf import Changes as Figures

ROOMS = (
    "accounts",
    "alignment",
    "collaboration",
    "consortia",
    "enterprises",
    "events",
    "imports",
    "indicators",
    "partners",
    "programs",
    "reference",
    "registers",
    "talent",
)
UNTOLD = {"updated_at", "created_at"}
"""Columns that every write sets to the clock."""


def tables() -> list[type[models.Model]]:
    """Every table of ours, without what triggers keep: row history and figures of outcomes."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        and not issubclass(model, (pghistory.models.Event, Figures))
    ]


Rows = dict[tuple[str, Any], dict[str, Any]]


def contents() -> Rows:
    """All rows of all our tables, by (table, primary key)."""
    found: Rows = {}
    for model in tables():
        names = [f.attname for f in model._meta.concrete_fields if f.name not in UNTOLD]
        for row in model._base_manager.values(*names):
            found[model._meta.label_lower, row[model._meta.pk.attname]] = row
    return found


@dataclass
class Changes:
    """The difference that an act made.

    `changed` maps (table, pk) → {column: (before, after)}. `added` lists (table, row without its
    key). Events are told as (kind, subject, actor, payload), owed work as (kind, subscriber).
    """

    changed: dict[tuple[str, Any], dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    added: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    removed: list[tuple[str, Any]] = field(default_factory=list)
    events: list[tuple[str, str, int | None, dict[str, Any]]] = field(default_factory=list)
    owed: list[tuple[str, str]] = field(default_factory=list)


NOTHING = Changes()


@contextmanager
def changes() -> Iterator[Changes]:
    """Collects what the body did to the database, however the body ends."""
    seen, before = Changes(), contents()
    try:
        yield seen
    finally:
        _compare(seen, before, contents())


def _compare(seen: Changes, before: Rows, after: Rows) -> None:
    for key, row in after.items():
        table, _ = key
        if key in before:
            old = before[key]
            told = {name: (old[name], row[name]) for name in row if old[name] != row[name]}
            if told:
                seen.changed[key] = told
        elif table == "events.event":
            subject = f"{row['subject_type']}:{row['subject_id']}"
            seen.events.append((row["kind"], subject, row["actor_id"], row["payload"]))
        elif table == "events.owed":
            kind = after["events.event", row["event_id"]]["kind"]
            seen.owed.append((kind, row["subscriber"]))
        else:
            key_name = apps.get_model(table)._meta.pk.attname
            seen.added.append((table, {k: v for k, v in row.items() if k != key_name}))
    seen.removed += [key for key in before if key not in after]


def until(true: Callable[[], Any], *, seconds: float = 10, every: float = 0.02) -> Any:
    """Ask again until the answer is truthy; fails when time runs out."""
    end = time.monotonic() + seconds
    while not (answer := true()):
        assert time.monotonic() < end, f"not so within {seconds} s"
        threading.Event().wait(every)
    return answer


def waiting_for_locks() -> int:
    """How many other sessions of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # kept for a transaction otherwise
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


class Thread:
    """A call in a thread with its own connection; `result()` is what it gave or raised."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._answer: Any = None
        self._call = call
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._answer = self._call()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            self._answer = error
        finally:
            connection.close()

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def result(self) -> Any:
        self._thread.join(20)
        assert self.ended, "the call hangs"
        return self._answer


def race(row: models.Model, *calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at once: all of them wait for the same locked row before it is let go."""
    with transaction.atomic():
        type(row)._base_manager.select_for_update().get(pk=row.pk)
        threads = [Thread(call) for call in calls]
        until(lambda: waiting_for_locks() == len(calls))
    return [thread.result() for thread in threads]


def key_of(row: models.Model) -> tuple[str, Any]:
    return row._meta.label_lower, row.pk


def subject_of(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def moved(
    row: models.Model,
    by: models.Model | None,
    kind: str,
    *,
    owed: tuple[str, ...] = (),
    payload: dict[str, Any] | None = None,
    **columns: tuple[Any, Any],
) -> Changes:
    """The outcome of an act that changes this one row, one version on, and says so once."""
    return Changes(
        changed={key_of(row): {"version": (row.version, row.version + 1), **columns}},
        events=[(kind, subject_of(row), by.pk if by else None, payload or {})],
        owed=[(kind, name) for name in owed],
    )

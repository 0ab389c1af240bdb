"""The kinds of things that wait for a person, as querysets by role.

Each starts at `visible_to`, so nobody is asked about what they may not see. The workspace counts
them, and the lists show the same rows to whom its "see all" links bring there.
"""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from alliance.accounts.models import User
from alliance.collaboration.waiting.loop import first_alliance, loop
from alliance.collaboration.waiting.records import at, records
from alliance.collaboration.waiting.task import RECORD, Line, Task, body_of, named

__all__ = [
    "RECORD",
    "Line",
    "Task",
    "asked_task",
    "at",
    "body_of",
    "first_alliance",
    "named",
    "tasks",
]


def tasks(user: User) -> list[Task]:
    """Everything that may wait for this person, by role; an empty list for who only reads."""
    return [*loop(user), *records(user)]


def asked_task(request: HttpRequest, model: type[Model]) -> QuerySet[Any] | None:
    """The keys of the rows that the address names as waiting; None where it names none."""
    key, of = request.GET.get("waiting", ""), request.GET.get("of", "")
    user = request.user
    if not key or not isinstance(user, User):
        return None
    return named(loop(user), model, key, of)

"""What a sample of a kind of record is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alliance.accounts.models import User

DAY = date(2025, 3, 1)
LATER = date(2026, 2, 28)
TEXT = "-1 + 2 = 1, “quoted”; half\n第二行"
"""Longer text with what a careless door changes: a formula's sign, separators, a second line."""


@dataclass(frozen=True)
class Sample:
    """What somebody enters, by the fields' own values; `amended` is what is changed afterwards.

    `event` is what the act is called where the room's own action writes it.
    """

    by: User
    values: Mapping[str, Any]
    amended: Mapping[str, Any] = field(default_factory=dict)
    event: str = ""


def fresh(user: User) -> User:
    """The person read anew, without the rights that an earlier test left on the object."""
    return User.objects.get(pk=user.pk)

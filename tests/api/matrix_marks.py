"""What the world of the matrix is made of: marks that tell who may read a text, and principals.

A mark is a text, or an amount of money where a field holds nothing else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

from rest_framework.test import APIClient

RELATIONS = ("own", "consortium", "alliance", "foreign")
CANARY = re.compile(r"CANARY-([a-z]+)-([a-z_]+)-\d+")
PAY = re.compile(r"\b9931(\d)(\d)\.37\b")
PAY_SCOPES = ("school_own", "hire")

_marks = count(1)


def mark(relation: str, scope: str) -> str:
    """A text that only principals of this scope may meet in any body."""
    return f"CANARY-{relation}-{scope}-{next(_marks)}"


def pay_mark(relation: str, scope: str) -> Decimal:
    """An amount that only principals of this scope may meet."""
    return Decimal(f"9931{RELATIONS.index(relation)}{PAY_SCOPES.index(scope)}.37")


def met_in(text: str) -> Iterator[tuple[str, str, str]]:
    """(mark, relation, scope) of every mark in a body."""
    for found in CANARY.finditer(text):
        yield found.group(), found.group(1), found.group(2)
    for found in PAY.finditer(text):
        relation, scope = int(found.group(1)), int(found.group(2))
        yield found.group(), RELATIONS[relation], PAY_SCOPES[scope]


@dataclass
class Principal:
    name: str
    client: APIClient
    by_key: bool = False
    user: Any = None


@dataclass
class MatrixWorld:
    """`objects[relation][name]` is what a request of that relation is aimed at.

    `digest` says how every table was once all of them were there.
    """

    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    principals: list[Principal] = field(default_factory=list)
    digest: dict[str, str] = field(default_factory=dict)

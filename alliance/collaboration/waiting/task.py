"""What a kind of thing that waits is, and the list of exactly its rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import CharField, ExpressionWrapper, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.functional import Promise

from alliance.accounts.enums import OrganisationKind
from alliance.accounts.models import Organisation
from alliance.accounts.scope import Scope

RECORD = "record"
"""Template of rows that have no line of their own: `describe` says what stands in it."""


@dataclass(frozen=True)
class Line:
    """What the workspace says about a row of a register."""

    title: str
    note: str
    href: str


@dataclass(frozen=True)
class Task:
    """One kind of thing that waits, for all organisations of the reader at once.

    `holder` is the look-up path to the organisation or alliance whose turn it is.
    `nav` is the address name of the list that holds all of them; `query` chooses its filters.
    `register` names the register whose list it is instead; its navigation entry is `nav`.
    `related` are the relations that `describe` reads.
    """

    key: str
    title: str | Promise
    side: str
    rows: QuerySet[Any]
    holder: str
    template: str
    nav: str
    query: str
    order: tuple[str, ...]
    due: str = ""
    of_alliance: bool = False
    register: str = ""
    related: tuple[str, ...] = ()
    describe: Callable[[Any], Line] | None = None

    def of(self, held_by: int | None) -> QuerySet[Any]:
        """The rows that wait for one organisation or alliance; None for all of them."""
        rows: QuerySet[Any] = self.rows.annotate(held_by=F(self.holder))
        return rows if held_by is None else rows.filter(held_by=held_by)

    def address(self, held_by: int | None) -> str:
        """The list of exactly those rows."""
        asked = {**dict(parse_qsl(self.query)), "waiting": self.key}
        if held_by is not None:
            asked["of"] = str(held_by)
        if self.register:
            return reverse("registers:list", args=[self.register], query=asked)
        return reverse(self.nav, query=asked)


def named(found: Iterable[Task], model: type[Model], key: str, of: str) -> QuerySet[Any] | None:
    """The keys of the rows that wait under this key; None where it names none of these tasks.

    A kind of thing that does not wait for this reader, or not in this list, counts as not asked.
    """
    task = next((t for t in found if t.key == key and t.rows.model is model), None)
    if task is None:
        return None
    held_by = int(of) if of.isascii() and of.isdigit() and len(of) < 19 else None
    return task.of(held_by).order_by().values("pk")


def of_these(scope: Scope, path: str, ids: Iterable[int]) -> Q:
    """Rows of these organisations or alliances; all for the platform's administrators."""
    return Q() if scope.platform else Q(**{f"{path}__in": ids})


def body_of(ids: Iterable[int], region: str) -> Subquery:
    """The first public body of these in whose region a row lies; `region` leads to its code."""
    bodies = Organisation.objects.filter(pk__in=ids, kind=OrganisationKind.PUBLIC_BODY)
    inside = bodies.annotate(
        prefix=Substr("region_id", 1, F("region__level") * 2),
        place=ExpressionWrapper(OuterRef(region), output_field=CharField()),
    ).filter(place__startswith=F("prefix"))
    return Subquery(inside.order_by("pk").values("pk")[:1])

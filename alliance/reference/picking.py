"""Finding codes by words: what a person types into a search box, in either language."""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Length

from alliance.reference.models import CodeEntry

E = TypeVar("E", bound=CodeEntry)

CODE = re.compile(r"[A-Za-z0-9:._-]{1,64}")
LIMIT = 12
NAMES = ("name", "name_en")


def find(
    rows: QuerySet[Any], text: str, *, names: Sequence[str] = NAMES, limit: int = LIMIT
) -> list[Any]:
    """Rows in which every word of the text occurs; names that begin with it and short ones first.

    An empty text finds nothing. Words are matched anywhere, so parts of Chinese names are found.
    """
    words = text.replace("\0", "").split()[:8]
    if not words:
        return []
    for word in words:
        hit = Q(code__istartswith=word)
        for name in names:
            hit |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(hit)
    whole = " ".join(words)
    begins = Q(code__iexact=whole)
    for name in names:
        begins |= Q(**{f"{name}__istartswith": whole})
    nearest = Case(When(begins, then=Value(0)), default=Value(1))
    return list(rows.order_by(nearest, Length("name"), "code")[:limit])


def resolve(rows: QuerySet[E], text: str, *, names: Sequence[str] = NAMES) -> E | None:
    """The one row that the text names: "code", "code name" as a list offers it, or a whole name."""
    text = " ".join(text.replace("\0", "").split())
    if not text:
        return None
    code, _space, rest = text.partition(" ")
    if CODE.fullmatch(code):
        row = rows.filter(pk=code).first()
        if row is not None and rest in ("", row.name, row.name_en, row.label):
            return row
    exact = Q()
    for name in names:
        exact |= Q(**{f"{name}__iexact": text})
    found = list(rows.filter(exact)[:2])
    return found[0] if len(found) == 1 else None

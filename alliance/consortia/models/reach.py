"""Reads of what belongs to an alliance: its members, its region's public bodies, the platform."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django.db.models import Q

from alliance.accounts.scope import Scope, scope_of
from alliance.web.records import M, ScopedQuerySet

NOTHING = Q(pk__in=[])


def members(scope: Scope, path: str = "alliance") -> Q:
    """Rows of alliances that the reader belongs to or whose region it oversees."""
    found = Q(**{f"{path}_id__in": scope.alliances})
    for prefix in sorted(scope.regions):
        found |= Q(**{f"{path}__region__code__startswith": prefix})
    return found


def overseers(scope: Scope, path: str = "alliance") -> Q:
    """Rows of alliances whose region a public body of the reader's oversees."""
    found = NOTHING
    for prefix in sorted(scope.regions):
        found |= Q(**{f"{path}__region__code__startswith": prefix})
    return found


def secretariat(scope: Scope, path: str = "alliance") -> Q:
    return Q(**{f"{path}_id__in": scope.secretariats.keys()})


class OfAlliance(ScopedQuerySet[M]):
    """Rows of one alliance that all its members may read."""

    path = "alliance"

    def visible_to(self, user: Any) -> Self:
        """Members, public bodies of the region, the platform."""
        scope = scope_of(user)
        return self.all() if scope.platform else self.filter(members(scope, self.path))


def on_day(on: date, start: str, end: str) -> Q:
    """Half-open: from the first day on, and no longer on the last."""
    bounds: Mapping[str, Any] = {f"{start}__lte": on}
    return Q(**bounds) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": on}))

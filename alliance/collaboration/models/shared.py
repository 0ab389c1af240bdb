"""Limits of counts and money, and who reads what two sides do together."""

from decimal import Decimal
from typing import Any

from django.db.models import Q

from alliance.accounts.scope import scope_of
from alliance.consortia.models import Membership

MOST_PERSONS = 10_000_000
MOST_YUAN = Decimal("100000000000.00")
"""Largest amount that one record carries, in yuan."""


def read_by_sides(
    user: Any, *sides: str, region: str | tuple[str, ...] = (), alliance: str = ""
) -> Q | None:
    """Who reads a record of these sides: they, their secretariats, the region's public bodies.

    `sides` and `alliance` are look-up paths to ids, `region` to codes of regions. Members of the
    named alliance read too. None means everything (the platform).
    """
    scope = scope_of(user)
    if scope.platform:
        return None
    seen = Q(pk__in=[])
    overseen = Membership.objects.overseen_by(user).values("organisation_id")
    for side in sides:
        seen |= Q(**{f"{side}__in": scope.organisations})
        if scope.secretariats:
            seen |= Q(**{f"{side}__in": overseen})
    for path in (region,) if isinstance(region, str) else region:
        for prefix in sorted(scope.regions):
            seen |= Q(**{f"{path}__startswith": prefix})
    if alliance:
        seen |= Q(**{f"{alliance}__in": scope.alliances})
    return seen

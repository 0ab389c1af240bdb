"""Who reads what is kept about people: the parties, their secretariats, the region's bodies."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from alliance.accounts.scope import scope_of
from alliance.consortia.models import Membership

MOST_PERSONS = 10_000_000
"""Limit of every count of persons in one record."""
MOST_TIMES = 100_000_000
"""Limit of every count of person-times in one record."""


def party_records(
    user: Any, parties: Sequence[str], region: str, *, alliance: str = ""
) -> Q | None:
    """Staff of the parties, secretariats of alliances they are in, public bodies of the region.

    `parties` are look-up paths to ids of organisations, `region` one to a region's code,
    `alliance` one to the id of an alliance whose secretariat reads the record as well. None
    means everything (the platform).
    """
    scope = scope_of(user)
    if scope.platform:
        return None
    seen = Q()
    for party in parties:
        seen |= Q(**{f"{party}__in": scope.organisations})
    if scope.secretariats:
        overseen = Membership.objects.overseen_by(user).values("organisation_id")
        for party in parties:
            seen |= Q(**{f"{party}__in": overseen})
        if alliance:
            seen |= Q(**{f"{alliance}__in": scope.secretariats.keys()})
    for prefix in sorted(scope.regions):
        seen |= Q(**{f"{region}__startswith": prefix})
    return seen

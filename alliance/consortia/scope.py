"""Fills a principal's scope: roles, secretariats, alliances and regions in three queries."""

from types import MappingProxyType

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import OrganisationRole, User
from alliance.accounts.scope import RANK, Scope
from alliance.consortia.models import Alliance, Membership


def fill(user: User) -> Scope:
    """The scope of a signed-in user; an API key narrows it to its organisation and its right."""
    held = OrganisationRole.objects.filter(user_id=user.pk, is_active=True).values_list(
        "organisation_id",
        "role",
        "organisation__kind",
        "organisation__region_id",
        "organisation__region__level",
    )
    acting: int | None = getattr(user, "acting_organisation_id", None)
    read_only: bool = getattr(user, "acting_read_only", False)
    roles: dict[int, Role] = {}
    regions: set[str] = set()
    kept: set[str] = set()
    for organisation, role, kind, region, level in held:
        if acting is not None and organisation != acting:
            continue
        roles[organisation] = Role.VIEWER if read_only else Role(role)
        if kind == OrganisationKind.PUBLIC_BODY:
            regions.add(region[: 2 * level])
            if RANK[roles[organisation]] >= RANK[Role.EDITOR]:
                kept.add(region[: 2 * level])
    secretariats = administered(roles)
    member_of = Membership.objects.active().filter(organisation_id__in=roles)
    alliances = set(member_of.values_list("alliance_id", flat=True)) if roles else set()
    return Scope(
        user_id=user.pk,
        platform=user.is_superuser and acting is None,
        roles=MappingProxyType(roles),
        secretariats=MappingProxyType(secretariats),
        alliances=frozenset(alliances | secretariats.keys()),
        regions=frozenset(regions),
        regions_kept=frozenset(kept),
    )


def administered(roles: dict[int, Role]) -> dict[int, Role]:
    """Alliances run by these organisations, with every branch below them."""
    if not roles:
        return {}
    found: dict[int, Role] = {}
    children: dict[int | None, list[int]] = {}
    tops: list[tuple[int, Role]] = []
    for pk, parent, secretariat in Alliance.objects.values_list(
        "pk", "parent_id", "secretariat_id"
    ):
        children.setdefault(parent, []).append(pk)
        if secretariat in roles:
            tops.append((pk, roles[secretariat]))
    while tops:
        pk, role = tops.pop()
        if pk in found and RANK[found[pk]] >= RANK[role]:
            continue
        found[pk] = role
        tops.extend((child, role) for child in children.get(pk, ()))
    return found

from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.consortia.models import Alliance, Membership
from alliance.lib.rules import ALLOW, Verdict, deny


def oversees(user: User, organisation_id: int) -> bool:
    """Whether the user writes for the secretariat of an alliance that this one is active in."""
    administered = scope_of(user).administered
    members = Membership.objects.active().filter(organisation_id=organisation_id)
    return bool(administered) and members.filter(alliance_id__in=administered).exists()


def can_apply(user: User, alliance: Alliance, organisation: Organisation) -> Verdict:
    """Its managers; the secretariat only where that takes the organisation from nobody.

    A secretariat that could enrol whom it likes would admit its own application and so
    oversee the records of another alliance's members.
    """
    scope = scope_of(user)
    if scope.acts_for(organisation.pk, Role.MANAGER):
        return ALLOW
    if not scope.administers(alliance.pk):
        return deny(_("Only a manager of the organisation or the secretariat may apply for it."))
    if oversees(user, organisation.pk):
        return ALLOW
    members = Membership.objects.active().filter(organisation=organisation)
    managers = organisation.people.filter(role=Role.MANAGER, is_active=True)
    if members.exists() or managers.exists():
        return deny(_("The organisation has managers or an alliance of its own; it must apply."))
    return ALLOW


def can_decide(user: User, membership: Membership) -> Verdict:
    if scope_of(user).administers(membership.alliance_id):
        return ALLOW
    return deny(_("Only the alliance's secretariat decides on memberships."))


def can_leave(user: User, membership: Membership) -> Verdict:
    if scope_of(user).acts_for(membership.organisation_id, Role.MANAGER):
        return ALLOW
    return can_decide(user, membership)


def can_edit_framework(user: User, region_code: str) -> Verdict:
    """Frameworks are kept by the secretariat of an alliance of that region, or the platform."""
    scope = scope_of(user)
    if scope.platform:
        return ALLOW
    if Alliance.objects.filter(pk__in=scope.administered, region_id=region_code).exists():
        return ALLOW
    return deny(_("Only the secretariat of an alliance of this region keeps its framework."))


def can_add_organisation(user: User) -> Verdict:
    """The register grows by the secretariats' hands, and the platform's."""
    scope = scope_of(user)
    if scope.platform or scope.administered:
        return ALLOW
    return deny(_("Only secretariats enter organisations."))


def can_keep_organisation(user: User, organisation_id: int) -> Verdict:
    """Its own managers, the secretariat of an alliance that it is active in, the platform."""
    scope = scope_of(user)
    if scope.platform or scope.acts_for(organisation_id, Role.MANAGER):
        return ALLOW
    if oversees(user, organisation_id):
        return ALLOW
    return deny(_("Only its managers and the secretariats of its alliances may do that."))

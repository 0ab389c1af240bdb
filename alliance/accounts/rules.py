"""Who decides about people, and about records of one organisation that stand twice."""

from typing import Any

from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.models import OrganisationRole
from alliance.accounts.scope import RANK, scope_of
from alliance.lib.rules import ALLOW, Verdict, deny


def can_keep_people(user: Any, row: Any = None) -> Verdict:
    """Accounts reach across organisations, so only the platform makes and changes them."""
    if scope_of(user).platform:
        return ALLOW
    return deny(_("Only the platform's administrators keep accounts."))


def can_manage(user: Any, organisation_id: int) -> Verdict:
    """Whether the user decides who acts for the organisation; a key never does."""
    scope = scope_of(user)
    if getattr(user, "acting_key", ""):
        return deny(_("Rights are given by people, not by keys."))
    if scope.platform or scope.acts_for(organisation_id, Role.MANAGER):
        return ALLOW
    return deny(_("Only a manager of the organisation decides who acts for it."))


def can_grant(user: Any, organisation_id: int, role: Role) -> Verdict:
    """Nobody hands out more than they hold."""
    allowed = can_manage(user, organisation_id)
    scope = scope_of(user)
    if not allowed or scope.platform or RANK[role] <= RANK[scope.roles[organisation_id]]:
        return allowed
    return deny(_("Nobody gives more than they hold."))


def can_keep_role(user: Any, held: OrganisationRole) -> Verdict:
    """Whether the user may change or end this role of somebody, or of their own."""
    return can_grant(user, held.organisation_id, Role(held.role))


def can_end(user: Any, held: OrganisationRole) -> Verdict:
    """Everybody may lay down their own role."""
    own = held.user_id == scope_of(user).user_id and not getattr(user, "acting_key", "")
    return ALLOW if own else can_keep_role(user, held)

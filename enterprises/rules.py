from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.consortia.models import Membership
from alliance.lib.rules import ALLOW, Verdict, deny
from enterprises.models import Demand, Enterprise


def can_write(user: User, enterprise: Enterprise) -> Verdict:
    if scope_of(user).acts_for(enterprise.pk):
        return ALLOW
    return deny(_("Only editors of the enterprise may write its demands."))


def can_edit(user: User, demand: Demand) -> Verdict:
    return can_write(user, demand.enterprise)


def can_check(user: User, demand: Demand) -> Verdict:
    """The secretariat of an alliance that the enterprise belongs to checks its demands."""
    return oversees(user, demand.enterprise)


def can_verify(user: User, enterprise: Enterprise) -> Verdict:
    return oversees(user, enterprise)


def oversees(user: User, enterprise: Enterprise) -> Verdict:
    scope = scope_of(user)
    writing = [a for a in scope.secretariats if scope.administers(a)]
    member = Membership.objects.active().filter(
        alliance_id__in=writing, organisation_id=enterprise.pk
    )
    if scope.platform or (writing and member.exists()):
        return ALLOW
    return deny(_("Only the secretariat of an alliance of this enterprise may do that."))

from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.consortia.rules import oversees
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
    return can_verify(user, demand.enterprise)


def can_verify(user: User, enterprise: Enterprise) -> Verdict:
    if scope_of(user).platform or oversees(user, enterprise.pk):
        return ALLOW
    return deny(_("Only the secretariat of an alliance of this enterprise may do that."))

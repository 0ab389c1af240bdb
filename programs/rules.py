from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.consortia.models import Membership
from alliance.lib.rules import ALLOW, Verdict, deny
from programs.models import Program, School


def can_write(user: User, school: School) -> Verdict:
    if scope_of(user).acts_for(school.pk):
        return ALLOW
    return deny(_("Only editors of the school may write its programs."))


def can_edit(user: User, program: Program) -> Verdict:
    return can_write(user, program.school)


def can_link(user: User, program: Program) -> Verdict:
    """The school declares; the secretariat of one of its alliances confirms."""
    return can_write(user, program.school) or can_confirm(user, program)


def can_confirm(user: User, program: Program) -> Verdict:
    scope = scope_of(user)
    writing = [a for a in scope.secretariats if scope.administers(a)]
    member = Membership.objects.active().filter(
        alliance_id__in=writing, organisation_id=program.school_id
    )
    if scope.platform or (writing and member.exists()):
        return ALLOW
    return deny(_("Only the secretariat of an alliance of this school confirms links."))

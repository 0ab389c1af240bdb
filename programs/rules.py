from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.consortia.rules import oversees
from alliance.lib.rules import ALLOW, Verdict, deny
from programs.models import Course, Program, ProgramCluster, School


def can_write(user: User, school: School) -> Verdict:
    if scope_of(user).acts_for(school.pk):
        return ALLOW
    return deny(_("Only editors of the school may write its programs."))


def can_edit(user: User, program: Program) -> Verdict:
    return can_write(user, program.school)


def can_keep(user: User, row: ProgramCluster | Course) -> Verdict:
    """What stands beside a school's programs: its editors, and the secretariats over it."""
    if scope_of(user).acts_for(row.school_id) or oversees(user, row.school_id):
        return ALLOW
    return deny(_("Only editors of the school and its secretariat keep this."))


def can_confirm(user: User, program: Program) -> Verdict:
    if scope_of(user).platform or oversees(user, program.school_id):
        return ALLOW
    return deny(_("Only the secretariat of an alliance of this school confirms links."))

from typing import Any

from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import Scope, scope_of
from alliance.consortia.models import Membership
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


def can_map(user: User, _row: Any = None) -> Verdict:
    """A mapping of codes holds for every region, so no region's staff writes it."""
    if scope_of(user).platform:
        return ALLOW
    return deny(_("Only the platform's administrators keep mappings that hold in every region."))


def can_read_persons(user: Any, program: Program) -> Verdict:
    """Who reads how many persons a program has: its school, who oversees that, the platform.

    That is its own staff, the secretariats of alliances that the school is active in, and the
    public bodies of its region. Places are no persons: intake is open.
    """
    scope = scope_of(user)
    if scope.platform or program.school_id in scope.organisations:
        return ALLOW
    region = program.school.organisation.region_id if scope.regions else ""
    if any(region.startswith(prefix) for prefix in scope.regions):
        return ALLOW
    if program.school_id in overseen(user, scope):
        return ALLOW
    return deny(_("Only the school and those who oversee it read numbers of persons."))


def overseen(user: Any, scope: Scope) -> frozenset[int]:
    """Active members of the alliances whose secretariat the user belongs to.

    Kept with the scope on the user: a list of programs asks once.
    """
    if not scope.secretariats:
        return frozenset()
    kept: tuple[Scope, frozenset[int]] | None = getattr(user, "_overseen", None)
    if kept is None or kept[0] is not scope:
        members = Membership.objects.active().filter(alliance_id__in=scope.secretariats.keys())
        kept = scope, frozenset(members.values_list("organisation_id", flat=True))
        user._overseen = kept
    return kept[1]

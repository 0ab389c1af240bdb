from typing import Any

from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.alignment.enums import ChangeState
from alliance.alignment.models import ProgramChange
from alliance.consortia.models import Alliance
from alliance.consortia.rules import oversees
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.reference.models import Region


def can_request_run(user: User, region: Region) -> Verdict:
    """Editors of the region's secretariats and of its public bodies ask for runs."""
    scope = scope_of(user)
    if scope.platform or any(region.code.startswith(prefix) for prefix in scope.regions_kept):
        return ALLOW
    if Alliance.objects.filter(pk__in=scope.administered, region_id=region.pk).exists():
        return ALLOW
    return deny(_("Only the region's secretariats and public bodies may ask for a run."))


def school_of(change: ProgramChange) -> int | None:
    """Id of the case's school; an unsaved one may name its program alone."""
    found: int | None = change.school_id
    if change.program is not None:
        found = change.program.school_id
    return found


def can_begin_change(user: Any) -> Verdict:
    scope = scope_of(user)
    if any(scope.acts_for(organisation) for organisation in scope.organisations):
        return ALLOW
    return deny(_("Only editors of a school propose changes of its programs."))


def can_propose(user: Any, change: ProgramChange) -> Verdict:
    school = school_of(change)
    if school is not None and scope_of(user).acts_for(school):
        return ALLOW
    return deny(_("Only editors of the school propose changes of its programs."))


def can_amend_change(user: Any, change: ProgramChange) -> Verdict:
    """What was proposed stays as it was read; a case that is returned can be rewritten."""
    verdict = can_propose(user, change)
    if verdict and change.state != ChangeState.DRAFTED:
        return deny(_("Only a draft can be changed; ask for the case to be returned."))
    return verdict


def can_review(user: Any, change: ProgramChange) -> Verdict:
    """The secretariats of the school's alliances and the public bodies of its region."""
    if can_decide(user, change):
        return ALLOW
    place = change.school.organisation.region_id
    if any(place.startswith(prefix) for prefix in scope_of(user).regions_kept):
        return ALLOW
    return deny(_("Only secretariats of the school's alliances and its public bodies review this."))


def can_decide(user: Any, change: ProgramChange) -> Verdict:
    if scope_of(user).platform or oversees(user, change.school_id):
        return ALLOW
    return deny(_("Only the secretariat of an alliance of this school enters what was decided."))


def can_take_effect(user: Any, change: ProgramChange) -> Verdict:
    return ALLOW if can_propose(user, change) else can_decide(user, change)

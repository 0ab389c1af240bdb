from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from alliance.accounts.enums import OrganisationKind
from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.alignment.enums import ChangeState
from alliance.alignment.models import (
    ProgramChange,
    Scenario,
    Scorecard,
    ScorecardBand,
    ScorecardMetric,
)
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


def can_read_exact(user: Any, region: Region) -> Verdict:
    """Counts of few persons in a whole region: its public bodies and the platform.

    Not the secretariats: a region has schools that are members of none of their alliances.
    """
    scope = scope_of(user)
    if scope.platform or any(region.code.startswith(prefix) for prefix in scope.regions):
        return ALLOW
    return deny(_("Counts of so few persons are read by the region's own staff alone."))


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


def keeps_region(user: Any, region: Region | None) -> bool:
    """Whether the user writes for the region; what names none is the platform's."""
    if region is None:
        return scope_of(user).platform
    return bool(can_request_run(user, region))


def can_begin_scenario(user: Any) -> Verdict:
    scope = scope_of(user)
    if scope.platform or any(scope.acts_for(organisation) for organisation in scope.organisations):
        return ALLOW
    return deny(_("Only editors of schools, secretariats and public bodies make scenarios."))


def can_keep_scenario(user: Any, scenario: Scenario) -> Verdict:
    """Editors of its organisation: a school of the region, or one that writes for the region."""
    scope = scope_of(user)
    if not scope.platform:
        home = scenario.organisation
        if not scope.acts_for(home.pk):
            return deny(_("Only editors of its organisation write this scenario."))
        inside = home.region_id.startswith(scenario.region.prefix)
        is_school = home.kind == OrganisationKind.SCHOOL and inside
        if not is_school and not keeps_region(user, scenario.region):
            return deny(
                _(
                    "Schools make scenarios of their region, secretariats and public bodies of theirs."
                )
            )
    if scenario.pk and is_evidence(scenario):
        return deny(_("A proposed case rests on this scenario; copy it to try something else."))
    return ALLOW


def is_evidence(scenario: Scenario) -> bool:
    """Whether a case that was proposed names it."""
    return scenario.program_changes.exclude(state=ChangeState.DRAFTED).exists()


def can_change_programs(user: Any, scenario: Scenario, schools: Iterable[int]) -> Verdict:
    """A school tries out changes of its own programs, who writes for the region any in it."""
    if set(schools) <= {scenario.organisation_id} or keeps_region(user, scenario.region):
        return ALLOW
    return deny(_("A school's scenario changes its own programs alone."))


def can_begin_scorecard(user: Any) -> Verdict:
    scope = scope_of(user)
    if scope.platform or scope.regions_kept or scope.administered:
        return ALLOW
    return deny(_("Only secretariats and public bodies set the scorecards of their region."))


def can_keep_scorecard(user: Any, card: Scorecard) -> Verdict:
    if keeps_region(user, card.region):
        return ALLOW
    return deny(_("Only the region's secretariats and public bodies set its scorecards."))


def can_keep_metric(user: Any, metric: ScorecardMetric) -> Verdict:
    return can_keep_scorecard(user, metric.scorecard)


def can_keep_band(user: Any, band: ScorecardBand) -> Verdict:
    return can_keep_scorecard(user, band.metric.scorecard)


def can_read_card(user: Any, change: ProgramChange) -> Verdict:
    """The figures of one program's graduates: its school, its region's public bodies."""
    school = school_of(change)
    if school is not None and school in scope_of(user).organisations:
        return ALLOW
    return can_read_exact(user, change.school.organisation.region)

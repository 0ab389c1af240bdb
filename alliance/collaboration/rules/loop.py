"""Who may act on matches, projects and results."""

from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.collaboration.enums import MatchState, Party
from alliance.collaboration.models import Match, Project, Result
from alliance.events.models import Event
from alliance.lib.rules import ALLOW, Verdict, deny


def can_respond(user: User, match: Match) -> Verdict:
    if scope_of(user).acts_for(match.program.school_id):
        return ALLOW
    return deny(_("The school answers first; only its editors may."))


def can_accept(user: User, match: Match) -> Verdict:
    if scope_of(user).acts_for(match.demand.enterprise_id):
        return ALLOW
    return deny(_("Only editors of the enterprise may accept."))


def can_decline(user: User, match: Match) -> Verdict:
    """The school at any time; the enterprise once the school has answered."""
    if can_respond(user, match):
        return ALLOW
    if match.state != MatchState.SUGGESTED and can_accept(user, match):
        return ALLOW
    return deny(_("The school, or after its answer the enterprise, may decline."))


def can_open_project(user: User, match: Match) -> Verdict:
    if can_respond(user, match) or can_accept(user, match):
        return ALLOW
    return deny(_("Only the two sides of the match may open a project."))


def can_draft_project(user: User, project: Project) -> Verdict:
    """A project that comes from no match: either of its two sides drafts it."""
    scope = scope_of(user)
    if scope.acts_for(project.school_id) or scope.acts_for(project.enterprise_id):
        return ALLOW
    return deny(_("Only editors of the school or the enterprise draft a project."))


def parties_of(user: User, project: Project) -> list[Party]:
    """The parties that this user may speak for."""
    scope = scope_of(user)
    found = []
    if scope.acts_for(project.school_id):
        found.append(Party.SCHOOL)
    if scope.acts_for(project.enterprise_id):
        found.append(Party.ENTERPRISE)
    if scope.administers(project.alliance_id):
        found.append(Party.ALLIANCE)
    return found


def can_write_project(user: User, project: Project) -> Verdict:
    if {Party.SCHOOL, Party.ENTERPRISE} & set(parties_of(user, project)):
        return ALLOW
    return deny(_("Only the school and the enterprise of the project may do that."))


def can_approve(user: User, project: Project) -> Verdict:
    """Somebody who speaks for a party that has not approved yet."""
    parties = parties_of(user, project)
    if not parties:
        return deny(_("Only school, enterprise and alliance of the project approve it."))
    if not set(parties) & set(project.missing_parties):
        return deny(_("Your side has approved already."))
    return ALLOW


def can_take_part(user: User, project: Project) -> Verdict:
    if parties_of(user, project):
        return ALLOW
    return deny(_("Only school, enterprise and alliance of the project may do that."))


def can_close(user: User, project: Project) -> Verdict:
    if Party.ALLIANCE in parties_of(user, project):
        return ALLOW
    return deny(_("Only the alliance's secretariat closes a project."))


def can_write_result(user: User, result: Result) -> Verdict:
    if scope_of(user).acts_for(result.organisation_id):
        return ALLOW
    return deny(_("Only editors of the organisation that wrote the result may do that."))


def wrote(user: User, result: Result) -> bool:
    """Whether the user entered, changed or submitted the result at any time."""
    kinds = ("result.entered", "result.edited", "result.submitted")
    return Event.objects.about(result).filter(kind__in=kinds, actor=user).exists()


def can_check_result(user: User, result: Result) -> Verdict:
    """The secretariat, and never the author."""
    if not scope_of(user).administers(result.alliance_id):
        return deny(_("Only the alliance's secretariat checks results."))
    if result.created_by_id == user.pk or wrote(user, result):
        return deny(_("Who wrote a result cannot verify it."))
    return ALLOW


def can_share_result(user: User, result: Result) -> Verdict:
    if can_write_result(user, result) or scope_of(user).administers(result.alliance_id):
        return ALLOW
    return deny(_("Only the author's organisation or the secretariat may do that."))


def can_see_evidence(user: User, result: Result) -> Verdict:
    """Who made a result and who checks it; the readers that it is shared with do not."""
    scope = scope_of(user)
    sides = {result.organisation_id}
    if result.project is not None:
        sides |= {result.project.school_id, result.project.enterprise_id}
    if scope.platform or result.alliance_id in scope.secretariats or sides & scope.organisations:
        return ALLOW
    return deny(_("Only the parties and the secretariat see the evidence."))

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.collaboration import rules
from alliance.collaboration.enums import (
    PROJECT_FLOW,
    MatchState,
    ProjectState,
)
from alliance.collaboration.models import Match, Project, ProjectApproval
from alliance.consortia.models import Alliance, Membership
from alliance.events.record import record
from alliance.lib.errors import InvalidInput, Refused
from alliance.lib.rules import Verdict
from alliance.web.records import locked
from enterprises.models import Enterprise
from programs.models import Program, School

FIELDS = ("kind", "title", "description", "seats", "starts_on", "ends_on")


@transaction.atomic
def open_project(
    *, match: Match, by: User, fields: Mapping[str, Any], now: datetime | None = None
) -> Project:
    """Draft the project that an accepted match becomes; one per match."""
    match = locked(match)
    rules.can_open_project(by, match).require()
    if match.state != MatchState.ACCEPTED:
        raise Refused(_("A project is opened from an accepted match."))
    check_fields(fields)
    try:
        with transaction.atomic():
            project = Project.objects.create(
                match=match,
                alliance=match.alliance,
                school_id=match.program.school_id,
                enterprise_id=match.demand.enterprise_id,
                program=match.program,
                created_by=by,
                **fields,
            )
    except IntegrityError as error:
        raise Refused(_("This match has a project already.")) from error
    record("project.opened", subject=project, by=by, now=now, match=match.pk)
    return project


@transaction.atomic
def draft_project(
    *,
    school: School,
    enterprise: Enterprise,
    alliance: Alliance,
    by: User,
    fields: Mapping[str, Any],
    program: Program | None = None,
    now: datetime | None = None,
) -> Project:
    """Draft a project that comes from no match, such as one agreed before the portal was there.

    Both sides are active members of the alliance; it is approved and signed like any other.
    """
    check_fields(fields)
    project = Project(
        school=school,
        enterprise=enterprise,
        alliance=alliance,
        program=program,
        created_by=by,
        **fields,
    )
    rules.can_draft_project(by, project).require()
    if program is not None and program.school_id != school.pk:
        raise InvalidInput.on("program", _("This school does not run that program."))
    members = Membership.objects.active().filter(alliance=alliance)
    for name, side in (("school", school.pk), ("enterprise", enterprise.pk)):
        if not members.filter(organisation_id=side).exists():
            raise InvalidInput.on(name, _("It is no active member of the alliance."))
    project.save()
    record("project.opened", subject=project, by=by, now=now, match=None)
    return project


@transaction.atomic
def edit_project(
    *,
    project: Project,
    by: User,
    fields: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> Project:
    """Change a draft; what others have begun to approve stays as it is."""
    project = locked(project, version=version)
    rules.can_write_project(by, project).require()
    if project.state != ProjectState.DRAFTED:
        raise Refused(_("Only a drafted project can be edited."))
    for name, value in fields.items():
        setattr(project, name, value)
    check_fields({name: getattr(project, name) for name in FIELDS})
    project.store(*fields)
    record("project.edited", subject=project, by=by, now=now, fields=sorted(fields))
    return project


def submit_project(
    *, project: Project, by: User, version: int | None = None, now: datetime | None = None
) -> Project:
    return _move(project, "submit", rules.can_write_project, by=by, version=version, now=now)


@transaction.atomic
def approve_project(
    *, project: Project, by: User, version: int | None = None, now: datetime | None = None
) -> Project:
    """Give the approval of every side that the user speaks for and that has not approved yet."""
    project = locked(project, version=version)
    rules.can_take_part(by, project).require()
    PROJECT_FLOW.target(project.state, "approve")
    rules.can_approve(by, project).require()
    missing = project.missing_parties
    for party in rules.parties_of(by, project):
        if party in missing:
            ProjectApproval.objects.create(
                project=project, party=party, by=by, at=now or timezone.now()
            )
            record("project.approved", subject=project, by=by, now=now, party=party)
    project.store()
    return project


@transaction.atomic
def sign_project(
    *, project: Project, by: User, version: int | None = None, now: datetime | None = None
) -> Project:
    """Possible once school, enterprise and alliance have approved."""
    project = locked(project, version=version)
    rules.can_take_part(by, project).require()
    target = PROJECT_FLOW.target(project.state, "sign")
    missing = project.missing_parties
    if missing:
        names = ", ".join(str(party.label) for party in missing)
        raise Refused(_("Still to approve: %(names)s.") % {"names": names})
    project.state = target
    project.store("state")
    record("project.signed", subject=project, by=by, now=now)
    return project


def start_project(
    *, project: Project, by: User, version: int | None = None, now: datetime | None = None
) -> Project:
    return _move(project, "start", rules.can_write_project, by=by, version=version, now=now)


def complete_project(
    *, project: Project, by: User, version: int | None = None, now: datetime | None = None
) -> Project:
    return _move(project, "complete", rules.can_write_project, by=by, version=version, now=now)


def terminate_project(
    *,
    project: Project,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Project:
    return _move(
        project, "terminate", rules.can_take_part, by=by, reason=reason, version=version, now=now
    )


def close_project(
    *, project: Project, by: User, version: int | None = None, now: datetime | None = None
) -> Project:
    return _move(project, "close", rules.can_close, by=by, version=version, now=now)


EVENTS = {
    "submit": "project.submitted",
    "start": "project.started",
    "complete": "project.completed",
    "terminate": "project.terminated",
    "close": "project.closed",
}


@transaction.atomic
def _move(
    project: Project,
    move: str,
    rule: Callable[[User, Project], Verdict],
    *,
    by: User,
    reason: str | None = None,
    version: int | None,
    now: datetime | None,
) -> Project:
    """`reason` None: the move needs none; a given one may not be empty."""
    project = locked(project, version=version)
    rule(by, project).require()
    target = PROJECT_FLOW.target(project.state, move)
    if reason is not None:
        if not reason.strip():
            raise InvalidInput.on("reason", _("Say why; the others read it."), code="required")
        project.reason = reason.strip()
    project.state = target
    project.store("state", "reason")
    record(EVENTS[move], subject=project, by=by, now=now)
    return project


def check_fields(fields: Mapping[str, Any]) -> None:
    """Raises InvalidInput naming the field."""
    for name in ("kind", "title"):
        if not fields.get(name):
            raise InvalidInput.on(name, _("This field is required."), code="required")
    starts, ends = fields.get("starts_on"), fields.get("ends_on")
    if starts and ends and ends < starts:
        raise InvalidInput.on("ends_on", _("The end lies before the start."), code="order")

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.collaboration import rules
from alliance.collaboration.enums import (
    RESULT_FLOW,
    Audience,
    ProjectState,
    ResultKind,
    ResultState,
)
from alliance.collaboration.models import Project, Result
from alliance.consortia.models import Alliance, Membership
from alliance.events.record import record
from alliance.lib.errors import InvalidInput, Refused
from alliance.lib.rules import deny
from alliance.reference.models import Industry
from alliance.web.records import locked
from programs.actions import link_program
from programs.enums import LinkKind

FIELDS = (
    "kind",
    "level",
    "chain_stage",
    "award_side",
    "title",
    "description",
    "achieved_on",
    "evidence",
)
YIELDING = (ProjectState.RUNNING, ProjectState.COMPLETED, ProjectState.CLOSED)


@transaction.atomic
def enter_result(
    *,
    organisation: Organisation,
    by: User,
    fields: Mapping[str, Any],
    project: Project | None = None,
    alliance: Alliance | None = None,
    now: datetime | None = None,
) -> Result:
    """A draft result of a running or finished project, or (project None) explicitly of none.

    Without a project the alliance must be named and the organisation be its active member.
    """
    if not scope_of(by).acts_for(organisation.pk):
        deny(_("You may only enter results of your own organisation.")).require()
    if project is not None:
        if organisation.pk not in (project.school_id, project.enterprise_id):
            raise InvalidInput.on("organisation", _("It is no side of this project."))
        if project.state not in YIELDING:
            raise Refused(_("Results are entered once the project is running."))
        alliance = project.alliance
    elif alliance is None:
        raise InvalidInput.on("alliance", _("Name the alliance that checks it."), code="required")
    elif (
        not Membership.objects.active()
        .filter(alliance=alliance, organisation=organisation)
        .exists()
    ):
        raise InvalidInput.on("alliance", _("The organisation is not an active member of it."))
    check_fields(fields)
    result = Result.objects.create(
        organisation=organisation,
        alliance=alliance,
        project=project,
        without_project=project is None,
        created_by=by,
        **fields,
    )
    record("result.entered", subject=result, by=by, now=now)
    return result


@transaction.atomic
def edit_result(
    *,
    result: Result,
    by: User,
    fields: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> Result:
    result = locked(result, version=version)
    rules.can_write_result(by, result).require()
    if result.state not in (ResultState.DRAFT, ResultState.RETURNED):
        raise Refused(_("Only a draft or returned result can be edited."))
    for name, value in fields.items():
        setattr(result, name, value)
    check_fields({name: getattr(result, name) for name in FIELDS})
    result.store(*fields)
    record("result.edited", subject=result, by=by, now=now, fields=sorted(fields))
    return result


@transaction.atomic
def submit_result(
    *, result: Result, by: User, version: int | None = None, now: datetime | None = None
) -> Result:
    """Hand in for verification; evidence is needed now."""
    result = locked(result, version=version)
    rules.can_write_result(by, result).require()
    result.state = RESULT_FLOW.target(result.state, "submit")
    if not result.evidence.strip():
        raise InvalidInput.on("evidence", _("Say where it can be checked."), code="required")
    result.reason = ""
    result.store("state", "reason")
    record("result.submitted", subject=result, by=by, now=now)
    return result


@transaction.atomic
def return_result(
    *,
    result: Result,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Result:
    result = locked(result, version=version)
    rules.can_check_result(by, result).require()
    result.state = RESULT_FLOW.target(result.state, "return")
    result.reason = _reason(reason)
    result.store("state", "reason")
    record("result.returned", subject=result, by=by, now=now)
    return result


@transaction.atomic
def verify_result(
    *,
    result: Result,
    by: User,
    confirms: Industry | None = None,
    weight: Decimal = Decimal(1),
    version: int | None = None,
    now: datetime | None = None,
) -> Result:
    """The secretariat found the evidence sound.

    With `confirms` it also confirms, on that evidence, that the project's program serves this
    industry: a crosswalk link that alignment rates read.
    """
    result = locked(result, version=version)
    rules.can_check_result(by, result).require()
    result.state = RESULT_FLOW.target(result.state, "verify")
    result.verified_by, result.verified_at = by, now or timezone.now()
    result.reason = ""
    result.store("state", "verified_by", "verified_at", "reason")
    if confirms is not None:
        program = result.project.program if result.project else None
        if program is None:
            raise InvalidInput.on("confirms", _("This result comes from no program."))
        link_program(
            program=program,
            target=confirms,
            weight=weight,
            kind=LinkKind.CONFIRMED,
            by=by,
            source=f"result {result.pk}",
            now=now,
        )
    record("result.verified", subject=result, by=by, now=now)
    return result


@transaction.atomic
def share_result(
    *,
    result: Result,
    by: User,
    audience: Audience,
    version: int | None = None,
    now: datetime | None = None,
) -> Result:
    result = locked(result, version=version)
    rules.can_share_result(by, result).require()
    result.state = RESULT_FLOW.target(result.state, "share")
    result.audience, result.shared_at = audience, now or timezone.now()
    result.store("state", "audience", "shared_at")
    record("result.shared", subject=result, by=by, now=now, audience=audience)
    return result


@transaction.atomic
def withdraw_result(
    *,
    result: Result,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Result:
    result = locked(result, version=version)
    rules.can_share_result(by, result).require()
    result.state = RESULT_FLOW.target(result.state, "withdraw")
    result.reason = _reason(reason)
    result.store("state", "reason")
    record("result.withdrawn", subject=result, by=by, now=now)
    return result


def check_fields(fields: Mapping[str, Any]) -> None:
    """Raises InvalidInput naming the field."""
    for name in ("kind", "level", "title", "achieved_on"):
        if not fields.get(name):
            raise InvalidInput.on(name, _("This field is required."), code="required")
    if fields["achieved_on"] > timezone.localdate():
        raise InvalidInput.on("achieved_on", _("This day has not come yet."), code="future")
    if fields.get("award_side") and fields["kind"] != ResultKind.AWARD:
        raise InvalidInput.on("award_side", _("Only an award is won."), code="invalid")


def _reason(text: str) -> str:
    if not text.strip():
        raise InvalidInput.on("reason", _("Say why; the author reads it."), code="required")
    return text.strip()

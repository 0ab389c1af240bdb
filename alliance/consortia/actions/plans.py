"""Yearly plans and reports; assessments by a construction standard."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.consortia import rules
from alliance.consortia.actions.moving import begin, said, today
from alliance.consortia.enums import ASSESSMENT_FLOW, PLAN_FLOW
from alliance.consortia.models import Assessment, YearPlan
from alliance.events.record import record
from alliance.lib.errors import Refused
from alliance.web.records import locked


@transaction.atomic
def approve_plan(
    plan: YearPlan, *, by: User, version: int | None = None, now: datetime | None = None
) -> YearPlan:
    row, state = begin(plan, "approve", PLAN_FLOW, rules.can_keep, by=by, version=version)
    row.state = state
    row.store("state")
    record("year_plan.approved", subject=row, by=by, now=now)
    return row


@transaction.atomic
def publish_plan(
    plan: YearPlan, *, by: User, version: int | None = None, now: datetime | None = None
) -> YearPlan:
    row, state = begin(plan, "publish", PLAN_FLOW, rules.can_keep, by=by, version=version)
    row.state, row.published_on = state, today(now)
    row.store("state", "published_on")
    record("year_plan.published", subject=row, by=by, now=now)
    return row


@transaction.atomic
def reopen_plan(
    plan: YearPlan,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> YearPlan:
    row, state = begin(plan, "reopen", PLAN_FLOW, rules.can_keep, by=by, version=version)
    row.state, row.published_on, row.reason = state, None, said(reason)
    row.store("state", "published_on", "reason")
    record("year_plan.reopened", subject=row, by=by, now=now, reason=row.reason)
    return row


@transaction.atomic
def submit_assessment(
    assessment: Assessment, *, by: User, version: int | None = None, now: datetime | None = None
) -> Assessment:
    """Every indicator judged, and evidence where the standard asks for it."""
    locked(assessment.standard)  # its indicators do not change meanwhile
    row, state = begin(
        assessment, "submit", ASSESSMENT_FLOW, rules.can_keep, by=by, version=version
    )
    unmarked = row.unmarked
    if unmarked or not row.standard.indicators.exists():
        raise Refused(_("Not judged yet: %(codes)s.") % {"codes": ", ".join(unmarked) or "–"})
    unproven = row.unproven
    if unproven:
        raise Refused(_("Evidence is missing for: %(codes)s.") % {"codes": ", ".join(unproven)})
    row.state, row.submitted_on, row.reason = state, today(now), ""
    row.store("state", "submitted_on", "reason")
    record("assessment.submitted", subject=row, by=by, now=now)
    return row


@transaction.atomic
def confirm_assessment(
    assessment: Assessment, *, by: User, version: int | None = None, now: datetime | None = None
) -> Assessment:
    row, state = begin(
        assessment, "confirm", ASSESSMENT_FLOW, rules.can_judge, by=by, version=version
    )
    row.state, row.confirmed_on = state, today(now)
    row.store("state", "confirmed_on")
    record("assessment.confirmed", subject=row, by=by, now=now)
    return row


@transaction.atomic
def return_assessment(
    assessment: Assessment,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Assessment:
    row, state = begin(
        assessment, "return", ASSESSMENT_FLOW, rules.can_judge, by=by, version=version
    )
    row.state, row.submitted_on, row.reason = state, None, said(reason)
    row.store("state", "submitted_on", "reason")
    record("assessment.returned", subject=row, by=by, now=now, reason=row.reason)
    return row

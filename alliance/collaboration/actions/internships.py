"""What happens to internships; approval and start check the national rules."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.collaboration import rules
from alliance.collaboration.actions.moving import move_record
from alliance.collaboration.enums import INTERNSHIP_FLOW, InternshipKind
from alliance.collaboration.models import Internship
from alliance.collaboration.rules import Terms, broken
from alliance.lib.errors import FieldError, InvalidInput, Refused


def terms_of(row: Internship) -> Terms:
    """The figures that the rules judge."""
    return Terms(
        post=row.kind == InternshipKind.POST,
        persons=row.persons,
        minors=row.minors,
        minimum_age=row.minimum_age,
        months=rules.months_begun(row.starts_on, row.ends_on),
        daily_hours=row.daily_hours,
        weekly_hours=row.weekly_hours,
        night_work=row.night_work,
        overtime=row.overtime,
        exception_filed=bool(row.filing.strip()),
        guardian_consents=row.guardian_consents,
        tri_party_agreements=row.tri_party_agreements,
        insured=row.insured,
        pay_share=row.pay_share,
    )


def comply(row: Internship) -> Sequence[str]:
    """Raises Refused naming the field and reason of every rule that is not kept."""
    faults = [FieldError(c.field, c.code, str(c.reason)) for c in broken(terms_of(row))]
    if faults:
        raise Refused(" ".join(fault.detail for fault in faults), errors=faults)
    return ()


def approve_internship(
    *, row: Internship, by: User, version: int | None = None, now: datetime | None = None
) -> Internship:
    return move_record(
        row,
        flow=INTERNSHIP_FLOW,
        move="approve",
        event="internship.approved",
        rule=rules.can_settle_internship,
        by=by,
        version=version,
        now=now,
        prepare=comply,
    )


def reopen_internship(
    *,
    row: Internship,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Internship:
    """Take an approval back, so that the figures can be changed and approved anew."""
    return move_record(
        row,
        flow=INTERNSHIP_FLOW,
        move="reopen",
        event="internship.reopened",
        rule=rules.can_settle_internship,
        by=by,
        version=version,
        now=now,
        reason=reason,
    )


def start_internship(
    *, row: Internship, by: User, version: int | None = None, now: datetime | None = None
) -> Internship:
    """The rules are asked once more: they may have become stricter since the approval."""
    return move_record(
        row,
        flow=INTERNSHIP_FLOW,
        move="start",
        event="internship.started",
        rule=rules.can_settle_internship,
        by=by,
        version=version,
        now=now,
        prepare=comply,
    )


def finish_internship(
    *, row: Internship, by: User, version: int | None = None, now: datetime | None = None
) -> Internship:
    today = timezone.localdate(now or timezone.now())

    def over(row: Internship) -> Sequence[str]:
        if row.starts_on > today:
            raise InvalidInput.on("starts_on", _("This day has not come yet."), code="future")
        return ()

    return move_record(
        row,
        flow=INTERNSHIP_FLOW,
        move="finish",
        event="internship.finished",
        rule=rules.can_run_internship,
        by=by,
        version=version,
        now=now,
        prepare=over,
    )


def cancel_internship(
    *,
    row: Internship,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Internship:
    return move_record(
        row,
        flow=INTERNSHIP_FLOW,
        move="cancel",
        event="internship.cancelled",
        rule=rules.can_run_internship,
        by=by,
        version=version,
        now=now,
        reason=reason,
    )

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import Organisation, User
from alliance.consortia import rules
from alliance.consortia.enums import MEMBERSHIP_FLOW, MembershipState
from alliance.consortia.models import Alliance, Membership
from alliance.events.record import record
from alliance.lib.errors import InvalidInput, Refused
from alliance.lib.rules import Verdict
from alliance.web.records import locked


@transaction.atomic
def apply_for_membership(
    *, alliance: Alliance, organisation: Organisation, by: User, now: datetime | None = None
) -> Membership:
    """An application; one open membership per organisation and alliance."""
    rules.can_apply(by, alliance, organisation).require()
    try:
        with transaction.atomic():
            membership = Membership.objects.create(alliance=alliance, organisation=organisation)
    except IntegrityError as error:
        raise Refused(_("This organisation already belongs to the alliance.")) from error
    record("membership.applied", subject=membership, by=by, now=now, organisation=organisation.pk)
    return membership


def admit_member(
    *, membership: Membership, by: User, version: int | None = None, now: datetime | None = None
) -> Membership:
    return _move(membership, "admit", rules.can_decide, by=by, version=version, now=now)


def suspend_member(
    *,
    membership: Membership,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Membership:
    return _move(
        membership, "suspend", rules.can_decide, by=by, reason=reason, version=version, now=now
    )


def readmit_member(
    *, membership: Membership, by: User, version: int | None = None, now: datetime | None = None
) -> Membership:
    return _move(membership, "readmit", rules.can_decide, by=by, version=version, now=now)


def leave_alliance(
    *,
    membership: Membership,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Membership:
    return _move(
        membership, "leave", rules.can_leave, by=by, reason=reason, version=version, now=now
    )


NEEDS_REASON = frozenset({"suspend", "leave"})
EVENTS = {
    "admit": "membership.admitted",
    "suspend": "membership.suspended",
    "readmit": "membership.readmitted",
    "leave": "membership.left",
}


@transaction.atomic
def _move(
    membership: Membership,
    move: str,
    rule: Callable[[User, Membership], Verdict],
    *,
    by: User,
    reason: str = "",
    version: int | None,
    now: datetime | None,
) -> Membership:
    membership = locked(membership, version=version)
    rule(by, membership).require()
    target = MEMBERSHIP_FLOW.target(membership.state, move)
    if move in NEEDS_REASON and not reason.strip():
        raise InvalidInput.on("reason", _("Say why; the member reads it."), code="required")
    today = timezone.localdate(now or timezone.now())
    if target == MembershipState.ACTIVE and membership.joined_on is None:
        membership.joined_on = today
    if target == MembershipState.LEFT:
        membership.left_on = today
    membership.state, membership.reason = target, reason.strip()
    membership.store("state", "joined_on", "left_on", "reason")
    record(EVENTS[move], subject=membership, by=by, now=now, reason=membership.reason)
    return membership

"""Changes of programs: proposed, reviewed, resolved, put into effect."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.alignment import cards, rules
from alliance.alignment.enums import CHANGE_FLOW, ChangeKind
from alliance.alignment.models import ProgramChange
from alliance.consortia.enums import ResolutionState
from alliance.consortia.models import Membership, Resolution
from alliance.events.record import record
from alliance.lib.errors import InvalidInput, NotAllowed, Refused
from alliance.web.records import locked
from programs.actions import create_program, edit_program
from programs.rules import can_write


def propose_change(
    change: ProgramChange, *, by: User, version: int | None = None, now: datetime | None = None
) -> ProgramChange:
    """The school puts its case forward; who does so answers for it.

    The program's scorecard is kept with the case as it stands on this day.
    """
    card = cards.snapshot(change, on=timezone.localdate(now or timezone.now()))
    return move_change(
        change,
        "propose",
        by=by,
        version=version,
        now=now,
        proposed_by=by,
        reason="",
        scorecard=card,
    )


def review_change(
    change: ProgramChange,
    *,
    by: User,
    opinion: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> ProgramChange:
    """Somebody has read the case, on a day, and says what is to be thought of it."""
    at = now or timezone.now()
    return move_change(
        change,
        "review",
        by=by,
        version=version,
        now=now,
        reviewed_by=by,
        reviewed_at=at,
        opinion=opinion.strip(),
    )


def return_change(
    change: ProgramChange,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ProgramChange:
    """Back to its school, which reads why; the next proposal is reviewed anew."""
    require_reason(reason)
    return move_change(
        change,
        "return",
        by=by,
        version=version,
        now=now,
        reason=reason,
        reviewed_by=None,
        reviewed_at=None,
        opinion="",
    )


def resolve_change(
    change: ProgramChange,
    *,
    by: User,
    decided_on: date | None = None,
    resolution: Resolution | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> ProgramChange:
    """The committee has agreed; the change waits for its day. A resolution brings its own date."""
    if resolution is not None:
        require_fitting(resolution, change)
    day = decided_on or (resolution.adopted_on if resolution is not None else None)
    if day is None:
        raise InvalidInput.on("decided_on", _("Name the day or the resolution."), code="required")
    require_past(day, now)
    return move_change(
        change, "resolve", by=by, version=version, now=now, decided_on=day, resolution=resolution
    )


def reject_change(
    change: ProgramChange,
    *,
    by: User,
    decided_on: date,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ProgramChange:
    require_past(decided_on, now)
    require_reason(reason)
    return move_change(
        change, "reject", by=by, version=version, now=now, decided_on=decided_on, reason=reason
    )


RULES = {
    "propose": rules.can_propose,
    "review": rules.can_review,
    "return": rules.can_review,
    "resolve": rules.can_decide,
    "reject": rules.can_decide,
}
SAID = {
    "propose": "program_change.proposed",
    "review": "program_change.reviewed",
    "return": "program_change.returned",
    "resolve": "program_change.resolved",
    "reject": "program_change.rejected",
}


@transaction.atomic
def move_change(
    change: ProgramChange,
    move: str,
    *,
    by: User,
    version: int | None,
    now: datetime | None,
    **values: Any,
) -> ProgramChange:
    """One move of a case that touches nothing but the case."""
    change = locked(change, version=version)
    RULES[move](by, change).require()
    change.state = CHANGE_FLOW.target(change.state, move)
    for name, value in values.items():
        setattr(change, name, value)
    change.store("state", *values)
    record(SAID[move], subject=change, by=by, now=now)
    return change


def require_fitting(resolution: Resolution, change: ProgramChange) -> None:
    """Raises InvalidInput unless an alliance of the school's has adopted the resolution."""
    member = Membership.objects.active().filter(
        alliance=resolution.meeting.alliance_id, organisation=change.school_id
    )
    if resolution.state != ResolutionState.ADOPTED or not member.exists():
        text = _("Name an adopted resolution of an alliance that the school belongs to.")
        raise InvalidInput.on("resolution", text)


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput.on("reason", _("Say why."), code="required")


def require_past(day: date, now: datetime | None) -> None:
    if day > timezone.localdate(now or timezone.now()):
        raise InvalidInput.on("decided_on", _("This day has not come yet."), code="future")


@transaction.atomic
def take_effect(
    change: ProgramChange,
    *,
    by: User | None,
    version: int | None = None,
    now: datetime | None = None,
) -> ProgramChange:
    """Do to the program what was resolved, from the day of effect on; `by` None is the clock.

    The program is written in the name of an editor of its school: of `by`, else of who proposed
    the case. Raises Refused where the day has not come or the program is not what it was.
    """
    change = locked(change, version=version)
    if by is not None:
        rules.can_take_effect(by, change).require()
    state = CHANGE_FLOW.target(change.state, "take_effect")
    if change.effective_on > timezone.localdate(now or timezone.now()):
        raise Refused(_("The day on which this takes effect has not come yet."))
    change.program = carry_out(change, writer=writer_for(change, by), now=now)
    change.state = state
    change.store("state", "program")
    record("program_change.took_effect", subject=change, by=by, now=now)
    return change


def writer_for(change: ProgramChange, by: User | None) -> User:
    """Who may write the school's programs. Raises Refused where nobody at hand may."""
    for user in (by, change.proposed_by):
        if user is not None and can_write(user, change.school):
            return user
    raise Refused(
        _("Who proposed this no longer writes for the school; one of its editors has to.")
    )


def carry_out(change: ProgramChange, *, writer: User, now: datetime | None) -> Any:
    """The program as the case leaves it."""
    if change.program is None:
        fields = {
            "catalogue_program": change.catalogue_program,
            "opened_on": change.effective_on,
            "intake": change.intake_after,
        }
        return create_program(school=change.school, by=writer, fields=fields, now=now)
    if change.program.closed_on is not None:
        raise Refused(_("The program has been closed meanwhile."))
    changed: dict[str, Any] = {}
    if change.intake_after is not None:
        changed["intake"] = change.intake_after
    if change.kind == ChangeKind.DISCONTINUE:
        changed |= {"closed_on": change.effective_on, "intake": 0}
    return edit_program(program=change.program, by=writer, fields=changed, now=now)


def take_due_effects(*, now: datetime | None = None) -> list[int]:
    """Let every resolved case whose day has come take effect; ids of those that could not."""
    today = timezone.localdate(now or timezone.now())
    stuck = []
    for change in ProgramChange.objects.due(today).order_by("effective_on", "pk"):
        try:
            take_effect(change, by=None, now=now)
        except (Refused, InvalidInput, NotAllowed):
            stuck.append(change.pk)
    return stuck

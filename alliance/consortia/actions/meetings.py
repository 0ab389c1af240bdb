"""Meetings are held, resolutions adopted, tasks finished."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.consortia import rules
from alliance.consortia.actions.moving import begin, said, today
from alliance.consortia.enums import MEETING_FLOW, RESOLUTION_FLOW, TASK_FLOW, MeetingState
from alliance.consortia.models import Meeting, Resolution, ResolutionTask
from alliance.events.record import record
from alliance.lib.errors import Refused
from alliance.web.records import locked


@transaction.atomic
def hold_meeting(
    meeting: Meeting, *, by: User, version: int | None = None, now: datetime | None = None
) -> Meeting:
    """From its day on; keeps the share needed and who of those present counts on that day."""
    # Attendances before their meeting: whoever amends one takes the locks in that order.
    attendances = list(meeting.attendances.select_for_update(of=("self",)).order_by("pk"))
    row, state = begin(meeting, "hold", MEETING_FLOW, rules.can_keep, by=by, version=version)
    if today(now) < row.held_on:
        raise Refused(_("The day of the meeting has not come."))
    row.quorum, row.state = row.share, state
    row.store("quorum", "state")
    for attendance in attendances:
        counts = attendance.counts()
        if counts != attendance.is_member:
            attendance.is_member = counts
            attendance.store("is_member")
    record("meeting.held", subject=row, by=by, now=now)
    return row


@transaction.atomic
def cancel_meeting(
    meeting: Meeting,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Meeting:
    row, state = begin(meeting, "cancel", MEETING_FLOW, rules.can_keep, by=by, version=version)
    row.state, row.reason = state, said(reason)
    row.store("state", "reason")
    record("meeting.cancelled", subject=row, by=by, now=now, reason=row.reason)
    return row


@transaction.atomic
def reopen_meeting(
    meeting: Meeting, *, by: User, version: int | None = None, now: datetime | None = None
) -> Meeting:
    """The way back from a mistaken `hold`, while nothing rests on the meeting."""
    row, state = begin(meeting, "reopen", MEETING_FLOW, rules.can_keep, by=by, version=version)
    if row.resolutions.exists():
        raise Refused(_("The meeting has resolutions."))
    row.quorum, row.state = None, state
    row.store("quorum", "state")
    record("meeting.reopened", subject=row, by=by, now=now)
    return row


@transaction.atomic
def adopt_resolution(
    resolution: Resolution, *, by: User, version: int | None = None, now: datetime | None = None
) -> Resolution:
    """Adopted on the day of its meeting, which was held and had its quorum."""
    row, state = begin(
        resolution, "adopt", RESOLUTION_FLOW, rules.can_keep_resolution, by=by, version=version
    )
    meeting = locked(row.meeting)
    if meeting.state != MeetingState.HELD:
        raise Refused(_("The meeting was not held."))
    if not meeting.has_quorum:
        raise Refused(
            _("No quorum: %(present)s members present of %(invited)s invited, %(share)s %% needed.")
            % {
                "present": meeting.members_present,
                "invited": meeting.invited,
                "share": meeting.share,
            }
        )
    if row.votes_for + row.votes_against and row.votes_for <= row.votes_against:
        raise Refused(_("There are no more votes for it than against it."))
    row.state, row.adopted_on = state, meeting.held_on
    row.store("state", "adopted_on")
    record("resolution.adopted", subject=row, by=by, now=now)
    return row


@transaction.atomic
def reject_resolution(
    resolution: Resolution, *, by: User, version: int | None = None, now: datetime | None = None
) -> Resolution:
    row, state = begin(
        resolution, "reject", RESOLUTION_FLOW, rules.can_keep_resolution, by=by, version=version
    )
    row.state = state
    row.store("state")
    record("resolution.rejected", subject=row, by=by, now=now)
    return row


@transaction.atomic
def repeal_resolution(
    resolution: Resolution,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Resolution:
    row, state = begin(
        resolution, "repeal", RESOLUTION_FLOW, rules.can_keep_resolution, by=by, version=version
    )
    row.state, row.reason = state, said(reason)
    row.store("state", "reason")
    record("resolution.repealed", subject=row, by=by, now=now, reason=row.reason)
    return row


@transaction.atomic
def finish_task(
    task: ResolutionTask, *, by: User, version: int | None = None, now: datetime | None = None
) -> ResolutionTask:
    row, state = begin(task, "finish", TASK_FLOW, rules.can_finish_task, by=by, version=version)
    row.state, row.done_on = state, today(now)
    row.store("state", "done_on")
    record("resolution_task.finished", subject=row, by=by, now=now)
    return row


@transaction.atomic
def drop_task(
    task: ResolutionTask,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ResolutionTask:
    row, state = begin(task, "drop", TASK_FLOW, rules.can_keep, by=by, version=version)
    row.state, row.reason = state, said(reason)
    row.store("state", "reason")
    record("resolution_task.dropped", subject=row, by=by, now=now, reason=row.reason)
    return row


@transaction.atomic
def reopen_task(
    task: ResolutionTask,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ResolutionTask:
    row, state = begin(task, "reopen", TASK_FLOW, rules.can_keep, by=by, version=version)
    row.state, row.done_on, row.reason = state, None, said(reason)
    row.store("state", "done_on", "reason")
    record("resolution_task.reopened", subject=row, by=by, now=now, reason=row.reason)
    return row

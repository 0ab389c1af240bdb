"""What happens to classes that a school and an enterprise teach together."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.collaboration import rules
from alliance.collaboration.actions.moving import move_record
from alliance.collaboration.enums import CLASS_FLOW
from alliance.collaboration.models import TrainingClass
from alliance.lib.errors import FieldError, InvalidInput, Refused


def start_class(
    *, row: TrainingClass, by: User, version: int | None = None, now: datetime | None = None
) -> TrainingClass:
    """The class begins. Each side needs a mentor on its first day, and students are enrolled."""

    def ready(row: TrainingClass) -> Sequence[str]:
        lacking = row.lacking_mentors(row.started_on)
        if lacking:
            names = ", ".join(str(side.label) for side in lacking)
            text = _("No mentor on the first day from: %(names)s.") % {"names": names}
            raise Refused(text, errors=[FieldError("mentors", "mentors", text)])
        if not row.students:
            raise InvalidInput.on("students", _("Say how many are enrolled."), code="required")
        return ()

    return move_record(
        row,
        flow=CLASS_FLOW,
        move="start",
        event="class.started",
        rule=rules.can_run_class,
        by=by,
        version=version,
        now=now,
        prepare=ready,
    )


def finish_class(
    *,
    row: TrainingClass,
    by: User,
    graduates: int,
    ended_on: date | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> TrainingClass:
    """The class is over; `graduates` of its students finished. Without a day it ends today."""
    today = timezone.localdate(now or timezone.now())
    last = ended_on or today

    def count(row: TrainingClass) -> Sequence[str]:
        if not 0 <= graduates <= (row.students or 0):
            text = _("More students finished than were enrolled.")
            raise InvalidInput.on("graduates", text, code="range")
        if last > today:
            raise InvalidInput.on("ended_on", _("This day has not come yet."), code="future")
        if last < row.started_on:
            raise InvalidInput.on("ended_on", _("The end lies before the start."), code="order")
        row.graduates, row.ended_on = graduates, last
        return ("graduates", "ended_on")

    return move_record(
        row,
        flow=CLASS_FLOW,
        move="finish",
        event="class.finished",
        rule=rules.can_run_class,
        by=by,
        version=version,
        now=now,
        prepare=count,
    )


def cancel_class(
    *,
    row: TrainingClass,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> TrainingClass:
    return move_record(
        row,
        flow=CLASS_FLOW,
        move="cancel",
        event="class.cancelled",
        rule=rules.can_run_class,
        by=by,
        version=version,
        now=now,
        reason=reason,
    )


def resume_class(
    *,
    row: TrainingClass,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> TrainingClass:
    """Undo a mistaken finish; the numbers stay until they are corrected."""
    return move_record(
        row,
        flow=CLASS_FLOW,
        move="resume",
        event="class.resumed",
        rule=rules.can_run_class,
        by=by,
        version=version,
        now=now,
        reason=reason,
    )

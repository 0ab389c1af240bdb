"""Meetings, who was there, and what was resolved."""

from typing import Any, Self

import pghistory
import pgtrigger
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.accounts.scope import scope_of
from alliance.consortia.enums import (
    MEETING_FLOW,
    RESOLUTION_FLOW,
    AttendanceRole,
    MeetingKind,
    MeetingState,
    ResolutionState,
)
from alliance.consortia.models.alliances import Membership
from alliance.consortia.models.reach import OfAlliance, members, secretariat
from alliance.web.records import Record, ScopedQuerySet

MOST_INVITED = 100_000
MOST_VOTES = 100_000
DECIDED = (ResolutionState.ADOPTED, ResolutionState.REPEALED)
"""What members read; drafts and refused texts are the secretariat's."""


class MeetingQuerySet(OfAlliance["Meeting"]):
    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user).with_presence()

    def with_presence(self) -> Self:
        """Counts the members present in the database, so that lists cost one query."""
        present = Attendance.objects.filter(meeting=OuterRef("pk"), present=True, is_member=True)
        count = (
            present.order_by().values("meeting").annotate(n=Count("organisation", distinct=True))
        )
        return self.annotate(presence=Coalesce(Subquery(count.values("n")), 0))

    def held(self) -> Self:
        return self.filter(state=MeetingState.HELD)


@pghistory.track()
class Meeting(Record):
    alliance = models.ForeignKey(
        "consortia.Alliance",
        on_delete=models.PROTECT,
        related_name="meetings",
        verbose_name=_("alliance"),
    )
    committee = models.ForeignKey(
        "consortia.Committee",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        verbose_name=_("committee"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=MeetingKind)
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("day of the meeting"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    invited = models.PositiveIntegerField(
        _("members invited"),
        default=0,
        validators=[MaxValueValidator(MOST_INVITED)],
        help_text=_("How many may vote; the quorum is counted from them."),
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum in percent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Kept as it was on the day; before, the committee's or the alliance's."),
    )
    minutes = models.TextField(_("minutes"), blank=True, max_length=50_000)
    state = models.CharField(
        _("state"), max_length=12, choices=MeetingState, default=MeetingState.PLANNED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeetingKind.values), name="meeting_kind"),
            models.CheckConstraint(
                condition=Q(state__in=MeetingState.values), name="meeting_state_known"
            ),
            models.CheckConstraint(
                condition=Q(quorum__isnull=True) | Q(quorum__range=(1, 100)),
                name="meeting_quorum_range",
                violation_error_message=_("A quorum lies between 1 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.HELD) | Q(quorum__isnull=False),
                name="meeting_held_with_quorum_share",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(reason=""),
                name="meeting_cancelled_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="meeting_flow", field="state", transitions=MEETING_FLOW.pairs())
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.held_on:%Y-%m-%d})"

    @property
    def share(self) -> int:
        """Percent of those invited who must be present."""
        if self.quorum is not None:
            return self.quorum
        return self.committee.quorum if self.committee else self.alliance.quorum

    @property
    @admin.display(description=_("members present"))
    def members_present(self) -> int:
        """Organisations, each once, that count towards the quorum."""
        known: int | None = getattr(self, "presence", None)
        if known is not None:
            return known
        present = self.attendances.filter(present=True, is_member=True)
        return present.values("organisation_id").distinct().count()

    @property
    @admin.display(description=_("has a quorum"))
    def has_quorum(self) -> bool:
        """Reached exactly at the share; nobody invited is no quorum."""
        return self.invited > 0 and self.members_present * 100 >= self.share * self.invited


class AttendanceQuerySet(OfAlliance["Attendance"]):
    path = "meeting__alliance"


@pghistory.track(exclude=["person_name"])
class Attendance(Record):
    """An organisation, or one person of it, at a meeting."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("meeting")
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="attendances",
        verbose_name=_("organisation"),
    )
    person_name = models.CharField(_("person"), max_length=100, blank=True)
    present = models.BooleanField(_("present"), default=True)
    is_member = models.BooleanField(
        _("counts towards the quorum"),
        default=False,
        editable=False,
        help_text=_("A member on the day of the meeting, or a host of the committee."),
    )
    role = models.CharField(
        _("role"), max_length=12, choices=AttendanceRole, default=AttendanceRole.PARTICIPANT
    )
    topic = models.CharField(
        _("presented"), max_length=300, blank=True, help_text=_("The case or the report.")
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation", "person_name"],
                name="attendance_once",
                violation_error_message=_("This attendance is on record."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=AttendanceRole.values), name="attendance_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.meeting}"

    def counts(self) -> bool:
        """Whether its presence counts now: a member on that day, or a host of the committee."""
        meeting = self.meeting
        voting = Membership.objects.on_day(meeting.held_on).filter(
            alliance_id=meeting.alliance_id, organisation_id=self.organisation_id
        )
        if voting.exists():
            return True
        committee = meeting.committee
        return committee is not None and committee.hosts.filter(pk=self.organisation_id).exists()


class ResolutionQuerySet(ScopedQuerySet["Resolution"]):
    def visible_to(self, user: Any) -> Self:
        """Adopted ones: who sees the meeting. Drafts and refused ones: the secretariat."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        own = secretariat(scope, "meeting__alliance")
        return self.filter(own | (members(scope, "meeting__alliance") & Q(state__in=DECIDED)))

    def decided(self) -> Self:
        return self.filter(state__in=DECIDED)


@pghistory.track()
class Resolution(Record):
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="resolutions", verbose_name=_("meeting")
    )
    number = models.CharField(_("number"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True, max_length=20_000)
    votes_for = models.PositiveIntegerField(
        _("votes for"), default=0, validators=[MaxValueValidator(MOST_VOTES)]
    )
    votes_against = models.PositiveIntegerField(
        _("votes against"), default=0, validators=[MaxValueValidator(MOST_VOTES)]
    )
    votes_abstained = models.PositiveIntegerField(
        _("abstentions"), default=0, validators=[MaxValueValidator(MOST_VOTES)]
    )
    adopted_on = models.DateField(pgettext_lazy("resolution", "adopted on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ResolutionState, default=ResolutionState.DRAFTED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="resolution_number_in_meeting",
                violation_error_message=_("The meeting has a resolution of this number."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ResolutionState.values), name="resolution_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, adopted_on__isnull=False)
                | (~Q(state__in=DECIDED) & Q(adopted_on__isnull=True)),
                name="resolution_adopted_with_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=ResolutionState.REPEALED) | ~Q(reason=""),
                name="resolution_repealed_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="resolution_flow", field="state", transitions=RESOLUTION_FLOW.pairs()
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

"""Alliances and their members."""

from datetime import date
from typing import Any, Self

import pghistory
import pgtrigger
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.consortia.enums import (
    CONSORTIUM_KINDS,
    LEADS,
    MEMBERSHIP_FLOW,
    AllianceKind,
    MembershipState,
    Post,
)
from alliance.consortia.models.reach import on_day
from alliance.web.records import Record, ScopedQuerySet


class AllianceQuerySet(ScopedQuerySet["Alliance"]):
    def visible_to(self, user: Any) -> Self:
        """Alliances are public bodies: everybody signed in sees that they exist."""
        return self.all() if scope_of(user).signed_in else self.none()

    def consortia(self) -> Self:
        return self.filter(kind__in=CONSORTIUM_KINDS)

    def in_region(self, prefix: str) -> Self:
        return self.filter(region__code__startswith=prefix)


@pghistory.track()
class Alliance(Record):
    """An association of organisations; consortia stand under it in a tree."""

    kind = models.CharField(_("kind"), max_length=24, choices=AllianceKind)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="branches",
        verbose_name=_("part of"),
    )
    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="alliances",
        verbose_name=_("region"),
    )
    secretariat = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="secretariat_of",
        verbose_name=_("secretariat"),
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    match_count = models.PositiveSmallIntegerField(
        _("matches made per demand"), default=20, help_text=_("The best so many are proposed.")
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer"), default=14, help_text=_("A proposed match expires after this time.")
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum in percent"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Share of those invited who must be present at a meeting."),
    )
    is_demo = models.BooleanField(_("demonstration record"), default=False)

    objects = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AllianceKind.values), name="alliance_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="alliance_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(match_count__range=(1, 100)), name="alliance_match_count_range"
            ),
            models.CheckConstraint(
                condition=Q(answer_days__range=(1, 365)), name="alliance_answer_days_range"
            ),
            models.CheckConstraint(
                condition=Q(quorum__range=(1, 100)),
                name="alliance_quorum_range",
                violation_error_message=_("A quorum lies between 1 and 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def lacking_leads(self, on: date) -> list[Post]:
        """Lead posts that nobody holds on that day; only a sector community lacks any."""
        if self.kind != AllianceKind.SECTOR_COMMUNITY:
            return []
        held = self.seats.filter(on_day(on, "started_on", "ended_on"), post__in=LEADS)
        taken = set(held.values_list("post", flat=True))
        return [post for post in LEADS if post not in taken]

    @property
    @admin.display(description=_("leads missing"))
    def leads_missing(self) -> str:
        """Today's gaps in words; empty where nothing is missing."""
        return ", ".join(str(post.label) for post in self.lacking_leads(timezone.localdate()))


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    def visible_to(self, user: Any) -> Self:
        """Active members are known to all who are signed in; the rest to both sides."""
        scope = scope_of(user)
        if not scope.signed_in:
            return self.none()
        if scope.platform:
            return self.all()
        return self.filter(
            Q(state=MembershipState.ACTIVE)
            | Q(organisation_id__in=scope.organisations)
            | Q(alliance_id__in=scope.secretariats.keys())
        )

    def active(self) -> Self:
        return self.filter(state=MembershipState.ACTIVE)

    def on_day(self, on: date) -> Self:
        """Who belonged on that day, as far as is known now; a suspended one counts for no day."""
        return self.filter(on_day(on, "joined_on", "left_on")).exclude(
            state__in=[MembershipState.APPLIED, MembershipState.SUSPENDED]
        )

    def overseen_by(self, user: Any) -> Self:
        """Present members of alliances whose secretariat the user belongs to."""
        return self.filter(
            alliance_id__in=scope_of(user).secretariats.keys(),
            state__in=[MembershipState.ACTIVE, MembershipState.SUSPENDED],
        )


@pghistory.track()
class Membership(Record):
    alliance = models.ForeignKey(
        Alliance,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("alliance"),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=MembershipState, default=MembershipState.APPLIED
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "organisation"],
                condition=~Q(state=MembershipState.LEFT),
                name="one_open_membership",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MembershipState.values), name="membership_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=MembershipState.LEFT, left_on__isnull=False)
                | (~Q(state=MembershipState.LEFT) & Q(left_on__isnull=True)),
                name="membership_left_with_date",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="membership_flow", field="state", transitions=MEMBERSHIP_FLOW.pairs()
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.alliance}"

"""Who holds which seat from when to when; committees and councils."""

from datetime import date
from typing import Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.consortia.enums import LEADS, CommitteeKind, Post
from alliance.consortia.models.reach import OfAlliance, on_day
from alliance.web.records import Record


class CommitteeQuerySet(OfAlliance["Committee"]):
    def existing_on(self, on: date) -> Self:
        return self.filter(on_day(on, "founded_on", "dissolved_on") | Q(founded_on__isnull=True))


@pghistory.track()
class Committee(Record):
    """A body of an alliance. Its director is a seat; a council may be hosted by two sides."""

    alliance = models.ForeignKey(
        "consortia.Alliance",
        on_delete=models.PROTECT,
        related_name="committees",
        verbose_name=_("alliance"),
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=CommitteeKind, default=CommitteeKind.COMMITTEE
    )
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    hosts = models.ManyToManyField(
        "accounts.Organisation",
        blank=True,
        related_name="hosted_committees",
        verbose_name=_("hosts"),
        help_text=_("A school and an enterprise that run it together."),
    )
    remit = models.TextField(_("remit"), blank=True, max_length=5_000)
    quorum = models.PositiveSmallIntegerField(
        _("quorum in percent"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Share of those invited who must be present."),
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    dissolved_on = models.DateField(
        _("dissolved on"), null=True, blank=True, help_text=_("The first day without it.")
    )

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "name"],
                name="committee_name_in_alliance",
                violation_error_message=_("The alliance has a committee of this name."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CommitteeKind.values), name="committee_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(quorum__range=(1, 100)),
                name="committee_quorum_range",
                violation_error_message=_("A quorum lies between 1 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=F("founded_on")),
                name="committee_dates_in_order",
                violation_error_message=_("It was dissolved before it was founded."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def directors_on(self, on: date) -> "SeatQuerySet":
        return Seat.objects.filter(committee=self, post=Post.COMMITTEE_DIRECTOR).held_on(on)


class SeatQuerySet(OfAlliance["Seat"]):
    def held_on(self, on: date) -> Self:
        """Exact on every day: on the day of a succession the new holder alone."""
        return self.filter(on_day(on, "started_on", "ended_on"))

    def overlapping(self, start: date, end: date | None) -> Self:
        """Held on at least one day of the half-open span; `end` None: without end."""
        rows = self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=start))
        return rows if end is None else rows.filter(started_on__lt=end)


@pghistory.track(exclude=["person_name"])
class Seat(Record):
    """A post held over time by an organisation, by a person for it, or by a mere person."""

    alliance = models.ForeignKey(
        "consortia.Alliance",
        on_delete=models.PROTECT,
        related_name="seats",
        verbose_name=_("alliance"),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
        verbose_name=_("organisation"),
    )
    post = models.CharField(_("post"), max_length=24, choices=Post)
    committee = models.ForeignKey(
        Committee,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
        verbose_name=_("committee"),
    )
    person_name = models.CharField(_("person"), max_length=100, blank=True)
    started_on = models.DateField(_("held from"))
    ended_on = models.DateField(
        _("held until"),
        null=True,
        blank=True,
        help_text=_("The first day on which the seat is no longer held."),
    )
    resolution = models.ForeignKey(
        "consortia.Resolution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
        verbose_name=_("by resolution"),
    )
    basis = models.CharField(_("basis"), max_length=300, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = pgettext_lazy("posts", "seats")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(post__in=Post.values), name="seat_post_known"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on")),
                name="seat_dates_in_order",
                violation_error_message=_("A seat ends after the day on which it began."),
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(person_name=""),
                name="seat_held_by_somebody",
                violation_error_message=_("Name the organisation or the person."),
            ),
            models.CheckConstraint(
                condition=Q(post=Post.COMMITTEE_DIRECTOR, committee__isnull=False)
                | (~Q(post=Post.COMMITTEE_DIRECTOR) & Q(committee__isnull=True)),
                name="seat_director_of_committee",
                violation_error_message=_("A director directs a committee; no other post has one."),
            ),
            models.UniqueConstraint(
                fields=["alliance", "post"],
                condition=Q(ended_on__isnull=True, post__in=LEADS),
                name="one_open_lead",
                violation_error_message=_("This post is held; end that seat first."),
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(ended_on__isnull=True, post=Post.COMMITTEE_DIRECTOR),
                name="one_open_director",
                violation_error_message=_("The committee has a director; end that seat first."),
            ),
        ]
        indexes = [models.Index(fields=["alliance", "post", "started_on"])]

    def __str__(self) -> str:
        # Never the person's name: this text reaches choices, events' pages and search.
        holder = str(self.organisation) if self.organisation_id else f"#{self.pk}"
        return f"{self.get_post_display()}: {holder}"

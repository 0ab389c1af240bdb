"""Internships: what was arranged, in the figures that the national rules ask for."""

from decimal import Decimal
from typing import Any, Self

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.collaboration.enums import INTERNSHIP_FLOW, InternshipKind, InternshipState
from alliance.collaboration.models.shared import MOST_PERSONS, MOST_YUAN, read_by_sides
from alliance.web.records import Record, ScopedQuerySet

WORKED = (InternshipState.APPROVED, InternshipState.RUNNING, InternshipState.FINISHED)


class InternshipQuerySet(ScopedQuerySet["Internship"]):
    def visible_to(self, user: Any) -> Self:
        """Both sides, their secretariats, members of the alliance, the region's public bodies."""
        seen = read_by_sides(
            user,
            "program__school_id",
            "enterprise_id",
            region=("program__school__organisation__region__code",),
            alliance="alliance_id",
        )
        return self.all() if seen is None else self.filter(seen)

    def started(self) -> Self:
        return self.filter(state__in=[InternshipState.RUNNING, InternshipState.FINISHED])

    def in_region(self, prefix: str) -> Self:
        return self.filter(program__school__organisation__region__code__startswith=prefix)


@pghistory.track()
class Internship(Record):
    """Students of one program in one post of one enterprise, for one time. Counts, no names."""

    kind = models.CharField(
        _("kind"), max_length=12, choices=InternshipKind, default=InternshipKind.POST
    )
    title = models.CharField(_("title"), max_length=200)
    program = models.ForeignKey(
        "programs.Program",
        on_delete=models.PROTECT,
        related_name="internships",
        verbose_name=_("program"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="internships",
        verbose_name=_("enterprise"),
    )
    training_class = models.ForeignKey(
        "collaboration.TrainingClass",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="internships",
        verbose_name=pgettext_lazy("training", "class"),
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="internships",
        verbose_name=_("alliance"),
    )
    position = models.CharField(pgettext_lazy("work", "post"), max_length=200)
    persons = models.PositiveIntegerField(
        _("students"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PERSONS)]
    )
    minors = models.PositiveIntegerField(
        _("of them under 18"), default=0, validators=[MaxValueValidator(MOST_PERSONS)]
    )
    minimum_age = models.PositiveSmallIntegerField(
        _("age of the youngest"), validators=[MinValueValidator(10), MaxValueValidator(99)]
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    months = models.PositiveSmallIntegerField(_("months begun"), default=0, editable=False)
    daily_hours = models.DecimalField(
        _("hours a day"),
        max_digits=3,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(24)],
    )
    weekly_hours = models.DecimalField(
        _("hours a week"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(168)],
    )
    night_work = models.BooleanField(_("night shifts"), default=False)
    overtime = models.BooleanField(_("overtime, rest days or holidays"), default=False)
    filing = models.CharField(
        _("filed exception"),
        max_length=100,
        blank=True,
        help_text=_(
            "Number under which the authority filed that this post needs other working times."
        ),
    )
    guardian_consents = models.PositiveIntegerField(
        _("consents of guardians"), default=0, validators=[MaxValueValidator(MOST_PERSONS)]
    )
    tri_party_agreements = models.PositiveIntegerField(
        _("tri-party agreements signed"), default=0, validators=[MaxValueValidator(MOST_PERSONS)]
    )
    insured = models.BooleanField(_("liability insurance for every student"), default=False)
    pay_monthly = models.DecimalField(
        _("pay a month (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_YUAN)],
    )
    pay_share = models.DecimalField(
        _("pay as a share of the post's starting pay"),
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Between 0 and 1: 0.8 for eighty per cent."),
        validators=[MinValueValidator(0), MaxValueValidator(Decimal("9.9999"))],
    )
    state = models.CharField(
        _("state"), max_length=12, choices=InternshipState, default=InternshipState.PLANNED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = InternshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("internship")
        verbose_name_plural = _("internships")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=InternshipKind.values), name="internship_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=InternshipState.values), name="internship_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="internship_dates_in_order",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(minors__lte=F("persons")),
                name="internship_minors_among_students",
                violation_error_message=_("More minors than students."),
            ),
            models.CheckConstraint(
                condition=Q(guardian_consents__lte=F("minors")),
                name="internship_consents_for_minors",
                violation_error_message=_("More consents of guardians than minors."),
            ),
            models.CheckConstraint(
                condition=Q(tri_party_agreements__lte=F("persons")),
                name="internship_agreements_for_students",
                violation_error_message=_("More tri-party agreements than students."),
            ),
            models.CheckConstraint(
                condition=Q(minors=0, minimum_age__gte=18) | Q(minors__gt=0, minimum_age__lt=18),
                name="internship_minors_fit_age",
                violation_error_message=_(
                    "Where the youngest is under 18 say how many are; else there are none."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WORKED)
                | ~Q(kind=InternshipKind.POST)
                | Q(
                    minimum_age__gte=16,
                    guardian_consents=F("minors"),
                    tri_party_agreements=F("persons"),
                    insured=True,
                ),
                name="internship_agreed_before_approval",
            ),
            models.CheckConstraint(
                condition=~Q(state=InternshipState.CANCELLED) | ~Q(reason=""),
                name="internship_cancelled_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="internship_flow", field="state", transitions=INTERNSHIP_FLOW.pairs()
            )
        ]

    def __str__(self) -> str:
        return self.title

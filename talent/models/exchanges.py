"""People who work on the other side for a time."""

from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.web.records import Record, ScopedQuerySet
from talent.enums import TO_ENTERPRISE, TO_SCHOOL, DualTeacher, ExchangeKind
from talent.models.reading import party_records

MOST_HOURS = 100_000


class ExchangeQuerySet(ScopedQuerySet["Exchange"]):
    def visible_to(self, user: Any) -> Self:
        seen = party_records(
            user,
            ["school_id", "enterprise_id"],
            "school__organisation__region__code",
            alliance="alliance_id",
        )
        return self.all() if seen is None else self.filter(seen)

    def to_school(self) -> Self:
        return self.filter(kind__in=TO_SCHOOL)

    def to_enterprise(self) -> Self:
        return self.filter(kind__in=TO_ENTERPRISE)

    def in_region(self, prefix: str) -> Self:
        return self.filter(school__organisation__region__code__startswith=prefix)


@pghistory.track(exclude=["person_name"])
class Exchange(Record):
    """One person who works on the other side for a time."""

    kind = models.CharField(_("kind"), max_length=24, choices=ExchangeKind)
    school = models.ForeignKey(
        "programs.School",
        on_delete=models.PROTECT,
        related_name="exchanges",
        verbose_name=_("school"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="exchanges",
        verbose_name=_("enterprise"),
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="exchanges",
        verbose_name=_("alliance"),
    )
    person_name = models.CharField(_("person"), max_length=100)
    position = models.CharField(
        pgettext_lazy("person", "position"),
        max_length=200,
        blank=True,
        help_text=_("What the person is there."),
    )
    field = models.CharField(
        _("field of work"), max_length=200, blank=True, help_text=_("What is taught or worked on.")
    )
    dual_teacher = models.CharField(
        _("dual-teacher status"), max_length=12, choices=DualTeacher, default=DualTeacher.NONE
    )
    dual_teacher_on = models.DateField(_("recognised on"), null=True, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    hours = models.PositiveIntegerField(
        _("hours"), default=0, validators=[MaxValueValidator(MOST_HOURS)]
    )

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ExchangeKind.values), name="exchange_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="exchange_dates_in_order",
                violation_error_message=_("An exchange cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(dual_teacher=DualTeacher.NONE, dual_teacher_on__isnull=True)
                | Q(dual_teacher=DualTeacher.RECOGNISED, dual_teacher_on__isnull=False),
                name="exchange_dual_teacher_since",
                violation_error_message=_("Dual-teacher status has a date, and only it has one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.school} – {self.enterprise}"

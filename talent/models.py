"""People as the portal counts them: cohorts with outcomes, and exchanges between both sides.

Graduates carry no name, and nothing else that identifies them directly is stored: a number within
their cohort stands for each. An exchange names the person who works on the other side.
"""

from datetime import date
from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.consortia.models import Membership
from alliance.web.records import Record, ScopedQuerySet
from talent.enums import TO_ENTERPRISE, TO_SCHOOL, Destination, ExchangeKind


def school_records(user: Any, school: str, region: str) -> Q | None:
    """Who reads a school's records: its staff, its secretariats, the region's public bodies.

    `school` and `region` are look-up paths to the school's id and to its region's code.
    None means everything (the platform).
    """
    scope = scope_of(user)
    if scope.platform:
        return None
    seen = Q(**{f"{school}__in": scope.organisations})
    if scope.secretariats:
        overseen = Membership.objects.overseen_by(user).values("organisation_id")
        seen |= Q(**{f"{school}__in": overseen})
    for prefix in sorted(scope.regions):
        seen |= Q(**{f"{region}__startswith": prefix})
    return seen


class CohortQuerySet(ScopedQuerySet["Cohort"]):
    def visible_to(self, user: Any) -> Self:
        seen = school_records(
            user, "program__school_id", "program__school__organisation__region__code"
        )
        return self.all() if seen is None else self.filter(seen)


@pghistory.track()
class Cohort(Record):
    """Those who finish one program in one year."""

    program = models.ForeignKey(
        "programs.Program", on_delete=models.PROTECT, related_name="cohorts"
    )
    year = models.PositiveSmallIntegerField(_("graduation year"))
    label = models.CharField(_("label"), max_length=100, blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.UniqueConstraint(fields=["program", "year", "label"], name="cohort_once"),
            models.CheckConstraint(condition=Q(year__range=(1950, 2100)), name="cohort_year_range"),
        ]

    def __str__(self) -> str:
        return f"{self.program} {self.year}"


class GraduateQuerySet(ScopedQuerySet["Graduate"]):
    def visible_to(self, user: Any) -> Self:
        seen = school_records(
            user,
            "cohort__program__school_id",
            "cohort__program__school__organisation__region__code",
        )
        return self.all() if seen is None else self.filter(seen)


class Graduate(models.Model):
    """One person of a cohort, without any identifier but the school's own running number."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="graduates")
    number = models.CharField(_("number in the cohort"), max_length=32)

    objects = GraduateQuerySet.as_manager()

    class Meta:
        verbose_name = _("graduate")
        verbose_name_plural = _("graduates")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="graduate_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}-{self.number}"


class OutcomeQuerySet(ScopedQuerySet["Outcome"]):
    def visible_to(self, user: Any) -> Self:
        seen = school_records(
            user,
            "graduate__cohort__program__school_id",
            "graduate__cohort__program__school__organisation__region__code",
        )
        return self.all() if seen is None else self.filter(seen)

    def measured_by(self, on: date) -> Self:
        """The last measurement of each graduate up to a date."""
        return (
            self.filter(measured_on__lte=on)
            .order_by("graduate_id", "-measured_on", "-pk")
            .distinct("graduate_id")
        )


class Outcome(models.Model):
    """What became of a graduate, measured on a date."""

    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="outcomes")
    measured_on = models.DateField(_("measured on"))
    destination = models.CharField(_("destination"), max_length=16, choices=Destination)
    related = models.BooleanField(_("in a related field"), null=True, blank=True)
    local = models.BooleanField(_("stays in the region"), null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(fields=["graduate", "measured_on"], name="one_outcome_per_day"),
            models.CheckConstraint(
                condition=Q(destination__in=Destination.values), name="outcome_destination_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id}: {self.destination}"


class ExchangeQuerySet(ScopedQuerySet["Exchange"]):
    def visible_to(self, user: Any) -> Self:
        seen = school_records(user, "school_id", "school__organisation__region__code")
        if seen is None:
            return self.all()
        return self.filter(seen | Q(enterprise_id__in=scope_of(user).organisations))

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
        "programs.School", on_delete=models.PROTECT, related_name="exchanges"
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", on_delete=models.PROTECT, related_name="exchanges"
    )
    person_name = models.CharField(_("person"), max_length=100)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    hours = models.PositiveIntegerField(_("hours"), default=0)

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
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.school} – {self.enterprise}"

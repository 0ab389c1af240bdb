"""Where industry and education meet: bases, laboratories, workshops, colleges, and their services."""

from datetime import date
from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.collaboration.enums import FacilityKind
from alliance.collaboration.models.shared import MOST_PERSONS, read_by_sides
from alliance.web.records import Record, ScopedQuerySet

MOST_AREA = 100_000_000
"""Square metres."""


class FacilityQuerySet(ScopedQuerySet["Facility"]):
    def visible_to(self, user: Any) -> Self:
        """Places are known to everybody who is signed in."""
        return self.all() if scope_of(user).signed_in else self.none()

    def open_on(self, on: date) -> Self:
        """Places at work on a date; where no opening day is known, since ever."""
        return self.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=on)).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=on)
        )

    def in_region(self, prefix: str) -> Self:
        return self.filter(region__code__startswith=prefix)


@pghistory.track()
class Facility(Record):
    """A place that organisations run together; one of them, the host, keeps its record."""

    kind = models.CharField(_("kind"), max_length=24, choices=FacilityKind)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    host = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="facilities",
        verbose_name=_("host"),
    )
    co_hosts = models.ManyToManyField(
        "accounts.Organisation",
        blank=True,
        related_name="facilities_co_hosted",
        verbose_name=_("further hosts"),
    )
    partners = models.ManyToManyField(
        "accounts.Organisation",
        blank=True,
        related_name="facilities_joined",
        verbose_name=_("partners"),
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="facilities",
        verbose_name=_("alliance"),
    )
    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="facilities",
        verbose_name=_("place"),
    )
    area_m2 = models.PositiveIntegerField(
        _("area (m²)"), null=True, blank=True, validators=[MaxValueValidator(MOST_AREA)]
    )
    capacity = models.PositiveIntegerField(
        _("places for learners"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PERSONS)],
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    agreement = models.ForeignKey(
        "consortia.Agreement",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="facilities",
        verbose_name=_("agreement"),
    )

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FacilityKind.values), name="facility_kind_known"
            ),
            models.UniqueConstraint(
                fields=["host", "name"],
                name="facility_once_per_host",
                violation_error_message=_("This host has a facility of that name already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gt=F("opened_on")),
                name="facility_dates_in_order",
                violation_error_message=_("A facility closes after it opened."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def involves(self, organisation_id: int) -> bool:
        """Whether the organisation is host or partner here."""
        return (
            organisation_id == self.host_id
            or self.co_hosts.filter(pk=organisation_id).exists()
            or self.partners.filter(pk=organisation_id).exists()
        )


class FacilityServiceQuerySet(ScopedQuerySet["FacilityService"]):
    def visible_to(self, user: Any) -> Self:
        seen = read_by_sides(
            user,
            "facility__host_id",
            "enterprise_id",
            region="facility__region__code",
            alliance="facility__alliance_id",
        )
        return self.all() if seen is None else self.filter(seen)

    def enterprises(self) -> int:
        """How many different enterprises these services reached."""
        return self.order_by().values("enterprise_id").distinct().count()


@pghistory.track()
class FacilityService(Record):
    """One thing that a facility did for an enterprise."""

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="services", verbose_name=_("facility")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="facility_services",
        verbose_name=_("enterprise"),
    )
    title = models.CharField(_("service"), max_length=200)
    served_on = models.DateField(_("served on"))
    persons = models.PositiveIntegerField(
        _("persons reached"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PERSONS)],
    )

    objects = FacilityServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service of a facility")
        verbose_name_plural = _("services of facilities")
        ordering = ["-served_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "enterprise", "title", "served_on"],
                name="facility_service_once",
                violation_error_message=_("This service is on record already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

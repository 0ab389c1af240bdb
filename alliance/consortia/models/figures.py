"""What a region's industries bring forth, year by year, and how index C weighs its indicators."""

from datetime import date
from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.consortia.enums import CouplingMethod, StatisticMeasure
from alliance.consortia.models.plans import FIRST_YEAR, LAST_YEAR
from alliance.consortia.models.reach import on_day
from alliance.web.records import M, Record, ScopedQuerySet


class OpenFigures(ScopedQuerySet[M]):
    def visible_to(self, user: Any) -> Self:
        """Published figures about a region: everybody who is signed in."""
        return self.all() if scope_of(user).signed_in else self.none()


class IndustryStatisticQuerySet(OpenFigures["IndustryStatistic"]):
    pass


@pghistory.track()
class IndustryStatistic(Record):
    """One figure of a statistical yearbook: a measure of an industry in a region and a year."""

    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="industry_statistics",
        verbose_name=_("region"),
    )
    industry = models.ForeignKey(
        "reference.Industry",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("industry"),
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    measure = models.CharField(_("measure"), max_length=12, choices=StatisticMeasure)
    value = models.DecimalField(
        _("value"),
        max_digits=18,
        decimal_places=4,
        validators=[MinValueValidator(0)],
        help_text=_("Value added in 10,000 yuan of the year; employment in persons at its end."),
    )
    source = models.CharField(_("source"), max_length=300)

    objects = IndustryStatisticQuerySet.as_manager()

    class Meta:
        verbose_name = _("industry statistic")
        verbose_name_plural = _("industry statistics")
        ordering = ["-year", "industry_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "industry", "year", "measure"],
                name="industry_statistic_once",
                violation_error_message=_("This figure is on record already."),
            ),
            models.CheckConstraint(
                condition=Q(measure__in=StatisticMeasure.values),
                name="industry_statistic_measure_known",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="industry_statistic_not_negative",
                violation_error_message=_("A figure is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="industry_statistic_year_range",
                violation_error_message=_("The year lies between 1950 and 2100."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="industry_statistic_says_its_source",
                violation_error_message=_("Say where the figure is published."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.industry_id} {self.year} {self.measure}"


class CouplingEditionQuerySet(OpenFigures["CouplingEdition"]):
    def in_force(self, region: str, on: date) -> Self:
        """The region's editions valid on a date, the newest first."""
        return self.filter(on_day(on, "valid_from", "valid_to"), region_id=region).order_by(
            "-valid_from", "-pk"
        )


@pghistory.track()
class CouplingEdition(Record):
    """Which indicators make up the two scores of index C, their limits and their weights.

    `indicators` is a list of `{"side", "code", "weight", "minimum", "maximum"}`. A score is Σ weight
    × (value − minimum) / (maximum − minimum); the weights of a side sum to 1. By the entropy method
    they may be missing (null) until they were computed and pinned.
    """

    region = models.ForeignKey(
        "reference.Region",
        on_delete=models.PROTECT,
        related_name="coupling_editions",
        verbose_name=_("region"),
    )
    name = models.CharField(_("name"), max_length=100)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The first day without it.")
    )
    method = models.CharField(_("method"), max_length=8, choices=CouplingMethod)
    indicators = models.JSONField(
        _("indicators"),
        help_text=_(
            'A list of {"side": "education" or "industry", "code": …, "weight": "0.25", '
            '"minimum": "0", "maximum": "100"}.'
        ),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = CouplingEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of the coupling index")
        verbose_name_plural = _("editions of the coupling index")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name", "valid_from"],
                name="coupling_edition_once",
                violation_error_message=_("This edition is on record already."),
            ),
            models.CheckConstraint(
                condition=Q(method__in=CouplingMethod.values), name="coupling_method_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="coupling_dates_in_order",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from:%Y-%m-%d})"

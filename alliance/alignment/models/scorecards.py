"""Scorecards: by what a region judges its programs, with thresholds and weights as rows."""

from decimal import Decimal
from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.alignment.enums import Metric
from alliance.web.records import M, Record, ScopedQuerySet

MOST_POINTS = Decimal(100)
MOST_WEIGHT = Decimal(100)
POINTS = [MinValueValidator(Decimal(0)), MaxValueValidator(MOST_POINTS)]


def limit(label: Any, default: int, **options: Any) -> Any:
    """A total, 0 to 100, at which the suggestion changes."""
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=2,
        default=Decimal(default),
        validators=POINTS,
        **options,
    )


class OpenCards(ScopedQuerySet[M]):
    def visible_to(self, user: Any) -> Self:
        """By what programs are judged is open to everybody who is signed in."""
        return self.all() if scope_of(user).signed_in else self.none()


class ScorecardQuerySet(OpenCards["Scorecard"]):
    def valid_on(self, day: Any) -> Self:
        ended = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        return self.filter(ended, valid_from__lte=day)


@pghistory.track()
class Scorecard(Record):
    """One edition of a scorecard: of a region and those below it, or of all where it names none.

    The limits are of the weighted mean of points, 0–100. A case keeps what it was proposed with.
    """

    name = models.CharField(_("name"), max_length=200)
    edition = models.CharField(_("edition"), max_length=40)
    region = models.ForeignKey(
        "reference.Region",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="scorecards",
        verbose_name=_("region"),
        help_text=_("Empty: for all regions."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The first day without it.")
    )
    discontinue_under = limit(_("discontinue under"), 25)
    downsize_under = limit(_("downsize under"), 45)
    upgrade_from = limit(_("upgrade from"), 80)
    launch_from = limit(_("launch from"), 60, help_text=_("For programs that are only proposed."))
    least_known = models.DecimalField(
        _("least known"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.5"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
        help_text=_("Share of the weight that has to be known for a suggestion, 0 to 1."),
    )
    note = models.TextField(_("note"), max_length=2_000, blank=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "edition"],
                name="scorecard_edition_once",
                violation_error_message=_("This edition is on record."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="scorecard_dates_in_order",
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(discontinue_under__gte=0)
                & Q(downsize_under__gte=F("discontinue_under"))
                & Q(upgrade_from__gte=F("downsize_under"))
                & Q(upgrade_from__lte=MOST_POINTS)
                & Q(launch_from__range=(0, MOST_POINTS)),
                name="scorecard_limits_in_order",
                violation_error_message=_("Each limit is at least the one below it."),
            ),
            models.CheckConstraint(
                condition=Q(least_known__range=(0, 1)), name="scorecard_least_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"


class ScorecardMetricQuerySet(OpenCards["ScorecardMetric"]):
    pass


@pghistory.track()
class ScorecardMetric(Record):
    scorecard = models.ForeignKey(
        Scorecard, on_delete=models.PROTECT, related_name="metrics", verbose_name=_("scorecard")
    )
    metric = models.CharField(_("metric"), max_length=16, choices=Metric)
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(MOST_WEIGHT)],
        help_text=_("0 leaves the metric out."),
    )
    higher_is_better = models.BooleanField(_("higher is better"), default=True)

    objects = ScorecardMetricQuerySet.as_manager()

    class Meta:
        verbose_name = _("metric of a scorecard")
        verbose_name_plural = _("metrics of scorecards")
        ordering = ["scorecard", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scorecard", "metric"],
                name="scorecard_metric_once",
                violation_error_message=_("The scorecard has this metric already."),
            ),
            models.CheckConstraint(
                condition=Q(metric__in=Metric.values), name="scorecard_metric_known"
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(0, MOST_WEIGHT)), name="scorecard_metric_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard}: {self.get_metric_display()}"


class ScorecardBandQuerySet(OpenCards["ScorecardBand"]):
    pass


@pghistory.track()
class ScorecardBand(Record):
    """From this value of the metric on, so many points; below the lowest band there are none."""

    metric = models.ForeignKey(
        ScorecardMetric,
        on_delete=models.PROTECT,
        related_name="bands",
        verbose_name=_("metric of a scorecard"),
    )
    threshold = models.DecimalField(
        _("from"),
        max_digits=12,
        decimal_places=4,
        help_text=_("Shares as 0.75, pay in yuan a month."),
    )
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, validators=POINTS)

    objects = ScorecardBandQuerySet.as_manager()

    class Meta:
        verbose_name = _("band of a scorecard")
        verbose_name_plural = _("bands of scorecards")
        ordering = ["metric", "threshold"]
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "threshold"],
                name="scorecard_band_once",
                violation_error_message=_("The metric has a band from there on."),
            ),
            models.CheckConstraint(
                condition=Q(points__range=(0, MOST_POINTS)), name="scorecard_band_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} ≥ {self.threshold.normalize():f}"

"""Scorecards with their metrics and bands as registers: thresholds and weights are edited here."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.alignment import rules
from alliance.alignment.models import Scorecard, ScorecardBand, ScorecardMetric
from alliance.lib.errors import InvalidInput
from alliance.registers.register import Register, Text, declare

LIMITS = ("discontinue_under", "downsize_under", "upgrade_from", "launch_from", "least_known")


def check_band(band: ScorecardBand) -> None:
    """Raises InvalidInput where points would not follow the metric's direction."""
    others = band.metric.bands.exclude(pk=band.pk)
    sign = 1 if band.metric.higher_is_better else -1
    for other in others:
        if sign * (band.threshold - other.threshold) * (band.points - other.points) < 0:
            text = _("The better the value, the more points: %(other)s gives %(points)s.")
            said = {"other": other.threshold.normalize(), "points": other.points.normalize()}
            raise InvalidInput.on("points", text % said, code="order")


def check_metric(metric: ScorecardMetric) -> None:
    """Raises InvalidInput where a turn of the direction contradicts the bands on record."""
    bands = list(metric.bands.order_by("threshold")) if metric.pk else []
    points = [band.points for band in bands]
    if points != sorted(points, reverse=not metric.higher_is_better):
        raise InvalidInput.on("higher_is_better", _("Change the bands' points first."))


def card_links(_user: Any, card: Scorecard) -> list[tuple[Text, str]]:
    if card.region_id is None:
        return []
    ranking = reverse("alignment:scorecard", args=[card.region_id])
    return [(gettext_lazy("Programs by this scorecard"), f"{ranking}?card={card.pk}")]


SCORECARDS = declare(
    Register(
        name="scorecards",
        basename="scorecard",
        model=Scorecard,
        group="programs",
        enter=("name", "edition", "region", "valid_from", "valid_to", *LIMITS, "note"),
        amend=("name", "edition", "valid_from", "valid_to", *LIMITS, "note"),
        listed=("name", "edition", "region", "valid_from", "valid_to"),
        search=("name", "edition", "note"),
        filters=("region", "valid_from", "valid_to"),
        may_begin=rules.can_begin_scorecard,
        may_enter=rules.can_keep_scorecard,
        may_amend=rules.can_keep_scorecard,
        spans={"held_on": ("valid_from", "valid_to")},
        keys=("name",),
        order=("-valid_from", "-pk"),
        related=("region",),
        region="region__code",
        dated="valid_from",
        links=card_links,
    )
)

METRICS = declare(
    Register(
        name="scorecard-metrics",
        basename="scorecard-metric",
        model=ScorecardMetric,
        group="programs",
        enter=("scorecard", "metric", "weight", "higher_is_better"),
        amend=("weight", "higher_is_better"),
        listed=("scorecard", "metric", "weight", "higher_is_better"),
        search=("scorecard__name", "metric"),
        filters=("scorecard", "metric"),
        may_begin=rules.can_begin_scorecard,
        may_enter=rules.can_keep_metric,
        may_amend=rules.can_keep_metric,
        check=check_metric,
        order=("scorecard", "pk"),
        related=("scorecard__region",),
    )
)

BANDS = declare(
    Register(
        name="scorecard-bands",
        basename="scorecard-band",
        model=ScorecardBand,
        group="programs",
        enter=("metric", "threshold", "points"),
        amend=("threshold", "points"),
        listed=("metric", "threshold", "points"),
        search=("metric__scorecard__name", "metric__metric"),
        filters=("metric", "points"),
        may_begin=rules.can_begin_scorecard,
        may_enter=rules.can_keep_band,
        may_amend=rules.can_keep_band,
        check=check_band,
        order=("metric", "threshold", "pk"),
        related=("metric__scorecard__region",),
    )
)

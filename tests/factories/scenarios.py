"""Scenarios and scorecards, inserted as they are."""

from datetime import date
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from alliance.alignment.enums import Metric, Step
from alliance.alignment.models import (
    Scenario,
    ScenarioChange,
    Scorecard,
    ScorecardBand,
    ScorecardMetric,
)
from tests.factories.loop import World, make_run


class ScenarioFactory(DjangoModelFactory):
    """Needs its run and its organisation; the region is the run's."""

    class Meta:
        model = Scenario

    title = factory.Sequence(lambda n: f"Scenario {n}")
    region = factory.SelfAttribute("base_run.region")


class ScenarioChangeFactory(DjangoModelFactory):
    """A program to be discontinued."""

    class Meta:
        model = ScenarioChange

    position = factory.Sequence(lambda n: n + 1)
    kind = Step.DISCONTINUE


class ScorecardFactory(DjangoModelFactory):
    class Meta:
        model = Scorecard

    name = factory.Sequence(lambda n: f"Scorecard {n}")
    edition = "2024"
    valid_from = date(2024, 1, 1)


class ScorecardMetricFactory(DjangoModelFactory):
    class Meta:
        model = ScorecardMetric

    scorecard = factory.SubFactory(ScorecardFactory)
    metric = Metric.KEY_WEIGHT


class ScorecardBandFactory(DjangoModelFactory):
    class Meta:
        model = ScorecardBand

    metric = factory.SubFactory(ScorecardMetricFactory)
    threshold = Decimal("0.5")
    points = Decimal(100)


def make_card(*, region: Any = None, metrics: Any = None, **fields: Any) -> Scorecard:
    """A scorecard; `metrics` maps a metric to (weight, ((threshold, points), …))."""
    card = ScorecardFactory(region=region, **fields)
    for metric, (weight, bands) in (metrics or PLAIN).items():
        row = ScorecardMetricFactory(scorecard=card, metric=metric, weight=Decimal(str(weight)))
        for threshold, points in bands:
            ScorecardBandFactory(
                metric=row, threshold=Decimal(str(threshold)), points=Decimal(points)
            )
    return card


PLAIN = {
    Metric.KEY_WEIGHT: (3, ((0.25, 40), (0.5, 70), (0.8, 100))),
    Metric.FILL: (1, ((0.5, 50), (0.9, 100))),
}


def make_scenario(home: World, **fields: Any) -> Scenario:
    """A scenario of the world's school on a run of its own."""
    fields.setdefault("base_run", fields.get("base_run") or make_run(framework=home.framework))
    fields.setdefault("organisation", home.school.organisation)
    return ScenarioFactory(**fields)

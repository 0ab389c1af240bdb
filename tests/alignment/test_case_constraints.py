"""Every named constraint of scenarios, scorecards and reviewed cases, broken once."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.broken import is_refused, twice, write
from tests.factories.indicators import ProgramChangeFactory
from tests.factories.scenarios import (
    ScenarioChangeFactory,
    ScorecardBandFactory,
    ScorecardFactory,
    ScorecardMetricFactory,
    make_scenario,
)


def step(**values):
    """A change of a scenario of a world of its own; `True` is its own program."""
    home = make.make_world()
    given = {"program": home.program, "position": 1, **values}
    named = {name: home.program if value is True else value for name, value in given.items()}
    return ScenarioChangeFactory(scenario=make_scenario(home), **named)


BROKEN = {
    "scenario_position_once": lambda: twice(step(), program=make.ProgramFactory()),
    "scenario_program_once": lambda: twice(step(), position=2),
    "scenario_step_complete": lambda: step(places=3),
    "scenario_moves_elsewhere": lambda: step(kind="move_intake", to_program=True, places=3),
    "scorecard_edition_once": lambda: twice(ScorecardFactory()),
    "scorecard_dates_in_order": lambda: write(ScorecardFactory(), valid_to=date(2024, 1, 1)),
    "scorecard_limits_in_order": lambda: write(ScorecardFactory(), downsize_under=Decimal(90)),
    "scorecard_least_known": lambda: write(ScorecardFactory(), least_known=Decimal(2)),
    "scorecard_metric_once": lambda: twice(ScorecardMetricFactory()),
    "scorecard_metric_known": lambda: ScorecardMetricFactory(metric="charm"),
    "scorecard_metric_weight": lambda: ScorecardMetricFactory(weight=Decimal(101)),
    "scorecard_band_once": lambda: twice(ScorecardBandFactory()),
    "scorecard_band_points": lambda: ScorecardBandFactory(points=Decimal(101)),
    "change_review_is_whole": lambda: ProgramChangeFactory(opinion="Nobody said this."),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_must_never_be(name):
    is_refused(name, BROKEN[name])

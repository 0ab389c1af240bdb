"""Answers that come after the end, before the clock's own work was done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.collaboration.actions import matches
from alliance.lib.errors import Refused
from enterprises.actions import withdraw_demand
from tests import factories as make
from tests.outcomes import NOTHING, changes


@pytest.mark.parametrize(
    ("state", "side", "act"),
    [
        ("suggested", "school_user", matches.respond_to_match),
        ("interested", "enterprise_user", matches.accept_match),
    ],
)
def test_neither_side_answers_after_the_day_or_for_a_demand_that_is_closed(home, state, side, act):
    match = make.make_match(world=home, state=state)
    by = getattr(home, side)
    late = timezone.now() + timedelta(days=home.alliance.answer_days + 2)
    with changes() as seen, pytest.raises(Refused, match="day for an answer has passed"):
        act(match=match, by=by, now=late)
    assert seen == NOTHING
    withdraw_demand(demand=match.demand, by=home.enterprise_user)
    with changes() as seen, pytest.raises(Refused, match="no longer open"):
        act(match=match, by=by)
    assert seen == NOTHING

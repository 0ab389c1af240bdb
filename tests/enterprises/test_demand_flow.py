"""The life of a demand: exactly the agreed moves, in the table, the actions and the database."""

import itertools
from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from alliance.lib.errors import InvalidTransition
from enterprises import actions
from enterprises.enums import DEMAND_FLOW, DemandState
from enterprises.models import Demand
from tests import factories as make
from tests.outcomes import NOTHING, changes

ALLOWED = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "publish"): "published",
    ("submitted", "return"): "returned",
    ("published", "revise"): "published",
    ("published", "fulfil"): "fulfilled",
    ("draft", "withdraw"): "withdrawn",
    ("submitted", "withdraw"): "withdrawn",
    ("returned", "withdraw"): "withdrawn",
    ("published", "withdraw"): "withdrawn",
    ("published", "expire"): "expired",
}
MOVES = ("submit", "publish", "return", "revise", "fulfil", "withdraw", "expire")
STATES = ("draft", "submitted", "returned", "published", "fulfilled", "withdrawn", "expired")


@pytest.fixture
def home(db):
    return make.make_world()


def act(move: str, demand: Demand, home: make.World):
    """The move's action by somebody who may, with all that it needs."""
    by = {"by": home.enterprise_user}
    check = {"by": home.secretary}
    return {
        "submit": lambda: actions.submit_demand(demand=demand, **by),
        "publish": lambda: actions.publish_demand(demand=demand, **check),
        "return": lambda: actions.return_demand(demand=demand, reason="Say more.", **check),
        "revise": lambda: actions.revise_demand(demand=demand, fields={"headcount": 9}, **by),
        "fulfil": lambda: actions.fulfil_demand(demand=demand, **by),
        "withdraw": lambda: actions.withdraw_demand(demand=demand, **by),
    }[move]()


def test_the_flow_has_exactly_the_agreed_states_and_moves():
    assert tuple(DemandState.values) == STATES
    assert DEMAND_FLOW.moves == set(MOVES)
    assert DEMAND_FLOW.clock == {"expire"}
    for state, move in itertools.product(STATES, MOVES):
        assert DEMAND_FLOW.allows(state, move) == ((state, move) in ALLOWED)
    assert {key: DEMAND_FLOW.target(*key) for key in ALLOWED} == ALLOWED


@pytest.mark.parametrize("state", STATES)
def test_every_other_move_is_refused_and_changes_nothing(home, state):
    demand = make.DemandFactory(enterprise=home.enterprise, state=state)
    for move in set(MOVES) - {"expire"}:
        if (state, move) in ALLOWED:
            continue
        with changes() as seen, pytest.raises(InvalidTransition):
            act(move, demand, home)
        assert seen == NOTHING, move


@pytest.mark.parametrize("state", [s for s in STATES if s != "published"])
def test_the_clock_expires_nothing_but_published_demands(home, state):
    demand = make.DemandFactory(enterprise=home.enterprise, state=state)
    much_later = timezone.now() + timedelta(days=900)
    with changes() as seen:
        actions.expire_demand(demand=demand, now=much_later)
    assert seen == NOTHING


@pytest.mark.parametrize("state", STATES)
def test_the_database_itself_lets_only_agreed_changes_of_state_through(home, state):
    demand = make.DemandFactory(enterprise=home.enterprise, state=state)
    open_to = {target for (source, _), target in ALLOWED.items() if source == state}
    row = Demand.objects.filter(pk=demand.pk)
    for target in set(STATES) - {state}:
        if target in open_to:
            with transaction.atomic():
                row.update(state=target, published_at=timezone.now(), revision=1)
                transaction.set_rollback(True)
        else:
            with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
                row.update(state=target)
    demand.refresh_from_db()
    assert demand.state == state

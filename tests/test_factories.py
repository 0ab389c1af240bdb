"""The factories give what they say."""

import pytest

from alliance.collaboration.enums import MatchState, ProjectState, ResultState
from enterprises.enums import DemandState
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("state", DemandState)
def test_a_demand_is_walked_to_any_state(state, verified):
    enterprise = make.EnterpriseFactory(verified=verified, member_of=make.AllianceFactory())
    assert make.DemandFactory(enterprise=enterprise, state=state).state == state


@pytest.mark.parametrize("state", MatchState)
def test_a_match_is_walked_to_any_state(state):
    assert make.make_match(state=state).state == state


@pytest.mark.parametrize("state", ProjectState)
def test_a_project_is_walked_to_any_state(state):
    assert make.make_project(state=state).state == state


@pytest.mark.parametrize("state", ResultState)
def test_a_result_is_walked_to_any_state(state):
    assert make.make_result(state=state).state == state


def test_a_world_has_its_foreign_neighbour():
    home = make.world()
    assert (home.region.pk, home.foreign.region.pk) == ("431000", "140300")
    match = make.make_match(world=home)
    assert (match.program, match.alliance) == (home.program, home.alliance)
    run = make.make_run(framework=home.framework)
    assert [
        (str(v.index), v.value)
        for v in run.values.headline().filter(index__in=("A1", "A2", "A3"), level="")
    ] == [
        ("A1", 1),
        ("A2", 1),
        ("A3", 1),
    ]

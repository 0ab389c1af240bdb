"""A flow is a closed table."""

from enum import StrEnum

import pytest

from alliance.lib.errors import InvalidTransition
from alliance.lib.flow import Flow, many, registry


class Door(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    BRICKED = "bricked"


DOOR = Flow(
    "Test door",
    {
        (Door.OPEN, "close"): Door.CLOSED,
        (Door.CLOSED, "open"): Door.OPEN,
        **many([Door.OPEN, Door.CLOSED], "paint"),
        **many([Door.CLOSED], "rot", Door.BRICKED),
    },
    actors={"close": "anybody", "open": "the porter", "paint": "the painter", "rot": "time"},
    clock=frozenset({"rot"}),
)


def test_only_the_tables_moves_are_allowed():
    allowed = {(s, m) for s in Door for m in DOOR.moves if DOOR.allows(s, m)}
    assert allowed == {
        (Door.OPEN, "close"),
        (Door.OPEN, "paint"),
        (Door.CLOSED, "open"),
        (Door.CLOSED, "paint"),
        (Door.CLOSED, "rot"),
    }
    assert not DOOR.allows("open", "blow up")


def test_buttons_leave_out_what_only_time_does():
    assert {state: DOOR.moves_from(state) for state in Door} == {
        Door.OPEN: ("close", "paint"),
        Door.CLOSED: ("open", "paint"),
        Door.BRICKED: (),
    }


def test_a_move_leads_to_its_target_and_an_absent_one_is_refused():
    assert DOOR.target("closed", "rot") is Door.BRICKED
    assert DOOR.target("open", "paint") is Door.OPEN
    with pytest.raises(InvalidTransition) as refusal:
        DOOR.target("bricked", "open")
    assert refusal.value.detail == "Test door: cannot open from bricked"
    assert (refusal.value.status, refusal.value.code) == (409, "invalid_transition")


def test_the_database_learns_only_real_changes_of_state():
    assert DOOR.pairs() == [("closed", "bricked"), ("closed", "open"), ("open", "closed")]


def test_a_move_without_an_actor_is_no_flow():
    with pytest.raises(ValueError, match=r"Nameless: no actor named for \['close'\]"):
        Flow("Nameless", {(Door.OPEN, "close"): Door.CLOSED}, actors={})
    assert "Nameless" not in registry()


def test_a_declared_flow_is_found_by_its_name():
    assert registry()["Test door"] is DOOR

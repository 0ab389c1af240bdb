"""The lives of matches, projects and results: exactly the agreed moves, at every level."""

import itertools
from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from alliance.collaboration.actions import matches, projects, results
from alliance.collaboration.enums import MATCH_FLOW, PROJECT_FLOW, RESULT_FLOW, Audience
from alliance.collaboration.models import Match, Project, Result
from alliance.lib.errors import InvalidTransition, Refused
from tests import factories as make
from tests.outcomes import NOTHING, changes

AGREED = {
    "match": {
        ("suggested", "respond"): "interested",
        ("interested", "accept"): "accepted",
        ("suggested", "decline"): "declined",
        ("interested", "decline"): "declined",
        ("suggested", "expire"): "expired",
        ("interested", "expire"): "expired",
        ("suggested", "supersede"): "superseded",
    },
    "project": {
        ("drafted", "submit"): "approving",
        ("approving", "approve"): "approving",
        ("approving", "sign"): "signed",
        ("signed", "start"): "running",
        ("running", "complete"): "completed",
        ("signed", "terminate"): "terminated",
        ("running", "terminate"): "terminated",
        ("completed", "close"): "closed",
        ("terminated", "close"): "closed",
    },
    "result": {
        ("draft", "submit"): "submitted",
        ("returned", "submit"): "submitted",
        ("submitted", "return"): "returned",
        ("submitted", "verify"): "verified",
        ("verified", "share"): "shared",
        ("shared", "withdraw"): "withdrawn",
    },
}
STATES = {
    "match": ("suggested", "interested", "accepted", "declined", "expired", "superseded"),
    "project": (
        "drafted",
        "approving",
        "signed",
        "running",
        "completed",
        "terminated",
        "closed",
    ),
    "result": ("draft", "submitted", "returned", "verified", "shared", "withdrawn"),
}
FLOWS = {"match": MATCH_FLOW, "project": PROJECT_FLOW, "result": RESULT_FLOW}
CLOCK = {"match": {"expire", "supersede"}, "project": set(), "result": set()}
MODELS = {"match": Match, "project": Project, "result": Result}
MAKE = {"match": make.make_match, "project": make.make_project, "result": make.make_result}
EVERY_STATE = [(kind, state) for kind, states in STATES.items() for state in states]


def acts(kind: str, row, home: make.World):
    """Move → its action by somebody who may, with all that it needs."""
    school, enterprise, secretary = home.school_user, home.enterprise_user, home.secretary
    if kind == "match":
        return {
            "respond": lambda: matches.respond_to_match(match=row, by=school),
            "accept": lambda: matches.accept_match(match=row, by=enterprise, accept_outdated=True),
            "decline": lambda: matches.decline_match(match=row, by=school, reason="Full."),
        }
    if kind == "project":
        at = {"project": row}
        return {
            "submit": lambda: projects.submit_project(**at, by=school),
            "approve": lambda: projects.approve_project(**at, by=school),
            "sign": lambda: projects.sign_project(**at, by=school),
            "start": lambda: projects.start_project(**at, by=school),
            "complete": lambda: projects.complete_project(**at, by=school),
            "terminate": lambda: projects.terminate_project(**at, by=school, reason="Ill."),
            "close": lambda: projects.close_project(**at, by=secretary),
        }
    at = {"result": row}
    return {
        "submit": lambda: results.submit_result(**at, by=school),
        "return": lambda: results.return_result(**at, by=secretary, reason="Where?"),
        "verify": lambda: results.verify_result(**at, by=secretary),
        "share": lambda: results.share_result(**at, by=school, audience=Audience.PUBLIC),
        "withdraw": lambda: results.withdraw_result(**at, by=school, reason="Wrong."),
    }


@pytest.mark.parametrize("kind", FLOWS)
def test_the_flow_has_exactly_the_agreed_states_and_moves(kind):
    flow, agreed = FLOWS[kind], AGREED[kind]
    moves = {move for _, move in agreed}
    assert flow.moves == moves
    assert flow.clock == CLOCK[kind]
    for state, move in itertools.product(STATES[kind], moves):
        assert flow.allows(state, move) == ((state, move) in agreed), (state, move)
    assert {key: flow.target(*key) for key in agreed} == agreed
    choices = MODELS[kind]._meta.get_field("state").choices
    assert tuple(value for value, _ in choices) == STATES[kind]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "state"), EVERY_STATE)
def test_every_other_move_is_refused_and_changes_nothing(kind, state):
    home = make.make_world()
    row = MAKE[kind](world=home, state=state)
    for move, act in acts(kind, row, home).items():
        if (state, move) in AGREED[kind]:
            continue
        with changes() as seen, pytest.raises(InvalidTransition):
            act()
        assert seen == NOTHING, move


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["accepted", "declined", "expired", "superseded"])
def test_the_clock_leaves_answered_matches_alone(state):
    match = make.make_match(state=state)
    with changes() as seen:
        matches.expire_match(match=match, now=timezone.now() + timedelta(days=900))
    assert seen == NOTHING


@pytest.mark.django_db
@pytest.mark.parametrize("state", [s for s in STATES["match"] if s != "accepted"])
def test_no_project_is_opened_from_a_match_that_is_not_accepted(state):
    home = make.make_world()
    match = make.make_match(world=home, state=state)
    fields = {"kind": "training", "title": "Too early"}
    with changes() as seen, pytest.raises(Refused, match="from an accepted match"):
        projects.open_project(match=match, by=home.school_user, fields=fields)
    assert seen == NOTHING


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "state"), EVERY_STATE)
def test_the_database_itself_lets_only_agreed_changes_of_state_through(kind, state):
    row = MAKE[kind](state=state)
    rows = MODELS[kind].objects.filter(pk=row.pk)
    open_to = {t for (source, _), t in AGREED[kind].items() if source == state}
    needed = {"reason": "Why."}
    if kind == "result":
        now, by = timezone.now(), make.UserFactory()
        needed |= {"verified_by": by, "verified_at": now, "shared_at": now, "audience": "public"}
    for target in set(STATES[kind]) - {state}:
        if target in open_to:
            with transaction.atomic():
                assert rows.update(state=target, **needed) == 1
                transaction.set_rollback(True)
        else:
            with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
                rows.update(state=target, **needed)
    row.refresh_from_db()
    assert row.state == state

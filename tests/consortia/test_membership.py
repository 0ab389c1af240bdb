"""Joining and leaving an alliance: the agreed moves, their outcomes, and who may."""

import itertools
from datetime import UTC, date, datetime

import pytest
from django.db import InternalError, transaction

from alliance.accounts.enums import Role
from alliance.consortia import actions
from alliance.consortia.enums import MEMBERSHIP_FLOW, MembershipState
from alliance.consortia.models import Membership
from alliance.lib.errors import InvalidInput, InvalidTransition, NotAllowed, Refused, Stale
from tests import factories as make
from tests.outcomes import NOTHING, changes, moved, race, subject_of

ALLOWED = {
    ("applied", "admit"): "active",
    ("active", "suspend"): "suspended",
    ("suspended", "readmit"): "active",
    ("applied", "leave"): "left",
    ("active", "leave"): "left",
    ("suspended", "leave"): "left",
}
STATES = ("applied", "active", "suspended", "left")
ACTIONS = {
    "admit": actions.admit_member,
    "suspend": actions.suspend_member,
    "readmit": actions.readmit_member,
    "leave": actions.leave_alliance,
}
MORE = {"suspend": {"reason": "Fees."}, "leave": {"reason": "Fees."}}
NOON = datetime(2026, 5, 4, 4, tzinfo=UTC)


@pytest.fixture
def home(db):
    return make.world()


def member(home, state) -> Membership:
    """A school of the alliance in that state."""
    school = make.SchoolFactory(organisation__region=home.region)
    return make.MembershipFactory(
        alliance=home.alliance,
        organisation=school.organisation,
        state=state,
        joined_on=None if state == "applied" else date(2024, 3, 1),
    )


def test_the_flow_has_exactly_the_agreed_states_and_moves():
    assert tuple(MembershipState.values) == STATES
    assert MEMBERSHIP_FLOW.moves == set(ACTIONS)
    assert MEMBERSHIP_FLOW.clock == set()
    for state, move in itertools.product(STATES, ACTIONS):
        assert MEMBERSHIP_FLOW.allows(state, move) == ((state, move) in ALLOWED)
    assert {key: MEMBERSHIP_FLOW.target(*key) for key in ALLOWED} == ALLOWED


@pytest.mark.parametrize(("state", "move"), list(itertools.product(STATES, ACTIONS)))
def test_each_move_works_where_it_is_agreed_and_changes_nothing_elsewhere(home, state, move):
    membership = member(home, state)
    act = ACTIONS[move]
    by = {"by": home.secretary, "now": NOON, **MORE.get(move, {})}
    if (state, move) not in ALLOWED:
        with changes() as seen, pytest.raises(InvalidTransition):
            act(membership=membership, **by)
        assert seen == NOTHING
        return
    with changes() as seen:
        act(membership=membership, version=1, **by)
    columns = {"state": (state, ALLOWED[state, move])}
    if move == "admit":
        columns["joined_on"] = (None, date(2026, 5, 4))
    if move == "leave":
        columns["left_on"] = (None, date(2026, 5, 4))
    reason = MORE.get(move, {}).get("reason", "")
    if reason:
        columns["reason"] = ("", reason)
    told = {"suspend": "suspended", "admit": "admitted", "readmit": "readmitted", "leave": "left"}
    kind, payload = f"membership.{told[move]}", {"reason": reason}
    assert seen == moved(membership, home.secretary, kind, payload=payload, **columns)


def test_dates_are_those_of_the_portals_place_not_of_greenwich(home):
    membership = member(home, "applied")
    just_after_midnight = datetime(2026, 5, 4, 16, 30, tzinfo=UTC)  # 5 May in Shanghai
    joined = actions.admit_member(membership=membership, by=home.secretary, now=just_after_midnight)
    assert joined.joined_on == date(2026, 5, 5)


@pytest.mark.parametrize("state", STATES)
def test_the_database_itself_lets_only_agreed_changes_of_state_through(home, state):
    membership = member(home, state)
    rows = Membership.objects.filter(pk=membership.pk)
    open_to = {t for (source, _), t in ALLOWED.items() if source == state}
    for target in set(STATES) - {state}:
        left = {"left_on": date(2026, 5, 4) if target == "left" else None}
        if target in open_to:
            with transaction.atomic():
                assert rows.update(state=target, **left) == 1
                transaction.set_rollback(True)
        else:
            with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
                rows.update(state=target, **left)


@pytest.mark.parametrize("move", ["suspend", "leave"])
def test_a_reason_is_needed_because_the_member_reads_it(home, move):
    membership = member(home, "active")
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        ACTIONS[move](membership=membership, by=home.secretary, reason=" ")
    assert [(e.field, e.code) for e in refusal.value.errors] == [("reason", "required")]
    assert seen == NOTHING


@pytest.mark.parametrize("move", ACTIONS)
def test_who_saw_an_older_version_is_told_the_stored_one(home, move):
    state = next(state for state, name in ALLOWED if name == move)
    membership = member(home, state)
    with changes() as seen, pytest.raises(Stale) as refusal:
        ACTIONS[move](membership=membership, by=home.secretary, version=2, **MORE.get(move, {}))
    assert (refusal.value.current, seen) == (1, NOTHING)


DECIDES = "Only the alliance's secretariat decides on memberships."


@pytest.mark.parametrize("move", ACTIONS)
def test_exactly_these_may_and_all_others_are_told_why_not(home, move):
    state = next(state for state, name in ALLOWED if name == move)
    allowed = {"secretariat"} | ({"its manager"} if move == "leave" else set())
    membership = member(home, state)
    own = membership.organisation.school
    people = {
        "secretariat": home.secretary,
        "secretariat's viewer": make.UserFactory(organisation=home.secretariat, role=Role.VIEWER),
        "its manager": make.UserFactory(organisation=own, role=Role.MANAGER),
        "its editor": make.UserFactory(organisation=own, role=Role.EDITOR),
        "another member": home.school_user,
        "bureau": home.bureau_user,
        "foreign secretariat": home.foreign.secretary,
    }
    for name, user in people.items():
        with changes() as seen, transaction.atomic():
            if name in allowed:
                ACTIONS[move](membership=membership, by=user, **MORE.get(move, {}))
                transaction.set_rollback(True)
                continue
            with pytest.raises(NotAllowed) as told:
                ACTIONS[move](membership=membership, by=user, **MORE.get(move, {}))
        assert (told.value.detail, seen) == (DECIDES, NOTHING), name


def test_an_application_waits_for_the_secretariat(home):
    school = make.SchoolFactory()
    manager = make.UserFactory(organisation=school, role=Role.MANAGER)
    ask = {"alliance": home.alliance, "organisation": school.organisation}
    with changes() as seen:
        membership = actions.apply_for_membership(**ask, by=manager)
    assert seen.added == [
        (
            "consortia.membership",
            {
                "version": 1,
                "alliance_id": home.alliance.pk,
                "organisation_id": school.pk,
                "state": "applied",
                "joined_on": None,
                "left_on": None,
                "reason": "",
            },
        )
    ]
    payload = {"organisation": school.pk}
    assert seen.events == [("membership.applied", subject_of(membership), manager.pk, payload)]
    assert (seen.changed, seen.removed, seen.owed) == ({}, [], [])


@pytest.mark.parametrize("state", STATES)
def test_only_who_has_left_may_apply_again(home, state):
    membership = member(home, state)
    ask = {"alliance": home.alliance, "organisation": membership.organisation}
    if state == "left":
        assert actions.apply_for_membership(**ask, by=home.secretary).state == "applied"
        return
    with changes() as seen, pytest.raises(Refused, match="already belongs"):
        actions.apply_for_membership(**ask, by=home.secretary)
    assert seen == NOTHING


def test_only_managers_and_the_secretariat_apply(home):
    school = make.SchoolFactory()
    for user in (
        make.UserFactory(organisation=school, role=Role.EDITOR),
        home.school_user,
        home.foreign.secretary,
    ):
        with changes() as seen, pytest.raises(NotAllowed, match="Only a manager"):
            actions.apply_for_membership(
                alliance=home.alliance, organisation=school.organisation, by=user
            )
        assert seen == NOTHING


@pytest.mark.django_db(transaction=True)
def test_admission_and_withdrawal_at_once_have_one_order():
    home = make.make_world()
    membership = member(home, "applied")
    answers = race(
        membership,
        lambda: actions.admit_member(membership=membership, by=home.secretary),
        lambda: actions.admit_member(membership=membership, by=home.secretary),
    )
    assert sorted(type(a).__name__ for a in answers) == ["InvalidTransition", "Membership"]

"""Employers say themselves whether an outcome names them rightly."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, InvalidTransition, NotAllowed, Stale
from alliance.registers.actions import amend, enter, make_move
from talent.enums import OUTCOME_FLOW, OutcomeState
from talent.models import Graduate, Outcome
from talent.registers import OUTCOMES
from talent.rules import can_read_pay
from tests import factories as make
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make.world()


@pytest.fixture
def outcome(home):
    graduate = GraduateFactory(cohort=CohortFactory(program=home.program))
    return OutcomeFactory(
        graduate=graduate, employer=home.enterprise, starting_pay=Decimal("6000.00")
    )


def move(outcome, name, by, **more):
    return make_move(OUTCOMES, record=outcome, move=name, by=by, **more)


def test_the_moves_are_exactly_these():
    assert OUTCOME_FLOW.table == {
        (OutcomeState.RECORDED, "confirm"): OutcomeState.CONFIRMED,
        (OutcomeState.RECORDED, "disown"): OutcomeState.RECORDED,
        (OutcomeState.CONFIRMED, "disown"): OutcomeState.RECORDED,
    }


def test_an_employer_confirms_once(home, outcome):
    editor = home.enterprise_user
    done = move(outcome, "confirm", editor, version=1)
    assert (done.state, done.confirmed_on, done.version) == ("confirmed", timezone.localdate(), 2)
    event = Event.objects.about(done).get()
    assert (event.kind, event.actor_id, event.payload) == (
        "outcome.confirmed",
        editor.pk,
        {"employer": home.enterprise.pk},
    )
    with pytest.raises(InvalidTransition):
        move(outcome, "confirm", editor)
    with pytest.raises(Stale):
        move(outcome, "disown", editor, version=1)


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_employer_that_is_none_clears_its_name(home, outcome, confirmed):
    if confirmed:
        move(outcome, "confirm", home.enterprise_user)
    done = move(outcome, "disown", home.enterprise_user)
    assert (done.employer, done.state, done.confirmed_on) == (None, "recorded", None)
    assert (done.destination, done.starting_pay) == ("employed", Decimal("6000.00"))
    assert Event.objects.about(done).last().kind == "outcome.disowned"
    with pytest.raises(NotAllowed, match="No employer is named"):
        move(outcome, "confirm", home.enterprise_user)


def test_nobody_answers_for_another_enterprise(home, outcome):
    others = [
        home.school_user,
        home.secretary,
        home.bureau_user,
        home.foreign.enterprise_user,
        make.UserFactory(organisation=home.enterprise, role=Role.VIEWER),
        make.UserFactory(is_superuser=True),
    ]
    for user in others:
        for name in ("confirm", "disown"):
            with pytest.raises(NotAllowed):
                move(outcome, name, user)
    assert Outcome.objects.get() == outcome
    assert Outcome.objects.get().version == 1


def test_what_one_employer_confirmed_does_not_speak_for_another(home, outcome):
    rival = make.EnterpriseFactory()
    move(outcome, "confirm", home.enterprise_user)
    same = amend(OUTCOMES, record=outcome, by=home.school_user, values={"related": True})
    assert (same.state, same.related) == ("confirmed", True)
    changed = amend(OUTCOMES, record=outcome, by=home.school_user, values={"employer": rival})
    assert (changed.state, changed.confirmed_on, changed.employer) == ("recorded", None, rival)
    stored = Outcome.objects.get()
    assert (stored.state, stored.confirmed_on, stored.employer_id) == ("recorded", None, rival.pk)
    move(outcome, "confirm", make.editor_of(rival))
    gone = amend(
        OUTCOMES,
        record=outcome,
        by=home.school_user,
        values={"destination": "seeking", "employer": None},
    )
    assert (gone.state, gone.destination) == ("recorded", "seeking")


def test_a_named_employer_sees_the_row_and_no_other_graduate(home, outcome):
    OutcomeFactory(graduate=GraduateFactory(cohort=outcome.graduate.cohort))
    user = home.enterprise_user
    assert list(Outcome.objects.visible_to(user)) == [outcome]
    assert list(Graduate.objects.visible_to(user)) == [outcome.graduate]
    assert not Outcome.objects.visible_to(home.foreign.enterprise_user).exists()


def test_pay_is_read_by_the_school_and_the_confirmed_employer(home, outcome):
    def readers():
        row = Outcome.objects.get()
        users = {
            "school": home.school_user,
            "employer": home.enterprise_user,
            "secretary": home.secretary,
            "bureau": home.bureau_user,
            "platform": make.UserFactory(is_superuser=True),
        }
        return {name for name, user in users.items() if can_read_pay(user, row)}

    assert readers() == {"school", "platform"}
    move(outcome, "confirm", home.enterprise_user)
    assert readers() == {"school", "platform", "employer"}


def test_an_outcome_of_tomorrow_is_refused(home, outcome):
    day = timezone.localdate() + timedelta(days=1)
    with pytest.raises(InvalidInput) as refused:
        enter(
            OUTCOMES,
            by=home.school_user,
            values={
                "graduate": outcome.graduate,
                "measured_on": day,
                "destination": "employed",
            },
        )
    assert [fault.field for fault in refused.value.errors] == ["measured_on"]

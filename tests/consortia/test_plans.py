"""Policies, yearly plans and reports: who keeps them, and from when on they are read."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from alliance.accounts.enums import OrganisationKind
from alliance.consortia import actions
from alliance.consortia.enums import PLAN_FLOW, PlanState
from alliance.consortia.models import Policy, YearPlan
from alliance.lib.errors import InvalidInput, InvalidTransition, NotAllowed
from alliance.registers.actions import amend, enter, make_move
from alliance.registers.register import registers
from tests import factories as make
from tests.factories.consortia import PolicyFactory, YearPlanFactory
from tests.outcomes import NOTHING, changes, moved

DAY = date(2025, 3, 1)
NOON = datetime(2025, 3, 1, 4, tzinfo=UTC)
ALLOWED = {
    ("draft", "approve"): "approved",
    ("approved", "publish"): "published",
    ("published", "reopen"): "draft",
}


@pytest.fixture
def home(db):
    return make.world()


@pytest.mark.parametrize(
    ("state", "move"), list(itertools.product(PlanState.values, ("approve", "publish", "reopen")))
)
def test_each_move_works_where_it_is_agreed_and_changes_nothing_elsewhere(home, state, move):
    assert PLAN_FLOW.allows(state, move) == ((state, move) in ALLOWED)
    plan = YearPlanFactory(alliance=home.alliance, state=state)
    values = {"reason": "A figure was wrong."} if move == "reopen" else {}
    asked = {"record": plan, "move": move, "values": values}
    if (state, move) not in ALLOWED:
        with changes() as seen, pytest.raises(InvalidTransition):
            make_move(registers()["year-plans"], **asked, by=home.secretary)
        assert seen == NOTHING
        return
    with changes() as seen, pytest.raises(NotAllowed):
        make_move(registers()["year-plans"], **asked, by=home.school_user)
    assert seen == NOTHING
    make_move(registers()["year-plans"], **asked, by=home.secretary)
    stored = YearPlan.objects.get()
    assert (stored.state, stored.published_on is not None, stored.reason) == (
        ALLOWED[state, move],
        move == "publish",
        values.get("reason", ""),
    )


def test_a_plan_is_read_once_published_and_rewritten_once_reopened(home):
    plan = YearPlanFactory(alliance=home.alliance, state="approved")
    register = registers()["year-plans"]

    def readers():
        users = (home.secretary, home.school_user, home.bureau_user, home.foreign.secretary)
        return [YearPlan.objects.visible_to(user).exists() for user in users]

    assert readers() == [True, False, False, False]
    with changes() as seen:
        actions.publish_plan(plan, by=home.secretary, now=NOON)
    assert seen == moved(
        plan,
        home.secretary,
        "year_plan.published",
        state=("approved", "published"),
        published_on=(None, DAY),
    )
    assert readers() == [True, True, True, False]
    with changes() as seen:
        with pytest.raises(NotAllowed):
            amend(register, record=plan, by=home.secretary, values={"text": "New."})
        with pytest.raises(InvalidInput):
            actions.reopen_plan(plan, by=home.secretary, reason="")
    assert seen == NOTHING
    actions.reopen_plan(plan, by=home.secretary, reason="A figure was wrong.")
    assert readers() == [True, False, False, False]
    assert amend(register, record=plan, by=home.secretary, values={"text": "New."}).text == "New."


def test_one_plan_of_a_title_a_year(home):
    values = {"alliance": home.alliance, "year": 2025, "kind": "plan", "title": "Plan 2025"}
    register = registers()["year-plans"]
    enter(register, by=home.secretary, values=values)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        enter(register, by=home.secretary, values=values)
    assert seen == NOTHING
    assert str(refusal.value) == "record: This plan or report is on record."
    for year in (1949, 2101):
        with pytest.raises(InvalidInput) as refusal:
            enter(register, by=home.secretary, values={**values, "year": year})
        assert [fault.field for fault in refusal.value.errors] == ["year"]


def test_a_policy_is_read_by_everybody_from_its_day_on(home):
    today = timezone.localdate()
    old, new = PolicyFactory(published_on=today), PolicyFactory(region=home.region)
    Policy.objects.filter(pk=new.pk).update(published_on=today + timedelta(days=1))
    unpublished = PolicyFactory(region=home.region, published_on=None)
    stranger = make.UserFactory()
    assert set(Policy.objects.visible_to(stranger)) == {old}
    assert set(Policy.objects.visible_to(None)) == set()
    assert set(Policy.objects.visible_to(home.bureau_user)) == {old, new, unpublished}
    assert set(Policy.objects.visible_to(home.foreign.bureau_user)) == {old}
    assert set(Policy.objects.visible_to(home.secretary)) == {old, new, unpublished}
    assert set(Policy.objects.visible_to(home.foreign.secretary)) == {old}


def test_policies_are_in_force_between_their_dates(db):
    policy = PolicyFactory(published_on=DAY, valid_to=DAY + timedelta(days=2))
    PolicyFactory(published_on=None)
    days = [DAY + timedelta(days=n) for n in range(-1, 3)]
    found = [list(Policy.objects.in_force(day)) for day in days]
    assert found == [[], [policy], [policy], []]


@pytest.mark.parametrize(
    ("of", "by", "allowed"),
    [
        ("region", "bureau_user", True),
        ("region", "secretary", True),
        ("region", "school_user", False),
        ("alliance", "secretary", True),
        ("alliance", "bureau_user", False),
        ("both", "secretary", True),
        ("foreign", "secretary", False),
        ("foreign", "bureau_user", False),
        ("mixed", "secretary", False),
    ],
)
def test_policies_are_kept_by_who_keeps_what_they_are_for(home, of, by, allowed):
    scopes = {
        "region": {"region": home.region},
        "alliance": {"alliance": home.alliance},
        "both": {"region": home.region, "alliance": home.alliance},
        "foreign": {"region": home.foreign.region},
        "mixed": {"region": home.foreign.region, "alliance": home.alliance},
    }
    values = {"kind": "talent", "title": "Five measures", "issuer": home.bureau, **scopes[of]}
    register, user = registers()["policies"], getattr(home, by)
    if allowed:
        assert enter(register, by=user, values=values).title == "Five measures"
        return
    with changes() as seen, pytest.raises(NotAllowed):
        enter(register, by=user, values=values)
    assert seen == NOTHING


def test_a_policy_is_for_a_region_or_an_alliance(home):
    values = {"kind": "tax", "title": "Relief", "issuer": home.bureau}
    platform = make.UserFactory(is_superuser=True)
    with pytest.raises(InvalidInput) as refusal:
        enter(registers()["policies"], by=platform, values=values)
    assert str(refusal.value) == "record: Name the region or the alliance that it is for."


def test_a_bureau_of_the_province_keeps_its_cities_policies(home):
    province = make.OrganisationFactory(
        kind=OrganisationKind.PUBLIC_BODY, region=make.RegionFactory(code="430000")
    )
    policy = PolicyFactory(region=home.region)
    register, values = registers()["policies"], {"number": "2025-7"}
    amend(register, record=policy, by=make.editor_of(province), values=values)
    with pytest.raises(NotAllowed):
        amend(register, record=policy, by=home.foreign.bureau_user, values={"number": "8"})
    assert Policy.objects.get().number == "2025-7"

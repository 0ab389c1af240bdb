"""What a person may not read they neither find, nor are shown in a form, nor change."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from alliance.lib.errors import InvalidInput
from alliance.lib.rules import deny
from alliance.registers import actions
from alliance.registers.forms import RecordForm
from alliance.registers.register import registers
from talent.models import Outcome
from tests import factories as f
from tests.factories.loop import make_result
from tests.factories.talent import ExchangeFactory, OutcomeFactory

pytestmark = pytest.mark.django_db

PAY = Decimal("7654.00")


@pytest.fixture
def alliance():
    return f.AllianceFactory()


@pytest.fixture
def outcome(alliance):
    made = OutcomeFactory(starting_pay=PAY)
    school = made.graduate.cohort.program.school.organisation
    f.MembershipFactory(alliance=alliance, organisation=school)
    return made


@pytest.fixture
def secretary(alliance):
    return f.secretary_of(alliance)


@pytest.fixture
def stranger():
    """The secretary of another alliance, who enters the administration."""
    return entering(f.secretary_of(f.AllianceFactory()))


def entering(user):
    user.is_staff = True
    user.save()
    return user


def test_the_form_of_who_may_amend_but_not_read_shows_nothing_of_it(outcome, secretary, browse):
    outcomes = registers()["outcomes"]
    form = RecordForm(register=outcomes, names=outcomes.amend, user=secretary, record=outcome)

    page = browse(secretary).get(reverse("registers:edit", args=["outcomes", outcome.pk]))

    assert (page.status_code, "7654" in page.content.decode()) == (200, False)
    assert list(form.fields) == [name for name in outcomes.amend if name != "starting_pay"]


@pytest.mark.parametrize("value", [PAY, Decimal("1.00"), None], ids=["same", "other", "none"])
def test_what_cannot_be_read_is_not_changed_and_not_guessed(outcome, secretary, value):
    with pytest.raises(InvalidInput) as refusal:
        actions.amend(
            registers()["outcomes"],
            record=outcome,
            by=secretary,
            values={"starting_pay": value, "local": True},
        )

    assert [(e.field, e.code) for e in refusal.value.errors] == [("starting_pay", "unseen")]
    assert Outcome.objects.get().starting_pay == PAY


def test_the_administration_lists_nothing_by_what_some_do_not_read(stranger, browse):
    ExchangeFactory(person_name="Mei Lin")

    answers = [
        browse(stranger).get(reverse(f"admin:{place}_changelist"), {lookup: "M"}).status_code
        for place, lookup in (
            ("talent_exchange", "person_name__startswith"),
            ("talent_outcome", "starting_pay__gte"),
            ("collaboration_result", "reason__startswith"),
            ("collaboration_result", "project_id"),
            ("consortia_membership", "reason__startswith"),
            ("enterprises_demand", "reason__startswith"),
        )
    ]

    assert answers == [400] * 6


def test_the_administration_shows_why_a_member_was_suspended_to_both_sides(stranger, browse):
    suspended = f.MembershipFactory(reason="unpaid dues")
    own = entering(f.secretary_of(suspended.alliance))
    address = reverse("admin:consortia_membership_change", args=[suspended.pk])

    shown = ["unpaid dues" in browse(who).get(address).content.decode() for who in (own, stranger)]

    assert shown == [True, False]


def test_the_administration_names_the_project_of_a_result_to_its_parties(stranger, browse):
    result = make_result(state="shared", audience="public")
    type(result.project).objects.filter(pk=result.project_id).update(title="Quiet project")
    address = reverse("admin:collaboration_result_change", args=[result.pk])

    page = browse(stranger).get(address)

    assert (page.status_code, "Quiet project" in page.content.decode()) == (200, False)


def test_a_rooms_own_action_changes_nothing_that_its_caller_cannot_see():
    """Alliances are amended by an action of their room; nobody reads this field here."""
    register = registers()["alliances"]
    guarded = replace(register, guarded={"name_en": lambda _user, _row: deny("Not yours to read.")})
    founded = f.AllianceFactory(name_en="Before")
    platform = f.UserFactory(is_superuser=True)
    with pytest.raises(InvalidInput) as refusal:
        actions.amend(guarded, record=founded, by=platform, values={"name_en": "After"})
    founded.refresh_from_db()
    assert [fault.code for fault in refusal.value.errors] == ["unseen"]
    assert founded.name_en == "Before"

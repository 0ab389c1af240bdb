"""Whoever holds a right next door gets no further than their own."""

import pytest
from django.test import Client
from django.urls import reverse

from alliance.accounts.enums import Role
from alliance.accounts.models import User
from alliance.alignment.models import AlignmentRun
from alliance.collaboration.enums import Audience, ResultState
from alliance.consortia import actions
from alliance.consortia.enums import MembershipState
from alliance.consortia.models import Membership
from alliance.lib.errors import NotAllowed
from alliance.partners.actions import issue_key
from alliance.partners.models import KeyScope
from enterprises.enums import DemandState
from tests import factories as make

EVIDENCE = "Register of the school, page 12"


@pytest.fixture
def home(db):
    """Chenzhou beside Yangquan; both secretaries may enter the administration."""
    found = make.world()
    for user in (found.secretary, found.foreign.secretary):
        user.is_staff = True
        user.save()
    return found


def client_of(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


# -- asking for a computation -------------------------------------------------------------------


def ask(home, scope):
    _key, text = issue_key(
        organisation=home.bureau, label="probe", scope=scope, by=home.bureau_user
    )
    answer = Client().post(
        "/api/v1/alignment-runs/",
        {"region": home.region.pk, "as_of": "2025-06-01"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {text}", "Idempotency-Key": f"ask-{scope}"},
    )
    return answer.status_code, AlignmentRun.objects.count()


def test_a_bureaus_reading_key_queues_no_run(home):
    assert ask(home, KeyScope.READ) == (403, 0)
    assert ask(home, KeyScope.WRITE) == (201, 1)


# -- enrolling members --------------------------------------------------------------------------


def apply(home, organisation, by):
    return actions.apply_for_membership(alliance=home.alliance, organisation=organisation, by=by)


def test_a_secretariat_cannot_enrol_another_alliances_school(home):
    foreign = home.foreign
    with pytest.raises(NotAllowed, match="it must apply"):
        apply(foreign, home.school.organisation, foreign.secretary)
    assert not Membership.objects.filter(
        alliance=foreign.alliance, organisation_id=home.school.pk
    ).exists()
    asked = apply(foreign, home.school.organisation, home.school_user)
    admitted = actions.admit_member(membership=asked, by=foreign.secretary)
    assert admitted.state == MembershipState.ACTIVE


def test_a_secretariat_enrols_its_own_members_and_those_whom_nobody_speaks_for(home):
    branch = make.AllianceFactory(
        parent=home.alliance, secretariat=home.secretariat, region=home.region
    )
    own = actions.apply_for_membership(
        alliance=branch, organisation=home.school.organisation, by=home.secretary
    )
    unclaimed = make.SchoolFactory(organisation__region=home.region)
    new = apply(home, unclaimed.organisation, home.secretary)
    assert (own.state, new.state) == (MembershipState.APPLIED, MembershipState.APPLIED)
    managed = make.SchoolFactory(organisation__region=home.region)
    make.UserFactory(organisation=managed, role=Role.MANAGER)
    with pytest.raises(NotAllowed, match="it must apply"):
        apply(home, managed.organisation, home.secretary)


# -- the administration of the other alliance ---------------------------------------------------


@pytest.fixture
def shared(home):
    result = make.make_result(world=home, state=ResultState.SHARED, evidence=EVIDENCE)
    type(result).objects.filter(pk=result.pk).update(audience=Audience.PUBLIC)
    return result


def results(**query):
    return reverse("admin:collaboration_result_changelist", query=query)


@pytest.mark.parametrize(("who", "shown"), [("ours", True), ("theirs", False)])
def test_the_evidence_of_a_shared_result_stays_with_its_parties(home, shared, who, shown):
    client = client_of(home.secretary if who == "ours" else home.foreign.secretary)
    page = client.get(reverse("admin:collaboration_result_change", args=[shared.pk]))
    assert (page.status_code, EVIDENCE in page.content.decode()) == (200, shown)
    past = client.get(reverse("admin:collaboration_result_history", args=[shared.pk]))
    assert past.status_code == (200 if shown else 403)
    assert (EVIDENCE in past.content.decode()) is shown


def test_no_list_tells_the_evidence_letter_by_letter(home, shared):
    stranger = client_of(home.foreign.secretary)
    assert stranger.get(results(evidence__startswith="R")).status_code == 400
    found = stranger.get(results(q=EVIDENCE)).content.decode()
    assert reverse("admin:collaboration_result_change", args=[shared.pk]) not in found


def test_how_a_published_demand_came_to_be_is_its_parties_own(home):
    demand = make.publish_in(home)
    address = reverse("admin:enterprises_demand_history", args=[demand.pk])
    assert demand.state == DemandState.PUBLISHED
    assert client_of(home.secretary).get(address).status_code == 200
    assert client_of(home.foreign.secretary).get(address).status_code == 403


def test_why_a_member_was_suspended_once_is_for_both_sides(home):
    membership = Membership.objects.get(alliance=home.alliance, organisation_id=home.school.pk)
    address = reverse("admin:consortia_membership_history", args=[membership.pk])
    assert client_of(home.secretary).get(address).status_code == 200
    assert client_of(home.foreign.secretary).get(address).status_code == 403


def test_no_list_tells_a_stored_password_letter_by_letter(home):
    address = reverse("admin:accounts_user_changelist", query={"password__startswith": "a"})
    assert client_of(home.secretary).get(address).status_code == 400


def test_a_version_of_a_thousand_digits_is_no_version(home):
    result = make.make_result(world=home, state=ResultState.SUBMITTED)
    address = reverse("admin:collaboration_result_move", args=[result.pk, "return"])
    sent = {"seen_version": "9" * 5000, "reason": ""}
    assert client_of(home.secretary).post(address, sent).status_code == 200


# -- accounts -----------------------------------------------------------------------------------


def test_nobody_takes_another_persons_address(home):
    client = client_of(home.school_user)
    sent = {"email": home.enterprise_user.email, "action_add": ""}
    answers = [client.get("/accounts/email/"), client.post("/accounts/email/", sent)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert not home.school_user.emailaddress_set.filter(email=sent["email"]).exists()

"""The page of an organisation's people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.accounts.enums import Role
from alliance.accounts.models import Invitation, OrganisationRole
from tests import factories as make
from tests.factories.accounts import InvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.OrganisationFactory()


@pytest.fixture
def boss(school):
    return make.UserFactory(organisation=school, role=Role.MANAGER)


def test_a_manager_sees_people_and_open_invitations(school, boss, browse):
    person = make.UserFactory(organisation=school)
    stranger = make.UserFactory(organisation=make.OrganisationFactory())
    invitation = InvitationFactory(organisation=school, invited_by=boss)
    page = browse(boss).get("/people/")
    assert {row.user for row, _may in page.context["rows"]} == {boss, person}
    text = page.content.decode()
    assert (invitation.email in text, stranger.email in text) == (True, False)


def test_others_see_their_own_roles_alone(school, boss, browse):
    editor = make.UserFactory(organisation=school)
    page = browse(editor).get("/people/")
    assert (page.context["organisation"], page.context["rows"]) == (None, [])
    assert [row.organisation for row in page.context["own"]] == [school]
    assert boss.email not in page.content.decode()
    assert browse(editor).get(f"/people/?organisation={school.pk}").status_code == 404


def test_somebody_with_two_organisations_chooses_between_them(school, boss, browse):
    other = make.OrganisationFactory()
    make.OrganisationRoleFactory(user=boss, organisation=other, role=Role.MANAGER)
    page = browse(boss).get(f"/people/?organisation={other.pk}")
    assert page.context["organisation"] == other
    assert set(page.context["organisations"]) == {school, other}


def test_invite_send_again_and_take_back(school, boss, browse):
    client = browse(boss)
    sent = {"organisation": school.pk, "email": "guest@people.test", "role": "viewer"}
    assert client.post("/people/invite/", sent).status_code == 302
    made = Invitation.objects.get()
    assert (made.email, made.role, made.invited_by) == ("guest@people.test", "viewer", boss)
    double = client.post("/people/invite/", sent)
    assert double.status_code == 409
    assert "send it again instead" in double.content.decode()
    assert client.post("/people/invite/", sent | {"email": "x"}).status_code == 400
    stale = {"version": made.version + 1}
    assert client.post(f"/people/invitations/{made.pk}/again/", stale).status_code == 412
    assert client.post(f"/people/invitations/{made.pk}/again/").status_code == 302
    assert client.post(f"/people/invitations/{made.pk}/revoke/").status_code == 302
    assert Invitation.objects.get().revoked_at is not None
    assert client.post(f"/people/invitations/{made.pk}/revoke/").status_code == 409


def test_change_end_and_give_again(school, boss, browse):
    client = browse(boss)
    person = make.UserFactory(organisation=school)
    held = OrganisationRole.objects.get(user=person)
    steps = [
        (f"/people/{held.pk}/role/", {"role": "manager"}, ("manager", True)),
        (f"/people/{held.pk}/end/", {}, ("manager", False)),
        (f"/people/{held.pk}/role/", {"role": "viewer"}, ("viewer", True)),
    ]
    for url, sent, expected in steps:
        assert client.post(url, sent).status_code == 302
        held.refresh_from_db()
        assert (held.role, held.is_active) == expected


def test_what_others_decide_is_not_there(school, boss, browse):
    foreign = browse(make.UserFactory(organisation=make.OrganisationFactory(), role=Role.MANAGER))
    held = OrganisationRole.objects.get(user=boss)
    made = InvitationFactory(organisation=school, invited_by=boss)
    urls = (
        f"/people/{held.pk}/role/",
        f"/people/{held.pk}/end/",
        f"/people/invitations/{made.pk}/again/",
        f"/people/invitations/{made.pk}/revoke/",
    )
    assert [foreign.post(url, {"role": "viewer"}).status_code for url in urls] == [404] * 4
    sent = {"organisation": school.pk, "email": "a@people.test", "role": "viewer"}
    assert foreign.post("/people/invite/", sent).status_code == 404


def test_one_lays_down_a_role_but_not_the_last_managers(school, boss, browse):
    editor = make.UserFactory(organisation=school)
    mine = OrganisationRole.objects.get(user=editor)
    assert browse(editor).post(f"/people/{mine.pk}/end/").status_code == 302
    last = OrganisationRole.objects.get(user=boss)
    answer = browse(boss).post(f"/people/{last.pk}/end/")
    assert answer.status_code == 409
    assert "The last manager stays" in answer.content.decode()
    mine.refresh_from_db()
    last.refresh_from_db()
    assert (mine.is_active, last.is_active) == (False, True)


def test_somebody_who_left_sees_nothing_of_the_organisation_at_once(school, boss, browse):
    second = make.UserFactory(organisation=school, role=Role.MANAGER)
    client = browse(second)
    assert client.get("/people/").context["organisation"] == school
    held = OrganisationRole.objects.get(user=second)
    browse(boss).post(f"/people/{held.pk}/end/")
    assert client.get("/people/").context["organisation"] is None


def test_strangers_are_sent_to_sign_in(client):
    assert client.get("/people/")["Location"] == "/accounts/login/?next=/people/"


def test_the_page_asks_as_often_for_three_people_as_for_one(school, boss, browse):
    client, counts = browse(boss), []
    for _ in range(3):
        make.UserFactory(organisation=school)
        InvitationFactory(organisation=school, invited_by=boss)
        with CaptureQueriesContext(connection) as asked:
            client.get("/people/")
        counts.append(len(asked))
    assert counts[0] == counts[2]

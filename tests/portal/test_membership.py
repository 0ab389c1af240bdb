"""Membership pages: who applies, who decides, and what the buttons offer."""

import pytest

from alliance.accounts.enums import Role
from alliance.consortia.enums import MembershipState
from alliance.consortia.models import Membership
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def applied(home):
    return MembershipFactory(
        alliance=home.alliance,
        organisation=home.foreign.school.organisation,
        state=MembershipState.APPLIED,
    )


def moves_shown(client, membership):
    rows = client.get("/membership/").context["rows"]
    return next(([name for name, _ in moves] for row, moves in rows if row == membership), None)


def press(client, membership, move, **fields):
    membership.refresh_from_db()
    response = client.post(
        f"/membership/{membership.pk}/{move}/", {"version": membership.version, **fields}
    )
    membership.refresh_from_db()
    return response.status_code, membership.state


def test_a_manager_applies_and_the_secretariat_admits(home, browse):
    school, office = browse(home.foreign.school_user), browse(home.secretary)
    sent = {"organisation": home.foreign.school.pk, "alliance": home.alliance.pk}
    assert school.post("/membership/apply/", sent).status_code == 302
    made = Membership.objects.get(
        organisation=home.foreign.school.organisation, alliance=home.alliance
    )
    assert made.state == "applied"
    assert press(office, made, "admit") == (302, "active")


def test_an_application_is_made_once(home, browse, applied):
    sent = {"organisation": home.foreign.school.pk, "alliance": home.alliance.pk}
    response = browse(home.foreign.school_user).post("/membership/apply/", sent)
    assert response.status_code == 409
    assert "already belongs" in response.content.decode()
    assert Membership.objects.filter(alliance=home.alliance).count() == 3


def test_nobody_applies_for_an_organisation_of_others(home, browse):
    sent = {"organisation": home.foreign.school.pk, "alliance": home.alliance.pk}
    response = browse(home.school_user).post("/membership/apply/", sent)
    assert response.status_code == 400
    assert response.context["form"].errors.keys() == {"organisation"}
    assert not Membership.objects.filter(
        alliance=home.alliance, organisation=home.foreign.school.organisation
    ).exists()


def test_an_editor_is_offered_no_application(home, browse):
    editor = UserFactory(organisation=home.school, role=Role.EDITOR)
    assert browse(editor).get("/membership/").context["form"] is None


def test_buttons_are_what_flow_and_rule_both_allow(home, browse, applied):
    assert moves_shown(browse(home.secretary), applied) == ["admit", "leave"]
    assert moves_shown(browse(home.foreign.school_user), applied) == ["leave"]
    assert moves_shown(browse(home.school_user), applied) is None
    active = home.school.organisation.memberships.get()
    assert moves_shown(browse(home.secretary), active) == ["suspend", "leave"]
    assert moves_shown(browse(home.school_user), active) == ["leave"]
    assert moves_shown(browse(home.enterprise_user), active) == []


def test_the_secretariat_suspends_with_a_reason_and_readmits(home, browse):
    office = browse(home.secretary)
    active = home.school.organisation.memberships.get()
    assert press(office, active, "suspend") == (400, "active")
    assert press(office, active, "suspend", reason="Fees unpaid.") == (302, "suspended")
    assert active.reason == "Fees unpaid."
    assert press(office, active, "readmit") == (302, "active")


def test_a_refusal_keeps_the_state_and_says_why(home, browse):
    active = home.school.organisation.memberships.get()
    outsider = browse(home.enterprise_user)
    response = outsider.post(f"/membership/{active.pk}/suspend/", {"reason": "No."})
    assert response.status_code == 403
    assert "Only the alliance&#x27;s secretariat decides" in response.content.decode()
    assert press(browse(home.secretary), active, "admit") == (409, "active")


def test_an_old_page_changes_nothing(home, browse):
    active = home.school.organisation.memberships.get()
    response = browse(home.secretary).post(
        f"/membership/{active.pk}/suspend/", {"reason": "Fees.", "version": active.version + 1}
    )
    active.refresh_from_db()
    assert (response.status_code, active.state) == (412, "active")


def test_what_one_may_not_see_and_unknown_moves_are_not_there(home, browse, applied):
    stranger = browse(home.school_user)
    assert stranger.post(f"/membership/{applied.pk}/admit/").status_code == 404
    assert browse(home.secretary).post(f"/membership/{applied.pk}/jump/").status_code == 404


def test_strangers_are_sent_to_sign_in(client, db):
    for path in ("/membership/", "/membership/apply/"):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_the_list_is_filtered_by_state(home, browse, applied):
    office = browse(home.secretary)
    rows = office.get("/membership/?state=applied").context["rows"]
    assert [row for row, _ in rows] == [applied]
    everybody = office.get("/membership/?state=nonsense").context["rows"]
    assert len(everybody) == office.get("/membership/").context["page"].paginator.count


def test_the_list_asks_as_often_for_three_rows_as_for_one(home, browse):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    office = browse(home.secretary)
    counts = []
    for _ in range(3):
        MembershipFactory(alliance=home.alliance, state=MembershipState.APPLIED)
        with CaptureQueriesContext(connection) as asked:
            office.get("/membership/")
        counts.append(len(asked))
    assert counts[0] == counts[2]

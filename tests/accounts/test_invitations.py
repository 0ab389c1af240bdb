"""Invitations: one address, one organisation, one acceptance, and only while the sender may."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from alliance.accounts import actions, invitations
from alliance.accounts.enums import Role
from alliance.accounts.models import Invitation, OrganisationRole, User
from alliance.accounts.tasks import mail_invitation
from alliance.events.models import Event, Owed
from alliance.lib.errors import InvalidInput, NotAllowed, Refused
from tests import factories as make
from tests.factories.accounts import InvitationFactory

pytestmark = pytest.mark.django_db

ORIGIN = "https://portal.test"
GOOD = "seven-lamps-on-a-river"


@pytest.fixture
def school():
    return make.OrganisationFactory(name="郴州学院")


@pytest.fixture
def boss(school):
    return make.UserFactory(organisation=school, role=Role.MANAGER, name="Wang")


def invite(school, boss, email="guest@people.test", role="editor", **more):
    return invitations.invite_person(
        organisation=school, email=email, role=role, by=boss, origin=ORIGIN, **more
    )


def roles(user):
    return list(
        OrganisationRole.objects.filter(user=user).values_list("organisation", "role", "is_active")
    )


def test_the_mail_carries_the_link_and_the_database_nothing_that_opens(school, boss):
    made = invite(school, boss)
    event = Event.objects.get(kind="invitation.sent")
    assert Owed.objects.get(event=event).subscriber == "alliance.accounts.tasks.mail_invitation"
    mail_invitation(event)
    (sent,) = mail.outbox
    token = sent.body.partition(f"{ORIGIN}/invitations/")[2].partition("/")[0]
    assert (sent.to, sent.subject) == (["guest@people.test"], "Invitation to act for 郴州学院")
    assert "Wang invites you to act for 郴州学院 in the alliance portal, as Editor." in sent.body
    assert set(event.payload) == {"organisation", "role", "origin", "language", "round"}
    assert made.email not in str(event.payload)
    assert invitations.invitation_by(token) == made
    history = made.events.get()
    assert (hasattr(history, "email"), hasattr(history, "nonce")) == (False, False)


def test_without_the_portals_key_the_stored_row_makes_no_link(school, boss, settings):
    made = invite(school, boss)
    token = invitations.token_of(made)
    settings.SECRET_KEY = "another key of the same portal, some fifty characters"
    assert invitations.token_of(made) != token
    assert invitations.invitation_by(token) is None


def test_no_mail_goes_out_for_what_was_answered_or_sent_anew(school, boss):
    made = invite(school, boss)
    first = Event.objects.get(kind="invitation.sent")
    invitations.send_again(invitation=made, by=boss, origin=ORIGIN)
    mail_invitation(first)
    assert mail.outbox == []
    second = Event.objects.filter(kind="invitation.sent").latest("pk")
    invitations.revoke_invitation(invitation=made, by=boss)
    mail_invitation(second)
    assert mail.outbox == []


def test_it_works_once(school, boss):
    made = invite(school, boss)
    guest = make.UserFactory(email="guest@people.test")
    invitations.accept_invitation(invitation=made, by=guest)
    assert roles(guest) == [(school.pk, "editor", True)]
    actions.end_role(held=OrganisationRole.objects.get(user=guest), by=boss)
    with pytest.raises(Refused) as refusal:
        invitations.accept_invitation(invitation=made, by=guest)
    assert refusal.value.detail == "This invitation has been accepted already."
    assert roles(guest) == [(school.pk, "editor", False)]


def test_it_is_bound_to_the_address(school, boss):
    made = invite(school, boss)
    with pytest.raises(NotAllowed):
        invitations.accept_invitation(invitation=made, by=make.UserFactory())
    made.refresh_from_db()
    assert made.accepted_at is None


@pytest.mark.parametrize("days", [6, 7, 8])
def test_it_lasts_seven_days(school, boss, days):
    made = invite(school, boss)
    guest = make.UserFactory(email="guest@people.test")
    then = made.expires_at - timedelta(days=7) + timedelta(days=days)
    if days < 7:
        invitations.accept_invitation(invitation=made, by=guest, now=then)
        return
    with pytest.raises(Refused) as refusal:
        invitations.accept_invitation(invitation=made, by=guest, now=then)
    assert refusal.value.detail == "This invitation has expired; ask for a new one."


def test_it_is_worth_what_its_sender_may_give_now(school, boss):
    make.UserFactory(organisation=school, role=Role.MANAGER)
    made = invite(school, boss)
    guest = make.UserFactory(email="guest@people.test")
    actions.change_role(held=OrganisationRole.objects.get(user=boss), role="editor", by=boss)
    with pytest.raises(Refused) as refusal:
        invitations.accept_invitation(invitation=Invitation.objects.get(pk=made.pk), by=guest)
    assert refusal.value.detail == "Whoever sent this invitation may no longer give this role."
    assert roles(guest) == []


def test_who_sends_it_again_answers_for_it(school, boss):
    other = make.UserFactory(organisation=school, role=Role.MANAGER)
    made = invite(school, boss)
    old = invitations.token_of(made)
    made = invitations.send_again(invitation=made, by=other, origin=ORIGIN)
    actions.end_role(held=OrganisationRole.objects.get(user=boss), by=boss)
    assert invitations.invitation_by(old) is None
    guest = make.UserFactory(email="guest@people.test")
    invitations.accept_invitation(invitation=made, by=guest)
    assert roles(guest) == [(school.pk, "editor", True)]


def test_one_person_is_invited_once_until_the_week_is_over(school, boss):
    first = invite(school, boss)
    with pytest.raises(Refused):
        invite(school, boss, email=" GUEST@people.test ")
    later = first.expires_at
    second = invite(school, boss, now=later)
    first.refresh_from_db()
    assert (first.revoked_at, second.expires_at) == (later, later + timedelta(days=7))


def test_who_acts_already_is_not_invited_and_nonsense_is_no_address(school, boss):
    with pytest.raises(Refused):
        invite(school, boss, email=boss.email.upper())
    with pytest.raises(InvalidInput) as refusal:
        invite(school, boss, email="nobody")
    assert [e.field for e in refusal.value.errors] == ["email"]
    with pytest.raises(InvalidInput):
        invite(school, boss, role="emperor")
    assert Invitation.objects.count() == 0


def test_an_organisation_does_not_flood_mailboxes(school, boss, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    for number in range(2):
        invite(school, boss, email=f"guest{number}@people.test")
    with pytest.raises(Refused):
        invite(school, boss)


def test_a_new_person_sets_name_and_password_and_is_signed_in(school, boss, client):
    made = invite(school, boss)
    url = f"/invitations/{invitations.token_of(made)}/"
    page = client.get(url)
    assert (page.status_code, page.context["mode"]) == (200, "new")
    client.session["before"] = 1
    assert client.post(url, {"name": "", "password": GOOD}).status_code == 400
    weak = client.post(url, {"name": "Guest", "password": "guest"})
    assert (weak.status_code, list(weak.context["form"].errors)) == (400, ["password"])
    assert User.objects.filter(email="guest@people.test").count() == 0
    answer = client.post(url, {"name": "Guest", "password": GOOD})
    assert (answer.status_code, answer["Location"]) == (302, "/workspace/")
    guest = User.objects.get(email="guest@people.test")
    assert (guest.name, guest.check_password(GOOD), roles(guest)) == (
        "Guest",
        True,
        [(school.pk, "editor", True)],
    )
    assert (guest.is_staff, guest.is_superuser) == (False, False)
    assert client.get("/workspace/").context["user"] == guest
    again = client.get(url)
    assert again.status_code == 410
    assert "has been accepted already" in again.content.decode()


def test_signing_in_by_invitation_changes_the_sessions_key(school, boss, client):
    url = f"/invitations/{invitations.token_of(invite(school, boss))}/"
    session = client.session
    session["kept"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.post(url, {"name": "Guest", "password": GOOD})
    assert client.cookies["sessionid"].value != session.session_key


def test_an_account_is_not_made_twice_for_one_address(school, boss, client):
    made = invite(school, boss)
    make.UserFactory(email="Guest@people.test")
    with pytest.raises(Refused):
        invitations.accept_as_new_person(invitation=made, name="X", password=GOOD)
    url = f"/invitations/{invitations.token_of(made)}/"
    page = client.get(url)
    assert page.context["mode"] == "sign_in"
    assert f"/accounts/login/?next={url.replace(':', '%3A')}" in page.content.decode()
    assert client.post(url, {"name": "X", "password": GOOD}).status_code == 403


def test_an_existing_person_accepts_when_signed_in_and_nobody_else_does(school, boss, client):
    made = invite(school, boss)
    url = f"/invitations/{invitations.token_of(made)}/"
    client.force_login(boss)
    assert client.get(url).context["mode"] == "other"
    assert client.post(url).status_code == 403
    guest = make.UserFactory(email="guest@people.test")
    client.force_login(guest)
    assert client.get(url).context["mode"] == "mine"
    assert client.post(url)["Location"] == "/workspace/"
    assert roles(guest) == [(school.pk, "editor", True)]


@pytest.mark.parametrize("token", ["x", "WzEsIngiXQ:1abcde:AAAA", "产教"])
def test_a_made_up_link_is_not_there(client, token):
    assert client.get(f"/invitations/{token}/").status_code == 404


def test_a_role_that_ended_begins_again_by_invitation(school, boss):
    guest = make.UserFactory(email="guest@people.test")
    make.OrganisationRoleFactory(
        user=guest, organisation=school, role=Role.MANAGER, is_active=False
    )
    invitations.accept_invitation(invitation=invite(school, boss, role="viewer"), by=guest)
    assert roles(guest) == [(school.pk, "viewer", True)]


def test_only_managers_read_the_addresses(school, boss):
    InvitationFactory(organisation=school)
    editor = make.UserFactory(organisation=school)
    foreign = make.UserFactory(organisation=make.OrganisationFactory(), role=Role.MANAGER)
    counts = {
        name: Invitation.objects.all().visible_to(user).count()
        for name, user in (("boss", boss), ("editor", editor), ("foreign", foreign), ("none", None))
    }
    assert counts == {"boss": 1, "editor": 0, "foreign": 0, "none": 0}


def test_a_taken_back_invitation_says_so(school, boss, client):
    made = InvitationFactory(organisation=school, revoked_at=timezone.now())
    page = client.get(f"/invitations/{invitations.token_of(made)}/")
    assert page.status_code == 410
    assert "This invitation was taken back." in page.content.decode()

"""Who gives, changes and ends roles: every grantor, every role, every way in."""

from itertools import product

import pytest
from django.test import Client

from alliance.accounts import actions, invitations
from alliance.accounts.enums import Role
from alliance.accounts.models import Invitation, OrganisationRole, User
from alliance.accounts.scope import RANK, forget_scope
from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, NotAllowed, Refused, Stale
from tests import factories as make
from tests.factories.accounts import InvitationFactory

pytestmark = pytest.mark.django_db

GRANTORS = (
    "stranger",
    "viewer",
    "editor",
    "manager",
    "ended manager",
    "inactive manager",
    "foreign manager",
    "secretariat's manager",
    "secretary",
    "manager by key",
    "platform",
    "platform by key",
)
MAY = {"manager", "secretariat's manager", "platform"}
HELD = (None, Role.VIEWER, Role.EDITOR, Role.MANAGER)
CHANNELS = ("invite", "accept", "grant", "change", "people page", "invite page", "administration")


def grantor(kind, organisation):
    """A person of this kind towards the organisation, as a request would load them."""
    if kind.startswith("platform"):
        user = make.UserFactory(is_superuser=True, is_staff=True)
    elif kind == "secretary":
        alliance = make.AllianceFactory()
        make.MembershipFactory(alliance=alliance, organisation=organisation)
        user = make.UserFactory(organisation=alliance.secretariat, role=Role.MANAGER)
    elif kind == "foreign manager":
        user = make.UserFactory(organisation=make.OrganisationFactory(), role=Role.MANAGER)
    else:
        user = make.UserFactory(is_staff=True)
        role = next((r for r in Role if r in kind), None)
        if role is not None:
            lasts = not kind.startswith("ended")
            make.OrganisationRoleFactory(
                user=user, organisation=organisation, role=role, is_active=lasts
            )
    if kind.startswith("secretariat's"):
        make.AllianceFactory(secretariat=organisation)
    if kind.startswith("inactive"):
        User.objects.filter(pk=user.pk).update(is_active=False)
    user = User.objects.get(pk=user.pk)
    if kind.endswith("by key"):
        user.acting_key = "iea_00000000"
        user.acting_organisation_id = organisation.pk
    return user


def attempt(channel, by, organisation, target, held, role):
    """Try to bring `target` to `role` through the channel; refusals are answers."""
    try:
        match channel:
            case "invite":
                made = invitations.invite_person(
                    organisation=organisation,
                    email=target.email,
                    role=role,
                    by=by,
                    origin="http://portal.test",
                )
                invitations.accept_invitation(invitation=made, by=target)
            case "accept":
                made = InvitationFactory(
                    organisation=organisation, email=target.email, role=role, invited_by=by
                )
                invitations.accept_invitation(invitation=made, by=target)
            case "grant":
                actions.grant_role(organisation=organisation, user=target, role=role, by=by)
            case "change" if held is not None:
                actions.change_role(held=held, role=role, by=by)
    except (NotAllowed, Refused, InvalidInput):
        pass
    if getattr(by, "acting_key", "") or channel not in {
        "people page",
        "invite page",
        "administration",
    }:
        return
    client = Client()
    client.force_login(by)
    if channel == "people page" and held is not None:
        client.post(f"/people/{held.pk}/role/", {"role": role})
    elif channel == "invite page":
        sent = {"organisation": organisation.pk, "email": target.email, "role": role}
        client.post("/people/invite/", sent)
        for made in Invitation.objects.filter(organisation=organisation):
            token = invitations.token_of(made)
            guest = Client()
            guest.force_login(target)
            guest.post(f"/invitations/{token}/")
    elif channel == "administration":
        sent = {"user": target.pk, "organisation": organisation.pk, "role": role}
        if held is None:
            client.post("/admin/accounts/organisationrole/add/", sent)
        else:
            client.post(
                f"/admin/accounts/organisationrole/{held.pk}/change/",
                {"role": role, "is_active": "on", "seen_version": held.version},
            )


def reached(channel, held, role):
    """Whether an allowed grantor's attempt ends with `role`."""
    if channel == "accept":  # an invitation raises a role and never lowers one
        return held is None or RANK[role] >= RANK[held]
    if channel in {"invite", "grant", "invite page"}:
        return held is None or held == role
    if channel == "administration":
        return True
    return held is not None


@pytest.mark.parametrize(("channel", "kind"), list(product(CHANNELS, GRANTORS)))
def test_nobody_hands_out_more_than_they_hold(channel, kind):
    wrong = []
    for held, role in product(HELD, Role):
        organisation = make.OrganisationFactory()
        # somebody else who manages it, so that "the last manager" is another matter
        make.UserFactory(organisation=organisation, role=Role.MANAGER)
        by = grantor(kind, organisation)
        target = make.UserFactory()
        row = held and make.OrganisationRoleFactory(
            user=target, organisation=organisation, role=held
        )
        attempt(channel, by, organisation, target, row, role)
        now = OrganisationRole.objects.filter(user=target, is_active=True).first()
        ended_as = now and now.role
        page = channel in {"people page", "invite page", "administration"}
        if channel == "administration":
            # It lets in the platform and secretariats, and offers only people whom one knows.
            allowed = kind == "platform" or (kind == "secretariat's manager" and held is not None)
        else:
            allowed = kind in MAY or (channel == "accept" and kind == "platform by key")
        if kind.endswith("by key") and (page or channel == "accept"):
            continue  # the key never reaches a page, and acceptance reads the person anew
        expected = role if allowed and reached(channel, held, role) else held
        if ended_as != expected:
            wrong.append((held, role, ended_as, expected))
    assert wrong == []


def test_the_matrix_has_more_than_five_hundred_cells():
    assert len(CHANNELS) * len(GRANTORS) * len(HELD) * len(Role) > 500


def manager_of(organisation):
    return make.UserFactory(organisation=organisation, role=Role.MANAGER)


@pytest.fixture
def school():
    return make.OrganisationFactory()


def held_by(user):
    return OrganisationRole.objects.get(user=user)


def test_the_last_manager_neither_leaves_nor_steps_down(school):
    boss = manager_of(school)
    held = held_by(boss)
    for refused in (
        lambda: actions.end_role(held=held, by=boss),
        lambda: actions.change_role(held=held, role="viewer", by=boss),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert refusal.value.detail == "The last manager stays until there is another one."
    held.refresh_from_db()
    assert (held.role, held.is_active) == ("manager", True)


def test_a_manager_whose_account_is_closed_counts_for_nothing(school):
    boss, gone = manager_of(school), manager_of(school)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with pytest.raises(Refused):
        actions.end_role(held=held_by(boss), by=boss)


def test_with_a_second_manager_the_first_may_go(school):
    boss, other = manager_of(school), manager_of(school)
    actions.end_role(held=held_by(boss), by=boss)
    assert not held_by(boss).is_active
    with pytest.raises(Refused):
        actions.end_role(held=held_by(other), by=other)


def test_the_platform_may_leave_an_organisation_without_managers(school):
    held = held_by(manager_of(school))
    actions.end_role(held=held, by=make.UserFactory(is_superuser=True))
    held.refresh_from_db()
    assert not held.is_active


def test_everybody_lays_down_their_own_role_and_no_other(school):
    editor, other = (make.UserFactory(organisation=school) for _ in range(2))
    with pytest.raises(NotAllowed):
        actions.end_role(held=held_by(other), by=editor)
    actions.end_role(held=held_by(editor), by=editor)
    assert (held_by(editor).is_active, held_by(other).is_active) == (False, True)


def test_nobody_gives_a_role_to_themselves(school):
    boss = manager_of(school)
    manager_of(school)
    actions.end_role(held=held_by(boss), by=boss)
    forget_scope(boss)
    with pytest.raises(NotAllowed):
        actions.grant_role(organisation=school, user=boss, role="viewer", by=boss)


def test_roles_are_told_without_names(school):
    boss, person = manager_of(school), make.UserFactory()
    held = actions.grant_role(organisation=school, user=person, role="editor", by=boss)
    held = actions.change_role(held=held, role="viewer", by=boss, version=held.version)
    assert actions.change_role(held=held, role="viewer", by=boss) == held
    held = actions.end_role(held=held, by=boss, version=held.version)
    assert actions.end_role(held=held, by=boss) == held
    again = actions.grant_role(organisation=school, user=person, role="manager", by=boss)
    assert again.pk == held.pk
    assert list(
        Event.objects.about(held).values_list("kind", "payload__role", "payload__active")
    ) == [
        ("role.granted", "editor", True),
        ("role.changed", "viewer", True),
        ("role.ended", "viewer", False),
        ("role.granted", "manager", True),
    ]
    assert person.email not in str(list(Event.objects.values_list("payload", flat=True)))


def test_refused_are_doubles_unknown_roles_ended_ones_and_old_pages(school):
    boss, person = manager_of(school), make.UserFactory()
    held = actions.grant_role(organisation=school, user=person, role="editor", by=boss)
    with pytest.raises(Refused):
        actions.grant_role(organisation=school, user=person, role="viewer", by=boss)
    with pytest.raises(InvalidInput):
        actions.change_role(held=held, role="emperor", by=boss)
    with pytest.raises(Stale):
        actions.end_role(held=held, by=boss, version=held.version + 1)
    actions.end_role(held=held, by=boss)
    with pytest.raises(Refused):
        actions.change_role(held=held, role="viewer", by=boss)

"""Keys of partner systems: who may hand them out, what they open, and what ends them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory

from alliance.accounts.enums import Role
from alliance.accounts.models import OrganisationRole, User
from alliance.accounts.scope import scope_of
from alliance.lib.errors import NotAllowed
from alliance.partners.actions import issue_key, revoke_key
from alliance.partners.authentication import KeyAuthentication
from alliance.partners.models import ApiKey, KeyScope, digest_of
from tests import factories as make
from tests.outcomes import NOTHING, changes, moved, subject_of

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def home(db):
    return make.make_world()


@pytest.fixture
def editor(home):
    return make.UserFactory(organisation=home.school, role=Role.EDITOR)


def issue(home, by, **other):
    named = {"organisation": home.school.organisation, "label": "Records", "scope": KeyScope.WRITE}
    return issue_key(**{**named, **other}, by=by)


def enter(text: str | None, *, header: str | None = None):
    """What the door says to a request with this key: (user, key), None, or an exception."""
    header = f"Bearer {text}" if header is None else header
    given = {"HTTP_AUTHORIZATION": header} if header else {}
    return KeyAuthentication().authenticate(APIRequestFactory().get("/api/v1/demands/", **given))


def test_a_key_is_stored_as_a_digest_and_told_once(home, editor):
    with changes() as seen:
        key, text = issue(home, editor)
    assert seen.added == [
        (
            "partners.apikey",
            {
                "version": 1,
                "organisation_id": home.school.pk,
                "created_by_id": editor.pk,
                "label": "Records",
                "prefix": key.prefix,
                "digest": digest_of(text),
                "scope": "write",
                "expires_at": None,
                "revoked_at": None,
                "last_used_on": None,
            },
        )
    ]
    payload = {"organisation": home.school.pk, "scope": "write"}
    assert seen.events == [("key.issued", subject_of(key), editor.pk, payload)]
    assert text.startswith(f"{key.prefix}_")
    assert len(text) >= 50
    secret = text.removeprefix(f"{key.prefix}_")
    assert secret not in str([seen.added, seen.events])


def test_no_two_keys_are_alike():
    made = [ApiKey.generate() for _ in range(50)]
    assert len({text for text, _, _ in made}) == len({prefix for _, prefix, _ in made}) == 50
    assert all(digest_of(text) == digest for text, _, digest in made)


def test_nobody_hands_out_more_than_they_hold(home):
    may = {
        Role.VIEWER: {KeyScope.READ},
        Role.EDITOR: {KeyScope.READ, KeyScope.WRITE},
        Role.MANAGER: {KeyScope.READ, KeyScope.WRITE},
    }
    for role, scopes in may.items():
        user = make.UserFactory(organisation=home.school, role=role)
        for scope in KeyScope:
            if scope in scopes:
                assert issue(home, user, scope=scope)[0].scope == scope
                continue
            with changes() as seen, pytest.raises(NotAllowed, match="what you may do yourself"):
                issue(home, user, scope=scope)
            assert seen == NOTHING
    for stranger in (home.enterprise_user, home.secretary, make.UserFactory(is_superuser=True)):
        with changes() as seen, pytest.raises(NotAllowed):
            issue(home, stranger, scope=KeyScope.READ)
        assert seen == NOTHING


def test_a_reading_key_cannot_be_used_to_issue_a_writing_one(home, editor):
    _, text = issue(home, editor, scope=KeyScope.READ)
    user, _ = enter(text)
    with changes() as seen, pytest.raises(NotAllowed):
        issue(home, user)
    assert seen == NOTHING


@pytest.mark.parametrize("scope", KeyScope)
def test_a_key_lets_its_creator_act_for_its_organisation_alone(home, editor, scope):
    OrganisationRole.objects.create(user=editor, organisation=home.secretariat, role=Role.MANAGER)
    key, text = issue(home, editor, scope=scope)
    user, used = enter(text)
    assert (user, used, user.acting_key) == (editor, key, key.prefix)
    role = Role.EDITOR if scope == KeyScope.WRITE else Role.VIEWER
    assert dict(scope_of(user).roles) == {home.school.pk: role}
    assert not scope_of(user).secretariats
    assert used.last_used_on is None
    key.refresh_from_db()
    assert key.last_used_on == timezone.localdate()


def test_without_a_key_the_door_says_nothing_and_with_a_false_one_it_refuses(home, editor):
    key, text = issue(home, editor)
    _, other = issue(home, editor)
    assert enter(None, header="") is None
    assert enter(None, header=f"Basic {text}") is None
    assert enter(None, header=f"bearer {text}")[1] == key
    wrong = [
        key.prefix,
        f"{key.prefix}_",
        text[:-1],
        text + "x",
        text.swapcase(),
        f"{key.prefix}_{other.removeprefix(other[:13])}",
        key.digest,
        "iea_00000000_nothing",
        "x",
        "clé",
    ]
    for sent in wrong:
        with pytest.raises(AuthenticationFailed, match="unknown, revoked or expired"):
            enter(sent)
    for header in ("Bearer", f"Bearer {text} {text}"):
        with pytest.raises(AuthenticationFailed, match="Send one key"):
            enter(None, header=header)
    assert KeyAuthentication().authenticate_header(None) == 'Bearer realm="api"'


def deactivate(home, editor, key):
    User.objects.filter(pk=editor.pk).update(is_active=False)


def end_role(home, editor, key):
    OrganisationRole.objects.filter(user=editor).update(is_active=False)


def remove_role(home, editor, key):
    OrganisationRole.objects.filter(user=editor).delete()


def change_organisation(home, editor, key):
    OrganisationRole.objects.filter(user=editor).update(organisation=home.bureau)


def expire(home, editor, key):
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now())


def revoke(home, editor, key):
    revoke_key(key=key, by=editor)


@pytest.mark.parametrize(
    "end", [deactivate, end_role, remove_role, change_organisation, expire, revoke]
)
def test_a_key_dies_with_its_creators_role_or_when_it_is_ended(home, editor, end):
    key, text = issue(home, editor, expires_at=NOW + timedelta(days=1))
    other = make.UserFactory(organisation=home.school, role=Role.MANAGER)
    _, kept = issue(home, other)
    assert enter(text)[0] == editor
    end(home, editor, key)
    with pytest.raises(AuthenticationFailed, match="unknown, revoked or expired"):
        enter(text)
    assert enter(kept)[0] == other


def test_a_demoted_creators_key_is_demoted_with_them(home, editor):
    _, text = issue(home, editor)
    OrganisationRole.objects.filter(user=editor).update(role=Role.VIEWER)
    user, _ = enter(text)
    assert dict(scope_of(user).roles) == {home.school.pk: Role.VIEWER}


def test_a_key_lives_until_the_moment_it_expires(home, editor):
    key, _ = issue(home, editor, expires_at=NOW)
    second = timedelta(seconds=1)
    assert list(ApiKey.objects.usable(now=NOW - second)) == [key]
    assert list(ApiKey.objects.usable(now=NOW)) == []


@pytest.mark.parametrize("who", ["creator", "manager"])
def test_its_creator_and_the_managers_revoke_a_key_once(home, editor, who):
    key, _ = issue(home, editor)
    by = editor if who == "creator" else home.school_user
    with changes() as seen:
        revoke_key(key=key, by=by, now=NOW)
    assert seen == moved(key, by, "key.revoked", revoked_at=(None, NOW))
    with changes() as seen:
        revoke_key(key=key, by=by)
    assert seen == NOTHING


def test_others_do_not_revoke_it(home, editor):
    key, _ = issue(home, editor)
    for user in (
        make.UserFactory(organisation=home.school, role=Role.EDITOR),
        home.enterprise_user,
        home.secretary,
    ):
        with changes() as seen, pytest.raises(NotAllowed, match="Only its creator or a manager"):
            revoke_key(key=key, by=user)
        assert seen == NOTHING

"""What a principal reaches, and what ends it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import OrganisationRole, User
from alliance.accounts.scope import NOBODY, Scope, forget_scope, scope_of
from alliance.consortia.enums import MembershipState
from alliance.consortia.models import Alliance, Membership
from tests import factories as make

pytestmark = pytest.mark.django_db

RANKED = [Role.VIEWER, Role.EDITOR, Role.MANAGER]


def fresh(user) -> Scope:
    """The scope as the user's next request has it."""
    return scope_of(User.objects.get(pk=user.pk))


@pytest.fixture
def tree():
    """An association, a consortium under it, a branch under that: each with its secretariat."""
    association = make.AllianceFactory(kind="association")
    consortium = make.AllianceFactory(parent=association)
    branch = make.AllianceFactory(parent=consortium)
    return association, consortium, branch


@pytest.mark.parametrize("role", RANKED)
def test_a_role_reaches_its_organisation_and_what_lies_below_it(role):
    home = make.make_world()
    user = make.UserFactory(organisation=home.school, role=role)
    scope = fresh(user)
    assert scope == Scope(
        user_id=user.pk,
        roles={home.school.pk: role},
        alliances=frozenset({home.alliance.pk}),
    )
    rank = RANKED.index(role)
    for needed in RANKED:
        enough = rank >= RANKED.index(needed)
        assert scope.acts_for(home.school.pk, needed) == enough
        assert scope.organisations_as(needed) == ({home.school.pk} if enough else set())
    assert not scope.acts_for(home.enterprise.pk, Role.VIEWER)
    assert not scope.administers(home.alliance.pk, Role.VIEWER)
    assert not scope.administers(None)


@pytest.mark.parametrize("role", RANKED)
def test_a_secretariat_runs_its_alliance_and_the_branches_below_never_above(tree, role):
    association, consortium, branch = (alliance.pk for alliance in tree)
    reach = {
        0: {association, consortium, branch},
        1: {consortium, branch},
        2: {branch},
    }
    for place, alliance in enumerate(tree):
        user = make.UserFactory(organisation=alliance.secretariat, role=role)
        scope = fresh(user)
        assert dict(scope.secretariats) == dict.fromkeys(reach[place], role)
        assert scope.alliances == reach[place]
        for pk in (association, consortium, branch):
            may = pk in reach[place] and role != Role.VIEWER
            assert scope.administers(pk) == may


def test_of_two_ways_to_an_alliance_the_stronger_role_counts(tree):
    association, consortium, _ = tree
    user = make.UserFactory(organisation=association.secretariat, role=Role.VIEWER)
    OrganisationRole.objects.create(
        user=user, organisation=consortium.secretariat, role=Role.MANAGER
    )
    assert dict(fresh(user).secretariats) == {
        association.pk: Role.VIEWER,
        consortium.pk: Role.MANAGER,
        tree[2].pk: Role.MANAGER,
    }
    OrganisationRole.objects.filter(user=user, role=Role.MANAGER).update(role=Role.VIEWER)
    OrganisationRole.objects.filter(user=user, organisation=association.secretariat).update(
        role=Role.EDITOR
    )
    assert set(fresh(user).secretariats.values()) == {Role.EDITOR}


def test_a_ring_of_alliances_ends(tree):
    association, _, branch = tree
    Alliance.objects.filter(pk=association.pk).update(parent=branch)
    user = make.UserFactory(organisation=association.secretariat)
    assert set(fresh(user).secretariats) == {alliance.pk for alliance in tree}


@pytest.mark.parametrize(
    ("region", "prefix"), [("430000", "43"), ("431000", "4310"), ("431002", "431002")]
)
def test_a_public_body_reads_its_region(region, prefix):
    place = make.RegionFactory(code=region)
    bureau = make.OrganisationFactory(kind=OrganisationKind.PUBLIC_BODY, region=place)
    scope = fresh(make.UserFactory(organisation=bureau, role=Role.VIEWER))
    assert scope.regions == {prefix}
    association = make.OrganisationFactory(kind=OrganisationKind.ASSOCIATION, region=place)
    assert fresh(make.UserFactory(organisation=association)).regions == set()


@pytest.mark.parametrize("state", MembershipState)
def test_only_active_members_belong_to_an_alliance(state):
    school = make.SchoolFactory()
    membership = make.MembershipFactory(organisation=school.organisation, state=state)
    active = state == MembershipState.ACTIVE
    expected = {membership.alliance_id} if active else set()
    assert fresh(make.UserFactory(organisation=school)).alliances == expected


@pytest.mark.parametrize(
    "end",
    [
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: OrganisationRole.objects.filter(user=user).update(is_active=False),
        lambda user: OrganisationRole.objects.filter(user=user).delete(),
    ],
    ids=["deactivated person", "deactivated role", "removed role"],
)
def test_who_is_removed_reaches_nothing_at_the_next_request(end):
    home = make.make_world()
    for user in (home.school_user, home.secretary, home.bureau_user):
        assert fresh(user) != NOBODY
        end(user)
        after = fresh(user)
        assert (after.roles, after.secretariats, after.alliances, after.regions) == (
            {},
            {},
            frozenset(),
            frozenset(),
        )
        assert after.signed_in == User.objects.get(pk=user.pk).is_active


def test_nobody_reaches_nothing():
    assert scope_of(None) == scope_of(AnonymousUser()) == NOBODY
    assert Scope() == NOBODY
    assert not NOBODY.signed_in


def test_the_platform_is_a_superuser_and_nobody_else():
    staff = make.UserFactory(is_staff=True)
    root = make.UserFactory(is_staff=True, is_superuser=True)
    assert (fresh(staff).platform, fresh(root).platform) == (False, True)


def acting(user, organisation, *, read_only=False) -> Scope:
    """The scope of a request that came with an API key."""
    own = User.objects.get(pk=user.pk)
    own.acting_organisation_id = organisation.pk
    own.acting_read_only = read_only
    return scope_of(own)


def test_a_key_narrows_its_creator_to_one_organisation_and_never_widens():
    home = make.make_world()
    user = home.school_user
    for organisation in (home.secretariat, home.bureau):
        OrganisationRole.objects.create(user=user, organisation=organisation, role=Role.EDITOR)
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    assert fresh(user).platform

    as_school = acting(user, home.school)
    assert as_school == Scope(
        user_id=user.pk,
        roles={home.school.pk: Role.MANAGER},
        alliances=frozenset({home.alliance.pk}),
    )
    as_office = acting(user, home.secretariat)
    assert dict(as_office.roles) == {home.secretariat.pk: Role.EDITOR}
    assert dict(as_office.secretariats) == {home.alliance.pk: Role.EDITOR}
    assert acting(user, home.bureau).regions == {"4310"}
    foreign = acting(user, home.enterprise)
    assert (foreign.roles, foreign.platform, foreign.alliances) == ({}, False, frozenset())


@pytest.mark.parametrize("role", RANKED)
def test_a_reading_key_is_a_viewer_whatever_its_creator_is(role):
    home = make.make_world()
    user = make.UserFactory(organisation=home.secretariat, role=role)
    scope = acting(user, home.secretariat, read_only=True)
    assert dict(scope.roles) == {home.secretariat.pk: Role.VIEWER}
    assert dict(scope.secretariats) == {home.alliance.pk: Role.VIEWER}
    assert not scope.acts_for(home.secretariat.pk)
    assert not scope.administers(home.alliance.pk)


def test_the_scope_is_read_once_per_user_object(django_assert_num_queries):
    home = make.make_world()
    user = User.objects.get(pk=home.school_user.pk)
    with django_assert_num_queries(3):
        scope_of(user)
        scope_of(user)
    Membership.objects.update(state=MembershipState.SUSPENDED)
    assert scope_of(user).alliances
    forget_scope(user)
    assert scope_of(user).alliances == frozenset()
    forget_scope(make.UserFactory())

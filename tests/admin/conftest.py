"""A small world seen through the administration, as the platform and as two secretariats."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.accounts.models import User
from alliance.collaboration.enums import ProjectState, ResultState
from alliance.consortia.enums import MembershipState
from alliance.events.models import Heartbeat, Owed
from alliance.partners.actions import issue_key
from alliance.partners.models import KeyScope
from alliance.reference.models import LoadedEdition
from enterprises.enums import DemandState
from talent.enums import Destination, ExchangeKind
from talent.models import Cohort, Exchange, Graduate, Outcome
from tests import factories
from tests.factories.everything import records_of


@pytest.fixture
def world(db):
    """Chenzhou with Yangquan beside it; both secretaries are staff."""
    home = factories.world()
    for user in (home.secretary, home.foreign.secretary):
        user.is_staff = True
        user.save()
    return home


@pytest.fixture
def platform(db):
    return User.objects.create_superuser("platform@people.test", "x" * 20, name="Ping Tai")


def client_of(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


@pytest.fixture
def as_platform(platform):
    return client_of(platform)


@pytest.fixture
def as_secretary(world):
    return client_of(world.secretary)


@pytest.fixture
def as_stranger(world):
    """The secretary of the other alliance."""
    return client_of(world.foreign.secretary)


def submitted(home, **fields):
    """A demand that waits for the secretariat: its enterprise is not verified."""
    enterprise = factories.EnterpriseFactory(
        verified=False, organisation__region=home.region, member_of=home.alliance
    )
    return factories.DemandFactory(
        enterprise=enterprise, skills=home.skills, state=DemandState.SUBMITTED, **fields
    )


def whole_story(home, number):
    """One more row of everything that the administration lists."""
    factories.publish_in(home)
    submitted(home)
    project = factories.make_project(world=home, state=ProjectState.APPROVING)
    factories.make_result(world=home, state=ResultState.SUBMITTED)
    factories.make_run(framework=home.framework, as_of=date(2025, 1, number))
    factories.MembershipFactory(
        alliance=home.alliance, state=MembershipState.APPLIED, joined_on=None
    )
    cohort = Cohort.objects.create(program=home.program, year=2020 + number)
    graduate = Graduate.objects.create(cohort=cohort, number="1")
    Outcome.objects.create(
        graduate=graduate, measured_on=date(2025, 6, 1), destination=Destination.EMPLOYED
    )
    Exchange.objects.create(
        kind=ExchangeKind.VISITING_EXPERT,
        school=home.school,
        enterprise=home.enterprise,
        person_name=f"Li {number}",
        started_on=date(2025, 1, 1),
    )
    for person in (home.secretary, factories.UserFactory(organisation=home.secretariat)):
        issue_key(
            organisation=home.secretariat,
            label=f"key {number}",
            scope=KeyScope.READ,
            by=User.objects.get(pk=person.pk),
        )
    records_of(home)
    factories.FrameworkFactory(region=home.region, name=f"list {number}")
    factories.AllianceFactory(region=home.region, parent=home.alliance)
    factories.OrganisationRoleFactory(
        organisation=home.secretariat, user=factories.UserFactory(), role=Role.VIEWER
    )
    Owed.objects.filter(done__isnull=True).update(dead=timezone.now())
    Heartbeat.beat(f"worker {number}")
    LoadedEdition.objects.create(list=f"list {number}", digest="0" * 64)
    return project

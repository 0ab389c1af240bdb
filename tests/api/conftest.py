"""What the tests of the API share: a small world, sessions and keys."""

import pytest
from rest_framework.test import APIClient

from alliance.partners.models import ApiKey, KeyScope
from tests.factories import World, make_world


@pytest.fixture
def home(db) -> World:
    return make_world()


@pytest.fixture
def signed_in():
    """A client with a session: `signed_in(user)`; nobody's without one."""

    def client(user=None) -> APIClient:
        made = APIClient()
        if user is not None:
            made.force_login(user)
        return made

    return client


@pytest.fixture
def keyed():
    """A client with an API key of the user's organisation: `keyed(user, organisation)`."""

    def client(user, organisation, scope=KeyScope.WRITE) -> APIClient:
        text, prefix, digest = ApiKey.generate()
        ApiKey.objects.create(
            organisation_id=organisation.pk,
            created_by=user,
            label="test",
            prefix=prefix,
            digest=digest,
            scope=scope,
        )
        made = APIClient()
        made.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return made

    return client


@pytest.fixture
def demand_body(home):
    """A complete demand of the world's enterprise; keywords replace fields, `...` takes one out."""

    def body(**changed):
        made = {
            "enterprise": str(home.enterprise.pk),
            "kind": "order_class",
            "title": "Inverter technicians",
            "headcount": 12,
            "region": home.region.pk,
            "closes_on": "2099-12-31",
            "skills": [{"skill": skill.pk} for skill in home.skills],
        } | changed
        return {name: value for name, value in made.items() if value is not ...}

    return body

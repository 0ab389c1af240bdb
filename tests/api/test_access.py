"""Keys and sessions: who a request acts as, and how often it may."""

import re

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from alliance.partners.models import ApiKey, KeyScope
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_me_of_a_session_tells_roles_and_reach(home, signed_in):
    assert signed_in(home.secretary).get("/api/v1/me/").json() == {
        "id": str(home.secretary.pk),
        "email": home.secretary.email,
        "name": home.secretary.name,
        "platform": False,
        "roles": [
            {
                "organisation": str(home.secretariat.pk),
                "name": home.secretariat.name,
                "kind": "association",
                "role": "manager",
            }
        ],
        "secretariats": [{"alliance": str(home.alliance.pk), "role": "manager"}],
        "alliances": [str(home.alliance.pk)],
        "regions": [],
        "key_scope": None,
    }


def test_key_narrows_to_its_organisation_and_right(home, keyed):
    both = f.UserFactory(organisation=home.enterprise, role="manager")
    f.OrganisationRoleFactory(user=both, organisation=home.school.organisation, role="manager")
    reader = keyed(both, home.enterprise, KeyScope.READ).get("/api/v1/me/").json()
    writer = keyed(both, home.enterprise).get("/api/v1/me/").json()
    assert [(r["organisation"], r["role"]) for r in reader["roles"]] == [
        (str(home.enterprise.pk), "viewer")
    ]
    assert [(r["organisation"], r["role"]) for r in writer["roles"]] == [
        (str(home.enterprise.pk), "manager")
    ]
    assert (reader["key_scope"], writer["key_scope"]) == ("read", "write")


@pytest.mark.parametrize(
    "sent",
    [
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer iea_00000000_x",
        "Bearer two words",
        "Bearer \xff",
        "bearer  iea_",
        "Bearer " + "x" * 5000,
    ],
)
def test_key_that_does_not_work_is_refused_with_the_scheme_to_use(sent):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=sent)
    response = client.get("/api/v1/regions/")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert response["Content-Type"] == "application/problem+json"


def test_key_ends_with_its_time(home, keyed):
    client = keyed(home.enterprise_user, home.enterprise)
    ApiKey.objects.update(expires_at=timezone.now())
    assert client.get("/api/v1/me/").status_code == 401


def test_session_posts_need_the_csrf_token(home):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(home.enterprise_user)
    response = client.post("/api/v1/demands/", {})
    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")


def test_calls_beyond_the_rate_are_put_off(home, signed_in, settings):
    settings.API_RATE = 3
    client, other = signed_in(home.secretary), signed_in(home.school_user)
    cache.clear()
    answers = [client.get("/api/v1/skills/") for _ in range(4)]
    cut = {200, 429}  # the count begins anew with each minute
    assert {a.status_code for a in answers[:3]} == {200}
    assert answers[3].status_code in cut
    if answers[3].status_code == 429:
        assert 1 <= int(answers[3]["Retry-After"]) <= 60
        assert answers[3].json()["type"] == "urn:alliance:problem:throttled"
    assert other.get("/api/v1/skills/").status_code == 200


def test_rate_is_not_held_where_redis_does_not_answer(home, signed_in, settings):
    settings.API_RATE = 1
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": "unix:///no-such-socket"}
    }
    client = signed_in(home.secretary)
    assert [client.get("/api/v1/skills/").status_code for _ in range(3)] == [200] * 3


def test_every_answer_names_its_request(home, signed_in):
    client = signed_in(home.secretary)
    response = client.get("/api/v1/demands/0/", headers={"X-Request-Id": "partner-0001"})
    assert (response["X-Request-Id"], response.json()["request_id"]) == ("partner-0001",) * 2
    other = client.get("/api/v1/demands/0/", headers={"X-Request-Id": "no"})
    assert re.fullmatch("[0-9a-f]{32}", other.json()["request_id"])


def test_schema_is_valid_and_complete(tmp_path):
    call_command(
        "spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml")
    )
    text = (tmp_path / "schema.yaml").read_text()
    assert "scheme: bearer" in text
    assert "application/problem+json" in text
    assert "/api/v1/results/{id}/verify/:" in text


def test_schema_and_its_page_are_public(client):
    schema = client.get("/api/schema/?format=json")
    assert (schema.status_code, schema.json()["info"]["version"]) == (200, "1.0.0")
    assert client.get("/api/docs/").status_code == 200

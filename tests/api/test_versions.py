"""Versions, ETags and If-Match: nobody overwrites what they have not seen."""

import pytest

from enterprises.models import Demand
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def demand(home):
    return f.DemandFactory(enterprise=home.enterprise, title="As it was")


@pytest.fixture
def client(home, signed_in):
    return signed_in(home.enterprise_user)


def test_single_answers_carry_the_version_as_strong_etag(client, demand):
    response = client.get(f"/api/v1/demands/{demand.pk}/")
    assert (response["ETag"], response.json()["version"]) == ('"v1"', 1)


def test_rows_without_versions_carry_a_digest_that_follows_their_content(client, home):
    first = client.get(f"/api/v1/skills/{home.skills[0].pk}/")
    again = client.get(f"/api/v1/skills/{home.skills[0].pk}/")
    chinese = client.get(
        f"/api/v1/skills/{home.skills[0].pk}/", headers={"Accept-Language": "zh-hans"}
    )
    assert first["ETag"] == again["ETag"]
    assert first["ETag"] != chinese["ETag"]


def test_patch_needs_if_match(client, demand):
    response = client.patch(f"/api/v1/demands/{demand.pk}/", {"title": "New"})
    assert (response.status_code, response.json()["type"]) == (
        428,
        "urn:alliance:problem:version_required",
    )
    demand.refresh_from_db()
    assert (demand.title, demand.version) == ("As it was", 1)


def test_patch_with_the_current_version_answers_the_next(client, demand):
    response = client.patch(
        f"/api/v1/demands/{demand.pk}/", {"title": "New"}, headers={"If-Match": '"v1"'}
    )
    assert (response.status_code, response["ETag"]) == (200, '"v2"')
    assert (response.json()["title"], response.json()["version"]) == ("New", 2)


def test_second_of_two_editors_is_refused_and_told_the_current_version(client, demand):
    sent = {"If-Match": '"v1"'}
    first = client.patch(f"/api/v1/demands/{demand.pk}/", {"title": "First"}, headers=sent)
    second = client.patch(f"/api/v1/demands/{demand.pk}/", {"title": "Second"}, headers=sent)
    assert (first.status_code, second.status_code, second["ETag"]) == (200, 412, '"v2"')
    assert second["Content-Type"] == "application/problem+json"
    demand.refresh_from_db()
    assert (demand.title, demand.version) == ("First", 2)


def test_moves_take_if_match_where_it_is_sent(client, demand):
    stale = client.post(f"/api/v1/demands/{demand.pk}/submit/", headers={"If-Match": '"v9"'})
    assert (stale.status_code, stale["ETag"]) == (412, '"v1"')
    without = client.post(f"/api/v1/demands/{demand.pk}/submit/")
    assert (without.status_code, without.json()["state"]) == (200, "published")
    assert Demand.objects.get(pk=demand.pk).version == 3  # submit and publish in one move


@pytest.mark.parametrize(
    "sent", ["v1", '"v1', '"1"', 'W/"v1"', "*", '"v1", "v2"', '"v99999999999"']
)
def test_if_match_that_names_no_version_is_bad_input(client, demand, sent):
    response = client.patch(
        f"/api/v1/demands/{demand.pk}/", {"title": "New"}, headers={"If-Match": sent}
    )
    body = response.json()
    assert (response.status_code, body["errors"][0]["pointer"]) == (400, "/If-Match")


def test_every_editable_record_refuses_a_stale_version(home, signed_in):
    project, result = f.make_project(world=home), f.make_result(world=home)
    cases = [
        (home.enterprise_user, "demands", f.DemandFactory(enterprise=home.enterprise), "title"),
        (home.school_user, "programs", home.program, "name"),
        (home.school_user, "projects", project, "title"),
        (home.school_user, "results", result, "title"),
    ]
    for user, resource, row, field in cases:
        before = getattr(row, field)
        response = signed_in(user).patch(
            f"/api/v1/{resource}/{row.pk}/", {field: "Overwritten"}, headers={"If-Match": '"v77"'}
        )
        row.refresh_from_db()
        assert (resource, response.status_code, getattr(row, field)) == (resource, 412, before)

"""One key, one effect, one answer."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from alliance.partners.models import IdempotencyRecord
from enterprises.models import Demand
from tests import factories as f

URL = "/api/v1/demands/"


@pytest.fixture
def client(home, keyed):
    return keyed(home.enterprise_user, home.enterprise)


@pytest.mark.django_db
def test_post_with_a_key_of_an_organisation_needs_the_header(client, demand_body):
    response = client.post(URL, demand_body())
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (
        400,
        "/Idempotency-Key",
    )
    assert Demand.objects.count() == 0


@pytest.mark.django_db
def test_session_may_post_without_the_header(home, signed_in, demand_body):
    response = signed_in(home.enterprise_user).post(URL, demand_body())
    assert (response.status_code, Demand.objects.count()) == (201, 1)


@pytest.mark.django_db
def test_same_key_gives_the_same_answer_and_one_row(client, demand_body):
    sent = {"Idempotency-Key": "order-17"}
    first = client.post(URL, demand_body(), headers=sent)
    again = client.post(URL, demand_body(), headers=sent)
    assert (first.status_code, again.status_code) == (201, 201)
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    for name in ("ETag", "Location"):
        assert again[name] == first[name]
    assert Demand.objects.count() == 1


@pytest.mark.django_db
def test_order_of_the_body_does_not_matter(client, demand_body):
    sent = {"Idempotency-Key": "order-17"}
    body = demand_body()
    client.post(URL, body, headers=sent)
    turned = dict(reversed(body.items()))
    assert client.post(URL, turned, headers=sent)["Idempotent-Replayed"] == "true"


@pytest.mark.django_db
def test_same_key_with_another_body_is_refused(client, demand_body):
    sent = {"Idempotency-Key": "order-17"}
    client.post(URL, demand_body(), headers=sent)
    other = client.post(URL, demand_body(title="Another"), headers=sent)
    assert (other.status_code, other.json()["type"]) == (
        422,
        "urn:alliance:problem:idempotency_key_reused",
    )
    assert Demand.objects.count() == 1


@pytest.mark.django_db
def test_same_key_on_another_address_is_refused(client, demand_body):
    sent = {"Idempotency-Key": "order-17"}
    made = client.post(URL, demand_body(), headers=sent).json()
    assert client.post(f"{URL}{made['id']}/submit/", {}, headers=sent).status_code == 422


@pytest.mark.django_db
def test_refusals_are_not_kept_so_the_key_may_be_used_for_the_mended_body(client, demand_body):
    sent = {"Idempotency-Key": "order-17"}
    refused = client.post(URL, demand_body(headcount=0), headers=sent)
    mended = client.post(URL, demand_body(headcount=1), headers=sent)
    assert (refused.status_code, mended.status_code) == (400, 201)
    assert "Idempotent-Replayed" not in mended


@pytest.mark.django_db
def test_keys_of_two_principals_do_not_meet(home, client, keyed, demand_body):
    other = f.EnterpriseFactory()
    stranger = keyed(f.UserFactory(organisation=other), other)
    sent = {"Idempotency-Key": "order-17"}
    client.post(URL, demand_body(), headers=sent)
    theirs = stranger.post(URL, demand_body(enterprise=str(other.pk)), headers=sent)
    assert (theirs.status_code, theirs.has_header("Idempotent-Replayed")) == (201, False)
    assert Demand.objects.count() == 2


@pytest.mark.django_db
def test_replayed_move_moves_once(home, client):
    demand = f.DemandFactory(enterprise=home.enterprise)
    url = f"{URL}{demand.pk}/submit/"
    answers = [client.post(url, {}, headers={"Idempotency-Key": "s"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    without = client.post(url, {}, headers={"Idempotency-Key": "another"})
    assert without.status_code == 409


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 256, "tab\there", "钥匙".encode().decode("latin-1")])
def test_keys_that_cannot_be_kept_are_bad_input(client, demand_body, key):
    response = client.post(URL, demand_body(), headers={"Idempotency-Key": key})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (
        400,
        "/Idempotency-Key",
    )


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one_row_and_one_answer(keyed):
    home = f.make_world()
    client = keyed(home.enterprise_user, home.enterprise)
    authorization = client._credentials["HTTP_AUTHORIZATION"]
    body = {
        "enterprise": str(home.enterprise.pk),
        "kind": "internship",
        "title": "Once",
        "headcount": 1,
        "region": home.region.pk,
        "closes_on": str(timezone.localdate() + timedelta(days=9)),
    }

    def post(_number):
        try:
            sender = type(client)()
            sender.credentials(HTTP_AUTHORIZATION=authorization)
            answer = sender.post(URL, body, headers={"Idempotency-Key": "race"})
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(post, range(10)))
    won = [content for status, content in answers if status == 201]
    assert {status for status, _ in answers} <= {201, 409}
    assert len({json.loads(content)["id"] for content in won}) == 1
    assert (Demand.objects.count(), IdempotencyRecord.objects.count()) == (1, 1)

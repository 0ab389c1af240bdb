"""A result's page tells who took it into use, and offers that to those whom it reaches."""

import re

import pytest
from django.urls import reverse

from alliance.collaboration.models import Adoption
from tests import factories as make
from tests.factories.collaboration import AdoptionFactory


@pytest.fixture
def shared(home):
    return make.make_result(world=home, state="shared", audience="public")


def page_of(client, result, user=None):
    if user is not None:
        client.force_login(user)
    answer = client.get(reverse("collaboration:result_detail", args=[result.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_public_reads_how_many_use_it_and_not_who(client, home, shared):
    for organisation in (home.enterprise.organisation, home.bureau):
        AdoptionFactory(result=shared, organisation=organisation, use="A line of its own")
    page = page_of(client, shared)
    assert "2 organisations use this result." in page
    assert "A line of its own" not in page
    assert "We use this result" not in page
    assert "A line of its own" in page_of(client, shared, home.foreign.school_user)


def test_a_result_that_nobody_uses_says_nothing_to_the_public(client, shared):
    assert "Taken into use" not in page_of(client, shared)


def test_who_may_adopt_is_led_to_a_form_that_knows_the_result(client, home, shared):
    page = page_of(client, shared, home.enterprise_user)
    address = re.search(r'href="([^"]*adoptions/new/[^"]*)"', page).group(1)
    form = client.get(address).content.decode()
    assert shared.title in form or f"#{shared.pk}" in form
    answer = client.post(
        reverse("registers:new", args=["adoptions"]),
        {
            "result": f"{shared.pk}",
            "organisation": f"{home.enterprise.pk}",
            "adopted_on": shared.achieved_on.isoformat(),
            "use": "Second line",
            "benefit": "",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    stored = Adoption.objects.get()
    assert (stored.result, stored.organisation_id, stored.use) == (
        shared,
        home.enterprise.pk,
        "Second line",
    )
    assert "We use this result" not in page_of(client, shared)


@pytest.mark.parametrize("who", ["school_user", "bureau_user"])
def test_authors_are_not_offered_their_own_result(client, home, shared, who):
    offered = "We use this result" in page_of(client, shared, getattr(home, who))
    assert offered == (who == "bureau_user")

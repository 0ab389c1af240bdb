"""The public home: open to everybody, counted from records, as cheap with many rows as with few."""

import pytest
from django.urls import reverse

from alliance.alignment.models import IndexValue
from alliance.collaboration.enums import Audience, ProjectState, ResultState
from tests.factories import make_project, make_result, make_run, publish_in


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_home_page_counts_the_loop_and_shows_the_newest(home, browse):
    project = make_project(world=home, state=ProjectState.RUNNING)
    make_result(
        project=project, state=ResultState.SHARED, audience=Audience.PUBLIC, title="Open course"
    )
    make_result(
        project=project, state=ResultState.SHARED, audience=Audience.ALLIANCE, title="Inner course"
    )
    publish_in(home, title="Draft of somebody", published=False)
    make_run(framework=home.framework)
    response = browse().get("/")
    text = text_of(response)
    assert [tile["value"] for tile in response.context["loop"]] == [1, 1, 1, 2]
    assert [d.pk for d in response.context["demands"]] == [project.match.demand_id]
    assert [r.title for r in response.context["results"]] == ["Open course"]
    assert "Inner course" not in text
    assert "Draft of somebody" not in text
    value = IndexValue.objects.headline().get(index="A1", level="")
    assert reverse("alignment:value", args=[value.pk]) in text
    assert "100.0 %" in text
    assert "1 of 1" in text


def test_an_empty_portal_has_a_home_page(db, browse):
    response = browse().get("/")
    assert "No demand is open at the moment" in text_of(response)
    assert [tile["value"] for tile in response.context["loop"]] == [0, 0, 0, 0]


def test_strangers_are_offered_no_list_that_they_cannot_open(home, browse):
    hrefs = [tile["href"] for tile in browse().get("/").context["loop"]]
    assert [bool(href) for href in hrefs] == [True, False, False, True]
    hrefs = [tile["href"] for tile in browse(home.school_user).get("/").context["loop"]]
    assert all(hrefs)


@pytest.mark.parametrize("path", ["/", "/methods/", "/about-data/", "/search/", "/alignment/"])
def test_public_pages_speak_both_languages(home, browse, path):
    assert '<html lang="en">' in browse().get(path).content.decode()
    assert '<html lang="zh-Hans">' in browse(zh=True).get(path).content.decode()


def test_the_home_page_asks_as_often_for_three_rows_as_for_one(
    home, browse, django_assert_num_queries
):
    def one_more(number):
        make_result(
            project=make_project(world=home, state=ProjectState.RUNNING, title=f"P{number}"),
            state=ResultState.SHARED,
            audience=Audience.PUBLIC,
        )

    one_more(1)
    make_run(framework=home.framework)
    browser = browse()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        browser.get("/")
    one_more(2)
    one_more(3)
    make_run(framework=home.foreign.framework)
    with django_assert_num_queries(len(few)):
        browser.get("/")

"""Lists cost the same queries for one row and for three, and page, filter and search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance.collaboration.actions import matches
from alliance.collaboration.models import Match
from tests.factories import (
    DemandFactory,
    ProgramFactory,
    SkillFactory,
    make_match,
    make_project,
    make_result,
    publish_in,
)

pytestmark = pytest.mark.django_db


def one_demand(home):
    publish_in(home, skills=[SkillFactory(), SkillFactory()])


def one_match(home):
    make_match(demand=publish_in(home))


def one_project(home):
    make_project(match=make_match(demand=publish_in(home), state="accepted"), state="approving")


def one_result(home):
    project = make_project(
        match=make_match(demand=publish_in(home), state="accepted"), state="running"
    )
    make_result(project=project, state="shared", audience="public")


def one_program(home):
    ProgramFactory(school=home.school)


LISTS = [
    ("collaboration:demand_list", "?view=open", one_demand, "enterprise_user"),
    ("collaboration:demand_list", "?view=mine", one_demand, "enterprise_user"),
    ("collaboration:match_list", "", one_match, "school_user"),
    ("collaboration:match_list", "", one_match, "secretary"),
    ("collaboration:project_list", "", one_project, "school_user"),
    ("collaboration:result_list", "", one_result, "school_user"),
    ("collaboration:result_list", "", one_result, None),
    ("collaboration:demand_list", "", one_demand, None),
    ("programs:program_list", "?view=mine", one_program, "school_user"),
]


@pytest.mark.parametrize(("name", "query", "make", "who"), LISTS)
def test_a_list_costs_the_same_queries_for_any_number_of_rows(
    home, sign_in, name, query, make, who
):
    address = reverse(name) + query

    def measure():
        browser = sign_in(getattr(home, who) if who else None)
        with CaptureQueriesContext(connection) as caught:
            page = browser.get(address)
        assert page.status_code == 200
        return len(page.context["page"]), len(caught)

    make(home)
    rows, queries = measure()
    make(home)
    make(home)
    more, again = measure()
    assert (more, again) == (rows + 2, queries)


@pytest.mark.parametrize("who", ["enterprise_user", "school_user"])
def test_a_demands_page_costs_the_same_queries_for_any_number_of_matches(home, sign_in, who):
    def measure(programs):
        demand = publish_in(home)
        matches.match_demand(demand=demand, revision=1)
        browser = sign_in(getattr(home, who))
        with CaptureQueriesContext(connection) as caught:
            page = browser.get(reverse("collaboration:demand_detail", args=[demand.pk]))
        assert len(page.context["matches"]) == programs
        return len(caught)

    one = measure(1)
    for _ in range(2):
        ProgramFactory(school=home.school, skills=home.skills)
    assert measure(3) == one


def test_lists_are_paged_and_keep_their_filters(home, sign_in):
    for _ in range(21):
        DemandFactory(enterprise=home.enterprise)
    browser = sign_in(home.enterprise_user)
    page = browser.get(reverse("collaboration:demand_list") + "?state=draft&page=2")
    assert len(page.context["page"]) == 1
    assert "?state=draft&amp;page=1" in page.content.decode()


def test_demands_are_found_by_words_kind_and_region(home, sign_in):
    wanted = publish_in(home, title="Night shift welders", kind="internship")
    publish_in(home, title="Day shift")
    browser = sign_in()

    def found(query):
        return list(browser.get(reverse("collaboration:demand_list") + query).context["page"])

    assert found("?q=welders+night") == [wanted]
    assert found("?kind=internship") == [wanted]
    assert len(found("?region=4310")) == 2
    assert found("?region=1403") == []
    assert found("?q=nothing+like+it") == []


def test_a_schools_matches_put_what_waits_for_its_answer_first(home, sign_in):
    answered = make_match(demand=publish_in(home), state="interested")
    waiting = make_match(demand=publish_in(home))
    agreed = make_match(demand=publish_in(home), state="accepted")
    address = reverse("collaboration:match_list")
    school = sign_in(home.school_user).get(address)
    assert list(school.context["page"]) == [waiting, answered, agreed]
    enterprise = sign_in(home.enterprise_user).get(address)
    assert list(enterprise.context["page"]) == [answered, waiting, agreed]


def test_matches_are_filtered_by_state_demand_and_program(home, sign_in):
    one, other = make_match(demand=publish_in(home)), make_match(demand=publish_in(home))
    browser = sign_in(home.school_user)

    def found(query):
        return list(browser.get(reverse("collaboration:match_list") + query).context["page"])

    assert found(f"?demand={one.demand_id}") == [one]
    assert found("?state=accepted") == []
    assert set(found(f"?program={home.program.pk}")) == {one, other}
    assert Match.objects.count() == 2

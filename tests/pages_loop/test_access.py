"""Who may open which page of the loop: own, foreign, and nobody's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from alliance.collaboration.enums import Audience
from tests.factories import DemandFactory, make_match, make_project, make_result, publish_in

pytestmark = pytest.mark.django_db

PEOPLE = ("enterprise", "school", "secretary", "bureau", "foreign", "nobody")


@pytest.fixture
def people(home, sign_in):
    return {
        "enterprise": sign_in(home.enterprise_user),
        "school": sign_in(home.school_user),
        "secretary": sign_in(home.secretary),
        "bureau": sign_in(home.bureau_user),
        "foreign": sign_in(home.foreign.enterprise_user),
        "nobody": sign_in(),
    }


def statuses(people, name, *args):
    address = reverse(name, args=args)
    return {who: browser.get(address).status_code for who, browser in people.items()}


def expect(enterprise, school, secretary, bureau, foreign, nobody):
    answers = (enterprise, school, secretary, bureau, foreign, nobody)
    return dict(zip(PEOPLE, answers, strict=True))


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("collaboration:demand_list", expect(200, 200, 200, 200, 200, 200)),
        ("collaboration:demand_new", expect(200, 403, 403, 403, 200, 302)),
        ("collaboration:match_list", expect(200, 200, 200, 200, 200, 302)),
        ("collaboration:project_list", expect(200, 200, 200, 200, 200, 302)),
        ("collaboration:result_list", expect(200, 200, 200, 200, 200, 200)),
        ("collaboration:result_new", expect(200, 200, 200, 200, 200, 302)),
        ("programs:program_list", expect(200, 200, 200, 200, 200, 302)),
    ],
)
def test_lists_and_blank_forms_open_for_those_who_have_use_of_them(people, name, answers):
    assert statuses(people, name) == answers


def test_a_draft_is_its_enterprises_alone(home, people):
    draft = DemandFactory(enterprise=home.enterprise)
    expected = expect(200, 404, 404, 404, 404, 404)
    assert statuses(people, "collaboration:demand_detail", draft.pk) == expected
    expected["nobody"] = 302
    assert statuses(people, "collaboration:demand_edit", draft.pk) == expected
    assert statuses(people, "collaboration:demand_revise", draft.pk) == {
        **expected,
        "enterprise": 409,
    }


def test_a_submitted_demand_is_seen_by_its_secretariat_too(home, people):
    demand = DemandFactory(enterprise=home.enterprise, state="submitted")
    expected = expect(200, 404, 200, 404, 404, 404)
    assert statuses(people, "collaboration:demand_detail", demand.pk) == expected


def test_a_published_demand_is_everybodys_and_revised_by_its_enterprise(home, people):
    demand = publish_in(home)
    everybody = expect(200, 200, 200, 200, 200, 200)
    assert statuses(people, "collaboration:demand_detail", demand.pk) == everybody
    writers = expect(200, 403, 403, 403, 403, 302)
    assert statuses(people, "collaboration:demand_revise", demand.pk) == writers
    assert statuses(people, "collaboration:demand_edit", demand.pk) == {
        **writers,
        "enterprise": 409,
    }


def test_a_match_is_between_its_two_sides_and_their_secretariat(home, people):
    match = make_match(world=home, state="accepted")
    assert statuses(people, "collaboration:match_detail", match.pk) == expect(
        200, 200, 200, 404, 404, 302
    )
    assert statuses(people, "collaboration:project_new", match.pk) == expect(
        200, 200, 403, 404, 404, 302
    )


def test_a_project_in_the_making_is_its_parties_alone_and_the_bureaus_once_signed(home, people):
    project = make_project(world=home)
    assert statuses(people, "collaboration:project_detail", project.pk) == expect(
        200, 200, 200, 404, 404, 302
    )
    assert statuses(people, "collaboration:project_edit", project.pk) == expect(
        200, 200, 403, 404, 404, 302
    )
    signed = make_project(
        match=make_match(demand=publish_in(home), state="accepted"), state="signed"
    )
    assert statuses(people, "collaboration:project_detail", signed.pk) == expect(
        200, 200, 200, 200, 404, 302
    )


def test_a_result_reaches_its_audience_only_when_shared(home, people):
    result = make_result(world=home)
    parties = expect(200, 200, 200, 404, 404, 404)
    assert statuses(people, "collaboration:result_detail", result.pk) == parties
    assert statuses(people, "collaboration:result_edit", result.pk) == expect(
        403, 200, 403, 404, 404, 302
    )
    public = make_result(project=result.project, state="shared", audience=Audience.PUBLIC)
    assert statuses(people, "collaboration:result_detail", public.pk) == expect(
        200, 200, 200, 200, 200, 200
    )


def test_evidence_and_history_are_read_by_the_parties_only(home, people):
    result = make_result(
        world=home, state="shared", audience=Audience.PUBLIC, evidence="EVIDENCE-7"
    )
    address = reverse("collaboration:result_detail", args=[result.pk])
    readers = {
        who: "EVIDENCE-7" in browser.get(address).content.decode()
        for who, browser in people.items()
    }
    assert readers == expect(True, True, True, False, False, False)
    author = str(home.school_user)
    named = {
        who: author in browser.get(address).content.decode() for who, browser in people.items()
    }
    assert named["nobody"] is False
    assert named["foreign"] is False


def test_a_program_is_open_to_all_who_are_signed_in_and_edited_by_its_school(home, people):
    assert statuses(people, "programs:program_detail", home.program.pk) == expect(
        200, 200, 200, 200, 200, 302
    )
    assert statuses(people, "programs:program_edit", home.program.pk) == expect(
        403, 200, 403, 403, 403, 302
    )


def test_the_public_list_holds_published_demands_only(home, sign_in):
    shown = publish_in(home)
    for state in ("draft", "submitted", "returned", "withdrawn", "fulfilled"):
        DemandFactory(enterprise=home.enterprise, state=state)
    page = sign_in().get(reverse("collaboration:demand_list"))
    assert list(page.context["page"]) == [shown]
    assert str(home.enterprise_user) not in page.content.decode()


def test_the_secretariats_list_holds_what_waits_for_its_check(home, sign_in):
    waiting = DemandFactory(enterprise=home.enterprise, state="submitted")
    DemandFactory(enterprise=home.foreign.enterprise, state="submitted")
    publish_in(home)
    page = sign_in(home.secretary).get(reverse("collaboration:demand_list"))
    assert (page.context["view"], list(page.context["page"])) == ("check", [waiting])


@pytest.mark.parametrize("name", ["demand_detail", "match_detail", "project_detail"])
@pytest.mark.parametrize("pk", [10**6, 10**30])
def test_numbers_that_name_nothing_are_not_found(home, sign_in, name, pk):
    page = sign_in(home.enterprise_user).get(reverse(f"collaboration:{name}", args=[pk]))
    assert page.status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?page=x",
        "?page=99999",
        "?kind=nonsense",
        "?state=%00",
        "?q=%00",
        "?region=abc",
        "?demand=abc",
        "?demand=99999999999999999999",
        "?program=-1",
        "?view=nonsense",
    ],
)
def test_lists_survive_nonsense_in_the_address(home, sign_in, query):
    browser = sign_in(home.enterprise_user)
    for name in ("demand_list", "match_list", "project_list", "result_list"):
        assert browser.get(reverse(f"collaboration:{name}") + query).status_code == 200
    assert browser.get(reverse("programs:program_list") + query).status_code == 200


def test_pages_speak_chinese_dates_and_name_todays_state(home, sign_in):
    demand = publish_in(home)
    browser = sign_in(home.enterprise_user)
    address = reverse("collaboration:demand_detail", args=[demand.pk])
    page = browser.get(address, headers={"accept-language": "zh-hans"}).content.decode()
    assert '<html lang="zh-Hans">' in page
    assert f"{timezone.localdate().year}年" in page

"""What waits for whom: by role, with counts and clocks, and never what is not theirs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.collaboration.actions import projects
from alliance.collaboration.enums import MatchState, ProjectState, ResultState
from alliance.collaboration.models import Match
from alliance.consortia.actions import apply_for_membership
from alliance.events.models import Event, Owed
from alliance.portal import waiting
from enterprises.enums import DemandState
from tests.factories import (
    OrganisationRoleFactory,
    UserFactory,
    make_match,
    make_project,
    make_result,
    make_run,
    publish_in,
)


def waits(user):
    """[(organisation, [(task, count)])] as the workspace groups it."""
    return [
        (str(group.name), [(s.task.key, s.count) for s in group.sections])
        for group in waiting.groups(user)
    ]


def everything(home):
    return {
        name: waits(getattr(home, name))
        for name in ("school_user", "enterprise_user", "secretary", "bureau_user")
    }


def test_a_new_match_waits_for_the_school_alone(home):
    make_match(world=home)
    assert everything(home) == {
        "school_user": [(str(home.school), [("answer", 1)])],
        "enterprise_user": [],
        "secretary": [],
        "bureau_user": [],
    }
    assert waits(home.foreign.school_user) == []


def test_an_answered_match_waits_for_the_enterprise_alone(home):
    make_match(world=home, state=MatchState.INTERESTED)
    assert everything(home) == {
        "school_user": [],
        "enterprise_user": [(str(home.enterprise), [("accept", 1)])],
        "secretary": [],
        "bureau_user": [],
    }


def test_an_agreed_match_waits_for_either_side_to_open_the_project(home):
    make_match(world=home, state=MatchState.ACCEPTED)
    assert everything(home) == {
        "school_user": [(str(home.school), [("open-school", 1)])],
        "enterprise_user": [(str(home.enterprise), [("open", 1)])],
        "secretary": [],
        "bureau_user": [],
    }


def test_a_project_waits_for_each_side_until_it_has_approved_then_to_be_signed(home):
    project = make_project(world=home, state=ProjectState.APPROVING)
    office = f"Secretariat of {home.alliance}"
    assert everything(home) == {
        "school_user": [(str(home.school), [("approve-school", 1)])],
        "enterprise_user": [(str(home.enterprise), [("approve-enterprise", 1)])],
        "secretary": [(office, [("approve-alliance", 1)])],
        "bureau_user": [],
    }
    projects.approve_project(project=project, by=home.school_user)
    assert waits(home.school_user) == []
    projects.approve_project(project=project, by=home.enterprise_user)
    projects.approve_project(project=project, by=home.secretary)
    assert everything(home) == {
        "school_user": [(str(home.school), [("sign-school", 1)])],
        "enterprise_user": [(str(home.enterprise), [("sign-enterprise", 1)])],
        "secretary": [(office, [("sign-alliance", 1)])],
        "bureau_user": [],
    }


def test_results_wait_for_the_secretariat_and_returned_ones_for_the_author(home):
    project = make_project(world=home, state=ProjectState.RUNNING)
    make_result(project=project, state=ResultState.SUBMITTED)
    make_result(project=project, state=ResultState.RETURNED)
    make_result(project=project, state=ResultState.VERIFIED)
    assert everything(home) == {
        "school_user": [
            (str(home.school), [("returned-result", 1), ("verified-result", 1)]),
        ],
        "enterprise_user": [],
        "secretary": [(f"Secretariat of {home.alliance}", [("check-result", 1)])],
        "bureau_user": [],
    }


def test_demands_wait_for_their_enterprise_or_for_the_secretariat_that_checks_them(home):
    for state in (DemandState.DRAFT, DemandState.RETURNED, DemandState.SUBMITTED):
        publish_in(home, state=state, published=False)
    assert everything(home) == {
        "school_user": [],
        "enterprise_user": [
            (str(home.enterprise), [("returned-demand", 1), ("draft-demand", 1)]),
        ],
        "secretary": [(f"Secretariat of {home.alliance}", [("check-demand", 1)])],
        "bureau_user": [],
    }
    assert waits(home.foreign.secretary) == []


def test_applications_wait_for_the_secretariat(home):
    foreign = home.foreign
    apply_for_membership(
        alliance=home.alliance, organisation=foreign.school.organisation, by=foreign.school_user
    )
    assert waits(home.secretary) == [(f"Secretariat of {home.alliance}", [("admit", 1)])]
    assert waits(foreign.secretary) == []


def test_who_only_reads_is_asked_nothing(home):
    make_match(world=home)
    viewer = UserFactory(organisation=home.school, role=Role.VIEWER)
    assert waits(viewer) == []
    assert waiting.counts(viewer) == {}


def test_several_roles_are_shown_by_organisation_the_most_urgent_first(home):
    make_match(world=home)
    make_match(world=home.foreign)
    person = home.school_user
    OrganisationRoleFactory(
        user=person, organisation=home.foreign.school.organisation, role=Role.EDITOR
    )
    Match.objects.filter(program__school=home.foreign.school).update(answer_by=timezone.localdate())
    assert waits(person) == [
        (str(home.foreign.school), [("answer", 1)]),
        (str(home.school), [("answer", 1)]),
    ]


def test_the_platform_sees_all_of_it_in_one_group(home, administrator):
    make_match(world=home)
    make_match(world=home.foreign)
    assert waits(administrator) == [("Whole platform", [("answer", 2)])]


def test_the_navigation_counts_what_waits_in_one_query(home, django_assert_num_queries):
    make_match(world=home)
    make_match(demand=publish_in(home))
    user = home.school_user
    waiting.tasks(user)  # reads the roles once
    with django_assert_num_queries(1):
        assert {k: n for k, n in waiting.counts(user).items() if n} == {
            "collaboration:match_list": 2
        }


@pytest.mark.parametrize(
    "who", ["school_user", "enterprise_user", "secretary", "bureau_user", "administrator"]
)
def test_every_role_has_a_workspace_in_both_languages(home, browse, administrator, who):
    make_project(world=home, state=ProjectState.APPROVING)
    make_match(demand=publish_in(home))
    make_run(framework=home.framework)
    user = administrator if who == "administrator" else getattr(home, who)
    english = browse(user).get("/workspace/")
    chinese = browse(user, zh=True).get("/workspace/")
    assert (english.status_code, chinese.status_code) == (200, 200)
    assert '<html lang="zh-Hans">' in chinese.content.decode()
    assert bool(english.context["rates"]) == (who in ("bureau_user", "administrator"))
    assert bool(english.context["system"]) == (who == "administrator")


def test_strangers_are_sent_to_sign_in(client):
    response = client.get("/workspace/")
    assert (response.status_code, response["Location"]) == (
        302,
        "/accounts/login/?next=/workspace/",
    )


def test_a_row_names_the_other_side_the_score_and_the_clock(home, browse):
    match = make_match(world=home)
    text = " ".join(browse(home.school_user).get("/workspace/").content.decode().split())
    assert match.demand.title in text
    assert str(home.enterprise) in text
    assert f"/matches/{match.pk}/" in text
    assert f'<time datetime="{match.answer_by:%Y-%m-%d}">' in text


def test_the_waiting_part_is_sent_again_only_when_it_changed(home, browse):
    make_match(world=home)
    browser = browse(home.school_user)
    seen = browser.get("/workspace/").context["waiting"]["seen"]
    again = browser.get(f"/workspace/waiting/?seen={seen}")
    assert (again.status_code, again.content) == (204, b"")
    make_match(demand=publish_in(home, title="A second demand"))
    changed = browser.get(f"/workspace/waiting/?seen={seen}").content.decode()
    assert "A second demand" in changed
    assert "<html" not in changed
    assert 'id="waiting"' in changed
    assert f"seen={seen}" not in changed


def test_a_page_whose_session_ended_is_sent_to_sign_in_as_a_whole(client, db):
    response = client.get("/workspace/waiting/")
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/accounts/login/?next=/workspace/"


def test_work_that_was_given_up_is_told_to_the_secretariat(home, browse):
    make_match(world=home)
    event = Event.objects.order_by("pk").first()
    Owed.objects.create(event=event, subscriber="gone", dead=timezone.now())
    page = browse(home.secretary).get("/workspace/")
    assert page.context["dead"] == 1
    assert "1 piece of work was given up" in page.content.decode()
    assert browse(home.school_user).get("/workspace/").context["dead"] == 0


@pytest.mark.parametrize("who", ["school_user", "enterprise_user", "secretary", "administrator"])
def test_a_workspace_asks_as_often_for_three_rows_as_for_one(home, browse, administrator, who):
    def one_more():
        make_match(demand=publish_in(home))
        publish_in(home, state=DemandState.SUBMITTED, published=False)
        publish_in(home, published=False)
        project = make_project(world=home, state=ProjectState.RUNNING)
        make_result(project=project, state=ResultState.SUBMITTED)
        make_result(project=project, state=ResultState.RETURNED)
        make_project(world=home, state=ProjectState.APPROVING)

    user = administrator if who == "administrator" else getattr(home, who)
    browser = browse(user)
    one_more()
    with CaptureQueriesContext(connection) as few:
        browser.get("/workspace/")
    one_more()
    one_more()
    with CaptureQueriesContext(connection) as many:
        browser.get("/workspace/")
    assert len(many) == len(few)


def test_a_new_match_stands_before_the_urgent_ones_with_its_reason(home, browse):
    for _number in range(7):
        match = make_match(world=home, state="suggested")
        yesterday = timezone.now() - timedelta(days=2)
        Match.objects.filter(pk=match.pk).update(
            answer_by=timezone.localdate(), created_at=yesterday
        )
    newest = make_match(world=home, state="suggested")
    content = browse(home.school_user).get("/workspace/").content.decode()
    links = re.findall(r"/matches/(\d+)/", content.partition("Lately")[0])
    assert links[0] == str(newest.pk)
    assert len(set(links)) == 6
    assert "skills asked for" in content.partition("Lately")[0]


def test_who_has_a_say_in_programs_is_led_to_what_can_be_tried_and_what_was_done(
    home, browse, administrator
):
    for world in (home, home.foreign):
        make_run(framework=world.framework)
    mine, theirs = home.region.pk, home.foreign.region.pk
    steered = {
        who: sorted(run.region_id for run in browse(user).get("/workspace/").context["steered"])
        for who, user in {
            "school": home.school_user,
            "enterprise": home.enterprise_user,
            "office": home.secretary,
            "bureau": home.bureau_user,
            "platform": administrator,
            "nobody": UserFactory(),
        }.items()
    }
    assert steered == {
        "school": [mine],
        "enterprise": [],
        "office": [mine],
        "bureau": [mine],
        "platform": sorted([mine, theirs]),
        "nobody": [],
    }
    content = browse(home.school_user).get("/workspace/").content.decode()
    for address in ("what-if/", "scorecard/"):
        assert f'href="/alignment/{mine}/{address}"' in content
    assert f'href="/alignment/changes/?region={mine}"' in content


def test_lists_of_key_industries_are_found_from_every_page_and_from_the_region(home, browse):
    make_run(framework=home.framework)
    region = browse().get(f"/alignment/{home.region.pk}/").content.decode()
    assert f'href="/frameworks/{home.framework.pk}/"' in region
    for page in ("/", "/alignment/", "/methods/"):
        assert 'href="/frameworks/"' in browse().get(page).content.decode()

"""Behind "see all" stands the list of exactly what the workspace counted."""

import pytest

from alliance.accounts.enums import Role
from alliance.collaboration.actions import projects
from alliance.collaboration.enums import MatchState, ProjectState, ResultState
from alliance.consortia.actions import apply_for_membership
from alliance.portal import waiting
from enterprises.enums import DemandState
from tests.factories import (
    EnterpriseFactory,
    OrganisationRoleFactory,
    SchoolFactory,
    UserFactory,
    make_match,
    make_project,
    make_result,
    publish_in,
)

FOR_SCHOOL = {
    "answer",
    "open-school",
    "returned-result",
    "verified-result",
    "approve-school",
    "sign-school",
}
FOR_ENTERPRISE = {
    "accept",
    "open",
    "returned-demand",
    "draft-demand",
    "approve-enterprise",
    "sign-enterprise",
}
FOR_SECRETARIAT = {
    "approve-alliance",
    "sign-alliance",
    "check-demand",
    "admit",
    "check-result",
    "close-project",
}
FOR_PLATFORM = {
    "answer",
    "accept",
    "open",
    "returned-demand",
    "draft-demand",
    "returned-result",
    "verified-result",
    "approve-school",
    "approve-enterprise",
    "approve-alliance",
    "check-demand",
    "admit",
    "check-result",
    "close-project",
}


def fill(world):
    """Every kind of thing that waits, each beside one that looks alike and does not wait."""
    for state in (MatchState.SUGGESTED, MatchState.INTERESTED, MatchState.ACCEPTED):
        make_match(demand=publish_in(world), state=state)
    for state in (DemandState.DRAFT, DemandState.RETURNED, DemandState.SUBMITTED):
        publish_in(world, state=state, published=False)
    for state in (ProjectState.COMPLETED, ProjectState.TERMINATED, ProjectState.CLOSED):
        make_project(match=make_match(demand=publish_in(world), state="accepted"), state=state)
    approvers = (world.school_user, world.enterprise_user, world.secretary)
    for given in ((), approvers[:1], approvers[1:2], approvers[2:], approvers):
        agreed = make_match(demand=publish_in(world), state="accepted")
        project = make_project(match=agreed, state=ProjectState.APPROVING)
        for by in given:
            projects.approve_project(project=project, by=by)
    running = make_project(
        match=make_match(demand=publish_in(world), state="accepted"), state=ProjectState.RUNNING
    )
    for state in (
        ResultState.DRAFT,
        ResultState.SUBMITTED,
        ResultState.RETURNED,
        ResultState.VERIFIED,
        ResultState.SHARED,
    ):
        make_result(project=running, state=state)
    for side in (SchoolFactory, EnterpriseFactory):
        organisation = side(organisation__region=world.region).organisation
        manager = UserFactory(organisation=organisation, role=Role.MANAGER)
        apply_for_membership(alliance=world.alliance, organisation=organisation, by=manager)


@pytest.fixture
def filled(home):
    fill(home)
    fill(home.foreign)
    return home


def listed(browser, address):
    page = browser.get(address)
    assert page.status_code == 200
    assert "Only what waits for you" in page.content.decode()
    return sorted(row.pk for row in page.context["page"])


def compared(user, browser):
    """{(group, task): what was counted}, {…: what its page lists}."""
    counted, shown = {}, {}
    for group in waiting.groups(user):
        for section in group.sections:
            place = (str(group.name), section.task.key)
            assert section.count == len(section.rows)
            counted[place] = sorted(row.pk for row in section.rows)
            shown[place] = listed(browser, section.address)
    return counted, shown


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("school_user", FOR_SCHOOL),
        ("enterprise_user", FOR_ENTERPRISE),
        ("secretary", FOR_SECRETARIAT),
        ("administrator", FOR_PLATFORM),
        ("bureau_user", set()),
    ],
)
def test_see_all_lists_exactly_the_rows_that_were_counted(
    filled, browse, administrator, who, kinds
):
    user = administrator if who == "administrator" else getattr(filled, who)
    counted, shown = compared(user, browse(user))
    assert {task for _, task in counted} == kinds
    assert shown == counted


def test_who_acts_for_several_sees_all_of_the_one_whose_link_was_followed(filled, browse):
    person = filled.school_user
    for organisation in (
        filled.foreign.school.organisation,
        filled.enterprise.organisation,
        filled.secretariat,
        filled.foreign.secretariat,
    ):
        OrganisationRoleFactory(user=person, organisation=organisation, role=Role.EDITOR)
    person = type(person).objects.get(pk=person.pk)
    counted, shown = compared(person, browse(person))
    assert len(counted) == 2 * len(FOR_SCHOOL) + len(FOR_ENTERPRISE) + 2 * len(FOR_SECRETARIAT)
    assert shown == counted


def test_the_link_of_the_workspace_is_that_address(home, browse):
    for _ in range(7):
        make_match(demand=publish_in(home))
    page = browse(home.school_user).get("/workspace/").content.decode()
    address = f"/matches/?state=suggested&amp;waiting=answer&amp;of={home.school.pk}"
    assert f'<a href="{address}">See all 7</a>' in page


@pytest.mark.parametrize("query", ["waiting=nonsense", "waiting=check-result", "waiting=answer"])
def test_what_does_not_wait_for_the_reader_or_in_this_list_narrows_nothing(filled, browse, query):
    browser = browse(filled.enterprise_user)
    all_of_them = browser.get("/projects/")
    narrowed = browser.get(f"/projects/?{query}&of={'9' * 30}")
    assert list(narrowed.context["page"]) == list(all_of_them.context["page"])
    assert "Only what waits for you" not in narrowed.content.decode()


def test_a_stranger_is_not_narrowed_either(filled, browse):
    page = browse().get("/results/?waiting=returned-result")
    assert (page.status_code, page.context["view"], page.context["waiting_only"]) == (
        200,
        "shared",
        False,
    )


def test_ended_projects_are_the_completed_and_the_terminated(filled, browse):
    page = browse(filled.secretary).get("/projects/?state=ended")
    assert sorted(row.state for row in page.context["page"]) == ["completed", "terminated"]


def test_the_platform_checks_and_reads_all_demands_and_results(filled, browse, administrator):
    browser = browse(administrator)

    def states(address):
        page = browser.get(address)
        return page.context["view"], sorted(row.state for row in page.context["page"])

    assert states("/demands/?view=check") == ("check", ["submitted"] * 2)
    assert states("/demands/?view=all&state=returned") == ("all", ["returned"] * 2)
    assert states("/results/?view=check") == ("check", ["submitted"] * 2)
    assert states("/results/?view=all&state=verified") == ("all", ["verified"] * 2)
    assert browse(filled.secretary).get("/results/?view=all").context["view"] == "shared"


def test_the_waiting_part_asks_often_enough_for_a_match_to_show_within_five_seconds(home, browse):
    page = browse(home.school_user).get("/workspace/").content.decode()
    assert 'hx-trigger="every 2s"' in page

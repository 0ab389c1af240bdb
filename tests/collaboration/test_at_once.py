"""Several acts at the same moment: one wins, the others are told, nothing is half done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.collaboration.actions import matches, projects, results
from alliance.collaboration.models import MatchRun, Project, ProjectApproval
from alliance.events.models import Event
from alliance.lib.errors import InvalidTransition, NotAllowed, Refused, Stale
from enterprises import actions as demands
from enterprises.models import DemandRevision
from tests import factories as make
from tests.outcomes import changes, key_of, race

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(answers):
    """Names of what the calls gave or raised, sorted: the order of winners is open."""
    return sorted(type(answer).__name__ for answer in answers)


def test_accept_and_decline_at_once_have_one_winner():
    home = make.make_world()
    match = make.make_match(world=home, state="interested")
    with changes() as seen:
        answers = race(
            match,
            lambda: matches.accept_match(match=match, by=home.enterprise_user),
            lambda: matches.decline_match(match=match, by=home.school_user, reason="Full."),
        )
    assert kinds(answers) == ["InvalidTransition", "Match"]
    (won,) = [answer for answer in answers if not isinstance(answer, Exception)]
    assert seen.changed[key_of(match)]["state"] == ("interested", won.state)
    assert [kind for kind, *_ in seen.events] == [f"match.{won.state}"]


def test_an_answer_and_the_clock_at_once_have_one_winner():
    home = make.make_world()
    match = make.make_match(world=home)
    last = timezone.now() + timedelta(days=home.alliance.answer_days)
    with changes() as seen:
        answers = race(
            match,
            lambda: matches.respond_to_match(match=match, by=home.school_user, now=last),
            lambda: matches.expire_match(match=match, now=last + timedelta(days=1)),
        )
    match.refresh_from_db()
    assert len(seen.events) == 1
    if match.state == "interested":  # the clock came second and left the answer alone
        assert kinds(answers) == ["Match", "Match"]
    else:
        assert (match.state, kinds(answers)) == ("expired", ["InvalidTransition", "Match"])


def test_two_approvals_of_one_side_at_once_are_one():
    home = make.make_world()
    project = make.make_project(world=home, state="approving")
    colleague = make.UserFactory(organisation=home.school)
    with changes() as seen:
        answers = race(
            project,
            lambda: projects.approve_project(project=project, by=home.school_user),
            lambda: projects.approve_project(project=project, by=colleague),
        )
    assert kinds(answers) == ["NotAllowed", "Project"]
    assert [str(a) for a in answers if isinstance(a, NotAllowed)] == [
        "Your side has approved already."
    ]
    assert ProjectApproval.objects.filter(project=project).count() == 1
    assert len(seen.events) == 1


def test_three_approvals_of_three_sides_at_once_all_count():
    home = make.make_world()
    project = make.make_project(world=home, state="approving")
    answers = race(
        project,
        lambda: projects.approve_project(project=project, by=home.school_user),
        lambda: projects.approve_project(project=project, by=home.enterprise_user),
        lambda: projects.approve_project(project=project, by=home.secretary),
    )
    assert kinds(answers) == ["Project"] * 3
    project = Project.objects.get()
    assert project.missing_parties == []


def test_two_projects_of_one_match_at_once_are_one():
    home = make.make_world()
    match = make.make_match(world=home, state="accepted")

    def opening(user):
        return lambda: projects.open_project(
            match=match, by=user, fields={"kind": "training", "title": "Together"}
        )

    answers = race(match, opening(home.school_user), opening(home.enterprise_user))
    assert kinds(answers) == ["Project", "Refused"]
    assert Project.objects.count() == 1


def test_two_submits_at_once_publish_one_revision():
    home = make.make_world()
    demand = make.DemandFactory(enterprise=home.enterprise)
    with changes() as seen:
        answers = race(
            demand,
            *(
                lambda: demands.submit_demand(demand=demand, by=home.enterprise_user)
                for _ in range(3)
            ),
        )
    assert kinds(answers) == ["Demand", "InvalidTransition", "InvalidTransition"]
    assert DemandRevision.objects.count() == 1
    assert [kind for kind, *_ in seen.events] == ["demand.submitted", "demand.published"]
    assert len(seen.owed) == 1


def test_two_publications_at_once_are_one():
    home = make.make_world()
    enterprise = make.EnterpriseFactory(verified=False, member_of=home.alliance)
    demand = make.DemandFactory(enterprise=enterprise, state="submitted")
    answers = race(
        demand,
        lambda: demands.publish_demand(demand=demand, by=home.secretary),
        lambda: demands.return_demand(demand=demand, by=home.secretary, reason="Hm."),
    )
    assert kinds(answers) == ["Demand", "InvalidTransition"]


def test_two_revisions_of_the_same_version_at_once_make_one():
    home = make.make_world()
    demand = make.publish_in(home)

    def revising(headcount):
        return lambda: demands.revise_demand(
            demand=demand,
            by=home.enterprise_user,
            fields={"headcount": headcount},
            version=demand.version,
        )

    answers = race(demand, revising(5), revising(6))
    assert kinds(answers) == ["Demand", "Stale"]
    assert DemandRevision.objects.filter(demand=demand).count() == 2
    assert all(isinstance(a, Stale) for a in answers if isinstance(a, Exception))


def test_two_matchings_of_one_revision_at_once_make_one_run():
    home = make.make_world()
    demand = make.publish_in(home)
    answers = race(
        demand, *(lambda: matches.match_demand(demand=demand, revision=1) for _ in range(3))
    )
    assert len({run.pk for run in answers}) == 1
    assert MatchRun.objects.count() == 1
    assert Event.objects.filter(kind="demand.matched").count() == 1


def test_a_match_and_the_end_of_its_demand_at_once_leave_no_open_proposal():
    home = make.make_world()
    demand = make.publish_in(home)
    answers = race(
        demand,
        lambda: matches.match_demand(demand=demand, revision=1),
        lambda: demands.withdraw_demand(demand=demand, by=home.enterprise_user),
    )
    assert not any(isinstance(answer, Exception) for answer in answers)
    matches.close_matches(demand=demand)  # what the withdrawal owes
    assert set(demand.matches.values_list("state", flat=True)) <= {"expired"}


def test_verify_and_return_at_once_have_one_winner():
    home = make.make_world()
    result = make.make_result(world=home, state="submitted")
    colleague = make.UserFactory(organisation=home.secretariat)
    answers = race(
        result,
        lambda: results.verify_result(result=result, by=home.secretary),
        lambda: results.return_result(result=result, by=colleague, reason="Hm."),
    )
    assert kinds(answers) == ["InvalidTransition", "Result"]
    assert isinstance(next(a for a in answers if isinstance(a, Refused)), InvalidTransition)

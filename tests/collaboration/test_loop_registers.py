"""Demands, matches, projects and results through their registers: the same actions as ever."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alliance.accounts.enums import OrganisationKind
from alliance.collaboration.registers import MATCHES, PROJECTS, RESULTS
from alliance.lib.errors import InvalidInput, NotAllowed
from alliance.registers.actions import amend, enter, make_move
from enterprises.registers import DEMANDS, ENTERPRISES
from tests import factories as make
from tests.outcomes import NOTHING, changes, subject_of

TODAY = timezone.localdate()


def test_a_demand_is_a_draft_until_its_skills_are_named(home):
    values = {
        "enterprise": home.enterprise,
        "kind": "order_class",
        "title": "Thirty welders",
        "headcount": 30,
        "region": home.region,
        "closes_on": TODAY + timedelta(days=30),
    }
    with changes() as seen:
        row = enter(DEMANDS, by=home.enterprise_user, values=values)
    assert [e[0] for e in seen.events] == ["demand.created"]
    row = amend(DEMANDS, record=row, by=home.enterprise_user, values={"headcount": 31})
    assert (row.state, row.headcount, row.version) == ("draft", 31, 2)
    with pytest.raises(InvalidInput) as refusal:
        make_move(DEMANDS, record=row, move="submit", by=home.enterprise_user)
    assert [e.field for e in refusal.value.errors] == ["skills"]
    with pytest.raises(InvalidInput) as refusal:
        enter(DEMANDS, by=home.enterprise_user, values={"title": "x"})
    assert [e.field for e in refusal.value.errors] == ["enterprise"]


def test_amending_a_published_demand_is_a_revision(home):
    row = make.publish_in(home)
    row = amend(DEMANDS, record=row, by=home.enterprise_user, values={"headcount": 44})
    assert (row.state, row.revision, row.headcount) == ("published", 2, 44)
    row = make_move(DEMANDS, record=row, move="revise", by=home.enterprise_user)
    assert row.revision == 3
    row = make_move(DEMANDS, record=row, move="fulfil", by=home.enterprise_user)
    assert row.state == "fulfilled"


def test_why_a_demand_was_returned_is_between_two(home):
    row = make.DemandFactory(enterprise=home.enterprise, state="returned")
    rule = DEMANDS.guarded["reason"]
    users = (home.enterprise_user, home.secretary, home.school_user)
    assert [bool(rule(user, row)) for user in users] == [True, True, False]


def test_an_enterprise_needs_an_organisation_of_that_kind(home):
    office = make.OrganisationFactory(kind=OrganisationKind.PUBLIC_BODY, region=home.region)
    values = {"organisation": office, "industry": home.industry, "size": "large"}
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        enter(ENTERPRISES, by=home.secretary, values=values)
    assert [e.field for e in refusal.value.errors] == ["organisation"]
    assert seen == NOTHING


def test_matches_are_answered_and_never_entered(home):
    match = make.make_match(world=home)
    with pytest.raises(InvalidInput):
        enter(MATCHES, by=home.secretary, values={"demand": match.demand})
    match = make_move(MATCHES, record=match, move="respond", by=home.school_user)
    values = {"accept_outdated": False}
    match = make_move(MATCHES, record=match, move="accept", by=home.enterprise_user, values=values)
    assert match.state == "accepted"


def test_a_project_takes_its_sides_from_its_match(home):
    match = make.make_match(world=home, state="accepted")
    values = {"match": match, "kind": "order_class", "title": "Order class 2026"}
    row = enter(PROJECTS, by=home.school_user, values=values)
    assert (row.school, row.enterprise, row.alliance) == (
        home.school,
        home.enterprise,
        match.alliance,
    )
    row = amend(PROJECTS, record=row, by=home.enterprise_user, values={"seats": 25}, version=1)
    assert (row.seats, row.version) == (25, 2)


def sides(home, **other):
    return {
        "kind": "joint_lab",
        "title": "Laboratory for lubricants",
        "school": home.school,
        "enterprise": home.enterprise,
        "alliance": home.alliance,
        "starts_on": date(2020, 1, 1),
        **other,
    }


def test_a_project_of_no_match_is_drafted_by_a_side_and_approved_like_any_other(home):
    with changes() as seen:
        row = enter(PROJECTS, by=home.enterprise_user, values=sides(home, program=home.program))
    assert seen.events == [
        ("project.opened", subject_of(row), home.enterprise_user.pk, {"match": None})
    ]
    assert (row.state, row.match, row.program) == ("drafted", None, home.program)
    row = make_move(PROJECTS, record=row, move="submit", by=home.school_user)
    for user in (home.school_user, home.enterprise_user, home.secretary):
        row = make_move(PROJECTS, record=row, move="approve", by=user)
    row = make_move(PROJECTS, record=row, move="sign", by=home.secretary)
    assert row.state == "signed"


def test_a_project_of_no_match_needs_two_members_and_one_of_them_to_draft_it(home):
    for change, field in (
        ({"school": home.foreign.school}, "school"),
        ({"program": home.foreign.program}, "program"),
        ({"alliance": None}, "alliance"),
        ({"title": ""}, "title"),
    ):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            enter(PROJECTS, by=home.enterprise_user, values=sides(home, **change))
        assert ([e.field for e in refusal.value.errors], seen) == ([field], NOTHING)
    for user in (home.secretary, home.foreign.school_user):
        with changes() as seen, pytest.raises(NotAllowed):
            enter(PROJECTS, by=user, values=sides(home))
        assert seen == NOTHING


def test_an_award_says_who_won_it_and_other_results_do_not(home):
    values = {
        "organisation": home.school.organisation,
        "alliance": home.alliance,
        "kind": "award",
        "level": "national",
        "award_side": "students",
        "title": "Skills contest, first prize",
        "achieved_on": TODAY,
    }
    row = enter(RESULTS, by=home.school_user, values=values)
    assert (row.award_side, row.without_project, row.state) == ("students", True, "draft")
    for kind in ("practice_case", "solution"):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            enter(RESULTS, by=home.school_user, values={**values, "kind": kind})
        assert ([e.field for e in refusal.value.errors], seen) == (["award_side"], NOTHING)
        enter(RESULTS, by=home.school_user, values={**values, "kind": kind, "award_side": ""})


def test_a_result_goes_its_way_through_the_register(home):
    result = make.make_result(world=home)
    result = amend(RESULTS, record=result, by=home.school_user, values={"title": "New title"})
    result = make_move(RESULTS, record=result, move="submit", by=home.school_user)
    result = make_move(RESULTS, record=result, move="verify", by=home.secretary)
    values = {"audience": "public"}
    result = make_move(RESULTS, record=result, move="share", by=home.school_user, values=values)
    assert (result.title, result.state, result.audience) == ("New title", "shared", "public")
    rule = RESULTS.guarded["evidence"]
    assert [bool(rule(u, result)) for u in (home.secretary, home.bureau_user)] == [True, False]

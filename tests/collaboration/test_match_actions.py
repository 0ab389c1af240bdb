"""Proposals: how they are made, answered and ended, and who may."""

from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.collaboration import tasks
from alliance.collaboration.actions import matches
from alliance.collaboration.models import Match, MatchRun
from alliance.consortia.enums import MembershipState
from alliance.consortia.models import Alliance, Membership
from alliance.events.drain import drain
from alliance.events.models import Event, Owed
from alliance.lib.errors import InvalidInput, NotAllowed, Refused, Stale
from enterprises.actions import revise_demand, withdraw_demand
from programs.actions import edit_program
from tests import factories as make
from tests.outcomes import NOTHING, Changes, changes, key_of, moved, subject_of

TODAY = timezone.localdate()


def match_now(demand):
    return matches.match_demand(demand=demand, revision=demand.revision)


def test_a_published_demand_gets_one_run_and_its_matches_with_frozen_parts(home):
    demand = make.publish_in(home)
    with changes() as seen:
        run = match_now(demand)
    (run_row, match_row) = (row for _, row in seen.added)
    parts = match_row.pop("parts")
    assert [table for table, _ in seen.added] == [
        "collaboration.matchrun",
        "collaboration.match",
    ]
    revision = demand.revisions.get()
    assert match_row == {
        "version": 1,
        "run_id": run.pk,
        "demand_id": demand.pk,
        "revision_id": revision.pk,
        "program_id": home.program.pk,
        "program_revision": 1,
        "alliance_id": home.alliance.pk,
        "rank": 1,
        "score": match_row["score"],
        "state": "suggested",
        "answer_by": TODAY + timedelta(days=home.alliance.answer_days),
        "reason": "",
    }
    assert [part["name"] for part in parts] == ["skills", "occupation", "capacity", "region"]
    assert all(part["value"] == part["max"] for part in parts)
    assert (run_row["considered"], run_row["fitting"], run_row["revision_id"]) == (
        1,
        1,
        revision.pk,
    )
    assert str(Match.objects.get().percent) == "100.0"
    payload = {"run": run.pk, "revision": 1}
    assert seen.events == [("demand.matched", subject_of(demand), None, payload)]
    assert (seen.changed, seen.removed, seen.owed) == ({}, [], [])


def test_matching_again_gives_the_same_run_and_changes_nothing(home):
    demand = make.publish_in(home)
    run = match_now(demand)
    with changes() as seen:
        assert match_now(demand) == run
    assert seen == NOTHING


def test_an_event_that_comes_twice_matches_once(home):
    demand = make.publish_in(home)
    event = Event.objects.get(kind="demand.published", subject_id=str(demand.pk))
    tasks.match_demand(event)
    with changes() as seen:
        tasks.match_demand(event)
    assert seen == NOTHING


@pytest.mark.parametrize("state", ["fulfilled", "withdrawn", "expired"])
def test_a_closed_demand_is_not_matched(home, state):
    demand = make.publish_in(home, state=state)
    with changes() as seen:
        assert matches.match_demand(demand=demand, revision=1) is None
    assert seen == NOTHING


def test_an_older_revision_is_not_matched_any_more(home):
    demand = make.publish_in(home)
    revise_demand(demand=demand, by=home.enterprise_user, fields={"headcount": 5})
    with changes() as seen:
        assert matches.match_demand(demand=demand, revision=1) is None
    assert seen == NOTHING


def test_only_programs_of_active_members_of_the_demands_alliances_are_proposed(home):
    stranger = make.SchoolFactory(organisation__region=home.region)
    leaver = make.SchoolFactory(organisation__region=home.region, member_of=home.alliance)
    abroad = make.SchoolFactory(member_of=home.foreign.alliance)
    for school in (stranger, leaver, abroad):
        make.ProgramFactory(school=school, skills=home.skills)
    closed = make.ProgramFactory(
        school=home.school, skills=home.skills, closed_on=TODAY - timedelta(days=1)
    )
    Membership.objects.filter(organisation_id=leaver.pk).update(state=MembershipState.SUSPENDED)
    match_now(make.publish_in(home))
    assert [match.program for match in Match.objects.all()] == [home.program]
    assert closed.matches.count() == 0


def test_the_alliance_sets_how_many_are_proposed_and_the_best_come_first(home):
    for level in (1, 2):
        make.ProgramFactory(school=home.school, skills=[(skill, level) for skill in home.skills])
    Alliance.objects.filter(pk=home.alliance.pk).update(match_count=2)
    demand = make.publish_in(home, skills=[(skill, 3) for skill in home.skills])
    run = match_now(demand)
    rows = list(Match.objects.order_by("rank"))
    assert [row.rank for row in rows] == [1, 2]
    assert rows[0].program == home.program
    assert rows[0].score > rows[1].score
    assert run.considered == 3


def test_a_revision_supersedes_proposals_and_leaves_answers_alone(home):
    other = make.ProgramFactory(school=home.school, skills=home.skills)
    demand = make.publish_in(home)
    match_now(demand)
    answered, waiting = Match.objects.get(program=home.program), Match.objects.get(program=other)
    matches.respond_to_match(match=answered, by=home.school_user)
    demand = revise_demand(demand=demand, by=home.enterprise_user, fields={"headcount": 31})
    with changes() as seen:
        run = match_now(demand)
    assert seen.changed == {
        key_of(waiting): {"version": (1, 2), "state": ("suggested", "superseded")}
    }
    fresh = Match.objects.get(run=run)
    assert (fresh.program, fresh.state, fresh.revision.number) == (other, "suggested", 2)
    assert [kind for kind, *_ in seen.events] == ["match.superseded", "demand.matched"]
    answered.refresh_from_db()
    assert (answered.state, answered.is_outdated) == ("interested", True)


def test_the_school_answers_and_the_enterprise_gets_as_many_days(home):
    match = make.make_match(world=home)
    later = timezone.now() + timedelta(days=5)
    with changes() as seen:
        matches.respond_to_match(match=match, by=home.school_user, version=1, now=later)
    assert seen == moved(
        match,
        home.school_user,
        "match.responded",
        payload={"demand": match.demand_id},
        state=("suggested", "interested"),
        answer_by=(TODAY + timedelta(days=14), TODAY + timedelta(days=19)),
    )


def test_the_enterprise_accepts(home):
    match = make.make_match(world=home, state="interested")
    with changes() as seen:
        matches.accept_match(match=match, by=home.enterprise_user)
    assert seen == moved(
        match,
        home.enterprise_user,
        "match.accepted",
        payload={"demand": match.demand_id, "revision": 1, "outdated": False},
        state=("interested", "accepted"),
    )


@pytest.mark.parametrize("what", ["demand", "program"])
def test_an_outdated_report_is_accepted_only_by_who_says_to_know(home, what):
    match = make.make_match(world=home, state="interested")
    if what == "demand":
        revise_demand(demand=match.demand, by=home.enterprise_user, fields={"headcount": 3})
    else:
        edit_program(program=home.program, by=home.school_user, fields={"intake": 10})
    match = Match.objects.get(pk=match.pk)
    assert match.is_outdated
    with changes() as seen, pytest.raises(Refused, match="changed after this report"):
        matches.accept_match(match=match, by=home.enterprise_user)
    assert seen == NOTHING
    with changes() as seen:
        matches.accept_match(match=match, by=home.enterprise_user, accept_outdated=True)
    ((_, _, _, payload),) = seen.events
    assert payload == {"demand": match.demand_id, "revision": 1, "outdated": True}


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("suggested", "school_user"),
        ("interested", "school_user"),
        ("interested", "enterprise_user"),
    ],
)
def test_a_refusal_keeps_its_reason(home, state, who):
    match, by = make.make_match(world=home, state=state), getattr(home, who)
    with changes() as seen:
        matches.decline_match(match=match, by=by, reason="  No free places. ")
    assert seen == moved(
        match,
        by,
        "match.declined",
        payload={"demand": match.demand_id},
        state=(state, "declined"),
        reason=("", "No free places."),
    )


def test_a_refusal_without_a_reason_is_none(home):
    match = make.make_match(world=home)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        matches.decline_match(match=match, by=home.school_user, reason=" ")
    assert [(e.field, e.code) for e in refusal.value.errors] == [("reason", "required")]
    assert seen == NOTHING


def test_the_clock_ends_a_proposal_the_day_after_its_last_and_not_before(home):
    match = make.make_match(world=home)
    last = timezone.now() + timedelta(days=home.alliance.answer_days)
    with changes() as seen:
        matches.expire_match(match=match, now=last)
    assert seen == NOTHING
    with changes() as seen:
        matches.expire_match(match=match, now=last + timedelta(days=1))
    assert seen == moved(
        match,
        None,
        "match.expired",
        payload={"demand": match.demand_id},
        state=("suggested", "expired"),
    )


def test_the_hourly_task_ends_exactly_the_overdue_proposals(home):
    make.ProgramFactory(school=home.school, skills=home.skills)
    match_now(make.publish_in(home))
    overdue, waiting = Match.objects.order_by("pk")
    Match.objects.filter(pk=overdue.pk).update(answer_by=TODAY - timedelta(days=1))
    with changes() as seen:
        tasks.expire()
    assert seen.changed == {key_of(overdue): {"version": (1, 2), "state": ("suggested", "expired")}}
    assert Match.objects.get(pk=waiting.pk).state == "suggested"


def test_a_withdrawn_demand_ends_its_open_matches_through_the_queue(home):
    match = make.make_match(world=home, state="interested")
    withdraw_demand(demand=match.demand, by=home.enterprise_user)
    Owed.objects.exclude(event__kind="demand.withdrawn").delete()
    with changes() as seen:
        assert drain() == 1
    assert seen.changed[key_of(match)] == {
        "version": (2, 3),
        "state": ("interested", "expired"),
    }
    assert [kind for kind, *_ in seen.events] == ["match.expired"]


def test_matches_of_an_open_demand_are_not_closed(home):
    match = make.make_match(world=home)
    with changes() as seen:
        assert matches.close_matches(demand=match.demand) == 0
    assert seen == NOTHING


def test_a_demand_whose_enterprise_is_in_no_alliance_gets_an_empty_run(home):
    enterprise = make.EnterpriseFactory()
    demand = make.DemandFactory(enterprise=enterprise, skills=home.skills, published=True)
    run = match_now(demand)
    assert (run.considered, run.matches.count()) == (0, 0)


def test_a_run_and_a_report_stay_as_they_were_written(home):
    match = make.make_match(world=home)
    for write in (
        lambda: Match.objects.filter(pk=match.pk).update(score=1),
        lambda: Match.objects.filter(pk=match.pk).update(parts=[]),
        lambda: MatchRun.objects.update(considered=9),
        lambda: MatchRun.objects.all()._raw_delete("default"),
    ):
        with changes() as seen, pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            write()
        assert seen == NOTHING


# -- who may ----------------------------------------------------------------------------------

SCHOOL_FIRST = "The school answers first; only its editors may."
ENTERPRISE_ONLY = "Only editors of the enterprise may accept."
EITHER = "The school, or after its answer the enterprise, may decline."


def people(home):
    def viewer(of):
        return make.UserFactory(organisation=of, role=Role.VIEWER)

    return {
        "school": home.school_user,
        "school's viewer": viewer(home.school),
        "enterprise": home.enterprise_user,
        "enterprise's viewer": viewer(home.enterprise),
        "secretariat": home.secretary,
        "bureau": home.bureau_user,
        "foreign school": home.foreign.school_user,
        "foreign secretariat": home.foreign.secretary,
    }


@pytest.mark.parametrize(
    ("move", "state", "allowed", "refusal"),
    [
        ("respond", "suggested", {"school"}, SCHOOL_FIRST),
        ("accept", "interested", {"enterprise"}, ENTERPRISE_ONLY),
        ("decline", "suggested", {"school"}, EITHER),
        ("decline", "interested", {"school", "enterprise"}, EITHER),
    ],
)
def test_exactly_these_may_and_all_others_are_told_why_not(home, move, state, allowed, refusal):
    names = {"respond": "respond_to_match"}
    act = getattr(matches, names.get(move, f"{move}_match"))
    more = {"reason": "Full."} if move == "decline" else {}
    for name, user in people(home).items():
        match = make.make_match(world=home, state=state)
        with changes() as seen:
            if name in allowed:
                act(match=match, by=user, **more)
                continue
            with pytest.raises(NotAllowed) as told:
                act(match=match, by=user, **more)
        assert (told.value.detail, seen) == (refusal, NOTHING), name


@pytest.mark.parametrize("move", ["respond_to_match", "accept_match", "decline_match"])
def test_who_saw_an_older_version_is_told_the_stored_one(home, move):
    state, by = "suggested", home.school_user
    if move == "accept_match":
        state, by = "interested", home.enterprise_user
    match = make.make_match(world=home, state=state)
    more = {"reason": "Full."} if move == "decline_match" else {}
    with changes() as seen, pytest.raises(Stale) as refusal:
        getattr(matches, move)(match=match, by=by, version=match.version + 1, **more)
    assert (refusal.value.current, seen) == (match.version, Changes())

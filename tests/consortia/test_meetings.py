"""Meetings, their quorum, and what they resolve."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import InternalError, transaction

from alliance.accounts.enums import OrganisationKind
from alliance.consortia import actions
from alliance.consortia.enums import (
    MEETING_FLOW,
    RESOLUTION_FLOW,
    TASK_FLOW,
    MeetingState,
    MembershipState,
    ResolutionState,
    TaskState,
)
from alliance.consortia.models import Attendance, Meeting, Resolution
from alliance.lib.errors import InvalidInput, InvalidTransition, NotAllowed, Refused
from alliance.registers.actions import amend, enter, make_move
from alliance.registers.register import registers
from tests import factories as make
from tests.factories.consortia import (
    AttendanceFactory,
    CommitteeFactory,
    MeetingFactory,
    ResolutionFactory,
    ResolutionTaskFactory,
)
from tests.outcomes import NOTHING, changes, moved, race

DAY = date(2025, 3, 1)
NOON = datetime(2025, 3, 1, 4, tzinfo=UTC)

FLOWS = {
    "meetings": (
        MEETING_FLOW,
        MeetingState,
        {
            ("planned", "hold"): "held",
            ("planned", "cancel"): "cancelled",
            ("held", "reopen"): "planned",
        },
    ),
    "resolutions": (
        RESOLUTION_FLOW,
        ResolutionState,
        {
            ("drafted", "adopt"): "adopted",
            ("drafted", "reject"): "rejected",
            ("adopted", "repeal"): "repealed",
        },
    ),
    "resolution-tasks": (
        TASK_FLOW,
        TaskState,
        {("open", "finish"): "done", ("open", "drop"): "dropped", ("done", "reopen"): "open"},
    ),
}


@pytest.fixture
def home(db):
    return make.world()


@pytest.mark.parametrize("name", FLOWS)
def test_the_flows_have_exactly_the_agreed_moves(name):
    flow, states, agreed = FLOWS[name]
    for state, move in itertools.product(states.values, flow.moves):
        assert flow.allows(state, move) == ((state, move) in agreed)
    assert {key: flow.target(*key) for key in agreed} == agreed
    assert set(registers()[name].moves) == {move for _, move in agreed}


def row_in(name, home, state):
    if name == "meetings":
        return MeetingFactory(alliance=home.alliance, state=state)
    if name == "resolutions":
        meeting = MeetingFactory(alliance=home.alliance, state="held", invited=1)
        AttendanceFactory(meeting=meeting, organisation=home.school.organisation)
        return ResolutionFactory(meeting=meeting, state=state)
    return ResolutionTaskFactory(resolution__meeting__alliance=home.alliance, state=state)


@pytest.mark.parametrize(
    ("name", "state", "move"),
    [
        (name, state, move)
        for name, (flow, states, _) in FLOWS.items()
        for state, move in itertools.product(states.values, sorted(flow.moves))
    ],
)
def test_each_move_works_where_it_is_agreed_and_changes_nothing_elsewhere(home, name, state, move):
    row = row_in(name, home, state)
    agreed = FLOWS[name][2]
    asked = registers()[name].moves[move].fields
    values = {"reason": "So resolved."} if "reason" in asked else {}
    act = {"record": row, "move": move, "by": home.secretary, "values": values}
    if (state, move) in agreed:
        assert make_move(registers()[name], **act, version=1).state == agreed[state, move]
        row.refresh_from_db()
        assert (row.state, row.version) == (agreed[state, move], 2)
        return
    with changes() as seen, pytest.raises(InvalidTransition):
        make_move(registers()[name], **act)
    assert seen == NOTHING


@pytest.mark.parametrize(
    ("name", "state", "move"),
    [
        ("meetings", "planned", "cancel"),
        ("resolutions", "adopted", "repeal"),
        ("resolution-tasks", "open", "drop"),
        ("resolution-tasks", "done", "reopen"),
    ],
)
def test_what_is_undone_needs_a_reason(home, name, state, move):
    row = row_in(name, home, state)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        make_move(
            registers()[name], record=row, move=move, by=home.secretary, values={"reason": "  "}
        )
    assert seen == NOTHING
    assert [fault.field for fault in refusal.value.errors] == ["reason"]


@pytest.mark.parametrize("name", FLOWS)
def test_strangers_and_members_move_nothing(home, name):
    agreed = FLOWS[name][2]
    for (state, move), by in itertools.product(agreed, (home.school_user, home.foreign.secretary)):
        row = row_in(name, home, state)
        asked = registers()[name].moves[move].fields
        values = {"reason": "Mine."} if "reason" in asked else {}
        with changes() as seen, pytest.raises(NotAllowed):
            make_move(registers()[name], record=row, move=move, by=by, values=values)
        assert seen == NOTHING


def test_the_database_itself_refuses_a_change_of_state_outside_the_flow(home):
    rows = [
        (MeetingFactory(alliance=home.alliance, state="cancelled"), "planned"),
        (ResolutionFactory(state="rejected"), "drafted"),
        (ResolutionTaskFactory(state="dropped"), "open"),
    ]
    for row, state in rows:
        with pytest.raises(InternalError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(state=state)


def member(alliance, **fields):
    return make.MembershipFactory(alliance=alliance, **fields).organisation


def attended(meeting, present, absent=0, **fields):
    for number in range(present + absent):
        organisation = member(meeting.alliance)
        AttendanceFactory(
            meeting=meeting, organisation=organisation, present=number < present, **fields
        )


@pytest.mark.parametrize(
    ("share", "invited", "present", "reached"),
    [
        (50, 4, 2, True),  # exactly at the share
        (50, 4, 1, False),
        (50, 5, 2, False),
        (50, 5, 3, True),
        (67, 3, 2, False),
        (66, 3, 2, True),
        (100, 2, 2, True),
        (1, 0, 1, False),  # nobody invited
    ],
)
def test_a_quorum_is_reached_exactly_at_its_share(home, share, invited, present, reached):
    meeting = MeetingFactory(alliance=home.alliance, state="held", quorum=share, invited=invited)
    attended(meeting, present, absent=1)
    assert (meeting.has_quorum, meeting.members_present) == (reached, present)
    listed = Meeting.objects.visible_to(home.secretary).get(pk=meeting.pk)
    assert (listed.has_quorum, listed.members_present) == (reached, present)


def test_only_members_and_hosts_count_and_each_organisation_once(home):
    host = make.OrganisationFactory(kind=OrganisationKind.ENTERPRISE)
    council = CommitteeFactory(alliance=home.alliance, hosts=[host], quorum=40)
    meeting = MeetingFactory(alliance=home.alliance, committee=council, invited=5)
    present = [
        home.school.organisation,
        host,
        make.OrganisationFactory(),  # a guest
        member(home.alliance, joined_on=DAY + timedelta(days=1)),
        member(home.alliance, state=MembershipState.SUSPENDED),
        member(home.alliance, state=MembershipState.LEFT, left_on=DAY),
    ]
    register = registers()["attendances"]
    for organisation in present:
        values = {"meeting": meeting, "organisation": organisation}
        enter(register, by=home.secretary, values=values)
    twice = {"meeting": meeting, "organisation": host, "person_name": "Wen Qing"}
    enter(register, by=home.secretary, values=twice)
    held = actions.hold_meeting(meeting, by=home.secretary, now=NOON)
    assert (held.quorum, held.members_present, held.has_quorum) == (40, 2, True)


def test_holding_a_meeting_counts_those_who_are_members_on_its_day(home):
    meeting = MeetingFactory(alliance=home.alliance, invited=2)
    late = AttendanceFactory(
        meeting=meeting, organisation=home.school.organisation, is_member=False
    )
    gone = AttendanceFactory(meeting=meeting, is_member=True)
    actions.hold_meeting(meeting, by=home.secretary, now=NOON)
    assert set(Attendance.objects.values_list("pk", "is_member")) == {
        (late.pk, True),
        (gone.pk, False),
    }


def test_a_meeting_is_held_on_its_day_and_not_before(home):
    meeting = MeetingFactory(alliance=home.alliance)
    with changes() as seen, pytest.raises(Refused):
        actions.hold_meeting(meeting, by=home.secretary, now=NOON - timedelta(days=1))
    assert seen == NOTHING
    with changes() as seen:
        actions.hold_meeting(meeting, by=home.secretary, now=NOON)
    assert seen == moved(
        meeting, home.secretary, "meeting.held", state=("planned", "held"), quorum=(None, 50)
    )


def test_a_meeting_with_resolutions_is_not_reopened(home):
    meeting = MeetingFactory(alliance=home.alliance, state="held")
    resolution = ResolutionFactory(meeting=meeting)
    with changes() as seen, pytest.raises(Refused):
        actions.reopen_meeting(meeting, by=home.secretary)
    assert seen == NOTHING
    Resolution.objects.filter(pk=resolution.pk).delete()
    assert actions.reopen_meeting(meeting, by=home.secretary).state == "planned"


def test_a_later_change_of_the_share_leaves_the_held_meeting_as_it_was(home):
    meeting = MeetingFactory(alliance=home.alliance, state="held", invited=2)
    attended(meeting, 1)
    type(home.alliance).objects.filter(pk=home.alliance.pk).update(quorum=100)
    assert Meeting.objects.get(pk=meeting.pk).has_quorum


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_only_a_meeting_that_was_held_adopts(home, state):
    meeting = MeetingFactory(alliance=home.alliance, state=state, invited=1)
    attended(meeting, 1)
    resolution = ResolutionFactory(meeting=meeting)
    with changes() as seen, pytest.raises(Refused):
        actions.adopt_resolution(resolution, by=home.secretary)
    assert seen == NOTHING


def test_without_a_quorum_nothing_is_adopted(home):
    meeting = MeetingFactory(alliance=home.alliance, state="held", invited=4)
    attended(meeting, 1, absent=3)
    resolution = ResolutionFactory(meeting=meeting)
    with changes() as seen, pytest.raises(Refused) as refusal:
        actions.adopt_resolution(resolution, by=home.secretary)
    assert seen == NOTHING
    assert str(refusal.value) == ("No quorum: 1 members present of 4 invited, 50 % needed.")
    attended(meeting, 1)
    with changes() as seen:
        actions.adopt_resolution(resolution, by=home.secretary, version=1)
    assert seen == moved(
        resolution,
        home.secretary,
        "resolution.adopted",
        state=("drafted", "adopted"),
        adopted_on=(None, DAY),
    )


@pytest.mark.parametrize(
    ("votes", "adopted"), [((0, 0), True), ((2, 1), True), ((2, 2), False), ((0, 1), False)]
)
def test_more_vote_for_it_than_against_it(home, votes, adopted):
    meeting = MeetingFactory(alliance=home.alliance, state="held", invited=4)
    attended(meeting, 4)
    resolution = ResolutionFactory(meeting=meeting, votes_for=votes[0], votes_against=votes[1])
    if adopted:
        assert actions.adopt_resolution(resolution, by=home.secretary).state == "adopted"
    else:
        with pytest.raises(Refused):
            actions.adopt_resolution(resolution, by=home.secretary)


def test_the_quorum_that_resolutions_rest_on_stays(home):
    meeting = MeetingFactory(alliance=home.alliance, state="held", invited=2)
    attended(meeting, 2)
    ResolutionFactory(meeting=meeting, state="adopted")
    attendance = meeting.attendances.first()
    register, meetings = registers()["attendances"], registers()["meetings"]
    values = {"meeting": meeting, "organisation": member(home.alliance)}
    with changes() as seen:
        with pytest.raises(Refused):
            enter(register, by=home.secretary, values=values)
        with pytest.raises(Refused):
            amend(register, record=attendance, by=home.secretary, values={"present": False})
        for field, value in (("invited", 1), ("held_on", DAY - timedelta(days=1))):
            with pytest.raises(InvalidInput) as refusal:
                amend(meetings, record=meeting, by=home.secretary, values={field: value})
            assert [fault.field for fault in refusal.value.errors] == [field]
    assert seen == NOTHING
    amend(meetings, record=meeting, by=home.secretary, values={"minutes": "All agreed."})
    assert Meeting.objects.get(pk=meeting.pk).minutes == "All agreed."


def test_an_absence_and_an_adoption_at_once_leave_one_of_them(transactional_db):
    # A lock that waits needs transactions of its own.
    meeting = MeetingFactory(state="held", invited=2)
    attended(meeting, 1)
    resolution, attendance = ResolutionFactory(meeting=meeting), meeting.attendances.get()
    by = make.secretary_of(meeting.alliance)
    register = registers()["attendances"]
    answers = race(
        meeting,
        lambda: actions.adopt_resolution(resolution, by=by),
        lambda: amend(register, record=attendance, by=by, values={"present": False}),
    )
    assert [type(answer).__name__ for answer in answers].count("Refused") == 1
    adopted = Resolution.objects.get().state == ResolutionState.ADOPTED
    assert Attendance.objects.get().present is adopted


def test_members_read_adopted_resolutions_and_the_secretariat_all(home):
    meeting = MeetingFactory(alliance=home.alliance, state="held")
    rows = {state: ResolutionFactory(meeting=meeting, state=state) for state in ResolutionState}

    def seen(user):
        return {row.state for row in Resolution.objects.visible_to(user)}

    assert seen(home.school_user) == {"adopted", "repealed"}
    assert seen(home.bureau_user) == {"adopted", "repealed"}
    assert seen(home.secretary) == set(rows)
    assert seen(home.foreign.secretary) == set()


def test_minutes_are_empty_for_all_but_the_secretariat(client, home):
    meeting = MeetingFactory(alliance=home.alliance, minutes="Frank words.")
    texts = {}
    for user in (home.secretary, home.school_user, home.bureau_user):
        client.force_login(user)
        texts[user.pk] = client.get(f"/api/v1/meetings/{meeting.pk}/").json()["minutes"]
    assert texts == {
        home.secretary.pk: "Frank words.",
        home.school_user.pk: "",
        home.bureau_user.pk: "",
    }


def test_only_a_draft_is_rewritten_and_votes_fit_those_invited(home):
    meeting = MeetingFactory(alliance=home.alliance, state="held", invited=3)
    register = registers()["resolutions"]
    draft = ResolutionFactory(meeting=meeting, votes_for=2)
    with pytest.raises(InvalidInput):
        amend(register, record=draft, by=home.secretary, values={"votes_against": 2})
    amend(register, record=draft, by=home.secretary, values={"votes_against": 1})
    adopted = ResolutionFactory(meeting=meeting, state="adopted")
    with changes() as seen, pytest.raises(NotAllowed):
        amend(register, record=adopted, by=home.secretary, values={"title": "Another"})
    assert seen == NOTHING


def test_committees_meet_in_their_own_alliance(home):
    foreign = CommitteeFactory(alliance=home.foreign.alliance)
    values = {
        "alliance": home.alliance,
        "committee": foreign,
        "kind": "committee",
        "title": "First meeting",
        "held_on": DAY,
    }
    with pytest.raises(InvalidInput) as refusal:
        enter(registers()["meetings"], by=home.secretary, values=values)
    assert [fault.field for fault in refusal.value.errors] == ["committee"]


def test_hosts_of_a_council_are_members(home):
    values = {"alliance": home.alliance, "kind": "council", "name": "Development council"}
    sides = [home.school.organisation, home.enterprise.organisation]
    register = registers()["committees"]
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        hosts = [*sides, home.foreign.school.organisation]
        enter(register, by=home.secretary, values={**values, "hosts": hosts})
    assert seen == NOTHING
    assert [fault.field for fault in refusal.value.errors] == ["hosts"]
    council = enter(register, by=home.secretary, values={**values, "hosts": sides})
    assert set(council.hosts.all()) == set(sides)

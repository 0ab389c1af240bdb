"""Cases of launching, upgrading, downsizing and closing programs, from draft to effect."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from alliance.accounts.models import OrganisationRole
from alliance.alignment.actions import (
    propose_change,
    reject_change,
    resolve_change,
    return_change,
    review_change,
    take_due_effects,
    take_effect,
)
from alliance.alignment.enums import CHANGE_FLOW, ChangeState
from alliance.alignment.models import ProgramChange
from alliance.alignment.registers import PROGRAM_CHANGES
from alliance.consortia.models import Meeting, Resolution
from alliance.lib.errors import DomainError, InvalidInput, InvalidTransition, NotAllowed, Refused
from alliance.registers.actions import amend, enter
from programs.models import Program
from tests.factories import CatalogueProgramFactory, ProgramFactory, make_run, world
from tests.factories.indicators import ProgramChangeFactory
from tests.outcomes import NOTHING, Changes, changes, key_of, moved, race, subject_of

EFFECT = date(2026, 8, 31)
DECIDED = date(2026, 5, 6)
BEFORE = datetime(2026, 8, 30, 12, tzinfo=UTC)
AFTER = datetime(2026, 8, 31, 12, tzinfo=UTC)
MOVES = {
    "propose": propose_change,
    "review": review_change,
    "return": return_change,
    "resolve": resolve_change,
    "reject": reject_change,
    "take_effect": take_effect,
}
ASKED = {
    "return": {"reason": "Name the employers."},
    "resolve": {"decided_on": DECIDED},
    "reject": {"decided_on": DECIDED, "reason": "Too few teachers."},
}
ALLOWED = {
    ("drafted", "propose"): "proposed",
    ("proposed", "review"): "reviewed",
    ("proposed", "return"): "drafted",
    ("reviewed", "return"): "drafted",
    ("reviewed", "resolve"): "resolved",
    ("reviewed", "reject"): "rejected",
    ("resolved", "take_effect"): "effective",
}
MAKERS = {
    "propose": {"school"},
    "review": {"secretary", "bureau"},
    "return": {"secretary", "bureau"},
    "resolve": {"secretary"},
    "reject": {"secretary"},
    "take_effect": {"school", "secretary"},
}


@pytest.fixture
def home(db):
    return world()


def values(home, **fields):
    return {
        "kind": "discontinue",
        "program": home.program,
        "evidence": "Three years without applicants.",
        "effective_on": EFFECT,
        **fields,
    }


def launch(home, **fields):
    return {
        "kind": "launch",
        "school": home.school,
        "catalogue_program": CatalogueProgramFactory(code="460306", name="电气自动化技术"),
        "evidence": "Sixty places are asked for by members.",
        "effective_on": EFFECT,
        "intake_after": 60,
        **fields,
    }


def case(home, state="drafted", **fields):
    given = {
        "program": home.program,
        "effective_on": EFFECT,
        "proposed_by": None if state == "drafted" else home.school_user,
        **fields,
    }
    return ProgramChangeFactory(state=state, **given)


def make(change, move, by, **more):
    at = {"now": AFTER} if move in ("take_effect", "resolve", "reject") else {}
    return MOVES[move](change, by=by, **{**ASKED.get(move, {}), **at, **more})


# -- entering ----------------------------------------------------------------------------------


def test_a_school_drafts_a_case_that_takes_its_facts_from_the_program(home):
    made = enter(PROGRAM_CHANGES, by=home.school_user, values=values(home))
    row = ProgramChange.objects.get()
    told = (row.pk, row.school, row.catalogue_program, row.level, row.intake_before, row.state)
    program = home.program
    assert told == (
        made.pk,
        home.school,
        program.catalogue_program,
        program.level,
        program.intake,
        "drafted",
    )


def test_a_launch_names_school_and_catalogue_program(home):
    made = enter(PROGRAM_CHANGES, by=home.school_user, values=launch(home))
    assert (made.program, made.school, made.level, made.intake_before) == (
        None,
        home.school,
        "higher",
        None,
    )


def test_nobody_else_drafts_a_case_for_the_school(home):
    others = (home.secretary, home.bureau_user, home.enterprise_user, home.foreign.school_user)
    for other, fields in product(others, (values(home), launch(home))):
        with pytest.raises(NotAllowed):
            enter(PROGRAM_CHANGES, by=other, values=fields)
    # naming one's own school does not help where the program is another's
    mine = values(home, school=home.foreign.school)
    with pytest.raises(NotAllowed):
        enter(PROGRAM_CHANGES, by=home.foreign.school_user, values=mine)
    assert not ProgramChange.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "launch"}, "program"),
        ({"effective_on": date(2020, 9, 1)}, "effective_on"),
        ({"kind": "downsize"}, "record"),
        ({"kind": "downsize", "intake_after": 60}, "record"),
        ({"kind": "merge"}, "kind"),
        ({"evidence": ""}, "evidence"),
        ({"intake_after": 100_001}, "intake_after"),
    ],
)
def test_a_case_that_contradicts_its_program_is_refused(home, fields, field):
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        enter(PROGRAM_CHANGES, by=home.school_user, values=values(home, **fields))
    assert [fault.field for fault in refusal.value.errors] == [field]
    assert seen == NOTHING


def test_a_closed_program_changes_no_more(home):
    closed = ProgramFactory(school=home.school, closed_on=date(2024, 8, 31))
    with pytest.raises(InvalidInput, match="has been closed"):
        enter(PROGRAM_CHANGES, by=home.school_user, values=values(home, program=closed))


def test_the_run_that_a_case_rests_on_is_one_of_the_schools_region(home):
    enter(
        PROGRAM_CHANGES,
        by=home.school_user,
        values=values(home, run=make_run(framework=home.framework)),
    )
    other = values(home, program=ProgramFactory(school=home.school))
    for run in (
        make_run(framework=home.foreign.framework),
        make_run(framework=home.framework, as_of=date(2024, 1, 1), done=False),
    ):
        with pytest.raises(InvalidInput, match="finished run"):
            enter(PROGRAM_CHANGES, by=home.school_user, values={**other, "run": run})


def test_a_program_has_one_open_case(home):
    enter(PROGRAM_CHANGES, by=home.school_user, values=values(home))
    with pytest.raises(InvalidInput, match="open case already"):
        enter(PROGRAM_CHANGES, by=home.school_user, values=values(home))
    enter(PROGRAM_CHANGES, by=home.school_user, values=launch(home))
    with pytest.raises(InvalidInput, match="open case for this launch already"):
        enter(PROGRAM_CHANGES, by=home.school_user, values=launch(home))


def test_only_a_draft_is_rewritten_and_only_by_its_school(home):
    draft = case(home)
    amend(PROGRAM_CHANGES, record=draft, by=home.school_user, values={"evidence": "Four years."})
    draft.refresh_from_db()
    assert (draft.evidence, draft.version) == ("Four years.", 2)
    for by in (home.secretary, home.bureau_user):
        with pytest.raises(NotAllowed):
            amend(PROGRAM_CHANGES, record=draft, by=by, values={"evidence": "None."})
    proposed = case(home, "proposed", program=ProgramFactory(school=home.school))
    with pytest.raises(NotAllowed, match="Only a draft"):
        amend(PROGRAM_CHANGES, record=proposed, by=home.school_user, values={"evidence": "No."})


# -- moving ------------------------------------------------------------------------------------


def test_the_flow_is_the_agreed_one():
    assert {(s.value, m): t.value for (s, m), t in CHANGE_FLOW.table.items()} == ALLOWED


@pytest.mark.parametrize(("state", "move"), list(product(ChangeState.values, MOVES)))
def test_every_move_from_every_state(home, state, move):
    effective = {"program": home.program}
    change = case(home, state, **effective)
    by = home.school_user if move == "propose" else home.secretary
    if (state, move) in ALLOWED:
        assert make(change, move, by).state == ALLOWED[state, move]
        return
    with changes() as seen, pytest.raises(InvalidTransition):
        make(change, move, by)
    assert seen == NOTHING


@pytest.mark.parametrize("move", MOVES)
def test_each_move_is_made_by_those_who_may(home, move):
    state = next(s for s, m in ALLOWED if m == move)
    people = {
        "school": home.school_user,
        "secretary": home.secretary,
        "bureau": home.bureau_user,
        "enterprise": home.enterprise_user,
        "other school": home.foreign.school_user,
        "other secretary": home.foreign.secretary,
        "other bureau": home.foreign.bureau_user,
    }
    made = set()
    for name, person in people.items():
        with transaction.atomic():
            change = case(home, state)
            try:
                make(change, move, person)
                made.add(name)
            except NotAllowed:
                pass
            transaction.set_rollback(True)
    assert made == MAKERS[move]


def test_a_move_changes_the_case_and_says_so_once(home):
    change = case(home, "reviewed")
    with changes() as seen:
        resolve_change(change, by=home.secretary, decided_on=DECIDED, version=1, now=AFTER)
    assert seen == moved(
        change,
        home.secretary,
        "program_change.resolved",
        state=("reviewed", "resolved"),
        decided_on=(None, DECIDED),
    )


def test_proposing_names_who_answers_for_it(home):
    change = propose_change(case(home), by=home.school_user)
    assert (change.proposed_by, change.state) == (home.school_user, "proposed")


@pytest.mark.parametrize(
    ("move", "asked", "field"),
    [
        ("return", {"reason": " "}, "reason"),
        ("reject", {"reason": "", "decided_on": DECIDED}, "reason"),
        ("resolve", {"decided_on": EFFECT + timedelta(days=9)}, "decided_on"),
        ("reject", {"decided_on": EFFECT + timedelta(days=9), "reason": "No."}, "decided_on"),
    ],
)
def test_a_decision_has_its_day_and_a_refusal_its_reason(home, move, asked, field):
    change = case(home, "reviewed")
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        make(change, move, home.secretary, **asked)
    assert ([fault.field for fault in refusal.value.errors], seen) == ([field], NOTHING)


def test_the_database_lets_no_state_be_skipped(home):
    change = case(home)
    with pytest.raises(Exception, match="Invalid transition"), transaction.atomic():
        ProgramChange.objects.filter(pk=change.pk).update(
            state=ChangeState.EFFECTIVE, decided_on=DECIDED
        )
    with pytest.raises(IntegrityError, match="change_decided_with_date"), transaction.atomic():
        ProgramChange.objects.filter(pk=case(home, "reviewed", program=ProgramFactory()).pk).update(
            state=ChangeState.RESOLVED
        )


# -- effect ------------------------------------------------------------------------------------


def test_discontinuing_closes_the_program_on_its_day(home):
    change = case(home, "resolved")
    program = home.program
    with changes() as seen:
        take_effect(change, by=home.secretary, now=AFTER)
    assert seen == Changes(
        changed={
            key_of(change): {"version": (1, 2), "state": ("resolved", "effective")},
            key_of(program): {
                "version": (1, 2),
                "revision": (1, 2),
                "closed_on": (None, EFFECT),
                "intake": (60, 0),
            },
        },
        events=[
            (
                "program.changed",
                subject_of(program),
                home.school_user.pk,
                {"fields": ["closed_on", "intake"]},
            ),
            ("program_change.took_effect", subject_of(change), home.secretary.pk, {}),
        ],
        owed=[("program.changed", "alliance.alignment.tasks.request_run")],
    )


def test_downsizing_and_upgrading_set_the_intake(home):
    change = case(home, "resolved", kind="downsize", intake_before=60, intake_after=40)
    take_effect(change, by=home.school_user, now=AFTER)
    home.program.refresh_from_db()
    assert (home.program.intake, home.program.closed_on) == (40, None)
    other = ProgramFactory(school=home.school, intake=50)
    for after, intake in ((None, 50), (90, 90)):
        change = case(home, "resolved", kind="upgrade", program=other, intake_after=after)
        take_effect(change, by=home.school_user, now=AFTER)
        other.refresh_from_db()
        assert other.intake == intake
    assert other.revision == 3


def resolution(home, *, state="adopted", alliance=None):
    """A resolution of the alliance's meeting, inserted as it is."""
    meeting = Meeting.objects.create(
        alliance=alliance or home.alliance, kind="council", title="Council", held_on=DECIDED
    )
    adopted = DECIDED if state in ("adopted", "repealed") else None
    return Resolution.objects.create(
        meeting=meeting,
        number="2026-7",
        title="Programs of the coming year",
        adopted_on=adopted,
        state=state,
        reason="Withdrawn." if state == "repealed" else "",
    )


def test_a_resolution_brings_the_day_of_the_decision(home):
    found = resolution(home)
    change = resolve_change(case(home, "reviewed"), by=home.secretary, resolution=found, now=AFTER)
    assert (change.resolution, change.decided_on, change.state) == (found, DECIDED, "resolved")


def test_only_an_adopted_resolution_of_the_schools_alliance_decides(home):
    change = case(home, "reviewed")
    others = [
        resolution(home, state="drafted"),
        resolution(home, state="rejected"),
        resolution(home, state="repealed"),
        resolution(home, alliance=home.foreign.alliance),
    ]
    for other in others:
        with changes() as seen, pytest.raises(InvalidInput, match="adopted resolution"):
            resolve_change(change, by=home.secretary, resolution=other, now=AFTER)
        assert seen == NOTHING


def test_a_decision_without_day_or_resolution_is_refused(home):
    with pytest.raises(InvalidInput, match="Name the day or the resolution"):
        resolve_change(case(home, "reviewed"), by=home.secretary, now=AFTER)


def test_a_launch_creates_the_program(home):
    draft = enter(PROGRAM_CHANGES, by=home.school_user, values=launch(home))
    propose_change(draft, by=home.school_user)
    review_change(draft, by=home.bureau_user)
    resolve_change(draft, by=home.secretary, decided_on=DECIDED, now=AFTER)
    done = take_effect(draft, by=home.secretary, now=AFTER)
    made = Program.objects.get(catalogue_program_id="460306")
    assert done.program == made
    told = (made.school, made.name, made.level, made.intake, made.opened_on, made.closed_on)
    assert told == (home.school, "电气自动化技术", "higher", 60, EFFECT, None)


def test_nothing_takes_effect_before_its_day(home):
    change = case(home, "resolved")
    with changes() as seen, pytest.raises(Refused, match="has not come yet"):
        take_effect(change, by=home.secretary, now=BEFORE)
    assert seen == NOTHING


def test_a_program_that_was_closed_meanwhile_is_left_alone(home):
    change = case(home, "resolved")
    Program.objects.filter(pk=home.program.pk).update(closed_on=date(2025, 8, 31))
    with changes() as seen, pytest.raises(Refused, match="closed meanwhile"):
        take_effect(change, by=home.secretary, now=AFTER)
    assert seen == NOTHING


def test_where_the_proposer_left_an_editor_of_the_school_puts_it_into_effect(home):
    change = case(home, "resolved")
    OrganisationRole.objects.filter(user=home.school_user).update(is_active=False)
    home.school_user = type(home.school_user).objects.get(pk=home.school_user.pk)
    with changes() as seen, pytest.raises(Refused, match="no longer writes for the school"):
        take_effect(change, by=home.secretary, now=AFTER)
    assert seen == NOTHING
    from tests.factories import UserFactory

    editor = UserFactory(organisation=home.school)
    assert take_effect(change, by=editor, now=AFTER).state == "effective"


def test_the_clock_takes_what_is_due_and_goes_on_past_what_is_stuck(home):
    stuck = case(home, "resolved", effective_on=date(2026, 8, 1))
    Program.objects.filter(pk=home.program.pk).update(closed_on=date(2025, 8, 31))
    due = case(home, "resolved", program=ProgramFactory(school=home.school))
    later = case(
        home,
        "resolved",
        program=ProgramFactory(school=home.school),
        effective_on=EFFECT + timedelta(days=1),
    )
    assert take_due_effects(now=AFTER) == [stuck.pk]
    states = dict(ProgramChange.objects.values_list("pk", "state"))
    assert states == {stuck.pk: "resolved", due.pk: "effective", later.pk: "resolved"}
    assert take_due_effects(now=AFTER) == [stuck.pk]


@pytest.mark.django_db(transaction=True)
def test_two_who_put_it_into_effect_at_once_do_so_once():
    home = world()
    change = case(home, "resolved")

    def act(user):
        def call():
            try:
                return take_effect(change, by=user, now=AFTER).state
            except DomainError as error:
                return type(error)

        return call

    found = race(change, act(home.secretary), act(home.school_user))
    assert sorted(map(str, found)) == sorted(map(str, ["effective", InvalidTransition]))
    home.program.refresh_from_db()
    assert home.program.revision == 2


# -- reading -----------------------------------------------------------------------------------


def test_an_open_case_is_seen_by_its_school_secretariat_and_bureau(home):
    opened = case(home, "proposed")
    done = case(home, "effective", program=ProgramFactory(school=home.school))
    near = {home.school_user, home.secretary, home.bureau_user}
    far = {
        home.enterprise_user,
        home.foreign.school_user,
        home.foreign.secretary,
        home.foreign.bureau_user,
    }
    seen = {
        user: set(ProgramChange.objects.visible_to(user).values_list("pk", flat=True))
        for user in near | far
    }
    assert seen == {user: {opened.pk, done.pk} for user in near} | {user: {done.pk} for user in far}
    assert not ProgramChange.objects.visible_to(None).exists()

"""Cases of launching, upgrading, downsizing and closing programs, from draft to decision."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from alliance.alignment.actions import (
    propose_change,
    resolve_change,
)
from alliance.alignment.enums import CHANGE_FLOW, ChangeState
from alliance.alignment.models import ProgramChange
from alliance.alignment.registers import PROGRAM_CHANGES
from alliance.lib.errors import InvalidInput, InvalidTransition, NotAllowed
from alliance.registers.actions import amend, enter
from tests.alignment.change_cases import (
    AFTER,
    ALLOWED,
    DECIDED,
    EFFECT,
    MAKERS,
    MOVES,
    case,
    launch,
    make,
    values,
)
from tests.factories import ProgramFactory, make_run, world
from tests.outcomes import NOTHING, changes, moved


@pytest.fixture
def home(db):
    return world()


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

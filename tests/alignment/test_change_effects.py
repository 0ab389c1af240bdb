"""What a resolved case does to its program, on its day and once."""

from datetime import date, timedelta

import pytest

from alliance.accounts.models import OrganisationRole
from alliance.alignment.actions import (
    propose_change,
    resolve_change,
    review_change,
    take_due_effects,
    take_effect,
)
from alliance.alignment.models import ProgramChange
from alliance.alignment.registers import PROGRAM_CHANGES
from alliance.consortia.models import Meeting, Resolution
from alliance.lib.errors import DomainError, InvalidInput, InvalidTransition, Refused
from alliance.registers.actions import enter
from programs.models import Program
from tests.alignment.change_cases import (
    AFTER,
    BEFORE,
    DECIDED,
    EFFECT,
    case,
    launch,
)
from tests.factories import ProgramFactory, world
from tests.outcomes import NOTHING, Changes, changes, key_of, race, subject_of


@pytest.fixture
def home(db):
    return world()


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

"""The national rules for internships: each alone refuses, and all together let it pass."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from alliance.collaboration.actions import internships
from alliance.collaboration.enums import INTERNSHIP_FLOW, InternshipState
from alliance.collaboration.registers import INTERNSHIPS
from alliance.collaboration.rules import CONDITIONS, Terms, broken, months_begun
from alliance.lib.errors import InvalidInput, InvalidTransition, NotAllowed, Refused
from alliance.registers.actions import amend, enter, make_move
from tests import factories as make
from tests.factories.collaboration import FIRST_DAY, LAST_DAY, InternshipFactory
from tests.outcomes import NOTHING, changes, moved

KEPT = Terms(
    post=True,
    persons=20,
    minors=5,
    minimum_age=16,
    months=6,
    daily_hours=Decimal(8),
    weekly_hours=Decimal(40),
    night_work=False,
    overtime=False,
    exception_filed=False,
    guardian_consents=5,
    tri_party_agreements=20,
    insured=True,
    pay_share=Decimal("0.8"),
)

AGE = "Nobody under 16 works in a post."
MONTHS = "An internship in a post lasts six months at most."
DAILY = "More than 8 hours a day, and no exception is filed."
WEEKLY = "More than 40 hours a week, and no exception is filed."
NIGHT = "Night shifts are not allowed, and no exception is filed."
OVERTIME = "Overtime, rest days and holidays are not allowed, and no exception is filed."
AGREEMENTS = "Every student needs an agreement of school, enterprise and student."
CONSENTS = "Every student under 18 needs a guardian's consent."
INSURANCE = "Every student needs liability insurance."
PAY = "Pay is below four fifths of the post's starting pay, or not stated."

ALONE = [  # a change that breaks one rule by the smallest step, the field, the reason
    ({"minimum_age": 15}, "minimum_age", AGE),
    ({"months": 7}, "months", MONTHS),
    ({"daily_hours": Decimal("8.1")}, "daily_hours", DAILY),
    ({"weekly_hours": Decimal("40.1")}, "weekly_hours", WEEKLY),
    ({"night_work": True}, "night_work", NIGHT),
    ({"overtime": True}, "overtime", OVERTIME),
    ({"tri_party_agreements": 19}, "tri_party_agreements", AGREEMENTS),
    ({"guardian_consents": 4}, "guardian_consents", CONSENTS),
    ({"insured": False}, "insured", INSURANCE),
    ({"pay_share": Decimal("0.7999")}, "pay_share", PAY),
    ({"pay_share": None}, "pay_share", PAY),
    ({"tri_party_agreements": 21}, "tri_party_agreements", AGREEMENTS),
    ({"guardian_consents": 6}, "guardian_consents", CONSENTS),
]


def said(terms: Terms) -> list[tuple[str, str]]:
    return [(c.field, str(c.reason)) for c in broken(terms)]


def test_terms_at_every_limit_keep_all_rules():
    assert broken(KEPT) == []


@pytest.mark.parametrize(("change", "field", "reason"), ALONE)
def test_each_rule_alone_refuses_with_its_own_reason(change, field, reason):
    assert said(replace(KEPT, **change)) == [(field, reason)]


def test_every_rule_is_broken_by_a_row_of_the_table():
    assert {field for _, field, _ in ALONE} == {c.field for c in CONDITIONS}
    assert len({c.code for c in CONDITIONS}) == len(CONDITIONS)


def test_a_filed_exception_lifts_working_time_and_nothing_else():
    worst: dict = {}
    for change, _field, _reason in reversed(ALONE):
        worst |= change
    everything = replace(KEPT, **worst)
    assert [c.field for c in broken(everything)] == [c.field for c in CONDITIONS]
    left = broken(replace(everything, exception_filed=True))
    assert [c.field for c in left] == [
        "minimum_age",
        "months",
        "tri_party_agreements",
        "guardian_consents",
        "insured",
        "pay_share",
    ]


def test_an_orientation_visit_needs_insurance_and_normal_hours_only():
    visit = replace(
        KEPT,
        post=False,
        minimum_age=14,
        months=7,
        tri_party_agreements=0,
        guardian_consents=0,
        pay_share=None,
    )
    assert broken(visit) == []
    assert said(replace(visit, insured=False, daily_hours=Decimal(9))) == [
        ("daily_hours", DAILY),
        ("insured", INSURANCE),
    ]


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 3, 1), date(2026, 8, 31), 6),
        (date(2026, 3, 1), date(2026, 9, 1), 7),
        (date(2026, 3, 15), date(2026, 9, 14), 6),
        (date(2026, 3, 15), date(2026, 9, 15), 7),
        (date(2026, 8, 31), date(2027, 2, 28), 6),
        (date(2026, 8, 31), date(2027, 3, 1), 7),
        (date(2026, 3, 1), date(2026, 3, 1), 1),
        (date(2026, 3, 2), date(2026, 3, 1), 0),
    ],
)
def test_a_month_begun_counts_as_one(first, last, months):
    assert months_begun(first, last) == months


STORED = [  # the same faults in a stored row, where the row itself can hold them
    ({"minimum_age": 15}, "minimum_age", AGE),
    ({"ends_on": date(2026, 9, 1)}, "months", MONTHS),
    ({"daily_hours": Decimal("8.5")}, "daily_hours", DAILY),
    ({"weekly_hours": Decimal("44.0")}, "weekly_hours", WEEKLY),
    ({"night_work": True}, "night_work", NIGHT),
    ({"overtime": True}, "overtime", OVERTIME),
    ({"tri_party_agreements": 19}, "tri_party_agreements", AGREEMENTS),
    ({"guardian_consents": 4}, "guardian_consents", CONSENTS),
    ({"insured": False}, "insured", INSURANCE),
    ({"pay_share": Decimal("0.7900")}, "pay_share", PAY),
]


HELD = ("minimum_age", "tri_party_agreements", "guardian_consents", "insured")
"""What the database itself keeps from changing after approval."""


@pytest.mark.parametrize(
    ("move", "change", "field", "reason"),
    [("approve", *row) for row in STORED]
    + [("start", *row) for row in STORED if row[1] not in HELD],
)
def test_approval_and_start_refuse_what_breaks_a_rule(home, change, field, reason, move):
    row = InternshipFactory(program=home.program, enterprise=home.enterprise)
    if move == "start":
        row = internships.approve_internship(row=row, by=home.school_user)
    type(row).objects.filter(pk=row.pk).update(**change)
    with changes() as seen, pytest.raises(Refused) as refusal:
        make_move(INTERNSHIPS, record=row, move=move, by=home.school_user)
    assert [(e.field, e.detail) for e in refusal.value.errors] == [(field, reason)]
    assert seen == NOTHING


def test_an_internship_that_keeps_all_rules_goes_its_way(home):
    row = InternshipFactory(program=home.program, enterprise=home.enterprise)
    for move, by, state, event in (
        ("approve", home.school_user, "approved", "approved"),
        ("start", home.school_user, "running", "started"),
        ("finish", home.enterprise_user, "finished", "finished"),
    ):
        before = row.state
        with changes() as seen:
            stored = make_move(INTERNSHIPS, record=row, move=move, by=by, version=row.version)
        assert seen == moved(row, by, f"internship.{event}", state=(before, state))
        row = stored


def test_reopening_and_cancelling_are_explained(home):
    row = InternshipFactory(program=home.program, enterprise=home.enterprise)
    row = internships.approve_internship(row=row, by=home.school_user)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        internships.reopen_internship(row=row, by=home.school_user, reason=" ")
    assert [(e.field, e.code) for e in refusal.value.errors] == [("reason", "required")]
    assert seen == NOTHING
    row = internships.reopen_internship(row=row, by=home.school_user, reason="Two more students.")
    assert (row.state, row.reason) == ("planned", "Two more students.")
    row = internships.cancel_internship(row=row, by=home.enterprise_user, reason="Line closed.")
    assert (row.state, row.reason) == ("cancelled", "Line closed.")


def test_the_school_alone_approves(home):
    row = InternshipFactory(program=home.program, enterprise=home.enterprise)
    for other in (home.enterprise_user, home.secretary, home.foreign.school_user):
        with changes() as seen, pytest.raises(NotAllowed) as refusal:
            internships.approve_internship(row=row, by=other)
        assert (
            refusal.value.detail == "Only editors of the school approve and start its internships."
        )
        assert seen == NOTHING


def test_nothing_finishes_before_it_began(home):
    row = InternshipFactory(
        program=home.program,
        enterprise=home.enterprise,
        starts_on=date(2090, 3, 1),
        ends_on=date(2090, 8, 1),
    )
    for act in (internships.approve_internship, internships.start_internship):
        row = act(row=row, by=home.school_user)
    with pytest.raises(InvalidInput) as refusal:
        internships.finish_internship(row=row, by=home.school_user)
    assert [(e.field, e.code) for e in refusal.value.errors] == [("starts_on", "future")]


VALUES = {
    "kind": "post",
    "title": "Spring in the foundry",
    "position": "Moulder",
    "persons": 20,
    "minors": 5,
    "minimum_age": 17,
    "starts_on": FIRST_DAY,
    "ends_on": LAST_DAY,
    "daily_hours": Decimal("8.0"),
    "weekly_hours": Decimal("40.0"),
}


def test_months_are_counted_when_entered_and_when_dates_change(home):
    given = {**VALUES, "program": home.program, "enterprise": home.enterprise}
    row = enter(INTERNSHIPS, by=home.enterprise_user, values=given)
    assert (row.months, row.state, row.version) == (6, "planned", 1)
    row = amend(
        INTERNSHIPS,
        record=row,
        by=home.school_user,
        values={"ends_on": date(2026, 4, 30)},
        version=1,
    )
    row.refresh_from_db()
    assert (row.months, row.version) == (2, 2)


def test_what_was_approved_is_not_changed_in_place(home):
    row = InternshipFactory(program=home.program, enterprise=home.enterprise)
    row = internships.approve_internship(row=row, by=home.school_user)
    with changes() as seen, pytest.raises(NotAllowed) as refusal:
        amend(INTERNSHIPS, record=row, by=home.school_user, values={"persons": 21})
    assert refusal.value.detail == "Only a planned internship is changed; reopen it first."
    assert seen == NOTHING


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"minors": 21}, "record"),
        ({"minors": 0}, "record"),
        ({"guardian_consents": 6}, "record"),
        ({"tri_party_agreements": 21}, "record"),
        ({"ends_on": date(2026, 2, 28)}, "record"),
        ({"persons": 0, "minors": 0, "minimum_age": 18}, "persons"),
        ({"daily_hours": Decimal(25)}, "daily_hours"),
        ({"pay_share": Decimal("-0.1")}, "pay_share"),
    ],
)
def test_figures_that_contradict_each_other_are_not_stored(home, change, field):
    given = {**VALUES, "program": home.program, "enterprise": home.enterprise, **change}
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        enter(INTERNSHIPS, by=home.school_user, values=given)
    assert {e.field for e in refusal.value.errors} == {field}
    assert seen == NOTHING


def test_strangers_neither_enter_nor_read_it(home):
    given = {**VALUES, "program": home.program, "enterprise": home.enterprise}
    with changes() as seen, pytest.raises(NotAllowed):
        enter(INTERNSHIPS, by=home.foreign.enterprise_user, values=given)
    assert seen == NOTHING
    row = InternshipFactory(
        program=home.program, enterprise=home.enterprise, alliance=home.alliance
    )
    neighbour = make.editor_of(make.SchoolFactory(member_of=home.alliance))
    readers = {
        "school": home.school_user,
        "enterprise": home.enterprise_user,
        "secretariat": home.secretary,
        "bureau": home.bureau_user,
        "member": neighbour,
        "other alliance": home.foreign.school_user,
        "other bureau": home.foreign.bureau_user,
    }
    seeing = {
        name
        for name, user in readers.items()
        if INTERNSHIPS.visible_to(user).filter(pk=row.pk).exists()
    }
    assert seeing == {"school", "enterprise", "secretariat", "bureau", "member"}


ALLOWED = {
    ("planned", "approve"),
    ("approved", "reopen"),
    ("approved", "start"),
    ("running", "finish"),
    ("planned", "cancel"),
    ("approved", "cancel"),
}


@pytest.mark.parametrize(
    ("state", "move"), list(itertools.product(InternshipState.values, INTERNSHIPS.moves))
)
def test_only_the_agreed_moves_exist(state, move):
    assert INTERNSHIP_FLOW.allows(state, move) == ((state, move) in ALLOWED)


def test_a_running_internship_is_not_approved_again(home):
    row = InternshipFactory(program=home.program, enterprise=home.enterprise)
    row = internships.approve_internship(row=row, by=home.school_user)
    with pytest.raises(InvalidTransition):
        internships.approve_internship(row=row, by=home.school_user)

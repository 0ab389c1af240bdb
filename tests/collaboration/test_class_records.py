"""Classes of a school and an enterprise: both sides' mentors come first."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alliance.accounts.enums import OrganisationKind
from alliance.collaboration.actions import classes
from alliance.collaboration.registers import CLASSES, EVALUATIONS, MENTORS
from alliance.lib.errors import InvalidInput, NotAllowed, Refused
from alliance.registers.actions import amend, enter, make_move
from tests import factories as make
from tests.factories.collaboration import (
    ClassMentorFactory,
    FacilityFactory,
    TrainingClassFactory,
    tomorrow,
    with_mentors,
)
from tests.outcomes import NOTHING, changes, moved, subject_of

DAY = date(2025, 9, 1)
SIDES = "Only the class's school, its enterprise and their secretariat may do that."


def given(home, **other):
    return {
        "kind": "excellence_class",
        "title": "Cold chain 2025",
        "program": home.program,
        "enterprise": home.enterprise,
        "pattern": "2.5+1.5",
        "seats": 40,
        "students": 38,
        "started_on": DAY,
        **other,
    }


@pytest.fixture
def planned(home):
    return TrainingClassFactory(program=home.program, enterprise=home.enterprise)


def test_a_class_is_entered_by_either_side(home):
    with changes() as seen:
        row = enter(CLASSES, by=home.enterprise_user, values=given(home))
    assert seen.events == [("class.entered", subject_of(row), home.enterprise_user.pk, {})]
    assert seen.added == [
        (
            "collaboration.trainingclass",
            {
                "version": 1,
                "kind": "excellence_class",
                "title": "Cold chain 2025",
                "program_id": home.program.pk,
                "enterprise_id": home.enterprise.pk,
                "project_id": None,
                "alliance_id": None,
                "facility_id": None,
                "pattern": "2.5+1.5",
                "seats": 40,
                "students": 38,
                "graduates": None,
                "started_on": DAY,
                "ended_on": None,
                "state": "planned",
                "reason": "",
            },
        )
    ]


@pytest.mark.parametrize("pattern", ["2.5+1.5", "3+1", "2+1.5", ""])
def test_patterns_name_years_on_both_sides(home, pattern):
    row = enter(CLASSES, by=home.school_user, values=given(home, pattern=pattern))
    assert row.pattern == pattern


@pytest.mark.parametrize(
    "pattern", ["2.5", "2.5+", "+1.5", "2,5+1,5", "2.55+1", "a+b", "٢+١", "3+1\n"]
)
def test_other_patterns_are_refused(home, pattern):
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        enter(CLASSES, by=home.school_user, values=given(home, pattern=pattern))
    assert [(e.field, e.detail) for e in refusal.value.errors] == [
        ("pattern", "Write years as in 2.5+1.5.")
    ]
    assert seen == NOTHING


def test_the_parts_of_a_class_fit_its_sides(home):
    other = make.make_project(world=home.foreign)
    base = FacilityFactory()
    for field, value, text in (
        ("project", other, "This project has other sides."),
        ("facility", base, "Neither side has part in this facility."),
        ("alliance", home.foreign.alliance, "None of its sides is an active member of it."),
    ):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            enter(CLASSES, by=home.school_user, values=given(home, **{field: value}))
        assert [(e.field, e.detail) for e in refusal.value.errors] == [(field, text)]
        assert seen == NOTHING
    college = FacilityFactory(
        kind="industry_college",
        host=home.enterprise.organisation,
        co_hosts=[home.school.organisation],
    )
    fitting = given(
        home, project=make.make_project(world=home), facility=college, alliance=home.alliance
    )
    row = enter(CLASSES, by=home.secretary, values=fitting)
    assert (row.facility, row.alliance) == (college, home.alliance)


@pytest.mark.parametrize(
    ("sides", "lacking"),
    [((), "School, Enterprise"), (("school",), "Enterprise"), (("enterprise",), "School")],
)
def test_a_class_does_not_start_without_a_mentor_of_each_side(home, planned, sides, lacking):
    for side in sides:
        ClassMentorFactory(training_class=planned, side=side)
    with changes() as seen, pytest.raises(Refused) as refusal:
        make_move(CLASSES, record=planned, move="start", by=home.school_user)
    assert refusal.value.detail == f"No mentor on the first day from: {lacking}."
    assert seen == NOTHING


@pytest.mark.parametrize(
    ("started", "ended", "counts"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), False),
        (DAY + timedelta(days=1), None, False),
    ],
)
def test_a_mentor_counts_who_is_there_on_the_first_day(home, planned, started, ended, counts):
    ClassMentorFactory(training_class=planned, side="enterprise")
    ClassMentorFactory(training_class=planned, started_on=started, ended_on=ended)
    assert planned.lacking_mentors(DAY) == ([] if counts else ["school"])


def test_a_class_with_both_mentors_runs_and_finishes(home, planned):
    row = with_mentors(planned)
    with changes() as seen:
        row = make_move(CLASSES, record=planned, move="start", by=home.enterprise_user, version=1)
    assert seen == moved(
        planned, home.enterprise_user, "class.started", state=("planned", "running")
    )
    before = row
    with changes() as seen:
        row = make_move(
            CLASSES,
            record=row,
            move="finish",
            by=home.school_user,
            values={"graduates": 36, "ended_on": date(2026, 7, 1)},
        )
    assert seen == moved(
        before,
        home.school_user,
        "class.finished",
        state=("running", "finished"),
        graduates=(None, 36),
        ended_on=(None, date(2026, 7, 1)),
    )
    row = make_move(
        CLASSES, record=row, move="resume", by=home.school_user, values={"reason": "Too early."}
    )
    assert (row.state, row.reason, row.graduates) == ("running", "Too early.", 36)
    row = make_move(
        CLASSES, record=row, move="finish", by=home.school_user, values={"graduates": 38}
    )
    assert (row.state, row.reason, row.ended_on) == ("finished", "", timezone.localdate())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"graduates": 39}, "graduates"),
        ({"graduates": -1}, "graduates"),
        ({"graduates": 3, "ended_on": tomorrow()}, "ended_on"),
        ({"graduates": 3, "ended_on": DAY - timedelta(days=1)}, "ended_on"),
    ],
)
def test_a_class_does_not_finish_with_impossible_figures(home, planned, values, field):
    row = classes.start_class(row=with_mentors(planned), by=home.school_user)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        make_move(CLASSES, record=row, move="finish", by=home.school_user, values=values)
    assert [e.field for e in refusal.value.errors] == [field]
    assert seen == NOTHING


def test_a_class_without_students_does_not_start(home, planned):
    type(planned).objects.update(students=None)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        classes.start_class(row=with_mentors(planned), by=home.school_user)
    assert [e.field for e in refusal.value.errors] == ["students"]
    assert seen.events == []


def test_cancelling_is_explained_and_ends_a_plan_only(home, planned):
    with pytest.raises(InvalidInput):
        classes.cancel_class(row=planned, by=home.school_user, reason="")
    row = classes.cancel_class(row=planned, by=home.school_user, reason="Too few.")
    assert (row.state, row.reason) == ("cancelled", "Too few.")
    with changes() as seen, pytest.raises(NotAllowed) as refusal:
        amend(CLASSES, record=row, by=home.school_user, values={"seats": 41})
    assert refusal.value.detail == "A class that is over is not changed."
    assert seen == NOTHING


def test_others_neither_enter_nor_run_a_class(home, planned):
    for user in (home.bureau_user, home.foreign.secretary, home.foreign.school_user):
        with changes() as seen, pytest.raises(NotAllowed) as refusal:
            enter(CLASSES, by=user, values=given(home))
        assert (refusal.value.detail, seen) == (SIDES, NOTHING)
        with pytest.raises(NotAllowed):
            classes.start_class(row=with_mentors(planned), by=user)


def test_each_side_names_its_own_mentors(home, planned):
    ours = {
        "training_class": planned,
        "side": "school",
        "organisation": home.school.organisation,
        "person_name": "Somebody",
        "started_on": DAY,
    }
    with changes() as seen, pytest.raises(NotAllowed) as refusal:
        enter(MENTORS, by=home.enterprise_user, values=ours)
    assert seen == NOTHING
    said = "Only the mentor's own organisation and its secretariat may do that."
    assert refusal.value.detail == said
    with changes() as seen:
        row = enter(MENTORS, by=home.school_user, values=ours)
    assert seen.events == [("class_mentor.entered", subject_of(row), home.school_user.pk, {})]


def test_mentors_stand_on_the_side_they_are_named_for(home, planned):
    research = make.OrganisationFactory(kind=OrganisationKind.RESEARCH)
    other = make.SchoolFactory(member_of=home.alliance)
    for side, organisation, text in (
        ("school", other.organisation, "The school's side is the class's school."),
        ("enterprise", research, "It is registered as no enterprise."),
    ):
        values = {
            "training_class": planned,
            "side": side,
            "organisation": organisation,
            "person_name": "Somebody",
            "started_on": DAY,
        }
        by = make.editor_of(organisation)
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            enter(MENTORS, by=by, values=values)
        assert [e.detail for e in refusal.value.errors] == [text]
        assert seen == NOTHING


def test_the_names_of_mentors_are_for_the_sides_alone(home, planned):
    type(planned).objects.update(alliance=home.alliance)
    mentor = ClassMentorFactory(training_class=planned)
    neighbour = make.editor_of(make.SchoolFactory(member_of=home.alliance))
    rule = MENTORS.guarded["person_name"]
    told = {
        name: (MENTORS.visible_to(user).filter(pk=mentor.pk).exists(), bool(rule(user, mentor)))
        for name, user in {
            "school": home.school_user,
            "enterprise": home.enterprise_user,
            "secretariat": home.secretary,
            "bureau": home.bureau_user,
            "member": neighbour,
            "other": home.foreign.school_user,
        }.items()
    }
    assert told == {
        "school": (True, True),
        "enterprise": (True, True),
        "secretariat": (True, True),
        "bureau": (True, False),
        "member": (True, False),
        "other": (False, False),
    }
    assert not any("person" in name for name in (*MENTORS.search, *MENTORS.filters))


def test_the_history_of_a_mentor_keeps_no_name():
    assert "person_name" not in {f.name for f in MENTORS.model.pgh_event_model._meta.fields}


def test_an_evaluation_counts_those_who_passed_among_those_who_came(home):
    values = {
        "title": "Final examination",
        "program": home.program,
        "enterprise": home.enterprise,
        "evaluated_on": date(2026, 6, 20),
        "candidates": 38,
        "passed": 39,
    }
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        enter(EVALUATIONS, by=home.school_user, values=values)
    assert [e.detail for e in refusal.value.errors] == ["More passed than took part."]
    assert seen == NOTHING
    row = enter(EVALUATIONS, by=home.school_user, values={**values, "passed": 36})
    assert (row.candidates, row.passed) == (38, 36)
    other = TrainingClassFactory(enterprise=home.enterprise)
    for field, value in (("training_class", other), ("evaluated_on", tomorrow())):
        with pytest.raises(InvalidInput) as refusal:
            enter(EVALUATIONS, by=home.school_user, values={**values, "passed": 1, field: value})
        assert [e.field for e in refusal.value.errors] == [field]


@pytest.mark.parametrize("count", [1, 3])
def test_whose_names_may_be_read_is_asked_once_for_a_whole_list(
    home, planned, django_assert_num_queries, count
):
    for _ in range(count):
        ClassMentorFactory(training_class=planned)
    rows = list(MENTORS.visible_to(home.secretary).select_related(*MENTORS.related))
    rule = MENTORS.guarded["person_name"]
    reader = type(home.secretary).objects.get(pk=home.secretary.pk)
    forget = bool(rule(reader, rows[0]))  # fills the scope and what is kept with it
    with django_assert_num_queries(0):
        assert [bool(rule(reader, row)) for row in rows] == [forget] * count == [True] * count

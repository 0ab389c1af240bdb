"""Graduates by whole cohorts: judged in sets by the same rules, written in sets, all or nothing."""

from datetime import date
from decimal import Decimal

import pytest

from alliance.events.models import Event
from talent.models import Graduate, Outcome
from tests import factories as make
from tests.factories import imports as files
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory

HEADER = [
    "school", "program", "year", "number", "measured_on",
    "destination", "related", "local", "starting_pay",
]  # fmt: skip


@pytest.fixture
def cohort(db):
    return CohortFactory(year=2026)


@pytest.fixture
def editor(cohort):
    return make.editor_of(cohort.program.school.organisation)


def row(cohort, number, destination="employed", **other):
    school = cohort.program.school.organisation
    values = {
        "school": school.name,
        "program": cohort.program.catalogue_program_id,
        "year": cohort.year,
        "number": number,
        "measured_on": "2026-06-30",
        "destination": destination,
        "related": "yes",
        "local": "否",
        "starting_pay": "4500.50",
    }
    return [{**values, **other}[name] for name in HEADER]


def stored():
    return list(
        Outcome.objects.order_by("graduate__number", "measured_on").values_list(
            "graduate__number", "measured_on", "destination", "related", "local",
            "starting_pay", "version",
        )
    )  # fmt: skip


DAY = date(2026, 6, 30)


def test_graduates_and_outcomes_are_written_and_a_second_sending_writes_nothing(cohort, editor):
    rows = [
        HEADER,
        row(cohort, "1"),
        row(cohort, "2", "升学", related="", local="", starting_pay=""),
        row(cohort, "2", "employed", measured_on="2026-09-30"),
        row(cohort, "3", "Seeking work", school=f"#{cohort.program.school_id}"),
    ]
    rows[2][5] = "further_study"
    session = files.brought("graduates", *rows, by=editor)

    expected = [
        ("1", DAY, "employed", True, False, Decimal("4500.50"), 1),
        ("2", DAY, "further_study", None, None, None, 1),
        ("2", date(2026, 9, 30), "employed", True, False, Decimal("4500.50"), 1),
        ("3", DAY, "seeking", True, False, Decimal("4500.50"), 1),
    ]
    assert files.counts(session) == ("done", 4, 0, 0, 0), session.error
    assert stored() == expected
    assert Graduate.objects.filter(cohort=cohort).count() == 3
    assert Event.objects.get(kind="import.applied").payload["created"] == 4

    again = files.brought("graduates", *rows, by=editor)
    assert files.counts(again) == ("done", 0, 0, 4, 0)
    assert stored() == expected

    rows[1][8] = "5000"
    once_more = files.brought("graduates", *rows, by=editor)
    assert files.counts(once_more) == ("done", 0, 1, 3, 0)
    assert stored()[0] == ("1", DAY, "employed", True, False, Decimal("5000.00"), 2)
    assert stored()[1:] == expected[1:]


def test_every_fault_is_reported_with_its_row_and_nothing_is_written(cohort, editor):
    foreign = CohortFactory(year=2026)
    erased = GraduateFactory(cohort=cohort, number="E", erased_on=date(2026, 1, 1))
    hired = OutcomeFactory(
        graduate=GraduateFactory(cohort=cohort, number="H"),
        measured_on=DAY, employer=make.EnterpriseFactory(),
    )  # fmt: skip
    before = stored()
    rows = [
        row(cohort, "good"),
        row(cohort, "2", school="nobody"),
        row(foreign, "3"),
        row(cohort, "4", program="000000"),
        row(cohort, "5", year="1999"),
        row(cohort, "6", year="soon"),
        row(cohort, ""),
        row(cohort, "8" * 33),
        row(cohort, "9", measured_on="30.06.2026"),
        row(cohort, "10", measured_on="2026-02-30"),
        row(cohort, "11", measured_on="infinity"),
        row(cohort, "12", measured_on="2999-01-01"),
        row(cohort, "13", "rich"),
        row(cohort, "14", related="perhaps"),
        row(cohort, "15", starting_pay="NaN"),
        row(cohort, "16", starting_pay="-1"),
        row(cohort, "good", measured_on="2026/6/30"),
        row(cohort, erased.number),
        row(cohort, hired.graduate.number, "seeking"),
        row(cohort, "20", year="soon", starting_pay="much"),
    ]

    session = files.brought("graduates", HEADER, *rows, by=editor)

    assert files.faults(session) == [
        (3, "school", "missing"),
        (4, "school", "not_allowed"),
        (5, "program", "missing"),
        (6, "program", "missing"),
        (7, "year", "invalid"),
        (8, "number", "required"),
        (9, "number", "invalid"),
        (10, "measured_on", "invalid"),
        (11, "measured_on", "invalid"),
        (12, "measured_on", "invalid"),
        (13, "measured_on", "future"),
        (14, "destination", "invalid"),
        (15, "related", "invalid"),
        (16, "starting_pay", "invalid"),
        (17, "starting_pay", "invalid"),
        (18, "number", "twice"),
        (19, "number", "erased"),
        (20, "destination", "employer"),
        (21, "year", "invalid"),
        (21, "starting_pay", "invalid"),
    ]
    assert files.counts(session) == ("failed", 0, 0, 0, 19)
    assert session.rows.get(number=18).raw == dict(zip(HEADER, map(str, rows[16]), strict=True))
    assert stored() == before


def test_columns_that_a_file_does_not_have_stay_as_they_are(cohort, editor):
    files.brought("graduates", HEADER, row(cohort, "1"), by=editor)
    session = files.brought(
        "graduates", HEADER[:6], row(cohort, "1", "self_employed")[:6], by=editor
    )

    assert files.counts(session) == ("done", 0, 1, 0, 0)
    assert stored() == [("1", DAY, "self_employed", True, False, Decimal("4500.50"), 2)]


def test_hostile_texts_are_texts(cohort, editor):
    rows = [row(cohort, "'; DROP TABLE talent_outcome; --"), row(cohort, "%(kept)s {} %s")]
    session = files.brought("graduates", HEADER, *rows, by=editor)

    assert files.counts(session) == ("done", 2, 0, 0, 0)
    assert {number for number, *_ in stored()} == {r[3] for r in rows}


def test_a_trial_run_counts_and_writes_nothing(cohort, editor):
    session = files.brought("graduates", HEADER, row(cohort, "1"), by=editor, dry_run=True)
    assert files.counts(session) == ("done", 1, 0, 0, 0)
    assert stored() == []

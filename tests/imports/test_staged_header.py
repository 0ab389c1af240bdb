"""One header for a kind: what a template promises, an export writes and an import takes back."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.imports import columns, exports
from alliance.imports.models import ExternalKey
from alliance.registers import lists
from alliance.registers.register import registers
from talent.models import Graduate, Outcome
from tests import factories as make
from tests.factories import imports as files
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory
from tests.outcomes import changes

DAY = date(2026, 6, 30)
HEADERS = {
    "graduates": [
        "id", "external_id", "cohort", "number", "school", "program", "year", "label",
        "measured_on", "destination", "related", "local", "starting_pay",
    ],
    "outcomes": [
        "id", "external_id", "graduate", "measured_on", "destination", "related", "local",
        "employer", "starting_pay",
    ],
}  # fmt: skip


@pytest.fixture
def cohort(db):
    return CohortFactory(year=2026, label="2 班")


@pytest.fixture
def editor(cohort):
    return make.editor_of(cohort.program.school.organisation)


def line(kind="graduates", **said):
    return [said.get(name, "") for name in HEADERS[kind]]


def words(of, number, **said):
    named = {
        "school": of.program.school.organisation.name,
        "program": of.program.catalogue_program_id,
        "year": of.year,
        "label": of.label,
    }
    return line(**{**named, "number": number, **said})


def exported(kind, by, source=""):
    text = io.StringIO(newline="")
    register = registers()[kind]
    rows, fields = lists.base(register, by), columns.template(register)
    exports.write_csv(register, rows, fields, text, user=by, source=source)
    return list(csv.reader(io.StringIO(text.getvalue(), newline="")))


def told(change):
    """What an import did to people, whatever it noted of itself."""
    return {
        key: values for key, values in change.changed.items() if key[0].startswith("talent.")
    }, [row for table, row in change.added if table.startswith("talent.")]


@pytest.mark.parametrize("kind", HEADERS)
def test_the_template_is_the_header_and_an_export_has_it_too(cohort, editor, kind):
    assert list(columns.template(registers()[kind])) == HEADERS[kind]
    assert exported(kind, editor)[0] == HEADERS[kind]


def people(cohort):
    """Measured twice, measured once by an employer that confirmed it, never measured, erased."""
    second = CohortFactory(program=cohort.program, year=2025)
    graduate = GraduateFactory(cohort=cohort, number="1")
    OutcomeFactory(graduate=graduate, measured_on=date(2026, 1, 1), destination="seeking")
    OutcomeFactory(
        graduate=graduate, measured_on=DAY, related=True, local=False, employer=None,
        starting_pay=Decimal("4500.50"),
    )  # fmt: skip
    OutcomeFactory(
        graduate=GraduateFactory(cohort=second, number="=2+1"), measured_on=DAY,
        employer=make.EnterpriseFactory(), confirmed=True, starting_pay=Decimal("1.00"),
    )  # fmt: skip
    GraduateFactory(cohort=second, number="3")
    gone = GraduateFactory(cohort=cohort, number="4", erased_on=date(2026, 7, 1))
    OutcomeFactory(graduate=gone, measured_on=DAY, destination="service")


@pytest.mark.parametrize("kind", HEADERS)
@pytest.mark.parametrize("blank", ["", "id", "id cohort"])
def test_what_was_exported_changes_nothing_when_it_comes_back(cohort, editor, kind, blank):
    people(cohort)
    header, *rows = exported(kind, editor)
    for row in rows:
        for place, name in enumerate(header):
            if name in blank.split():
                row[place] = ""

    with changes() as seen:
        session = files.brought(kind, header, *rows, by=editor)

    assert files.counts(session) == ("done", 0, 0, 4, 0), files.faults(session)
    assert told(seen) == ({}, [])


def test_an_export_names_the_cohort_and_the_last_outcome(cohort, editor):
    people(cohort)
    _header, *rows = exported("graduates", editor)
    found = {row[3]: row for row in rows}
    school, program = cohort.program.school, cohort.program
    graduate = Graduate.objects.get(number="1")
    assert found["1"] == [
        str(graduate.pk), "", f"#{cohort.pk}", "1", f"{school} #{school.pk}",
        program.catalogue_program_id, "2026", "2 班", "2026-06-30", "employed", "yes", "no",
        "4500.50",
    ]  # fmt: skip
    assert found["3"][6:] == ["2025", "", "", "", "", "", ""]


def test_an_export_of_graduates_costs_the_same_for_any_number_of_them(cohort, editor):
    def cost():
        with CaptureQueriesContext(connection) as counted:
            exported("graduates", editor)
        return len(counted)

    people(cohort)
    cost()  # reads once what is kept with the user
    few = cost()
    for number in range(20):
        next_one = CohortFactory(program=cohort.program, year=2000 + number)
        OutcomeFactory(graduate=GraduateFactory(cohort=next_one), measured_on=DAY)
    assert cost() == few


@pytest.mark.parametrize("who", ["employer", "secretary"])
def test_whoever_may_not_read_what_somebody_earns_neither_exports_nor_clears_it(cohort, who):
    school = cohort.program.school.organisation
    alliance = make.AllianceFactory(region=school.region)
    make.MembershipFactory(alliance=alliance, organisation=school)
    employer = make.EnterpriseFactory()
    OutcomeFactory(
        graduate=GraduateFactory(cohort=cohort, number="1"), measured_on=DAY,
        employer=employer, starting_pay=Decimal("4500.50"),
    )  # fmt: skip
    by = make.editor_of(employer) if who == "employer" else make.secretary_of(alliance)

    for kind in HEADERS:
        header, row = exported(kind, by)
        assert row[-1] == ""
        session = files.brought(kind, header, row, by=by)
        assert files.counts(session) == ("done", 0, 0, 1, 0), files.faults(session)
    assert Outcome.objects.get().starting_pay == Decimal("4500.50")
    if who == "employer":
        assert exported("graduates", by)[1][4:8] == [""] * 4


def test_a_graduate_comes_without_an_outcome_or_with_a_whole_one(cohort, editor):
    rows = [
        words(cohort, "1"),
        words(cohort, "2", measured_on="2026-06-30", destination="employed"),
        line(
            cohort=f"2026 #{cohort.pk}", number="3", measured_on="2026.6.30", destination="Employed"
        ),
    ]
    session = files.brought("graduates", HEADERS["graduates"], *rows, by=editor)
    assert files.counts(session) == ("done", 3, 0, 0, 0), files.faults(session)
    assert sorted(Graduate.objects.values_list("cohort", "number")) == [
        (cohort.pk, number) for number in "123"
    ]
    assert sorted(Outcome.objects.values_list("graduate__number", "measured_on")) == [
        ("2", DAY), ("3", DAY),
    ]  # fmt: skip
    again = files.brought("graduates", HEADERS["graduates"], *rows, by=editor)
    assert files.counts(again) == ("done", 0, 0, 3, 0)


def test_what_contradicts_itself_is_refused_where_it_does(cohort, editor):
    other = CohortFactory(program=cohort.program, year=2025)
    known = GraduateFactory(cohort=cohort, number="K")
    ref = f"#{cohort.pk}"
    rows = [
        words(cohort, "1", measured_on="2026-06-30"),
        words(cohort, "2", destination="employed"),
        words(cohort, "3", starting_pay="1"),
        words(other, "4", cohort=ref),
        words(cohort, "5", cohort=ref),
        words(cohort, "6", program=""),
        words(cohort, "7", year=""),
        words(cohort, "8", school=""),
        line(number="9"),
        words(other, "K", id=str(known.pk)),
        words(cohort, "L", id=str(known.pk)),
        words(cohort, "13"),
        words(cohort, "13"),
        words(cohort, "14", label="3 班"),
        words(cohort, "15", cohort="#soon"),
    ]
    session = files.brought("graduates", HEADERS["graduates"], *rows, by=editor)
    assert [(n, field, code) for n, field, code in files.faults(session)] == [
        (2, "destination", "required"),
        (3, "measured_on", "required"),
        (4, "measured_on", "required"),
        (4, "destination", "required"),
        (5, "cohort", "other"),
        (7, "program", "required"),
        (8, "year", "required"),
        (9, "school", "required"),
        (10, "cohort", "required"),
        (11, "cohort", "fixed"),
        (12, "number", "fixed"),
        (14, "number", "twice"),
        (15, "program", "missing"),
        (16, "cohort", "missing"),
    ]
    assert list(Graduate.objects.all()) == [known]


def test_numbers_of_the_schools_own_stand_for_one_graduate_each(cohort, editor):
    def sent(*rows):
        return files.brought("graduates", HEADERS["graduates"], *rows, by=editor, source="S")

    first = sent(words(cohort, "1", external_id="A"), words(cohort, "2", external_id="B"))
    assert files.counts(first) == ("done", 2, 0, 0, 0)
    one, two = Graduate.objects.order_by("number")
    kept = [("A", str(one.pk)), ("B", str(two.pk))]
    numbers = ExternalKey.objects.order_by("external_id").values_list("external_id", "object_id")
    assert list(numbers) == kept
    assert [row[1] for row in exported("graduates", editor, source="S")[1:]] == ["B", "A"]

    alone = sent(
        line(external_id="A", measured_on="2026-06-30", destination="service"),
        line(external_id="B", measured_on="2026-06-30", destination="seeking"),
    )
    assert files.counts(alone) == ("done", 2, 0, 0, 0)

    refused = sent(
        words(cohort, "1", external_id="B"),
        words(cohort, "2", external_id="C"),
        words(cohort, "3", external_id="D"),
        words(cohort, "4", external_id="D"),
        words(cohort, "5", external_id="E"),
        words(cohort, "5", external_id="F", measured_on="2026-06-30", destination="service"),
        words(cohort, "6", external_id="G"),
        words(cohort, "6", external_id="G", measured_on="2026-06-30", destination="service"),
    )
    assert files.faults(refused) == [
        (2, "number", "fixed"),
        (3, "external_id", "invalid"),
        (5, "external_id", "twice"),
        (7, "external_id", "twice"),
    ]
    assert list(numbers.all()) == kept


def test_numbers_of_another_school_or_source_are_others(cohort, editor):
    other = CohortFactory()
    there = make.editor_of(other.program.school.organisation)
    for by, of, source in ((editor, cohort, "S"), (editor, cohort, "T"), (there, other, "S")):
        number = f"{source}1"
        row = words(of, number, external_id="A")
        session = files.brought("graduates", HEADERS["graduates"], row, by=by, source=source)
        assert files.counts(session) == ("done", 1, 0, 0, 0), files.faults(session)
    assert ExternalKey.objects.filter(external_id="A").count() == 3


def test_an_outcome_names_its_graduate_in_words_and_enters_none(cohort, editor):
    GraduateFactory(cohort=cohort, number="1")
    known = GraduateFactory(cohort=cohort, number="2")
    employer = make.EnterpriseFactory()
    header = [
        "school", "program", "year", "label", "number", "graduate", "measured_on",
        "destination", "employer",
    ]  # fmt: skip

    def row(number, **said):
        school, program = cohort.program.school.organisation.name, cohort.program
        values = {
            "school": school, "program": program.catalogue_program_id, "year": 2026,
            "label": "2 班", "number": number, "measured_on": "2026-06-30",
            "destination": "employed", "employer": employer.organisation.name,
        }  # fmt: skip
        return [{**values, **said}.get(name, "") for name in header]

    good = [row("1"), row("2", graduate=f"#{known.pk}")]
    session = files.brought("outcomes", header, *good, by=editor)
    assert files.counts(session) == ("done", 2, 0, 0, 0), files.faults(session)
    assert sorted(Outcome.objects.values_list("graduate__number", "employer")) == [
        ("1", employer.pk), ("2", employer.pk),
    ]  # fmt: skip
    assert files.counts(files.brought("outcomes", header, *good, by=editor))[1:4] == (0, 0, 2)

    bad = [
        row("3"),
        row("1", graduate=f"#{known.pk}", measured_on="2026-06-01"),
        row("", measured_on="2026-06-02"),
        row("1", school="nobody", measured_on="2026-06-03"),
        row("1"),
        row("1", employer=""),
    ]
    refused = files.brought("outcomes", header, *bad, by=editor)
    assert files.faults(refused) == [
        (2, "number", "missing"),
        (3, "graduate", "other"),
        (4, "number", "required"),
        (5, "school", "missing"),
        (7, "graduate", "twice"),
    ]
    assert Graduate.objects.count() == 2


def test_a_file_is_no_way_to_ask_whether_another_school_has_a_cohort(cohort):
    stranger = make.editor_of(make.SchoolFactory().organisation)
    rows = [words(cohort, "1"), words(cohort, "1", year="1999")]
    session = files.brought("graduates", HEADERS["graduates"], *rows, by=stranger)
    assert files.faults(session) == [
        (2, "school", "not_allowed"),
        (3, "school", "not_allowed"),
    ]

"""Schools, programs, links, clusters and courses as registers."""

from datetime import date
from decimal import Decimal

import pytest

from alliance.accounts.enums import OrganisationKind, Role
from alliance.lib.errors import InvalidInput, NotAllowed, Refused, Stale
from alliance.registers.actions import amend, enter
from programs.models import Course
from programs.registers import CLUSTERS, COURSES, LINKS, PROGRAMS, SCHOOLS
from tests import factories as make
from tests.factories.collaboration import CourseFactory, ProgramClusterFactory, tomorrow
from tests.outcomes import NOTHING, changes, subject_of


@pytest.fixture
def home(db):
    return make.world()


def refused(register, by, values):
    """The faults (field, sentence) with which these values are not taken, and nothing is stored."""
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        enter(register, by=by, values=values)
    assert seen == NOTHING
    return [(e.field, e.detail) for e in refusal.value.errors]


def test_only_an_organisation_of_that_kind_becomes_a_school(home):
    body = make.OrganisationFactory(kind=OrganisationKind.SCHOOL, region=home.region)
    row = enter(SCHOOLS, by=home.secretary, values={"organisation": body, "tier": "higher"})
    assert (row.pk, row.tier) == (body.pk, "higher")
    office = make.OrganisationFactory(kind=OrganisationKind.PUBLIC_BODY, region=home.region)
    faults = refused(SCHOOLS, home.secretary, {"organisation": office, "tier": "higher"})
    assert faults == [("organisation", "The organisation is registered as no school.")]
    with changes() as seen, pytest.raises(NotAllowed):
        amend(SCHOOLS, record=row, by=home.school_user, values={"tier": "secondary"})
    assert seen == NOTHING


def test_who_has_managers_of_its_own_is_made_no_school_by_others(home):
    college = make.OrganisationFactory(kind=OrganisationKind.SCHOOL, region=home.region)
    make.UserFactory(organisation=college, role=Role.MANAGER)
    with changes() as seen, pytest.raises(NotAllowed):
        enter(SCHOOLS, by=home.secretary, values={"organisation": college, "tier": "higher"})
    assert seen == NOTHING


def test_a_program_is_entered_and_amended_by_its_school(home):
    catalogue = make.CatalogueProgramFactory()
    values = {
        "school": home.school,
        "catalogue_program": catalogue,
        "name": "",
        "level": "",
        "opened_on": date(2024, 9, 1),
    }
    with changes() as seen:
        row = enter(PROGRAMS, by=home.school_user, values=values)
    assert (row.name, row.level, row.revision) == (catalogue.name, catalogue.level, 1)
    assert [event[:3] for event in seen.events] == [
        ("program.changed", subject_of(row), home.school_user.pk)
    ]
    row = amend(PROGRAMS, record=row, by=home.school_user, values={"intake": 90}, version=1)
    assert (row.intake, row.revision) == (90, 2)
    with pytest.raises(Stale):
        amend(PROGRAMS, record=row, by=home.school_user, values={"intake": 91}, version=1)
    with pytest.raises(Refused):
        enter(PROGRAMS, by=home.school_user, values=values)
    assert refused(PROGRAMS, home.school_user, {"school": home.school}) == [
        ("catalogue_program", "This field is required."),
        ("opened_on", "This field is required."),
    ]


def test_a_link_leads_to_one_target_and_ends_an_older_one(home):
    values = {
        "program": home.program,
        "industry": home.industry,
        "occupation": None,
        "weight": Decimal("0.5"),
        "kind": "declared",
    }
    row = enter(LINKS, by=home.school_user, values=values)
    assert (row.weight, row.kind, row.valid_to) == (Decimal("0.5"), "declared", None)
    both = {**values, "occupation": home.occupation}
    for wrong in (both, {**values, "industry": None}):
        assert [field for field, _ in refused(LINKS, home.school_user, wrong)] == ["industry"]
    with changes() as seen, pytest.raises(NotAllowed):
        enter(LINKS, by=home.school_user, values={**values, "kind": "official"})
    assert seen == NOTHING


def test_a_cluster_holds_programs_of_one_school(home):
    others = [make.ProgramFactory(school=home.school) for _ in range(3)]
    values = {
        "school": home.school,
        "name": "Cold-chain logistics",
        "programs": [home.program, *others],
        "lead_program": home.program,
    }
    row = enter(CLUSTERS, by=home.school_user, values=values)
    assert set(row.programs.all()) == {home.program, *others}
    foreign = home.foreign.program
    mixed = {**values, "name": "Mixed", "programs": [home.program, foreign]}
    faults = refused(CLUSTERS, home.secretary, mixed)
    assert faults == [("programs", f"{foreign} is taught at another school.")]
    for change, field in (
        ({"programs": others, "name": "Led from outside"}, "lead_program"),
        ({"programs": []}, "programs"),
        ({}, "record"),
    ):
        assert [f for f, _ in refused(CLUSTERS, home.school_user, {**values, **change})] == [field]


def test_the_leading_program_stays_in_its_cluster(home):
    row = ProgramClusterFactory(school=home.school, programs=[home.program])
    other = make.ProgramFactory(school=home.school)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        amend(CLUSTERS, record=row, by=home.school_user, values={"lead_program": other})
    assert [e.field for e in refusal.value.errors] == ["lead_program"]
    assert seen == NOTHING
    both = {"lead_program": other, "programs": [home.program, other]}
    assert amend(CLUSTERS, record=row, by=home.school_user, values=both).lead_program == other


def course(home, **other):
    return {
        "kind": "course",
        "title": "Digital refrigeration",
        "school": home.school,
        "program": home.program,
        "enterprises": [home.enterprise.organisation],
        "level": "national",
        "hours": 64,
        "job_titles": "Digital Operation Engineer for Refrigeration Systems\n"
        "  Green Low-Carbon Engineer \n\n",
        **other,
    }


def test_a_course_tells_the_new_job_titles_it_teaches(home):
    row = enter(COURSES, by=home.secretary, values=course(home))
    assert row.new_jobs == [
        "Digital Operation Engineer for Refrigeration Systems",
        "Green Low-Carbon Engineer",
    ]
    CourseFactory(school=home.school)
    assert list(Course.objects.developed_together()) == [row]
    assert COURSES.visible_to(home.foreign.enterprise_user).count() == 2


def test_the_parts_of_a_course_belong_to_its_school(home):
    cluster = ProgramClusterFactory()
    for change, field in (
        ({"program": home.foreign.program}, "program"),
        ({"cluster": cluster}, "cluster"),
        ({"enterprises": [home.bureau]}, "enterprises"),
        ({"published_on": tomorrow()}, "published_on"),
        ({"isbn": "978-7-04-060000-2"}, "isbn"),
        ({"isbn": "9787040000016"}, "record"),
    ):
        faults = refused(COURSES, home.school_user, course(home, **change))
        assert [f for f, _ in faults] == [field], change
    with changes() as seen, pytest.raises(NotAllowed):
        enter(COURSES, by=home.enterprise_user, values=course(home))
    assert seen == NOTHING


@pytest.mark.parametrize("isbn", ["9787040000016", "978-7-04-000001-6"])
def test_a_textbook_bears_an_isbn_with_its_check_digit(home, isbn):
    row = enter(COURSES, by=home.school_user, values=course(home, kind="textbook", isbn=isbn))
    assert row.isbn == isbn

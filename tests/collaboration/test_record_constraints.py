"""Every named constraint of places, classes, internships, honours, money and courses, broken once."""

from datetime import date, timedelta

import pytest
from django.db.models import CheckConstraint, UniqueConstraint

from alliance.collaboration.models import (
    Adoption,
    ClassMentor,
    Facility,
    FacilityService,
    Internship,
    JointEvaluation,
    Recognition,
    Subsidy,
    TrainingClass,
)
from programs.models import Course, ProgramCluster
from tests import factories as make
from tests.broken import is_refused, twice, write
from tests.factories.collaboration import (
    AdoptionFactory,
    ClassMentorFactory,
    CourseFactory,
    FacilityFactory,
    FacilityServiceFactory,
    InternshipFactory,
    JointEvaluationFactory,
    ProgramClusterFactory,
    RecognitionFactory,
    SubsidyFactory,
    TrainingClassFactory,
)

DAY = date(2025, 9, 1)
BEFORE = DAY - timedelta(days=1)

MODELS = (
    Adoption,
    ClassMentor,
    Course,
    Facility,
    FacilityService,
    Internship,
    JointEvaluation,
    ProgramCluster,
    Recognition,
    Subsidy,
    TrainingClass,
)


def own_honour():
    row = RecognitionFactory()
    write(row, awarded_by=row.organisation)


BROKEN = {
    # places
    "facility_kind_known": lambda: FacilityFactory(kind="garden"),
    "facility_once_per_host": lambda: twice(FacilityFactory()),
    "facility_dates_in_order": lambda: FacilityFactory(opened_on=DAY, closed_on=DAY),
    "facility_service_once": lambda: twice(FacilityServiceFactory()),
    # classes
    "class_kind_known": lambda: TrainingClassFactory(kind="choir"),
    "class_state_known": lambda: TrainingClassFactory(state="lost"),
    "class_dates_in_order": lambda: TrainingClassFactory(started_on=DAY, ended_on=BEFORE),
    "class_graduates_among_students": lambda: TrainingClassFactory(students=3, graduates=4),
    "class_finished_with_date": lambda: TrainingClassFactory(state="finished"),
    "class_cancelled_with_reason": lambda: TrainingClassFactory(state="cancelled"),
    "class_once": lambda: twice(TrainingClassFactory()),
    "class_mentor_side_known": lambda: write(ClassMentorFactory(), side="parents"),
    "class_mentor_dates_in_order": lambda: ClassMentorFactory(started_on=DAY, ended_on=BEFORE),
    "evaluation_passed_among_candidates": lambda: JointEvaluationFactory(candidates=3, passed=4),
    # internships
    "internship_kind_known": lambda: InternshipFactory(kind="holiday"),
    "internship_state_known": lambda: InternshipFactory(state="lost"),
    "internship_dates_in_order": lambda: InternshipFactory(starts_on=DAY, ends_on=BEFORE),
    "internship_minors_among_students": lambda: InternshipFactory(minors=21),
    "internship_consents_for_minors": lambda: InternshipFactory(guardian_consents=6),
    "internship_agreements_for_students": lambda: InternshipFactory(tri_party_agreements=21),
    "internship_minors_fit_age": lambda: InternshipFactory(minimum_age=18),
    "internship_agreed_before_approval": lambda: InternshipFactory(state="running", insured=False),
    "internship_cancelled_with_reason": lambda: InternshipFactory(state="cancelled"),
    # honours, money, results in use
    "recognition_kind_known": lambda: RecognitionFactory(kind="medal"),
    "recognition_level_known": lambda: RecognitionFactory(level="galactic"),
    "recognition_of_somebody": lambda: RecognitionFactory(organisation=None),
    "recognition_given_by_somebody": lambda: RecognitionFactory(awarded_by=None),
    "recognition_by_another": own_honour,
    "recognition_once": lambda: twice(RecognitionFactory()),
    "subsidy_kind_known": lambda: SubsidyFactory(kind="loan"),
    "subsidy_amount_above_zero": lambda: SubsidyFactory(amount=0),
    "subsidy_has_a_basis": lambda: SubsidyFactory(basis=""),
    "subsidy_paid_after_grant": lambda: SubsidyFactory(granted_on=DAY, paid_on=BEFORE),
    "subsidy_effect_has_a_date": lambda: SubsidyFactory(persons_trained=1),
    "subsidy_effect_after_grant": lambda: SubsidyFactory(granted_on=DAY, effect_on=BEFORE),
    "adopted_once": lambda: twice(AdoptionFactory(result=make.make_result(state="shared"))),
    # programs
    "cluster_name_once": lambda: twice(ProgramClusterFactory()),
    "course_kind_known": lambda: CourseFactory(kind="rumour"),
    "course_level_known": lambda: CourseFactory(level="galactic"),
    "course_isbn_of_textbooks": lambda: CourseFactory(isbn="9787040000016"),
    "course_once_per_school": lambda: twice(CourseFactory()),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_must_never_be(name):
    is_refused(name, BROKEN[name])


def test_every_constraint_of_these_records_is_broken_once():
    named = {
        constraint.name
        for model in MODELS
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }
    assert named == set(BROKEN)

"""Places, classes, internships, honours, money, courses; inserted as they are, moves left out."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from alliance.accounts.enums import OrganisationKind
from alliance.collaboration.enums import (
    ClassKind,
    FacilityKind,
    InternshipKind,
    MentorSide,
    RecognitionKind,
    ResultLevel,
    SubsidyKind,
)
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
from programs.enums import CourseKind
from programs.models import Course, ProgramCluster
from tests.factories.rows import (
    EnterpriseFactory,
    OrganisationFactory,
    ProgramFactory,
    SchoolFactory,
)

FIRST_DAY, LAST_DAY = date(2026, 3, 1), date(2026, 8, 31)
"""Six months to the day."""


class FacilityFactory(DjangoModelFactory):
    """A training base of 3,000 m² at a school, with `partners=` and `co_hosts=`."""

    class Meta:
        model = Facility
        skip_postgeneration_save = True

    kind = FacilityKind.TRAINING_BASE
    name = factory.Sequence(lambda n: f"Base {n}")
    host = factory.LazyFunction(lambda: SchoolFactory().organisation)
    region = factory.SelfAttribute("host.region")
    area_m2 = 3_000
    capacity = 200
    opened_on = date(2023, 9, 1)

    @factory.post_generation
    def partners(self, create, extracted, **kwargs):
        if extracted:
            self.partners.set(extracted)

    @factory.post_generation
    def co_hosts(self, create, extracted, **kwargs):
        if extracted:
            self.co_hosts.set(extracted)


class FacilityServiceFactory(DjangoModelFactory):
    class Meta:
        model = FacilityService

    facility = factory.SubFactory(FacilityFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    title = "Battery test"
    served_on = date(2025, 5, 12)
    persons = 4


class TrainingClassFactory(DjangoModelFactory):
    """A planned order class; a class that runs needs mentors, see `with_mentors`."""

    class Meta:
        model = TrainingClass

    kind = ClassKind.EXCELLENCE_CLASS
    title = factory.Sequence(lambda n: f"Class {n}")
    program = factory.SubFactory(ProgramFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    pattern = "2.5+1.5"
    seats = 40
    students = 38
    started_on = date(2025, 9, 1)


class ClassMentorFactory(DjangoModelFactory):
    """On the school's side unless `side=` says otherwise."""

    class Meta:
        model = ClassMentor

    training_class = factory.SubFactory(TrainingClassFactory)
    side = MentorSide.SCHOOL
    organisation = factory.LazyAttribute(
        lambda o: (
            o.training_class.program.school.organisation
            if o.side == MentorSide.SCHOOL
            else o.training_class.enterprise.organisation
        )
    )
    person_name = factory.Sequence(lambda n: f"Mentor {n}")
    started_on = factory.SelfAttribute("training_class.started_on")


def with_mentors(row: TrainingClass) -> TrainingClass:
    """The class with one mentor of each side from its first day on."""
    for side in MentorSide:
        ClassMentorFactory(training_class=row, side=side)
    return row


class InternshipFactory(DjangoModelFactory):
    """Planned, and keeping every rule."""

    class Meta:
        model = Internship

    kind = InternshipKind.POST
    title = factory.Sequence(lambda n: f"Internship {n}")
    program = factory.SubFactory(ProgramFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    position = "Machine operator"
    persons = 20
    minors = 5
    minimum_age = 17
    starts_on = FIRST_DAY
    ends_on = LAST_DAY
    months = 6
    daily_hours = Decimal("8.0")
    weekly_hours = Decimal("40.0")
    guardian_consents = 5
    tri_party_agreements = 20
    insured = True
    pay_monthly = Decimal("2800.00")
    pay_share = Decimal("0.8000")


class JointEvaluationFactory(DjangoModelFactory):
    class Meta:
        model = JointEvaluation

    title = "Final examination of the cold-chain class"
    program = factory.SubFactory(ProgramFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    evaluated_on = date(2026, 6, 20)
    method = "Work sample before both sides"
    candidates = 38
    passed = 36


class RecognitionFactory(DjangoModelFactory):
    """An excellent enterprise, honoured by a public body."""

    class Meta:
        model = Recognition

    kind = RecognitionKind.EXCELLENT_ENTERPRISE
    title = "Excellent enterprise of integration 2025"
    level = ResultLevel.CITY
    organisation = factory.LazyFunction(lambda: EnterpriseFactory().organisation)
    awarded_by = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.PUBLIC_BODY)
    awarded_on = date(2025, 12, 20)
    reward = Decimal("100000.00")


class SubsidyFactory(DjangoModelFactory):
    class Meta:
        model = Subsidy

    kind = SubsidyKind.GRANT
    title = factory.Sequence(lambda n: f"Support of bases {n}")
    basis = "Notice 2025-12 of the finance bureau"
    beneficiary = factory.LazyFunction(lambda: SchoolFactory().organisation)
    amount = Decimal("500000.00")
    granted_on = date(2025, 4, 1)


class AdoptionFactory(DjangoModelFactory):
    """Needs `result=`; adopted today."""

    class Meta:
        model = Adoption

    organisation = factory.LazyFunction(lambda: EnterpriseFactory().organisation)
    adopted_on = factory.LazyFunction(timezone.localdate)
    use = "Second line of the workshop"


class ProgramClusterFactory(DjangoModelFactory):
    """Two programs of one school, unless `programs=` names others."""

    class Meta:
        model = ProgramCluster
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Cluster {n}")

    @factory.post_generation
    def programs(self, create, extracted, **kwargs):
        if extracted is None:
            extracted = [ProgramFactory(school=self.school) for _ in range(2)]
        self.programs.set(extracted)


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    kind = CourseKind.COURSE
    title = factory.Sequence(lambda n: f"Course {n}")
    school = factory.SubFactory(SchoolFactory)
    hours = 64


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)

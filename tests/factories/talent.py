"""Rows of people for tests: inserted as they are, with fixed or counted values."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from alliance.accounts.enums import OrganisationKind
from talent.actions import keep_identity
from talent.identity import Identity
from talent.models import (
    Certification,
    Cohort,
    Consent,
    Exchange,
    Graduate,
    Outcome,
    TrainingBatch,
)
from tests.factories.rows import (
    EnterpriseFactory,
    OrganisationFactory,
    ProgramFactory,
    RegionFactory,
    SchoolFactory,
    editor_of,
)


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    program = factory.SubFactory(ProgramFactory)
    year = 2026


class GraduateFactory(DjangoModelFactory):
    class Meta:
        model = Graduate

    cohort = factory.SubFactory(CohortFactory)
    number = factory.Sequence(lambda n: f"{n:06d}")


class OutcomeFactory(DjangoModelFactory):
    """Measured today; `confirmed=True` with an `employer` that has said so."""

    class Meta:
        model = Outcome

    graduate = factory.SubFactory(GraduateFactory)
    measured_on = factory.LazyFunction(timezone.localdate)
    destination = "employed"
    state = factory.LazyAttribute(lambda o: "confirmed" if o.confirmed else "recorded")
    confirmed_on = factory.LazyAttribute(lambda o: o.measured_on if o.confirmed else None)

    class Params:
        confirmed = False


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    graduate = factory.SubFactory(GraduateFactory)
    purpose = "employer_contact"
    given_on = date(2026, 1, 1)


class ExchangeFactory(DjangoModelFactory):
    class Meta:
        model = Exchange

    kind = "industry_professor"
    school = factory.SubFactory(SchoolFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    person_name = "Somebody"
    started_on = date(2026, 3, 1)


class TrainingBatchFactory(DjangoModelFactory):
    class Meta:
        model = TrainingBatch

    organiser = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.PUBLIC_BODY)
    kind = "resident"
    title = factory.Sequence(lambda n: f"技能培训 {n}")
    region = factory.SubFactory(RegionFactory)
    started_on = date(2025, 3, 1)
    person_times = 300


class CertificationFactory(DjangoModelFactory):
    class Meta:
        model = Certification

    organiser = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.PUBLIC_BODY)
    kind = "degree_plus_skills"
    title = factory.Sequence(lambda n: f"技术骨干认定 {n}")
    region = factory.SubFactory(RegionFactory)
    awarded_on = date(2025, 6, 1)
    candidates = 280
    passed = 230


PERSON = Identity(
    name="欧阳金丝雀",
    id_number="43100119990307101X",
    phone="13812345678",
    email="canary.ouyang@people.test",
)
"""An invented person; the number bears a valid check character."""


def make_person(graduate: Graduate | None = None, identity: Identity = PERSON) -> Graduate:
    """A graduate whose identity is kept for a year by an editor of the school."""
    graduate = graduate or GraduateFactory()
    keep_identity(
        graduate=graduate,
        by=editor_of(graduate.cohort.program.school),
        identity=identity,
        retention_until=timezone.localdate() + timedelta(days=365),
    )
    return Graduate.objects.get(pk=graduate.pk)

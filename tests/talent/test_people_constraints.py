"""Each constraint on people's records is broken once behind the back of every action."""

from datetime import date, timedelta

import pytest

from tests import factories as make
from tests.broken import constraints_of, is_refused, twice
from tests.factories.talent import (
    CertificationFactory,
    CohortFactory,
    ConsentFactory,
    ExchangeFactory,
    GraduateFactory,
    OutcomeFactory,
    TrainingBatchFactory,
)

DAY = date(2026, 5, 4)
BEFORE = DAY - timedelta(days=1)


BROKEN = {
    "cohort_once": lambda: twice(CohortFactory()),
    "cohort_year_range": lambda: CohortFactory(year=1949),
    "graduate_number_once": lambda: twice(GraduateFactory()),
    "one_outcome_per_day": lambda: twice(OutcomeFactory()),
    "outcome_destination_known": lambda: OutcomeFactory(destination="moon"),
    "outcome_employer_employs": lambda: OutcomeFactory(
        destination="seeking", employer=make.EnterpriseFactory()
    ),
    "outcome_confirmed_by_employer": lambda: OutcomeFactory(confirmed=True),
    "outcome_pay_range": lambda: OutcomeFactory(starting_pay=-1),
    "one_open_consent": lambda: twice(ConsentFactory()),
    "consent_purpose_known": lambda: ConsentFactory(purpose="advertising"),
    "consent_dates_in_order": lambda: ConsentFactory(given_on=DAY, withdrawn_on=BEFORE),
    "exchange_kind_known": lambda: ExchangeFactory(kind="holiday"),
    "exchange_dates_in_order": lambda: ExchangeFactory(started_on=DAY, ended_on=BEFORE),
    "exchange_dual_teacher_since": lambda: ExchangeFactory(dual_teacher="recognised"),
    "training_batch_once": lambda: twice(TrainingBatchFactory()),
    "training_kind_known": lambda: TrainingBatchFactory(kind="party"),
    "training_dates_in_order": lambda: TrainingBatchFactory(started_on=DAY, ended_on=BEFORE),
    "training_persons_within_times": lambda: TrainingBatchFactory(person_times=10, persons=11),
    "training_certificates_within_times": lambda: TrainingBatchFactory(
        person_times=10, certificates=11
    ),
    "training_employed_of_persons": lambda: TrainingBatchFactory(persons=10, employed=11),
    "training_local_of_employed": lambda: TrainingBatchFactory(persons=10, local=1),
    "training_families_of_persons": lambda: TrainingBatchFactory(persons=10, families=11),
    "training_leaders_of_persons": lambda: TrainingBatchFactory(leaders=1),
    "certification_once": lambda: twice(CertificationFactory()),
    "certification_kind_known": lambda: CertificationFactory(kind="medal"),
    "certification_passed_of_candidates": lambda: CertificationFactory(candidates=1, passed=2),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_must_never_be(name):
    is_refused(name, BROKEN[name])


def test_every_constraint_on_people_is_broken_once():
    assert constraints_of("talent") == set(BROKEN)


@pytest.mark.django_db
def test_the_largest_counts_and_the_bounds_themselves_are_stored():
    batch = TrainingBatchFactory(
        person_times=10, persons=10, certificates=10, employed=10, local=10, families=10, leaders=10
    )
    assert TrainingBatchFactory(person_times=0).persons is None
    assert batch.local == batch.person_times
    assert CertificationFactory(candidates=5, passed=5).pk
    assert ConsentFactory(given_on=DAY, withdrawn_on=DAY).pk
    ended = ConsentFactory(given_on=BEFORE, withdrawn_on=DAY)
    assert ConsentFactory(graduate=ended.graduate, given_on=DAY).pk

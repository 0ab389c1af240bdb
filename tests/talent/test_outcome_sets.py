"""Outcomes of any set of cohorts: parts, wholes, and what stands in neither."""

from datetime import date
from decimal import Decimal

import pytest

from talent.models import Cohort, OutcomeSet, Pay, Share
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)


def measure(cohort, *outcomes):
    for values in outcomes:
        graduate = GraduateFactory(cohort=cohort)
        if values is not None:
            OutcomeFactory(**{"graduate": graduate, "measured_on": DAY, **values})


def test_every_share_names_its_whole_and_what_it_leaves_out(django_assert_num_queries):
    first, second, other = CohortFactory(), CohortFactory(), CohortFactory()
    measure(
        first,
        {"related": True, "local": True, "starting_pay": Decimal("5000.50")},
        {"related": True, "local": False, "starting_pay": Decimal("4000.00")},
        {"related": False, "local": None},
        {"destination": "self_employed", "related": None, "local": True},
        {"destination": "unknown"},
        None,
    )
    measure(
        second,
        {"destination": "further_study", "related": True, "local": True},
        {"destination": "service"},
        {"destination": "seeking"},
    )
    measure(other, {"related": True, "local": True, "starting_pay": 9999})
    with django_assert_num_queries(1):
        found = Cohort.objects.filter(pk__in=[first.pk, second.pk]).outcomes_on(DAY)
    assert found == OutcomeSet(
        as_of=DAY,
        measured_on=DAY,
        graduates=9,
        measured=8,
        employed=Share(4, 7, excluded=2),
        placed=Share(6, 7, excluded=2),
        further_study=Share(1, 7, excluded=2),
        related=Share(2, 3, excluded=1),
        local=Share(2, 3, excluded=1),
        pay=Pay(Decimal("9000.50"), 2, excluded=2),
    )
    assert found.employed.rate == 4 / 7
    assert found.pay.mean == Decimal("4500.25")


def test_an_empty_whole_has_no_rate():
    cohort = CohortFactory()
    measure(cohort, {"destination": "unknown"}, None)
    found = Cohort.objects.all().outcomes_on(DAY)
    assert (found.graduates, found.measured, found.employed) == (2, 1, Share(0, 0, excluded=2))
    assert found.related == found.local == Share(0, 0, excluded=0)
    assert [found.employed.rate, found.related.rate, found.pay.mean] == [None, None, None]
    nobody = Cohort.objects.none().outcomes_on(DAY)
    assert (nobody.graduates, nobody.measured_on, nobody.employed.rate) == (0, None, None)


def test_the_last_measurement_up_to_the_day_counts():
    graduate = GraduateFactory()
    OutcomeFactory(graduate=graduate, measured_on=date(2025, 7, 1), destination="seeking")
    OutcomeFactory(graduate=graduate, measured_on=date(2026, 7, 1), related=True)
    cohorts = Cohort.objects.all()
    early, later = cohorts.outcomes_on(date(2026, 6, 30)), cohorts.outcomes_on(date(2026, 7, 1))
    assert (early.employed, early.related) == (Share(0, 1, 0), Share(0, 0, 0))
    assert (later.employed, later.related) == (Share(1, 1, 0), Share(1, 1, 0))
    assert (early.measured_on, later.measured_on) == (date(2025, 7, 1), date(2026, 7, 1))


def test_a_sliced_or_ordered_set_counts_exactly_its_cohorts():
    for year in (2023, 2024, 2025):
        measure(CohortFactory(year=year), *[{}] * (year - 2022))
    newest = Cohort.objects.order_by("-year")[:1]
    assert Cohort.objects.filter(pk__in=newest).outcomes_on(DAY).graduates == 3
    assert Cohort.objects.order_by("-year").outcomes_on(DAY).graduates == 6

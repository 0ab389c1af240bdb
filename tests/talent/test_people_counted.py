"""Cohorts, outcomes and exchanges as figures read them."""

from datetime import date

import pytest

from talent.enums import TO_ENTERPRISE, TO_SCHOOL, ExchangeKind
from talent.models import Cohort, Exchange, Graduate, Outcome
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_last_measurement_up_to_a_day_counts_once_per_graduate():
    cohort = Cohort.objects.create(program=make.ProgramFactory(), year=2025)
    first, second = (Graduate.objects.create(cohort=cohort, number=str(n)) for n in (1, 2))
    measured = [
        (first, date(2025, 8, 1), "seeking"),
        (first, date(2026, 1, 1), "employed"),
        (first, date(2026, 7, 1), "self_employed"),
        (second, date(2026, 1, 1), "further_study"),
    ]
    for graduate, day, destination in measured:
        Outcome.objects.create(graduate=graduate, measured_on=day, destination=destination)

    def on(day):
        rows = Outcome.objects.measured_by(day)
        return {row.graduate_id: row.destination for row in rows}

    assert on(date(2025, 7, 31)) == {}
    assert on(date(2025, 8, 1)) == {first.pk: "seeking"}
    assert on(date(2026, 6, 30)) == {first.pk: "employed", second.pk: "further_study"}
    assert on(date(2026, 7, 1)) == {first.pk: "self_employed", second.pk: "further_study"}


def test_every_exchange_goes_one_of_two_ways():
    assert {*TO_SCHOOL, *TO_ENTERPRISE} == set(ExchangeKind)
    assert not {*TO_SCHOOL} & {*TO_ENTERPRISE}
    home = make.make_world()
    rows = {
        kind: Exchange.objects.create(
            kind=kind,
            school=home.school,
            enterprise=home.enterprise,
            person_name="Somebody",
            started_on=date(2026, 3, 1),
        )
        for kind in ExchangeKind
    }
    assert set(Exchange.objects.to_school()) == {rows[kind] for kind in TO_SCHOOL}
    assert set(Exchange.objects.to_enterprise()) == {rows[kind] for kind in TO_ENTERPRISE}
    assert Exchange.objects.in_region("4310").count() == 4
    assert Exchange.objects.in_region("1403").count() == 0


def test_the_history_of_an_exchange_does_not_keep_the_persons_name():
    home = make.make_world()
    row = Exchange.objects.create(
        kind="visiting_expert",
        school=home.school,
        enterprise=home.enterprise,
        person_name="Somebody",
        started_on=date(2026, 3, 1),
    )
    kept = Exchange.pgh_event_models["insert"].objects.filter(pgh_obj_id=row.pk).values().get()
    assert "Somebody" not in str(kept)
    assert kept["kind"] == "visiting_expert"

"""Figures by day as they are read, corrected at night, and kept by several writers at once."""

import random

import pgtrigger
import pytest
from django.db import connection, transaction
from django.db.models import Sum

from talent import leaf
from talent.models import Graduate, Outcome, OutcomeLeaf, OutcomeLog
from talent.tasks import check_outcomes, fold_outcomes
from tests.factories.rows import EnterpriseFactory, IndustryFactory, RegionFactory
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory
from tests.outcomes import NOTHING, Changes, Thread, changes, race, subject_of
from tests.talent.leaf_acts import (
    DAYS,
    FIRST,
    counted,
    is_right,
    stored,
    values,
)

pytestmark = pytest.mark.django_db


# -- reading --------------------------------------------------------------------------------------


def section(code, scheme="GB/T 4754-2017"):
    top = IndustryFactory(code=code, scheme=scheme, level=1)
    return IndustryFactory(code=f"{code}9901", scheme=scheme, level=4, parent=top)


def test_a_region_is_read_at_once_with_what_its_employers_make(django_assert_num_queries):
    maker, seller = (EnterpriseFactory(industry=section(code)) for code in ("C", "F"))
    other = EnterpriseFactory(industry=section("X", scheme="SEI-2018"))
    here, empty, there = (
        CohortFactory(program__school__organisation__region=RegionFactory(code=code), year=year)
        for code, year in (("431081", 2025), ("430100", 2024), ("370100", 2025))
    )
    for employer in (maker, maker, seller, other, None):
        graduate = GraduateFactory(cohort=here)
        OutcomeFactory(graduate=graduate, measured_on=DAYS[0], employer=employer, related=True)
    OutcomeFactory(graduate=graduate, measured_on=DAYS[1], employer=maker)
    left = Graduate.objects.order_by("pk").first()
    OutcomeFactory(graduate=left, measured_on=DAYS[2], destination="seeking")
    OutcomeFactory(graduate=GraduateFactory(cohort=there), measured_on=DAYS[0], employer=maker)
    leaf.fold()
    GraduateFactory(cohort=here)
    with django_assert_num_queries(1):
        found = leaf.read("43", DAYS[1])
    assert found.cohort.tolist() == [here.pk, empty.pk]
    assert found.program.tolist() == [here.program_id, empty.program_id]
    assert found.school.tolist() == [here.program.school_id, empty.program.school_id]
    assert found.region.tolist() == ["431081", "430100"]
    assert found.level.tolist() == [here.program.level, empty.program.level]
    assert found.year.tolist() == [2025, 2024]
    assert dict(zip(leaf.COUNTS, found.counts[0].tolist(), strict=True)) == {
        **dict.fromkeys(leaf.COUNTS, 0),
        "graduates": 6,
        "outcomes": 6,
        "measured": 5,
        "known": 5,
        "employed": 5,
        "placed": 5,
        "related": 4,
        "related_known": 4,
        "real": 3,
        "real_known": 4,
    }
    assert found.counts[1].tolist() == [0] * len(leaf.COUNTS)
    later = leaf.read("4310", DAYS[2])
    assert (later.cohort.tolist(), later.of("employed").tolist()) == ([here.pk], [4])
    assert (later.of("real").tolist(), later.of("real_known").tolist()) == ([2], [3])
    assert leaf.read("99", DAYS[1]).counts.shape == (0, len(leaf.COUNTS))
    assert leaf.read("", DAYS[1]).cohort.tolist() == [here.pk, empty.pk, there.pk]


# -- drift ----------------------------------------------------------------------------------------


def tampered(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_the_nightly_check_corrects_what_went_past_the_triggers_and_says_so(caplog):
    first, other = (OutcomeFactory(measured_on=FIRST).graduate.cohort for _ in range(2))
    leaf.fold()
    with changes() as seen:
        assert leaf.check_drift() == 0
    assert (seen, caplog.messages) == (NOTHING, [])
    tampered("UPDATE talent_outcomeleaf SET employed = employed + 5 WHERE employed = 1 AND"
             " cohort_id = %s", first.pk)  # fmt: skip
    tampered("DELETE FROM talent_outcomeleaf WHERE cohort_id = %s", other.pk)
    with changes() as seen:
        check_outcomes()
    assert seen == Changes(
        events=[
            ("outcomes.drifted", subject_of(cohort.program.school), None, payload)
            for cohort, payload in (
                (first, {"cohorts": 1, "cells": 1}),
                (other, {"cohorts": 1, "cells": 2}),
            )
        ]
    )
    assert caplog.messages == [
        "3 cells of outcome figures differed from their rows and were corrected"
    ]
    is_right()
    assert (OutcomeLog.objects.count(), leaf.check_drift()) == (0, 0)


def test_a_write_past_the_triggers_is_found():
    outcome = OutcomeFactory(measured_on=FIRST)
    with pgtrigger.ignore("talent.Outcome:figures_update"):
        Outcome.objects.filter(pk=outcome.pk).update(destination="seeking")
    assert stored(FIRST) != counted(FIRST)
    assert leaf.check_drift() == 1
    is_right()


def test_figures_of_a_cohort_that_is_gone_are_corrected_without_an_event():
    GraduateFactory()
    tampered("INSERT INTO talent_outcomelog (cohort_id, day, graduates, outcomes, measured, known,"
             " employed, further, placed, related, related_known, local, local_known, paid, pay)"
             " SELECT 999999, day, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1"
             " FROM talent_outcomelog LIMIT 1")  # fmt: skip
    with changes() as seen:
        assert leaf.check_drift() == 1
    assert seen == NOTHING
    is_right()


# -- at once --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_measurements_of_one_graduate_at_once_both_count():
    graduate = GraduateFactory()

    def enter_on(day, destination):
        return lambda: OutcomeFactory(graduate=graduate, measured_on=day, destination=destination)

    answers = race(graduate, enter_on(DAYS[1], "employed"), enter_on(DAYS[0], "seeking"))
    assert [type(answer).__name__ for answer in answers] == ["Outcome", "Outcome"]
    is_right()


@pytest.mark.django_db(transaction=True)
def test_a_graduate_who_is_moved_while_being_measured_counts_where_they_are():
    graduate, cohort = GraduateFactory(), CohortFactory()
    race(
        graduate,
        lambda: OutcomeFactory(graduate=graduate, measured_on=DAYS[0]),
        lambda: Graduate.objects.filter(pk=graduate.pk).update(cohort=cohort),
    )
    assert stored(DAYS[0])[cohort.pk]["employed"] == 1
    is_right()


@pytest.mark.django_db(transaction=True)
def test_folds_beside_writers_and_each_other_lose_nothing():
    cohorts = CohortFactory.create_batch(2)
    ended = []

    def write(seed):
        rng = random.Random(seed)
        for _ in range(25):
            with transaction.atomic():
                for _ in range(2):
                    graduate = Graduate.objects.create(
                        cohort=rng.choice(cohorts), number=f"{seed}-{rng.random()}"
                    )
                    Outcome.objects.create(
                        graduate=graduate, measured_on=rng.choice(DAYS), **values(rng)
                    )
        ended.append(seed)

    def keep():
        moved = 0
        while len(ended) < 2:
            moved += leaf.fold(most=7)
        return moved

    threads = [Thread(call) for call in (lambda: write(1), lambda: write(2), keep, keep)]
    answers = [thread.result() for thread in threads]
    assert answers[:2] == [None, None]
    assert answers[2] + answers[3] > 0
    fold_outcomes()
    assert OutcomeLog.objects.count() == 0
    assert OutcomeLeaf.objects.aggregate(n=Sum("graduates"))["n"] == 100
    is_right()

"""Figures by day against the rows they sum: after every kind of write, through every door."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from talent import leaf
from talent.models import Graduate, Outcome, OutcomeLeaf, OutcomeLog
from talent.tasks import fold_outcomes
from tests.factories import imports as files
from tests.factories.rows import EnterpriseFactory, editor_of
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory
from tests.talent.leaf_acts import (
    ACTS,
    DAYS,
    FIRST,
    enter_many,
    is_right,
    stored,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_written_the_sums_are_those_of_the_rows(seed):
    rng = random.Random(seed)
    CohortFactory.create_batch(3)
    enter_many(rng)
    for _ in range(40):
        if Outcome.objects.count() < 3:
            enter_many(rng)
        act = rng.choice(ACTS)
        act(rng)
        is_right()
    while leaf.fold():
        pass
    assert OutcomeLog.objects.count() == 0
    is_right()
    assert leaf.rebuild() == 0


def test_a_staged_file_counts_and_a_changed_one_replaces(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cohort = CohortFactory()
    editor = editor_of(cohort.program.school)

    def send(*rows):
        header = ["cohort", "number", "measured_on", "destination", "related", "starting_pay"]
        told = [[f"#{cohort.pk}", *row, "yes", "5000"] for row in rows]
        session = files.brought("graduates", header, *told, by=editor)
        is_right()
        return files.counts(session)

    first, second = ("1", "2025-01-01", "employed"), ("2", "2025-01-01", "seeking")
    assert send(first, second) == ("done", 2, 0, 0, 0)
    changed, later = ("1", "2025-01-01", "service"), ("2", "2025-01-03", "employed")
    assert send(changed, later) == ("done", 1, 1, 0, 0)
    assert send(first, ("3", "2025-01-01", "no such word")) == ("failed", 0, 0, 0, 1)
    assert stored(DAYS[-1])[cohort.pk]["placed"] == 2


def test_emptied_tables_leave_no_figures():
    CohortFactory()
    enter_many(random.Random(1))
    leaf.fold()
    OutcomeFactory(graduate=Graduate.objects.first(), measured_on=FIRST - timedelta(days=9))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE talent_outcome")
        is_right()
        assert stored(DAYS[-1]) != {}
        cursor.execute("TRUNCATE talent_graduate CASCADE")
    assert stored(DAYS[-1]) == {}
    leaf.fold()
    assert (OutcomeLeaf.objects.count(), OutcomeLog.objects.count()) == (0, 0)


def test_an_edit_that_changes_no_figure_writes_nothing():
    outcome = OutcomeFactory(employer=EnterpriseFactory())
    leaf.fold()
    Outcome.objects.filter(pk=outcome.pk).update(state="confirmed", confirmed_on=FIRST, version=2)
    Graduate.objects.update(erased_on=FIRST, number="7")
    assert OutcomeLog.objects.count() == 0


def test_a_fold_moves_a_part_and_the_sums_stay():
    cohort = CohortFactory()
    for day in DAYS[:3]:
        OutcomeFactory(graduate=GraduateFactory(cohort=cohort), measured_on=day)
    rows, sums = OutcomeLog.objects.count(), stored(DAYS[-1])
    assert leaf.fold(most=4) == 4
    assert (OutcomeLog.objects.count(), stored(DAYS[-1])) == (rows - 4, sums)
    fold_outcomes()
    assert (OutcomeLog.objects.count(), stored(DAYS[-1], OutcomeLeaf)) == (0, sums)

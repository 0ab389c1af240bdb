"""Figures by day against the rows they sum: after every kind of write, through every door."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import connection, transaction
from django.db.models import Sum

from talent import leaf
from talent.enums import PLACED, WORKING
from talent.models import Cohort, Graduate, Outcome, OutcomeChange, OutcomeLeaf, OutcomeLog
from talent.models.leaf_sql import COUNTS
from talent.tasks import check_outcomes, fold_outcomes
from tests.factories import imports as files
from tests.factories.rows import EnterpriseFactory, IndustryFactory, RegionFactory, editor_of
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory
from tests.outcomes import NOTHING, Changes, Thread, changes, race, subject_of

pytestmark = pytest.mark.django_db

FIRST = date(2025, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(6)]
DESTINATIONS = ("employed", "further_study", "self_employed", "service", "seeking", "unknown")


def of_outcome(outcome):
    """What one outcome adds to the counts, spelled out."""
    said, works = Counter(outcomes=1, measured=1), outcome.destination in WORKING
    said["known"] = int(outcome.destination != "unknown")
    said["employed"] = int(works)
    said["further"] = int(outcome.destination == "further_study")
    said["placed"] = int(outcome.destination in PLACED)
    if works:
        said["related"] = int(outcome.related is True)
        said["related_known"] = int(outcome.related is not None)
        said["local"] = int(outcome.local is True)
        said["local_known"] = int(outcome.local is not None)
        said["paid"] = int(outcome.starting_pay is not None)
        said["pay"] = int((outcome.starting_pay or 0) * 100)
    return said


def counted(day):
    """Cohort → counts on a day, one graduate after the other."""
    found = {}
    for graduate in Graduate.objects.prefetch_related("outcomes"):
        sums = found.setdefault(graduate.cohort_id, Counter())
        sums["graduates"] += 1
        until = [o for o in graduate.outcomes.all() if o.measured_on <= day]
        if until:
            sums.update(of_outcome(max(until, key=lambda o: o.measured_on)))
            sums["outcomes"] += len(until) - 1
    return {pk: {name: sums[name] for name in COUNTS} for pk, sums in found.items()}


def stored(day, model=OutcomeChange):
    found = {}
    for row in model.objects.filter(day__lte=day).values("cohort_id", *COUNTS):
        sums = found.setdefault(row.pop("cohort_id"), Counter())
        sums.update(row)
    told = {pk: {name: sums[name] for name in COUNTS} for pk, sums in found.items()}
    return {pk: row for pk, row in told.items() if any(row.values())}


def is_right():
    for day in (FIRST - timedelta(days=1), *DAYS):
        assert stored(day) == counted(day)


def some(rng, rows):
    return rng.choice(list(rows.order_by("pk")))


def values(rng):
    return {
        "destination": rng.choice(DESTINATIONS),
        "related": rng.choice([None, True, False]),
        "local": rng.choice([None, True, False]),
        "starting_pay": rng.choice([None, Decimal("4321.09"), Decimal(0), Decimal(1000000)]),
    }


def enter(rng):
    OutcomeFactory(
        graduate=GraduateFactory(cohort=some(rng, Cohort.objects)),
        measured_on=rng.choice(DAYS),
        **values(rng),
    )


def enter_again(rng):
    graduate = some(rng, Graduate.objects)
    free = set(DAYS) - set(graduate.outcomes.values_list("measured_on", flat=True))
    if free:
        day = rng.choice(sorted(free))
        OutcomeFactory(graduate=graduate, measured_on=day, **values(rng))


def enter_many(rng):
    """Several days of several graduates by one statement, old graduates and new ones."""
    cohort = some(rng, Cohort.objects)
    graduates = [
        *Graduate.objects.order_by("pk")[:4],
        *GraduateFactory.create_batch(2, cohort=cohort),
    ]
    taken = set(Outcome.objects.values_list("graduate_id", "measured_on"))
    pairs = [(g, day) for g in graduates for day in rng.sample(DAYS, 3) if (g.pk, day) not in taken]
    Outcome.objects.bulk_create(
        Outcome(graduate=g, measured_on=day, **values(rng)) for g, day in pairs
    )


def amend(rng):
    outcome = some(rng, Outcome.objects)
    name, value = rng.choice(list(values(rng).items()))
    setattr(outcome, name, value)
    outcome.save()


def amend_many(rng):
    Outcome.objects.filter(pk__in=rng.sample(pks(Outcome), min(5, Outcome.objects.count()))).update(
        **values(rng)
    )


def shift_all(_rng):
    """Every measurement a year earlier and back: rows of one statement pass each other."""
    year = timedelta(days=365)
    with connection.cursor() as cursor:
        for by in (-year, year):
            cursor.execute(
                "UPDATE talent_outcome SET measured_on = measured_on + %s::int", [by.days]
            )
            is_right()


def redate(rng):
    outcome = some(rng, Outcome.objects)
    taken = outcome.graduate.outcomes.values_list("measured_on", flat=True)
    if free := sorted(set(DAYS) - set(taken)):
        Outcome.objects.filter(pk=outcome.pk).update(measured_on=rng.choice(free))


def give_to_another(rng):
    outcome, graduate = some(rng, Outcome.objects), some(rng, Graduate.objects)
    if not graduate.outcomes.filter(measured_on=outcome.measured_on).exists():
        Outcome.objects.filter(pk=outcome.pk).update(graduate=graduate)


def move(rng):
    Graduate.objects.filter(
        pk__in=rng.sample(pks(Graduate), min(3, Graduate.objects.count()))
    ).update(cohort=some(rng, Cohort.objects))


def withdraw(rng):
    some(rng, Outcome.objects).delete()


def withdraw_many(rng):
    Outcome.objects.filter(
        pk__in=rng.sample(pks(Outcome), min(4, Outcome.objects.count()))
    ).delete()


def leave(rng):
    some(rng, Graduate.objects).delete()


def leave_first(rng):
    """The graduate goes before the outcomes: the foreign key waits for the transaction's end."""
    graduate = some(rng, Graduate.objects)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM talent_graduate WHERE id = %s", [graduate.pk])
        is_right_of_the_known()
        cursor.execute("DELETE FROM talent_outcome WHERE graduate_id = %s", [graduate.pk])


def is_right_of_the_known():
    assert stored(DAYS[-1]) == counted(DAYS[-1])


def come_last(rng):
    """And an outcome may come before its graduate."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) + 1000 FROM talent_graduate")
        pk = cursor.fetchone()[0]
        for day in rng.sample(DAYS, 2):
            Outcome.objects.bulk_create([Outcome(graduate_id=pk, measured_on=day, **values(rng))])
        is_right_of_the_known()
        GraduateFactory(pk=pk, cohort=some(rng, Cohort.objects))


def dissolve(rng):
    cohort = some(rng, Cohort.objects)
    cohort.delete()
    CohortFactory()


def think_better(rng):
    class Undone(Exception):
        pass

    try:
        with transaction.atomic():
            rng.choice([enter, amend_many, leave, move])(rng)
            raise Undone
    except Undone:
        pass


def fold(_rng):
    leaf.fold()


def pks(model):
    return sorted(model.objects.values_list("pk", flat=True))


ACTS = [
    enter, enter, enter_again, enter_again, enter_many, amend, amend_many, shift_all, redate,
    give_to_another, move, withdraw, withdraw_many, leave, leave_first, come_last, dissolve,
    think_better, fold,
]  # fmt: skip


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

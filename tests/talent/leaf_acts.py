"""Every way of writing outcomes at random, and the figures counted from the rows themselves."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction

from talent import leaf
from talent.enums import PLACED, WORKING
from talent.models import Cohort, Graduate, Outcome, OutcomeChange
from talent.models.leaf_sql import COUNTS
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory

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

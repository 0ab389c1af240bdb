"""Figures against numbers counted by hand."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.indicators.enums import Missing, Unit
from alliance.indicators.figures import Figure, Question, compute, compute_all
from alliance.indicators.models import Indicator
from alliance.indicators.withholding import is_small
from alliance.reference.enums import ProgramLevel
from programs.models import ProgramCluster
from talent.enums import Destination, ExchangeKind
from talent.models import Cohort, Exchange, Graduate, Outcome
from tests.factories import CHENZHOU, ProgramFactory, RegionFactory, SchoolFactory, make_run

DAY = date(2025, 6, 30)


def indicator(numerator, denominator=None, *, unit=Unit.RECORDS, persons=False):
    return Indicator(
        code="i", numerator=numerator, denominator=denominator, unit=unit, is_person_count=persons
    )


def figure(known, numerator, denominator=None, *, region=CHENZHOU, day=DAY, **subject):
    return compute(indicator(numerator, denominator), region, day, known, **subject)


def counted(total, rows=None):
    number = Decimal(total)
    return Figure(value=number, numerator=number, rows=int(total) if rows is None else rows)


def school_in(code):
    return SchoolFactory(organisation__region=RegionFactory(code=code))


def exchange(world, kind, started, *, hours=0, enterprise=None, times=1):
    Exchange.objects.bulk_create(
        Exchange(
            kind=kind,
            school=world.school,
            enterprise=enterprise or world.enterprise,
            person_name=f"Person {n}",
            started_on=started,
            hours=hours,
        )
        for n in range(times)
    )


def test_records_of_the_region_and_the_places_in_it_are_counted(home, known):
    ProgramFactory(school=school_in("431024"))
    ProgramFactory(school=school_in("431100"))
    programs = {"register": "programs", "count": True}
    assert figure(known, programs) == counted(2)
    assert figure(known, programs, region="431024") == counted(1)
    assert figure(known, programs, region="430000") == counted(3)
    assert figure(known, programs, region="140300") == counted(1)
    assert figure(known, programs, region="370000") == counted(0)


def test_records_count_from_their_day_and_until_they_end(home, known):
    ProgramFactory(
        school=home.school, opened_on=date(2021, 9, 1), closed_on=date(2024, 8, 31), intake=40
    )
    measure = {"register": "programs", "count": True, "until": "closed_on"}
    days = [date(2020, 8, 31), date(2020, 9, 1), date(2021, 9, 1), date(2024, 8, 30)]
    days.append(date(2024, 8, 31))
    assert [figure(known, measure, day=day).rows for day in days] == [0, 1, 2, 2, 1]


def test_a_number_is_summed_up_where_the_conditions_hold(home, known):
    home.program.intake = None
    home.program.save()
    for intake, level in ((40, ProgramLevel.SECONDARY), (50, ProgramLevel.SECONDARY), (7, None)):
        ProgramFactory(
            school=home.school,
            intake=intake,
            **({"catalogue_program__level": level} if level else {}),
        )
    secondary = {"register": "programs", "where": {"level": "secondary"}, "sum": "intake"}
    assert figure(known, secondary) == counted(90, rows=2)
    some = {"register": "programs", "where": {"intake__in": [7, 40]}, "sum": "intake"}
    assert figure(known, some) == counted(47, rows=2)
    either = {"register": "programs", "where": {"level__in": ["secondary", "higher"]}}
    assert figure(known, {**either, "sum": "intake"}) == counted(97, rows=3)
    open_one = {"register": "programs", "where": {"intake__isnull": True}, "sum": "intake"}
    assert figure(known, open_one) == counted(0)


def test_a_number_beyond_every_column_is_compared_all_the_same(home, known):
    for where, total in [({"intake__gte": 10**15}, 0), ({"intake__lte": 10**15}, 1)]:
        measure = {"register": "programs", "where": where, "count": True}
        assert figure(known, measure) == counted(total)


def test_different_values_are_told_apart(home, known):
    other = SchoolFactory(organisation__region=home.region)
    exchange(home, ExchangeKind.VISITING_EXPERT, DAY, times=3)
    Exchange.objects.filter(person_name="Person 2").update(school=other)
    measure = {"register": "exchanges", "distinct": "school"}
    assert figure(known, measure) == counted(2, rows=3)


def test_rows_of_a_list_are_told_apart_and_its_records_counted_once(home, known):
    programs = [home.program, *(ProgramFactory(school=home.school) for _ in range(2))]
    for name, members in (("冷链物流", programs), ("制冷", programs[:2])):
        cluster = ProgramCluster.objects.create(
            school=home.school, name=name, lead_program=home.program
        )
        cluster.programs.set(members)
    several = indicator({"register": "clusters", "distinct": "programs"})
    plain = indicator({"register": "clusters", "count": True})
    questions = [Question(one, CHENZHOU, DAY) for one in (several, plain)]
    assert compute_all(questions, known) == [counted(3, rows=2), counted(2)]


def test_the_day_may_be_that_of_a_relation_or_another_one(home, known):
    skills = {"register": "taught", "count": True}
    assert figure(known, skills, day=date(2020, 8, 31)) == counted(0)
    assert figure(known, skills, day=date(2020, 9, 1)) == counted(2)
    ProgramFactory(school=home.school, opened_on=date(2021, 9, 1), closed_on=date(2024, 8, 31))
    closed = {"register": "programs", "by": "closed_on", "years": 1, "count": True}
    days = [date(2023, 12, 31), date(2024, 12, 31), date(2025, 12, 31)]
    assert [figure(known, closed, day=day).rows for day in days] == [0, 1, 0]


def test_a_text_is_filled_or_not(home, known):
    ProgramFactory(school=home.school, name_en="Welding")
    named = {"register": "programs", "where": {"name_en__filled": True}, "count": True}
    assert figure(known, named) == counted(1)
    nameless = {"register": "programs", "where": {"name_en__filled": False}, "count": True}
    assert figure(known, nameless) == counted(1)


def test_only_the_named_years_count(home, known):
    for year in (2022, 2023, 2024, 2025):
        exchange(home, ExchangeKind.VISITING_EXPERT, date(year, 3, 1), hours=10)
    measure = {"register": "exchanges", "sum": "hours"}
    assert figure(known, {**measure, "years": 1}) == counted(10, rows=1)
    assert figure(known, {**measure, "years": 2}) == counted(20, rows=2)
    assert figure(known, {**measure, "years": 1}, day=date(2024, 12, 31)).rows == 1
    assert figure(known, {**measure, "since": "2023-03-02"}) == counted(20, rows=2)
    assert figure(known, {**measure, "since": "2023-03-02", "years": 9}) == counted(20, rows=2)


def test_years_since_the_earliest_are_full_ones(home, known):
    exchange(home, ExchangeKind.VISITING_EXPERT, date(1976, 7, 1))
    exchange(home, ExchangeKind.VISITING_EXPERT, date(2020, 7, 1))
    measure = {"register": "exchanges", "age": "started_on"}
    assert figure(known, measure) == counted(48, rows=2)
    assert figure(known, measure, day=date(2025, 7, 1)) == counted(49, rows=2)
    assert figure(known, measure, region="140300") == counted(0)


def test_a_share_is_of_what_the_denominator_counts(home, known):
    exchange(home, ExchangeKind.VISITING_EXPERT, DAY, times=3)
    exchange(home, ExchangeKind.TEACHER_PRACTICE, DAY, times=5)
    part = {"register": "exchanges", "where": {"kind": "visiting_expert"}, "count": True}
    whole = {"register": "exchanges", "count": True}
    assert figure(known, part, whole) == Figure(Decimal("0.375"), Decimal(3), Decimal(8), 3)


def test_an_empty_denominator_gives_no_share(home, known):
    whole = {"register": "exchanges", "count": True}
    assert figure(known, whole, whole) == Figure(
        None, Decimal(0), Decimal(0), 0, why_missing=Missing.EMPTY
    )


def test_of_repeated_measurements_the_last_one_up_to_the_day_counts(home, known):
    cohort = Cohort.objects.create(program=home.program, year=2025)
    for number in range(3):
        person = Graduate.objects.create(cohort=cohort, number=str(number))
        for day, found in [(date(2025, 1, 1), False), (date(2025, 6, 1), number > 0)]:
            Outcome.objects.create(
                graduate=person,
                measured_on=day,
                destination=Destination.EMPLOYED,
                related=found,
            )
    related = {"register": "outcomes", "last": "graduate", "where": {"related": True}}
    everybody = {"register": "outcomes", "last": "graduate", "count": True}
    share = ({**related, "count": True}, everybody)
    assert figure(known, *share).value == Decimal(2) / 3
    assert figure(known, *share, day=date(2025, 5, 31)).value == 0


def test_a_claim_about_one_organisation_narrows_the_records(home, known):
    other = SchoolFactory(organisation__region=home.region)
    ProgramFactory(school=other)
    ProgramFactory(school=other)
    measure = {"register": "programs", "count": True, "organisation": "school"}
    assert figure(known, measure, organisation=other.pk) == counted(2)
    silent = {"register": "programs", "count": True}
    assert figure(known, silent, organisation=other.pk) == Figure(why_missing=Missing.NO_SUBJECT)
    assert figure(known, measure, alliance=home.alliance.pk) == Figure(
        why_missing=Missing.NO_SUBJECT
    )


def test_what_cannot_be_counted_says_why(home, known):
    assert figure(known, {"register": "dragons", "count": True}) == Figure(
        why_missing=Missing.NOT_KEPT
    )
    assert figure(known, {"register": "nowhere", "count": True}) == Figure(
        why_missing=Missing.NO_REGION
    )
    assert figure(known, {"index": "A1"}) == Figure(why_missing=Missing.NO_RUN)


def test_a_published_rate_is_that_of_the_newest_run_up_to_the_day(home, known):
    ProgramFactory(school=home.school, opened_on=date(2024, 9, 1))
    for day in (date(2024, 6, 30), date(2025, 6, 30)):
        make_run(framework=home.framework, as_of=day)
    rate = {"index": "A1", "level": "higher"}
    found = [figure(known, rate, day=day) for day in (date(2023, 1, 1), date(2024, 12, 31), DAY)]
    told = [(f.value, f.numerator, f.denominator, f.rows, f.why_missing) for f in found]
    assert told == [
        (None, None, None, 0, Missing.NO_RUN),
        (Decimal(1), Decimal(1), Decimal(1), 1, None),
        (Decimal("0.5"), Decimal(1), Decimal(2), 2, None),
    ]


def test_many_questions_are_answered_in_their_order_with_one_query_per_register(home, known):
    exchange(home, ExchangeKind.VISITING_EXPERT, DAY, times=2)
    exchange(home.foreign, ExchangeKind.VISITING_EXPERT, DAY, times=5)
    exchanges = indicator({"register": "exchanges", "count": True})
    programs = indicator({"register": "programs", "count": True})
    questions = [
        Question(one, region, day)
        for one in (exchanges, programs)
        for region in ("431000", "140300")
        for day in (DAY, date(2019, 1, 1))
    ]
    with CaptureQueriesContext(connection) as asked:
        found = compute_all(questions, known)
    assert [f.value for f in found] == [2, 0, 5, 0, 1, 0, 1, 0]
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("numerator", "denominator", "hidden"),
    [
        (9, None, True),
        (10, None, False),
        (0, None, False),
        (20, 40, False),
        (9, 40, True),
        (31, 40, True),
        (40, 40, False),
        (50, 40, False),
        (50, 9, True),
    ],
)
def test_counts_of_few_persons_are_small(numerator, denominator, hidden):
    whole = None if denominator is None else Decimal(denominator)
    assert is_small(Figure(Decimal(1), Decimal(numerator), whole, 7)) is hidden

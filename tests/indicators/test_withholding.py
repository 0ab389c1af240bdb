"""What is hidden of an indicator is decided for a province and all subjects of claims at once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.indicators.enums import Missing, Unit
from alliance.indicators.figures import Question
from alliance.indicators.withholding import published
from alliance.registers.register import registers
from talent.enums import ExchangeKind
from talent.models import Exchange
from tests.factories import RegionFactory, SchoolFactory
from tests.factories.indicators import ClaimFactory, IndicatorFactory

DAY = date(2026, 6, 30)
CITY, NORTH, SOUTH, EAST = "431000", "431002", "431003", "431021"


def school_in(code):
    return SchoolFactory(organisation__region=RegionFactory(code=code))


def send(home, school, times, *, kind=ExchangeKind.TEACHER_PRACTICE, hours=1):
    Exchange.objects.bulk_create(
        Exchange(
            kind=kind,
            school=school,
            enterprise=home.enterprise,
            person_name=f"Person {n}",
            started_on=DAY,
            hours=hours,
        )
        for n in range(times)
    )


@pytest.fixture
def exchanged(db):
    return IndicatorFactory(
        unit=Unit.PERSONS,
        is_person_count=True,
        numerator={"register": "exchanges", "count": True, "organisation": "school"},
    )


def told(indicator, *places):
    """The figures of regions, or of (region, organisation); None where it is hidden."""
    questions = [
        Question(indicator, place, DAY)
        if isinstance(place, str)
        else Question(indicator, place[0], DAY, organisation=place[1])
        for place in places
    ]
    found = published(questions, registers())
    assert all(f.value is not None or f.why_missing == Missing.HIDDEN for f in found)
    return [None if f.value is None else int(f.value) for f in found]


def test_a_small_county_takes_a_sibling_with_it_whatever_is_asked_together(home, exchanged):
    for code, times in [(NORTH, 4), (SOUTH, 30), (EAST, 50)]:
        send(home, school_in(code), times)
    assert told(exchanged, CITY, NORTH, SOUTH, EAST) == [84, None, None, 50]
    assert [told(exchanged, code)[0] for code in (CITY, NORTH, SOUTH, EAST)] == [
        84,
        None,
        None,
        50,
    ]


def test_a_city_is_hidden_where_the_rest_of_its_province_is_small(home, exchanged):
    send(home, school_in(NORTH), 40)
    send(home, school_in("430100"), 3)
    assert told(exchanged, "430000", CITY, "430100") == [43, None, None]


def test_a_claim_about_a_school_tells_neither_few_nor_the_rest_of_its_county(home, exchanged):
    large, other = school_in(NORTH), school_in(NORTH)
    send(home, large, 40)
    send(home, other, 5)
    send(home, school_in(SOUTH), 60)
    questions = [NORTH, (CITY, large.pk), (CITY, other.pk), SOUTH, CITY]
    assert told(exchanged, *questions) == [45, None, None, 60, 105]


def test_claims_about_schools_count_on_pages_that_do_not_show_them(home, exchanged):
    """The county's page shows what the city's page does, whose claims name the schools."""
    first, second, third = school_in(NORTH), school_in(NORTH), school_in(NORTH)
    for school, times in [(first, 40), (second, 30), (third, 6)]:
        send(home, school, times)
    ClaimFactory(
        indicator=exchanged, region=RegionFactory(code=CITY), organisation=first.organisation
    )
    ClaimFactory(
        indicator=exchanged, region=RegionFactory(code=CITY), organisation=second.organisation
    )
    both = told(exchanged, (CITY, first.pk), (CITY, second.pk))
    county = told(exchanged, NORTH)
    assert sorted([*both, *county], key=str) == sorted([40, None, 76], key=str)


def test_a_share_hides_part_and_whole_together(home):
    share = IndicatorFactory(
        unit=Unit.SHARE,
        is_person_count=True,
        numerator={
            "register": "exchanges",
            "count": True,
            "where": {"kind": "teacher_practice"},
        },
        denominator={"register": "exchanges", "count": True},
    )
    for code, inward, outward in [(NORTH, 3, 40), (SOUTH, 30, 30), (EAST, 50, 50)]:
        school = school_in(code)
        send(home, school, outward)
        send(home, school, inward, kind=ExchangeKind.VISITING_EXPERT)
    found = published(
        [Question(share, code, DAY) for code in (CITY, NORTH, SOUTH, EAST)], registers()
    )
    assert [(f.numerator, f.denominator) for f in found] == [
        (120, 203),
        (None, None),
        (None, None),
        (50, 100),
    ]


def test_what_counts_no_persons_is_never_hidden(home, exchanged):
    exchanged.is_person_count = False
    send(home, school_in(NORTH), 4)
    assert told(exchanged, CITY, NORTH) == [4, 4]


def test_counts_that_do_not_add_up_are_judged_one_by_one(home):
    different = IndicatorFactory(
        unit=Unit.PERSONS,
        is_person_count=True,
        numerator={"register": "exchanges", "distinct": "school"},
    )
    for _ in range(3):
        send(home, school_in(NORTH), 20)
    for _ in range(12):
        send(home, school_in(SOUTH), 1)
    assert told(different, CITY, NORTH, SOUTH) == [15, None, 12]


def test_more_questions_do_not_ask_the_database_more_often(home, exchanged):
    for code, times in [(NORTH, 4), (SOUTH, 30), (EAST, 50)]:
        send(home, school_in(code), times)
    asked = []
    for questions in ([CITY], [CITY, NORTH, SOUTH, EAST]):
        with CaptureQueriesContext(connection) as found:
            told(exchanged, *questions)
        asked.append(len(found))
    assert asked == [3, 3]  # the figures, the claims' subjects, the province

"""Figures of a region against numbers counted by hand."""

from datetime import date

import pytest
from django.utils import timezone

from alliance.collaboration.enums import Audience, ProjectState, ResultState
from alliance.consortia.enums import AllianceKind
from alliance.portal import figures
from talent.enums import TO_ENTERPRISE, TO_SCHOOL, Destination, ExchangeKind
from talent.models import Cohort, Exchange, Graduate, Outcome
from tests.factories import (
    AllianceFactory,
    ProgramFactory,
    RegionFactory,
    SchoolFactory,
    make_project,
    make_result,
    make_run,
    publish_in,
)

DAY = date(2026, 6, 30)
COUNTIES = ("431002", "431003", "431021")


def cohort(program, *, related=0, unrelated=0, study=0, day=DAY, year=2026):
    """Graduates employed in a related job, in another one, or gone on to study."""
    made = Cohort.objects.create(program=program, year=year)
    kinds = [(Destination.EMPLOYED, True)] * related + [(Destination.EMPLOYED, False)] * unrelated
    kinds += [(Destination.FURTHER_STUDY, None)] * study
    people = Graduate.objects.bulk_create(
        Graduate(cohort=made, number=str(n)) for n in range(len(kinds))
    )
    Outcome.objects.bulk_create(
        Outcome(graduate=person, measured_on=day, destination=kind, related=answer)
        for person, (kind, answer) in zip(people, kinds, strict=True)
    )
    return made


def exchange(home, kind, times=1):
    Exchange.objects.bulk_create(
        Exchange(
            kind=kind,
            school=home.school,
            enterprise=home.enterprise,
            person_name=f"Person {n}",
            started_on=DAY,
        )
        for n in range(times)
    )


def published(home):
    """The outcomes of the region's newest run."""
    return figures.outcomes(make_run(framework=home.framework, as_of=timezone.localdate()))


def counts(rate):
    return None if rate.hidden else (rate.numerator, rate.denominator)


def test_outcomes_are_those_of_the_run_by_region_and_school(home):
    cohort(home.program, related=220, unrelated=111, study=60)
    found = published(home)
    assert found.year == "2026"
    assert (counts(found.of_graduates), counts(found.of_employed)) == ((220, 391), (220, 331))
    assert [(row.school, counts(row.rate)) for row in found.schools] == [(home.school, (220, 391))]


def test_a_small_school_takes_another_one_with_it(home):
    cohort(home.program, related=4, unrelated=4)
    schools = [home.school, *(SchoolFactory(organisation__region=home.region) for _ in range(2))]
    for school, size in zip(schools[1:], (20, 60), strict=True):
        cohort(ProgramFactory(school=school), related=size, unrelated=size, study=size)
    found = published(home)
    assert counts(found.of_graduates) == (84, 248)
    shown = {row.school.pk: counts(row.rate) for row in found.schools}
    assert [shown[school.pk] for school in schools] == [None, None, (60, 180)]


def test_a_region_with_few_persons_publishes_no_rate(home, browse):
    cohort(home.program, related=4, unrelated=4)
    found = published(home)
    assert (counts(found.of_graduates), counts(found.of_employed)) == (None, None)
    page = browse().get(f"/regions/{home.region.pk}/").content.decode()
    assert page.count("Not published, to protect persons") == 3
    assert "4 of 8" not in page


def test_the_two_rates_together_do_not_tell_how_few_are_not_employed(home, browse):
    cohort(home.program, related=40, unrelated=20, study=3)
    found = published(home)
    assert None in (counts(found.of_graduates), counts(found.of_employed))
    page = browse().get(f"/regions/{home.region.pk}/").content.decode()
    assert not ("of 63" in page and "of 60" in page)


def test_the_school_reads_its_own_exact_figure(home, browse):
    cohort(home.program, related=4, unrelated=4)
    published(home)
    page = browse(home.school_user).get(f"/regions/{home.region.pk}/").content.decode()
    assert "4 of 8" in page


def test_a_region_without_outcomes_says_so(home, browse):
    assert figures.outcomes(None).empty
    assert published(home).empty
    assert figures.outcomes(None) == figures.OutcomeFigure()
    page = browse().get(f"/regions/{home.region.pk}/").content.decode()
    assert "No outcomes have been computed yet" in page


def test_exchanges_are_counted_each_way(home):
    exchange(home, ExchangeKind.INDUSTRY_PROFESSOR, 28)
    exchange(home, ExchangeKind.VISITING_EXPERT, 14)
    exchange(home, ExchangeKind.TEACHER_PRACTICE, 60)
    exchange(home.foreign, ExchangeKind.TEACHER_PRACTICE, 11)
    inward = figures.exchanges(home.region, TO_SCHOOL)
    outward = figures.exchanges(home.region, TO_ENTERPRISE)
    assert inward.total.value == 42
    assert [(kind, cell.value) for kind, cell in inward.kinds] == [
        (ExchangeKind.INDUSTRY_PROFESSOR, 28),
        (ExchangeKind.VISITING_EXPERT, 14),
    ]
    assert [(kind, cell.value) for kind, cell in outward.kinds] == [
        (ExchangeKind.TEACHER_PRACTICE, 60),
        (ExchangeKind.TECH_VICE_PRESIDENT, 0),
    ]


def test_a_small_kind_of_exchange_takes_the_other_with_it(home):
    exchange(home, ExchangeKind.INDUSTRY_PROFESSOR, 40)
    exchange(home, ExchangeKind.VISITING_EXPERT, 3)
    inward = figures.exchanges(home.region, TO_SCHOOL)
    assert inward.total.value == 43
    assert [cell.hidden for _, cell in inward.kinds] == [True, True]


def test_a_county_does_not_follow_from_its_city_and_the_other_counties(home):
    schools = [SchoolFactory(organisation__region=RegionFactory(code=c)) for c in COUNTIES]
    for school, times in zip(schools, (3, 20, 50), strict=True):
        home.school = school
        exchange(home, ExchangeKind.TEACHER_PRACTICE, times)
    totals = [
        figures.exchanges(RegionFactory(code=code), TO_ENTERPRISE).total.value
        for code in ("431000", *COUNTIES)
    ]
    assert totals == [73, None, None, 50]


def test_a_small_total_is_hidden(home, browse):
    exchange(home, ExchangeKind.VISITING_EXPERT, 3)
    assert figures.exchanges(home.region, TO_SCHOOL).total.hidden
    assert "under 10" in browse().get(f"/regions/{home.region.pk}/").content.decode()


def test_the_loop_is_counted_by_region(home):
    running = make_project(world=home, state=ProjectState.RUNNING)
    make_result(project=running, state=ResultState.SHARED, audience=Audience.PUBLIC)
    make_project(world=home, state=ProjectState.COMPLETED)
    publish_in(home.foreign)
    assert figures.loop(home.region) == figures.Loop(demands=2, matches=2, projects=1, results=1)
    assert figures.loop(home.foreign.region) == figures.Loop(1, 0, 0, 0)
    assert figures.loop() == figures.Loop(3, 2, 1, 1)


def test_consortia_are_those_in_the_region(home, browse):
    county = RegionFactory(code="431002")
    AllianceFactory(region=county, kind=AllianceKind.REGIONAL_CONSORTIUM)
    AllianceFactory(region=home.foreign.region, kind=AllianceKind.SECTOR_COMMUNITY)
    page = browse().get(f"/regions/{home.region.pk}/")
    assert [row.region_id for row in page.context["consortia"]] == ["431000", "431002"]


@pytest.mark.parametrize("zh", [False, True])
def test_the_region_page_opens_its_rates(home, browse, zh):
    cohort(home.program, related=220, unrelated=111, study=60, day=timezone.localdate())
    make_run(framework=home.framework, as_of=timezone.localdate())
    response = browse(zh=zh).get(f"/regions/{home.region.pk}/")
    text = " ".join(response.content.decode().split())
    assert response.status_code == 200
    value = response.context["levels"][0].figures[0].row
    assert f'href="/alignment/values/{value.pk}/"' in text
    assert ("56.3%" if zh else "56.3 %") in text


def test_an_unknown_region_is_not_there(db, browse):
    assert browse().get("/regions/999999/").status_code == 404


def test_the_region_page_asks_as_often_for_three_cohorts_as_for_one(home, browse):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    path = f"/regions/{home.region.pk}/"
    counts = []
    for _ in range(3):
        cohort(ProgramFactory(school=home.school), related=20, unrelated=20)
        AllianceFactory(region=home.region, kind=AllianceKind.SECTOR_COMMUNITY)
        with CaptureQueriesContext(connection) as asked:
            browse().get(path)
        counts.append(len(asked))
    assert counts[0] == counts[2]

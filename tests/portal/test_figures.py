"""Figures of a region against numbers counted by hand."""

from datetime import date, timedelta

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
    make_project,
    make_result,
    make_run,
    publish_in,
)

DAY = date(2026, 6, 30)


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


def test_related_jobs_are_counted_out_of_all_measured_and_out_of_those_employed(home):
    cohort(home.program, related=220, unrelated=111, study=60)
    found = figures.outcomes(home.region, DAY)
    assert found.graduates == 391
    assert (found.related_of_graduates, found.related_of_employed) == ((220, 391), (220, 331))
    assert found.measured_on == DAY
    assert [(row.related, row.graduates, row.hidden) for row in found.cohorts] == [
        (220, 391, False)
    ]


def test_the_last_measurement_up_to_the_day_counts(home):
    made = cohort(home.program, related=20, unrelated=20, day=DAY - timedelta(days=100))
    person = Graduate.objects.filter(cohort=made, outcomes__related=True).first()
    Outcome.objects.create(
        graduate=person, measured_on=DAY, destination=Destination.SEEKING, related=None
    )
    Outcome.objects.create(
        graduate=person,
        measured_on=DAY + timedelta(days=1),
        destination=Destination.EMPLOYED,
        related=True,
    )
    found = figures.outcomes(home.region, DAY)
    assert found.related_of_graduates == (19, 40)
    assert found.measured_on == DAY


def test_other_regions_do_not_count_and_the_province_counts_its_cities(home):
    cohort(home.foreign.program, related=30, unrelated=30)
    cohort(home.program, related=20, unrelated=20)
    assert figures.outcomes(home.region, DAY).related_of_graduates == (20, 40)
    province = RegionFactory(code="430000")
    assert figures.outcomes(province, DAY).related_of_graduates == (20, 40)


def test_few_persons_are_hidden_and_a_second_row_with_them(home):
    small = cohort(home.program, related=4, unrelated=4)
    middle = cohort(ProgramFactory(school=home.school), related=15, unrelated=20)
    large = cohort(ProgramFactory(school=home.school), related=60, unrelated=60)
    found = figures.outcomes(home.region, DAY)
    assert {row.cohort.pk: row.hidden for row in found.cohorts} == {
        small.pk: True,
        middle.pk: True,
        large.pk: False,
    }
    assert found.related_of_graduates == (79, 163)


def test_a_region_with_few_persons_publishes_no_rate(home, browse):
    cohort(home.program, related=4, unrelated=4)
    found = figures.outcomes(home.region, DAY)
    assert found.graduates is None
    assert (found.related_of_graduates, found.related_of_employed) == (None, None)
    page = browse().get(f"/regions/{home.region.pk}/").content.decode()
    assert page.count("Too few persons to publish") == 3
    assert "4 of 8" not in page


def test_the_two_rates_together_do_not_tell_how_few_are_not_employed(home, browse):
    cohort(home.program, related=40, unrelated=20, study=3)
    found = figures.outcomes(home.region, DAY)
    assert (found.related_of_graduates, found.related_of_employed) == ((40, 63), None)
    page = browse().get(f"/regions/{home.region.pk}/").content.decode()
    assert ("of 63" in page, "of 60" in page) == (True, False)


def test_a_region_without_outcomes_says_so(home, browse):
    assert figures.outcomes(home.region, DAY).empty
    page = browse().get(f"/regions/{home.region.pk}/").content.decode()
    assert "No outcomes have been recorded" in page


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
    make_run(framework=home.framework, as_of=timezone.localdate())
    cohort(home.program, related=220, unrelated=111, study=60, day=timezone.localdate())
    response = browse(zh=zh).get(f"/regions/{home.region.pk}/")
    text = " ".join(response.content.decode().split())
    assert response.status_code == 200
    value = response.context["levels"][0].figures[0].value
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

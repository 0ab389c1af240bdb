"""The region's page shows claims beside what the records give."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.indicators.report import region_report
from tests.factories import ProgramFactory, RegionFactory, SchoolFactory
from tests.factories.indicators import ClaimFactory, IndicatorFactory, ProgramChangeFactory

DAY = date(2024, 12, 31)
TODAY = date(2026, 6, 30)


def page_of(region, *, user=None, zh=False) -> str:
    client = Client(headers={"accept-language": "zh-hans" if zh else "en"})
    if user is not None:
        client.force_login(user)
    response = client.get(f"/regions/{region.pk}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def discontinue(home, times=1, *, school=None, on=date(2024, 8, 31), **fields):
    for _ in range(times):
        program = ProgramFactory(school=school or home.school, closed_on=on)
        ProgramChangeFactory(program=program, state="effective", effective_on=on, **fields)


@pytest.fixture
def discontinued(db):
    return IndicatorFactory(name_en="Programs discontinued", definition="Cases in effect.")


def verdicts(home):
    report = region_report(home.region, today=TODAY)
    return [(line.claim.wording, line.agreement.kind.value) for line in report.claims]


def test_each_claim_is_compared_with_the_records_of_its_day_and_place(home, discontinued):
    county = RegionFactory(code="431024")
    discontinue(home, 2)
    discontinue(home, 1, school=SchoolFactory(organisation__region=county))
    discontinue(home, 1, on=date(2025, 8, 31))
    discontinue(home.foreign, 5)
    said = {"indicator": discontinued, "region": home.region, "as_of": DAY}
    ClaimFactory(wording="three", value=3, **said)
    ClaimFactory(wording="two", value=2, **said)
    ClaimFactory(wording="nine", value=9, **said)
    ClaimFactory(wording="today's four", value=4, **said)
    ClaimFactory(wording="undated four", value=4, **{**said, "as_of": None})
    ClaimFactory(wording="county's one", value=1, **{**said, "region": county})
    ClaimFactory(wording="its school's two", value=2, organisation=home.school.organisation, **said)
    ClaimFactory(wording="before all", value=1, **{**said, "as_of": date(2020, 1, 1)})
    ClaimFactory(wording="as records", value=3, unit="records", **said)
    ClaimFactory(wording="unmeasured", value=1, **{**said, "indicator": None})
    ClaimFactory(wording="elsewhere", value=5, **{**said, "region": home.foreign.region})
    assert verdicts(home) == [
        ("three", "agrees"),
        ("two", "more"),
        ("nine", "less"),
        ("today's four", "other_date"),
        ("undated four", "agrees"),
        ("its school's two", "agrees"),
        ("before all", "other_date"),
        ("as records", "other_unit"),
        ("unmeasured", "nothing"),
        ("county's one", "agrees"),
    ]


@pytest.mark.parametrize("zh", [False, True])
def test_the_page_shows_wording_source_figure_and_reason(home, discontinued, zh):
    discontinue(home, 2)
    ClaimFactory(
        indicator=discontinued,
        region=home.region,
        wording="three programs were discontinued",
        value=3,
        source="Yearly report",
        note="One of them was only suspended.",
    )
    text = page_of(home.region, zh=zh)
    for part in ("three programs were discontinued", "Yearly report", "only suspended"):
        assert part in text
    if not zh:
        assert "Records give less" in text
        assert "Not all that the source counted is on record." in text
        assert "Cases in effect." in text
        assert "2 records counted" in text
        assert "0 of 1 claim agrees" in text


def test_only_who_is_signed_in_is_led_to_the_records(home, discontinued):
    discontinue(home)
    ClaimFactory(indicator=discontinued, region=home.region)
    address = "/records/program-changes/?kind=discontinue&amp;state=effective"
    assert (
        address in page_of(home.region),
        address in page_of(home.region, user=home.secretary),
    ) == (
        False,
        True,
    )


def test_outcomes_lead_and_activity_stays_quiet(home, discontinued):
    discontinue(home)
    IndicatorFactory(kind="input", name_en="Cases opened", numerator=ALL_CASES, unit="records")
    IndicatorFactory(name_en="Other region's", region=home.foreign.region)
    IndicatorFactory(name_en="Launches", numerator={**ALL_CASES, "where": {"kind": "launch"}})
    report = region_report(home.region, today=TODAY)
    assert [line.indicator.label for line in report.outcomes] == ["Programs discontinued"]
    assert [line.indicator.label for line in report.inputs] == ["Cases opened"]
    text = page_of(home.region)
    assert text.index("Programs discontinued") < text.index("Cases opened")
    assert ("Other region&#x27;s" in text, "Launches" in text) == (False, False)


ALL_CASES = {"register": "program-changes", "count": True}


def test_few_persons_are_not_published(home):
    places = IndicatorFactory(
        unit="persons",
        is_person_count=True,
        numerator={"register": "program-changes", "sum": "intake_after"},
    )
    program = ProgramFactory(school=home.school)
    ProgramChangeFactory(
        program=program, kind="downsize", intake_before=60, intake_after=7, state="effective"
    )
    ClaimFactory(indicator=places, region=home.region, wording="some persons", value=40)
    line = region_report(home.region, today=TODAY).claims[0]
    assert (line.computed.figure.value, line.agreement.kind.value) == (None, "hidden")
    text = page_of(home.region)
    assert "Not published, to protect persons." in text
    assert "7 persons" not in text


def test_a_measure_whose_register_is_gone_does_not_break_the_page(home):
    lost = IndicatorFactory(numerator={"register": "dragons", "count": True})
    ClaimFactory(indicator=lost, region=home.region, wording="dragons")
    assert verdicts(home) == [("dragons", "nothing")]
    assert "No list of this kind is kept here." in page_of(home.region)


def test_a_share_shows_what_it_is_a_share_of(home):
    share = IndicatorFactory(
        unit="share",
        numerator={**ALL_CASES, "where": {"kind": "discontinue"}},
        denominator=ALL_CASES,
    )
    discontinue(home, 3)
    program = ProgramFactory(school=home.school)
    ProgramChangeFactory(program=program, kind="upgrade", state="effective")
    ClaimFactory(
        indicator=share, region=home.region, wording="75 %", value=Decimal("0.75"), places=1
    )
    text = page_of(home.region)
    assert ("75.0 %" in text, "3 of 4" in text, "Records agree" in text) == (True, True, True)


def test_the_page_asks_as_often_for_nine_claims_as_for_three(home, discontinued):
    counts = []
    for round_ in range(3):
        for number in range(3):
            day = timezone.localdate() - timedelta(days=100 * round_ + number)
            ClaimFactory(indicator=discontinued, region=home.region, as_of=day)
            IndicatorFactory()
        discontinue(home)
        with CaptureQueriesContext(connection) as asked:
            page_of(home.region)
        counts.append(len(asked))
    assert counts[0] == counts[2]

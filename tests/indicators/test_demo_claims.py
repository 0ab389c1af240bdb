"""The demo's measures and claims are accepted as anybody's would be, and compute with nothing."""

from datetime import date

import pytest

from alliance.config.demo.claims import create_claims, create_indicators
from alliance.config.demo.reading import FOLDER, rows
from alliance.indicators.enums import IndicatorKind, Missing
from alliance.indicators.models import Claim, Indicator
from alliance.indicators.report import region_report
from tests.factories import AllianceFactory, OrganisationFactory, RegionFactory, UserFactory

PLACES = {
    "chenzhou": "431000",
    "yangquan": "140300",
    "shandong": "370000",
    "samples": "450000",
}


@pytest.fixture
def platform(db):
    return UserFactory(is_superuser=True, is_staff=True)


def keyed(place, name, factory):
    """Something for every key of the region's file, in the place that the file says."""
    return {
        row["key"]: factory(region=RegionFactory(code=row["region"]), name=row["name"])
        for row in rows(place, name)
    }


def test_every_measure_of_the_demo_can_be_counted(platform):
    RegionFactory()
    assert create_indicators(by=platform) == len(rows("indicators.csv"))
    assert create_indicators(by=platform) == 0
    kinds = set(Indicator.objects.values_list("kind", flat=True))
    assert kinds == {IndicatorKind.OUTCOME, IndicatorKind.INPUT}
    report = region_report(RegionFactory(), today=date(2026, 1, 1))
    assert (report.claims, report.outcomes, report.inputs) == ([], [], [])


@pytest.mark.parametrize("place", PLACES)
def test_every_claim_of_the_demo_is_entered_and_has_a_measure_that_fits_it(platform, place):
    for region in {row["region"] for row in rows(place, "claims.csv") if row["region"]}:
        RegionFactory(code=region)
    RegionFactory()
    RegionFactory(code=PLACES[place])
    create_indicators(by=platform)
    made = create_claims(
        place,
        PLACES[place],
        organisations=keyed(place, "organisations.csv", OrganisationFactory),
        alliances=keyed(place, "alliances.csv", AllianceFactory),
        by=platform,
    )
    assert len(made) == len(rows(place, "claims.csv"))
    unlike = [
        claim.wording
        for claim in Claim.objects.select_related("indicator")
        if claim.indicator and claim.indicator.unit != claim.unit
    ]
    regions = {claim.region for claim in made}
    reports = [region_report(region, today=date(2026, 6, 30)) for region in regions]
    reasons = {line.computed.figure.why_missing for report in reports for line in report.claims}
    # whatever is asked of an empty portal is answered: by a zero, or by what is not there yet
    expected = {None, Missing.EMPTY, Missing.NO_RUN, Missing.NO_MEASURE}
    assert (unlike, reasons - expected) == ([], set())


def test_a_region_without_a_file_claims_nothing(platform):
    assert not (FOLDER / "nowhere").exists()
    assert create_claims("nowhere", "431000", organisations={}, alliances={}, by=platform) == []

"""Who keeps indicators and claims, and what they refuse."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alliance.accounts.models import User
from alliance.indicators.models import Claim, Indicator
from alliance.indicators.registers import CLAIMS, INDICATORS
from alliance.lib.errors import InvalidInput, NotAllowed
from alliance.registers.actions import amend, enter
from tests.factories import CHENZHOU, RegionFactory, UserFactory
from tests.factories.indicators import ClaimFactory, IndicatorFactory

DISCONTINUED = {
    "register": "program-changes",
    "where": {"kind": "discontinue", "state": "effective"},
    "count": True,
}


@pytest.fixture
def platform(db) -> User:
    return UserFactory(is_superuser=True, is_staff=True)


def values_of_indicator(region=None, **fields):
    return {
        "code": "programs-discontinued",
        "name": "停办专业",
        "kind": "outcome",
        "unit": "programs",
        "region": region,
        "numerator": DISCONTINUED,
        **fields,
    }


def values_of_claim(region, **fields):
    return {
        "indicator": IndicatorFactory(),
        "region": region,
        "wording": "19 programs were discontinued over two years",
        "value": Decimal(19),
        "unit": "programs",
        "source": "Published figures",
        **fields,
    }


def test_the_platform_enters_measures_that_all_regions_share(platform):
    made = enter(INDICATORS, by=platform, values=values_of_indicator())
    assert Indicator.objects.get() == made
    assert (made.numerator, made.denominator, made.region) == (DISCONTINUED, None, None)


def test_a_region_keeps_measures_of_its_own_and_no_others(home):
    county = RegionFactory(code="431024")
    for code, keeper in enumerate((home.secretary, home.bureau_user)):
        for place in (home.region, county):
            fields = values_of_indicator(place, code=f"own-{code}-{place.pk}")
            assert enter(INDICATORS, by=keeper, values=fields).region == place
    strangers = [home.school_user, home.enterprise_user, home.foreign.secretary]
    for stranger in [*strangers, home.foreign.bureau_user]:
        with pytest.raises(NotAllowed):
            enter(INDICATORS, by=stranger, values=values_of_indicator(home.region))
    for keeper in (home.secretary, home.bureau_user):
        with pytest.raises(NotAllowed):
            enter(INDICATORS, by=keeper, values=values_of_indicator())
        with pytest.raises(NotAllowed):
            amend(INDICATORS, record=IndicatorFactory(), by=keeper, values={"name": "另名"})
    assert Indicator.objects.filter(region__isnull=False).count() == 4


@pytest.mark.parametrize(
    ("fields", "field", "text"),
    [
        ({"numerator": {"register": "dragons"}}, "numerator", "no register “dragons”"),
        ({"denominator": {"count": True}, "unit": "share"}, "denominator", "no register"),
        ({"denominator": DISCONTINUED}, "unit", "is a share"),
        ({"unit": "share"}, "denominator", "A share needs a denominator"),
        (
            {"numerator": {"index": "A1"}, "denominator": DISCONTINUED, "unit": "share"},
            "denominator",
            "its own denominator",
        ),
        (
            {"numerator": {"register": "indicators", "count": True}},
            "numerator",
            "Records of “indicators” belong to no region",
        ),
        ({"unit": "persons"}, "record", "has to be marked as one"),
        ({"unit": "furlongs"}, "unit", "furlongs"),
    ],
)
def test_a_measure_that_cannot_be_counted_is_refused(platform, fields, field, text):
    with pytest.raises(InvalidInput) as refusal:
        enter(INDICATORS, by=platform, values=values_of_indicator(**fields))
    assert [fault.field for fault in refusal.value.errors] == [field]
    assert text in refusal.value.detail
    assert not Indicator.objects.exists()


def test_a_published_rate_is_a_share_without_a_denominator(platform):
    fields = {"numerator": {"index": "A1", "level": "secondary"}, "unit": "share"}
    made = enter(INDICATORS, by=platform, values=values_of_indicator(**fields))
    assert made.numerator == {"index": "A1", "level": "secondary"}


def test_claims_are_entered_for_the_own_region_and_the_places_in_it(home):
    county = RegionFactory(code="431024")
    for keeper in (home.secretary, home.bureau_user):
        for place in (home.region, county):
            fields = values_of_claim(place, wording=f"{keeper} {place}")
            assert enter(CLAIMS, by=keeper, values=fields).region == place
    for stranger in (home.school_user, home.foreign.secretary, home.foreign.bureau_user):
        with pytest.raises(NotAllowed):
            enter(CLAIMS, by=stranger, values=values_of_claim(home.region))
        with pytest.raises(NotAllowed):
            amend(CLAIMS, record=Claim.objects.first(), by=stranger, values={"note": "No."})
    assert Claim.objects.count() == 4


def test_the_keeper_says_why_the_records_differ(home):
    claim = ClaimFactory(region=home.region)
    told = "The source counts programs that were only suspended."
    amend(CLAIMS, record=claim, by=home.bureau_user, values={"note": told}, version=1)
    claim.refresh_from_db()
    assert (claim.note, claim.version) == (told, 2)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"value": Decimal("1.2"), "unit": "share"}, "record"),
        ({"value": Decimal(-1)}, "value"),
        ({"wording": ""}, "wording"),
        ({"source": ""}, "source"),
        ({"places": 5}, "places"),
        ({"as_of": timezone.localdate() + timedelta(days=1)}, "as_of"),
        ({"published_on": timezone.localdate() + timedelta(days=1)}, "published_on"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
    ],
)
def test_a_claim_that_contradicts_itself_is_refused(home, fields, field):
    with pytest.raises(InvalidInput) as refusal:
        enter(CLAIMS, by=home.secretary, values=values_of_claim(home.region, **fields))
    assert [fault.field for fault in refusal.value.errors] == [field]
    assert not Claim.objects.exists()


def test_a_claim_is_about_one_subject_and_stands_once(home):
    both = {"alliance": home.alliance, "organisation": home.bureau}
    with pytest.raises(InvalidInput, match="one alliance or one organisation"):
        enter(CLAIMS, by=home.secretary, values=values_of_claim(home.region, **both))
    enter(CLAIMS, by=home.secretary, values=values_of_claim(home.region))
    with pytest.raises(InvalidInput, match="on record already"):
        enter(CLAIMS, by=home.secretary, values=values_of_claim(home.region))


def test_another_regions_measure_computes_no_claim(home):
    foreign = IndicatorFactory(region=home.foreign.region)
    with pytest.raises(InvalidInput, match="belongs to another region"):
        fields = values_of_claim(home.region, indicator=foreign)
        enter(CLAIMS, by=home.secretary, values=fields)


def test_what_is_claimed_and_how_it_is_counted_is_public(home):
    ClaimFactory(region=RegionFactory(code=CHENZHOU))
    for reader in (None, home.foreign.enterprise_user, home.secretary):
        assert Claim.objects.visible_to(reader).count() == 1
        assert Indicator.objects.visible_to(reader).count() == 1

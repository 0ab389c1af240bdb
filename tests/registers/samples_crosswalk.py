"""Samples of mappings of codes, key industries, and figures about industries."""

from datetime import date
from decimal import Decimal

from alliance.accounts.models import User
from tests import factories as f
from tests.factories.crosswalk import indicators
from tests.registers.samples_base import DAY, LATER, Sample, fresh


def platform() -> User:
    return User.objects.create_superuser("mappings@people.test", "x" * 20, name="Platform")


def catalogue_links(home: f.World) -> Sample:
    return Sample(
        platform(),
        {
            "catalogue_program": f.CatalogueProgramFactory(),
            "occupation": f.OccupationFactory(),
            "weight": Decimal("0.7500"),
            "kind": "official",
            "source": "Ministry's mapping",
            "edition": "2025",
            "valid_from": DAY,
        },
        {"valid_to": LATER},
        event="crosswalk.changed",
    )


def occupation_industries(home: f.World) -> Sample:
    return Sample(
        platform(),
        {
            "occupation": f.OccupationFactory(),
            "industry": f.IndustryFactory(code=f.POWER_INDUSTRY),
            "weight": Decimal("0.2500"),
            "kind": "computed",
            "source": "Census",
            "edition": "2020",
            "valid_from": DAY,
        },
        {"valid_to": LATER},
        event="crosswalk.changed",
    )


def key_industries(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "framework": f.FrameworkFactory(region=home.region, name="333", is_main=False),
            "group": "电力电子",
            "industry": f.IndustryFactory(code=f.POWER_INDUSTRY),
            "position": 3,
        },
        {"group": "能源"},
        event="framework.changed",
    )


def industry_statistics(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "region": home.region,
            "industry": f.IndustryFactory(),
            "year": 2024,
            "measure": "employment",
            "value": Decimal("52300.0000"),
            "source": "Statistical yearbook 2025",
        },
        {"value": Decimal("52400.5000")},
        event="statistics.changed",
    )


def coupling_editions(home: f.World) -> Sample:
    return Sample(
        fresh(home.bureau_user),
        {
            "region": home.region,
            "name": "First",
            "valid_from": date(2022, 1, 1),
            "valid_to": LATER,
            "method": "expert",
            "indicators": indicators(),
            "source": "Resolved by the council",
        },
        {"source": "Resolved anew"},
        event="statistics.changed",
    )


CROSSWALK = {
    "catalogue-links": catalogue_links,
    "occupation-industries": occupation_industries,
    "key-industries": key_industries,
    "industry-statistics": industry_statistics,
    "coupling-editions": coupling_editions,
}

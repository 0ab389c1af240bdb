"""Rows of mappings that hold everywhere, figures of industries, editions of index C."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from alliance.consortia.enums import CouplingMethod, StatisticMeasure
from alliance.consortia.models import CouplingEdition, IndustryStatistic
from programs.enums import MappingKind
from programs.models import CatalogueLink, OccupationIndustry
from tests.factories.rows import (
    CatalogueProgramFactory,
    IndustryFactory,
    OccupationFactory,
    RegionFactory,
)


class CatalogueLinkFactory(DjangoModelFactory):
    """To the software industry, or to what `industry=` or `occupation=` names."""

    class Meta:
        model = CatalogueLink

    catalogue_program = factory.SubFactory(CatalogueProgramFactory)
    occupation = None
    industry = factory.Maybe("occupation", None, factory.SubFactory(IndustryFactory))
    weight = Decimal("1.0000")
    kind = MappingKind.OFFICIAL
    source = "Ministry's mapping"
    edition = "2021"
    valid_from = date(2021, 3, 1)


class OccupationIndustryFactory(DjangoModelFactory):
    class Meta:
        model = OccupationIndustry

    occupation = factory.SubFactory(OccupationFactory)
    industry = factory.SubFactory(IndustryFactory)
    weight = Decimal("1.0000")
    kind = MappingKind.OFFICIAL
    source = "Census"
    edition = "2020"
    valid_from = date(2021, 1, 1)


class IndustryStatisticFactory(DjangoModelFactory):
    class Meta:
        model = IndustryStatistic

    region = factory.SubFactory(RegionFactory)
    industry = factory.SubFactory(IndustryFactory)
    year = 2024
    measure = StatisticMeasure.VALUE_ADDED
    value = Decimal("1250000.0000")
    source = "Statistical yearbook"


def indicators() -> list[dict[str, str]]:
    """Two indicators a side, weighed by hand."""
    return [
        {"side": side, "code": code, "weight": "0.5", "minimum": "0", "maximum": "100"}
        for side, codes in (
            ("education", ("programs", "graduates")),
            ("industry", ("value_added", "openings")),
        )
        for code in codes
    ]


class CouplingEditionFactory(DjangoModelFactory):
    class Meta:
        model = CouplingEdition

    region = factory.SubFactory(RegionFactory)
    name = "First"
    valid_from = date(2022, 1, 1)
    method = CouplingMethod.EXPERT
    indicators = factory.LazyFunction(indicators)
    source = "Resolved by the council"

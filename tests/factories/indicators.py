"""Indicators and claims, and changes of programs, inserted as they are."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from alliance.alignment.enums import ChangeKind
from alliance.alignment.models import ProgramChange
from alliance.indicators.enums import Comparison, IndicatorKind, Unit
from alliance.indicators.models import Claim, Indicator, RegionReport
from tests.factories.rows import ProgramFactory, RegionFactory


class IndicatorFactory(DjangoModelFactory):
    """Programs discontinued; shared by all regions unless one is given."""

    class Meta:
        model = Indicator

    code = factory.Sequence(lambda n: f"indicator-{n}")
    name = factory.LazyAttribute(lambda o: f"指标 {o.code}")
    name_en = factory.LazyAttribute(lambda o: f"Indicator {o.code}")
    kind = IndicatorKind.OUTCOME
    unit = Unit.PROGRAMS
    numerator = factory.LazyFunction(
        lambda: {
            "register": "program-changes",
            "where": {"kind": "discontinue", "state": "effective"},
            "count": True,
            "organisation": "school",
        }
    )
    denominator = None


class ClaimFactory(DjangoModelFactory):
    class Meta:
        model = Claim

    indicator = factory.SubFactory(IndicatorFactory)
    region = factory.SubFactory(RegionFactory)
    wording = factory.Sequence(lambda n: f"{n} programs were discontinued")
    comparison = Comparison.EXACTLY
    value = Decimal(1)
    unit = factory.LazyAttribute(lambda o: o.indicator.unit if o.indicator else Unit.RECORDS)
    as_of = date(2024, 12, 31)
    source = "Published figures"


class RegionReportFactory(DjangoModelFactory):
    """A draft without figures; published ones have their date."""

    class Meta:
        model = RegionReport

    region = factory.SubFactory(RegionFactory)
    year = 2025
    as_of = date(2025, 12, 31)
    content = factory.LazyFunction(
        lambda: {
            language: {"title": "Report", "lead": "", "facts": [], "sections": []}
            for language in ("en", "zh-hans")
        }
    )
    state = "draft"
    published_at = factory.LazyAttribute(lambda o: None if o.state == "draft" else timezone.now())


class ProgramChangeFactory(DjangoModelFactory):
    """A draft to discontinue a program; with another state the dates of its decision."""

    class Meta:
        model = ProgramChange

    kind = ChangeKind.DISCONTINUE
    program = factory.SubFactory(ProgramFactory)
    school = factory.SelfAttribute("program.school")
    catalogue_program = factory.SelfAttribute("program.catalogue_program")
    level = factory.SelfAttribute("catalogue_program.level")
    evidence = "Three years without applicants."
    effective_on = date(2024, 8, 31)
    decided_on = factory.LazyAttribute(
        lambda o: None if o.state in ("drafted", "proposed", "reviewed") else date(2024, 5, 6)
    )
    state = "drafted"
    reason = factory.LazyAttribute(lambda o: "Not now." if o.state == "rejected" else "")

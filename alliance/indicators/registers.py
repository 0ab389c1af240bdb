"""Indicators and claims as registers."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.indicators import actions, rules
from alliance.indicators.enums import OF_PERSONS, REPORT_FLOW, Unit
from alliance.indicators.measures import (
    PERSON_REGISTERS,
    PERSON_SUMS,
    IndexMeasure,
    Measure,
    parse,
    prefix_of,
)
from alliance.indicators.models import Claim, Indicator, RegionReport
from alliance.lib.errors import InvalidInput
from alliance.registers.register import Move, Register, declare, registers


def check_indicator(indicator: Indicator) -> None:
    """Raises InvalidInput for a measure that cannot be counted, or counts persons unsaid."""
    known = registers()
    sides = [parse(indicator.numerator, known, place="numerator")]
    if indicator.denominator is not None:
        sides.append(parse(indicator.denominator, known, place="denominator"))
        if any(isinstance(side, IndexMeasure) for side in sides):
            text = _("A published rate has its own denominator.")
            raise InvalidInput.on("denominator", text)
        if indicator.unit != Unit.SHARE:
            raise InvalidInput.on("unit", _("What has a denominator is a share."))
    elif indicator.unit == Unit.SHARE and not isinstance(sides[0], IndexMeasure):
        raise InvalidInput.on("denominator", _("A share needs a denominator."))
    for place, side in zip(("numerator", "denominator"), sides, strict=False):
        if isinstance(side, Measure) and not side.register.region:
            text = _("Records of “%(name)s” belong to no region.")
            raise InvalidInput.on(place, text % {"name": side.register.name})
    persons = indicator.unit in OF_PERSONS or any(
        isinstance(side, Measure) and counts_persons(side) for side in sides
    )
    if persons and not indicator.is_person_count:
        raise InvalidInput.on("is_person_count", _("A count of persons has to be marked as one."))


def counts_persons(side: Measure) -> bool:
    """Whether its records are persons, or what it sums up are numbers of persons."""
    name = side.register.name
    return name in PERSON_REGISTERS or side.path in PERSON_SUMS.get(name, frozenset())


def check_claim(claim: Claim) -> None:
    """Raises InvalidInput where the claim's parts do not fit each other."""
    today = timezone.localdate()
    for name in ("as_of", "published_on"):
        day: date | None = getattr(claim, name)
        if day is not None and day > today:
            raise InvalidInput.on(name, _("This day has not come yet."), code="future")
    own = claim.indicator.region_id if claim.indicator is not None else None
    if own is not None and not claim.region_id.startswith(prefix_of(own)):
        text = _("This indicator belongs to another region.")
        raise InvalidInput.on("indicator", text)


INDICATORS = declare(
    Register(
        name="indicators",
        basename="indicator",
        model=Indicator,
        group="figures",
        enter=(
            "code",
            "name",
            "name_en",
            "kind",
            "unit",
            "region",
            "numerator",
            "denominator",
            "is_person_count",
            "definition",
        ),
        amend=(
            "name",
            "name_en",
            "kind",
            "unit",
            "numerator",
            "denominator",
            "is_person_count",
            "definition",
        ),
        listed=("code", "name", "name_en", "kind", "unit", "region"),
        search=("code", "name", "name_en", "definition"),
        filters=("kind", "unit", "region", "is_person_count"),
        may_begin=rules.can_begin,
        may_enter=rules.can_keep_indicator,
        may_amend=rules.can_keep_indicator,
        check=check_indicator,
        keys=("code",),
        order=("code",),
    )
)

CLAIMS = declare(
    Register(
        name="claims",
        basename="claim",
        model=Claim,
        group="figures",
        enter=(
            "indicator",
            "region",
            "alliance",
            "organisation",
            "wording",
            "comparison",
            "value",
            "places",
            "unit",
            "as_of",
            "source",
            "source_url",
            "published_on",
            "note",
        ),
        amend=(
            "indicator",
            "alliance",
            "organisation",
            "wording",
            "comparison",
            "value",
            "places",
            "unit",
            "as_of",
            "source",
            "source_url",
            "published_on",
            "note",
        ),
        listed=("wording", "value", "unit", "as_of", "region", "indicator", "source"),
        search=("wording", "source", "note"),
        filters=("indicator", "region", "alliance", "organisation", "unit", "comparison", "as_of"),
        may_begin=rules.can_begin,
        may_enter=rules.can_keep_claim,
        may_amend=rules.can_keep_claim,
        check=check_claim,
        related=("indicator", "region", "alliance", "organisation"),
        region="region__code",
        dated="as_of",
        files=True,
    )
)


def report_links(_user: Any, report: Any) -> list[tuple[Any, str]]:
    return [
        (gettext_lazy("Read the report"), reverse("indicators:report_of", args=[report.pk])),
    ]


REGION_REPORTS = declare(
    Register(
        name="region-reports",
        basename="region-report",
        model=RegionReport,
        group="figures",
        enter=("region", "year"),
        shown=("as_of", "run", "state", "published_at"),
        listed=("region", "year", "as_of", "run", "state", "published_at"),
        search=("region__name", "region__name_en"),
        filters=("region", "year", "state", "as_of"),
        may_begin=rules.can_begin,
        may_enter=rules.can_keep_report,
        entering=actions.enter_report,
        flow=REPORT_FLOW,
        moves={
            "publish": Move(
                label=gettext_lazy("Publish"),
                act=actions.publish_report,
                rule=rules.can_keep_report,
                tone="primary",
            ),
        },
        related=("region", "run"),
        region="region__code",
        dated="as_of",
        links=report_links,
    )
)

"""A region's claims beside what its records give, and its measures: outcomes lead."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.indicators.comparing import Agreement, compare
from alliance.indicators.enums import TONES, AgreementKind, IndicatorKind, Missing
from alliance.indicators.figures import Figure, Question, sides_of
from alliance.indicators.measures import IndexMeasure, Measure, prefix_of
from alliance.indicators.models import Claim, Indicator
from alliance.indicators.withholding import published
from alliance.lib.errors import InvalidInput
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Region
from alliance.registers.register import registers

MOST_CLAIMS = 200
"""Claims that a region's page shows; the rest stand in the list of claims."""


@dataclass(frozen=True)
class Side:
    """Numerator or denominator in words, with the list of its records."""

    title: str
    what: str
    conditions: tuple[str, ...]
    total: object
    href: str


@dataclass(frozen=True)
class Line:
    """An indicator with its figure as it may be published, and how it was counted."""

    indicator: Indicator | None
    figure: Figure
    sides: list[Side] = field(default_factory=list)
    href: str = ""


@dataclass(frozen=True)
class ClaimLine:
    claim: Claim
    computed: Line
    agreement: Agreement

    @property
    def tone(self) -> str:
        return TONES[self.agreement.kind]


@dataclass(frozen=True)
class Report:
    claims: list[ClaimLine]
    outcomes: list[Line]
    inputs: list[Line]

    @property
    def agreeing(self) -> int:
        return sum(line.agreement.kind is AgreementKind.AGREES for line in self.claims)


def region_report(region: Region, *, today: date) -> Report:
    """Everything that is claimed of a region and the places in it, and what it measures.

    The number of queries depends on how many registers are asked, not on how many claims.
    """
    claims = list(Claim.objects.in_region(region.prefix).for_list()[:MOST_CLAIMS])
    indicators = list(Indicator.objects.shown_for(region))
    questions: list[Question] = []
    asked: dict[int, tuple[int, int]] = {}
    for claim in claims:
        if claim.indicator is not None:
            asked[claim.pk] = (len(questions), len(questions) + 1)
            questions += [
                question_of(claim, claim.indicator, claim.as_of or today),
                question_of(claim, claim.indicator, today),
            ]
    first = len(questions)
    questions += [Question(indicator, region.code, today) for indicator in indicators]
    figures = published(questions, registers())
    lines = [
        line_of(indicator, figure, region.code)
        for indicator, figure in zip(indicators, figures[first:], strict=True)
        if is_told(figure)
    ]
    return Report(
        claims=[claim_line(claim, figures, asked.get(claim.pk)) for claim in claims],
        outcomes=[line for line in lines if kind_of(line) == IndicatorKind.OUTCOME],
        inputs=[line for line in lines if kind_of(line) == IndicatorKind.INPUT],
    )


def question_of(claim: Claim, indicator: Indicator, day: date) -> Question:
    return Question(indicator, claim.region_id, day, claim.alliance_id, claim.organisation_id)


def is_told(figure: Figure) -> bool:
    """Whether the region has records of this kind at all; those it lacks are not listed."""
    if figure.why_missing == Missing.HIDDEN:
        return True
    return figure.value is not None and bool(figure.rows or figure.denominator)


def kind_of(line: Line) -> str:
    return line.indicator.kind if line.indicator is not None else ""


def claim_line(claim: Claim, figures: list[Figure], places: tuple[int, int] | None) -> ClaimLine:
    if places is None or claim.indicator is None:
        nothing = Figure(why_missing=Missing.NO_MEASURE)
        return ClaimLine(claim, Line(None, nothing), compare(claim, nothing))
    then, now = figures[places[0]], figures[places[1]]
    computed = line_of(claim.indicator, then, claim.region_id)
    return ClaimLine(claim, computed, compare(claim, then, now))


def line_of(indicator: Indicator, figure: Figure, region: str) -> Line:
    """The figure with how it was counted; nothing of that where it cannot be read any more."""
    try:
        measured = sides_of(indicator, registers())
    except InvalidInput:
        return Line(indicator, figure)
    totals = {"numerator": figure.numerator, "denominator": figure.denominator}
    titles = {"numerator": _("Counted"), "denominator": _("Out of")}
    sides = [
        Side(
            title=titles[name],
            what=what(measure),
            conditions=(*measure.told, *spans(measure)),
            total=totals[name],
            href=address(measure, region),
        )
        for name, measure in measured.items()
        if isinstance(measure, Measure)
    ]
    href = ""
    if figure.index_value is not None:
        href = reverse("alignment:value", args=[figure.index_value])
    sides += [
        Side(_("Published rate"), rate_name(m), (), figure.numerator, href)
        for m in measured.values()
        if isinstance(m, IndexMeasure)
    ]
    return Line(indicator, figure, sides, href)


def rate_name(measure: IndexMeasure) -> str:
    level = ProgramLevel(measure.level).label if measure.level else _("all levels")
    return f"{measure.index} · {level}"


def what(measure: Measure) -> str:
    """What is counted, in a few words."""
    title = measure.register.title
    words = {"register": title[:1].upper() + title[1:], "field": measure.counted}
    if measure.how == "sum":
        return _("%(register)s: sum of “%(field)s”") % words
    if measure.how == "distinct":
        return _("%(register)s: different values of “%(field)s”") % words
    if measure.how == "age":
        return _("%(register)s: years since the earliest “%(field)s”") % words
    return _("%(register)s: number of records") % words


def spans(measure: Measure) -> list[str]:
    """From when on records count, in words."""
    found = []
    if measure.since is not None:
        found.append(_("since %(day)s") % {"day": date_format(measure.since)})
    if measure.years is not None:
        text = ngettext(
            "in the year of that day", "in the year of that day and the %(n)s before", measure.years
        )
        found.append(text % {"n": measure.years - 1})
    return found


def address(measure: Measure, region: str) -> str:
    """The list of the records, narrowed as far as its filters can."""
    query = dict(measure.plain)
    if "region" in measure.register.filters:
        query.setdefault("region", prefix_of(region))
    listed = reverse("registers:list", args=[measure.register.name])
    return f"{listed}?{urlencode(query)}" if query else listed

"""How a quoted figure stands beside the computed one. Pure: nothing is read or counted here."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from alliance.indicators.enums import AgreementKind, Comparison, Missing, Unit
from alliance.indicators.figures import Figure
from alliance.indicators.models import Claim

ABOUT = Decimal("0.1")
"""Part of the quoted figure by which the computed one may differ where a source says "about"."""


@dataclass(frozen=True)
class Agreement:
    """A verdict with its reason; `difference` is computed minus quoted, where both are known."""

    kind: AgreementKind
    reason: str
    difference: Decimal | None = None


def compare(claim: Claim, figure: Figure, today: Figure | None = None) -> Agreement:
    """The claim beside the figure of the claim's day and, where given, that of today.

    Both figures are as they may be published. A unit is compared before anything else: persons
    and person-times are never told apart by their size.
    """
    if claim.indicator is not None and claim.indicator.unit != claim.unit:
        units = {
            "claimed": claim.get_unit_display(),
            "counted": claim.indicator.get_unit_display(),
        }
        text = _("The source counts %(claimed)s, the records %(counted)s.")
        return Agreement(AgreementKind.OTHER_UNIT, text % units)
    if figure.why_missing == Missing.HIDDEN:
        return Agreement(AgreementKind.HIDDEN, str(Missing.HIDDEN.label))
    if is_empty(figure):
        if today is not None and not is_empty(today):
            text = _("The records begin after the day that the source speaks of.")
            return Agreement(AgreementKind.OTHER_DATE, text)
        missing = figure.why_missing
        unknown = missing not in (None, Missing.EMPTY)
        text = str(missing.label) if unknown and missing else _("No record counts for this yet.")
        return Agreement(AgreementKind.NOTHING, text)
    value = figure.value or Decimal(0)  # known: what is unknown is empty
    difference = value - claim.value
    verdict = weigh(claim, value)
    if verdict is AgreementKind.AGREES:
        return Agreement(verdict, agreeing(claim), difference)
    now = today.value if today is not None and not is_empty(today) else None
    if now is not None and weigh(claim, now) is AgreementKind.AGREES:
        text = _("The records give this figure today, but not on the day that is named.")
        return Agreement(AgreementKind.OTHER_DATE, text, difference)
    return Agreement(verdict, differing(claim, verdict), difference)


def is_empty(figure: Figure) -> bool:
    """Whether no record stands behind the figure, so that a zero says nothing."""
    if figure.value is None:
        return True
    return figure.rows == 0 and not figure.denominator


def weigh(claim: Claim, value: Decimal) -> AgreementKind:
    """Agrees, less or more, as the source's wording wants it compared."""
    quoted = claim.value
    if claim.comparison == Comparison.AT_LEAST:
        return AgreementKind.AGREES if value >= quoted else AgreementKind.LESS
    if claim.comparison == Comparison.MORE_THAN:
        return AgreementKind.AGREES if value > quoted else AgreementKind.LESS
    if claim.comparison == Comparison.ABOUT:
        agrees = abs(value - quoted) <= ABOUT * quoted
    else:
        agrees = as_printed(claim, value) == as_printed(claim, quoted)
    if agrees:
        return AgreementKind.AGREES
    return AgreementKind.LESS if value < quoted else AgreementKind.MORE


def as_printed(claim: Claim, value: Decimal) -> Decimal:
    """Rounded half up to the decimals that the source prints; of a share, those of its percentage."""
    places = claim.places + (2 if claim.unit == Unit.SHARE else 0)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def agreeing(claim: Claim) -> str:
    return {
        Comparison.EXACTLY: _("The records give the same figure."),
        Comparison.AT_LEAST: _("The records give at least as much."),
        Comparison.MORE_THAN: _("The records give more than that."),
        Comparison.ABOUT: _("The records differ by a tenth at most."),
    }[Comparison(claim.comparison)]


def differing(claim: Claim, verdict: AgreementKind) -> str:
    if verdict is AgreementKind.MORE:
        return _("More is on record than the source counted.")
    if claim.comparison == Comparison.MORE_THAN:
        return _("Not more than that is on record.")
    return _("Not all that the source counted is on record.")

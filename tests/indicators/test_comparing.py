"""A quoted figure beside the computed one: the verdict and its reason."""

from decimal import Decimal

import pytest

from alliance.indicators.comparing import Agreement, compare
from alliance.indicators.enums import AgreementKind, Comparison, Missing, Unit
from alliance.indicators.figures import Figure
from alliance.indicators.models import Claim, Indicator


def claim(value, comparison=Comparison.EXACTLY, *, unit=Unit.PERSONS, counted=None, places=0):
    return Claim(
        value=Decimal(str(value)),
        comparison=comparison,
        unit=unit,
        places=places,
        indicator=Indicator(unit=counted or unit),
    )


def figure(value, rows=5):
    number = Decimal(str(value))
    return Figure(value=number, numerator=number, rows=rows)


@pytest.mark.parametrize(
    ("comparison", "quoted", "computed", "kind"),
    [
        (Comparison.EXACTLY, 52, 52, AgreementKind.AGREES),
        (Comparison.EXACTLY, 52, 51, AgreementKind.LESS),
        (Comparison.EXACTLY, 52, 53, AgreementKind.MORE),
        (Comparison.AT_LEAST, 280, 280, AgreementKind.AGREES),
        (Comparison.AT_LEAST, 280, 900, AgreementKind.AGREES),
        (Comparison.AT_LEAST, 280, 279, AgreementKind.LESS),
        (Comparison.MORE_THAN, 600, 601, AgreementKind.AGREES),
        (Comparison.MORE_THAN, 600, 600, AgreementKind.LESS),
        (Comparison.ABOUT, 50, 45, AgreementKind.AGREES),
        (Comparison.ABOUT, 50, 55, AgreementKind.AGREES),
        (Comparison.ABOUT, 50, 44, AgreementKind.LESS),
        (Comparison.ABOUT, 50, 56, AgreementKind.MORE),
    ],
)
def test_a_figure_is_compared_as_the_source_words_it(comparison, quoted, computed, kind):
    found = compare(claim(quoted, comparison), figure(computed))
    assert (found.kind, found.difference) == (kind, Decimal(computed - quoted))
    assert found.reason


@pytest.mark.parametrize(
    ("quoted", "places", "numerator", "denominator", "kind"),
    [
        ("0.836", 1, 46, 55, AgreementKind.AGREES),
        ("0.75", 1, 36, 48, AgreementKind.AGREES),
        ("0.75", 1, 37, 49, AgreementKind.MORE),
        ("0.75", 0, 37, 49, AgreementKind.MORE),
        ("0.76", 0, 37, 49, AgreementKind.AGREES),
        ("0.985", 1, 197, 200, AgreementKind.AGREES),
    ],
)
def test_a_share_is_compared_at_the_decimals_that_were_printed(
    quoted, places, numerator, denominator, kind
):
    value = Decimal(numerator) / Decimal(denominator)
    found = Figure(value, Decimal(numerator), Decimal(denominator), numerator)
    assert compare(claim(quoted, unit=Unit.SHARE, places=places), found).kind == kind


def test_persons_are_never_compared_with_person_times():
    found = compare(claim(100, unit=Unit.PERSON_TIMES, counted=Unit.PERSONS), figure(100))
    assert found == Agreement(
        AgreementKind.OTHER_UNIT, "The source counts person-times, the records persons."
    )


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        (None, "No record counts for this yet."),
        (Missing.EMPTY, "No record counts for this yet."),
        (Missing.NO_MEASURE, "No measure is defined for this."),
        (Missing.NOT_KEPT, "No list of this kind is kept here."),
    ],
)
def test_where_no_record_counts_the_reason_is_told(missing, reason):
    figures = Figure(why_missing=missing) if missing else figure(0, rows=0)
    assert compare(claim(0), figures) == Agreement(AgreementKind.NOTHING, reason)


def test_a_counted_zero_is_a_figure():
    nobody = Figure(Decimal(0), Decimal(0), Decimal(40), 0)
    found = compare(claim("0.5", unit=Unit.SHARE), nobody)
    assert (found.kind, found.difference) == (AgreementKind.LESS, Decimal("-0.5"))


def test_records_of_another_day_are_named_as_that():
    assert compare(claim(52), figure(0, rows=0), figure(40)).kind == AgreementKind.OTHER_DATE
    assert compare(claim(52), figure(40), figure(52)).kind == AgreementKind.OTHER_DATE
    assert compare(claim(52), figure(40), figure(60)).kind == AgreementKind.LESS
    assert compare(claim(52), figure(52), figure(60)).kind == AgreementKind.AGREES


def test_a_withheld_count_says_nothing_about_its_size():
    hidden = Figure(why_missing=Missing.HIDDEN)
    found = compare(claim(5), hidden, figure(50))
    assert found == Agreement(AgreementKind.HIDDEN, "Not published, to protect persons.")

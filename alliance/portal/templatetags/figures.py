"""How numbers, money and rates read on screen.

Published figures must not depend on the page that prints them: display rounds half up, as `decimal` does it and as
binary floats do not, and an unknown value is a dash, never a zero.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

Figure = int | float | Decimal | Fraction | str
UNKNOWN = "—"
_SYMBOLS = {"CNY": "¥", "USD": "US$"}


def exact(value: Figure | None) -> Fraction | None:
    """The value as written: 0.5625 stays 0.5625. None or an empty string is unknown; other text raises ValueError."""
    if value is None or value == "":
        return None
    if isinstance(value, Fraction):
        return value
    try:
        return Fraction(Decimal(str(value)))
    except (InvalidOperation, ValueError, OverflowError) as error:
        message = f"not a figure: {value!r}"
        raise ValueError(message) from error


def rounded(value: Fraction, places: int) -> Decimal:
    """Half away from zero, which is what readers of statistics expect of .5."""
    scaled = value * 10**places
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (scaled.denominator * 2)
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-places)


def share(numerator: Figure | None, denominator: Figure | None) -> Fraction | None:
    """A rate from its counts; unknown where the denominator is empty or either count is hidden."""
    part, whole = exact(numerator), exact(denominator)
    return None if part is None or not whole else part / whole


def percent(value: Figure | None, places: int = 1) -> str:
    """0.83636 → "83.6 %" (Chinese: "83.6%"); None → "—". The value is a share between 0 and 1."""
    number = exact(value)
    if number is None:
        return UNKNOWN
    space = "" if (get_language() or "").startswith("zh") else " "
    return f"{rounded(number * 100, int(places)):,}{space}%"


def points(value: Figure | None, places: int = 1) -> str:
    """A change of a rate in percentage points, signed with a real minus: 0.041 → "+4.1 points"."""
    number = exact(value)
    if number is None:
        return UNKNOWN
    change = rounded(number * 100, int(places))
    sign = "±" if change == 0 else "+" if change > 0 else "−"
    return _("%(change)s points") % {"change": f"{sign}{abs(change)}"}


def number(value: Figure | None, places: int | None = None) -> str:
    """Digits in groups of three in both languages; decimals as stored unless `places` fixes them."""
    figure = exact(value)
    if figure is None:
        return UNKNOWN
    if places is not None:
        return f"{rounded(figure, int(places)):,}"
    if figure.denominator == 1:
        return f"{figure.numerator:,}"
    return f"{Decimal(figure.numerator) / Decimal(figure.denominator):,}"


def money(value: Figure | None, currency: str = "CNY") -> str:
    """Whole amounts without decimals, others with two: 3900000 → "¥3,900,000"."""
    figure = exact(value)
    if figure is None:
        return UNKNOWN
    amount = rounded(figure, 2)
    text = (
        f"{amount:,.0f}" if amount == amount.to_integral_value(ROUND_HALF_UP) else f"{amount:,.2f}"
    )
    return f"{_SYMBOLS.get(currency, currency + ' ')}{text}"

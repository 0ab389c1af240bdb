"""What an edition of index C may say of its indicators."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from alliance.consortia.enums import SIDES, CouplingMethod
from alliance.consortia.models import CouplingEdition
from alliance.lib.errors import InvalidInput

KEYS = frozenset({"side", "code", "weight", "minimum", "maximum"})
NUMBERS = ("weight", "minimum", "maximum")
CLOSE = Decimal("0.000001")
"""How far the weights of a side may be from 1: they are rounded when they are written."""
LARGEST = Decimal(10) ** 15


def check_edition(edition: CouplingEdition) -> None:
    """Raises InvalidInput naming what is wrong with the indicators.

    Each side has at least one indicator, each of them once and known to the portal. Either every
    indicator has weight, minimum and maximum, the weights of a side summing to 1, or, by the entropy
    method, none has any: then the next run computes and pins them.
    """
    rows = edition.indicators
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _refused(_("Indicators are a list of objects."))
    seen: set[tuple[str, str]] = set()
    for row in rows:
        _check_one(row)
        key = row["side"], row["code"]
        if key in seen:
            raise _refused(_("%(code)s stands twice.") % {"code": row["code"]})
        seen.add(key)
    for side in SIDES:
        if not any(found == side for found, _code in seen):
            raise _refused(_("The side “%(side)s” has no indicator.") % {"side": side})
    given = [name for row in rows for name in NUMBERS if row.get(name) is not None]
    if not given and edition.method == CouplingMethod.ENTROPY:
        return
    if len(given) < len(NUMBERS) * len(rows):
        if edition.method == CouplingMethod.ENTROPY:
            raise _refused(_("Give every weight, minimum and maximum, or none of them."))
        raise _refused(_("Every indicator needs weight, minimum and maximum."))
    for side in SIDES:
        _check_weights(side, [row for row in rows if row["side"] == side])


def _check_one(row: Mapping[str, Any]) -> None:
    strange = sorted(set(row) - KEYS)
    if strange:
        raise _refused(_("There is no option “%(name)s”.") % {"name": str(strange[0])[:64]})
    side, code = row.get("side"), row.get("code")
    if not isinstance(side, str) or side not in SIDES:
        text = _("A side is one of: %(known)s.")
        raise _refused(text % {"known": ", ".join(SIDES)})
    if not isinstance(code, str) or code not in SIDES[side]:
        text = _("Indicators of the side “%(side)s” are: %(known)s.")
        raise _refused(text % {"side": side, "known": ", ".join(SIDES[side])})


def _check_weights(side: str, rows: list[Mapping[str, Any]]) -> None:
    """Weights from 0 to 1 that sum to 1; limits in order."""
    total = Decimal(0)
    for row in rows:
        weight, low, high = (_number(row[name]) for name in NUMBERS)
        if not 0 <= weight <= 1:
            raise _refused(_("A weight lies between 0 and 1."))
        if low >= high:
            text = _("The minimum of %(code)s lies below its maximum.")
            raise _refused(text % {"code": row["code"]})
        total += weight
    if abs(total - 1) > CLOSE:
        text = _("The weights of the side “%(side)s” sum to %(sum)s instead of 1.")
        raise _refused(text % {"side": side, "sum": total.normalize()})


def _number(value: Any) -> Decimal:
    """A number of JSON, or one written as text so that it keeps its digits."""
    if not isinstance(value, bool) and isinstance(value, int | float | str):
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            found = Decimal("NaN")
        if found.is_finite() and abs(found) <= LARGEST:
            return found
    raise _refused(_("“%(text)s” is no number.") % {"text": str(value)[:64]})


def _refused(text: str) -> InvalidInput:
    return InvalidInput.on("indicators", text)

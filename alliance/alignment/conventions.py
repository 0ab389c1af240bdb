"""Parameters and sides of figures in words, for files and reports."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from alliance.alignment.catalogue import Counts
from alliance.alignment.figures import WEIGHTED_BY, Figure, quantity_text
from alliance.alignment.forms import MODES, UNITS
from alliance.engines.indices import WEIGHT_ONE

PARAMETERS: Mapping[str, str | Promise] = {
    "tau": gettext_lazy("Threshold τ, part of a program"),
    "mode": gettext_lazy("Who says what is aligned"),
    "unit": gettext_lazy("What A1 counts"),
    "weight_by": gettext_lazy("What A2 and A3 weigh by"),
    "openings_share": gettext_lazy("Part of the openings open to new graduates, β"),
    "shares_by": gettext_lazy("What makes the shares of education"),
    "epsilon": gettext_lazy("Graduates added to each program that shares openings, ε"),
    "structure_level": gettext_lazy("Industries at which structures are compared"),
}
SAID: Mapping[str, Mapping[str, str | Promise]] = {
    "mode": MODES,
    "unit": UNITS,
    "weight_by": WEIGHTED_BY,
    "shares_by": {
        "graduates": gettext_lazy("Graduates"),
        "intake": gettext_lazy("Intake"),
        "points": gettext_lazy("Program points"),
    },
    "structure_level": {
        "section": gettext_lazy("Sections"),
        "division": gettext_lazy("Divisions"),
        "key": gettext_lazy("Key industries"),
    },
}
"""Parameters whose values are words."""
IN_PARTS = frozenset({"tau", "openings_share"})
"""Parameters that are stored in 1/10,000."""


def parameter_name(name: str) -> str:
    return str(PARAMETERS.get(name, name))


def parameter_text(name: str, value: Any) -> Any:
    """A parameter as people read it."""
    if name in IN_PARTS:
        part = Decimal(value) / WEIGHT_ONE
        return int(part) if part == int(part) else part.normalize()
    return str(SAID[name].get(str(value), value)) if name in SAID else value


def side_text(figure: Figure, value: Decimal | None) -> str:
    """Numerator or denominator on paper: counts as pages print them, shares and weights with four
    decimals, since two would not give the value that stands beside them.
    """
    if value is None or figure.index.counts != Counts.NOTHING:
        return quantity_text(value)
    rounded = value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    whole = rounded == rounded.to_integral_value()
    return f"{rounded:,.0f}" if whole else f"{rounded.normalize():,f}"

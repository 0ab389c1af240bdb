"""Rows of a run: figures as they are stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any, TypeAlias

from alliance.engines.indices.facts import Facts
from alliance.engines.indices.results import as_decimal

PLACES = 8
"""Decimals of numerators and denominators."""
VALUE_PLACES = 12
"""Decimals of values."""
LEAST = Decimal(1).scaleb(-PLACES)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure. `level`, `dimension` and `key` are "" for all levels and the whole region.

    value    None: unknown, exactly where the denominator is 0
    detail   what the figure's page tells beside it, as JSON holds it
    hidden   it counts so few persons, or would give such a count away
    """

    index: str
    version: str
    level: str = ""
    dimension: str = ""
    key: str = ""
    numerator: Decimal
    denominator: Decimal
    value: Decimal | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    hidden: bool = False


Block: TypeAlias = Callable[[Facts], Iterator[Row]]


def counted(
    index: str, version: str, numerator: int, denominator: int, *, scale: int = 0, **where: Any
) -> Row:
    """A figure of whole numbers; the numerator counts in 10^-scale."""
    return Row(
        index=index,
        version=version,
        numerator=Decimal(numerator).scaleb(-scale),
        denominator=Decimal(denominator),
        value=quotient(numerator, denominator * 10**scale) if denominator else None,
        **where,
    )


def quotient(numerator: int, denominator: int) -> Decimal:
    """`as_decimal` of counts ≥ 0, in whole numbers: a run has tens of thousands of them."""
    scaled = numerator * 10**VALUE_PLACES
    return Decimal((2 * scaled + denominator) // (2 * denominator)).scaleb(-VALUE_PLACES)


def measured(
    index: str,
    version: str,
    numerator: float | None,
    denominator: float | None,
    value: float | None,
    **where: Any,
) -> Row:
    """A figure of measured numbers; unknown where its value is None or not a number."""
    part, whole = finite(numerator), finite(denominator)
    if value is None or not isfinite(value) or whole <= 0:
        return Row(
            index=index,
            version=version,
            numerator=rounded(part),
            denominator=Decimal(0),
            value=None,
            **where,
        )
    return Row(
        index=index,
        version=version,
        numerator=rounded(part),
        denominator=max(rounded(whole), LEAST),
        value=as_decimal(Fraction(value)),
        **where,
    )


def finite(number: float | None) -> float:
    return float(number) if number is not None and isfinite(number) else 0.0


def rounded(number: float) -> Decimal:
    return as_decimal(Fraction(number), PLACES)

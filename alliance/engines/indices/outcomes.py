"""Index G: what became of graduates, as sets with both of their parts.

    destination        (employed + further study) / graduates      毕业去向落实率
    placed             the same with military service / graduates
    employment         employed / graduates
    further            further study / graduates
    knowledge          outcome known / graduates
    related            in a related field / employed               对口率
    related_graduates  in a related field / graduates
    related_answered   in a related field / employed whose field is known
    local              employed in the region / employed
    local_answered     employed in the region / employed whose place is known
    real               in the real economy / employed whose employer's industry is known
    pay                Σ starting pay / employed who state it, in 1/100 yuan a month

"Employed" holds those who work for themselves. Where an answer is missing, the ratio to all
employed counts it as a no and the "answered" one leaves it out: shown side by side they bound what
is unknown. A median of pay cannot be had from sums; whoever has one gives it beside them.

Counts are exact here. What may be shown is decided elsewhere, once per run and for all surfaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError
from alliance.engines.indices.arrays import (
    FloatArray,
    IntArray,
    divided,
    floats,
    integers,
    same_length,
)

VERSION = "G-1"

COUNTS = (
    "graduates",
    "known",
    "employed",
    "further",
    "placed",
    "related",
    "related_known",
    "local",
    "local_known",
    "paid",
    "pay_total",
    "real",
    "real_known",
)
"""Counts of persons per group that the rates read; pay_total is money, in 1/100 yuan."""

PARTS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "destination": (("employed", "further"), "graduates"),
        "placed": (("placed",), "graduates"),
        "employment": (("employed",), "graduates"),
        "further": (("further",), "graduates"),
        "knowledge": (("known",), "graduates"),
        "related": (("related",), "employed"),
        "related_graduates": (("related",), "graduates"),
        "related_answered": (("related",), "related_known"),
        "local": (("local",), "employed"),
        "local_answered": (("local",), "local_known"),
        "real": (("real",), "real_known"),
        "pay": (("pay_total",), "paid"),
    }
)
"""Rate → counts that its numerator adds up, and the count of its denominator."""

SETS = (
    ("known", "graduates"),
    ("placed", "known"),
    ("employed", "placed"),
    ("further", "placed"),
    ("related_known", "employed"),
    ("related", "related_known"),
    ("local_known", "employed"),
    ("local", "local_known"),
    ("real_known", "employed"),
    ("real", "real_known"),
    ("paid", "employed"),
)
"""Each set lies in the other."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rate:
    """One rate of every group: whole numerators and denominators; the value is NaN where empty."""

    numerator: IntArray
    denominator: IntArray

    @property
    def value(self) -> FloatArray:
        """Numerator / denominator."""
        return divided(self.numerator, self.denominator)


@dataclass(frozen=True, kw_only=True, eq=False)
class OutcomeRates:
    """Every rate of PARTS by its code; median_pay in 1/100 yuan, NaN where nobody gave one."""

    version: str
    rates: Mapping[str, Rate]
    median_pay: FloatArray


def outcome_rates(
    counts: Mapping[str, npt.ArrayLike], *, median_pay: npt.ArrayLike | None = None
) -> OutcomeRates:
    """Rates of groups; each count of COUNTS is int64[groups] ≥ 0, others are not read.

    Raises InputError naming the count that is missing, negative or larger than the set in which
    it lies, with the group as its row.
    """
    found: dict[str, IntArray] = {}
    for name in COUNTS:
        if name not in counts:
            raise InputError(field=name, detail="is missing")
        found[name] = integers(name, counts[name])
    same_length(**found)
    for name, whole in SETS:
        _within(name, found[name], whole, found[whole])
    _within("employed + further", found["employed"] + found["further"], "placed", found["placed"])
    groups = len(found["graduates"])
    medians = np.full(groups, np.nan)
    if median_pay is not None:
        medians = floats("median_pay", median_pay, unknown=True)
        same_length(graduates=found["graduates"], median_pay=medians)
    rates = {}
    for code, (names, whole) in PARTS.items():
        numerator = np.zeros(groups, dtype=np.int64)
        for name in names:
            numerator = numerator + found[name]
        rates[code] = Rate(numerator=numerator, denominator=found[whole])
    return OutcomeRates(version=VERSION, rates=MappingProxyType(rates), median_pay=medians)


def change(now: npt.ArrayLike, before: npt.ArrayLike) -> FloatArray:
    """Relative change now / before − 1 of amounts ≥ 0, for pay against an earlier year.

    > 0: more than before. NaN where either is unknown or there was nothing before. InputError
    names `now` or `before`.
    """
    later, earlier = floats("now", now, unknown=True), floats("before", before, unknown=True)
    same_length(now=later, before=earlier)
    return divided(later, earlier) - 1.0


def _within(name: str, part: IntArray, whole_name: str, whole: IntArray) -> None:
    """Refuse a part that is larger than its whole."""
    over = np.flatnonzero(part > whole)
    if len(over):
        row = int(over[0])
        detail = f"{part[row]} is more than {whole[row]} ({whole_name})"
        raise InputError(field=name, detail=detail, row=row)

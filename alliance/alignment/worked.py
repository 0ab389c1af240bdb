"""One worked example for each index, computed by the engine while the page of methods is made.

The inputs are those of the definitions; the results are whatever the engine answers now, so a page
that prints them shows the engine at work and not a copy of what it once said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from alliance.engines.indices import KeySet, ProgramFacts, align, rate
from alliance.engines.indices.arrays import Lists
from alliance.engines.indices.coupling import couple
from alliance.engines.indices.loop import LoopRate, loop_rates, median_days
from alliance.engines.indices.outcomes import COUNTS, outcome_rates
from alliance.engines.indices.skills import (
    SkillRows,
    Wanted,
    cosine,
    coverage,
    skill_structure,
    skill_table,
)
from alliance.engines.indices.structure import structure
from alliance.engines.indices.supply import share_openings, spread_graduates

UNKNOWN = "—"


@dataclass(frozen=True)
class Worked:
    """Inputs and what the engine makes of them, in signs that need no translation."""

    given: str
    found: str


@cache
def worked() -> Mapping[str, Worked]:
    """Index code → its example."""
    found: dict[str, Worked] = {}
    for family in (_rates, _structure, _coupling, _supply, _skills, _outcomes, _loop):
        found |= family()
    return found


def _number(value: float | None) -> str:
    """Six decimals at most, without a tail of zeros."""
    if value is None or np.isnan(value):
        return UNKNOWN
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "−")


def _row(values: Iterable[float | None]) -> str:
    return f"({', '.join(_number(value) for value in values)})"


def _example(given: str, name: str, value: float | None) -> Worked:
    return Worked(given, f"{name} = {_number(value)}")


def _rates() -> dict[str, Worked]:
    """Three programs: all of one, half of another, a fifth of the third leads to K*."""
    plan = ((100, 10_000), (60, 5_000), (40, 2_000))
    programs = [
        ProgramFacts(id=i, level="higher", catalogue=str(i), enrolment=persons, links=(("K", w),))
        for i, (persons, w) in enumerate(plan, start=1)
    ]
    found = align(programs, KeySet(codes=frozenset({"K"})))
    weights = "Σw = (1, 0.5, 0.2), τ = 0.5"
    persons = "E = (100, 60, 40)"
    counted = rate(46, 55)
    return {
        "A1": Worked(
            f"{weights};  46 / 55",
            f"A1 = {found.a1.numerator}/{found.a1.denominator} = "
            f"{_number(float(found.a1.value or 0))};  {_number(float(counted or 0))}",
        ),
        "A2": _example(f"{weights}, {persons}", "A2", float(found.a2.value or 0)),
        "A3": _example(f"{weights}, {persons}", "A3", float(found.a3.value or 0)),
    }


def _structure() -> dict[str, Worked]:
    given = "q = (0.10, 0.50, 0.40), s = (0.05, 0.40, 0.55)"
    found = structure((0.10, 0.50, 0.40), (0.05, 0.40, 0.55))
    return {
        "B1": Worked(given, f"SD = {_row(found.deviation.tolist())}"),
        "B1m": _example(given, "Σ|SD|/n", found.mean),
        "B1w": _example(given, "Σq·|SD|", found.weighted),
        "B2": _example(given, "TL", found.theil),
        "B3": _example(given, "S", found.similarity),
        "B4": _example(given, "D", found.dissimilarity),
    }


def _coupling() -> dict[str, Worked]:
    given = "U = (0.36, 0.64);  U = (0.1, 0.1)"
    one, poor = couple(0.36, 0.64), couple(0.1, 0.1)

    def both(name: str, first: float | None, second: float | None) -> Worked:
        return Worked(given, f"{name} = {_number(first)};  {_number(second)}")

    return {
        "C1": both("C", one.coupling, poor.coupling),
        "C2": both("T", one.development, poor.development),
        "C3": both("D", one.coordination, poor.coordination),
        "C4": both("C′", one.modified, poor.modified),
        "C5": both("D′", one.modified_coordination, poor.modified_coordination),
    }


def _lists(rows: Iterable[Iterable[int]], items: int) -> Lists:
    kept = [list(row) for row in rows]
    pointers = np.cumsum([0, *(len(row) for row in kept)])
    return Lists(
        indptr=pointers, item=np.array([i for row in kept for i in row], np.int64), items=items
    )


def _supply() -> dict[str, Worked]:
    given = "G = (A 30, B 10, C 60), O = (x 40, y 20), A → x, B → x y, C → y"
    leads_to = _lists(((0,), (0, 1), (1,)), 2)
    hires = share_openings((30, 10, 60), (40, 20), leads_to, epsilon=0)
    supply = spread_graduates((30, 10, 60), (40, 20), leads_to)
    return {
        "D1": Worked(f"{given}, ε = 0", f"H = {_row(hires.hires.tolist())}"),
        "D2": Worked(
            given,
            f"S = {_row(supply.ratio.numerator.tolist())}, r = {_row(supply.ratio.value.tolist())}",
        ),
    }


def _skills() -> dict[str, Worked]:
    wanted = Wanted(
        skill=np.array([0, 1]),
        level=np.array([4, 2]),
        weight=np.array([3.0, 1.0]),
        must=np.array([False, False]),
    )
    e1 = coverage(wanted, _lists(((0, 1),), 2), (2, 3))
    one = np.ones(2)
    e2 = cosine(_lists(((0, 1),), 3), one, _lists(((1, 2),), 3), one, np.ones(3))
    sought = SkillRows(
        group=np.zeros(2, np.int64), skill=np.array([0, 1]), weight=np.array([0.7, 0.3])
    )
    taught = SkillRows(
        group=np.zeros(2, np.int64), skill=np.array([0, 1]), weight=np.array([0.4, 0.6])
    )
    e4 = skill_structure(sought, taught, groups=1, skills=2)
    shares = "sought (0.7, 0.3), taught (0.4, 0.6)"
    e5 = skill_table(np.array([0, 1]), (0.7, 0.3), np.array([0, 1]), (0.4, 0.6), skills=2)
    quotient = e5.taught.value / e5.sought.value
    return {
        "E1": _example("w = (3, 1), sought (4, 2), taught (2, 3)", "E1", float(e1.rate.value[0])),
        "E2": _example("taught {a, b}, sought {b, c}, idf = 1", "E2", float(e2[0, 0])),
        "E4": _example(shares, "E4", float(e4.value[0])),
        "E5": Worked(shares, f"E5 = {_row(quotient.tolist())}"),
    }


OUTCOMES: Mapping[str, tuple[str, str]] = {
    "G1": ("destination", "(200 + 120) / 391"),
    "G2": ("employment", "200 / 391"),
    "G3": ("related", "150 / 200"),
    "G4": ("related_graduates", "150 / 391"),
    "G5": ("local", "136 / 200"),
    "G6": ("real", "108 / 180"),
    "G7": ("pay", "750000 / 150"),
    "G8": ("knowledge", "360 / 391"),
}


def _outcomes() -> dict[str, Worked]:
    told = {
        "graduates": 391, "known": 360, "placed": 320, "employed": 200, "further": 120,
        "related": 150, "related_known": 190, "local": 136, "local_known": 200,
        "real": 108, "real_known": 180, "paid": 150, "pay_total": 75_000_000,
    }  # fmt: skip
    rates = outcome_rates({name: [told.get(name, 0)] for name in COUNTS}).rates
    found = {}
    for code, (name, given) in OUTCOMES.items():
        value = float(rates[name].value[0])
        found[code] = _example(given, code, value / 100 if code == "G7" else value)
    return found


def _loop() -> dict[str, Worked]:
    told = {
        "seats_accepted": 45, "seats_published": 60, "answers_in_time": 27, "answers_due": 30,
        "proposals_expired": 4, "proposals_ended": 25, "results_verified": 9, "projects_closed": 6,
        "pairs_repeated": 3, "pairs": 12, "reached_demands": 40, "reached_proposals": 32,
    }  # fmt: skip
    loop = loop_rates(told)
    rates = {line.code: line for line in loop.rates}
    days = median_days(np.zeros(4, np.int64), np.array([3, 5, 9, 30]), stages=1)[0]
    half = days.half_days
    names = {"H1": "fill", "H2": "answered", "H3": "expired", "H6": "yield", "H7": "repeated"}

    def told_of(code: str, one: LoopRate) -> Worked:
        return _example(f"{one.numerator} / {one.denominator}", code, one.value)

    return {
        **{code: told_of(code, rates[name]) for code, name in names.items()},
        "H4": told_of("H4", loop.conversions[0]),
        "H5": _example("(3, 5, 9, 30)", "H5", None if half is None else half / 2),
    }

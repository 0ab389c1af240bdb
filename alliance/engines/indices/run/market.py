"""Block D: openings against graduates, by class of programs and by occupation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from alliance.engines import disclosure
from alliance.engines.indices import supply
from alliance.engines.indices.arrays import Lists
from alliance.engines.indices.facts import Facts
from alliance.engines.indices.results import WEIGHT_ONE, BoolArray, FloatArray, IntArray
from alliance.engines.indices.run.rows import Row, measured

TABLES = ((), ("class",))


def market(facts: Facts) -> Iterator[Row]:
    """D1 by class and in all, D2 by occupation."""
    if not facts.openings.any() or not (facts.graduates >= 0).any():
        reason = "no_openings" if not facts.openings.any() else "no_graduates"
        for index in ("D1", "D2"):
            yield measured(index, supply.VERSION, 0, 0, None, detail={"unknown": reason})
        return
    yield from openings(facts)
    yield from occupations(facts)


def graduates(facts: Facts) -> FloatArray:
    """Graduates a year of every program; NaN where not stated."""
    return np.where(facts.graduates < 0, np.nan, facts.graduates.astype(np.float64))


def leads_to(facts: Facts) -> Lists:
    return Lists(indptr=facts.occ_indptr, item=facts.occ, items=len(facts.occupation_codes))


def hires(facts: Facts) -> supply.Hires:
    """D1 of every program."""
    return supply.share_openings(
        graduates(facts),
        facts.openings,
        leads_to(facts),
        epsilon=float(facts.parameters.epsilon),
        open_share=facts.parameters.openings_share / WEIGHT_ONE,
    )


def openings(facts: Facts) -> Iterator[Row]:
    found = hires(facts)
    known = ~np.isnan(found.hires)
    persons: IntArray = np.where(known, facts.graduates, 0)
    hidden = disclosure.persons_hidden(
        [persons], {"class": facts.class_}, TABLES, threshold=facts.parameters.smallest
    )
    fall, number = float(np.nansum(found.hires)), int(persons.sum())
    yield measured(
        "D1",
        supply.VERSION,
        fall,
        number,
        fall / number if number else None,
        detail={
            "leads_nowhere": len(found.leads_nowhere),
            "unstated": len(found.unstated),
            "unfed_openings": round(found.unfed_openings, 6),
        },
        hidden=bool(hidden[()].hidden.any()),
    )
    classes = len(facts.class_codes)
    inside = known & (facts.class_ >= 0)
    falls = np.bincount(facts.class_[inside], weights=found.hires[inside], minlength=classes)
    count = np.bincount(facts.class_[inside], weights=persons[inside], minlength=classes)
    mask = hidden["class",]
    small = {
        int(label): bool(row[0]) for (label,), row in zip(mask.labels, mask.hidden, strict=True)
    }
    small |= dict.fromkeys(beside_few(facts), True)
    for place, code in enumerate(facts.class_codes):
        if falls[place] or count[place]:
            yield measured(
                "D1",
                supply.VERSION,
                falls[place],
                count[place],
                falls[place] / count[place] if count[place] else None,
                dimension="class",
                key=code,
                hidden=small.get(place, False),
            )


def beside_few(facts: Facts) -> list[int]:
    """Classes that compete for an occupation of `few`, or have such a program themselves.

    What falls to a class depends on the graduates of all its competitors: with its own number it
    tells theirs. What falls to all classes together is every opening that is fed, whoever they are.
    """
    near = facts.occ_owner[few(facts)[facts.occ]]
    found: list[int] = np.unique(facts.class_[near]).tolist()
    return found


def occupations(facts: Facts) -> Iterator[Row]:
    """D2; hidden where so few graduates come from so few programs that the supply names them."""
    share = facts.parameters.openings_share / WEIGHT_ONE
    found = supply.spread_graduates(
        graduates(facts), facts.openings, leads_to(facts), open_share=share
    )
    programs = np.bincount(facts.occ, minlength=len(facts.occupation_codes))
    hidden = few(facts)
    unknown = supply.UNKNOWN_BAND
    for place, code in enumerate(facts.occupation_codes):
        if not found.ratio.denominator[place]:
            continue
        band = int(found.band[place])
        yield measured(
            "D2",
            supply.VERSION,
            float(found.ratio.numerator[place]),
            float(found.ratio.denominator[place]),
            float(found.ratio.value[place]),
            dimension="occupation",
            key=code,
            detail={
                "band": None if band == unknown else supply.BANDS[band],
                "programs": int(programs[place]),
            },
            hidden=bool(hidden[place]),
        )


def few(facts: Facts) -> BoolArray:
    """Occupations whose supply would tell the graduates of a single program, or of few persons.

    A supply is a weighted sum over the programs that feed an occupation. With two of them that
    each have enough graduates nobody's number follows from it; with one, it is that number.
    """
    persons = np.maximum(facts.graduates, 0)[facts.occ_owner]
    total = np.bincount(facts.occ, weights=persons, minlength=len(facts.occupation_codes))
    feeding = np.bincount(facts.occ, weights=persons > 0, minlength=len(facts.occupation_codes))
    least = np.full(len(facts.occupation_codes), np.inf)
    np.minimum.at(least, facts.occ, np.where(persons > 0, persons, np.inf))
    few_persons = (total > 0) & (total < facts.parameters.smallest)
    return few_persons | ((feeding > 0) & (least < facts.parameters.smallest))

"""Block E: skills taught against skills sought."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from alliance.engines.indices import skills
from alliance.engines.indices.arrays import Lists, Quotients, summed
from alliance.engines.indices.facts import Facts
from alliance.engines.indices.results import FloatArray, IntArray
from alliance.engines.indices.run.rows import Row, measured

MOST_SKILLS = 200
"""Skills that a run lists, those sought or taught most."""


def skill_rows(facts: Facts) -> Iterator[Row]:
    """E1, E2 and E4 of the region, E1 by occupation, E5 by skill."""
    if not len(facts.sought_weight) or not len(facts.skill):
        reason = "no_skills_sought" if len(facts.skill) else "no_skills_taught"
        for index in ("E1", "E2", "E4"):
            yield measured(index, skills.VERSION, 0, 0, None, detail={"unknown": reason})
        return
    yield from coverage(facts)
    yield from structure(facts)


def taught_weight(facts: Facts) -> FloatArray:
    """What each skill taught weighs: the program's graduates, its intake where not stated, else 1.

    Few graduates count as not stated: the share of a skill that a single program teaches is their
    number, next to a skill of which a reader knows who graduates.
    """
    few = (facts.graduates > 0) & (facts.graduates < facts.parameters.smallest)
    persons = np.where((facts.graduates >= 0) & ~few, facts.graduates, facts.intake)
    weight: FloatArray = np.where(persons >= 0, persons, 1).astype(np.float64)[facts.skill_owner]
    return weight


def coverage(facts: Facts) -> Iterator[Row]:
    """E1: the credit of each skill is that of the program that teaches it best.

    In an occupation only programs that lead to it are asked.
    """
    taught = Lists(indptr=facts.skill_indptr, item=facts.skill, items=len(facts.skill_codes))
    wanted = skills.Sought(
        skill=facts.sought_skill, level=facts.sought_level, weight=facts.sought_weight
    )
    everything = np.zeros(len(facts.sought_skill), np.int64)
    best = skills.best_levels(taught, facts.skill_level)
    whole = skills.coverage_by(everything, wanted, best, groups=1)
    yield covered(whole, 0)
    pair, best = reach(facts)
    named = facts.sought_occ >= 0
    there = skills.Sought(
        skill=pair[named], level=facts.sought_level[named], weight=facts.sought_weight[named]
    )
    count = len(facts.occupation_codes)
    found = skills.coverage_by(facts.sought_occ[named], there, best, groups=count)
    for place in np.flatnonzero(found.denominator).tolist():
        yield covered(found, place, dimension="occupation", key=facts.occupation_codes[place])


def covered(found: Quotients, place: int, **where: str) -> Row:
    return measured(
        "E1",
        skills.VERSION,
        float(found.numerator[place]),
        float(found.denominator[place]),
        float(found.value[place]),
        **where,
    )


def reach(facts: Facts) -> tuple[IntArray, IntArray]:
    """The number of each sought pair of occupation and skill, and by it the best level among the
    programs that lead to the occupation; 0 where none of them teaches the skill.
    """
    width = len(facts.skill_codes)
    keys, place = np.unique(
        np.maximum(facts.sought_occ, 0) * width + facts.sought_skill, return_inverse=True
    )
    best = np.zeros(len(keys), np.int64)
    begin, end = facts.skill_indptr[facts.occ_owner], facts.skill_indptr[facts.occ_owner + 1]
    length = end - begin
    before = np.cumsum(length) - length
    taught = np.repeat(begin - before, length) + np.arange(length.sum())
    found = np.repeat(facts.occ, length) * width + facts.skill[taught]
    at = np.searchsorted(keys, found)
    at[at == len(keys)] = 0
    fits = keys[at] == found
    np.maximum.at(best, at[fits], facts.skill_level[taught[fits]])
    return place, best


def structure(facts: Facts) -> Iterator[Row]:
    """E2, E4 and E5: shares of all that is taught and of all that is sought."""
    width = len(facts.skill_codes)
    weight = taught_weight(facts)
    taught = summed(facts.skill, weight, width)
    sought = summed(facts.sought_skill, facts.sought_weight, width)
    detail = {"unknown": "no_graduates"} if not taught.any() else {}
    cosine = float("nan")
    if taught.any():
        sides = [as_list(amount, width) for amount in (taught, sought)]
        cosine = float(skills.cosine(*sides[0], *sides[1], idf(facts))[0, 0])
    yield measured("E2", skills.VERSION, cosine, 1.0, cosine, detail=detail)
    zero = np.zeros(width, np.int64)
    alike = skills.skill_structure(
        skills.SkillRows(group=zero, skill=np.arange(width), weight=sought),
        skills.SkillRows(group=zero, skill=np.arange(width), weight=taught),
        groups=1,
        skills=width,
    )
    common = float(alike.value[0])
    told = {**detail, "shared": int(alike.shared[0])}
    yield measured("E4", skills.VERSION, common, 1.0, common, detail=told)
    if not taught.any():
        return
    table = skills.skill_table(
        facts.sought_skill, facts.sought_weight, facts.skill, weight, skills=width
    )
    most = np.maximum(table.taught.value, table.sought.value)
    for place in np.lexsort((np.arange(width), -most))[:MOST_SKILLS].tolist():
        one, other = float(table.taught.value[place]), float(table.sought.value[place])
        if not one and not other:
            break
        yield measured(
            "E5",
            skills.VERSION,
            one,
            other,
            one / other if other else None,
            dimension="skill",
            key=facts.skill_codes[place],
        )


def as_list(amount: FloatArray, width: int) -> tuple[Lists, FloatArray]:
    """One row of amounts above 0 as a list of skills with their counts."""
    item = np.flatnonzero(amount)
    indptr = np.array([0, len(item)], np.int64)
    return Lists(indptr=indptr, item=item.astype(np.int64), items=width), amount[item]


def idf(facts: Facts) -> FloatArray:
    """Rarity of each skill among the run's programs: ln((1 + n) / (1 + programs)) + 1."""
    programs = np.bincount(facts.skill, minlength=len(facts.skill_codes))
    rarity: FloatArray = np.log((1 + len(facts)) / (1 + programs)) + 1
    return rarity

"""Index E: the skills that programs teach against the skills that demands ask for.

    E1  coverage of demand d by program p:  Σ_{s∈R_d} w_s · min(1, level_ps / level_ds) / Σ w_s
    E2  similarity: cosine of two TF-IDF vectors, under an idf that is frozen and passed in
    E3  revealed comparative advantage:  [x_so / Σ_s x_so] / [Σ_o x_so / Σ x], "effective" above 1
    skill structure of a group:  Σ_s min(share of s in what is sought, share of s in what is taught)

E1 counts must-haves apart: a program may cover most of a demand and still lack one. E3 is
Balassa's (1965), read as: occupation o asks for skill s more than all occupations together do. The
skill structure is the similarity of Finger and Kreinin (1979): 1 where both sides have the same
shares, 0 where they share no skill; a group in which one side has nothing is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError
from alliance.engines.indices.arrays import (
    EVEN,
    BoolArray,
    FloatArray,
    IntArray,
    Lists,
    Quotients,
    divided,
    floats,
    integers,
    same_length,
    summed,
)

VERSION = "E-1"

TOP_LEVEL = 4
"""Levels of mastery are 1..4."""

DIGIT = 16
"""Bits of a key that are sorted at once."""

BLOCK = 4_000_000
"""Products of E2 that are held at once: about 100 MB."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Wanted:
    """The skills R_d of one demand: codes, each once, levels 1..4, weights ≥ 0, must-haves."""

    skill: IntArray
    level: IntArray
    weight: FloatArray
    must: BoolArray

    def __post_init__(self) -> None:
        """Check the four against one another; InputError names `wanted.…`."""
        skill = integers("wanted.skill", self.skill)
        level = integers("wanted.level", self.level, least=1, below=TOP_LEVEL + 1)
        weight = floats("wanted.weight", self.weight)
        must = np.asarray(self.must, dtype=np.bool_)
        same_length(
            **{
                "wanted.skill": skill,
                "wanted.level": level,
                "wanted.weight": weight,
                "wanted.must": must,
            }
        )
        if len(np.unique(skill)) != len(skill):
            raise InputError(field="wanted.skill", detail="a skill is named twice")
        for name, array in (("skill", skill), ("level", level), ("weight", weight), ("must", must)):
            object.__setattr__(self, name, array)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sought:
    """What many demands ask for: one row per statement; skills may repeat at any level 1..4."""

    skill: IntArray
    level: IntArray
    weight: FloatArray

    def __post_init__(self) -> None:
        """Check the three against one another; InputError names `sought.…`."""
        checked = {
            "skill": integers("sought.skill", self.skill),
            "level": integers("sought.level", self.level, least=1, below=TOP_LEVEL + 1),
            "weight": floats("sought.weight", self.weight),
        }
        same_length(**{f"sought.{name}": array for name, array in checked.items()})
        for name, array in checked.items():
            object.__setattr__(self, name, array)


@dataclass(frozen=True, kw_only=True, eq=False)
class Coverage:
    """E1 of one demand by every program.

    rate           credit and Σ w_s; unknown everywhere where the demand weighs nothing
    musts          number of must-haves
    must_taught    int64[programs]: must-haves that the program teaches at any level
    must_reached   int64[programs]: those that it teaches at the wanted level or above
    """

    version: str
    rate: Quotients
    musts: int
    must_taught: IntArray
    must_reached: IntArray


def coverage(wanted: Wanted, taught: Lists, level: npt.ArrayLike) -> Coverage:
    """E1 for many programs: `taught` are the skills of each, `level` int64 1..4 beside them.

    InputError names `wanted` or `level`.
    """
    levels = integers("level", level, least=1, below=TOP_LEVEL + 1)
    same_length(**{"taught.item": taught.item, "level": levels})
    if len(wanted.skill) and wanted.skill.max() >= taught.items:
        raise InputError(field="wanted.skill", detail=f"is not under {taught.items}")
    place = np.full(taught.items, -1, dtype=np.int64)
    place[wanted.skill] = np.arange(len(wanted.skill))
    rows = np.flatnonzero(place[taught.item] >= 0)
    at, program, reached = place[taught.item[rows]], taught.row[rows], levels[rows]
    credit = wanted.weight[at] * np.minimum(1.0, reached / wanted.level[at])
    must = wanted.must[at]
    met = must & (reached >= wanted.level[at])
    count = len(taught)
    return Coverage(
        version=VERSION,
        rate=Quotients(
            numerator=summed(program, credit, count),
            denominator=np.full(count, wanted.weight.sum()),
        ),
        musts=int(wanted.must.sum()),
        must_taught=np.bincount(program[must], minlength=count).astype(np.int64),
        must_reached=np.bincount(program[met], minlength=count).astype(np.int64),
    )


def best_levels(taught: Lists, level: npt.ArrayLike) -> IntArray:
    """Highest level at which any program teaches each skill: int64[skills], 0 where none does.

    InputError names `level`.
    """
    levels = integers("level", level, least=1, below=TOP_LEVEL + 1)
    same_length(**{"taught.item": taught.item, "level": levels})
    best = np.zeros(taught.items, dtype=np.int64)
    np.maximum.at(best, taught.item, levels)
    return best


def coverage_by(
    group: npt.ArrayLike, sought: Sought, best: npt.ArrayLike, *, groups: int
) -> Quotients:
    """E1 of everything that a group of demands asks for, by the best of all programs together.

    group   int64[rows]: occupation or the like of every row of `sought`, 0..groups-1
    best    int64[skills] 0..4, as best_levels finds it

    InputError names `group` or `best`.
    """
    where = integers("group", group, below=groups)
    same_length(**{"sought.skill": sought.skill, "group": where})
    found = integers("best", best, below=TOP_LEVEL + 1)
    if len(sought.skill) and sought.skill.max() >= len(found):
        raise InputError(field="sought.skill", detail=f"is not under {len(found)}")
    credit = sought.weight * np.minimum(1.0, found[sought.skill] / sought.level)
    return Quotients(
        numerator=summed(where, credit, groups), denominator=summed(where, sought.weight, groups)
    )


def cosine(
    left: Lists,
    left_count: npt.ArrayLike,
    right: Lists,
    right_count: npt.ArrayLike,
    idf: npt.ArrayLike,
) -> FloatArray:
    """E2 of every row of `left` with every row of `right`: float64[left, right], 0..1.

    A component is count × idf: counts ≥ 0 beside each row's skills (how often, or the level), idf
    float64[skills] ≥ 0 as frozen by an edition. NaN where a row has no component above 0. The
    result is dense (8 bytes a pair); the work grows with the skills that pairs share. InputError
    names the argument.
    """
    rarity = floats("idf", idf)
    sides = []
    for name, lists, count in (("left", left, left_count), ("right", right, right_count)):
        if lists.items != len(rarity):
            raise InputError(field=name, detail=f"has {lists.items} skills, idf {len(rarity)}")
        amount = floats(f"{name}_count", count)
        same_length(**{f"{name}.item": lists.item, f"{name}_count": amount})
        value = amount * rarity[lists.item]
        norm = np.sqrt(summed(lists.row, value * value, len(lists)))
        sides.append((value, norm))
    (value, norm), (other_value, other_norm) = sides

    # For every skill, the rows of `right` that have it, end to end.
    order = np.argsort(right.item, kind="stable")
    row_of, value_of = right.row[order], other_value[order]
    holders = np.bincount(right.item, minlength=len(rarity))
    begin = np.concatenate(([0], np.cumsum(holders)))[:-1]
    pairs = np.cumsum(holders[left.item])
    dots = np.zeros(len(left) * len(right))
    start = 0
    while start < len(left.item):
        done = pairs[start - 1] if start else 0
        stop = max(int(np.searchsorted(pairs, done + BLOCK, side="right")), start + 1)
        some = slice(start, stop)
        repeat = holders[left.item[some]]
        first = np.repeat(begin[left.item[some]] - np.cumsum(repeat) + repeat, repeat)
        posting = first + np.arange(int(repeat.sum()))
        cell = np.repeat(left.row[some] * len(right), repeat) + row_of[posting]
        low, high = _row_span(left, start, stop, len(right))
        product = np.repeat(value[some], repeat) * value_of[posting]
        dots[low:high] += summed(cell - low, product, high - low)
        start = stop
    lengths = norm[:, np.newaxis] * other_norm[np.newaxis, :]
    return np.minimum(divided(dots.reshape(lengths.shape), lengths), 1.0)


def _row_span(left: Lists, start: int, stop: int, width: int) -> tuple[int, int]:
    """Cells of the rows that items start..stop-1 belong to."""
    first, last = np.searchsorted(left.indptr, [start, stop - 1], side="right") - 1
    return int(first) * width, int(last + 1) * width


@dataclass(frozen=True, kw_only=True, eq=False)
class Advantage:
    """E3 of every skill in every occupation.

    share       x_so / Σ_s x_so: the share of the skill in what the occupation asks for
    overall     float64[skills]: Σ_o x_so / Σ x
    value       float64[skills, occupations]; NaN where unknown
    known       where the occupation asks for something and somebody asks for the skill
    effective   value above 1; equality does not count
    """

    version: str
    share: FloatArray
    overall: FloatArray
    value: FloatArray
    known: BoolArray
    effective: BoolArray


def advantage(amount: npt.ArrayLike) -> Advantage:
    """E3 of amounts x_so ≥ 0, float64[skills, occupations]; InputError names `amount`."""
    table = floats("amount", amount, ndim=2)
    total = table.sum()
    by_skill, by_occupation = table.sum(axis=1), table.sum(axis=0)
    share = divided(table, by_occupation[np.newaxis, :])
    overall = divided(by_skill, total)
    value = divided(share, overall[:, np.newaxis])
    known = ~np.isnan(value)
    return Advantage(
        version=VERSION,
        share=share,
        overall=overall,
        value=value,
        known=known,
        effective=known & (np.nan_to_num(value) > 1 + EVEN),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class SkillRows:
    """What one side says, one row per statement: a group, a skill, a weight ≥ 0.

    Rows may come in any order and repeat a skill in a group; weights then add up.
    """

    group: IntArray
    skill: IntArray
    weight: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class SkillStructure:
    """Σ_s min(share sought, share taught) of every group.

    value    float64[groups], 0..1; NaN where a side has nothing
    sought   float64[groups]: Σ of the weights that demands gave
    taught   float64[groups]: Σ of the weights that programs gave
    shared   skills that both sides of the group have
    """

    version: str
    value: FloatArray
    sought: FloatArray
    taught: FloatArray
    shared: IntArray


def skill_structure(
    sought: SkillRows, taught: SkillRows, *, groups: int, skills: int
) -> SkillStructure:
    """Compare the skill structures of both sides in every group (region × industry × level, say).

    `groups` and `skills` are the numbers of codes. Each side is sorted once by (group, skill), so
    that the work does not grow with groups × skills. InputError names `sought` or `taught`.
    """
    key, weight, sought_total = _folded("sought", sought, groups, skills)
    other_key, other_weight, taught_total = _folded("taught", taught, groups, skills)
    at = np.searchsorted(other_key, key)
    at[at == len(other_key)] = 0
    both = other_key[at] == key if len(other_key) else np.zeros(len(key), dtype=np.bool_)
    group = key[both] // max(skills, 1)
    least = np.minimum(
        weight[both] / sought_total[group], other_weight[at[both]] / taught_total[group]
    )
    known = (sought_total > 0) & (taught_total > 0)
    value = np.where(known, np.minimum(summed(group, least, groups), 1.0), np.nan)
    return SkillStructure(
        version=VERSION,
        value=value,
        sought=sought_total,
        taught=taught_total,
        shared=np.bincount(group, minlength=groups).astype(np.int64),
    )


def _folded(
    name: str, rows: SkillRows, groups: int, skills: int
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Rising keys group × skills + skill, their summed weights > 0, and the groups' totals."""
    group = integers(f"{name}.group", rows.group, below=groups)
    skill = integers(f"{name}.skill", rows.skill, below=skills)
    weight = floats(f"{name}.weight", rows.weight)
    count = same_length(
        **{f"{name}.group": group, f"{name}.skill": skill, f"{name}.weight": weight}
    )
    key = group * skills + skill
    order = _rising(key, groups * skills)
    key = key[order]
    first = np.flatnonzero(np.concatenate((np.ones(min(count, 1), np.bool_), key[1:] != key[:-1])))
    added = np.add.reduceat(weight[order], first) if count else weight
    kept = added > 0
    return key[first][kept], added[kept], summed(group, weight, groups)


def _rising(key: IntArray, below: int) -> IntArray:
    """Order in which keys 0..below-1 rise.

    Digit by digit of 16 bits, which numpy sorts in linear time: on a million keys three to four
    times cheaper than to sort them as they are.
    """
    order = np.arange(len(key), dtype=np.int64)
    for shift in range(0, max(below - 1, 1).bit_length(), DIGIT):
        digit = (key >> shift).astype(np.uint16)
        order = order[np.argsort(digit[order], kind="stable")]
    return order


@dataclass(frozen=True, kw_only=True, eq=False)
class SkillTable:
    """Skills taught against skills sought; NaN where a side says nothing at all.

    sought, taught   weights with their total: the value is the skill's share
    difference       float64[skills]: share sought − share taught; > 0: taught too little
    """

    version: str
    sought: Quotients
    taught: Quotients
    difference: FloatArray


def skill_table(
    sought_skill: npt.ArrayLike,
    sought_weight: npt.ArrayLike,
    taught_skill: npt.ArrayLike,
    taught_weight: npt.ArrayLike,
    *,
    skills: int,
) -> SkillTable:
    """Share of every skill on both sides; InputError names the argument."""
    sides = []
    for name, code, amount in (
        ("sought", sought_skill, sought_weight),
        ("taught", taught_skill, taught_weight),
    ):
        skill = integers(f"{name}_skill", code, below=skills)
        weight = floats(f"{name}_weight", amount)
        same_length(**{f"{name}_skill": skill, f"{name}_weight": weight})
        sides.append(
            Quotients(
                numerator=summed(skill, weight, skills),
                denominator=np.full(skills, weight.sum()),
            )
        )
    sought, taught = sides
    return SkillTable(
        version=VERSION, sought=sought, taught=taught, difference=sought.value - taught.value
    )

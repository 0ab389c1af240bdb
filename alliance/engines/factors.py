"""The published tables of the match score, as data: a change here is a new version.

A score can be opened years later only if the numbers that made it have a name, so every table
carries a version and every ranking repeats it. All numbers are integers: quarters of a skill and
percents of a factor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from alliance.engines.errors import InputError

LEVELS_OF_MASTERY = 4
"""Skills are taught and wanted at 1 (aware) to 4 (independent mastery); 0 means not taught."""

FULL_CREDIT = 4
"""Quarters of a skill's weight that a program earns when it teaches the level that is wanted."""

PERCENT = 100

DEFAULT_MILLI_IDF = 1000
"""Weight of a skill that the frozen table does not list: neither rarer nor commoner than usual."""

_CN_OCCUPATION = re.compile(r"\d(-\d{2}){0,3}")


def shared_occupation_parts(asked: str, linked: str) -> int:
    """Count the levels of the national occupation list that two codes share, 0 to 4.

    `6-18-01-01` names major class, middle class, small class and occupation. Equal codes count as
    4 even where both name a class; a class and an occupation in it share the parts of the class.
    Codes of other lists have no such parts: equal counts as 4, all else as 0.
    """
    if asked == linked:
        return 4
    if not (_CN_OCCUPATION.fullmatch(asked) and _CN_OCCUPATION.fullmatch(linked)):
        return 0
    shared = 0
    for mine, theirs in zip(asked.split("-"), linked.split("-"), strict=False):
        if mine != theirs:
            break
        shared += 1
    return shared


@dataclass(frozen=True, kw_only=True)
class Factors:
    """Tables that turn comparisons into credit and percents.

    version         name stored with each score
    credit          quarters 0..4 by [wanted - 1][taught], shape 4 × 5
    relation        percent by the number of shared occupation parts 0..4, never falling
    capacity_steps  (divisor, percent): seats × divisor ≥ headcount earns percent; first step wins
    capacity_less   percent below the last step
    capacity_unknown  percent where the program states no seats
    region          percent by nearness: elsewhere, same province, same prefecture, same region

    Percents are 1..100, so that a factor can lower a score but never hide a program.
    Raises InputError naming the table.
    """

    version: str
    credit: tuple[tuple[int, ...], ...]
    relation: tuple[int, ...]
    capacity_steps: tuple[tuple[int, int], ...]
    capacity_less: int
    capacity_unknown: int
    region: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse tables of the wrong shape or out of range."""
        if not self.version:
            raise InputError(field="version", detail="a table without a version cannot be cited")
        if [len(row) for row in self.credit] != [LEVELS_OF_MASTERY + 1] * LEVELS_OF_MASTERY:
            raise InputError(
                field="credit", detail="needs 4 rows (wanted 1..4) of 5 values (taught 0..4)"
            )
        if any(not 0 <= quarters <= FULL_CREDIT for row in self.credit for quarters in row):
            raise InputError(field="credit", detail="quarters lie between 0 and 4")
        if len(self.relation) != 5:
            raise InputError(field="relation", detail="needs 5 percents, for 0..4 shared parts")
        if list(self.relation) != sorted(self.relation):
            raise InputError(field="relation", detail="falls although more parts are shared")
        if len(self.region) != 4:
            raise InputError(
                field="region", detail="needs 4 percents, from elsewhere to the same region"
            )
        if any(divisor < 1 for divisor, _ in self.capacity_steps):
            raise InputError(field="capacity_steps", detail="divisors are at least 1")
        percents = {
            "relation": self.relation,
            "capacity_steps": tuple(percent for _, percent in self.capacity_steps),
            "capacity_less": (self.capacity_less,),
            "capacity_unknown": (self.capacity_unknown,),
            "region": self.region,
        }
        for name, values in percents.items():
            if any(not 1 <= value <= PERCENT for value in values):
                raise InputError(field=name, detail="percents lie between 1 and 100")

    @property
    def capacity(self) -> tuple[int, ...]:
        """Percents in the order of capacity tiers: each step, then less, then unknown."""
        steps = (percent for _, percent in self.capacity_steps)
        return (*steps, self.capacity_less, self.capacity_unknown)


DEFAULT_FACTORS = Factors(
    version="factors-1",
    # round half up of 4 · min(taught, wanted) / wanted
    credit=((0, 4, 4, 4, 4), (0, 2, 4, 4, 4), (0, 1, 3, 4, 4), (0, 1, 2, 3, 4)),
    relation=(40, 55, 70, 85, 100),
    capacity_steps=((1, 100), (2, 90), (4, 80)),
    capacity_less=70,
    capacity_unknown=80,
    region=(70, 85, 95, 100),
)


@dataclass(frozen=True, kw_only=True)
class IdfTable:
    """Frozen rarity of skills: thousandths of an inverse document frequency, by skill code.

    Frozen, because an estimate that follows every new program would rewrite a quarter of all
    ranked lists for nothing. A skill that is not listed weighs DEFAULT_MILLI_IDF.
    Raises InputError naming the skill where a weight is below 1.
    """

    version: str
    milli: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Copy the mapping, so that nobody changes it behind the version's back."""
        if not self.version:
            raise InputError(field="version", detail="a table without a version cannot be cited")
        for skill, weight in self.milli.items():
            if weight < 1:
                raise InputError(
                    field=f"milli[{skill}]", detail=f"{weight} is not a positive weight"
                )
        object.__setattr__(self, "milli", MappingProxyType(dict(self.milli)))

    def of(self, skill: str) -> int:
        """Thousandths for one skill code."""
        return self.milli.get(skill, DEFAULT_MILLI_IDF)


FLAT_IDF = IdfTable(version="flat-1")
"""Every skill weighs the same: the honest start where no rarity has been measured."""

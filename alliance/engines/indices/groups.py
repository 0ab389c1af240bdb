"""The same index for every group of a grouping at once, in whole numbers.

A grouping gives each program the number of its group, or -1: in none. Levels, counties, schools,
classes, and any two of them crossed are groupings; industries are not, since a program serves
several: `serving` counts those.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from alliance.engines.indices.facts import UNKNOWN, Facts
from alliance.engines.indices.results import (
    ENGINE_VERSION,
    WEIGHT_ONE,
    BoolArray,
    IndexResult,
    IntArray,
    Judged,
    rate,
)
from alliance.engines.indices.rows import Unit

INDICES = ("A1", "A2", "A3")


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupTotals:
    """Numerators and denominators of A1, A2 and A3 by group; all arrays are int64[groups].

    points, aligned_points          program points
    catalogue, aligned_catalogue    catalogue programs (level and code), distinct in the group; one
                                    is aligned when any of its points in the group is
    persons, aligned_persons        of programs that state them
    graded                          persons × key weight, in 1/10,000 of a person
    unstated                        points that state no persons and are in no sum of persons
    """

    unit: Unit
    points: IntArray
    aligned_points: IntArray
    catalogue: IntArray
    aligned_catalogue: IntArray
    persons: IntArray
    aligned_persons: IntArray
    graded: IntArray
    unstated: IntArray

    def numerators(self, index: str) -> IntArray:
        """Numerators of an index by group; those of A3 count in 1/10,000."""
        if index == "A1":
            return self.aligned_catalogue if self.unit == "catalogue" else self.aligned_points
        return {"A2": self.aligned_persons, "A3": self.graded}[index]

    def denominators(self, index: str) -> IntArray:
        """Denominators of an index by group, whole programs or persons."""
        if index == "A1":
            return self.catalogue if self.unit == "catalogue" else self.points
        return {"A2": self.persons, "A3": self.persons}[index]

    def value(self, index: str, group: int) -> Fraction | None:
        """Exact value of an index in a group; None where its denominator is 0."""
        scale = WEIGHT_ONE if index == "A3" else 1
        whole = int(self.denominators(index)[group]) * scale
        return rate(int(self.numerators(index)[group]), whole)

    def result(
        self, index: str, group: int, *, level: str | None, left_out: tuple[int, ...] = ()
    ) -> IndexResult:
        """An index of a group as a figure."""
        scale = 4 if index == "A3" else 0
        return IndexResult(
            index=index,
            version=ENGINE_VERSION,
            level=level,
            numerator=Decimal(f"{int(self.numerators(index)[group])}E-{scale}"),
            denominator=Decimal(int(self.denominators(index)[group])),
            value=self.value(index, group),
            left_out=left_out,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Counted:
    """Columns that A1–A3 count, one row a program: what `total` adds up.

    name     number of its catalogue program, levels kept apart
    persons  or UNKNOWN
    """

    name: IntArray
    persons: IntArray
    aligned: BoolArray
    key_weight: IntArray
    unit: Unit


def counted(facts: Facts, judged: Judged) -> Counted:
    """The columns of a run."""
    return Counted(
        name=facts.level * len(facts.catalogue_codes) + facts.catalogue,
        persons=facts.persons,
        aligned=judged.aligned,
        key_weight=judged.key_weight,
        unit=facts.parameters.unit,
    )


def by_group(facts: Facts, judged: Judged, group: IntArray, n_groups: int) -> GroupTotals:
    """A1, A2 and A3 of every group."""
    return total(counted(facts, judged), group, n_groups)


def total(rows: Counted, group: IntArray, n_groups: int) -> GroupTotals:
    """Add rows up by group."""
    inside = group >= 0
    group = group[inside]
    aligned = rows.aligned[inside]
    persons = rows.persons[inside]
    stated = persons >= 0
    persons = np.where(stated, persons, 0)
    name = rows.name[inside]
    names = int(name.max(initial=0)) + 1
    distinct, first = np.unique(group * names + name, return_inverse=True)
    any_aligned = np.zeros(len(distinct), np.bool_)
    any_aligned[first[aligned]] = True
    of_group = distinct // names

    def add(where: IntArray, amount: IntArray | BoolArray | int) -> IntArray:
        summed = np.zeros(n_groups, np.int64)
        np.add.at(summed, where, amount)
        return summed

    return GroupTotals(
        unit=rows.unit,
        points=add(group, 1),
        aligned_points=add(group[aligned], 1),
        catalogue=add(of_group, 1),
        aligned_catalogue=add(of_group[any_aligned], 1),
        persons=add(group, persons),
        aligned_persons=add(group[aligned], persons[aligned]),
        graded=add(group, persons * rows.key_weight[inside]),
        unstated=add(group[~stated], 1),
    )


def crossed(one: IntArray, other: IntArray, n_other: int) -> IntArray:
    """Number of the pair of two groupings, one * n_other + other; -1 where either is."""
    return np.where((one < 0) | (other < 0), UNKNOWN, one * n_other + other)


def level_groups(facts: Facts) -> list[tuple[str | None, IntArray]]:
    """All levels together (None), then each level: its programs are in group 0, others in none."""
    everything = [(None, np.zeros(len(facts), np.int64))]
    return everything + [
        (code, np.where(facts.level == place, 0, UNKNOWN))
        for place, code in enumerate(facts.level_codes)
    ]


@dataclass(frozen=True, kw_only=True, eq=False)
class Serving:
    """Programs of each group that serve each industry column; arrays are int64[groups, columns].

    programs   points with any link to the column
    aligned    those of them that are aligned
    weight     their weights together, in 1/10,000 of a program
    persons    their persons × weight, in 1/10,000 of a person
    """

    programs: IntArray
    aligned: IntArray
    weight: IntArray
    persons: IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Served:
    """Links rolled up to columns: one row for each program and column that it serves."""

    program: IntArray
    column: IntArray
    weight: IntArray


def served(facts: Facts, column: IntArray) -> Served:
    """Roll links up: `column` gives each industry its column or -1 (`facts.nearest_key` for key
    industries, `facts.section` for sections, `facts.nearest(chosen)` for any others).
    """
    target = column[facts.ind]
    kept = target >= 0
    columns = int(column.max(initial=0)) + 1
    pairs, place = np.unique(facts.ind_owner[kept] * columns + target[kept], return_inverse=True)
    weight = np.zeros(len(pairs), np.int64)
    np.add.at(weight, place, facts.ind_weight[kept])
    return Served(program=pairs // columns, column=pairs % columns, weight=weight)


def serving(
    facts: Facts,
    judged: Judged,
    column: IntArray,
    n_columns: int,
    group: IntArray | None = None,
    n_groups: int = 1,
) -> Serving:
    """Count for every group (None: all programs are in group 0) and industry column."""
    rows = served(facts, column)
    groups = np.zeros(len(facts), np.int64) if group is None else group
    inside = groups[rows.program] >= 0
    program, weight = rows.program[inside], rows.weight[inside]
    cell = groups[program] * n_columns + rows.column[inside]
    persons = np.maximum(facts.persons[program], 0)
    speaks = judged.aligned[program]

    def add(where: IntArray, amount: IntArray | int) -> IntArray:
        summed = np.zeros(n_groups * n_columns, np.int64)
        np.add.at(summed, where, amount)
        return summed.reshape(n_groups, n_columns)

    return Serving(
        programs=add(cell, 1),
        aligned=add(cell[speaks], 1),
        weight=add(cell, weight),
        persons=add(cell, weight * persons),
    )

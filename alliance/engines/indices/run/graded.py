"""Where A3 would tell the students of few: a third equation beside both sides of A2.

Every program's weight in key industries is public. Where the aligned students of a group, or the
others, have two weights between them, the number of each follows from A3 and A2. So A3 is hidden
where such a number is small, and where what is left of a whole beside the parts shown is such a
group. Groups with more weights have more unknowns than equations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from alliance.engines.groupings import Table
from alliance.engines.indices.facts import Facts
from alliance.engines.indices.results import IntArray, Judged

Place: TypeAlias = tuple[Table, tuple[int, ...]]
"""A table and the labels of one of its groups, in the table's order."""
PARTS: Mapping[Table, Sequence[Table]] = {
    (): (("level",), ("county",), ("school",)),
    ("level",): (("level", "county"),),
    ("county",): (("level", "county"), ("school",)),
}
"""Of which groups the groups of a table are made."""


def telling(facts: Facts, judged: Judged, hidden: set[Place]) -> set[Place]:
    """Groups whose A3 is hidden: the given ones, of which A2 is, and those that tell of few."""
    if facts.parameters.weight_by == "intake":
        return hidden
    groups = places(facts)
    found = hidden | {place for place, rows in groups.items() if tells(facts, judged, rows)}
    wholes = [
        (whole, parts)
        for whole, rows in groups.items()
        for table in PARTS.get(whole[0], ())
        if (parts := inside(groups, table, rows))
    ]
    while more := {
        part
        for whole, parts in wholes
        if whole not in found
        for part in beside(facts, judged, groups, parts, found)
    }:
        found |= more
    return found


def places(facts: Facts) -> dict[Place, IntArray]:
    """Rows with students of every group that a run tells A3 of."""
    columns = {"level": facts.level, "county": facts.region, "school": facts.school}
    live = np.flatnonzero(facts.persons > 0)
    tables: list[Table] = [(), ("level",), ("county",), ("level", "county"), ("school",)]
    found: dict[Place, IntArray] = {}
    for table in tables:
        labels = np.zeros((len(live), len(table)), np.int64)
        for place, name in enumerate(table):
            labels[:, place] = columns[name][live]
        if not len(live):
            continue
        named, group = np.unique(labels, axis=0, return_inverse=True)
        order = np.argsort(group.reshape(-1), kind="stable")
        ends = np.cumsum(np.bincount(group.reshape(-1), minlength=len(named)))
        for label, rows in zip(named.tolist(), np.split(live[order], ends[:-1]), strict=True):
            found[table, tuple(label)] = rows
    return found


def inside(groups: Mapping[Place, IntArray], table: Table, rows: IntArray) -> list[Place]:
    """The table's groups that make up these rows; none where one of them reaches beyond."""
    wanted = set(rows.tolist())
    parts = [
        place
        for place, some in groups.items()
        if place[0] == table and not wanted.isdisjoint(some.tolist())
    ]
    return parts if sum(len(groups[place]) for place in parts) == len(wanted) else []


def beside(
    facts: Facts,
    judged: Judged,
    groups: Mapping[Place, IntArray],
    parts: Sequence[Place],
    hidden: set[Place],
) -> list[Place]:
    """The smallest part to hide as well where the hidden ones together tell of few."""
    covered = [groups[place] for place in parts if place in hidden]
    shown = [place for place in parts if place not in hidden]
    if not covered or not shown or not tells(facts, judged, np.concatenate(covered)):
        return []
    return [min(shown, key=lambda place: (int(facts.persons[groups[place]].sum()), place))]


def tells(facts: Facts, judged: Judged, rows: IntArray) -> bool:
    """Whether a small number of students follows from A2 and A3 of these rows."""
    unknown, few = 0, False
    for side in (rows[judged.aligned[rows]], rows[~judged.aligned[rows]]):
        weights, place = np.unique(judged.key_weight[side], return_inverse=True)
        if len(weights):
            students = np.bincount(place.reshape(-1), weights=facts.persons[side])
            unknown += len(weights) - 1
            few |= bool((students < facts.parameters.smallest).any())
    return few and unknown <= 1

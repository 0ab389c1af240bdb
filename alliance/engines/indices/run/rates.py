"""Block A: alignment rates of every part of the region, with the masks of what counts persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from alliance.engines import disclosure
from alliance.engines.indices.alignment import judge_all
from alliance.engines.indices.facts import UNKNOWN, Facts
from alliance.engines.indices.groups import GroupTotals, by_group, crossed, serving
from alliance.engines.indices.results import ENGINE_VERSION, WEIGHT_ONE, IntArray, Judged
from alliance.engines.indices.run.graded import Place, telling
from alliance.engines.indices.run.rows import Row, counted

TABLES = ((), ("level",), ("county",), ("level", "county"), ("school",))
"""What any surface groups persons by: whoever adds a table to a page adds it here."""
Masks = Mapping[tuple[str, ...], disclosure.TableMask]


def rates(facts: Facts) -> Iterator[Row]:
    """A1–A3 of region, levels, counties and schools; A1 by class, industry, and both."""
    judged = judge_all(facts)
    yield from by_place(facts, judged)
    yield from by_class(facts, judged)
    yield from by_industry(facts, judged)


def masks(facts: Facts, judged: Judged) -> Masks:
    """Which groups show no count of students; none where places are counted, which are nobody."""
    persons = np.maximum(facts.persons, 0)
    if facts.parameters.weight_by == "intake":
        persons = np.zeros_like(persons)
    return disclosure.persons_hidden(
        [persons, np.where(judged.aligned, persons, 0)],
        {"level": facts.level, "county": facts.region, "school": facts.school},
        TABLES,
        threshold=facts.parameters.smallest,
    )


def by_place(facts: Facts, judged: Judged) -> Iterator[Row]:
    hidden = masks(facts, judged)
    graded = telling(facts, judged, hidden_places(hidden))
    everything = np.zeros(len(facts), np.int64)
    levels, regions = len(facts.level_codes), len(facts.region_codes)
    unstated = {"left_out": int((facts.persons < 0).sum())}
    yield from figures(
        by_group(facts, judged, everything, 1),
        0,
        covers(hidden[()]),
        ((), ()) in graded,
        detail=unstated,
    )
    totals = by_group(facts, judged, facts.level, levels)
    for place, level in enumerate(facts.level_codes):
        if totals.points[place]:
            detail = {"left_out": int(totals.unstated[place])}
            mask = covers(hidden["level",], place)
            third = (("level",), (place,)) in graded
            yield from figures(totals, place, mask, third, level=level, detail=detail)
    totals = by_group(facts, judged, facts.region, regions)
    both = by_group(facts, judged, crossed(facts.level, facts.region, regions), levels * regions)
    for place, code in enumerate(facts.region_codes):
        where: dict[str, Any] = {"dimension": "county", "key": code}
        if totals.points[place]:
            third = (("county",), (place,)) in graded
            yield from figures(totals, place, covers(hidden["county",], place), third, **where)
        for above, level in enumerate(facts.level_codes):
            group = above * regions + place
            if both.points[group]:
                mask = covers(hidden["level", "county"], above, place)
                third = (("level", "county"), (above, place)) in graded
                yield from figures(both, group, mask, third, level=level, **where)
    schools, school = np.unique(facts.school, return_inverse=True)
    totals = by_group(facts, judged, school, len(schools))
    for place, number in enumerate(schools.tolist()):
        mask = covers(hidden["school",], number)
        third = (("school",), (number,)) in graded
        yield from figures(totals, place, mask, third, dimension="school", key=str(number))


def hidden_places(masks: Masks) -> set[Place]:
    """Groups that show no count of students."""
    return {
        (table, tuple(labels))
        for table, mask in masks.items()
        for labels in mask.labels[mask.hidden[:, 0]].tolist()
    }


def covers(mask: disclosure.TableMask, *labels: int) -> bool:
    """Whether a group's persons are hidden; one without any counts nobody."""
    try:
        return bool(mask.row(*labels)[0])
    except KeyError:
        return False


def figures(
    totals: GroupTotals,
    group: int,
    hidden: bool,
    graded: bool,
    *,
    detail: Mapping[str, Any] | None = None,
    **where: Any,
) -> Iterator[Row]:
    """A1–A3 of a group. `hidden`: of its students; `graded`: of A3, which tells of some more."""
    for index, covered in (("A1", False), ("A2", hidden), ("A3", hidden or graded)):
        persons = index != "A1"
        yield counted(
            index,
            ENGINE_VERSION,
            int(totals.numerators(index)[group]),
            int(totals.denominators(index)[group]),
            scale=4 if index == "A3" else 0,
            hidden=covered,
            detail=detail or {} if persons else {},
            **where,
        )


def by_class(facts: Facts, judged: Judged) -> Iterator[Row]:
    """A1 of each class, and the part of its points that leads to each industry."""
    classes = len(facts.class_codes)
    totals = by_group(facts, judged, facts.class_, classes)
    sections, column = columns(facts)
    matrix = serving(facts, judged, column, len(sections), facts.class_, classes)
    for place, code in enumerate(facts.class_codes):
        points = int(totals.points[place])
        if not points:
            continue
        yield counted(
            "A1",
            ENGINE_VERSION,
            int(totals.numerators("A1")[place]),
            int(totals.denominators("A1")[place]),
            dimension="class",
            key=code,
        )
        for industry, section in enumerate(sections):
            weight = int(matrix.weight[place, industry])
            if weight:
                yield counted(
                    "A1",
                    ENGINE_VERSION,
                    weight,
                    points,
                    scale=4,
                    dimension="class_industry",
                    key=f"{code}|{section}",
                    detail={"programs": int(matrix.programs[place, industry])},
                )


def columns(facts: Facts) -> tuple[list[str], IntArray]:
    """Sections that links lead to, and for each industry its column among them."""
    used = np.unique(facts.section[facts.ind])
    place = np.full(len(facts.industry_codes), UNKNOWN, np.int64)
    place[used] = np.arange(len(used))
    return [facts.industry_codes[top] for top in used.tolist()], place[facts.section]


def by_industry(facts: Facts, judged: Judged) -> Iterator[Row]:
    """Programs that serve each key industry, out of all programs."""
    if not len(facts.key):
        return
    found = serving(facts, judged, facts.nearest_key, len(facts.key))
    for place, industry in enumerate(facts.key.tolist()):
        yield counted(
            "A1",
            ENGINE_VERSION,
            int(found.programs[0, place]),
            len(facts),
            dimension="industry",
            key=facts.industry_codes[industry],
            detail={
                "group": facts.key_group[place],
                "weight": str(int(found.weight[0, place]) / WEIGHT_ONE),
            },
        )

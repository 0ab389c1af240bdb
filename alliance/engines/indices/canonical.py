"""How Facts are checked and brought into canonical order, one part after the other.

Each step reads columns of Facts under construction and returns those that it replaces. It raises
InputError naming the column, and its row or program where one is at fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from alliance.engines.errors import InputError
from alliance.engines.indices import checks
from alliance.engines.indices.results import WEIGHT_ONE, IntArray
from alliance.engines.indices.rows import LINK_KINDS, OUTCOME_COUNTS

if TYPE_CHECKING:
    from alliance.engines.indices.facts import Facts

UNKNOWN: Final = -1
"""Persons, declarations, classes and counties that are not stated; industries without parent."""

MAX_PERSONS: Final = 10**12
"""Persons of one kind in a run together: their graded sums still fit 64 bits."""

PERSONS: Final = ("enrolment", "intake", "graduates")

CODED: Final[Mapping[str, tuple[str, ...]]] = {
    "level_codes": ("level", "cohort_level"),
    "catalogue_codes": ("catalogue",),
    "class_codes": ("class_",),
    "region_codes": ("region", "cohort_region"),
    "industry_codes": ("ind", "industry_parent", "key", "share_industry"),
    "occupation_codes": ("occ", "sought_occ"),
    "skill_codes": ("skill", "sought_skill"),
}
"""Codes → the columns that hold positions in them."""

FLOATS: Final = frozenset(
    {"share_value", "openings", "sought_weight", "panel_education", "panel_industry"}
)

_UNSTATED: Final = {
    "class_": UNKNOWN,
    "school": 0,
    "region": UNKNOWN,
    "declared": UNKNOWN,
} | dict.fromkeys(PERSONS, UNKNOWN)
"""Columns of programs that need not be given, and what stands for one that is not stated."""

_LINK_LIMITS: Final = (("weight", 1, WEIGHT_ONE), ("kind", 0, len(LINK_KINDS) - 1))
_LISTS: Final = (
    ("ind", "industry_codes", _LINK_LIMITS),
    ("occ", "occupation_codes", _LINK_LIMITS),
    ("skill", "skill_codes", (("level", 1, 4),)),
)
"""Lists of programs, their codes, and the lowest and highest value of what stands beside them."""


def _programs(facts: Facts) -> dict[str, Any]:
    count = len(facts.id)
    columns: dict[str, IntArray] = {"id": facts.id, "level": facts.level}
    columns["catalogue"] = facts.catalogue
    for name, unstated in _UNSTATED.items():
        given = getattr(facts, name)
        columns[name] = given if len(given) else np.full(count, unstated, np.int64)
    for name, column in columns.items():
        checks.same_length(name, column, count)
    if count and facts.id[0] < 1:
        raise InputError(field="id", detail=f"{facts.id[0]} is not at least 1", row=0)
    rising = np.concatenate((np.ones(min(count, 1), np.bool_), np.diff(facts.id) > 0))
    checks.every("id", rising, "does not rise")
    checks.every("school", columns["school"] >= 0, "is negative")
    said = columns["declared"]
    checks.every("declared", (said >= UNKNOWN) & (said <= 1), "is no answer")
    for name in PERSONS:
        persons = columns[name]
        checks.every(name, (persons >= UNKNOWN) & (persons <= MAX_PERSONS), "is no count")
        if persons.sum(dtype=np.float64) > MAX_PERSONS:
            raise InputError(field=name, detail=f"sums to more than {MAX_PERSONS}")
    checks.within("level", columns["level"], facts.level_codes)
    checks.within("catalogue", columns["catalogue"], facts.catalogue_codes)
    checks.within("class_", columns["class_"], facts.class_codes, unstated=True)
    checks.within("region", columns["region"], facts.region_codes, unstated=True)
    return columns


def _lists(facts: Facts) -> dict[str, Any]:
    count = len(facts.id)
    changed: dict[str, Any] = {}
    for name, codes, limits in _LISTS:
        pointers: IntArray = getattr(facts, f"{name}_indptr")
        if not len(pointers):
            pointers = changed[f"{name}_indptr"] = np.zeros(count + 1, np.int64)
        index: IntArray = getattr(facts, name)
        owner = checks.owners(name, count, pointers, len(index))
        checks.within(name, index, getattr(facts, codes), owner=owner)
        columns = {name: index}
        for suffix, lowest, highest in limits:
            beside = f"{name}_{suffix}"
            value = columns[beside] = getattr(facts, beside)
            checks.same_length(beside, value, len(index))
            fits = (value >= lowest) & (value <= highest)
            checks.every(beside, fits, f"is not between {lowest} and {highest}", owner=owner)
        ordered = checks.in_code_order(name, owner, list(columns.values()))
        changed.update(zip(columns, ordered, strict=True))
        if limits is _LINK_LIMITS:
            whole = np.zeros(count, np.int64)
            np.add.at(whole, owner, changed[f"{name}_weight"])
            fits = whole <= WEIGHT_ONE
            checks.every(f"{name}_weight", fits, f"sums to more than {WEIGHT_ONE} in a program")
    return changed


def _industries(facts: Facts) -> dict[str, Any]:
    codes = facts.industry_codes
    parent = facts.industry_parent
    if not len(parent):
        parent = np.full(len(codes), UNKNOWN, np.int64)
    checks.same_length("industry_parent", parent, len(codes))
    checks.within("industry_parent", parent, codes, unstated=True)
    checks.circle_free("industry_parent", parent, codes)
    if len(facts.key_group) != len(facts.key):
        detail = f"has {len(facts.key_group)} groups for {len(facts.key)} industries"
        raise InputError(field="key_group", detail=detail)
    values = checks.floats("share_value", facts.share_value)
    checks.same_length("share_value", values, len(facts.share_industry))
    orders: list[IntArray] = []
    for name in ("key", "share_industry"):
        index: IntArray = getattr(facts, name)
        checks.within(name, index, codes)
        orders.append(np.argsort(index, kind="stable"))
        checks.every(name, np.diff(index[orders[-1]]) > 0, "is listed twice")
    by_key, by_share = orders
    return {
        "industry_parent": parent,
        "key": facts.key[by_key],
        "key_group": tuple(str(facts.key_group[place]) for place in by_key),
        "share_industry": facts.share_industry[by_share],
        "share_value": values[by_share],
    }


def _sought(facts: Facts) -> dict[str, Any]:
    openings = checks.floats("openings", facts.openings)
    if not len(openings):
        openings = np.zeros(len(facts.occupation_codes))
    checks.same_length("openings", openings, len(facts.occupation_codes))
    weight = checks.floats("sought_weight", facts.sought_weight)
    checks.every("sought_weight", weight > 0, "is not above 0")
    columns = {
        name: getattr(facts, name) for name in ("sought_occ", "sought_skill", "sought_level")
    }
    for name, column in columns.items():
        checks.same_length(name, column, len(weight))
    checks.within("sought_occ", facts.sought_occ, facts.occupation_codes, unstated=True)
    checks.within("sought_skill", facts.sought_skill, facts.skill_codes)
    fits = (facts.sought_level >= 1) & (facts.sought_level <= 4)
    checks.every("sought_level", fits, "is not between 1 and 4")
    # The sum of floats depends on their order, so equal rows are added from the lightest up.
    lightest_first = np.argsort(weight, kind="stable")
    order, begins = checks.grouped([column[lightest_first] for column in columns.values()])
    order = lightest_first[order]
    changed: dict[str, Any] = {name: column[order][begins] for name, column in columns.items()}
    summed = np.add.reduceat(weight[order], begins) if len(begins) else weight
    return changed | {"openings": openings, "sought_weight": summed}


def _cohorts(facts: Facts) -> dict[str, Any]:
    counts = facts.cohort_counts
    if counts.ndim != 2 or counts.shape[1] != len(OUTCOME_COUNTS):
        detail = f"has the shape {counts.shape}, not {len(OUTCOME_COUNTS)} columns"
        raise InputError(field="cohort_counts", detail=detail)
    checks.every("cohort_counts", np.all(counts >= 0, axis=1), "is negative")
    columns = {
        f"cohort_{name}": getattr(facts, f"cohort_{name}")
        for name in ("year", "program", "school", "region", "level")
    }
    for name, column in columns.items():
        checks.same_length(name, column, len(counts))
    row = facts.cohort_program
    checks.every("cohort_program", (row >= UNKNOWN) & (row < len(facts.id)), "is no program's row")
    checks.within("cohort_region", facts.cohort_region, facts.region_codes, unstated=True)
    checks.within("cohort_level", facts.cohort_level, facts.level_codes)
    checks.every("cohort_school", facts.cohort_school >= 0, "is negative")
    if not len(counts):
        return {}
    order, begins = checks.grouped(list(columns.values()))
    changed: dict[str, Any] = {name: column[order][begins] for name, column in columns.items()}
    return changed | {"cohort_counts": np.add.reduceat(counts[order], begins, axis=0)}


def _panel(facts: Facts) -> dict[str, Any]:
    keys = tuple(facts.panel_keys)
    if len(set(keys)) != len(keys):
        raise InputError(field="panel_keys", detail="a key is listed twice")
    order = sorted(range(len(keys)), key=keys.__getitem__)
    changed: dict[str, Any] = {"panel_keys": tuple(keys[place] for place in order)}
    for name in ("panel_education", "panel_industry"):
        table = checks.floats(name, getattr(facts, name), lowest=-np.inf, unknown=True)
        names = tuple(getattr(facts, f"{name}_names"))
        shape = (len(keys), len(names))
        if table.size != len(keys) * len(names) or (table.size and table.shape != shape):
            raise InputError(field=name, detail=f"has the shape {table.shape}, not {shape}")
        changed |= {f"{name}_names": names, name: table.reshape(shape)[order]}
    return changed


def _mappings(facts: Facts) -> dict[str, Any]:
    for name, count in facts.loop.items():
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise InputError(field=f"loop[{name}]", detail=f"{count!r} is no count")
    try:
        plain = json.loads(json.dumps(dict(facts.coupling), allow_nan=False))
    except (TypeError, ValueError) as error:
        raise InputError(field="coupling", detail=f"is not plain: {error}") from error
    return {
        "loop": MappingProxyType(dict(sorted(facts.loop.items()))),
        "coupling": MappingProxyType(plain),
    }


STEPS: Final[tuple[Callable[[Facts], dict[str, Any]], ...]] = (
    _programs,
    _lists,
    _industries,
    _sought,
    _cohorts,
    _panel,
    _mappings,
)

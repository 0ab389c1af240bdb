"""Facts from plain rows, for tests, small runs and readers without arrays of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from alliance.engines.errors import InputError
from alliance.engines.indices import checks
from alliance.engines.indices.facts import UNKNOWN, Facts
from alliance.engines.indices.results import IntArray
from alliance.engines.indices.rows import (
    DEFAULT_PARAMETERS,
    LINK_KINDS,
    OUTCOME_COUNTS,
    KeySet,
    LinkKind,
    Parameters,
    ProgramFacts,
)

_KIND = {kind: place for place, kind in enumerate(LINK_KINDS)}


@dataclass(frozen=True, kw_only=True)
class CohortFacts:
    """Outcomes of the graduates of one program and year.

    program  id; one that is not open in the run is taken for closed
    counts   by name as in OUTCOME_COUNTS, ≥ 0; what is absent counts 0
    """

    program: int
    school: int
    region: str
    level: str
    year: int
    counts: Mapping[str, int]


def coded(values: Iterable[str]) -> tuple[tuple[str, ...], IntArray]:
    """Sorted codes, and the position of each value in them; "" is UNKNOWN."""
    listed = list(values)
    codes = tuple(sorted({value for value in listed if value}))
    place = {code: position for position, code in enumerate(codes)}
    return codes, np.fromiter((place.get(value, UNKNOWN) for value in listed), np.int64)


def facts_of(
    programs: Iterable[ProgramFacts],
    keys: KeySet | None = None,
    *,
    parameters: Parameters = DEFAULT_PARAMETERS,
    shares: Mapping[str, float] | None = None,
    openings: Mapping[str, float] | None = None,
    sought: Sequence[tuple[str, str, int, float]] = (),
    cohorts: Sequence[CohortFacts] = (),
    loop: Mapping[str, int] | None = None,
    **panel: Any,
) -> Facts:
    """Build Facts; equal rows give equal facts in any order.

    shares    industry → value added or employment
    openings  occupation → seats sought
    sought    (occupation or "", skill, level 1..4, weight)
    panel     panel_keys and the other fields of index C, as Facts names them

    Raises InputError naming the field; `id` where a program is listed twice, `parents` for a
    circular tree.
    """
    keys = keys or KeySet(codes=frozenset())
    chosen: dict[int, ProgramFacts] = {}
    for row, program in enumerate(programs):
        if program.id in chosen:
            raise InputError(field="id", detail=f"program {program.id} is listed twice", row=row)
        chosen[program.id] = program
    rows = [chosen[number] for number in sorted(chosen)]
    count = len(rows)
    shares, openings = shares or {}, openings or {}

    named = {code for program in rows for code, _ in program.links}
    named |= {*keys.codes, *shares, *keys.parents}
    named |= {parent for parent in keys.parents.values() if parent is not None}
    industry_codes, _ = coded(named)
    industry = {code: place for place, code in enumerate(industry_codes)}
    parent = _ints(industry.get(keys.parents.get(code) or "", UNKNOWN) for code in industry_codes)
    checks.circle_free("parents", parent, industry_codes)

    levels, level = coded([p.level for p in rows] + [c.level for c in cohorts])
    regions, region = coded([p.region for p in rows] + [c.region for c in cohorts])
    catalogue_codes, catalogue = coded(p.catalogue for p in rows)
    class_codes, class_ = coded(p.class_code for p in rows)
    for name, column in (("level", level), ("catalogue", catalogue)):
        checks.every(name, column >= 0, "is empty")
    occupation_codes, occ_all = coded(
        [code for p in rows for code, _ in p.occupations]
        + [o for o, _, _, _ in sought]
        + [*openings]
    )
    skill_codes, skill_all = coded(
        [code for p in rows for code, _ in p.skills] + [skill for _, skill, _, _ in sought]
    )
    occ_count = sum(len(p.occupations) for p in rows)
    skill_count = sum(len(p.skills) for p in rows)
    row_of = {program.id: place for place, program in enumerate(rows)}
    key = sorted(keys.codes)
    return Facts(
        id=_ints(p.id for p in rows),
        level=level[:count],
        level_codes=levels,
        catalogue=catalogue,
        catalogue_codes=catalogue_codes,
        class_=class_,
        class_codes=class_codes,
        school=_ints(p.school for p in rows),
        region=region[:count],
        region_codes=regions,
        enrolment=_known(p.enrolment for p in rows),
        intake=_known(p.intake for p in rows),
        graduates=_known(p.graduates for p in rows),
        declared=_known(p.declared for p in rows),
        ind_indptr=pointers(len(p.links) for p in rows),
        ind=_ints(industry[code] for p in rows for code, _ in p.links),
        ind_weight=_ints(weight for p in rows for _, weight in p.links),
        ind_kind=_ints(place for p in rows for place in _kinds(p.kinds, p.links)),
        occ_indptr=pointers(len(p.occupations) for p in rows),
        occ=occ_all[:occ_count],
        occ_weight=_ints(weight for p in rows for _, weight in p.occupations),
        occ_kind=_ints(place for p in rows for place in _kinds(p.occupation_kinds, p.occupations)),
        skill_indptr=pointers(len(p.skills) for p in rows),
        skill=skill_all[:skill_count],
        skill_level=_ints(taught for p in rows for _, taught in p.skills),
        industry_codes=industry_codes,
        industry_parent=parent,
        key=_ints(industry[code] for code in key),
        key_group=tuple(keys.groups.get(code, "") for code in key),
        share_industry=_ints(industry[code] for code in shares),
        share_value=np.array([*shares.values()], np.float64),
        occupation_codes=occupation_codes,
        openings=np.array([openings.get(code, 0.0) for code in occupation_codes], np.float64),
        skill_codes=skill_codes,
        sought_occ=occ_all[occ_count : occ_count + len(sought)],
        sought_skill=skill_all[skill_count:],
        sought_level=_ints(asked for _, _, asked, _ in sought),
        sought_weight=np.array([weight for _, _, _, weight in sought], np.float64),
        cohort_program=_ints(row_of.get(c.program, UNKNOWN) for c in cohorts),
        cohort_school=_ints(c.school for c in cohorts),
        cohort_region=region[count:],
        cohort_level=level[count:],
        cohort_year=_ints(c.year for c in cohorts),
        cohort_counts=np.array(
            [[c.counts.get(name, 0) for name in OUTCOME_COUNTS] for c in cohorts], np.int64
        ).reshape(-1, len(OUTCOME_COUNTS)),
        loop=loop or {},
        parameters=parameters,
        **panel,
    )


def pointers(lengths: Iterable[int]) -> IntArray:
    """Where each list of a list of lists begins, and where the last one ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(_ints(lengths))))


def _ints(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, np.int64)


def _known(values: Iterable[int | None]) -> IntArray:
    return _ints(UNKNOWN if value is None else value for value in values)


def _kinds(kinds: Sequence[LinkKind], links: Sequence[tuple[str, int]]) -> list[int]:
    return [_KIND[kind] for kind in kinds] or [_KIND["declared"]] * len(links)

"""Reasons behind the four parts of one program's score, as codes and JSON values."""

from __future__ import annotations

from collections.abc import Mapping

from alliance.engines.factors import Factors, shared_occupation_parts
from alliance.engines.match_tiers import capacity_tiers, region_tiers
from alliance.engines.match_values import DemandProfile, Json, Reason
from alliance.engines.snapshot import ProgramTable

_RELATIONS = ("unrelated", "major_class", "middle_class", "small_class", "same")
_REGIONS = ("elsewhere", "province", "prefecture", "same")


def skills_reason(
    table: ProgramTable, demand: DemandProfile, weights: Mapping[str, int], row: int
) -> Reason:
    """Which skills are covered, taught below the wanted level, or missing; weightiest first."""
    taught = table.skills_of(row)
    covered: list[Json] = []
    partly: list[Json] = []
    missing: list[Json] = []
    ordered = sorted(demand.skills, key=lambda wanted: (-weights[wanted.skill], wanted.skill))
    for wanted in ordered:
        level = taught.get(wanted.skill, 0)
        if level >= wanted.level:
            covered.append(wanted.skill)
        elif level:
            partly.append([wanted.skill, level, wanted.level])
        else:
            missing.append(wanted.skill)
    return Reason(
        code="skills.partly" if partly or missing else "skills.covered",
        params={
            "covered": covered,
            "partly": partly,
            "missing": missing,
            "weights": {wanted.skill: weights[wanted.skill] for wanted in ordered},
        },
    )


def occupation_reason(table: ProgramTable, demand: DemandProfile, row: int) -> Reason:
    """The linked occupation nearest to the asked one; the weightier link, then the smaller code."""
    if demand.occupation is None:
        return Reason(code="occupation.not_asked", params={})
    asked = demand.occupation
    links = table.occupations_of(row)
    if not links:
        params: dict[str, Json] = {"asked": asked, "linked": None, "weight": None}
        return Reason(code="occupation.unlinked", params=params)
    nearest = min(links, key=lambda c: (-shared_occupation_parts(asked, c), -links[c], c))
    relation = _RELATIONS[shared_occupation_parts(asked, nearest)]
    return Reason(
        code=f"occupation.{relation}",
        params={"asked": asked, "linked": nearest, "weight": links[nearest]},
    )


def capacity_reason(
    table: ProgramTable, demand: DemandProfile, factors: Factors, row: int
) -> Reason:
    """Seats against headcount, and which step of the table they reach."""
    if demand.headcount is None:
        return Reason(code="capacity.not_asked", params={})
    seats = int(table.seats[row])
    tier = int(capacity_tiers(table.seats[row : row + 1], demand.headcount, factors)[0])
    steps = factors.capacity_steps
    divisor = steps[tier][0] if tier < len(steps) else None
    if divisor is not None:
        code = "capacity.enough" if divisor == 1 else "capacity.part"
    else:
        code = "capacity.less" if tier == len(steps) else "capacity.unknown"
    return Reason(
        code=code,
        params={
            "seats": None if seats < 0 else seats,
            "headcount": demand.headcount,
            "divisor": divisor,
        },
    )


def region_reason(table: ProgramTable, demand: DemandProfile, row: int) -> Reason:
    """How near the program's region is to the demand's."""
    if demand.region is None:
        return Reason(code="region.not_asked", params={})
    tier = int(region_tiers(table.region[row : row + 1], demand.region)[0])
    return Reason(
        code=f"region.{_REGIONS[tier]}",
        params={"asked": demand.region, "program": str(int(table.region[row]))},
    )

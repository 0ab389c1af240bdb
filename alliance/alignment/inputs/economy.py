"""What the region's industry seeks on a day: seats, and skills."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from alliance.alignment.inputs.loop import end_of
from alliance.reference.models import Industry, Region
from enterprises.enums import DemandKind

HIRING = (DemandKind.RECRUITMENT, DemandKind.ORDER_CLASS, DemandKind.APPRENTICESHIP)
"""Demands whose seats are openings for graduates."""

OPEN_DEMANDS = """
FROM enterprises_demand d
WHERE d.region_id LIKE %(inside)s AND d.state IN ('published', 'fulfilled', 'expired')
  AND d.published_at < %(end)s AND d.closes_on >= %(day)s AND d.kind = ANY (%(kinds)s)
"""
SEATS = f"""
SELECT d.occupation_id, sum(d.headcount) {OPEN_DEMANDS} AND d.occupation_id IS NOT NULL GROUP BY 1
"""
SKILLS = f"""
SELECT coalesce(d.occupation_id, ''), s.skill_id, s.level, sum(d.headcount * s.importance)
FROM enterprises_demandskill s JOIN (SELECT d.id, d.occupation_id, d.headcount {OPEN_DEMANDS}) d
     ON d.id = s.demand_id
GROUP BY 1, 2, 3
"""  # noqa: S608 -- made of constants alone


@dataclass(frozen=True)
class Sought:
    """Seats by occupation; skills by (occupation or "", skill, level), weighted by seats."""

    openings: Mapping[str, float]
    skills: tuple[tuple[str, str, int, float], ...]


def sought(region: Region, as_of: date) -> Sought:
    """What the demands ask for that were open on the day."""
    asked: dict[str, Any] = {
        "inside": f"{region.prefix}%",
        "day": as_of,
        "end": end_of(as_of),
        "kinds": [kind.value for kind in HIRING],
    }
    with connection.cursor() as cursor:
        cursor.execute(SEATS, asked)
        openings = {code: float(seats) for code, seats in cursor.fetchall()}
        cursor.execute(SKILLS, asked)
        skills = tuple((o, s, int(level), float(w)) for o, s, level, w in cursor.fetchall())
    return Sought(openings, skills)


def with_ancestors(codes: Iterable[str]) -> dict[str, str | None]:
    """Each industry and all above it, with its parent."""
    parents = dict(Industry.objects.values_list("code", "parent_id"))
    found: dict[str, str | None] = {}
    for code in codes:
        current: str | None = code
        while current is not None and current not in found:
            found[current] = parents.get(current)
            current = found[current]
    return found

"""Rows → what the matching engine reads, and back into stored parts."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from alliance.consortia.models import Membership
from alliance.engines.match_values import DemandProfile, DemandSkill
from alliance.engines.snapshot import ProgramRow, ProgramTable, build_table
from alliance.events.models import Event
from programs.inputs import effective_links
from programs.models import Program, ProgramSkill

CHANGES = (
    "program.changed",
    "crosswalk.changed",
    "membership.admitted",
    "membership.suspended",
    "membership.readmitted",
    "membership.left",
    "organisation.changed",
    "organisation.merged",
)
"""Events after which a table of programs is no longer the current one."""


def alliances_of(organisation_id: int) -> list[int]:
    """Alliances that the organisation is an active member of, the first entered first."""
    members = Membership.objects.active().filter(organisation_id=organisation_id)
    return list(members.order_by("alliance_id").values_list("alliance_id", flat=True))


def schools_in(alliances: Iterable[int]) -> dict[int, int]:
    """School id → the first of these alliances that it is an active member of."""
    rows = (
        Membership.objects.active()
        .filter(alliance_id__in=alliances, organisation__school__isnull=False)
        .order_by("organisation_id", "alliance_id")
        .values_list("organisation_id", "alliance_id")
    )
    found: dict[int, int] = {}
    for organisation, alliance in rows:
        found.setdefault(organisation, alliance)
    return found


def program_table(schools: Iterable[int], on: date) -> ProgramTable:
    """All programs of these schools that are open on the date; kept until a program changes."""
    # the count too: an event may commit after one with a higher number
    state = Event.objects.filter(kind__in=CHANGES).aggregate(last=Max("pk"), count=Count("pk"))
    return _table(tuple(sorted(schools)), on, (state["last"] or 0, state["count"]))


@lru_cache(maxsize=8)
def _table(schools: tuple[int, ...], on: date, state: tuple[int, int]) -> ProgramTable:
    programs = list(
        Program.objects.open_on(on)
        .filter(school_id__in=schools)
        .order_by("pk")
        .values_list("pk", "revision", "level", "school__organisation__region_id", "intake")
    )
    ids = [row[0] for row in programs]
    skills: dict[int, list[tuple[str, int]]] = {}
    taught = ProgramSkill.objects.filter(program_id__in=ids).order_by("program_id", "skill_id")
    for program, skill, level in taught.values_list("program_id", "skill_id", "level"):
        skills.setdefault(program, []).append((skill, level))
    occupations = effective_links(ids, on, to="occupation")
    return build_table(
        ProgramRow(
            id=pk,
            revision=revision,
            level=level,
            region=region,
            seats=intake,
            skills=skills.get(pk, ()),
            occupations=[
                (link.target, max(1, round(link.weight * 100))) for link in occupations.get(pk, ())
            ],
        )
        for pk, revision, level, region, intake in programs
    )


def demand_profile(content: Mapping[str, Any]) -> DemandProfile:
    """A demand revision's frozen content as the engine reads it."""
    return DemandProfile(
        skills=tuple(
            DemandSkill(
                skill=row["skill"],
                importance=row["importance"],
                level=row["level"],
                required=row["required"],
            )
            for row in content["skills"]
        ),
        occupation=content["occupation"],
        region=content["region"],
        headcount=content["headcount"],
        accepted_levels=frozenset(content["levels"]),
        kind=content["kind"],
    )

"""What a reader of the lists would stumble over; used by ``load_reference --check``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from alliance.reference.models import CatalogueProgram, Industry, Occupation, Region, Skill
from alliance.reference.shipped import SKILL_SCHEME

ENOUGH_SKILLS = 8
TRANSVERSAL = "transversal"  # skills of every occupation hang on none


@dataclass(frozen=True)
class ThinProgram:
    """A catalogue program with too few skills for a match to say anything."""

    code: str
    name: str
    skills: int


def thin_programs(codes: Iterable[str] | None = None) -> list[ThinProgram]:
    """Programs with fewer than eight current skills, by code.

    None asks about every current program. A code that is not in the catalogue counts as a program
    without name and skills, because nothing can be matched to it either.
    """
    programs = CatalogueProgram._default_manager.all()
    wanted = None if codes is None else set(codes)
    if wanted is None:
        programs = programs.filter(retired_on__isnull=True)
    else:
        programs = programs.filter(pk__in=wanted)
    counted = programs.annotate(
        skill_count=Count("skill_links", filter=Q(skill_links__skill__retired_on__isnull=True))
    ).values_list("pk", "name", "skill_count")
    found = [ThinProgram(*row) for row in counted]
    unknown = (wanted or set()) - {program.code for program in found}
    found += [ThinProgram(code, "", 0) for code in unknown]
    return sorted((row for row in found if row.skills < ENOUGH_SKILLS), key=lambda row: row.code)


def findings() -> list[str]:
    """One sentence per fault of the loaded lists; empty when all is well."""
    faults = [
        _("%(code)s %(name)s has %(count)s skills")
        % {"code": row.code, "name": row.name, "count": row.skills}
        for row in thin_programs()
    ]
    ours = Skill._default_manager.filter(scheme=SKILL_SCHEME, retired_on__isnull=True)
    faults += [
        _("skill %(code)s has no occupation") % {"code": code}
        for code in ours.exclude(category=TRANSVERSAL)
        .filter(occupation_links__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    ]
    for field in ("name_en", "name_zh"):
        repeated = ours.values(field).annotate(times=Count("pk")).filter(times__gt=1)
        faults += [
            _("the skill name “%(name)s” is used %(times)s times")
            % {"name": row[field], "times": row["times"]}
            for row in repeated.order_by(field)
        ]
    twice = (
        CatalogueProgram._default_manager.filter(retired_on__isnull=True)
        .values("scheme", "level", "name")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
    )
    faults += [
        _("the program name “%(name)s” is used %(times)s times at one level")
        % {"name": row["name"], "times": row["times"]}
        for row in twice.order_by("name")
    ]
    return [*faults, *_broken_parents()]


def _broken_parents() -> list[str]:
    """Rows that stand nowhere: no parent below the top, one not above, or a retired one."""
    wrong = (
        Q(parent__isnull=True, level__gt=1)
        | Q(parent__level__gte=F("level"))
        | Q(parent__retired_on__isnull=False)
    )
    return [
        _("%(code)s has no valid parent") % {"code": code}
        for model in (Region, Industry, Occupation)
        for code in model._default_manager.filter(wrong, retired_on__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    ]

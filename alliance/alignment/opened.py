"""What a figure is made of: its programs, its parts, its table, as the run read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.alignment.behind import frozen
from alliance.alignment.catalogue import INDICES
from alliance.alignment.enums import Dimension
from alliance.alignment.figures import Figure, Sight, shown
from alliance.alignment.labels import Labels, labels_for, labels_of
from alliance.alignment.models import IndexValue, RunInput
from alliance.engines.indices import Facts
from alliance.engines.indices.results import BoolArray, IntArray

Text = str | Promise

NOWHERE = -2
"""No position: columns use −1 for what is not stated."""
SHOWN = 100
"""Parts of one sort that a figure's page lists; the whole list has a page of its own."""
OF_PROGRAMS = frozenset(
    {
        ("B1", Dimension.INDUSTRY),
        ("D1", Dimension.CLASS),
        ("D2", Dimension.OCCUPATION),
        ("E5", Dimension.SKILL),
    }
)
"""Besides family A, the figures that open to programs."""

SMALLER: Mapping[str, tuple[str, ...]] = {
    Dimension.REGION: (
        Dimension.YEAR,
        Dimension.COUNTY,
        Dimension.SCHOOL,
        Dimension.CLASS,
        Dimension.INDUSTRY,
        Dimension.OCCUPATION,
        Dimension.STAGE,
    ),
    Dimension.COUNTY: (Dimension.COUNTY_YEAR,),
    Dimension.SCHOOL: (Dimension.SCHOOL_YEAR,),
}
"""Of which parts a part consists."""

TABLES: Mapping[str, tuple[str, str]] = {
    "B1m": ("B1", Dimension.INDUSTRY),
    "B1w": ("B1", Dimension.INDUSTRY),
    "B2": ("B1", Dimension.INDUSTRY),
    "B3": ("B1", Dimension.INDUSTRY),
    "B4": ("B1", Dimension.INDUSTRY),
    "E2": ("E5", Dimension.SKILL),
    "E4": ("E5", Dimension.SKILL),
}
"""Figures that are made of another index's figures."""

RECORDS: Mapping[str, tuple[Text, str]] = {
    "H1": (_("Demands"), "collaboration:demand_list"),
    "H2": (_("Matches"), "collaboration:match_list"),
    "H3": (_("Matches"), "collaboration:match_list"),
    "H4": (_("Projects"), "collaboration:project_list"),
    "H5": (_("Projects"), "collaboration:project_list"),
    "H6": (_("Results"), "collaboration:result_list"),
    "H7": (_("Projects"), "collaboration:project_list"),
}
"""Where the records lie that an index of the loop counts."""


@dataclass(frozen=True)
class Parts:
    """Figures of one sort of part, and how many there are."""

    dimension: str
    index: str
    title: Text
    rows: tuple[tuple[str, Figure], ...]
    total: int
    run: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)

    @property
    def href(self) -> str:
        """The whole list."""
        place = reverse("alignment:parts", args=[self.run])
        return f"{place}?dimension={self.dimension}&index={self.index}"


@dataclass(frozen=True)
class SkillLine:
    """One skill that an occupation asks for, and the best that is taught of it."""

    label: Text
    sought: int
    weight: float
    taught: int
    programs: int


def opens_to_programs(row: IndexValue) -> bool:
    return INDICES[row.index].family == "A" or (row.index, row.dimension) in OF_PROGRAMS


def facts_or_none(row: IndexValue) -> Facts | None:
    """The run's input; None where the run kept none."""
    try:
        return frozen(row.run_id)
    except RunInput.DoesNotExist:
        return None


def coded(codes: tuple[str, ...], column: IntArray, code: str) -> BoolArray:
    """Where a column of positions stands for the code."""
    place = codes.index(code) if code in codes else NOWHERE
    found: BoolArray = column == place
    return found


def parts_of(row: IndexValue, sight: Sight) -> list[Parts]:
    """The same index in the smaller parts of this one, or the table that the figure sums up."""
    rows = IndexValue.objects.filter(run=row.run)
    index, wanted = row.index, SMALLER.get(row.dimension, ())
    if row.index in TABLES and row.dimension == Dimension.REGION:
        index, only = TABLES[row.index]
        wanted = (only,)
    if row.level:
        wanted = tuple(kind for kind in wanted if kind != Dimension.SCHOOL)
    inside = Q(dimension__in=wanted, level=row.level)
    if row.key:
        inside &= Q(key__startswith=f"{row.key}|")
    year = row.key if row.dimension == Dimension.YEAR else str(row.detail.get("year", ""))
    if INDICES[row.index].family == "G" and year and not row.level:
        # outcomes of a year are made of those of its counties and schools in that year
        of_year = (Dimension.COUNTY_YEAR, Dimension.SCHOOL_YEAR)
        if row.dimension in (Dimension.REGION, Dimension.YEAR):
            wanted = (*wanted, *of_year)
            inside |= Q(dimension__in=of_year, level="", key__endswith=f"|{year}")
    found = list(rows.filter(inside, index=index).order_by("dimension", "key"))
    levels = rows.filter(index=row.index, dimension=row.dimension, key=row.key).exclude(level="")
    by_level = [] if row.level else list(levels)
    for one in (*found, *by_level):
        one.run = row.run
    sorts = {kind: [one for one in found if one.dimension == kind] for kind in wanted}
    listed = {kind: widest(ones, sight)[:SHOWN] for kind, ones in sorts.items()}
    labels = labels_of(one for ones in listed.values() for one in ones)
    parts = []
    if by_level:
        told = [(str(one.get_level_display()), shown(one, sight)) for one in by_level]
        parts.append(Parts("", index, _("Level"), tuple(told), len(told), row.run_id))
    for kind, ones in listed.items():
        if ones:
            told = [(labels.of(one), shown(one, sight)) for one in ones]
            title = Dimension(kind).label
            parts.append(Parts(kind, index, title, tuple(told), len(sorts[kind]), row.run_id))
    return parts


def widest(rows: list[IndexValue], sight: Sight) -> list[IndexValue]:
    """Few rows in their order, many with the largest first; what is hidden comes after them, as
    its place among sizes would tell of it.
    """
    if len(rows) <= SHOWN:
        return rows

    def place(row: IndexValue) -> tuple[bool, Decimal, str]:
        hidden = not sight.reads(row)
        return (hidden, Decimal(0) if hidden else -row.denominator, row.key)

    return sorted(rows, key=place)


def skills_of(row: IndexValue, facts: Facts) -> list[SkillLine]:
    """For E1 of an occupation: every skill that is asked for there, the weightiest first."""
    if row.index != "E1" or row.dimension != Dimension.OCCUPATION:
        return []
    asked = coded(facts.occupation_codes, facts.sought_occ, row.key)
    best = np.zeros(len(facts.skill_codes), np.int64)
    np.maximum.at(best, facts.skill, facts.skill_level)
    teach = np.bincount(facts.skill, minlength=len(facts.skill_codes))
    lines = sorted(
        zip(
            (-facts.sought_weight[asked]).tolist(),
            facts.sought_skill[asked].tolist(),
            facts.sought_level[asked].tolist(),
            strict=True,
        )
    )[:SHOWN]
    labels: Labels = labels_for(("skill", facts.skill_codes[skill]) for _w, skill, _l in lines)
    return [
        SkillLine(
            label=labels.one("skill", facts.skill_codes[skill]),
            sought=level,
            weight=-weight,
            taught=int(best[skill]),
            programs=int(teach[skill]),
        )
        for weight, skill, level in lines
    ]


def taught_levels(row: IndexValue, facts: Facts) -> dict[int, int]:
    """For a skill: the level at which each program teaches it."""
    if row.dimension != Dimension.SKILL:
        return {}
    mine = coded(facts.skill_codes, facts.skill, row.key)
    owners = facts.id[facts.skill_owner[mine]]
    return dict(zip(owners.tolist(), facts.skill_level[mine].tolist(), strict=True))


def siblings(row: IndexValue) -> QuerySet[IndexValue]:
    """The other indices of the family in the same part: they are read together."""
    family = INDICES[row.index].family
    codes = [code for code, index in INDICES.items() if index.family == family]
    return IndexValue.objects.filter(
        run=row.run,
        index__in=[code for code in codes if code != row.index],
        level=row.level,
        dimension=row.dimension,
        key=row.key,
    ).order_by("index")

"""Names of the parts that figures speak of: one query for each code list, however many rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.alignment.enums import Dimension
from alliance.alignment.models import IndexValue
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import CatalogueProgram, Industry, Occupation, Region, Skill
from programs.models import School

Text = str | Promise

STAGES: Mapping[str, Text] = {
    "demands": _("Demands published"),
    "proposals": _("Matches suggested"),
    "accepted": _("Matches accepted"),
    "projects": _("Projects opened"),
    "results": _("Results verified"),
    "accept": _("From the demand to the accepted match"),
    "sign": _("From the accepted match to the signed project"),
    "close": _("From the signed to the closed project"),
    "verify": _("From the closed project to the verified result"),
}
"""Stages of the loop that H4 and H5 name; a code that is none of them is printed as it is."""

KINDS: Mapping[str, tuple[str, ...]] = {
    Dimension.COUNTY: ("region",),
    Dimension.SCHOOL: ("school",),
    Dimension.CLASS: ("class",),
    Dimension.INDUSTRY: ("industry",),
    Dimension.CLASS_INDUSTRY: ("class", "industry"),
    Dimension.OCCUPATION: ("occupation",),
    Dimension.SKILL: ("skill",),
    Dimension.YEAR: ("year",),
    Dimension.COUNTY_YEAR: ("region", "year"),
    Dimension.SCHOOL_YEAR: ("school", "year"),
    Dimension.STAGE: ("stage",),
}
"""What the pieces of a key are, in their order."""


def pieces(dimension: str, key: str) -> list[tuple[str, str]]:
    """The kinds and codes that a key is made of; nothing for the whole region."""
    return list(zip(KINDS.get(dimension, ()), key.split("|"), strict=False))


@dataclass(frozen=True)
class Labels:
    """Names by kind and code; what is in no list keeps its code."""

    names: Mapping[tuple[str, str], Text]

    def one(self, kind: str, code: str) -> Text:
        return self.names.get((kind, code), code)

    def part(self, dimension: str, key: str) -> str:
        """The part in words; empty for the whole region."""
        return " · ".join(str(self.one(kind, code)) for kind, code in pieces(dimension, key))

    def of(self, row: IndexValue) -> str:
        return self.part(row.dimension, row.key)


def labels_of(rows: Iterable[IndexValue]) -> Labels:
    """Names for every part that these rows speak of."""
    return labels_for(piece for row in rows for piece in pieces(row.dimension, row.key))


def labels_for(wanted: Iterable[tuple[str, str]]) -> Labels:
    """Names for kinds and codes, in the reader's language."""
    codes: dict[str, set[str]] = {}
    for kind, code in wanted:
        codes.setdefault(kind, set()).add(code)
    names: dict[tuple[str, str], Text] = {}
    for kind, found in codes.items():
        if kind == "school":
            ids = [int(code) for code in found if code.isdigit()]
            for school in School.objects.filter(pk__in=ids).select_related("organisation"):
                names[kind, str(school.pk)] = str(school)
        elif kind == "class":
            names |= {(kind, code): name for code, name in classes(found).items()}
        elif kind == "stage":
            names |= {(kind, code): STAGES.get(code, code) for code in found}
        elif kind in LISTS:
            for entry in LISTS[kind].objects.filter(pk__in=found):
                names[kind, entry.pk] = entry.label
    return Labels(names)


def classes(codes: Iterable[str]) -> dict[str, str]:
    """Names of program classes; where levels of education have classes of one name, with theirs."""
    listed = CatalogueProgram.objects.filter(class_code__in=list(codes)).order_by()
    found = list(listed.values_list("class_code", "class_name", "level").distinct())
    named = {code: name or code for code, name, _level in found}
    levels = {code: ProgramLevel(level).label for code, _name, level in found}
    shared = Counter(named.values())
    return {
        code: f"{name} ({levels[code]})" if shared[name] > 1 else name
        for code, name in named.items()
    }


LISTS: Mapping[str, type[Region | Industry | Occupation | Skill]] = {
    "region": Region,
    "industry": Industry,
    "occupation": Occupation,
    "skill": Skill,
}

"""What the portal says about itself: its formulas, its lists, its components."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from alliance.alignment import catalogue, disagreements
from alliance.alignment.worked import worked
from alliance.engines import indices, matching
from alliance.engines.factors import (
    DEFAULT_FACTORS,
    DEFAULT_MILLI_IDF,
    FLAT_IDF,
    FULL_CREDIT,
    LEVELS_OF_MASTERY,
)
from alliance.engines.indices import (
    coupling,
    loop,
    outcomes,
    scorecard,
    skills,
    structure,
    supply,
)
from alliance.lib.smallcells import smallest
from alliance.reference.models import LoadedEdition
from alliance.reference.reading import Line
from alliance.reference.shipped import code_list_lines
from alliance.reference.skill_rules import DATA

RELATION_WORDS = (
    _("none"),
    _("major class"),
    _("middle class"),
    _("small class"),
    _("the occupation itself"),
)
REGION_WORDS = (
    _("elsewhere"),
    _("same province"),
    _("same prefecture"),
    _("same region"),
)


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """Formulas and tables, printed from the engines' own data so that they cannot differ."""
    factors = DEFAULT_FACTORS
    taught = range(LEVELS_OF_MASTERY + 1)
    context = {
        "indices_version": indices.ENGINE_VERSION,
        "families": index_families(),
        "warnings": disagreements.RULES,
        "tau": indices.DEFAULT_PARAMETERS.tau / indices.WEIGHT_ONE,
        "matching_version": matching.ENGINE_VERSION,
        "factors": factors,
        "idf_version": FLAT_IDF.version,
        "flat_idf": not FLAT_IDF.milli,
        "idf_default": DEFAULT_MILLI_IDF,
        "weight_sum": matching.WEIGHT_SUM,
        "full_credit": FULL_CREDIT,
        "taught": taught,
        "credit": list(enumerate(factors.credit, start=1)),
        "relation": list(zip(RELATION_WORDS, factors.relation, strict=True)),
        "capacity": capacity_lines(),
        "region": list(zip(REGION_WORDS, factors.region, strict=True)),
        "max_score": matching.MAX_SCORE,
        "smallest": smallest(),
    }
    return render(request, "portal/methods.html", context)


def index_families() -> list[dict[str, object]]:
    """Every index by family, with an example that the engine computes now."""
    examples = worked()
    return [
        {
            "code": code,
            "title": title,
            "version": VERSIONS.get(code, ""),
            "indices": [
                {"index": index, "example": examples.get(index.code)}
                for index in catalogue.INDICES.values()
                if index.family == code
            ],
        }
        for code, title in catalogue.FAMILIES.items()
    ]


VERSIONS = {
    "A": indices.ENGINE_VERSION,
    "B": structure.VERSION,
    "C": coupling.VERSION,
    "D": supply.VERSION,
    "E": skills.VERSION,
    "F": scorecard.VERSION,
    "G": outcomes.VERSION,
    "H": loop.VERSION,
}


def capacity_lines() -> list[tuple[str | Promise, int]]:
    """Steps of the capacity table in words, with their percents."""
    lines: list[tuple[str | Promise, int]] = []
    for divisor, percent in DEFAULT_FACTORS.capacity_steps:
        if divisor == 1:
            lines.append((_("as many seats as asked for"), percent))
        else:
            words = _("at least one seat for each %(n)s asked for")
            lines.append((str(words) % {"n": divisor}, percent))
    lines.append((_("fewer seats"), DEFAULT_FACTORS.capacity_less))
    lines.append((_("seats not stated"), DEFAULT_FACTORS.capacity_unknown))
    return lines


@dataclass(frozen=True)
class Edition:
    """One list: what it is, where it comes from, and what of it is loaded."""

    name: str
    title: str
    edition: str
    published: str
    shipped: int | None
    loaded: LoadedEdition | None


@cache
def shipped() -> list[Line]:
    """The heading table of the lists that come with the portal."""
    return code_list_lines(DATA)


def editions() -> Iterator[Edition]:
    """Shipped lists in their order, then lists that were loaded from elsewhere."""
    loaded = {row.list: row for row in LoadedEdition.objects.order_by("list")}
    for line in shipped():
        yield Edition(
            name=line["list"],
            title=line["title"],
            edition=line["edition"],
            published=line["published"],
            shipped=int(line["rows"]),
            loaded=loaded.pop(line["list"], None),
        )
    for name, found in loaded.items():
        title = OWN_LISTS.get(name, name)
        yield Edition(name, str(title), found.edition, "", None, found)


OWN_LISTS = {
    "skills": _("Skills, the portal's own bilingual list"),
    "skill_occupations": _("Skills of occupations"),
    "catalogue_skills": _("Skills usually taught in catalogue programs"),
}


@require_safe
def about_data(request: HttpRequest) -> HttpResponse:
    """Which lists the figures rest on, in which edition, and how many rows are loaded."""
    return render(request, "portal/about_data.html", {"editions": list(editions())})


@login_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in each of its states; for those who build and keep the pages."""
    if not getattr(request.user, "is_staff", False):
        raise PermissionDenied
    return render(request, "portal/gallery.html")

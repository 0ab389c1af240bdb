"""One figure: what it is made of, by which rule, from which list, on which day."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliance.alignment.behind import behind
from alliance.alignment.catalogue import INDICES
from alliance.alignment.enums import Dimension
from alliance.alignment.figures import WEIGHTED_BY, Sight, shown, sight_on
from alliance.alignment.forms import VerdictFilter
from alliance.alignment.labels import labels_of
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramVerdict
from alliance.alignment.opened import (
    RECORDS,
    facts_or_none,
    opens_to_programs,
    parts_of,
    siblings,
    skills_of,
    taught_levels,
)
from alliance.alignment.views.runs import PROGRAM, conventions
from alliance.alignment.words import band_of, unknown_because
from alliance.engines.indices import UNKNOWN_TEXT, WEIGHT_ONE
from alliance.reference.models import Industry
from programs.enums import LinkKind

PAGE = 25
PARTS_PAGE = 50
SORTS = {
    "name": ("program__name", "pk"),
    "school": ("program__school__organisation__name_pinyin", "program__name", "pk"),
    "-weight": ("-key_weight", "pk"),
    "weight": ("key_weight", "pk"),
    "level": ("level", "program__name", "pk"),
}
PART_SORTS = {
    "key": ("key",),
    "value": ("value", "key"),
    "-value": ("-value", "key"),
    "-size": ("-denominator", "key"),
}


@require_safe
def value(request: HttpRequest, pk: int) -> HttpResponse:
    """What a figure is made of: its programs, its parts, its family beside it."""
    values = IndexValue.objects.visible_to(request.user)
    row = get_object_or_404(values.select_related("run__region", "run__framework"), pk=pk)
    sight = sight_on(request.user, row.run.region)
    figure = shown(row, sight)
    beside = [shown(other, sight) for other in siblings(row)]
    facts = facts_or_none(row) if row.key else None
    context: dict[str, Any] = {
        **conventions(row.run),
        "value": row,
        "figure": figure,
        "hidden": figure.hidden,
        "index": INDICES[row.index],
        "run": row.run,
        "region": row.run.region,
        "part": labels_of([row]).of(row),
        "level_label": row.get_level_display() if row.level else _("All levels"),
        "beside": beside,
        "parts": parts_of(row, sight),
        "records": RECORDS.get(row.index),
        "band": None if figure.hidden else band_of(row),
        "because": [] if figure.hidden or row.value is not None else unknown_because(row),
        "left_out": None if figure.hidden else row.detail.get("left_out"),
        "listed_apart": [] if figure.hidden else listed_apart(row),
        "scores": scores(row),
        "skills": skills_of(row, facts) if facts is not None else [],
        "programs": None,
        "by_students": False,
    }
    if opens_to_programs(row):
        levels = taught_levels(row, facts) if facts is not None else {}
        context |= programs(request, row, sight, levels)
    return render(request, "alignment/value.html", context)


def programs(
    request: HttpRequest,
    row: IndexValue,
    sight: Sight,
    levels: Mapping[int, int],
) -> dict[str, Any]:
    """The list of programs behind a figure, narrowed and sorted as asked."""
    verdicts = behind(row, ProgramVerdict.objects.visible_to(request.user))
    if row.dimension == Dimension.SKILL:
        verdicts = verdicts.filter(program__in=levels)
    schools = verdicts.order_by("program__school__organisation__name_pinyin", "program__school_id")
    choices = schools.values_list("program__school_id", "program__school__organisation__name")
    filters = VerdictFilter(
        request.GET or None, schools=list(dict.fromkeys(choices)), fixed_level=row.level
    )
    listed: QuerySet[ProgramVerdict] = filters.narrow(verdicts).select_related(*PROGRAM)
    sort = request.GET.get("sort", "")
    listed = listed.order_by(*SORTS.get(sort, ("-aligned", "-key_weight", "pk")))
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    of_supply = INDICES[row.index].family == "D"
    weighted = "graduates" if of_supply else str(row.run.parameters.get("weight_by", "enrolment"))
    return {
        "programs": page,
        "page": page,
        "rows": explained(page.object_list, row.run, weighted, sight, levels),
        "filters": filters,
        "sort": sort,
        "weight_by": WEIGHTED_BY.get(weighted),
        "by_students": row.index in ("A2", "A3") or of_supply,
        "by_skill": bool(levels),
    }


def listed_apart(row: IndexValue) -> list[tuple[str, list[str]]]:
    """Industries without provision, or that nobody seeks, by name: two lists of family B."""
    detail = row.detail
    found = {name: list(detail.get(name) or ()) for name in ("no_provision", "unsought")}
    codes = [code for names in found.values() for code in names]
    if not codes:
        return []
    industries = Industry.objects.in_bulk(codes)
    titles = {
        "no_provision": _("No provision at all"),
        "unsought": _("Provided, but without a share of the economy"),
    }
    return [
        (titles[name], [str(industries.get(code, code)) for code in listed])
        for name, listed in found.items()
        if listed
    ]


def scores(row: IndexValue) -> list[tuple[str, str]]:
    """The two scores behind index C, as they were computed, with their edition."""
    if INDICES[row.index].family != "C":
        return []
    detail = row.detail
    sides = {
        "u1": (_("Score of education, U₁"), "education_parts"),
        "u2": (_("Score of industry, U₂"), "industry_parts"),
    }
    lines = []
    for name, (text, parts) in sides.items():
        lines.append((text, decimals(detail.get(name))))
        for part in detail.get(parts) or ():
            scaled, weight = decimals(part["scaled"]), decimals(part["weight"])
            lines.append((f"— {part['code']}", f"{scaled} × {weight}"))
    words = {"edition": _("Edition of the weights"), "method": _("Weights by"), "year": _("Year")}
    lines += [(text, str(detail[name])) for name, text in words.items() if detail.get(name)]
    return lines


def decimals(value: float | None) -> str:
    return UNKNOWN_TEXT if value is None else f"{value:.3f}"


def explained(
    verdicts: Iterable[ProgramVerdict],
    run: AlignmentRun,
    weighted: str,
    sight: Sight,
    levels: Mapping[int, int],
) -> list[dict[str, Any]]:
    """Each verdict with its links in words; one query for the industries' names."""
    rows: Sequence[ProgramVerdict] = list(verdicts)
    codes = {link[name] for row in rows for link in row.links for name in ("industry", "key")}
    industries = Industry.objects.in_bulk([code for code in codes if code])
    kinds = dict(LinkKind.choices)
    tau = Decimal(run.parameters.get("tau", WEIGHT_ONE // 2)) / WEIGHT_ONE
    found = []
    for row in rows:
        links = [
            {
                "industry": industries.get(link["industry"], link["industry"]),
                "key": industries.get(link["key"], link["key"]) if link["key"] else None,
                "weight": Decimal(link["weight"]),
                "kind": kinds.get(link["kind"], link["kind"]),
                "source": link["source"],
            }
            for link in row.links
        ]
        hidden = not reads_persons(row, weighted, sight)
        found.append(
            {
                "verdict": row,
                "program": row.program,
                "links": links,
                "reason": reason(row, run, tau),
                "sources": sources(links),
                "persons": None if hidden else getattr(row, weighted),
                "hidden": hidden,
                "taught": levels.get(row.program_id),
            }
        )
    return found


def reads_persons(verdict: ProgramVerdict, weighted: str, sight: Sight) -> bool:
    """Places are nobody; the students of a single program are for those who may count them."""
    if weighted == "intake" or sight.everything:
        return True
    return verdict.program.school_id in sight.schools


def sources(links: Iterable[Mapping[str, Any]]) -> list[str]:
    """Where a program's links come from, each origin once."""
    named = (
        f"{link['kind']}: {link['source']}" if link["source"] else str(link["kind"])
        for link in links
    )
    return list(dict.fromkeys(named))


def reason(verdict: ProgramVerdict, run: AlignmentRun, tau: Decimal) -> str:
    """Why the program counts or does not, in one sentence."""
    if run.parameters.get("mode") == "declared":
        return (
            _("Declared by the school.") if verdict.aligned else _("Not declared as serving one.")
        )
    numbers = {"weight": f"{verdict.key_weight.normalize():f}", "tau": f"{tau.normalize():f}"}
    if verdict.aligned:
        return _("Weight %(weight)s in key industries reaches %(tau)s.") % numbers
    if not verdict.links:
        return _("No link to any industry is recorded.")
    if not verdict.key_weight:
        return _("Linked to industries, none of them key.")
    return _("Weight %(weight)s in key industries stays below %(tau)s.") % numbers


@require_safe
def parts(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole list of one index over one sort of part: `?dimension=&index=&sort=`."""
    runs = AlignmentRun.objects.visible_to(request.user).done()
    run = get_object_or_404(runs.select_related("region", "framework"), pk=pk)
    dimension, index = request.GET.get("dimension", ""), request.GET.get("index", "A1")
    if dimension not in Dimension.values or dimension == "" or index not in INDICES:
        raise Http404
    sight = sight_on(request.user, run.region)
    rows = IndexValue.objects.filter(run=run, dimension=dimension, index=index, level="")
    sort = request.GET.get("sort", "key")
    if INDICES[index].counts == "persons" and not sight.everything:
        sort = "key"  # where some figures are hidden, their place in an order would tell of them
    page = Paginator(rows.order_by(*PART_SORTS.get(sort, ("key",))), PARTS_PAGE).get_page(
        request.GET.get("page")
    )
    listed = list(page.object_list)
    for row in listed:
        row.run = run
    labels = labels_of(listed)
    context = {
        **conventions(run),
        "run": run,
        "region": run.region,
        "index": INDICES[index],
        "dimension": Dimension(dimension),
        "page": page,
        "rows": [(labels.of(row), shown(row, sight)) for row in listed],
        "sort": sort,
    }
    return render(request, "alignment/parts.html", context)

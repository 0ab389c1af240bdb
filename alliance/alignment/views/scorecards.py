"""Scorecards: a region's programs in their order, and one program's card."""

from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance.accounts.scope import scope_of
from alliance.alignment import cards, rules
from alliance.alignment.enums import Advice
from alliance.alignment.forms_scenarios import CardFilter
from alliance.alignment.models import AlignmentRun, Scorecard
from alliance.alignment.views.changes import in_words
from alliance.engines.indices import scorecard as engine
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import CatalogueProgram, Region
from programs.models import Program, School

PAGE = 50


def asked_card(request: HttpRequest, place: Region) -> Scorecard | None:
    """The scorecard that `?card=` names, else the one in force."""
    text = request.GET.get("card", "")
    if text.isascii() and text.isdigit() and len(text) < 18:
        return get_object_or_404(Scorecard.objects.visible_to(request.user), pk=int(text))
    return cards.card_for(place, timezone.localdate())


def base(request: HttpRequest, code: str) -> dict[str, Any]:
    """Region, run and card of a page."""
    place = get_object_or_404(Region, pk=code)
    runs = AlignmentRun.objects.visible_to(request.user).published()
    run = runs.filter(region=place).newest_first().select_related("framework").first()
    card = asked_card(request, place)
    return {
        "region": place,
        "run": run,
        "card": card,
        "may_keep": card is not None and bool(rules.can_keep_scorecard(request.user, card)),
        "may_begin": bool(rules.can_begin_scorecard(request.user)),
    }


@login_required
@require_safe
def scorecard(request: HttpRequest, code: str) -> HttpResponse:
    """The region's programs by their total, narrowed by level, school, class and suggestion.

    One order for all rows: whole cards for who reads all of the region exactly, else open ones.
    """
    context = base(request, code)
    whole = bool(rules.can_read_exact(request.user, context["region"]))
    found = None
    if context["run"] is not None and context["card"] is not None:
        found = cards.judge(context["run"], context["card"], open_only=not whole)
    context |= {"whole": whole, "found": found is not None, "page": None, "form": None}
    if found is not None:
        form = CardFilter(request.GET or None, schools=schools_in(found), classes=classes_in(found))
        rows = ranked(found, form.chosen)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        context |= {
            "form": form,
            "page": page,
            "rows": named(found, list(page.object_list)),
            "advice": counted(found),
        }
    return render(request, "alignment/scorecard.html", context)


def ranked(found: cards.Judged, chosen: dict[str, str]) -> list[int]:
    """Rows that the filters let through, the lowest total first; unknown totals last."""
    facts = found.facts
    keep = np.ones(len(facts), np.bool_)
    if "level" in chosen:
        keep &= facts.level == position(facts.level_codes, chosen["level"])
    if "school" in chosen:
        keep &= facts.school == int(chosen["school"])
    if "program_class" in chosen:
        keep &= facts.class_ == position(facts.class_codes, chosen["program_class"])
    if "suggestion" in chosen:
        keep &= found.scores.suggestion == engine.SUGGESTIONS.index(chosen["suggestion"])
    rows = np.flatnonzero(keep)
    order = np.lexsort((rows, np.nan_to_num(found.scores.total.value[rows], nan=np.inf)))
    ordered: list[int] = rows[order].tolist()
    return ordered


def position(codes: tuple[str, ...], code: str) -> int:
    """Place of a code; -2, which no row has, for an unknown one."""
    return codes.index(code) if code in codes else -2


def named(found: cards.Judged, rows: list[int]) -> list[dict[str, Any]]:
    """Rows of the ranking with their programs; one query."""
    ids = [int(found.facts.id[row]) for row in rows]
    programs = Program.objects.select_related("school__organisation").in_bulk(ids)
    return [
        {"program": programs[pk], **weak(in_words(cards.told(found, row)), found)}
        for pk, row in zip(ids, rows, strict=True)
        if pk in programs
    ]


def weak(told: dict[str, Any], found: cards.Judged) -> dict[str, Any]:
    """The card with the metrics whose points alone would suggest to downsize."""
    under = found.card.advice.downsize_under
    low = [m["label"] for m in told["metrics"] if m["points"] is not None and m["points"] < under]
    return {**told, "weak": low}


def counted(found: cards.Judged) -> list[tuple[str, Any, int]]:
    """How many programs each suggestion has."""
    return [
        (code, Advice(code).label, int((found.scores.suggestion == place).sum()))
        for place, code in enumerate(engine.SUGGESTIONS)
        if (found.scores.suggestion == place).any()
    ]


def schools_in(found: cards.Judged) -> list[tuple[str, str]]:
    ids = np.unique(found.facts.school).tolist()
    rows = School.objects.filter(pk__in=ids).select_related("organisation")
    return sorted(((str(row.pk), str(row)) for row in rows), key=lambda pair: pair[1])


def classes_in(found: cards.Judged) -> list[tuple[str, str]]:
    listed = CatalogueProgram.objects.filter(class_code__in=found.facts.class_codes)
    names = dict(listed.order_by().values_list("class_code", "class_name").distinct())
    return [(code, names.get(code) or code) for code in found.facts.class_codes]


def region_of(program: Program) -> str:
    """The nearest region at or above the school that has a published run; else its city."""
    place = program.school.organisation.region_id
    run = cards.run_for(place, timezone.localdate())
    return place[:4] + "00" if run is None else str(run.region_id)


@login_required
@require_safe
def of_program(request: HttpRequest, pk: int, page: str) -> HttpResponse:
    """From a program, which knows no region with runs, to its card or to a new scenario."""
    rows = Program.objects.visible_to(request.user).select_related("school__organisation")
    program = get_object_or_404(rows, pk=pk)
    code = region_of(program)
    if page == "card":
        return redirect("alignment:program_card", code=code, pk=program.pk)
    way = reverse("alignment:scenario_new", args=[code])
    return HttpResponseRedirect(f"{way}?program={program.pk}")


@login_required
@require_safe
def program_card(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One program: every metric with value, points and percentile, and what the total suggests."""
    context = base(request, code)
    rows = Program.objects.visible_to(request.user).select_related("school__organisation")
    program = get_object_or_404(rows, pk=pk)
    own = program.school_id in scope_of(request.user).organisations
    whole = own or bool(rules.can_read_exact(request.user, context["region"]))
    told = None
    if context["run"] is not None and context["card"] is not None:
        found = cards.judge(context["run"], context["card"], open_only=not whole)
        row = None if found is None else found.row_of(program.pk)
        if found is not None and row is not None:
            told = in_words(cards.told(found, row))
    context |= {
        "program": program,
        "whole": whole,
        "told": told,
        "levels": dict(ProgramLevel.choices),
    }
    return render(request, "alignment/program_card.html", context)

"""Cases of program change: what one rests on and what came of it, and how many there were."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alliance.alignment import effects, rules
from alliance.alignment.enums import Advice, ChangeKind, ChangeState, Metric
from alliance.alignment.forms_scenarios import ChangesFilter
from alliance.alignment.models import ProgramChange, Scenario
from alliance.alignment.side_by_side import of_scenario
from alliance.alignment.views.scenarios import headline
from alliance.alignment.whatif import steps_of
from alliance.reference.enums import ProgramLevel
from alliance.web.pages import paged

WITH = ("school__organisation__region", "program", "catalogue_program", "run__framework")


@login_required
@require_safe
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: evidence, scenario, scorecard as proposed, review, decision and effect."""
    rows = ProgramChange.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related(*WITH, "scenario", "resolution", "reviewed_by", "proposed_by"), pk=pk
    )
    may_see = Scenario.objects.visible_to(request.user).for_list().filter(pk=row.scenario_id or 0)
    scenario = may_see.first()
    found = None
    if scenario is not None:
        found = of_scenario(scenario, steps_of(scenario), request.user)
    context = {
        "change": row,
        "scenario": scenario,
        "headline": headline(found) if found is not None else [],
        "card": card_of(row, request.user),
        "effect": effects.effect_of(row, request.user),
        "region": row.school.organisation.region,
        "place": row.run.region_id if row.run else row.school.organisation.region_id[:4] + "00",
    }
    return render(request, "alignment/change.html", context)


def card_of(row: ProgramChange, user: Any) -> dict[str, Any] | None:
    """The scorecard kept with the case: whole for who reads the program's figures, else open."""
    kept = row.scorecard
    if not kept:
        return None
    whole = bool(rules.can_read_card(user, row))
    told = kept.get("full" if whole else "open")
    if told is None:
        return None
    return {
        "about": kept,
        "whole": whole,
        **in_words(told),
        "day": date.fromisoformat(kept["as_of"]),
    }


def in_words(told: dict[str, Any]) -> dict[str, Any]:
    """A card's codes as people read them."""
    metrics = [
        {**line, "label": Metric(line["metric"]).label, "is_pay": line["metric"] == Metric.PAY}
        for line in told["metrics"]
    ]
    advice = Advice(told["suggestion"]).label if told["suggestion"] else ""
    return {**told, "metrics": metrics, "advice": advice}


@login_required
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """How many programs were launched, upgraded, downsized and discontinued in a period."""
    form = ChangesFilter(request.GET or None)
    said: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = narrowed(request, said)
    lines, sums = effects.summary(rows)
    kept = {name: str(value) for name, value in said.items() if value and name != "kind"}
    levels = dict(ProgramLevel.choices)
    context = {
        "form": form,
        "kinds": list(zip(ChangeKind.choices, sums, addresses(kept), strict=True)),
        "lines": [
            {
                "year": line.year,
                "level": levels.get(line.level, line.level),
                "cells": list(
                    zip(
                        line.counts,
                        addresses({**kept, **year(line.year, said), "level": line.level}),
                        strict=True,
                    )
                ),
            }
            for line in lines
        ],
        "total": sum(sums),
        "page": paged(request, listed(rows, said)),
    }
    return render(request, "alignment/program_changes.html", context)


def narrowed(request: HttpRequest, said: dict[str, Any]) -> Any:
    """Cases in effect that the filters let through; all of them are seen by who is signed in."""
    rows = ProgramChange.objects.visible_to(request.user).filter(state=ChangeState.EFFECTIVE)
    if said.get("region"):
        code = said["region"]
        prefix = code.rstrip("0") if len(code) == LONGEST else code
        prefix += "0" if len(prefix) % 2 else ""
        rows = rows.filter(school__organisation__region__code__startswith=prefix)
    if said.get("effective_from"):
        rows = rows.filter(effective_on__gte=said["effective_from"])
    if said.get("effective_to"):
        rows = rows.filter(effective_on__lte=said["effective_to"])
    if said.get("level"):
        rows = rows.filter(level=said["level"])
    return rows


LONGEST = 6
"""Digits of a region's code."""


def listed(rows: Any, said: dict[str, Any]) -> Any:
    """The cases themselves, of the kind that was chosen."""
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    return rows.select_related(*WITH).order_by("-effective_on", "-pk")


def year(number: int, said: dict[str, Any]) -> dict[str, str]:
    """The part of a year that lies in the period."""
    first, last = date(number, 1, 1), date(number, 12, 31)
    return {
        "effective_from": str(max(first, said.get("effective_from") or first)),
        "effective_to": str(min(last, said.get("effective_to") or last)),
    }


def addresses(kept: dict[str, str]) -> list[str]:
    """Where each kind opens to its cases."""
    way = reverse("alignment:changes")
    return [f"{way}?{urlencode({**kept, 'kind': kind})}#cases" for kind in ChangeKind.values]

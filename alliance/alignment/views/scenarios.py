"""What-if: scenarios of a region, built and read in the browser without any script."""

import csv
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.accounts.models import User
from alliance.alignment import actions, rules
from alliance.alignment.enums import Step
from alliance.alignment.forms_scenarios import ScenarioForm, StepForm
from alliance.alignment.models import ProgramVerdict, Scenario, ScenarioChange, newest
from alliance.alignment.side_by_side import SideBySide, of_scenario
from alliance.alignment.whatif import steps_of
from alliance.lib.cells import safe_cell
from alliance.lib.errors import DomainError, InvalidInput
from alliance.reference.models import Region
from alliance.registers.lists import searched
from alliance.registers.register import registers
from alliance.web.pages import paged, put_errors, seen_version
from programs.models import Program

FOUND = 12
HEADLINE = ("A1", "A2", "A3", "B1w", "D1", "E1")
"""Figures of the whole region that stand at the top."""


def caller(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 -- login_required says so; for the type checker
    return user


def one(request: HttpRequest, pk: int) -> Scenario:
    return get_object_or_404(Scenario.objects.visible_to(request.user).for_list(), pk=pk)


@login_required
@require_safe
def what_if(request: HttpRequest, code: str) -> HttpResponse:
    """The region's scenarios that the reader may see."""
    place = get_object_or_404(Region, pk=code)
    rows = Scenario.objects.visible_to(request.user).for_list().filter(region=place)
    context = {
        "region": place,
        "page": paged(request, rows.order_by("-pk")),
        "may_begin": bool(rules.can_begin_scenario(request.user)),
    }
    return render(request, "alignment/scenarios.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scenario_new(request: HttpRequest, code: str) -> HttpResponse:
    """Make a scenario; `?program=` starts it with a change of that program."""
    place = get_object_or_404(Region, pk=code)
    user = caller(request)
    rules.can_begin_scenario(user).require()
    run = newest(place.pk)
    start = {"base_run": run.pk if run else None, "title": begun(request, user)}
    form = ScenarioForm(request.POST or None, region=place, user=user, initial=start)
    context = {
        "region": place,
        "form": form,
        "heading": _("New scenario"),
        "cancel_url": reverse("alignment:what_if", args=[place.pk]),
        "version": None,
    }
    if request.method == "POST" and form.is_valid():
        try:
            values = {**form.cleaned_data, "region": place}
            scenario = actions.make_scenario(by=user, values=values)
        except DomainError as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("The scenario is made. Now add changes."))
            way = reverse("alignment:scenario", args=[scenario.pk])
            program = request.GET.get("program", "")
            more = f"?kind={Step.DOWNSIZE}&program=%23{program}" if program.isdigit() else ""
            return HttpResponseRedirect(f"{way}{more}#add")
    status = 400 if form.is_bound else 200
    return render(request, "alignment/scenario_form.html", context, status=status)


def begun(request: HttpRequest, user: User) -> str:
    """A title for a scenario that starts from a program."""
    asked = request.GET.get("program", "")
    rows = Program.objects.visible_to(user).filter(pk=int(asked) if valid_id(asked) else 0)
    program = rows.first()
    return "" if program is None else _("What if: %(program)s") % {"program": program}


def valid_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scenario_edit(request: HttpRequest, pk: int) -> HttpResponse:
    scenario, user = one(request, pk), caller(request)
    rules.can_keep_scenario(user, scenario).require()
    names = ("title", "base_run", "framework", "shared", "note")
    form = ScenarioForm(
        request.POST or None,
        region=scenario.region,
        user=user,
        scenario=scenario,
        initial={name: getattr(scenario, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_scenario(
                scenario=scenario, by=user, values=form.cleaned_data, version=seen_version(request)
            )
        except DomainError as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("%(record)s is saved.") % {"record": scenario})
            return redirect("alignment:scenario", pk=scenario.pk)
    context = {
        "region": scenario.region,
        "form": form,
        "heading": _("Edit: %(record)s") % {"record": scenario},
        "cancel_url": reverse("alignment:scenario", args=[scenario.pk]),
        "version": scenario.version,
    }
    status = 400 if form.is_bound else 200
    return render(request, "alignment/scenario_form.html", context, status=status)


@login_required
@require_safe
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """The changes, every index before and after, and which programs change sides."""
    row = one(request, pk)
    kind = request.GET.get("kind", "")
    chosen = Step(kind) if kind in Step.values else Step.DOWNSIZE
    given = {"program": request.GET.get("program", "")[:40]}
    if chosen == Step.LAUNCH and hasattr(row.organisation, "school"):
        given["school"] = f"{row.organisation.name} #{row.organisation_id}"
    form = StepForm(kind=chosen, scenario=row, user=caller(request), initial=given)
    return render(request, "alignment/scenario.html", shown(request, row, form))


def shown(request: HttpRequest, row: Scenario, form: StepForm) -> dict[str, Any]:
    user = caller(request)
    steps = steps_of(row)
    found = of_scenario(row, steps, user)
    verdict = rules.can_keep_scenario(user, row)
    text = request.GET.get("find", "").strip()[:100]
    return {
        "scenario": row,
        "region": row.region,
        "steps": steps,
        "found": found,
        "whole": [pair for pair in found.whole if is_told(pair)],
        "headline": headline(found),
        "sides": turned(found, steps),
        "may_keep": bool(verdict),
        "refused": "" if verdict else verdict.reason,
        "may_case": bool(verdict) and hasattr(row.organisation, "school"),
        "may_copy": bool(rules.can_begin_scenario(user)),
        "kinds": [(kind.value, kind.label, kind == form.kind) for kind in Step],
        "form": form,
        "find": text,
        "candidates": candidates(row, text, user) if text else None,
        "cases": row.program_changes.visible_to(user).select_related(
            "program", "catalogue_program"
        ),
    }


def is_told(pair: Any) -> bool:
    """Figures of which neither side is known say nothing."""
    sides = (pair.before, pair.after)
    return any(side.hidden or side.value is not None for side in sides)


def headline(found: SideBySide) -> list[Any]:
    by_index = {pair.index: pair for pair in found.whole if not pair.level}
    return [by_index[code] for code in HEADLINE if code in by_index and is_told(by_index[code])]


TURNED = ("gained", "lost", "in_aligned", "in", "out_aligned", "out")


def turned(found: SideBySide, steps: list[ScenarioChange]) -> list[tuple[str, str, list[str]]]:
    """Programs that change sides, in words; one query for their names."""
    if found.result is None:
        return []
    kept = found.result.programs
    ids = [pk for name in ("gained", "lost", "out_aligned", "out") for pk in kept.get(name, ())]
    rows = Program.objects.filter(pk__in=ids).select_related("school__organisation")
    names = {row.pk: f"{row.label} · {row.school}" for row in rows}
    launched = {
        step.position: f"{step.catalogue_program} · {step.school}"
        for step in steps
        if step.kind == Step.LAUNCH
    }
    labels = {
        "gained": _("Now aligned"),
        "lost": _("No longer aligned"),
        "in_aligned": _("Launched, aligned"),
        "in": _("Launched, not aligned"),
        "out_aligned": _("Ended, was aligned"),
        "out": _("Ended, was not aligned"),
    }
    return [
        (
            name,
            labels[name],
            [(launched if name.startswith("in") else names).get(pk, "") for pk in kept[name]],
        )
        for name in TURNED
        if kept.get(name)
    ]


def candidates(row: Scenario, text: str, user: User) -> list[dict[str, Any]]:
    """Programs of the run that the words find, with what the run says of each."""
    found = program_rows(row, text, user)
    verdicts = {
        verdict.program_id: verdict
        for verdict in ProgramVerdict.objects.filter(run=row.base_run, program__in=found)
    }
    return [{"program": p, "verdict": verdicts.get(p.pk)} for p in found]


def program_rows(row: Scenario, text: str, user: User) -> list[Program]:
    """Open programs of the region that the words find; a school's own where it tries them out."""
    rows = searched(registers()["programs"], text, user).filter(
        school__organisation__region__code__startswith=row.region.prefix, closed_on__isnull=True
    )
    if not rules.keeps_region(user, row.region):
        rows = rows.filter(school=row.organisation_id)
    return list(rows.select_related("school__organisation")[:FOUND])


@login_required
@require_safe
def scenario_programs(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Suggestions while a program is typed."""
    row = one(request, pk)
    if name not in ("program", "to_program"):
        raise Http404
    text = request.GET.get(name, "").strip()[:100]
    found = program_rows(row, text, caller(request)) if text else []
    options = [f"{program} · {program.school} #{program.pk}" for program in found]
    return render(request, "registers/options.html", {"options": options})


@login_required
@require_POST
def change_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, user = one(request, pk), caller(request)
    kind = request.POST.get("kind", "")
    if kind not in Step.values:
        raise Http404
    form = StepForm(request.POST, kind=Step(kind), scenario=row, user=user)
    if form.is_valid():
        try:
            actions.add_step(scenario=row, by=user, step=form.step, version=seen_version(request))
        except InvalidInput as refusal:
            for fault in refusal.errors:
                field = fault.field.rpartition(".")[2]
                form.add_error(field if field in form.fields else None, fault.detail)
        else:
            messages.success(request, _("The change is in the scenario."))
            return HttpResponseRedirect(reverse("alignment:scenario", args=[pk]))
    rules.can_keep_scenario(user, row).require()
    return render(request, "alignment/scenario.html", shown(request, row, form), status=400)


@login_required
@require_POST
def change_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, user = one(request, pk), caller(request)
    text = request.POST.get("position", "")
    position = int(text) if valid_id(text) else 0
    try:
        actions.remove_step(scenario=row, by=user, position=position, version=seen_version(request))
    except InvalidInput as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, _("The change is taken out."))
    return HttpResponseRedirect(reverse("alignment:scenario", args=[pk]))


@login_required
@require_POST
def scenario_copy(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(request, pk)
    made = actions.copy_scenario(scenario=row, by=caller(request))
    messages.success(request, _("This is a copy; change it as you like."))
    return redirect("alignment:scenario", pk=made.pk)


@login_required
@require_safe
def scenario_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures as the page shows them to this reader, as CSV."""
    row = one(request, pk)
    found = of_scenario(row, steps_of(row), request.user)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="scenario-{row.pk}.csv"'
    response["Cache-Control"] = "private, no-store"
    writer = csv.writer(response)
    head = ["index", "name", "level", "dimension", "key", "part"]
    sides = [
        f"{side}_{name}"
        for side in ("before", "after")
        for name in ("numerator", "denominator", "value")
    ]
    writer.writerow([*head, *sides, "difference", "not_published"])
    for pair in found.pairs:
        figures = [
            "" if number is None else number
            for side in (pair.before, pair.after)
            for number in (side.numerator, side.denominator, side.value)
        ]
        about = [
            pair.index,
            str(pair.label),
            pair.level or "all",
            pair.dimension,
            pair.key,
            pair.part,
        ]
        difference = "" if pair.difference is None else pair.difference
        line = [*about, *figures, difference, "yes" if pair.hidden else "no"]
        writer.writerow([safe_cell(cell) for cell in line])
    return response

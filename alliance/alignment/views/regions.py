"""All regions with a run, and one region's figures."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliance.accounts.models import User
from alliance.alignment import actions, rules, sensitivity
from alliance.alignment.disagreements import disagreements
from alliance.alignment.enums import Dimension
from alliance.alignment.figures import by_level, current_runs, sight_on
from alliance.alignment.forms import RunForm
from alliance.alignment.models import PUBLISHED, AlignmentRun, IndexValue
from alliance.alignment.sections import region_figures
from alliance.alignment.trends import by_year, trends
from alliance.alignment.views.runs import conventions
from alliance.consortia.models import Framework
from alliance.engines.indices import DEFAULT_PARAMETERS, WEIGHT_ONE
from alliance.lib.errors import InvalidInput
from alliance.reference.models import Region

RUNS_SHOWN = 20


@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """Every region that has a finished run."""
    runs = current_runs(request.user)
    values = IndexValue.objects.filter(run__in=runs, index="A1", dimension=Dimension.REGION)
    per_run: dict[int, list[IndexValue]] = {}
    for value in values:
        per_run.setdefault(value.run_id, []).append(value)
    shown = [(run, by_level(per_run.get(run.pk, []))) for run in runs]
    return render(request, "alignment/rates.html", {"regions": shown})


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """The region's current figures, or those of `?run=`, with other lists and runs to switch to."""
    place = get_object_or_404(Region, pk=code)
    done = AlignmentRun.objects.visible_to(request.user).done().filter(region=place)
    done = done.select_related("region", "framework").order_by("-as_of", "-pk")
    asked = request.GET.get("run")
    run = get_object_or_404(done, pk=number(asked)) if asked else None
    if run is None:
        usual = done.filter(parameters=PUBLISHED)
        run = done.published().first() or usual.first()
    frameworks = Framework.objects.visible_to(request.user).filter(region=place)
    context: dict[str, Any] = {
        "region": place,
        "run": run,
        "runs": done[:RUNS_SHOWN],
        "frameworks": frameworks.order_by("-valid_from", "name"),
        "is_current": not asked,
        "form": asking(request, place),
    }
    if run is not None:
        context |= figures_of(run, request.user)
    return render(request, "alignment/region.html", context)


def figures_of(run: AlignmentRun, user: Any) -> dict[str, Any]:
    """Everything that the page tells of a run."""
    sight = sight_on(user, run.region)
    figures = region_figures(run, sight)
    over_time = trends(run, sight)
    whole = {f.row.index: f for family in figures.families for f in family.figures}
    whole |= figures.headline
    return {
        **conventions(run),
        "figures": figures,
        "trends": over_time,
        "changes": {one.code: one.change for one in over_time},
        "outcomes": by_year(figures.years),
        "warnings": disagreements(whole, figures.occupation_figures),
        "steadiness": sensitivity.told(run, whole, sight),
    }


def asking(request: HttpRequest, place: Region, form: RunForm | None = None) -> RunForm | None:
    """The form by which those who may ask for a run; None for others."""
    user = request.user
    if not isinstance(user, User) or not rules.can_request_run(user, place):
        return None
    return form or RunForm(region=place, initial={"as_of": timezone.localdate()})


@login_required
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Queue a run and show it."""
    place = get_object_or_404(Region, pk=code)
    user = request.user
    assert isinstance(user, User)  # noqa: S101 -- login_required says so; for the type checker
    form = RunForm(request.POST, region=place)
    if form.is_valid():
        chosen = form.cleaned_data
        parameters = replace(
            DEFAULT_PARAMETERS,
            tau=int(chosen["tau"] * WEIGHT_ONE),
            mode=chosen["mode"],
            unit=chosen["unit"],
            weight_by=chosen["weight_by"],
        )
        try:
            run = actions.ask_for_run(
                region=place,
                as_of=chosen["as_of"],
                framework=chosen["framework"],
                parameters=parameters,
                by=user,
            )
        except InvalidInput as error:
            for fault in error.errors:
                form.add_error(fault.field if fault.field in form.fields else None, fault.detail)
        else:
            messages.success(request, _("The run is queued; this page shows it when it is done."))
            return redirect("alignment:run", pk=run.pk)
    rules.can_request_run(user, place).require()
    context: dict[str, Any] = {
        "region": place,
        "run": None,
        "runs": [],
        "frameworks": [],
        "form": form,
        "is_current": True,
    }
    return render(request, "alignment/region.html", context, status=400)


def number(text: str | None) -> int:
    """An id from a query; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0

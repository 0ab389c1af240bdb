"""One run: its conventions, its inputs and figures, and what it changed."""

from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from alliance.alignment.enums import RunState
from alliance.alignment.figures import WEIGHTED_BY, by_level, sight_on
from alliance.alignment.forms import MODES, UNITS
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramVerdict
from alliance.alignment.sections import families
from alliance.engines.indices import WEIGHT_ONE

CHANGES_SHOWN = 200
PROGRAM = ("program__school__organisation", "program__catalogue_program")


@require_safe
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its inputs, parameters and figures, and what it changed against the one before."""
    runs = AlignmentRun.objects.visible_to(request.user)
    run = get_object_or_404(
        runs.select_related("region", "framework", "same_as", "requested_by"), pk=pk
    )
    previous = before(run)
    sight = sight_on(request.user, run.region)
    values = list(IndexValue.objects.filter(run=run).headline())
    for value in values:
        value.run = run
    levels = by_level([v for v in values if v.index in ("A1", "A2", "A3")], sight)
    whole = {
        f.row.index: f for row in by_level(values, sight) if not row.level for f in row.figures
    }
    context = {
        **conventions(run),
        "run": run,
        "region": run.region,
        "levels": levels,
        "families": families(whole),
        "previous": previous,
        "changes": changes(run, previous) if previous else None,
        "inputs": counts_of(run),
        "others": others(run) if run.state == RunState.DONE else [],
    }
    return render(request, "alignment/run.html", context)


def conventions(run: AlignmentRun) -> dict[str, Any]:
    """The parameters of a run in words, for the card that says how its figures were made."""
    chosen = run.parameters
    return {
        "tau": Decimal(chosen.get("tau", WEIGHT_ONE // 2)) / WEIGHT_ONE,
        "declared": chosen.get("mode") == "declared",
        "by_catalogue": chosen.get("unit") == "catalogue",
        "mode_label": MODES.get(str(chosen.get("mode", "crosswalk"))),
        "unit_label": UNITS.get(str(chosen.get("unit", "point"))),
        "weight_by": WEIGHTED_BY.get(str(chosen.get("weight_by", "enrolment"))),
        "shares_by": SHARES_BY.get(str(chosen.get("shares_by", "intake"))),
        "open_share": Decimal(chosen.get("openings_share", WEIGHT_ONE)) / WEIGHT_ONE,
    }


SHARES_BY: dict[str, str | Promise] = {
    "graduates": _("Graduates"),
    "intake": _("Intake"),
    "points": _("Program points"),
}


def others(run: AlignmentRun) -> list[AlignmentRun]:
    """Finished runs of the same region that this one can be compared with, newest first."""
    done = AlignmentRun.objects.done().filter(region=run.region_id).exclude(pk=run.pk)
    return list(done.select_related("framework").order_by("-as_of", "-pk")[:CHANGES_SHOWN])


def before(run: AlignmentRun) -> AlignmentRun | None:
    """The published run of the same region and framework that this one followed.

    A question with other parameters is compared with what is published, never the reverse.
    """
    published = AlignmentRun.objects.published(framework=run.framework_id)
    earlier = published.filter(region=run.region_id)
    earlier = earlier.filter(Q(as_of__lt=run.as_of) | Q(as_of=run.as_of, pk__lt=run.pk))
    return earlier.select_related("framework").order_by("-as_of", "-pk").first()


def changes(run: AlignmentRun, previous: AlignmentRun) -> dict[str, Any]:
    """Programs whose part in the rate differs between two runs, and whether the rule did."""
    old = dict(previous.verdicts.values_list("program_id", "aligned"))
    new = dict(run.verdicts.values_list("program_id", "aligned"))
    kinds = {
        "gained": [p for p, yes in new.items() if yes and old.get(p) is False],
        "lost": [p for p, yes in new.items() if not yes and old.get(p) is True],
        "opened": [p for p in new if p not in old],
        "closed": [p for p in old if p not in new],
    }
    wanted = [p for programs in kinds.values() for p in programs[:CHANGES_SHOWN]]
    verdicts = ProgramVerdict.objects.filter(run__in=[run, previous], program_id__in=wanted)
    named = {v.program_id: v.program for v in verdicts.select_related(*PROGRAM)}
    return {
        "rule": run.parameters != previous.parameters
        or run.engine_version != previous.engine_version,
        "any": any(kinds.values()),
        "kinds": [
            (CHANGE_LABELS[kind], len(programs), [named[p] for p in programs[:CHANGES_SHOWN]])
            for kind, programs in kinds.items()
            if programs
        ],
    }


CHANGE_LABELS = {
    "gained": _("Now aligned"),
    "lost": _("No longer aligned"),
    "opened": _("New in the list of programs"),
    "closed": _("Gone from the list of programs"),
}


READ: dict[str, str | Promise] = {
    "programs": _("Programs"),
    "links": _("Links to industries"),
    "occupation_links": _("Links to occupations"),
    "skills": _("Skills taught, by program"),
    "skills_sought": _("Skills sought, by occupation and level"),
    "openings": _("Openings"),
    "cohorts": _("Cohorts with outcomes"),
    "industries": _("Industries with a share of the economy"),
    "year": _("Year of the economy's figures"),
}
"""Names of what runs say about the size of what they read; the others have no line."""


def counts_of(run: AlignmentRun) -> list[tuple[str | Promise, str]]:
    """What the run read, in counts; empty for runs that did not say so."""
    said = run.extent
    return [
        (label, str(said[name]) if name == "year" else f"{int(said[name]):,}")
        for name, label in READ.items()
        if said.get(name) is not None
    ]

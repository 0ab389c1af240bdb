"""Two runs side by side: what moved, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliance.alignment.comparison import reasons, side_by_side
from alliance.alignment.figures import Sight, sight_on
from alliance.alignment.models import AlignmentRun
from alliance.alignment.views.regions import number
from alliance.alignment.views.runs import conventions


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """`?a=&b=`: two finished runs, the earlier question first. Two regions may stand side by
    side; why they differ is told of one region alone.
    """
    done = AlignmentRun.objects.visible_to(request.user).done()
    done = done.select_related("region", "framework")
    before = get_object_or_404(done, pk=number(request.GET.get("a")))
    after = get_object_or_404(done, pk=number(request.GET.get("b")))
    same_region = before.region_id == after.region_id
    sights = [sight_on(request.user, run.region) for run in (before, after)]
    sight = sights[0] if same_region else Sight()
    lines = side_by_side(before, after, sight)
    why = reasons(before, after, lines, sight) if same_region else []
    context = {
        "before": before,
        "after": after,
        "region": after.region,
        "same_region": same_region,
        "same_run": before == after,
        "lines": lines,
        "differences": list(differences(before, after)),
        "runs": (before, after),
        "reasons": why,
        "unmoved": [row for row in why if not row.has_moved],
    }
    return render(request, "alignment/compare.html", context)


def differences(before: AlignmentRun, after: AlignmentRun) -> list[tuple[str, str, str]]:
    """The conventions in which two runs differ, each with both settings."""
    told = [(run, conventions(run)) for run in (before, after)]
    lines = [
        (_("As of"), [run.as_of.isoformat() for run, _kept in told]),
        (_("Framework"), [str(run.framework) for run, _kept in told]),
        (_("Threshold τ"), [f"{kept['tau'].normalize():f}" for _run, kept in told]),
        (_("Who declares"), [str(kept["mode_label"]) for _run, kept in told]),
        (_("A1 counts"), [str(kept["unit_label"]) for _run, kept in told]),
        (_("A2 and A3 weigh by"), [str(kept["weight_by"]) for _run, kept in told]),
        (_("Engine"), [run.engine_version for run, _kept in told]),
        (_("Digest of the inputs"), [run.digest[:12] for run, _kept in told]),
    ]
    return [(name, one, other) for name, (one, other) in lines if one != other]

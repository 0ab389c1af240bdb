"""The public home and the pages of a region."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from alliance.alignment.figures import by_level, current_runs, sight_on
from alliance.alignment.models import AlignmentRun
from alliance.collaboration.models import Result
from alliance.consortia.models import Alliance
from alliance.indicators.report import region_report
from alliance.portal import figures
from alliance.portal.links import listed
from alliance.reference.models import Region
from enterprises.models import Demand
from talent.enums import TO_ENTERPRISE, TO_SCHOOL

NEWEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is, the loop in figures, regions with their rates, the newest of each."""
    runs = current_runs(request.user)
    rates = figures.current_rates(runs)
    demands = Demand.objects.visible_to(request.user).published().order_by("-published_at", "-pk")
    results = Result.objects.visible_to(request.user).public().order_by("-shared_at", "-pk")
    context = {
        "loop": loop_tiles(figures.loop(), signed_in=request.user.is_authenticated),
        "regions": [(run, by_level(rates[run.pk])) for run in runs],
        "demands": demands.select_related("enterprise__organisation", "region")[:NEWEST],
        "results": results.for_list()[:NEWEST],
    }
    return render(request, "portal/home.html", context)


def loop_tiles(loop: figures.Loop, *, signed_in: bool) -> list[dict[str, Any]]:
    """The loop's counts in order, with a link where the reader may open the list."""
    lists = {
        "matches": listed("collaboration:match_list", state="accepted"),
        "projects": listed("collaboration:project_list", state="running"),
    }
    return [
        {
            "label": _("Open demands"),
            "value": loop.demands,
            "href": reverse("collaboration:demand_list"),
        },
        {
            "label": _("Matches agreed"),
            "value": loop.matches,
            "href": lists["matches"] if signed_in else None,
        },
        {
            "label": _("Projects running"),
            "value": loop.projects,
            "href": lists["projects"] if signed_in else None,
        },
        {
            "label": _("Results shared"),
            "value": loop.results,
            "href": reverse("collaboration:result_list"),
        },
    ]


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """A region in figures: outcomes lead, claims beside records, activity follows quietly."""
    place = get_object_or_404(Region, pk=code)
    runs = AlignmentRun.objects.visible_to(request.user).published().filter(region=place)
    current = runs.newest_first().select_related("framework", "region").first()
    rates = figures.current_rates([current])[current.pk] if current else []
    consortia = Alliance.objects.consortia().in_region(place.prefix)
    today = timezone.localdate()
    context = {
        "region": place,
        "run": current,
        "levels": by_level(rates),
        "outcomes": figures.outcomes(current, sight_on(request.user, place)),
        "report": region_report(place, today=today),
        "signed_in": request.user.is_authenticated,
        "to_school": figures.exchanges(place, TO_SCHOOL),
        "to_enterprise": figures.exchanges(place, TO_ENTERPRISE),
        "consortia": consortia.select_related("region").order_by("pk"),
        "loop": loop_tiles(figures.loop(place), signed_in=request.user.is_authenticated),
    }
    return render(request, "portal/region.html", context)

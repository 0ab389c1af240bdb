"""The workspace: what waits for the reader, then what happened lately."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import Scope, scope_of
from alliance.alignment.enums import RunState
from alliance.alignment.figures import by_level, current_runs
from alliance.alignment.models import AlignmentRun
from alliance.collaboration.models import Match, Project, Result
from alliance.consortia.models import Alliance
from alliance.events.models import Heartbeat, Owed
from alliance.portal import figures, waiting
from alliance.portal.health import FRESH
from alliance.portal.merging import can_compare
from alliance.reference.models import Region
from enterprises.models import Demand
from programs.models import School

RECENT = 5


@dataclass(frozen=True)
class System:
    """How the machinery stands; for the platform's administrators."""

    worker_at: datetime | None
    worker_fresh: bool
    owed: int
    dead: int
    runs_waiting: int
    runs_failed: int


def system_state() -> System:
    beat = Heartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first()
    runs = AlignmentRun.objects.all()
    return System(
        worker_at=beat,
        worker_fresh=beat is not None and timezone.now() - beat <= FRESH,
        owed=Owed.objects.open().count(),
        dead=dead(),
        runs_waiting=runs.filter(state__in=[RunState.QUEUED, RunState.RUNNING]).count(),
        runs_failed=runs.filter(state=RunState.FAILED).count(),
    )


def dead() -> int:
    """Work that was given up after its last attempt: somebody has to look."""
    return Owed.objects.filter(dead__isnull=False).count()


@never_cache
@login_required
@require_safe
def workspace(request: HttpRequest) -> HttpResponse:
    """One person with several roles sees all of them, grouped by organisation."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 -- login_required says so; for the type checker
    scope = scope_of(user)
    context: dict[str, Any] = {
        "waiting": waiting_part(request, user),
        "organisations": Organisation.objects.filter(pk__in=scope.organisations),
        "may_compare": bool(can_compare(user)),
        "system": system_state() if scope.platform else None,
        "dead": dead() if scope.secretariats and not scope.platform else 0,
        "rates": region_rates(user, scope) if scope.regions or scope.platform else [],
        "newest_runs": newest_runs(user, scope) if scope.regions or scope.platform else [],
        "steered": steered(user, scope),
        **recent(user),
    }
    return render(request, "portal/workspace.html", context)


@never_cache
@require_safe
def waiting_fragment(request: HttpRequest) -> HttpResponse:
    """The waiting part alone, asked for every few seconds; 204 while nothing in it changed."""
    user = request.user
    if not isinstance(user, User):
        response = HttpResponse(status=204)
        # the session ended meanwhile: the whole page goes to sign-in, not this part of it
        response["HX-Redirect"] = f"{reverse('account_login')}?next={reverse('portal:workspace')}"
        return response
    part = waiting_part(request, user)
    if request.GET.get("seen") == part["seen"]:
        return HttpResponse(status=204)
    return render(request, "portal/waiting/part.html", part)


def waiting_part(request: HttpRequest, user: User) -> dict[str, Any]:
    """The rendered groups and a fingerprint by which an unchanged part is recognised."""
    content = render_to_string(
        "portal/waiting/groups.html", {"groups": waiting.groups(user)}, request
    )
    digest = hashlib.sha256(content.encode()).hexdigest()[:16]
    return {"content": content, "seen": digest}


def region_rates(user: User, scope: Scope) -> list[Any]:
    """Current rates of the regions that a public body reads."""
    runs = [
        run
        for run in current_runs(user)
        if scope.platform or any(run.region_id.startswith(prefix) for prefix in scope.regions)
    ]
    rates = figures.current_rates(runs)
    return [(run, by_level(rates[run.pk])) for run in runs]


def newest_runs(user: User, scope: Scope) -> QuerySet[AlignmentRun]:
    """The last finished runs of the regions that a public body reads."""
    inside = Q()
    for prefix in sorted(scope.regions):
        inside |= Q(region__code__startswith=prefix)
    runs = AlignmentRun.objects.visible_to(user).done()
    runs = runs if scope.platform else runs.filter(inside)
    return runs.select_related("region", "framework").order_by("-finished_at", "-pk")[:RECENT]


def steered(user: User, scope: Scope) -> list[AlignmentRun]:
    """Current runs of the regions whose programs the reader has a say in: those of its schools,
    its secretariats and its public bodies.
    """
    schools = School.objects.filter(pk__in=scope.organisations)
    alliances = Alliance.objects.filter(pk__in=scope.secretariats.keys())
    places = {*scope.regions, *schools.values_list("organisation__region_id", flat=True)}
    places.update(alliances.values_list("region_id", flat=True))
    if not (scope.platform or places):
        return []

    def concerns(region: Region) -> bool:
        """At or above a school or a secretariat, or inside what a public body reads."""
        return any(p.startswith(region.prefix) or region.pk.startswith(p) for p in places)

    return [run for run in current_runs(user) if scope.platform or concerns(run.region)]


def recent(user: User) -> dict[str, Any]:
    """The newest rows of each stage that the reader may see, whoever moved them."""
    changed = ("-updated_at", "-pk")
    matches = Match.objects.visible_to(user).select_related(*waiting.FOR_LIST["match"])
    projects = Project.objects.visible_to(user).select_related(*waiting.FOR_LIST["project"])
    results = Result.objects.visible_to(user).select_related(*waiting.FOR_LIST["result"])
    demands = Demand.objects.visible_to(user).select_related(*waiting.FOR_LIST["demand"])
    return {
        "recent_demands": demands.order_by(*changed)[:RECENT],
        "recent_matches": matches.order_by(*changed)[:RECENT],
        "recent_projects": projects.order_by(*changed)[:RECENT],
        "recent_results": results.order_by(*changed)[:RECENT],
    }

"""Demands: lists, the page of one, and its moves."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.scope import scope_of
from alliance.collaboration.chain import chain, history
from alliance.collaboration.forms.lists import DemandFilter
from alliance.collaboration.forms.moves import ReasonForm, SureForm
from alliance.collaboration.models import Match, MatchRun
from alliance.collaboration.previews import exclusions
from alliance.collaboration.reasons import labels_for, sentence
from alliance.collaboration.waiting import asked_task
from alliance.consortia.models import Membership
from alliance.lib.errors import DomainError
from alliance.reference.enums import ProgramLevel
from alliance.web.pages import Move, Moves, paged
from enterprises import actions, rules
from enterprises.enums import DEMAND_FLOW, EDITABLE, DemandState
from enterprises.models import Demand, DemandQuerySet, Enterprise

MOVES = Moves(
    "demand",
    DEMAND_FLOW,
    "collaboration:demand_move",
    {
        "submit": Move(
            label=_("Submit"),
            act=actions.submit_demand,
            rule=rules.can_edit,
            tone="primary",
            done=_("The demand is handed in."),
        ),
        "publish": Move(
            label=_("Publish"),
            act=actions.publish_demand,
            rule=rules.can_check,
            tone="primary",
            done=_("The demand is published; programs are being ranked."),
        ),
        "return": Move(
            label=_("Return"),
            act=actions.return_demand,
            rule=rules.can_check,
            form=ReasonForm,
            done=_("The demand went back to the enterprise."),
        ),
        "revise": Move(label=_("Revise"), rule=rules.can_edit, page="collaboration:demand_revise"),
        "fulfil": Move(
            label=_("Mark as fulfilled"),
            act=actions.fulfil_demand,
            rule=rules.can_edit,
            form=SureForm,
            done=_("The demand is fulfilled."),
        ),
        "withdraw": Move(
            label=_("Withdraw"),
            act=actions.withdraw_demand,
            rule=rules.can_edit,
            tone="danger",
            form=SureForm,
            done=_("The demand is withdrawn."),
        ),
    },
)


def views_of(user: Any) -> dict[str, DemandQuerySet]:
    """The lists that this reader has, the most pressing first; open demands are everybody's."""
    seen = Demand.objects.visible_to(user)
    scope = scope_of(user)
    found: dict[str, DemandQuerySet] = {}
    if scope.signed_in and enterprises_of(user, Role.VIEWER).exists():
        found["mine"] = seen.filter(enterprise_id__in=scope.organisations)
    if scope.secretariats:
        overseen = Membership.objects.overseen_by(user).values("organisation_id")
        found["check"] = seen.filter(state=DemandState.SUBMITTED, enterprise_id__in=overseen)
    if scope.platform:
        found["check"] = seen.filter(state=DemandState.SUBMITTED)
    found["open"] = seen.published()
    if scope.platform:
        found["all"] = seen
    return found


def enterprises_of(user: Any, role: Role = Role.EDITOR) -> QuerySet[Enterprise]:
    """Enterprises for which the user holds at least this role."""
    mine = scope_of(user).organisations_as(role)
    return Enterprise.objects.filter(
        pk__in=mine, organisation__kind=OrganisationKind.ENTERPRISE
    ).select_related("organisation__region")


VIEW_LABELS = {"mine": _("Ours"), "check": _("To check"), "open": _("Open"), "all": _("All")}
HEADINGS = {
    "mine": _("Our demands"),
    "check": _("Demands to check"),
    "open": _("Open demands"),
    "all": _("All demands"),
}


@require_safe
def demand_list(request: HttpRequest) -> HttpResponse:
    """Open demands for everybody; ours and those to check for who has such."""
    views = views_of(request.user)
    chosen = request.GET.get("view", "")
    view = chosen if chosen in views else next(iter(views))
    rows = views[view]
    form = DemandFilter(request.GET)
    for word in form.words():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(description__icontains=word)
            | Q(enterprise__organisation__name__icontains=word)
            | Q(enterprise__organisation__name_en__icontains=word)
        )
    asked = form.asked()
    rows = rows.filter(**{name: asked[name] for name in ("kind", "state") if name in asked})
    if "region" in asked:
        rows = rows.filter(region__code__startswith=str(asked["region"]))
    waiting = asked_task(request, Demand)
    if waiting is not None:
        rows = rows.filter(pk__in=waiting)
    page = paged(request, rows.select_related("enterprise__organisation", "region"))
    return render(
        request,
        "collaboration/demand_list.html",
        {
            "page": page,
            "form": form,
            "view": view,
            "heading": HEADINGS[view],
            "waiting_only": waiting is not None,
            "tabs": [
                {"label": label, "href": f"?view={name}", "current": name == view}
                for name, label in VIEW_LABELS.items()
                if name in views
            ],
            "may_write": enterprises_of(request.user).exists(),
        },
    )


@require_safe
def demand_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def show(
    request: HttpRequest,
    pk: int,
    *,
    bound: tuple[str, BaseForm] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The demand's page, also after a move that was refused."""
    user = request.user
    demand = get_object_or_404(Demand.objects.visible_to(user).for_list(), pk=pk)
    matches = list(
        Match.objects.visible_to(user)
        .for_list()
        .filter(demand=demand)
        .order_by("-revision__number", "-score", "program_id")[:60]
    )
    labels = labels_for(matches)
    writes = bool(user.is_authenticated and rules.can_edit(user, demand))
    checks = scope_of(user).platform or bool(
        user.is_authenticated and rules.can_check(user, demand)
    )
    within = scope_of(user).organisations
    run = None
    if demand.enterprise_id in within or checks:
        run = (
            MatchRun.objects.visible_to(user)
            .filter(revision__demand=demand)
            .select_related("revision")
            .order_by("-revision__number")
            .first()
        )
    return render(
        request,
        "collaboration/demand_detail.html",
        {
            "demand": demand,
            "levels": ", ".join(
                str(label) for value, label in ProgramLevel.choices if value in demand.levels
            ),
            "occupation": demand.occupation.label if demand.occupation else None,
            "published_on": timezone.localdate(demand.published_at)
            if demand.published_at
            else None,
            "chain": chain(user, demand=demand) if user.is_authenticated else [],
            "matches": [
                {"match": match, "why": sentence(match.parts[0], labels)} for match in matches
            ],
            "run": run,
            "ranking": demand.state == DemandState.PUBLISHED
            and (run is None or run.revision.number != demand.revision),
            "excluded": exclusions(run.exclusions) if run else (),
            "history": history(demand) if demand.enterprise_id in within or checks else None,
            "is_party": demand.enterprise_id in within or checks,
            "may_edit": writes and demand.state in EDITABLE,
            "buttons": MOVES.buttons(user, demand, bound),
            "refusal": refusal,
        },
    )


@login_required
@require_POST
def demand_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    demand = get_object_or_404(Demand.objects.visible_to(request.user), pk=pk)
    return MOVES.make(
        request,
        demand,
        move,
        detail=lambda **shown: show(request, pk, **shown),
        fallback=reverse("collaboration:demand_detail", args=[pk]),
    )

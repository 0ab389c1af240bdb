"""Match reports: the list, one report with its reasons, and the answers to it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Q, Value, When
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from alliance.accounts.scope import scope_of
from alliance.collaboration import rules
from alliance.collaboration.actions import matches as actions
from alliance.collaboration.chain import chain, history
from alliance.collaboration.enums import MATCH_FLOW, OPEN_MATCHES, MatchState
from alliance.collaboration.forms.lists import MatchFilter
from alliance.collaboration.forms.moves import AcceptForm, ReasonForm
from alliance.collaboration.models import Match, Project
from alliance.collaboration.reasons import (
    Labels,
    labels_for,
    part_rows,
    skill_lists,
)
from alliance.collaboration.waiting import asked_task
from alliance.lib.errors import DomainError
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Occupation, Region
from alliance.web.pages import Move, Moves, paged
from enterprises.models import Demand
from programs.models import Program
from programs.rules import can_read_persons

MOVES = Moves(
    "match",
    MATCH_FLOW,
    "collaboration:match_move",
    {
        "respond": Move(
            label=_("We are interested"),
            act=actions.respond_to_match,
            rule=rules.can_respond,
            tone="primary",
            done=_("The enterprise sees your answer."),
        ),
        "accept": Move(
            label=_("Accept"),
            act=actions.accept_match,
            rule=rules.can_accept,
            tone="primary",
            form=AcceptForm,
            done=_("The match is agreed; a project can be opened from it."),
        ),
        "decline": Move(
            label=_("Decline"),
            act=actions.decline_match,
            rule=rules.can_decline,
            tone="danger",
            form=ReasonForm,
            done=_("The other side reads your reason."),
        ),
    },
)


@login_required
@require_safe
def match_list(request: HttpRequest) -> HttpResponse:
    """The reader's matches: first what waits for their own answer, the most urgent on top."""
    form = MatchFilter(request.GET)
    rows = Match.objects.visible_to(request.user).for_list()
    for word in form.words():
        rows = rows.filter(
            Q(demand__title__icontains=word)
            | Q(program__name__icontains=word)
            | Q(program__name_en__icontains=word)
            | Q(demand__enterprise__organisation__name__icontains=word)
            | Q(program__school__organisation__name__icontains=word)
        )
    asked = form.asked()
    fields = {"state": "state", "demand": "demand_id", "program": "program_id"}
    rows = rows.filter(**{fields[name]: asked[name] for name in fields if name in asked})
    only = asked_task(request, Match)
    if only is not None:
        rows = rows.filter(pk__in=only)
    user = request.user
    mine = scope_of(user).organisations
    ours = Q(state=MatchState.SUGGESTED, program__school_id__in=mine) | Q(
        state=MatchState.INTERESTED, demand__enterprise_id__in=mine
    )
    waiting = Case(
        When(ours, then=Value(0)),
        When(state__in=OPEN_MATCHES, then=Value(1)),
        default=Value(2),
    )
    page = paged(request, rows.order_by(waiting, "answer_by", "-score", "pk"))
    return render(
        request,
        "collaboration/match_list.html",
        {
            "page": page,
            "form": form,
            "waiting_only": only is not None,
            "of_demand": Demand.objects.visible_to(user).filter(pk=asked["demand"]).first()
            if "demand" in asked
            else None,
            "of_program": Program.objects.visible_to(user).filter(pk=asked["program"]).first()
            if "program" in asked
            else None,
        },
    )


@login_required
@require_safe
def match_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def show(
    request: HttpRequest,
    pk: int,
    *,
    bound: tuple[str, BaseForm] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    user = request.user
    rows = Match.objects.visible_to(user).for_list().select_related("run")
    match = get_object_or_404(rows, pk=pk)
    labels = labels_for([match])
    project = Project.objects.visible_to(user).filter(match=match).first()
    opens = (
        match.state == MatchState.ACCEPTED
        and not Project.objects.filter(match=match).exists()
        and bool(rules.can_open_project(user, match))  # type: ignore[arg-type]  # signed in
    )
    wanted = match.revision.content
    names = labels_of_codes(wanted)
    return render(
        request,
        "collaboration/match_detail.html",
        {
            "match": match,
            "demand": match.demand,
            "program": match.program,
            "may_read_persons": bool(can_read_persons(user, match.program)),
            "wanted": wanted,
            "region": names.of(wanted["region"]),
            "occupation": names.of(wanted["occupation"]) if wanted["occupation"] else None,
            "levels": ", ".join(
                str(label) for value, label in ProgramLevel.choices if value in wanted["levels"]
            ),
            "computed_on": timezone.localdate(match.run.computed_at),
            "chain": chain(user, match=match, project=project),
            "parts": part_rows(match.parts, labels),
            "skills": skill_lists(match.parts[0], labels),
            "project": project,
            "opens": opens,
            "history": [*history(match), proposed(match)],
            "buttons": MOVES.buttons(user, match, bound),
            "refusal": refusal,
        },
    )


def proposed(match: Match) -> dict[str, Any]:
    """The beginning of a match's history: the ranking that proposed it."""
    return {
        "at": match.run.computed_at,
        "title": gettext("Proposed by the ranking"),
        "by": gettext("the portal"),
    }


def labels_of_codes(wanted: dict[str, Any]) -> Labels:
    """Names of the place and the occupation that a frozen revision asks for."""
    rows = [
        *Region.objects.filter(pk=wanted["region"]),
        *Occupation.objects.filter(pk=wanted["occupation"]),
    ]
    return Labels({row.code: row.label for row in rows})


@login_required
@require_POST
def match_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    match = get_object_or_404(Match.objects.visible_to(request.user), pk=pk)
    return MOVES.make(
        request,
        match,
        move,
        detail=lambda **shown: show(request, pk, **shown),
        fallback=reverse("collaboration:match_detail", args=[pk]),
    )

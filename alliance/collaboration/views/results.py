"""Results: the public catalogue, the page of one, entering, checking and sharing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.collaboration import rules
from alliance.collaboration.actions import results as actions
from alliance.collaboration.chain import chain, history
from alliance.collaboration.enums import RESULT_FLOW, ResultState
from alliance.collaboration.forms.lists import ResultFilter
from alliance.collaboration.forms.moves import ReasonForm, ShareForm, VerifyForm
from alliance.collaboration.forms.records import OriginForm, ResultForm, values_of
from alliance.collaboration.models import Adoption, Project, Result
from alliance.collaboration.models.results import ResultQuerySet
from alliance.collaboration.views.editing import answer, caller
from alliance.collaboration.waiting import asked_task
from alliance.consortia.models import Alliance, Membership
from alliance.lib.errors import DomainError, NotAllowed, Refused
from alliance.web.pages import Move, Moves, paged, seen_version

MOVES = Moves(
    "result",
    RESULT_FLOW,
    "collaboration:result_move",
    {
        "submit": Move(
            label=_("Submit for verification"),
            act=actions.submit_result,
            rule=rules.can_write_result,
            tone="primary",
            done=_("The secretariat checks the evidence."),
        ),
        "return": Move(
            label=_("Return"),
            act=actions.return_result,
            rule=rules.can_check_result,
            form=ReasonForm,
            done=_("The result went back to its author."),
        ),
        "verify": Move(
            label=_("Verify"),
            act=actions.verify_result,
            rule=rules.can_check_result,
            tone="primary",
            form=VerifyForm,
            done=_("The result is verified."),
        ),
        "share": Move(
            label=_("Share"),
            act=actions.share_result,
            rule=rules.can_share_result,
            tone="primary",
            form=ShareForm,
            done=_("The result is shared."),
        ),
        "withdraw": Move(
            label=_("Withdraw"),
            act=actions.withdraw_result,
            rule=rules.can_share_result,
            tone="danger",
            form=ReasonForm,
            done=_("The result is withdrawn."),
        ),
    },
)

VIEWS = {"shared": _("Shared"), "mine": _("Ours"), "check": _("To check"), "all": _("All")}
OF_ANY_STATE = ("mine", "all")
HEADINGS = {
    "shared": _("Shared results"),
    "mine": _("Our results"),
    "check": _("Results to check"),
    "all": _("All results"),
}
EDITABLE = (ResultState.DRAFT, ResultState.RETURNED)
SHOWN_ADOPTIONS = 50


def views_of(user: Any) -> dict[str, ResultQuerySet]:
    """The lists that this reader has; what is shared with them is everybody's first."""
    seen = Result.objects.visible_to(user)
    scope = scope_of(user)
    found = {"shared": seen.filter(state=ResultState.SHARED)}
    if scope.organisations:
        mine = scope.organisations
        found["mine"] = seen.filter(
            Q(organisation_id__in=mine)
            | Q(project__school_id__in=mine)
            | Q(project__enterprise_id__in=mine)
        )
    if scope.secretariats:
        found["check"] = seen.filter(
            state=ResultState.SUBMITTED, alliance_id__in=scope.secretariats.keys()
        )
    if scope.platform:
        found["check"] = seen.filter(state=ResultState.SUBMITTED)
        found["all"] = seen
    return found


@require_safe
def result_list(request: HttpRequest) -> HttpResponse:
    """What was shared, for everybody; ours and those to check for who has such."""
    views = views_of(request.user)
    chosen = request.GET.get("view", "")
    view = chosen if chosen in views else "shared"
    form = ResultFilter(request.GET)
    rows = views[view]
    for word in form.words():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(description__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(organisation__name_en__icontains=word)
        )
    asked = form.asked()
    names = ("kind", "level", "chain_stage", *(("state",) if view in OF_ANY_STATE else ()))
    rows = rows.filter(**{name: asked[name] for name in names if name in asked})
    waiting = asked_task(request, Result)
    if waiting is not None:
        rows = rows.filter(pk__in=waiting)
    page = paged(request, rows.for_list().order_by("-shared_at", "-pk"))
    return render(
        request,
        "collaboration/result_list.html",
        {
            "page": page,
            "form": form,
            "view": view,
            "heading": HEADINGS[view],
            "waiting_only": waiting is not None,
            "tabs": [
                {"label": label, "href": f"?view={name}", "current": name == view}
                for name, label in VIEWS.items()
                if name in views
            ],
            "may_write": bool(scope_of(request.user).organisations_as(Role.EDITOR)),
        },
    )


@require_safe
def result_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def show(
    request: HttpRequest,
    pk: int,
    *,
    bound: tuple[str, BaseForm] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    user = request.user
    result = get_object_or_404(Result.objects.visible_to(user).for_list(), pk=pk)
    party = isinstance(user, User) and bool(rules.can_see_evidence(user, result))
    adoptions = Adoption.objects.filter(result=result).standing()
    return render(
        request,
        "collaboration/result_detail.html",
        {
            "result": result,
            "project": result.project,
            "chain": chain(user, result=result) if result.project else [],
            "is_party": party,
            "adoption_count": adoptions.count(),
            "adoptions": adoptions.visible_to(user).select_related("organisation")[
                :SHOWN_ADOPTIONS
            ],
            "may_adopt": bool(adopters(user, result)),
            "shared_on": timezone.localdate(result.shared_at) if result.shared_at else None,
            "history": history(result) if party else None,
            "may_edit": result.state in EDITABLE
            and isinstance(user, User)
            and bool(rules.can_write_result(user, result)),
            "buttons": MOVES.buttons(user, result, bound),
            "refusal": refusal,
        },
    )


def adopters(user: Any, result: Result) -> list[Organisation]:
    """Organisations for which the user could still say that they use the result."""
    mine = scope_of(user).organisations_as(Role.EDITOR)
    if not mine or result.state != ResultState.SHARED:
        return []
    open_ones = Organisation.objects.filter(pk__in=mine).exclude(adoptions__result=result)
    return [one for one in open_ones if rules.may_adopt(result, one)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def result_new(request: HttpRequest) -> HttpResponse:
    """Enter a result of a project, or explicitly of none."""
    user = caller(request)
    choices = origins(user)
    if not choices["organisation"].exists():
        raise NotAllowed(gettext("Only editors of an organisation may enter its results."))
    context = {
        "heading": gettext("Enter a result"),
        "version": None,
        "cancel_url": reverse("collaboration:result_list"),
    }
    if request.method == "POST":
        form = ResultForm(request.POST)
        origin = OriginForm(request.POST, choices=choices)
        return answer(
            request,
            "collaboration/result_form.html",
            [form, origin],
            lambda: actions.enter_result(
                organisation=origin.cleaned_data["organisation"],
                project=origin.cleaned_data["project"],
                alliance=origin.cleaned_data["alliance"],
                by=user,
                fields=form.cleaned_data,
            ),
            context={**context, "form": form, "origin": origin},
            onward=lambda made: said(request, made, gettext("The result is saved as a draft.")),
        )
    form = ResultForm(initial={"achieved_on": timezone.localdate()})
    origin = OriginForm(choices=choices, initial=asked_origin(request, choices))
    return render(
        request,
        "collaboration/result_form.html",
        {**context, "form": form, "origin": origin, "conflict": []},
    )


def origins(user: User) -> dict[str, QuerySet[Any]]:
    """What the user may enter results for: own organisations, their projects and alliances."""
    mine = scope_of(user).organisations_as(Role.EDITOR)
    projects = Project.objects.visible_to(user).filter(state__in=actions.YIELDING)
    members = Membership.objects.active().filter(organisation_id__in=mine)
    return {
        "organisation": Organisation.objects.filter(pk__in=mine),
        "project": projects.filter(Q(school_id__in=mine) | Q(enterprise_id__in=mine)),
        "alliance": Alliance.objects.filter(pk__in=members.values("alliance_id")),
    }


def asked_origin(request: HttpRequest, choices: dict[str, QuerySet[Any]]) -> dict[str, Any]:
    """The project that a link named, with the side of it that the user belongs to."""
    named = request.GET.get("project", "")
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        return {}
    project = choices["project"].filter(pk=int(named)).first()
    if project is None:
        return {}
    sides = (project.school_id, project.enterprise_id)
    own = choices["organisation"].filter(pk__in=sides).first()
    return {"project": project.pk, "organisation": own.pk if own else None}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def result_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = caller(request)
    result = get_object_or_404(Result.objects.visible_to(user).for_list(), pk=pk)
    rules.can_write_result(user, result).require()
    context = {
        "heading": gettext("Edit the result"),
        "version": result.version,
        "origin": None,
        "cancel_url": reverse("collaboration:result_detail", args=[pk]),
    }
    if request.method == "POST":
        form = ResultForm(request.POST)
        context["version"] = seen_version(request)
        return answer(
            request,
            "collaboration/result_form.html",
            [form],
            lambda: actions.edit_result(
                result=result, by=user, fields=form.cleaned_data, version=seen_version(request)
            ),
            context={**context, "form": form},
            onward=lambda made: said(request, made, gettext("The draft is saved.")),
            stored=lambda: values_of(Result.objects.get(pk=pk), ResultForm),
        )
    if result.state not in EDITABLE:
        raise Refused(gettext("Only a draft or returned result can be edited."))
    form = ResultForm(initial=values_of(result, ResultForm))
    return render(
        request, "collaboration/result_form.html", {**context, "form": form, "conflict": []}
    )


@login_required
@require_POST
def result_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    result = get_object_or_404(Result.objects.visible_to(request.user).for_list(), pk=pk)
    return MOVES.make(
        request,
        result,
        move,
        detail=lambda **shown: show(request, pk, **shown),
        fallback=reverse("collaboration:result_detail", args=[pk]),
    )


def said(request: HttpRequest, result: Result, sentence: str) -> str:
    """Leave a message for the next page and name its address."""
    messages.success(request, sentence)
    return reverse("collaboration:result_detail", args=[result.pk])

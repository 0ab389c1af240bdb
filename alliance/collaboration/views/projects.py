"""Projects: list, page, drafting and the moves up to closing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.collaboration import rules
from alliance.collaboration.actions import projects as actions
from alliance.collaboration.actions.results import YIELDING
from alliance.collaboration.chain import chain, history
from alliance.collaboration.enums import PROJECT_FLOW, MatchState, Party, ProjectState
from alliance.collaboration.forms.lists import ENDED, TO_CLOSE, ProjectFilter
from alliance.collaboration.forms.moves import ReasonForm
from alliance.collaboration.forms.records import ProjectForm, values_of
from alliance.collaboration.models import Match, Project, Result
from alliance.collaboration.views.editing import answer, caller
from alliance.collaboration.waiting import asked_task
from alliance.lib.errors import DomainError, Refused
from alliance.web.pages import Move, Moves, paged, seen_version


def still_missing(project: Project) -> str:
    names = ", ".join(str(party.label) for party in project.missing_parties)
    return gettext("Still to approve: %(names)s.") % {"names": names} if names else ""


MOVES = Moves(
    "project",
    PROJECT_FLOW,
    "collaboration:project_move",
    {
        "submit": Move(
            label=_("Put to approval"),
            act=actions.submit_project,
            rule=rules.can_write_project,
            tone="primary",
            done=_("School, enterprise and alliance can now approve."),
        ),
        "approve": Move(
            label=_("Approve"),
            act=actions.approve_project,
            rule=rules.can_approve,
            tone="primary",
            done=_("Your approval is recorded."),
        ),
        "sign": Move(
            label=_("Sign"),
            act=actions.sign_project,
            rule=rules.can_take_part,
            tone="primary",
            hurdle=still_missing,
            done=_("The project is signed."),
        ),
        "start": Move(
            label=_("Start"),
            act=actions.start_project,
            rule=rules.can_write_project,
            tone="primary",
            done=_("The project is running."),
        ),
        "complete": Move(
            label=_("Complete"),
            act=actions.complete_project,
            rule=rules.can_write_project,
            tone="primary",
            done=_("The project is completed."),
        ),
        "terminate": Move(
            label=_("Terminate"),
            act=actions.terminate_project,
            rule=rules.can_take_part,
            tone="danger",
            form=ReasonForm,
            done=_("The project is terminated."),
        ),
        "close": Move(
            label=pgettext_lazy("project", "Close"),
            act=actions.close_project,
            rule=rules.can_close,
            done=_("The project is closed."),
        ),
    },
)

WAY = (
    ProjectState.DRAFTED,
    ProjectState.APPROVING,
    ProjectState.SIGNED,
    ProjectState.RUNNING,
    ProjectState.COMPLETED,
    ProjectState.CLOSED,
)


@login_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    form = ProjectFilter(request.GET)
    rows = Project.objects.visible_to(request.user).for_list()
    for word in form.words():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(school__organisation__name__icontains=word)
            | Q(enterprise__organisation__name__icontains=word)
        )
    asked = form.asked()
    if asked.get("state") == ENDED:
        rows = rows.filter(state__in=TO_CLOSE)
        del asked["state"]
    rows = rows.filter(**{name: asked[name] for name in ("kind", "state") if name in asked})
    waiting = asked_task(request, Project)
    if waiting is not None:
        rows = rows.filter(pk__in=waiting)
    return render(
        request,
        "collaboration/project_list.html",
        {"page": paged(request, rows), "form": form, "waiting_only": waiting is not None},
    )


@login_required
@require_safe
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def show(
    request: HttpRequest,
    pk: int,
    *,
    bound: tuple[str, BaseForm] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    user = caller(request)
    project = get_object_or_404(Project.objects.visible_to(user).for_list(), pk=pk)
    results = Result.objects.visible_to(user).filter(project=project)
    return render(
        request,
        "collaboration/project_detail.html",
        {
            "project": project,
            "chain": chain(user, project=project),
            "steps": steps(project),
            "approvals": approvals(project),
            "results": list(results.select_related("organisation").order_by("-pk")[:50]),
            "history": history(project),
            "may_edit": project.state == ProjectState.DRAFTED
            and bool(rules.can_write_project(user, project)),
            "may_enter": project.state in YIELDING and bool(rules.can_write_project(user, project)),
            "buttons": MOVES.buttons(user, project, bound),
            "refusal": refusal,
        },
    )


def steps(project: Project) -> list[dict[str, object]]:
    """The way of a project with where it stands; a terminated one stopped."""
    if project.state == ProjectState.TERMINATED:
        return [
            {"label": ProjectState.DRAFTED.label, "state": "done"},
            {"label": ProjectState.SIGNED.label, "state": "done"},
            {"label": ProjectState.TERMINATED.label, "state": "stopped"},
            {"label": ProjectState.CLOSED.label, "state": "todo"},
        ]
    here = WAY.index(ProjectState(project.state))
    return [
        {
            "label": state.label,
            "state": "done" if place < here else "current" if place == here else "todo",
        }
        for place, state in enumerate(WAY)
    ]


def approvals(project: Project) -> list[dict[str, object]]:
    given = {approval.party: approval for approval in project.approvals.select_related("by")}
    names = {
        Party.SCHOOL: project.school,
        Party.ENTERPRISE: project.enterprise,
        Party.ALLIANCE: project.alliance,
    }
    return [
        {
            "party": names[party],
            "side": party.value,
            "by": given[party].by if party in given else None,
            "at": given[party].at if party in given else None,
        }
        for party in Party
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_new(request: HttpRequest, match: int) -> HttpResponse:
    """Draft the project that an accepted match becomes."""
    user = caller(request)
    origin = get_object_or_404(Match.objects.visible_to(user).for_list(), pk=match)
    rules.can_open_project(user, origin).require()
    context = {
        "heading": gettext("Open a project"),
        "version": None,
        "chain": chain(user, match=origin),
        "cancel_url": reverse("collaboration:match_detail", args=[origin.pk]),
    }
    if request.method == "POST":
        form = ProjectForm(request.POST)
        return answer(
            request,
            "collaboration/project_form.html",
            [form],
            lambda: actions.open_project(match=origin, by=user, fields=form.cleaned_data),
            context={**context, "form": form},
            onward=lambda made: said(request, made, gettext("The project is drafted.")),
        )
    existing = Project.objects.visible_to(user).filter(match=origin).first()
    if existing is not None:
        return redirect("collaboration:project_detail", existing.pk)
    if origin.state != MatchState.ACCEPTED:
        raise Refused(gettext("A project is opened from an accepted match."))
    kinds = {"internship": "internship", "employee_training": "training"}
    initial = {
        "title": origin.demand.title,
        "kind": kinds.get(origin.demand.kind, "order_class"),
        "seats": min(origin.demand.headcount, origin.program.intake or origin.demand.headcount),
    }
    form = ProjectForm(initial=initial)
    return render(
        request, "collaboration/project_form.html", {**context, "form": form, "conflict": []}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = caller(request)
    project = get_object_or_404(Project.objects.visible_to(user).for_list(), pk=pk)
    rules.can_write_project(user, project).require()
    context = {
        "heading": gettext("Edit the project"),
        "version": project.version,
        "chain": chain(user, project=project),
        "cancel_url": reverse("collaboration:project_detail", args=[pk]),
    }
    if request.method == "POST":
        form = ProjectForm(request.POST)
        context["version"] = seen_version(request)
        return answer(
            request,
            "collaboration/project_form.html",
            [form],
            lambda: actions.edit_project(
                project=project, by=user, fields=form.cleaned_data, version=seen_version(request)
            ),
            context={**context, "form": form},
            onward=lambda made: said(request, made, gettext("The draft is saved.")),
            stored=lambda: values_of(Project.objects.get(pk=pk), ProjectForm),
        )
    if project.state != ProjectState.DRAFTED:
        raise Refused(gettext("Only a drafted project can be edited."))
    form = ProjectForm(initial=values_of(project, ProjectForm))
    return render(
        request, "collaboration/project_form.html", {**context, "form": form, "conflict": []}
    )


@login_required
@require_POST
def project_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    return MOVES.make(
        request,
        project,
        move,
        detail=lambda **shown: show(request, pk, **shown),
        fallback=reverse("collaboration:project_detail", args=[pk]),
    )


def said(request: HttpRequest, project: Project, sentence: str) -> str:
    """Leave a message for the next page and name its address."""
    messages.success(request, sentence)
    return reverse("collaboration:project_detail", args=[project.pk])

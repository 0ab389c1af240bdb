"""Applications for membership and what the secretariat makes of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.collaboration.waiting import asked_task
from alliance.consortia import actions, rules
from alliance.consortia.enums import MEMBERSHIP_FLOW, MembershipState
from alliance.consortia.models import Alliance, Membership
from alliance.lib.rules import Verdict

PAGE = 25


@dataclass(frozen=True)
class Move:
    """How a move of the flow reads, who may make it, and whether it needs words."""

    label: str | Promise
    done: str | Promise
    rule: Callable[[User, Membership], Verdict]
    tone: str = "plain"
    needs_reason: bool = False


MOVES: Mapping[str, Move] = {
    "admit": Move(
        gettext_lazy("Admit"), gettext_lazy("Admitted."), rules.can_decide, tone="primary"
    ),
    "readmit": Move(
        gettext_lazy("Readmit"), gettext_lazy("Readmitted."), rules.can_decide, tone="primary"
    ),
    "suspend": Move(
        gettext_lazy("Suspend"), gettext_lazy("Suspended."), rules.can_decide, needs_reason=True
    ),
    "leave": Move(
        gettext_lazy("End membership"),
        gettext_lazy("The membership has ended."),
        rules.can_leave,
        tone="danger",
        needs_reason=True,
    ),
}
RUN: Mapping[str, Callable[..., Membership]] = {
    "admit": actions.admit_member,
    "readmit": actions.readmit_member,
    "suspend": actions.suspend_member,
    "leave": actions.leave_alliance,
}


APPLICATIONS_FIRST = (
    Case(When(state=MembershipState.APPLIED, then=0), default=1),
    "alliance_id",
    "state",
    "organisation__name_pinyin",
    "pk",
)


class ApplyForm(forms.Form):
    """Which organisation applies to which alliance."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none()
    )
    alliance = forms.ModelChoiceField(
        label=gettext_lazy("Alliance"), queryset=Alliance.objects.none()
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managed = scope_of(user).organisations_as(Role.MANAGER)
        organisations, alliances = self.fields["organisation"], self.fields["alliance"]
        assert isinstance(organisations, forms.ModelChoiceField)  # noqa: S101 -- declared above
        assert isinstance(alliances, forms.ModelChoiceField)  # noqa: S101 -- declared above
        organisations.queryset = Organisation.objects.visible_to(user).filter(pk__in=managed)
        alliances.queryset = Alliance.objects.visible_to(user)
        if len(managed) == 1:
            organisations.initial = next(iter(managed))


class FilterForm(forms.Form):
    """Narrows the list; what is no choice narrows nothing."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *MembershipState.choices],
    )


def possible(membership: Membership, user: User) -> list[tuple[str, Move]]:
    """Moves that flow and rule both allow this person now."""
    return [
        (name, MOVES[name])
        for name in MEMBERSHIP_FLOW.moves_from(membership.state)
        if MOVES[name].rule(user, membership)
    ]


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that login_required has let through."""
    assert isinstance(request.user, User)  # noqa: S101 -- for the type checker
    return request.user


def shown(request: HttpRequest, form: ApplyForm, status: int = 200) -> HttpResponse:
    user = signed_in(request)
    rows = Membership.objects.visible_to(user).select_related("organisation", "alliance")
    narrowed = FilterForm(request.GET or None)
    narrowed.is_valid()
    state = getattr(narrowed, "cleaned_data", {}).get("state")
    if state:
        rows = rows.filter(state=state)
    waiting = asked_task(request, Membership)
    if waiting is not None:
        rows = rows.filter(pk__in=waiting)
    ordered = rows.order_by(*APPLICATIONS_FIRST)
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(membership, possible(membership, user)) for membership in page.object_list],
        "filters": narrowed,
        "waiting_only": waiting is not None,
        "form": form if scope_of(user).organisations_as(Role.MANAGER) else None,
    }
    return render(request, "portal/membership.html", context, status=status)


@login_required
@require_safe
def membership(request: HttpRequest) -> HttpResponse:
    """Members and applications that the reader may see, with the moves open to them."""
    return shown(request, ApplyForm(user=signed_in(request)))


@login_required
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """A manager applies for the organisation."""
    user = signed_in(request)
    form = ApplyForm(request.POST, user=user)
    if not form.is_valid():
        return shown(request, form, status=400)
    actions.apply_for_membership(
        alliance=form.cleaned_data["alliance"],
        organisation=form.cleaned_data["organisation"],
        by=user,
    )
    messages.success(request, _("The application was sent to the secretariat."))
    return redirect("portal:membership")


@login_required
@require_POST
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One move of the flow; the sentence of a refusal comes from the rule or the flow."""
    if move not in MOVES:
        raise Http404
    user = signed_in(request)
    found = get_object_or_404(Membership.objects.visible_to(user), pk=pk)
    given = {"reason": request.POST.get("reason", "")[:500]} if MOVES[move].needs_reason else {}
    RUN[move](membership=found, by=user, version=seen(request), **given)
    messages.success(request, str(MOVES[move].done))
    return redirect("portal:membership")


def seen(request: HttpRequest) -> int | None:
    """The version that the page showed, if it sent one."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

"""The people of an organisation: who acts for it, who is invited, and one's own roles."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from alliance.accounts import actions, rules
from alliance.accounts import invitations as inviting
from alliance.accounts.enums import Role
from alliance.accounts.models import Invitation, Organisation, OrganisationRole, User
from alliance.accounts.scope import scope_of
from alliance.lib.errors import DomainError
from alliance.portal.views.membership import signed_in
from alliance.web.pages import paged, put_errors, seen_version

PER_PAGE = 50


class InviteForm(forms.Form):
    """An address and what its reader may do; the rule decides whether that is too much."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)


def managed(user: User) -> QuerySet[Organisation]:
    """Organisations whose people this person may read and change."""
    rows = Organisation.objects.visible_to(user)
    scope = scope_of(user)
    if scope.platform:
        return rows
    return rows.filter(pk__in=scope.organisations_as(Role.MANAGER))


def chosen(request: HttpRequest, user: User) -> Organisation | None:
    """The organisation that the page is about: the one asked for, else the first of one's own."""
    text = request.POST.get("organisation") or request.GET.get("organisation", "")
    if text:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        return get_object_or_404(managed(user), pk=number)
    own = scope_of(user).organisations_as(Role.MANAGER)
    return Organisation.objects.filter(pk__in=own).first()


def shown(request: HttpRequest, form: InviteForm | None = None, status: int = 200) -> HttpResponse:
    user = signed_in(request)
    organisation = chosen(request, user)
    context: dict[str, Any] = {
        "organisation": organisation,
        "organisations": managed(user).filter(pk__in=scope_of(user).organisations),
        "own": OrganisationRole.objects.filter(user=user, is_active=True).select_related(
            "organisation"
        ),
        "page": None,
        "rows": [],
        "invitations": [],
        "roles": Role.choices,
        "form": None,
    }
    if organisation is not None:
        held = OrganisationRole.objects.visible_to(user).filter(organisation=organisation)
        page = paged(
            request,
            held.select_related("user").order_by("-is_active", "user__email"),
            PER_PAGE,
        )
        context |= {
            "page": page,
            "rows": [(row, bool(rules.can_keep_role(user, row))) for row in page.object_list],
            "invitations": Invitation.objects.visible_to(user)
            .filter(organisation=organisation)
            .unanswered()
            .select_related("invited_by"),
            "form": form or InviteForm(initial={"role": Role.EDITOR}),
        }
    return render(request, "portal/people.html", context, status=status)


def back(organisation_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('portal:people')}?organisation={organisation_id}")


def origin(request: HttpRequest) -> str:
    """Scheme and host that the link in the mail leads to: those of this request."""
    return f"{request.scheme}://{request.get_host()}"


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """People, roles and invitations of an organisation for its managers; one's own for the rest."""
    return shown(request)


@login_required
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    organisation = chosen(request, user)
    form = InviteForm(request.POST)
    if organisation is None or not form.is_valid():
        return shown(request, form, status=400)
    try:
        inviting.invite_person(
            organisation=organisation, by=user, origin=origin(request), **form.cleaned_data
        )
    except DomainError as refusal:
        put_errors(form, refusal)
        return shown(request, form, status=refusal.status)
    messages.success(request, _("The invitation is on its way."))
    return back(organisation.pk)


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    held = get_object_or_404(OrganisationRole.objects.visible_to(user), pk=pk)
    role = request.POST.get("role", "")
    if held.is_active:
        actions.change_role(held=held, role=role, by=user, version=seen_version(request))
    else:
        actions.grant_role(organisation=held.organisation, user=held.user, role=role, by=user)
    messages.success(request, _("The role was changed."))
    return back(held.organisation_id) if rules.can_manage(user, held.organisation_id) else home()


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    held = get_object_or_404(OrganisationRole.objects.visible_to(user), pk=pk)
    actions.end_role(held=held, by=user, version=seen_version(request))
    messages.success(request, _("The role has ended."))
    return home() if held.user_id == user.pk else back(held.organisation_id)


@login_required
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Invitation.objects.visible_to(user), pk=pk)
    inviting.send_again(
        invitation=found, by=user, origin=origin(request), version=seen_version(request)
    )
    messages.success(request, _("The invitation is on its way."))
    return back(found.organisation_id)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Invitation.objects.visible_to(user), pk=pk)
    inviting.revoke_invitation(invitation=found, by=user, version=seen_version(request))
    messages.success(request, _("The invitation was taken back."))
    return back(found.organisation_id)


def home() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("portal:people"))

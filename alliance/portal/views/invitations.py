"""The page behind the link of an invitation."""

from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from alliance.accounts import invitations as inviting
from alliance.accounts.models import Invitation, User
from alliance.lib.errors import DomainError
from alliance.web.pages import put_errors


class NewPersonForm(forms.Form):
    """What somebody without an account says about themselves."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=128,
        strip=False,
        help_text=gettext_lazy("At least 12 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept as the person that one is signed in as, or make the account and accept.

    A made-up link is 404; one that no longer opens anything says why, with 410.
    """
    found = inviting.invitation_by(token)
    if found is None:
        raise Http404
    now = timezone.now()
    if not found.is_open(now):
        reason = inviting.closed_because(found, now)
        return page(request, found, "closed", status=410, reason=reason)
    mode = mode_of(request, found)
    if request.method != "POST":
        form = NewPersonForm() if mode == "new" else None
        return page(request, found, mode, form=form)
    if mode == "mine":
        assert isinstance(request.user, User)  # noqa: S101 -- mode_of says so; for the type checker
        inviting.accept_invitation(invitation=found, by=request.user)
        text = _("You now act for %(organisation)s.")
        messages.success(request, text % {"organisation": found.organisation.name})
        return redirect("portal:workspace")
    if mode == "new":
        return make_account(request, found)
    return page(request, found, mode, status=403)


def mode_of(request: HttpRequest, found: Invitation) -> str:
    """How the reader stands to the invitation: mine, other (signed in as somebody else), sign_in
    (the address has an account) or new.
    """
    if isinstance(request.user, User):
        return "mine" if request.user.email.lower() == found.email.lower() else "other"
    return "sign_in" if User.objects.filter(email__iexact=found.email).exists() else "new"


def make_account(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewPersonForm(request.POST)
    if not form.is_valid():
        return page(request, found, "new", form=form, status=400)
    try:
        made = inviting.accept_as_new_person(invitation=found, **form.cleaned_data)
    except DomainError as refusal:
        put_errors(form, refusal)
        return page(request, found, "new", form=form, status=refusal.status)
    # Signs in with a new session key, as the sign-in page does.
    answer: HttpResponse = perform_login(request, made, redirect_url=reverse("portal:workspace"))
    return answer


def page(
    request: HttpRequest, found: Invitation, mode: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "invitation": found,
        "mode": mode,
        "form": None,
        "reason": "",
        "path": request.path,
        **more,
    }
    return render(request, "portal/invitation.html", context, status=status)

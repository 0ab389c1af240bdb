"""The page of who a graduate is: masked, revealed once for a purpose, kept, erased."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from alliance.accounts.models import User
from alliance.lib.errors import DomainError, Refused
from alliance.registers.views.common import caller
from alliance.web.pages import put_errors, seen_version
from talent import actions, rules
from talent.enums import RevealPurpose
from talent.forms import EraseForm, KeepForm, RevealForm
from talent.identity import Identity
from talent.models import Graduate, GraduateIdentity


class Page:
    """One request for the page: what this person may do, and the three forms for it."""

    def __init__(self, request: HttpRequest, user: User, graduate: Graduate) -> None:
        self.request, self.user, self.graduate = request, user, graduate
        self.today: date = timezone.localdate()
        self.may_keep = bool(rules.can_keep_person(user, graduate))
        self.purposes = rules.purposes_for(user, graduate, self.today)
        self.act = request.POST.get("act", "") if request.method == "POST" else ""
        self.reveal = RevealForm(
            self.sent("reveal"), purposes=self.purposes, auto_id="id_reveal_%s"
        )
        self.keep = KeepForm(self.sent("keep"), today=self.today)
        self.erase = EraseForm(self.sent("erase"), auto_id="id_erase_%s")

    def sent(self, act: str) -> Any:
        """What was posted to this form; None where another one or none was."""
        return self.request.POST if self.act == act else None

    def show(self, *, revealed: Identity | None = None, status: int = 200) -> HttpResponse:
        masked, fault = self.masked()
        kept = GraduateIdentity.objects.visible_to(self.user).filter(graduate=self.graduate)
        context = {
            "graduate": self.graduate,
            "cohort": self.graduate.cohort,
            "shown": revealed or masked,
            "is_revealed": revealed is not None,
            "fault": fault,
            "until": kept.values_list("retention_until", flat=True).first(),
            "reveal_form": self.reveal if self.purposes and masked is not None else None,
            "keep_form": self.keep if self.may_keep else None,
            "erase_form": self.erase if self.may_keep else None,
        }
        return render(self.request, "talent/identity.html", context, status=status)

    def masked(self) -> tuple[Identity | None, str]:
        """What may be seen without asking for more, or the sentence that says why nothing is."""
        if self.graduate.erased_on is not None or not self.purposes:
            return None, ""
        try:
            return self.revealed(self.purposes[0], whole=False), ""
        except Refused as refusal:
            return None, refusal.detail

    def revealed(self, purpose: str, *, whole: bool) -> Identity:
        return actions.reveal_identity(
            graduate=self.graduate, by=self.user, purpose=purpose, whole=whole
        )


@sensitive_post_parameters("name", "id_number", "phone", "email")
@cache_control(no_store=True, private=True)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    """For the school's editors, and the confirmed employer's where the graduate agreed.

    The whole identity stands in the answer to the post that names the purpose, and nowhere else.
    """
    user = caller(request)
    rows = Graduate.objects.visible_to(user).select_related("cohort__program__school__organisation")
    page = Page(request, user, get_object_or_404(rows, pk=pk))
    if not page.may_keep and not page.purposes:
        rules.can_reveal(user, page.graduate, RevealPurpose.EMPLOYER_CONTACT).require()
    if request.method != "POST":
        return page.show()
    act = ACTS.get(page.act)
    return act(page) if act is not None else page.show(status=400)


def refused(page: Page, form: forms.Form, refusal: DomainError) -> HttpResponse:
    put_errors(form, refusal)
    return page.show(status=refusal.status)


def reveal(page: Page) -> HttpResponse:
    purpose = page.request.POST.get("purpose", "")
    if purpose in RevealPurpose.values:
        rules.can_reveal(page.user, page.graduate, purpose).require()
    if not page.reveal.is_valid():
        return page.show(status=400)
    try:
        return page.show(revealed=page.revealed(purpose, whole=True))
    except DomainError as refusal:
        return refused(page, page.reveal, refusal)


def keep(page: Page) -> HttpResponse:
    rules.can_keep_person(page.user, page.graduate).require()
    if not page.keep.is_valid():
        return page.show(status=400)
    try:
        actions.keep_identity(
            graduate=page.graduate,
            by=page.user,
            identity=page.keep.identity(),
            retention_until=page.keep.cleaned_data["retention_until"],
        )
    except DomainError as refusal:
        return refused(page, page.keep, refusal)
    messages.success(page.request, _("The identity is kept."))
    return redirect("talent:identity", page.graduate.pk)


def erase(page: Page) -> HttpResponse:
    rules.can_keep_person(page.user, page.graduate).require()
    if not page.erase.is_valid():
        return page.show(status=400)
    try:
        actions.erase_graduate(
            graduate=page.graduate,
            by=page.user,
            reason=page.erase.cleaned_data["reason"],
            version=seen_version(page.request),
        )
    except DomainError as refusal:
        return refused(page, page.erase, refusal)
    messages.success(page.request, _("The graduate is erased."))
    return redirect("talent:identity", page.graduate.pk)


ACTS: dict[str, Callable[[Page], HttpResponse]] = {
    "reveal": reveal,
    "keep": keep,
    "erase": erase,
}

"""The register of organisations kept clean: likely duplicates, merging, verification."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.accounts.duplicates import Alike, likely_duplicates
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.lib.errors import DomainError
from alliance.portal import merging
from alliance.portal.views.membership import signed_in
from alliance.web.pages import put_errors, seen_version
from enterprises import actions, rules
from enterprises.enums import Decision
from enterprises.models import Enterprise, Verification

PER_PAGE = 25


@dataclass(frozen=True)
class Pair:
    """One line of the list; `refused` says why this reader cannot merge the two."""

    alike: Alike
    first: Organisation
    second: Organisation
    refused: str

    @property
    def percent(self) -> int:
        return round(self.alike.score * 100)


@login_required
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of organisations that may be one, the most alike first."""
    user = signed_in(request)
    if not merging.can_compare(user):
        raise Http404
    found = likely_duplicates(merging.overseen(user))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    pks = {pk for pair in page.object_list for pk in (pair.first, pair.second)}
    rows = Organisation.objects.visible_to(user).select_related("region").in_bulk(list(pks))
    pairs = [
        Pair(
            alike=pair,
            first=rows[pair.first],
            second=rows[pair.second],
            refused=merging.can_merge(user, rows[pair.first], rows[pair.second]).reason,
        )
        for pair in page.object_list
    ]
    return render(request, "portal/duplicates.html", {"page": page, "pairs": pairs})


@login_required
@require_POST
def apart(request: HttpRequest) -> HttpResponse:
    """The two are not the same; the list shows them no more."""
    user = signed_in(request)
    first, second = (visible(user, request.POST.get(name, "")) for name in ("first", "second"))
    merging.tell_apart(first=first, second=second, by=user)
    messages.success(request, _("Noted: these are two."))
    return redirect("portal:duplicates")


def visible(user: User, text: str) -> Organisation:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    return get_object_or_404(Organisation.objects.visible_to(user), pk=number)


class MergeForm(forms.Form):
    """Which value each field keeps, and why the two are one."""

    reason = forms.CharField(
        label=gettext_lazy("Why they are the same"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, rows: list[merging.Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            if row.differs:
                self.fields[row.name] = forms.ChoiceField(
                    label=row.label,
                    choices=[("keep", row.keep), ("other", row.other)],
                    widget=forms.RadioSelect,
                    required=False,
                    initial="keep" if row.keep not in (None, "") else "other",
                )

    def chosen(self) -> dict[str, str]:
        """Field → side; a field that the form did not say keeps its value."""
        said = {r.name: self.cleaned_data.get(r.name) for r in self.rows if r.differs}
        return {name: side for name, side in said.items() if side}

    def lines(self) -> list[tuple[merging.Row, str]]:
        """Each row with the side that is marked for it."""
        return [
            (row, str(self[row.name].value() or "keep") if row.differs else "") for row in self.rows
        ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, keep: int, other: int) -> HttpResponse:
    """Both records side by side, what will move, and the button that cannot be undone."""
    user = signed_in(request)
    kept, gone = visible(user, str(keep)), visible(user, str(other))
    if kept.pk == gone.pk or not merging.can_compare(user):
        raise Http404
    merging.can_merge(user, kept, gone).require()
    rows = merging.compare(kept, gone)
    form = MergeForm(request.POST or None, rows=rows)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                version = request.POST.get("other_version", "")
                merging.merge_organisations(
                    keep=kept,
                    other=gone,
                    by=user,
                    reason=form.cleaned_data["reason"],
                    chosen=form.chosen(),
                    version=seen_version(request),
                    other_version=int(version) if version.isdecimal() else None,
                )
                messages.success(request, _("The two records are one now."))
                return redirect("portal:duplicates")
            status = 400
        except DomainError as refusal:
            put_errors(form, refusal)
            status = refusal.status
    context = {
        "keep": kept,
        "other": gone,
        "form": form,
        "plan": merging.rehearse(keep=kept, other=gone),
        "same_kind": kept.kind == gone.kind,
    }
    return render(request, "portal/merge.html", context, status=status)


class VerificationForm(forms.Form):
    """What was looked at, and what came of it."""

    uscc = forms.CharField(
        label=gettext_lazy("Unified social credit code on the papers"), max_length=18
    )
    licence = forms.CharField(label=gettext_lazy("Licence number"), max_length=60, required=False)
    document = forms.CharField(
        label=gettext_lazy("Document seen"),
        max_length=300,
        help_text=gettext_lazy("Where the paper can be found: a file number, a register."),
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Needed for a refusal; the enterprise reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest, pk: int) -> HttpResponse:
    """Decisions on an enterprise's papers; its secretariats add one."""
    user = signed_in(request)
    enterprise = get_object_or_404(
        Enterprise.objects.visible_to(user).select_related("organisation"), pk=pk
    )
    decisions = Verification.objects.visible_to(user).filter(enterprise=enterprise)
    may = bool(rules.can_verify(user, enterprise))
    if not may and not belongs(user, enterprise):
        raise Http404
    form = VerificationForm(request.POST or None)
    status = 200
    if request.method == "POST":
        rules.can_verify(user, enterprise).require()
        status = 400
        if form.is_valid():
            said = dict(form.cleaned_data)
            verified = said.pop("decision") == Decision.VERIFIED
            act = actions.verify_enterprise if verified else actions.refuse_verification
            try:
                act(enterprise=enterprise, by=user, version=seen_version(request), **said)
            except DomainError as refusal:
                put_errors(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("The decision is on record."))
                return redirect("portal:verification", pk)
    context = {
        "enterprise": enterprise,
        "decisions": decisions.select_related("by"),
        "form": form if may else None,
    }
    return render(request, "portal/verification.html", context, status=status)


def belongs(user: User, enterprise: Enterprise) -> bool:
    """Whether the person belongs to the enterprise, in whichever role."""
    return enterprise.pk in scope_of(user).organisations

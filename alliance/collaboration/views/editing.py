"""One page for writing a record: parse, call one action, show what it refused."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.lib.errors import DomainError, NotAllowed, Stale
from alliance.web.pages import put_errors


def caller(request: HttpRequest) -> User:
    """Who asks. Only for views behind a sign-in; raises NotAllowed for nobody."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first."))
    return request.user


def differing(form: Form, kept: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(label, yours, stored) of each field in which the form differs from the stored values."""
    found = []
    for name, field in form.fields.items():
        if name not in kept:
            continue
        choices = dict(getattr(field, "choices", ()) or ())
        yours, stored = (
            "" if value is None else str(choices.get(value, value))
            for value in (form[name].value(), kept[name])
        )
        if yours != stored:
            found.append((str(field.label), yours, stored))
    return found


def answer(
    request: HttpRequest,
    template: str,
    forms: list[Form],
    save: Callable[[], Any],
    *,
    context: dict[str, Any],
    onward: Callable[[Any], str],
    stored: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Save what was posted and go on, or show the forms again with what is wrong.

    A stale save shows both versions; the form then carries the stored one's number, so that
    saving again is a decision. Raises NotAllowed: there is no form for who may not write.
    """
    status = 400
    shown = {**context, "conflict": []}
    if all([form.is_valid() for form in forms]):  # noqa: C419 -- every form shows its own faults
        try:
            return HttpResponseRedirect(onward(save()))
        except NotAllowed:
            raise
        except Stale as refusal:
            status = refusal.status
            put_errors(forms[0], refusal)
            shown["version"] = refusal.current
            if stored is not None:
                shown["conflict"] = differing(forms[0], stored())
        except DomainError as refusal:
            status = refusal.status
            put_errors(home_of(refusal, forms), refusal)
    return render(request, template, shown, status=status)


def home_of(refusal: DomainError, forms: list[Form]) -> Form:
    """The form that holds the field which the refusal names first; else the first form."""
    for fault in refusal.errors:
        for form in forms:
            if fault.field in form.fields:
                return form
    return forms[0]

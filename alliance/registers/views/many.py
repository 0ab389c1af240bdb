"""Many records at once: choose on the list, say what and why, see what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.accounts.models import User
from alliance.lib.errors import InvalidInput, NotAllowed, Refused
from alliance.registers import bulk
from alliance.registers.forms import RecordForm, move_form, ready, reason_field, suggested
from alliance.registers.lists import asked, base, capital
from alliance.registers.register import Register
from alliance.registers.rules import can_change_many
from alliance.registers.views.common import address, caller, found
from alliance.web.pages import put_errors

WHY = "why"
"""The reason's name in forms: records may have a field called reason."""
KEY_DIGITS = 18
"""Digits of a key that the database can hold."""


@dataclass(frozen=True)
class Act:
    """What is to be done with the records: `move` is "" for a change of fields."""

    register: Register
    user: User
    move: str

    @property
    def title(self) -> str:
        return str(self.register.moves[self.move].label) if self.move else _("Change fields")


@login_required
@require_POST
def record_many(request: HttpRequest, name: str) -> HttpResponse:
    """First the form for the records that were chosen on the list, then the change itself."""
    register = found(name)
    user = caller(request)
    if not can_change_many(register, user):
        raise NotAllowed(_("You change no records here."))
    act = what(register, user, request.POST.get("act", ""))
    query = request.POST.get("query", "")[:8_000]
    records = chosen(act, request.POST, query)
    back = f"{reverse('registers:list', args=[name])}?{query or 'view=0'}"
    if not records:
        messages.error(request, _("Choose at least one record first."))
        return HttpResponseRedirect(back)
    context = {
        "register": register,
        "title": capital(register.title),
        "heading": act.title,
        "act": request.POST["act"],
        "back_url": back,
        "query": query,
        "records": [(row, address(register, row)) for row in records],
        "keys": ",".join(str(row.pk) for row in records),
    }
    return (
        do_move(request, act, records, context)
        if act.move
        else do_edit(request, act, records, context)
    )


def what(register: Register, user: User, text: str) -> Act:
    """Raises Http404 for what the register does not offer."""
    kind, _colon, move = text.partition(":")
    if (kind == "edit" and not move and register.amend) or (
        kind == "move" and move in register.moves
    ):
        return Act(register, user, move)
    raise Http404


def chosen(act: Act, data: QueryDict, query: str) -> list[Any]:
    """The records that were ticked, or all that the list's filters let through.

    Raises Refused for more than one change reaches.
    """
    if data.get("all"):
        rows = asked(act.register, QueryDict(query), act.user).rows
    else:
        given = [*data.getlist("pk"), *data.get("keys", "").split(",")][: bulk.MOST + 2]
        keys = {int(k) for k in given if k.isascii() and k.isdigit() and len(k) <= KEY_DIGITS}
        rows = base(act.register, act.user).filter(pk__in=keys)
    records = list(rows[: bulk.MOST + 1])
    if len(records) > bulk.MOST:
        most = {"most": bulk.MOST}
        raise Refused(_("At most %(most)s records are changed at once; narrow the list.") % most)
    return records


def do_edit(
    request: HttpRequest, act: Act, records: list[Any], context: dict[str, Any]
) -> HttpResponse:
    names = act.register.amend
    data = request.POST if request.POST.get("confirmed") else None
    form = RecordForm(data, register=act.register, names=names, user=act.user)
    picked = [name for name in names if name in request.POST.getlist("change")]
    for name, field in form.fields.items():
        field.required = field.required and name in picked
    form.fields[WHY] = reason_field()
    form.fields[WHY].label = _("Reason")
    shown = {**context, "form": ready(form), "suggested": suggested(form), "picked": picked}
    if data is None:
        return show_form(request, shown)
    for name in set(form.errors) - {*picked, WHY}:
        del form.errors[name]  # a field that is not to change may hold anything
    if not picked:
        form.add_error(None, _("Tick the fields that are to change."))
    if form.errors:
        return show_form(request, shown, status=400)
    try:
        outcomes = bulk.edit_many(
            act.register,
            records=records,
            by=act.user,
            values={name: listed(form.cleaned_data[name]) for name in picked},
            reason=form.cleaned_data[WHY],
        )
    except InvalidInput as refusal:
        put_errors(form, refusal)
        return show_form(request, shown, status=refusal.status)
    return show_outcomes(request, act, outcomes, shown)


def do_move(
    request: HttpRequest, act: Act, records: list[Any], context: dict[str, Any]
) -> HttpResponse:
    make: Any = move_form(act.register.moves[act.move])
    data = request.POST if request.POST.get("confirmed") else None
    form: forms.Form = (
        make(data, record=None, user=act.user) if make is not None else forms.Form(data)
    )
    shown = {**context, "form": form, "suggested": [], "picked": []}
    if data is None:
        return show_form(request, shown)
    if not form.is_valid():
        return show_form(request, shown, status=400)
    values: Mapping[str, Any] = form.cleaned_data
    outcomes = bulk.move_many(
        act.register, records=records, move=act.move, by=act.user, values=values
    )
    return show_outcomes(request, act, outcomes, shown)


def listed(value: Any) -> Any:
    return list(value) if isinstance(value, models.QuerySet) else value


def show_form(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(
        request,
        "registers/many.html",
        {"outcomes": None, "withdrawn": False, **context},
        status=status,
    )


def show_outcomes(
    request: HttpRequest, act: Act, outcomes: list[bulk.Outcome], context: dict[str, Any]
) -> HttpResponse:
    """What became of each record, those that refused first; and the form again, if nothing did."""
    words = {"changed": _("Changed"), "unchanged": _("Unchanged"), "refused": _("Refused")}
    withdrawn = bulk.is_refused(outcomes)
    if withdrawn:
        words["changed"] = _("Could be changed")
    tones = {"changed": "quiet" if withdrawn else "good", "unchanged": "quiet", "refused": "bad"}
    order = ("refused", "changed", "unchanged")
    told = [
        {
            "record": outcome.record,
            "href": address(act.register, outcome.record),
            "word": words[outcome.kind],
            "tone": tones[outcome.kind],
            "kind": outcome.kind,
            "why": outcome.why,
        }
        for outcome in sorted(outcomes, key=lambda o: order.index(o.kind))
    ]
    counts = {kind: sum(o.kind == kind for o in outcomes) for kind in order}
    shown = {**context, "outcomes": told, "withdrawn": withdrawn, "counts": counts}
    return render(request, "registers/many.html", shown, status=409 if withdrawn else 200)

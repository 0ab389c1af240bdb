"""Pages of one record: what it holds, what lies beside it, its forms and its moves."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import FieldDoesNotExist
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.accounts.models import User
from alliance.lib.errors import DomainError, Stale
from alliance.registers import actions, cells, rules, undo
from alliance.registers.forms import RecordForm, move_form, ready, stored, suggested
from alliance.registers.lists import Reader, capital
from alliance.registers.register import Register, registers
from alliance.registers.telling import told
from alliance.registers.views.beside import beside
from alliance.registers.views.common import address, caller, found, must_know, one
from alliance.web import pages
from alliance.web.pages import put_errors


@dataclass(frozen=True)
class Child:
    """Records of another register that name this one."""

    title: str
    count: int
    href: str
    new: str


def children(register: Register, row: Any, user: Any) -> list[Child]:
    """Registers with a relation to this record, and how many of their rows name it."""
    made = []
    for other in registers().values():
        for name in other.fields:
            try:
                field: Any = other.model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            if not field.is_relation or field.related_model is not register.model:
                continue
            if name not in other.filters:
                continue
            count = other.visible_to(user).filter(**{name: row}).count()
            may = bool(other.enter) and name in other.enter and bool(other.may_begin(user))
            if count or may:
                listed = reverse("registers:list", args=[other.name])
                new = reverse("registers:new", args=[other.name])
                asked_for = f"?{name}=%23{row.pk}"
                made.append(
                    Child(
                        capital(other.title),
                        count,
                        f"{listed}{asked_for}",
                        f"{new}{asked_for}" if may else "",
                    )
                )
    return made


@login_required
@require_safe
def record_detail(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    return show(request, found(name), pk)


def show(
    request: HttpRequest,
    register: Register,
    pk: int,
    *,
    bound: tuple[str, BaseForm] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    user = caller(request)
    row = one(register, pk, user)
    reader = Reader(register, [row], user)
    may_amend = bool(register.amend) and bool(register.may_amend(user, row))
    reads_history = bool(rules.can_read_history(register, user, row))
    last = undo.last_move(register, row)
    buttons = moves_of(register).buttons(user, row, bound) if register.flow else []
    context = {
        "register": register,
        "title": capital(register.title),
        "record": row,
        "state": row if register.flow is not None else None,
        "cells": [reader.cell(name, row) for name in register.fields],
        "children": children(register, row, user),
        "may_edit": may_amend,
        "links": register.links(user, row),
        "buttons": undo.named(register, row, last, buttons),
        "last_move": said(register, row, last) if reads_history else None,
        "history": told(row) if reads_history else None,
        "refusal": refusal,
        **beside(register, row, user),
    }
    return render(request, "registers/detail.html", context)


def said(register: Register, row: Any, last: undo.LastMove | None) -> dict[str, Any] | None:
    """The last change of state in words: from where to where, when and by whom."""
    if last is None:
        return None
    words = dict(row._meta.get_field("state").flatchoices)
    return {
        "former": str(words.get(last.former, last.former)),
        "present": str(words.get(row.state, row.state)),
        "at": last.at,
        "actor": last.actor,
    }


def moves_of(register: Register) -> pages.Moves:
    """The register's moves as pages offer them."""
    table = {
        name: pages.Move(
            label=move.label,
            act=lambda record, by, version, _name=name, **values: actions.make_move(
                register, record=record, move=_name, by=by, version=version, values=values
            ),
            rule=move.rule,
            tone=move.tone,
            done=_("%(move)s: done.") % {"move": move.label},
            form=move_form(move),
        )
        for name, move in register.moves.items()
    }
    if register.flow is None:
        raise Http404
    return RegisterMoves("record", register.flow, register.name, table)


class RegisterMoves(pages.Moves):
    """Moves whose addresses begin with their register's name (kept in `address`)."""

    def url(self, record: Any, name: str) -> str:
        return reverse("registers:move", args=[self.address, record.pk, name])


@login_required
@require_POST
def record_move(request: HttpRequest, name: str, pk: int, move: str) -> HttpResponse:
    register = found(name)
    row = one(register, pk, request.user)
    return moves_of(register).make(
        request,
        row,
        move,
        detail=lambda **shown: show(request, register, pk, **shown),
        fallback=address(register, row),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: HttpRequest, name: str) -> HttpResponse:
    """Enter a record; a link may name what it belongs to."""
    register = found(name)
    user = caller(request)
    if not register.enter:
        raise Http404
    register.may_begin(user).require()
    options: dict[str, Any] = {"register": register, "names": register.enter, "user": user}
    context = {
        "register": register,
        "title": capital(register.title),
        "heading": _("New: %(what)s") % {"what": register.singular},
        "cancel_url": reverse("registers:list", args=[name]),
        "version": None,
    }
    if request.method != "POST":
        form = RecordForm(**options, initial=named_in(request, register, user))
        return show_form(request, form, context)
    form = RecordForm(request.POST, **options)
    if not form.is_valid():
        return show_form(request, form, context, status=400)
    try:
        row = actions.enter(register, by=user, values=form.values)
    except DomainError as refusal:
        put_errors(form, refusal)
        return show_form(request, form, context, status=refusal.status)
    messages.success(request, _("%(record)s is entered.") % {"record": row})
    return HttpResponseRedirect(address(register, row))


def named_in(request: HttpRequest, register: Register, user: User) -> dict[str, Any]:
    """Values that the address gives, read as a file's cells; what cannot be read is left out."""
    given: dict[str, Any] = {}
    for name in register.enter:
        text = request.GET.get(name, "")[:200]
        if text:
            try:
                given[name] = cells.parse(register, name, text, user)
            except DomainError:
                continue
    return given


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_edit(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    register = found(name)
    user = caller(request)
    row = one(register, pk, user)
    if not register.amend:
        raise Http404
    register.may_amend(user, row).require()
    options: dict[str, Any] = {"register": register, "names": register.amend, "user": user}
    context = {
        "register": register,
        "title": capital(register.title),
        "heading": _("Edit: %(record)s") % {"record": row},
        "cancel_url": address(register, row),
        "version": getattr(row, "version", None),
        "record": row,
    }
    if request.method != "POST":
        return show_form(request, RecordForm(**options, record=row), context)
    form = RecordForm(request.POST, **options, record=row)
    context["version"] = request.POST.get("version", "")
    if not form.is_valid():
        return show_form(request, form, context, status=400)
    try:
        amended = actions.amend(
            register,
            record=row,
            by=user,
            values=form.values,
            version=must_know(request, row),
            reason=request.POST.get("why", "").strip()[:500],
        )
    except Stale as refusal:
        newest = one(register, pk, user)
        put_errors(form, refusal)
        context["version"] = refusal.current
        context["conflict"] = differing(form, stored(register, newest))
        return show_form(request, form, context, status=refusal.status)
    except DomainError as refusal:
        put_errors(form, refusal)
        return show_form(request, form, context, status=refusal.status)
    messages.success(request, _("%(record)s is saved.") % {"record": amended})
    return HttpResponseRedirect(address(register, amended))


def differing(form: RecordForm, kept: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(label, yours, stored) of each field in which the form differs from what is stored now."""

    def text(name: str, value: Any) -> str:
        several = value if isinstance(value, list) else [value]
        said = dict(getattr(form.fields[name], "choices", ()) or ())
        return ", ".join("" if v is None else str(said.get(v, v)) for v in several)

    pairs = [
        (str(form.fields[name].label), text(name, value), text(name, kept.get(name)))
        for name, value in form.values.items()
    ]
    return [(label, yours, there) for label, yours, there in pairs if yours != there]


def show_form(
    request: HttpRequest, form: RecordForm, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    shown = {"conflict": [], **context, "form": ready(form), "suggested": suggested(form)}
    return render(request, "registers/form.html", shown, status=status)

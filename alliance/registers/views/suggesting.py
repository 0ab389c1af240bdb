"""Suggestions for relations that are typed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance.reference.models import CodeEntry
from alliance.reference.picking import find
from alliance.registers import cells
from alliance.registers.lists import searched
from alliance.registers.register import register_of
from alliance.registers.views.common import found

SUGGESTED = 12


@login_required
@require_safe
def suggest(request: HttpRequest, name: str, field: str) -> HttpResponse:
    """Options for a relation that is typed: rows that the person may see and that fit the text."""
    register = found(name)
    if field not in (*register.fields, *register.filters):
        raise Http404
    model: Any = cells.field_of(register, field).related_model
    if model is None:
        raise Http404
    text = request.GET.get(field, "").rpartition(cells.BETWEEN)[2].strip()[:100]
    options = [row_text(row) for row in candidates(model, text, request.user)] if text else []
    return render(request, "registers/options.html", {"options": options})


def row_text(row: Any) -> str:
    return str(row) if isinstance(row, CodeEntry) else f"{row} #{row.pk}"


def candidates(model: Any, text: str, user: Any) -> list[Any]:
    if issubclass(model, CodeEntry):
        return find(model._default_manager.filter(retired_on__isnull=True), text)
    target = register_of(model)
    if target is None or not target.search or "\x00" in text:
        return []
    return list(searched(target, text, user)[:SUGGESTED])

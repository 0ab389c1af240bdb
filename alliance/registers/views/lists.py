"""Pages of lists: the overview of registers, one register's list, and lists that people saved."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.lib.errors import DomainError
from alliance.registers import saved
from alliance.registers.bulk import MOST
from alliance.registers.cells import label_of
from alliance.registers.forms import suggested
from alliance.registers.lists import Reader, asked, capital, columns, sort_path
from alliance.registers.models import SavedView, Tagging
from alliance.registers.register import GROUPS, Register, registers
from alliance.registers.rules import can_change_many
from alliance.registers.views.common import address, caller, door, found
from alliance.web.pages import paged

PER_PAGE = 50
IN_SIGHT = 4
"""Filters that stand in the bar; the others are folded away until one of them is used."""
NOTES: Mapping[str, str | Promise] = {
    "organisations": _("Who takes part: members, schools, enterprises and the people they name."),
    "governance": _("How the alliance is led: bodies, meetings, agreements, policies and plans."),
    "programs": _("What schools teach, and the occupations that it leads to."),
    "people": _("Exchanges, training and certificates, and what became of graduates."),
    "work": _("Bases, laboratories, classes and internships: where school and work meet."),
    "results": _("What came of the work, who uses it, and what was granted or honoured."),
    "figures": _("Measures, published figures and the runs that computed them."),
}
"""What each group of registers is about, in one sentence."""


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every register, under its heading."""
    groups = [
        {
            "title": title,
            "note": NOTES.get(group, ""),
            "registers": [
                {
                    "title": capital(r.title),
                    "href": reverse("registers:list", args=[r.name]),
                    "new": reverse("registers:new", args=[r.name])
                    if r.enter and r.may_begin(request.user)
                    else "",
                }
                for r in registers().values()
                if r.group == group
            ],
        }
        for group, title in GROUPS.items()
    ]
    return render(
        request, "registers/index.html", {"groups": [g for g in groups if g["registers"]]}
    )


@login_required
@require_safe
def record_list(request: HttpRequest, name: str) -> HttpResponse:
    register = found(name)
    user = caller(request)
    views = list(SavedView.objects.visible_to(user).filter(register=name))
    first = next((v for v in views if v.is_default and v.owner_id == user.pk), None)
    if not request.GET and first is not None:
        return HttpResponseRedirect(view_address(first))
    return render(request, "registers/list.html", listing(request, register, user, views))


def listing(
    request: HttpRequest, register: Register, user: User, views: Sequence[SavedView]
) -> dict[str, Any]:
    """What the page of a list shows."""
    query = request.GET
    list_asked = asked(register, query, user)
    page = paged(request, list_asked.rows, PER_PAGE)
    shown = columns(register, query.getlist("columns"))
    here = reverse("registers:list", args=[register.name])
    is_narrowed = any(query.get(name) for name in list_asked.form.fields)
    begins = bool(register.enter) and bool(register.may_begin(user))
    return {
        "register": register,
        "title": capital(register.title),
        "page": page,
        "suggested": suggested(list_asked.form),
        "faults": list_asked.faults,
        "waiting_only": list_asked.waiting_only,
        **bar(list_asked.form, query),
        "is_narrowed": is_narrowed,
        "clear_url": f"{here}?{without(query, *list_asked.form.fields, 'view')}&view=0",
        "headings": [heading(register, column, query) for column in shown],
        "lines": lines(register, list(page.object_list), shown, user),
        "may_begin": begins,
        "exports": exports(register, query),
        "import_url": f"{door('imports:new')}?kind={register.name}"
        if begins and door("imports:new")
        else "",
        "column_choices": [
            (name, capital(label_of(register, name)), name in shown) for name in register.fields
        ],
        "columns_kept": pairs(query, leave=("columns", "page", "view")),
        **many(register, user, page.paginator.count),
        "query": without(query, "page", "view"),
        **saved_lists(register, user, views, query),
    }


def bar(form: forms.Form, query: QueryDict) -> dict[str, Any]:
    """The filters in two parts, and what the form must carry along to keep order and columns."""
    fields: list[BoundField] = list(form)
    folded = fields[IN_SIGHT:] if len(fields) > IN_SIGHT + 1 else []
    return {
        "in_sight": fields[: len(fields) - len(folded)],
        "folded": folded,
        "is_unfolded": any(query.get(field.html_name) for field in folded),
        "filters_kept": pairs(query, only=("sort", "columns")),
    }


def pairs(
    query: QueryDict, *, only: Sequence[str] = (), leave: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Parameters as hidden fields of a form."""
    return [
        (name, value)
        for name, values in query.lists()
        for value in values
        if name not in leave and (not only or name in only)
    ]


def without(query: QueryDict, *names: str) -> str:
    """The query without these parameters."""
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


def heading(register: Register, column: str, query: QueryDict) -> dict[str, str]:
    """A column's name, how the list is ordered by it, and the address that orders it."""
    label = capital(label_of(register, column))
    if not sort_path(register, column):
        return {"label": label, "href": "", "sorted": ""}
    sort = query.get("sort", "")
    now = {column: "ascending", f"-{column}": "descending"}.get(sort, "")
    kept = query.copy()
    kept.pop("page", None)
    kept["sort"] = f"-{column}" if now == "ascending" else column
    return {"label": label, "href": f"?{kept.urlencode()}", "sorted": now}


def lines(
    register: Register, rows: list[Any], shown: Sequence[str], user: User
) -> list[dict[str, Any]]:
    """The rows' cells, with the tags that the person's organisations put on them."""
    reader = Reader(register, rows, user)
    tags: dict[Any, list[Any]] = {}
    scope = scope_of(user)
    if scope.organisations and rows:
        kind = ContentType.objects.get_for_model(register.model)
        put = Tagging.objects.filter(
            content_type=kind,
            object_id__in=[row.pk for row in rows],
            tag__organisation_id__in=scope.organisations,
        )
        for tagging in put.select_related("tag").order_by("tag__name"):
            tags.setdefault(tagging.object_id, []).append(tagging.tag)
    return [
        {
            "pk": row.pk,
            "href": address(register, row),
            "cells": [reader.cell(column, row) for column in shown],
            "tags": tags.get(row.pk, []),
        }
        for row in rows
    ]


def exports(register: Register, query: QueryDict) -> list[tuple[str, str]]:
    """(name, address) of the files that hold exactly this list, all its pages."""
    place = door("imports:export", register.name)
    if not place:
        return []
    kept = without(query, "page", "view", "format")
    return [(kind.upper(), f"{place}?{kept}&format={kind}") for kind in ("csv", "xlsx")]


def many(register: Register, user: User, count: int) -> dict[str, Any]:
    """What can be done with chosen rows, where the person changes records at all."""
    if not can_change_many(register, user):
        return {"bulk": []}
    choices: list[tuple[str, str | Promise]] = []
    if register.amend:
        choices.append(("edit", _("Change fields…")))
    choices += [(f"move:{move}", made.label) for move, made in register.moves.items()]
    return {"bulk": choices, "may_take_all": PER_PAGE < count <= MOST}


# -- saved lists --------------------------------------------------------------------------------


class SavedViewForm(forms.Form):
    """Name and readers of a saved list."""

    name = forms.CharField(label=_("Name"), max_length=60)
    shared_with = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Shared with"),
        required=False,
        empty_label=_("Nobody: for me alone"),
    )
    is_default = forms.BooleanField(label=_("Opens first"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = scope_of(user).organisations_as(Role.EDITOR)
        shared: Any = self.fields["shared_with"]
        shared.queryset = Organisation.objects.filter(pk__in=mine)
        if not mine:
            del self.fields["shared_with"]


def view_address(view: SavedView) -> str:
    query = QueryDict(view.query, mutable=True)
    query.setlist("columns", view.columns)
    query["view"] = str(view.pk)
    return f"{reverse('registers:list', args=[view.register])}?{query.urlencode()}"


def saved_lists(
    register: Register, user: User, views: Sequence[SavedView], query: QueryDict
) -> dict[str, Any]:
    """The saved lists as tabs, the one that is open, and the forms to keep and to change one."""
    current = next((v for v in views if str(v.pk) == query.get("view")), None)
    own = current if current is not None and current.owner_id == user.pk else None
    return {
        "tabs": list(tabs(register, views, current)),
        "own_view": own,
        "view_form": SavedViewForm(
            user=user,
            auto_id="id_view_%s",
            initial={
                "name": own.name,
                "shared_with": own.shared_with_id,
                "is_default": own.is_default,
            },
        )
        if own is not None
        else None,
        "keep_form": SavedViewForm(user=user, auto_id="id_keep_%s"),
    }


def tabs(
    register: Register, views: Sequence[SavedView], current: SavedView | None
) -> Iterator[tuple[str, str, bool]]:
    if views:
        yield (
            str(_("All")),
            f"{reverse('registers:list', args=[register.name])}?view=0",
            not current,
        )
    for view in views:
        yield view.name, view_address(view), view is current


@login_required
@require_POST
def view_keep(request: HttpRequest, name: str) -> HttpResponse:
    """Save the list that the form's query describes."""
    register = found(name)
    user = caller(request)
    query = request.POST.get("query", "")[:8_000]
    back = f"{reverse('registers:list', args=[name])}?{query or 'view=0'}"
    form = SavedViewForm(request.POST, user=user)
    if not form.is_valid():
        messages.error(request, _("Give the list a name of at most 60 characters."))
        return HttpResponseRedirect(back)
    try:
        view = saved.save_view(
            register,
            by=user,
            query=query,
            wanted=QueryDict(query).getlist("columns"),
            **form.cleaned_data,
        )
    except DomainError as refusal:
        messages.error(request, refusal.detail)
        return HttpResponseRedirect(back)
    messages.success(request, _("The list “%(name)s” is saved.") % {"name": view.name})
    return HttpResponseRedirect(view_address(view))


@login_required
@require_POST
def view_change(request: HttpRequest, name: str, pk: int, act: str) -> HttpResponse:
    """Rename, share or delete a saved list."""
    user = caller(request)
    rows = SavedView.objects.visible_to(user).filter(register=found(name).name)
    view = get_object_or_404(rows, pk=pk)
    if act == "delete":
        saved.delete_view(view=view, by=user)
        messages.success(request, _("The list “%(name)s” is deleted.") % {"name": view.name})
        return HttpResponseRedirect(f"{reverse('registers:list', args=[name])}?view=0")
    form = SavedViewForm(request.POST, user=user)
    if not form.is_valid():
        messages.error(request, _("Give the list a name of at most 60 characters."))
        return HttpResponseRedirect(view_address(view))
    try:
        view = saved.change_view(view=view, by=user, **form.cleaned_data)
    except DomainError as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, _("The list “%(name)s” is saved.") % {"name": view.name})
    return HttpResponseRedirect(view_address(view))

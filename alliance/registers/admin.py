"""The secretariat's administration of registers, derived from their declarations."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
)

from alliance.lib.rules import Verdict
from alliance.reference.models import CodeEntry
from alliance.registers import actions, lists, rules
from alliance.registers.cells import hidden_from
from alliance.registers.register import Move, Register, register_of, registers
from alliance.web import admin_forms
from alliance.web.admin import RECORD, RecordAdmin
from alliance.web.admin_forms import Entry
from alliance.web.records import Record


class RegisterRecordAdmin(RecordAdmin):
    """Reads, saves and moves as the register declares them."""

    register: Register
    argument = "record"

    def may_add(self, user: Any) -> Verdict:
        return self.register.may_begin(user)

    def may_change(self, user: Any, record: Any) -> Verdict:
        return self.register.may_amend(user, record)

    def may_see_history(self, user: Any, record: Any) -> Verdict:
        return rules.can_read_history(self.register, user, record)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the fields that this reader may not see."""
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            return sets
        hidden = hidden_from(self.register, obj, request.user, self.register.fields)
        return [
            (title, {**part, "fields": [n for n in part["fields"] if n not in hidden]})
            for title, part in sets
        ]

    def create(self, entry: Entry) -> Any:
        return actions.enter(self.register, by=entry.by, values=as_values(entry.fields))

    def edit(self, entry: Entry) -> Any:
        return actions.amend(
            self.register,
            record=entry.record,
            by=entry.by,
            values=as_values(entry.fields),
            version=entry.version,
        )


def as_values(fields: Any) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, models.QuerySet) else value
        for name, value in fields.items()
    }


def admin_move(register: Register, name: str, move: Move) -> admin_forms.Move:
    def act(*, record: Any, by: Any, version: int | None, **values: Any) -> Any:
        return actions.make_move(
            register, record=record, move=name, by=by, version=version, values=values
        )

    return admin_forms.Move(move.label, act, move.rule, move.fields, tone=move.tone)


def model_field(register: Register, name: str) -> Any:
    try:
        return register.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def admin_filter(register: Register, name: str) -> Any:
    """The list filter that suits the field; None where it has none."""
    field = model_field(register, name)
    if field is None:
        return None
    if field.is_relation:
        return (name, AutocompleteSelectFilter)
    if field.choices:
        return (name, ChoicesDropdownFilter)
    if isinstance(field, models.DateField):
        return (name, RangeDateFilter)
    return name if isinstance(field, models.BooleanField) else None


def admin_of(register: Register) -> type[RegisterRecordAdmin]:
    model = register.model
    named = [n for n in register.enter if (f := model_field(register, n)) and f.is_relation]
    shown = [name for name in register.fields if name != "state" or register.flow is None]
    listed = ["state_badge" if n == "state" and register.flow else n for n in register.listed]
    many = {f.name for f in model._meta.many_to_many}
    record = [RECORD] if issubclass(model, Record) else []
    content = {
        "register": register,
        "guarded": register.guarded,
        "list_display": [n for n in listed if n not in many and n not in register.guarded],
        "list_filter": [f for n in register.filters if (f := admin_filter(register, n))],
        "search_fields": register.search,
        "related": lists.relations(register),
        "ordering": register.order,
        "autocomplete_fields": [n for n in named if has_search(register, n)],
        "add_fields": register.enter,
        "editable": register.amend,
        "fieldsets": [
            (None, {"fields": [*shown, *(["state"] if register.flow else [])]}),
            *record,
        ],
        "flow": register.flow,
        "moves": {name: admin_move(register, name, m) for name, m in register.moves.items()},
    }
    return type(f"{model.__name__}Admin", (RegisterRecordAdmin,), content)


def has_search(register: Register, name: str) -> bool:
    """Whether the administration can look the related rows up by words."""
    target = model_field(register, name).related_model
    kept = register_of(target)
    return issubclass(target, CodeEntry) or (kept is not None and bool(kept.search))


for _register in registers().values():
    if _register.admin:
        admin.site.register(_register.model, admin_of(_register))

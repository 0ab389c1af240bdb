"""A register's list: what was asked for, which columns, and its cells as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import Organisation
from alliance.reference.models import CodeEntry
from alliance.registers import cells
from alliance.registers.filters import filterset_of
from alliance.registers.forms import BLANK, ChosenRow, day, relation
from alliance.registers.models import Tag
from alliance.registers.notes import tagged
from alliance.registers.register import Register, register_of
from alliance.registers.waiting import waiting_in


@dataclass(frozen=True)
class Asked:
    """The list that a request asks for: its rows, the filter form, and what was not understood.

    `waiting_only`: nothing but what waits for the reader.
    """

    rows: Any
    form: forms.Form
    faults: list[str]
    waiting_only: bool = False


def asked(register: Register, data: Any, user: Any) -> Asked:
    """Rows that the user may see and the filters let through, in the order that `sort` names.

    A bad filter shows nothing; an unknown order is the register's own.
    """
    form = FilterForm(data, register=register, user=user)
    rows = base(register, user)
    parameters = form.parameters()
    chosen = filterset_of(register)(parameters, queryset=rows)
    faults = [*form.faults(), *(str(f) for found in chosen.errors.values() for f in found)]
    if faults:
        return Asked(rows.none(), form, faults)
    found = chosen.qs
    if "tag" in parameters:
        found = found.filter(pk__in=tagged(register.model, form.cleaned_data["tag"]))
    waiting = waiting_in(register, data, user)
    if waiting is not None:
        found = found.filter(pk__in=waiting)
    ordered = in_order(register, found, data.get("sort", ""))
    return Asked(ordered, form, [], waiting_only=waiting is not None)


def searched(register: Register, text: str, user: Any) -> Any:
    """Rows that the user may see and that the quick search finds: `asked` with nothing but words."""
    rows = base(register, user)
    chosen = filterset_of(register)({"q": text}, queryset=rows)
    return chosen.qs if register.search and chosen.is_valid() else rows.none()


def filter_names(register: Register) -> tuple[str, ...]:
    """The parameters that narrow this list."""
    return tuple(filterset_of(register).base_filters)


def sort_path(register: Register, name: str) -> str:
    """By what rows are put in order when people sort by the field; "" where they cannot.

    Nothing that some readers may not see: no guarded field, and no relation but to code lists
    and organisations, which are open to all.
    """
    if name not in register.fields or name in register.guarded:
        return ""
    try:
        field: Any = register.model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    if field.many_to_many or isinstance(field, models.JSONField | models.TextField):
        return ""
    if not field.is_relation:
        pinyin = name == "name" and hasattr(register.model, "name_pinyin")
        return "name_pinyin" if pinyin else name
    if issubclass(field.related_model, CodeEntry):
        return str(field.attname)
    return f"{name}__name_pinyin" if field.related_model is Organisation else ""


def in_order(register: Register, rows: Any, sort: str) -> Any:
    """The rows by `name` or `-name`, unknown values last; equal ones keep one order always."""
    path = sort_path(register, sort.removeprefix("-"))
    if not path:
        return rows
    by = models.F(path)
    first = by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True)
    return rows.order_by(first, "-pk")


def base(register: Register, user: Any) -> Any:
    """All rows that the user may see, with what their cells need, in the register's order."""
    rows = register.visible_to(user)
    many = [f.name for f in register.model._meta.many_to_many if f.name in register.fields]
    return (
        rows.select_related(*relations(register))
        .prefetch_related(*many)
        .order_by(*register.order, *(() if "pk" in register.order[-1] else ("-pk",)))
    )


def relations(register: Register) -> tuple[str, ...]:
    """Relations that the register's cells and rules read."""
    found: list[str] = list(register.related)
    for name in register.fields:
        try:
            field = register.model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        target = field.related_model
        if field.many_to_many or not field.is_relation or target is None:
            continue
        found.append(name)
        found += [f"{name}__{path}" for path in cells.name_paths(target)]
    return tuple(dict.fromkeys(found))


class FilterForm(forms.Form):
    """The bar above a list. Empty fields filter nothing."""

    def __init__(self, data: Any, *, register: Register, user: Any) -> None:
        super().__init__(data)
        self.register = register
        if register.search:
            self.fields["q"] = forms.CharField(label=_("Words"), max_length=100, required=False)
        for name in register.filters:
            self.fields.update(self.fields_for(name, user))
        for name in register.spans:
            label = _("Held on")
            self.fields[name] = day(label=label, required=False)
        kind = ContentType.objects.get_for_model(register.model)
        tags = Tag.objects.visible_to(user).filter(taggings__content_type=kind).distinct()
        if tags:
            self.fields["tag"] = forms.ModelChoiceField(
                tags, label=_("Tag"), required=False, empty_label=_("All")
            )

    def fields_for(self, name: str, user: Any) -> dict[str, forms.Field]:
        field = cells.field_of(self.register, name)
        label = capital(str(field.verbose_name))
        options: dict[str, Any] = {"label": label, "required": False}
        if field.choices:
            choices = [("", _("All")), *field.flatchoices]
            return {name: forms.ChoiceField(choices=choices, **options)}
        if field.is_relation and issubclass(field.related_model, CodeEntry):
            return {name: forms.CharField(max_length=64, **options)}
        if field.is_relation:
            options["help_text"] = ""
            made: forms.Field = relation(self.register, field, user, options)
            if isinstance(made, forms.ModelMultipleChoiceField):  # a filter asks for one of them
                made = ChosenRow(queryset=made.queryset, label=label, required=False)
            made.help_text = ""
            return {name: made}
        if isinstance(field, models.BooleanField):
            choices = [BLANK, ("true", _("Yes")), ("false", _("No"))]
            return {name: forms.ChoiceField(choices=choices, **options)}
        if isinstance(field, models.DateField | models.IntegerField | models.DecimalField):
            make: Any = day if isinstance(field, models.DateField) else forms.DecimalField
            return {
                f"{name}_from": make(**{**options, "label": _("%(what)s from") % {"what": label}}),
                f"{name}_to": make(**{**options, "label": _("%(what)s to") % {"what": label}}),
            }
        return {name: forms.CharField(max_length=100, **options)}

    def parameters(self) -> dict[str, str]:
        """What the filter set reads: ids for relations, ISO for dates."""
        self.is_valid()
        found: dict[str, str] = {}
        for name, given in self.cleaned_data.items():
            several = isinstance(given, models.QuerySet | list)
            value = next(iter(given), None) if several else given
            if isinstance(value, models.Model):
                found[name] = str(value.pk)
            elif value not in ("", None):
                found[name] = str(value).partition(" ")[0] if self.is_code(name) else str(value)
        return found

    def is_code(self, name: str) -> bool:
        """Codes may be followed by their names, as lists offer them."""
        if name not in self.register.filters:
            return False
        field = cells.field_of(self.register, name)
        return bool(field.is_relation and issubclass(field.related_model, CodeEntry))

    def faults(self) -> list[str]:
        return [
            f"{self.fields[name].label}: {fault}"
            for name, found in self.errors.items()
            for fault in found
        ]


def columns(register: Register, wanted: Sequence[str]) -> tuple[str, ...]:
    """The columns to show: those wanted that exist, else the register's own choice."""
    chosen = tuple(dict.fromkeys(name for name in wanted if name in register.fields))
    return chosen or register.listed


@dataclass(frozen=True)
class Cell:
    """One value as people read it; `state` where it is a state with its own badge."""

    label: str
    text: str
    href: str = ""
    state: Any = None


class Reader:
    """Turns fields of some rows into text for one person.

    Whom a relation names is shown only where the person may see that row too; the rows behind
    one field are asked for together.
    """

    def __init__(self, register: Register, rows: Sequence[Any], user: Any) -> None:
        self.register, self.user = register, user
        self.sight = cells.Sight(register, rows, user)

    def cell(self, name: str, row: Any) -> Cell:
        """The value of one field of one row, or nothing where the person may not see it."""
        label = capital(cells.label_of(self.register, name))
        rule = self.register.guarded.get(name)
        if rule is not None and not rule(self.user, row):
            return Cell(label, "")
        if name == "state" and self.register.flow is not None:
            return Cell(label, row.get_state_display(), state=row)
        value = getattr(row, name)
        try:
            field: Any = self.register.model._meta.get_field(name)
        except FieldDoesNotExist:
            return Cell(label, plain_text(value() if callable(value) else value))
        if field.many_to_many:
            return Cell(label, ", ".join(self.named(name, one) for one in value.all()))
        if field.is_relation:
            text = "" if value is None else self.named(name, value)
            return Cell(label, text, self.address(name, value))
        if field.choices:
            return Cell(label, str(getattr(row, f"get_{name}_display")()))
        return Cell(label, plain_text(value))

    def named(self, name: str, row: Any) -> str:
        return str(row) if self.sight.sees(name, row) else f"#{row.pk}"

    def address(self, name: str, row: Any) -> str:
        """The page of the row behind a relation, where it has one and the person may see it."""
        if row is None or cells.is_open(row) or not self.sight.sees(name, row):
            return ""
        return address_of(row)


def address_of(row: Any) -> str:
    """The page of a record, "" where it has none."""
    register = register_of(type(row))
    if register is None:
        return ""
    if register.page is not None:
        return register.page(row)
    return reverse("registers:detail", args=[register.name, row.pk])


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def plain_text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(plain_text(one) for one in value)
    shown = timezone.localtime(value) if isinstance(value, datetime) else value
    return str(formats.localize(shown, use_l10n=True))

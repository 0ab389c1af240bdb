"""Forms of a register: one field for each of its fields, made from the model."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.reference.models import CodeEntry
from alliance.registers import cells
from alliance.registers.register import Move, Register

FEW = 40
"""Up to so many rows a relation is a list to choose from; above, a text with suggestions."""
BLANK = ("", "---------")


class NamedRow(forms.CharField):
    """A relation named in words, read as a file's cell is; `several` takes names between `;`."""

    def __init__(self, field: Any, user: Any, **kwargs: Any) -> None:
        self.field, self.user = field, user
        super().__init__(max_length=2000, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text.strip() and not self.required:  # a filter is empty where the field may not be
            return [] if self.field.many_to_many else None
        try:
            return cells.value_of(self.field, text, self.user)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class ChosenRow(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A relation chosen from a short list; links name it as `#12`."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.removeprefix("#") if isinstance(value, str) else value)


class Flag(forms.TypedChoiceField):
    """Yes, no, or not known where the field may be empty."""

    def __init__(self, *, known: bool, **kwargs: Any) -> None:
        words = [("yes", _("Yes")), ("no", _("No"))]
        super().__init__(
            choices=words if known else [BLANK, *words],
            coerce=lambda word: word == "yes",
            empty_value=None,
            **kwargs,
        )


def day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs)


class RecordForm(forms.Form):
    """The fields that this form sets; `values` is what the action gets."""

    def __init__(
        self,
        data: Any = None,
        *,
        register: Register,
        names: Iterable[str],
        user: Any,
        record: Any = None,
        initial: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, initial={**stored(register, record), **(initial or {})}, **kwargs)
        names = tuple(names)
        hidden = set() if record is None else cells.hidden_from(register, record, user, names)
        for name in names:
            if name not in hidden:
                self.fields[name] = form_field(register, name, user)

    @property
    def values(self) -> dict[str, Any]:
        return {
            name: list(value) if isinstance(value, models.QuerySet) else value
            for name, value in self.cleaned_data.items()
        }


def stored(register: Register, record: Any) -> dict[str, Any]:
    """What the record holds, as the form's fields show it."""
    if record is None:
        return {}
    found: dict[str, Any] = {}
    for name in register.amend:
        field = cells.field_of(register, name)
        value = getattr(record, name)
        if field.many_to_many:
            found[name] = list(value.all())
        elif isinstance(field, models.BooleanField):
            found[name] = {True: "yes", False: "no"}.get(value, "")
        else:
            found[name] = value
    return found


def form_field(register: Register, name: str, user: Any) -> forms.Field:
    """The form's field for a field of the model."""
    field = cells.field_of(register, name)
    must = not (field.blank or field.null)
    options: dict[str, Any] = {
        "label": str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:],
        "help_text": field.help_text,
        "required": must,
    }
    if field.is_relation:
        return relation(register, field, user, options)
    if field.choices:
        # Without a default nothing is chosen for the person: the first word is not an answer.
        options["choices"] = [*([] if field.has_default() else [BLANK]), *field.flatchoices]
        if field.has_default():
            options["initial"] = field.get_default()
        return forms.ChoiceField(**options)
    if isinstance(field, models.BooleanField):
        known = not field.null
        start = "yes" if field.has_default() and field.get_default() else "no" if known else ""
        return Flag(known=known, **{**options, "required": known, "initial": start})
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return day(**options)
    if isinstance(field, models.URLField):
        options["assume_scheme"] = "https"
    made: forms.Field = field.formfield(**options)
    return made


def relation(register: Register, field: Any, user: Any, options: dict[str, Any]) -> forms.Field:
    model = field.related_model
    if not issubclass(model, CodeEntry):
        rows = (
            model._default_manager.all().visible_to(user).select_related(*cells.name_paths(model))
        )
        if len(rows.order_by()[: FEW + 1]) <= FEW:
            kind = forms.ModelMultipleChoiceField if field.many_to_many else ChosenRow
            return kind(queryset=rows, **options)
    address = reverse("registers:suggest", args=[register.name, field.name])
    widget = forms.TextInput(
        {
            "list": f"options-{field.name}",
            "autocomplete": "off",
            "hx-get": address,
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#options-{field.name}",
            "hx-swap": "innerHTML",
            "hx-include": "this",
        }
    )
    if field.many_to_many and not options["help_text"]:
        options["help_text"] = _("Several are separated by a semicolon.")
    return NamedRow(field, user, widget=widget, **options)


def suggested(form: forms.Form) -> list[str]:
    """Fields that take suggestions, for the lists beside them."""
    return [name for name, field in form.fields.items() if isinstance(field, NamedRow)]


def shown_value(field: Any, value: Any) -> Any:
    """A stored relation as the text field shows it."""
    if isinstance(value, models.Model):
        return str(value) if isinstance(value, CodeEntry) else cells.name_of(value)
    if isinstance(value, list):
        return f"{cells.BETWEEN} ".join(str(shown_value(field, one)) for one in value)
    return value


def ready(form: forms.Form) -> forms.Form:
    """The form with its stored relations as text where its fields are texts."""
    for name in suggested(form):
        if name in form.initial:
            form.initial[name] = shown_value(form.fields[name], form.initial[name])
    return form


def move_form(move: Move) -> Any:
    """What `web.pages.Move.form` wants: makes the form of a move's own fields."""
    if not move.fields:
        return None
    kind = type("MoveForm", (forms.Form,), dict(move.fields))

    def make(data: Any = None, *, record: Any, user: Any, **kwargs: Any) -> forms.Form:
        form: forms.Form = kind(data, **kwargs)
        for field in form.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                rows: Any = field.queryset
                field.queryset = rows.visible_to(user)
        return form

    return make


def reason_field() -> forms.CharField:
    """What a move that has to be explained asks for."""
    return forms.CharField(
        label=gettext_lazy("reason"), max_length=500, widget=forms.Textarea({"rows": 3})
    )

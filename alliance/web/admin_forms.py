"""What the administration's forms are made of: moves, entries, and refusals at their fields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from alliance.lib.errors import DomainError
from alliance.lib.rules import Verdict


def reason_field() -> forms.CharField:
    """What a move that has to be explained asks for."""
    return forms.CharField(
        label=gettext_lazy("reason"),
        max_length=500,
        required=False,  # the action says why it is needed
        widget=UnfoldAdminTextareaWidget,
    )


@dataclass(frozen=True)
class Move:
    """A button: the rule that shows it, the action behind it, and what that asks for besides.

    `act` is called with the record under the admin's `argument`, `by`, `version` and the
    fields' values. `when` replaces the flow for moves that belong to none.
    """

    label: Any
    act: Callable[..., Any]
    rule: Callable[[Any, Any], Verdict]
    fields: Mapping[str, forms.Field] = field(default_factory=dict)
    tone: str = "default"
    when: Callable[[Any], bool] | None = None

    def form(self, data: Any = None) -> forms.Form:
        made = type("MoveForm", (forms.Form,), dict(self.fields))
        bound: forms.Form = made(data)
        for item in bound.fields.values():
            item.label = capfirst(item.label)
            dress(item)
        return bound


@dataclass(frozen=True)
class Entry:
    """What a form said: all fields on creation, the changed ones on a change.

    `parts` holds the rows of each writable inline that was changed, by model; a model that is
    absent stays as it is.
    """

    request: HttpRequest
    record: Any
    fields: Mapping[str, Any]
    version: int | None
    parts: Mapping[type[models.Model], Sequence[Mapping[str, Any]]]

    @property
    def by(self) -> Any:
        return self.request.user


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]  # one form for every model
    """A form that knows which version its reader saw, and shows what an action refused."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refusal: ClassVar[DomainError | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = getattr(self.instance, "version", None)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        stored = not self.instance._state.adding and hasattr(self.instance, "version")
        if stored and (cleaned or {}).get("seen_version") is None:
            self.add_error(None, _("Open the record again: it is unknown which version you saw."))
        if self.refusal is not None:
            show_refusal(self, self.refusal)
        return cleaned


def show_refusal(form: forms.BaseForm, refusal: DomainError) -> None:
    """Put each fault at its field, and what belongs to no field of this form above it."""
    for fault in refusal.errors:
        name = fault.field if fault.field in form.fields else None
        form.add_error(name, fault.detail if name else f"{fault.field}: {fault.detail}")
    if not refusal.errors:
        form.add_error(None, refusal.detail)


def dress(item: forms.Field) -> None:
    """Give a plain form field the theme's look."""
    looks: Sequence[tuple[type[forms.Widget], Any]] = (
        (forms.CheckboxInput, UnfoldBooleanSwitchWidget),
        (forms.Select, UnfoldAdminSelectWidget),
        (forms.TextInput, UnfoldAdminTextInputWidget),
    )
    for plain, look in looks:
        if isinstance(item.widget, plain) and not isinstance(item.widget, look):
            choices = getattr(item.widget, "choices", None)
            item.widget = look() if choices is None else look(choices=choices)
            item.widget.is_required = item.required

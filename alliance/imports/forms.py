from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation
from alliance.accounts.scope import scope_of
from alliance.imports.columns import EXTERNAL, ID, UNREAD, importable, meanings
from alliance.imports.models import ImportSession
from alliance.registers.cells import label_of
from alliance.registers.register import Register

ASK = "?"
"""What the form says of a column whose meaning nobody chose yet."""


class SendForm(forms.Form):
    """A file and what it holds."""

    kind = forms.ChoiceField(label=_("What the file holds"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8 or GB18030) or XLSX. The first row names the columns."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For the organisation"), required=False
    )
    source = forms.CharField(
        label=_("Source system"),
        max_length=64,
        required=False,
        help_text=_("Whose numbers stand in the column external_id; empty where there is none."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = sorted(
            ((one.name, one.title.capitalize()) for one in importable()), key=lambda pair: pair[1]
        )
        own: Any = self.fields["organisation"]
        own.queryset = Organisation.objects.filter(
            pk__in=scope_of(user).organisations_as(Role.EDITOR)
        )
        if own.queryset.count() < 2:
            del self.fields["organisation"]


class ColumnsForm(forms.Form):
    """One field per column of the file: what it means."""

    def __init__(
        self, *args: Any, session: ImportSession, register: Register, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header: Sequence[str] = [name for name in session.header if name]
        choices = [
            (ASK, _("— please choose —")),
            (UNREAD, _("Pass over")),
            *((name, spoken(register, name)) for name in meanings(register)),
        ]
        for place, column in enumerate(self.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=session.mapping.get(column, ASK),
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name, chosen in list(found.items()):
            if chosen == ASK:
                self.add_error(name, _("Say what this column means, or pass it over."))
        return found

    @property
    def mapping(self) -> dict[str, str]:
        """Column → field, as chosen."""
        return {
            column: self.cleaned_data[f"column_{place}"] for place, column in enumerate(self.header)
        }


def spoken(register: Register, name: str) -> str:
    """A field as the choices call it."""
    own = {ID: _("Number of the record here"), EXTERNAL: _("Number in the source system")}
    return f"{own.get(name) or label_of(register, name)} ({name})"

"""Parsing of program pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.reference.enums import ProgramLevel
from programs.models import Program

MOST_PEOPLE = 1_000_000
MOST = 2**63 - 1


class ProgramFilter(forms.Form):
    """An empty or unreadable field filters nothing."""

    q = forms.CharField(label=_("Words or code"), max_length=100, required=False)
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("All")), *ProgramLevel.choices], required=False
    )
    region = forms.RegexField(
        label=_("Region code"),
        regex=r"^\d{2,6}$",
        required=False,
        error_messages={"invalid": _("Two to six digits.")},
    )
    school = forms.IntegerField(
        min_value=1, max_value=MOST, required=False, widget=forms.HiddenInput
    )

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class ProgramForm(forms.Form):
    """What a school keeps about a program; its code and level are fixed once it is opened."""

    name = forms.CharField(label=_("Name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    intake = forms.IntegerField(
        label=_("Intake"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    enrolment = forms.IntegerField(
        label=_("Enrolment"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    graduates = forms.IntegerField(
        label=_("Graduates a year"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    declared_key = forms.NullBooleanField(
        label=_("Serves key industries, as the school declares"), required=False
    )


def stored(program: Program) -> dict[str, Any]:
    """A program's values as the form shows them."""
    return {name: getattr(program, name) for name in ProgramForm.base_fields}

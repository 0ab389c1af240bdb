"""What is asked before somebody's identity is read, kept or erased."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from talent.enums import ErasureReason, RevealPurpose
from talent.identity import LONGEST_NAME, Identity

USUAL_RETENTION = timedelta(days=3 * 365)
"""What the form proposes; the school changes it."""


class RevealForm(forms.Form):
    """For what: only purposes that are open to the reader."""

    purpose = forms.ChoiceField(label=_("Purpose"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, purposes: list[RevealPurpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["purpose"]
        field.choices = [(purpose.value, purpose.label) for purpose in purposes]


class KeepForm(forms.Form):
    """Who the graduate is. It never shows what is kept: a replacement is written anew."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    id_number = forms.CharField(
        label=_("Identity number"),
        max_length=40,
        required=False,
        help_text=_("Of the resident identity card or the passport."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    retention_until = forms.DateField(
        label=_("Kept until"),
        help_text=_("On the day after, all of this is deleted by itself."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(
            data, initial={"retention_until": today + USUAL_RETENTION}, auto_id="id_keep_%s"
        )
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def identity(self) -> Identity:
        given = {n: self.cleaned_data[n] for n in ("name", "id_number", "phone", "email")}
        return Identity(**given)


class EraseForm(forms.Form):
    """Why, and that it is meant."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=ErasureReason.choices, widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label=_("Erase for good"))

"""What moves ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def reason() -> dict[str, forms.Field]:
    """A reason; the action says why it is needed."""
    widget: Any = forms.Textarea({"rows": 3})
    return {
        "reason": forms.CharField(label=_("Reason"), max_length=500, required=False, widget=widget)
    }


def signature() -> dict[str, forms.Field]:
    widget: Any = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return {
        "signed_on": forms.DateField(label=_("Signed on"), required=False, widget=widget),
        "signatory": forms.CharField(label=_("Signed by"), max_length=100, required=False),
    }

"""Fields of the moves that need words or a choice."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.collaboration.enums import Audience
from alliance.consortia.models import Framework
from alliance.reference.models import Industry


class MoveForm(forms.Form):
    """`record` is what moves, `user` who moves it; a form may offer its choices by them."""

    def __init__(self, data: Any = None, *, record: Any, user: Any, auto_id: str) -> None:
        super().__init__(data, auto_id=auto_id)
        self.record = record
        self.user = user
        self.prepare()

    def prepare(self) -> None:
        """Offer the choices that depend on the record."""


class SureForm(MoveForm):
    """A second press for moves that end a demand."""

    sure = forms.BooleanField(label=_("Proposals that wait end with it; this cannot be undone."))

    def clean(self) -> dict[str, Any]:
        """The tick is for the page alone; the action does not know it."""
        self.cleaned_data.pop("sure", None)
        return self.cleaned_data


class ReasonForm(MoveForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AcceptForm(MoveForm):
    """Only a report whose inputs changed asks for the tick."""

    accept_outdated = forms.BooleanField(
        label=_("I know that demand or program changed after this report was made."),
        required=False,
    )

    def prepare(self) -> None:
        if not self.record.is_outdated:
            del self.fields["accept_outdated"]


class ShareForm(MoveForm):
    audience = forms.ChoiceField(label=_("Share with"), choices=Audience.choices)


class VerifyForm(MoveForm):
    """Verifying, and on the same evidence confirming which industry the program serves."""

    confirms = forms.ModelChoiceField(
        label=_("Confirms that the program serves"),
        queryset=Industry.objects.none(),
        required=False,
        empty_label=_("No industry"),
        help_text=_("Key industries of the region, and the industry of the enterprise."),
    )
    weight = forms.DecimalField(
        label=_("Weight"),
        min_value=Decimal("0.01"),
        max_value=Decimal(1),
        decimal_places=2,
        initial=Decimal(1),
        required=False,
        help_text=_("Above 0 and at most 1; the weights of a program sum to 1 at most."),
    )

    def prepare(self) -> None:
        project = self.record.project
        if project is None or project.program_id is None:
            del self.fields["confirms"]
            del self.fields["weight"]
            return
        today = timezone.localdate()
        region = self.record.alliance.region_id
        codes = set(
            Framework.objects.in_force(region, today).values_list("industries__industry", flat=True)
        )
        codes.add(project.enterprise.industry_id)
        self.fields["confirms"].queryset = Industry.objects.filter(  # type: ignore[attr-defined]  # a ModelChoiceField
            pk__in=[code for code in codes if code]
        ).order_by("code")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "weight" in data and data["weight"] is None:
            data["weight"] = Decimal(1)
        return data

"""Parsing of project and result forms."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alliance.accounts.models import Organisation
from alliance.collaboration.enums import AwardSide, ChainStage, ProjectKind, ResultKind, ResultLevel
from alliance.collaboration.models import Project, Result
from alliance.consortia.models import Alliance
from enterprises.forms import DayInput

CHOOSE = ("", gettext_lazy("Choose …"))
MAX_SEATS = 100_000


class ProjectForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[CHOOSE, *ProjectKind.choices])
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"), min_value=1, max_value=MAX_SEATS, required=False
    )
    starts_on = forms.DateField(label=gettext_lazy("Starts on"), widget=DayInput(), required=False)
    ends_on = forms.DateField(label=gettext_lazy("Ends on"), widget=DayInput(), required=False)


class ResultForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[CHOOSE, *ResultKind.choices])
    level = forms.ChoiceField(
        label=pgettext_lazy("result", "Level"), choices=[CHOOSE, *ResultLevel.choices]
    )
    chain_stage = forms.ChoiceField(
        label=gettext_lazy("Stage of the chain"),
        choices=[("", gettext_lazy("Does not apply")), *ChainStage.choices],
        required=False,
    )
    award_side = forms.ChoiceField(
        label=gettext_lazy("Award won by"),
        choices=[("", gettext_lazy("Does not apply")), *AwardSide.choices],
        required=False,
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    achieved_on = forms.DateField(label=gettext_lazy("Achieved on"), widget=DayInput())
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Where it can be checked: a document, a register, an address. Needed to submit; only the parties and the secretariat see it."
        ),
    )


class OriginForm(forms.Form):
    """Who enters a result and what it comes from: a project, or explicitly none."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    project = forms.ModelChoiceField(
        label=gettext_lazy("Project"),
        queryset=Project.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    without_project = forms.BooleanField(
        label=gettext_lazy("It comes from no project"), required=False
    )
    alliance = forms.ModelChoiceField(
        label=gettext_lazy("Alliance that checks it"),
        queryset=Alliance.objects.none(),
        required=False,
        empty_label=gettext_lazy("That of the project"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        choices: dict[str, Any],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # ModelChoiceFields

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("project") and data.get("without_project"):
            self.add_error("without_project", _("Either a project or none, not both."))
        if "project" in data and not data["project"] and not data.get("without_project"):
            self.add_error("project", _("Choose the project, or say that there is none."))
        return data


def values_of(record: Project | Result, form: type[forms.Form]) -> dict[str, Any]:
    """A stored record's values as its form shows them."""
    return {name: getattr(record, name) for name in form.base_fields}

"""Filter bars of the lists. An empty field filters nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.collaboration.enums import (
    ChainStage,
    MatchState,
    ProjectKind,
    ProjectState,
    ResultKind,
    ResultLevel,
    ResultState,
)
from enterprises.enums import DemandKind, DemandState

ALL = ("", _("All"))
MOST = 2**63 - 1
ENDED = "ended"
TO_CLOSE = (ProjectState.COMPLETED, ProjectState.TERMINATED)
"""What `ENDED` stands for: the states that only closing is left for."""


class Filter(forms.Form):
    """Shows what was asked for; what cannot be read counts as not asked."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)

    def asked(self) -> dict[str, Any]:
        """The usable filters by name, without the empty ones."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def words(self) -> list[str]:
        self.is_valid()
        text: str = self.cleaned_data.get("q", "")
        return text.split()[:8]


class DemandFilter(Filter):
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *DemandKind.choices], required=False)
    region = forms.RegexField(
        label=_("Region code"),
        regex=r"^\d{2,6}$",
        required=False,
        error_messages={"invalid": _("Two to six digits.")},
    )
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *DemandState.choices], required=False)


class MatchFilter(Filter):
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *MatchState.choices], required=False)
    demand = forms.IntegerField(
        label=_("Demand"), min_value=1, max_value=MOST, required=False, widget=forms.HiddenInput
    )
    program = forms.IntegerField(
        label=_("Program"), min_value=1, max_value=MOST, required=False, widget=forms.HiddenInput
    )


class ProjectFilter(Filter):
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *ProjectKind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[ALL, *ProjectState.choices, (ENDED, _("Ended, not yet closed"))],
        required=False,
    )


class ResultFilter(Filter):
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *ResultKind.choices], required=False)
    level = forms.ChoiceField(
        label=pgettext_lazy("result", "Level"), choices=[ALL, *ResultLevel.choices], required=False
    )
    chain_stage = forms.ChoiceField(
        label=_("Stage"), choices=[ALL, *ChainStage.choices], required=False
    )
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *ResultState.choices], required=False)

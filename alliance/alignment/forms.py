"""Forms of the alignment pages: asking for a run, narrowing a list of programs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alliance.alignment.figures import WEIGHTED_BY
from alliance.alignment.models import ProgramVerdict
from alliance.consortia.models import Framework
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Region

MODES = {
    "crosswalk": _("Links to industries decide"),
    "declared": _("The school's own declaration decides"),
}
UNITS = {
    "point": _("Program points"),
    "catalogue": _("Distinct catalogue programs"),
}
THRESHOLDS = [(Decimal(step) / 10, f"{step / 10:.1f}") for step in range(1, 10)]


def tenth(text: str) -> Decimal:
    return Decimal(text)


class RunForm(forms.Form):
    """What a run is asked for: a day, the list of key industries, the conventions."""

    as_of = forms.DateField(
        label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    framework = forms.ModelChoiceField(
        label=_("Industry framework"),
        queryset=Framework.objects.none(),
        required=False,
        empty_label=_("The one in force for published rates"),
    )
    tau = forms.TypedChoiceField(
        label=_("Threshold τ"),
        help_text=_("A program is aligned from this weight in key industries on."),
        choices=THRESHOLDS,
        coerce=tenth,
        empty_value=None,
        initial=Decimal("0.5"),
        required=False,
    )
    mode = forms.ChoiceField(
        label=_("Who declares"), choices=[*MODES.items()], initial="crosswalk", required=False
    )
    unit = forms.ChoiceField(
        label=_("A1 counts"), choices=[*UNITS.items()], initial="point", required=False
    )
    weight_by = forms.ChoiceField(
        label=_("A2 and A3 weigh by"),
        choices=[*WEIGHTED_BY.items()],
        initial="enrolment",
        required=False,
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["framework"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = Framework.objects.filter(region=region).order_by("-valid_from", "name")

    def clean(self) -> dict[str, Any]:
        """What was not chosen is as published figures have it."""
        chosen: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("tau", "mode", "unit", "weight_by"):
            chosen[name] = chosen.get(name) or self.fields[name].initial
        return chosen


class VerdictFilter(forms.Form):
    """Filters of the programs behind a figure; a value that is no choice narrows nothing."""

    aligned = forms.ChoiceField(
        label=_("Counted as aligned"),
        required=False,
        choices=[("", _("All")), ("yes", _("Yes")), ("no", _("No"))],
    )
    school = forms.ChoiceField(label=_("School"), required=False)
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All levels")), *ProgramLevel.choices]
    )

    def __init__(
        self, *args: Any, schools: Sequence[tuple[int, str]], fixed_level: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", _("All schools")), *schools]
        if len(schools) < 2:
            del self.fields["school"]
        if fixed_level:
            del self.fields["level"]

    def narrow(self, verdicts: QuerySet[ProgramVerdict]) -> QuerySet[ProgramVerdict]:
        """Only the verdicts that fit every filter that was set."""
        self.is_valid()
        chosen: dict[str, str] = getattr(self, "cleaned_data", {})
        if chosen.get("aligned"):
            verdicts = verdicts.filter(aligned=chosen["aligned"] == "yes")
        if chosen.get("school"):
            verdicts = verdicts.filter(program__school_id=int(chosen["school"]))
        if chosen.get("level"):
            verdicts = verdicts.filter(level=chosen["level"])
        return verdicts

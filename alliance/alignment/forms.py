"""Forms of the alignment pages: asking for a run, narrowing a list of programs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alliance.alignment.models import ProgramVerdict
from alliance.consortia.models import Framework
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Region


class RunForm(forms.Form):
    """What a run is asked for: a day, and the list of key industries to use."""

    as_of = forms.DateField(
        label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    framework = forms.ModelChoiceField(
        label=_("Industry framework"),
        queryset=Framework.objects.none(),
        required=False,
        empty_label=_("The one in force for published rates"),
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["framework"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = Framework.objects.filter(region=region).order_by("-valid_from", "name")


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

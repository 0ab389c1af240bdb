"""Forms of the what-if pages, of scorecards and of the summary of program changes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.alignment import rules
from alliance.alignment.actions import StepInput
from alliance.alignment.actions.scenarios import NEEDS
from alliance.alignment.enums import Advice, ChangeKind, Step
from alliance.alignment.models import AlignmentRun, Scenario, ScenarioChange
from alliance.alignment.models.changes import MOST_INTAKE
from alliance.consortia.models import Alliance, Framework
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Region
from alliance.registers.forms import NamedRow, day

RUNS_OFFERED = 60


class RunChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    def label_from_instance(self, run: Any) -> str:
        return f"{run.as_of:%Y-%m-%d} · {run.framework.name} · #{run.pk}"


class FrameworkChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    def label_from_instance(self, framework: Any) -> str:
        return f"{framework.name} ({framework.valid_from:%Y-%m-%d})"


def organisations_for(user: User, region: Region) -> QuerySet[Organisation]:
    """Those of the user's organisations that may have a scenario of the region."""
    scope = scope_of(user)
    rows = Organisation.objects.order_by("pk")
    if scope.platform:
        run_here = Alliance.objects.filter(region=region).values("secretariat_id")
        return rows.filter(Q(pk__in=scope.organisations) | Q(pk__in=run_here))
    mine = rows.filter(pk__in=scope.organisations_as(Role.EDITOR))
    if rules.keeps_region(user, region):
        return mine
    return mine.filter(kind=OrganisationKind.SCHOOL, region__code__startswith=region.prefix)


class ScenarioForm(forms.Form):
    """A scenario without its changes."""

    title = forms.CharField(label=_("Title"), max_length=200)
    base_run = RunChoice(
        AlignmentRun.objects.none(),
        label=_("Run that it starts from"),
        empty_label=None,
    )
    framework = FrameworkChoice(
        Framework.objects.none(),
        label=_("Other framework"),
        required=False,
        empty_label=_("The run’s own list of key industries"),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Whose scenario"), empty_label=None
    )
    shared = forms.BooleanField(
        label=_("Shared with the region’s secretariats and public bodies"), required=False
    )
    note = forms.CharField(
        label=_("Note"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        region: Region,
        user: User,
        scenario: Scenario | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        runs = AlignmentRun.objects.visible_to(user).done().filter(region=region)
        recent = runs.filter(input__isnull=False).order_by("-as_of", "-pk")[:RUNS_OFFERED]
        offered = Q(pk__in=list(recent.values_list("pk", flat=True)))
        if scenario is not None:
            offered |= Q(pk=scenario.base_run_id)
        fields: Mapping[str, Any] = self.fields
        fields["base_run"].queryset = (
            AlignmentRun.objects.filter(offered)
            .select_related("framework")
            .order_by("-as_of", "-pk")
        )
        lists = Framework.objects.visible_to(user).filter(region=region)
        fields["framework"].queryset = lists.order_by("-valid_from", "name")
        if scenario is None:
            fields["organisation"].queryset = organisations_for(user, region)
        else:
            del self.fields["organisation"]


def picked(name: str, user: User, *, address: str, label: Any) -> NamedRow:
    """A relation that is typed, with suggestions."""
    widget = forms.TextInput(
        {
            "list": f"options-{name}",
            "autocomplete": "off",
            "hx-get": address,
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#options-{name}",
            "hx-swap": "innerHTML",
            "hx-include": "this",
        }
    )
    field = ScenarioChange._meta.get_field(name)
    return NamedRow(field, user, widget=widget, label=label)


LABELS = {
    "program": _("Program"),
    "catalogue_program": _("Catalogue program"),
    "school": _("School"),
    "to_program": _("Receiving program"),
    "places": _("Places a year"),
}
SPECIAL = {
    (Step.UPGRADE, "catalogue_program"): _("Becomes"),
    (Step.DOWNSIZE, "places"): _("Places left"),
    (Step.MOVE_INTAKE, "program"): _("Program that gives"),
    (Step.MOVE_INTAKE, "places"): _("Places that move"),
}
REGISTERED = ("catalogue_program", "school")
"""Relations that the register of program changes has suggestions for."""


class StepForm(forms.Form):
    """One change of the kind; only what it needs."""

    def __init__(
        self, *args: Any, kind: Step, scenario: Scenario, user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in NEEDS[kind]:
            label = SPECIAL.get((kind, name), LABELS[name])
            if name == "places":
                least = 0 if kind == Step.DOWNSIZE else 1
                self.fields[name] = forms.IntegerField(
                    label=label, min_value=least, max_value=MOST_INTAKE
                )
            elif name in REGISTERED:
                address = reverse("registers:suggest", args=["program-changes", name])
                self.fields[name] = picked(name, user, address=address, label=label)
            else:
                address = reverse("alignment:scenario_programs", args=[scenario.pk, name])
                self.fields[name] = picked(name, user, address=address, label=label)
                self.fields[name].help_text = _("Name, or # and the number of the program.")

    @property
    def step(self) -> StepInput:
        return StepInput(kind=self.kind, **self.cleaned_data)

    @property
    def suggested(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, NamedRow)]


class CardFilter(forms.Form):
    """Narrows the ranking of programs; a value that is no choice narrows nothing."""

    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All levels")), *ProgramLevel.choices]
    )
    school = forms.ChoiceField(label=_("School"), required=False)
    program_class = forms.ChoiceField(label=_("Program class"), required=False)
    suggestion = forms.ChoiceField(
        label=_("Suggestion"), required=False, choices=[("", _("All")), *Advice.choices]
    )

    def __init__(
        self,
        *args: Any,
        schools: list[tuple[str, str]],
        classes: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Mapping[str, Any] = self.fields
        fields["school"].choices = [("", _("All schools")), *schools]
        fields["program_class"].choices = [("", _("All classes")), *classes]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen and can be."""
        self.is_valid()
        said: dict[str, str] = getattr(self, "cleaned_data", {})
        return {name: value for name, value in said.items() if value}


class ChangesFilter(forms.Form):
    """The period, place and kind of cases in effect."""

    region = forms.CharField(label=_("Region code or its beginning"), required=False, max_length=6)
    effective_from = day(label=_("In effect from"), required=False)
    effective_to = day(label=_("To"), required=False)
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All levels")), *ProgramLevel.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *ChangeKind.choices]
    )

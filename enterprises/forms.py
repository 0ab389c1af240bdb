"""Parsing of demand forms; what may be stored is decided by the actions."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Occupation, Region
from alliance.reference.picking import find, resolve
from enterprises.enums import DemandKind
from enterprises.models import MAX_HEADCOUNT, Demand, Enterprise

KIND_EMPTY = ("", gettext_lazy("Choose …"))


class DayInput(forms.DateInput):
    """The browser's own date field, whose value is always ISO."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DemandForm(forms.Form):
    """The fields of a demand; skills are rows beside it (reference.skill_rows).

    Place and occupation are entered as words or codes. Where words fit several entries,
    `occupation_found` and `region_found` hold them for the reader to choose from.
    """

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[KIND_EMPTY, *DemandKind.choices])
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What people will do, and what you offer. It is shown publicly."),
    )
    headcount = forms.IntegerField(
        label=gettext_lazy("Headcount"), min_value=1, max_value=MAX_HEADCOUNT
    )
    closes_on = forms.DateField(label=gettext_lazy("Closes on"), widget=DayInput())
    region = forms.ChoiceField(label=gettext_lazy("In our city"), required=False)
    other_region = forms.CharField(
        label=gettext_lazy("Elsewhere"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Name or six-digit code; counts instead of the list."),
    )
    occupation = forms.CharField(
        label=gettext_lazy("Occupation"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Type a few words and choose from what is found."),
    )
    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Accepted levels"),
        choices=ProgramLevel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen means that every level is welcome."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        enterprise: Enterprise,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.occupation_found: list[Occupation] = []
        self.region_found: list[Region] = []
        places = places_near(enterprise.organisation.region)
        self.fields["region"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Choose …")),
            *((place.code, place.label) for place in places),
        ]
        self.fields["occupation"].widget.attrs.update(
            {"list": "occupation-options", "autocomplete": "off"}
        )

    def clean_occupation(self) -> Occupation | None:
        text = self.cleaned_data["occupation"].strip()
        if not text:
            return None
        rows = Occupation.objects.current()
        row: Occupation | None = resolve(rows, text)
        if row is None:
            self.occupation_found = find(rows, text)
            if not self.occupation_found:
                raise forms.ValidationError(_("No occupation is called so."), code="unknown")
            raise forms.ValidationError(
                _("Several occupations may be meant; choose one below."), code="ambiguous"
            )
        return row

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        text = data.get("other_region", "").strip()
        if text:
            rows = Region.objects.current().filter(placeholder=False)
            place = resolve(rows, text)
            if place is None:
                self.region_found = find(rows, text)
                self.add_error(
                    "other_region", _("No single place is called so; choose or correct.")
                )
            data["place"] = place
        elif data.get("region"):
            data["place"] = Region.objects.get(pk=data["region"])
        elif "region" not in self.errors:
            self.add_error("region", _("Choose a place."))
        return data

    def action_fields(self) -> dict[str, Any]:
        """The cleaned values under the names that the actions take."""
        data = self.cleaned_data
        names = ("kind", "title", "description", "headcount", "closes_on", "occupation", "levels")
        return {**{name: data[name] for name in names}, "region": data["place"]}


def places_near(home: Region) -> list[Region]:
    """What an enterprise may choose without typing: its prefecture and the counties in it."""
    prefix = home.code[:2] if home.level == 1 else home.code[:4]
    depth = 2 if home.level == 1 else 3
    rows = Region.objects.current().filter(code__startswith=prefix, placeholder=False)
    return list(rows.filter(level__lte=depth).order_by("code"))


def entered(data: QueryDict) -> dict[str, Any]:
    """What was typed so far, to show again without judging it."""
    names = DemandForm.base_fields
    return {n: data.getlist(n) if n == "levels" else data.get(n, "") for n in names}


def stored(demand: Demand) -> dict[str, Any]:
    """A demand's values as the form shows them."""
    near = {place.code for place in places_near(demand.enterprise.organisation.region)}
    is_near = demand.region_id in near
    return {
        "kind": demand.kind,
        "title": demand.title,
        "description": demand.description,
        "headcount": demand.headcount,
        "closes_on": demand.closes_on,
        "region": demand.region_id if is_near else "",
        "other_region": "" if is_near else str(demand.region),
        "occupation": str(demand.occupation) if demand.occupation else "",
        "levels": demand.levels,
    }

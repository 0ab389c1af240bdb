"""Parsing of the pages of frameworks."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.consortia.models import Framework, KeyIndustry
from alliance.reference.models import Industry, Region

LINE = re.compile(r"(?P<group>.+)[:：]\s+(?P<codes>.+)|(?P<short>[^:：]+)[:：](?P<tight>.+)")
"""A group, a colon, codes; with a blank after the colon the group may hold colons of its own."""
BLANKS = str.maketrans(",，、;；", "     ")
LIST_LENGTH = 20_000


def as_text(rows: Iterable[KeyIndustry]) -> str:
    """A list as people write it: a line for each group, `group: code code`."""
    groups: list[tuple[str, list[str]]] = []
    for row in rows:
        if not groups or groups[-1][0] != row.group:
            groups.append((row.group, []))
        groups[-1][1].append(row.industry_id)
    return "\n".join(f"{group}: {' '.join(codes)}" for group, codes in groups)


def read_list(text: str) -> list[tuple[Industry, str]]:
    """(industry, group) of each code, in order. Raises ValidationError naming every bad line."""
    found: list[tuple[str, str]] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        told = LINE.fullmatch(line.strip())
        group = (told["group"] or told["short"]).strip() if told else ""
        codes = (told["codes"] or told["tight"]).translate(BLANKS).split() if told else []
        if not group or not codes:
            sentence = _("Line %(number)s: write the group, a colon, and codes of industries.")
            faults.append(sentence % {"number": number})
            continue
        found += [(code, group) for code in codes]
    known = Industry.objects.filter(retired_on__isnull=True).in_bulk([code for code, _g in found])
    unknown = sorted({code for code, _group in found if code not in known})
    if unknown:
        sentence = _("No current codes of industries: %(codes)s.")
        faults.append(sentence % {"codes": ", ".join(code[:32] for code in unknown[:20])})
    if faults:
        raise ValidationError(faults)
    return [(known[code], group) for code, group in found]


def day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **options)


class EditionForm(forms.Form):
    """An edition's words and its list; region, name and first day are fixed once it is published."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    valid_to = day(
        label=gettext_lazy("Valid to"),
        required=False,
        help_text=gettext_lazy("The first day without it. A newer edition fills this in."),
    )
    is_main = forms.BooleanField(label=gettext_lazy("Used for published rates"), required=False)
    industries = forms.CharField(
        label=gettext_lazy("Key industries"),
        max_length=LIST_LENGTH,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "A line for each group: its name, a colon, and codes. Codes of GB/T 4754 (C39, 3911) "
            "and of strategic emerging industries (sei:1.2) may stand side by side; a code stands "
            "for all codes below it."
        ),
    )

    def clean_industries(self) -> list[tuple[Industry, str]]:
        return read_list(self.cleaned_data["industries"])


class PublishForm(EditionForm):
    region = forms.CharField(label=gettext_lazy("Region code"), max_length=64)
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("Such as 2+4+N.")
    )
    valid_from = day(label=gettext_lazy("Valid from"))

    field_order = ("region", "name", "title", "valid_from", "valid_to", "source", "is_main")

    def clean_region(self) -> Region:
        code = self.cleaned_data["region"].split()[0]
        region: Region | None = Region.objects.filter(pk=code, retired_on__isnull=True).first()
        if region is None:
            raise ValidationError(_("There is no region of this code."))
        return region


class HistoryForm(forms.Form):
    """Which lists were in force: an empty or unreadable field asks for nothing."""

    region = forms.RegexField(label=gettext_lazy("Region code"), regex=r"^\d{2,6}$", required=False)
    on = day(label=gettext_lazy("In force on"), required=False)

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def stored(framework: Framework) -> dict[str, Any]:
    """An edition's values as the form shows them."""
    names: Sequence[str] = ("title", "source", "valid_to", "is_main")
    found = {name: getattr(framework, name) for name in names}
    return {**found, "industries": as_text(framework.industries.all())}

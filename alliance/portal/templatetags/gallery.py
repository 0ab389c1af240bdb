"""Samples for the gallery page: every component once in each of its states, with invented content.

Kept apart from real data, so that a change of the look can be judged without a database.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.portal.templatetags.states import TONES

register = template.Library()

DAY = dt.date(2026, 11, 21)
SHOWN_ROWS = 50


class SampleForm(forms.Form):
    """One field of each kind that the portal's forms use."""

    title = forms.CharField(
        label=_("Title"), help_text=_("One line that a school would search for.")
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("order_class", _("Order class")), ("internship", _("Internship"))],
    )
    description = forms.CharField(label=_("Description"), widget=forms.Textarea, required=False)
    headcount = forms.IntegerField(label=_("Headcount"), min_value=1)
    closes_on = forms.DateField(
        label=_("Closes on"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    levels = forms.MultipleChoiceField(
        label=_("Levels"),
        choices=[("secondary", _("Secondary vocational")), ("higher", _("Higher vocational"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    audience = forms.ChoiceField(
        label=_("Audience"),
        choices=[("consortium", _("Consortium")), ("public", _("Public"))],
        widget=forms.RadioSelect,
    )
    notify = forms.BooleanField(label=_("Notify by e-mail"), required=False)
    attachment = forms.FileField(label=_("Attachment"), required=False)


@register.simple_tag
def gallery_samples() -> dict[str, Any]:
    """Everything that the gallery's template shows, on a fixed day, so that two looks at it compare."""
    then = timezone.make_aware(dt.datetime(2026, 11, 20, 9, 30))  # noqa: DTZ001 - made aware right here
    return {
        "day": DAY,
        "soon": DAY + dt.timedelta(days=2),
        "change": Decimal("0.041"),
        "none": [],
        "states": list(TONES),
        "chain": [
            {
                "kind": _("Demand"),
                "title": "Refrigeration technicians",
                "href": "#",
                "state": "published",
            },
            {"kind": _("Match"), "title": "87", "href": "#", "state": "accepted"},
            {
                "kind": _("Project"),
                "title": "Order class 2026",
                "state": "running",
                "current": True,
            },
            {"kind": _("Result")},
            {"kind": _("Outcome")},
        ],
        "steps": [
            {"label": _("Drafted"), "state": "done", "note": DAY - dt.timedelta(days=19)},
            {"label": _("Being approved"), "state": "done"},
            {"label": _("Signed"), "state": "current"},
            {"label": _("Running"), "state": "todo"},
            {"label": _("Completed"), "state": "todo"},
            {"label": _("Closed"), "state": "todo"},
        ],
        "parts": [
            {
                "name": "Skills",
                "value": 52,
                "max": 60,
                "reason": "9 of 10 skills; missing: F-gas certificate",
            },
            {"name": "Region", "value": 20, "max": 20, "reason": "Same city"},
            {
                "name": "Level",
                "value": 15,
                "max": 20,
                "reason": "Higher vocational where either is welcome",
            },
        ],
        "rows": [
            {
                "program": "制冷与空调技术",
                "school": "Lakeside Vocational Technical College",
                "score": 87,
                "state": "suggested",
                "due": DAY + dt.timedelta(days=12),
            },
            {
                "program": "Cold-chain logistics",
                "school": "湖滨技师学院",
                "score": 64,
                "state": "interested",
                "due": DAY + dt.timedelta(days=1),
            },
            {
                "program": "Mechatronics",
                "school": "Hillside Secondary Vocational School",
                "score": 31,
                "state": "expired",
                "due": DAY - dt.timedelta(days=4),
            },
        ],
        "funnel": [
            {"label": _("Demands published"), "value": 240, "href": "#"},
            {"label": _("Matches accepted"), "value": 131},
            {"label": _("Projects signed"), "value": 88},
            {"label": _("Results shared"), "value": 41},
        ],
        "approvals": [
            {
                "party": "Lakeside Vocational Technical College",
                "side": "school",
                "by": "Li Wen",
                "at": then,
            },
            {"party": "Frostline Equipment", "side": "enterprise", "by": "Zhao Min", "at": then},
            {"party": _("Alliance secretariat"), "side": "alliance", "by": None, "at": None},
        ],
        "events": [
            {
                "title": _("Match accepted"),
                "at": then,
                "by": "Zhao Min, Frostline Equipment",
                "tone": "good",
                "note": "“Start in March, thirty places.”",
            },
            {
                "title": _("Interest declared"),
                "at": then - dt.timedelta(days=1),
                "by": "Li Wen",
                "tone": "active",
            },
            {"title": _("Demand published"), "at": then - dt.timedelta(days=3)},
        ],
        "form": SampleForm(),
        "wrong_form": SampleForm(
            {"title": "", "kind": "order_class", "headcount": "-1"}, auto_id="wrong_%s"
        ),
        "page": Paginator(range(SHOWN_ROWS), 20).page(2),
    }

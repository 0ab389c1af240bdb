"""One field that finds organisations, programs, demands and results that the reader may see."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from alliance.accounts.models import Organisation
from alliance.collaboration.models import Result
from enterprises.models import Demand
from programs.models import Program

MOST = 10
LONGEST = 100


@dataclass(frozen=True)
class Hit:
    title: str
    note: str
    href: str | None


@dataclass(frozen=True)
class Hits:
    """What was found of one kind; `more` when there are others that were left out."""

    label: str | Promise
    hits: list[Hit]
    more: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """At most ten of each kind; the text may stand anywhere in a name."""
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    found = [hits for hits in everything(text, request.user) if hits.hits] if text else []
    return render(request, "portal/search.html", {"q": text, "found": found})


def everything(text: str, user: Any) -> list[Hits]:
    named = Q(name__icontains=text) | Q(name_en__icontains=text)
    organisations = Organisation.objects.visible_to(user).filter(named).select_related("region")
    programs = Program.objects.visible_to(user).filter(
        named | Q(catalogue_program__name__icontains=text) | Q(catalogue_program_id=text)
    )
    titled = Q(title__icontains=text) | Q(description__icontains=text)
    demands = Demand.objects.visible_to(user).filter(
        titled | Q(enterprise__organisation__name__icontains=text)
    )
    results = Result.objects.visible_to(user).filter(titled)
    return [
        hits(
            _("Demands"),
            demands.select_related("enterprise__organisation").order_by("-pk"),
            lambda row: Hit(
                row.title,
                f"{row.enterprise} · {row.get_state_display()}",
                reverse("collaboration:demand_detail", args=[row.pk]),
            ),
        ),
        hits(
            _("Results"),
            results.select_related("organisation").order_by("-pk"),
            lambda row: Hit(
                row.title,
                f"{row.organisation} · {row.get_kind_display()}",
                reverse("collaboration:result_detail", args=[row.pk]),
            ),
        ),
        hits(
            _("Programs"),
            programs.select_related("school__organisation").order_by("name", "pk"),
            lambda row: Hit(
                row.label,
                f"{row.school} · {row.get_level_display()}",
                reverse("programs:program_detail", args=[row.pk]),
            ),
        ),
        hits(
            _("Organisations"),
            organisations.order_by("name_pinyin", "pk"),
            lambda row: Hit(row.name, f"{row.get_kind_display()} · {row.region.label}", None),
        ),
    ]


def hits(label: str | Promise, rows: Any, make: Any) -> Hits:
    """The first rows as hits; one more row than shown tells whether there are others."""
    found = list(rows[: MOST + 1])
    return Hits(label, [make(row) for row in found[:MOST]], len(found) > MOST)

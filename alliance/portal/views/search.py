"""One field that finds the records that the reader may see, and the way to every register."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from alliance.accounts.models import Organisation
from alliance.collaboration.models import Result
from alliance.registers.lists import address_of, capital, searched
from alliance.registers.register import GROUPS, Register, registers
from enterprises.models import Demand
from programs.models import Program

MOST = 10
MOST_OF_REGISTER = 5
LONGEST = 100
OWN_GROUPS = frozenset({Demand, Result, Program, Organisation})
"""What has a group of its own here and is not found a second time as a register's rows."""


@dataclass(frozen=True)
class Hit:
    title: str
    note: str
    href: str | None


@dataclass(frozen=True)
class Hits:
    """What was found of one kind; `more` when others were left out, `every` where all are listed."""

    label: str | Promise
    hits: list[Hit]
    more: bool
    every: str = ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """At most ten of each kind; the text may stand anywhere in a name.

    The field in every page's frame asks for the bare list of what was found.
    """
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    found = [hits for hits in everything(text, request.user) if hits.hits] if text else []
    fragment = bool(getattr(request, "htmx", False))
    template = "portal/_found.html" if fragment else "portal/search.html"
    response = render(request, template, {"q": text, "found": found})
    patch_vary_headers(response, ["HX-Request"])
    return response


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
            lambda row: Hit(
                row.name, f"{row.get_kind_display()} · {row.region.label}", address_of(row) or None
            ),
        ),
        *(of_registers(text, user) if user.is_authenticated else ()),
    ]


def of_registers(text: str, user: Any) -> Iterator[Hits]:
    """The registers that are called so, then rows of every register that has a quick search."""
    kept = registers().values()
    called = [r for r in kept if text.casefold() in f"{r.title} {r.name}".casefold()]
    yield Hits(
        _("Registers"),
        [Hit(capital(r.title), str(GROUPS[r.group]), list_address(r)) for r in called[:MOST]],
        len(called) > MOST,
    )
    for register in kept:
        if register.search and register.model not in OWN_GROUPS:
            yield hits(
                capital(register.title),
                searched(register, text, user),
                lambda row: Hit(str(row), "", address_of(row) or None),
                most=MOST_OF_REGISTER,
                every=f"{list_address(register)}?{urlencode({'q': text})}",
            )


def list_address(register: Register) -> str:
    return reverse("registers:list", args=[register.name])


def hits(label: str | Promise, rows: Any, make: Any, *, most: int = MOST, every: str = "") -> Hits:
    """The first rows as hits; one more row than shown tells whether there are others."""
    found = list(rows[: most + 1])
    return Hits(label, [make(row) for row in found[:most]], len(found) > most, every)

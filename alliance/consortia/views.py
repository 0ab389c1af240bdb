"""Frameworks: the lists of key industries that regions publish, and which of them held when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliance.consortia import actions, lists, rules
from alliance.consortia.forms import EditionForm, HistoryForm, PublishForm, stored
from alliance.consortia.models import Framework, KeyIndustry
from alliance.lib.errors import DomainError, Stale
from alliance.web.pages import paged, put_errors, seen_version


@dataclass
class Group:
    """The industries that a list puts under one name."""

    name: str
    rows: list[KeyIndustry] = field(default_factory=list)


def groups_of(framework: Framework) -> list[Group]:
    found: dict[str, Group] = {}
    for row in framework.industries.select_related("industry"):
        found.setdefault(row.group, Group(row.group)).rows.append(row)
    return list(found.values())


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    """Every published list, or those in force on a day; lists are public."""
    form = HistoryForm(request.GET)
    asked = form.asked()
    rows = Framework.objects.visible_to(request.user).select_related("region")
    if "region" in asked:
        rows = rows.filter(region__code__startswith=asked["region"])
    if "on" in asked:
        rows = rows.filter(valid_from__lte=asked["on"]).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=asked["on"])
        )
    context = {
        "form": form,
        "on": asked.get("on"),
        "page": paged(request, rows.order_by("region_id", "-valid_from", "-pk")),
        "may_publish": bool(rules.can_begin_framework(request.user)),  # type: ignore[arg-type]  # the anonymous have no scope
    }
    return render(request, "consortia/framework_list.html", context)


@require_safe
def framework_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition with its list, and the other editions of the region."""
    framework = get_object_or_404(
        Framework.objects.visible_to(request.user).select_related("region"), pk=pk
    )
    may_keep = bool(rules.can_keep_framework(request.user, framework))  # type: ignore[arg-type]  # as above
    today = timezone.localdate()
    others = Framework.objects.visible_to(request.user).filter(region=framework.region)
    context = {
        "framework": framework,
        "groups": groups_of(framework),
        "schemes": schemes(framework.industries.select_related("industry")),
        "editions": others.order_by("-valid_from", "-pk"),
        "in_force": framework in Framework.objects.in_force(framework.region_id, today),
        "used": may_keep and lists.is_used(framework),
        "may_keep": may_keep,
    }
    return render(request, "consortia/framework_detail.html", context)


def schemes(rows: Iterable[KeyIndustry]) -> list[str]:
    """The code lists that the framework names industries by."""
    return sorted({row.industry.scheme for row in rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def framework_publish(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new list; with `pk` a new edition of that one, which it starts from and will end."""
    user: Any = request.user
    older = None
    if pk is None:
        rules.can_begin_framework(user).require()
    else:
        older = get_object_or_404(Framework.objects.visible_to(user), pk=pk)
        rules.can_keep_framework(user, older).require()
    if request.method != "POST":
        initial = start(older)
        return show(request, PublishForm(initial=initial), older=older)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return show(request, form, older=older, status=400)
    try:
        framework = actions.publish_framework(by=user, **form.cleaned_data)
    except DomainError as refusal:
        put_errors(form, refusal)
        return show(request, form, older=older, status=refusal.status)
    messages.success(request, _("The framework is published."))
    return redirect("consortia:framework_detail", framework.pk)


def start(older: Framework | None) -> dict[str, Any]:
    """What the form of a new edition begins with."""
    today = timezone.localdate()
    if older is None:
        return {"valid_from": today, "is_main": True}
    kept = {**stored(older), "valid_to": None}
    return {**kept, "region": older.region_id, "name": older.name, "valid_from": today}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def framework_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    framework = get_object_or_404(
        Framework.objects.visible_to(user).select_related("region"), pk=pk
    )
    rules.can_keep_framework(user, framework).require()
    if request.method != "POST":
        form = EditionForm(initial=stored(framework))
        return show(request, form, framework=framework, version=framework.version)
    form = EditionForm(request.POST)
    version = seen_version(request)
    if not form.is_valid():
        return show(request, form, framework=framework, version=version, status=400)
    fields = dict(form.cleaned_data)
    try:
        actions.edit_framework(
            framework=framework,
            by=user,
            industries=fields.pop("industries"),
            fields=fields,
            version=version,
        )
    except Stale as refusal:
        put_errors(form, refusal)
        return show(
            request, form, framework=framework, version=refusal.current, status=refusal.status
        )
    except DomainError as refusal:
        put_errors(form, refusal)
        return show(request, form, framework=framework, version=version, status=refusal.status)
    messages.success(request, _("The framework is saved."))
    return redirect("consortia:framework_detail", pk)


def show(
    request: HttpRequest,
    form: EditionForm,
    *,
    framework: Framework | None = None,
    older: Framework | None = None,
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "framework": framework,
        "older": older,
        "version": version,
        "used": framework is not None and lists.is_used(framework),
    }
    return render(request, "consortia/framework_form.html", context, status=status)

"""Writing a demand: the form, what it would find while it is written, and suggestions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.collaboration.previews import Preview, preview
from alliance.collaboration.views.demands import enterprises_of
from alliance.collaboration.views.editing import caller
from alliance.engines.errors import InputError
from alliance.engines.match_values import DemandProfile, DemandSkill
from alliance.lib.errors import DomainError, InvalidInput, NotAllowed, Refused, Stale
from alliance.reference import skill_rows
from alliance.reference.models import Occupation
from alliance.reference.picking import find
from alliance.reference.skill_rows import SkillRow, SkillRows
from alliance.web.pages import put_errors, seen_version
from enterprises import actions, rules
from enterprises.enums import DEMAND_FLOW, EDITABLE, DemandState
from enterprises.forms import DemandForm, entered, stored
from enterprises.models import Demand, Enterprise

Save = Callable[[dict[str, Any], list[actions.SkillWish], int | None], Demand]


@dataclass(frozen=True)
class Sheet:
    """A demand form as it goes to the page."""

    form: DemandForm
    rows: SkillRows
    enterprise: Enterprise
    demand: Demand | None
    version: int | None
    conflict: tuple[tuple[str, str, str], ...] = ()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def demand_new(request: HttpRequest) -> HttpResponse:
    user = request.user
    enterprise = chosen_enterprise(request)

    def save(
        fields: dict[str, Any], skills: list[actions.SkillWish], _version: int | None
    ) -> Demand:
        return actions.create_demand(
            enterprise=enterprise, by=caller(request), fields=fields, skills=skills
        )

    if request.method == "POST":
        return receive(request, enterprise, None, save)
    others = list(enterprises_of(user))
    form = DemandForm(enterprise=enterprise)
    sheet = Sheet(form, SkillRows(), enterprise, None, None)
    return page(request, sheet, None, enterprises=others)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def demand_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned demand."""
    demand = own_demand(request, pk)
    if demand.state not in EDITABLE and request.method != "POST":
        raise Refused(
            _("A %(state)s demand is not edited in place; revise it.")
            % {"state": demand.get_state_display()}
        )

    def save(
        fields: dict[str, Any], skills: list[actions.SkillWish], version: int | None
    ) -> Demand:
        return actions.edit_demand(
            demand=demand, by=caller(request), fields=fields, skills=skills, version=version
        )

    return write(request, demand, save)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def demand_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a published demand; it is matched anew."""
    demand = own_demand(request, pk)
    if request.method != "POST":
        DEMAND_FLOW.target(demand.state, "revise")

    def save(
        fields: dict[str, Any], skills: list[actions.SkillWish], version: int | None
    ) -> Demand:
        return actions.revise_demand(
            demand=demand, by=caller(request), fields=fields, skills=skills, version=version
        )

    return write(request, demand, save)


@login_required
@require_POST
def demand_preview(request: HttpRequest) -> HttpResponse:
    """The preview alone, while the form is being filled in. Writes nothing."""
    enterprise = chosen_enterprise(request)
    seen = looked_up(request.POST, enterprise, skill_rows.posted(request.POST))
    return render(request, "collaboration/_preview.html", {"preview": seen})


@login_required
@require_safe
def suggest_skills(request: HttpRequest) -> HttpResponse:
    """Skills for the search box, as buttons that add them."""
    text = request.GET.get("skill_search", "")[:100]
    found = skill_rows.search_skills(text)
    context = {"found": found, "search": text.strip()}
    return render(request, "collaboration/_skills_found.html", context)


@login_required
@require_safe
def suggest_occupations(request: HttpRequest) -> HttpResponse:
    """Occupations for the text field, as options of its list."""
    text = request.GET.get("occupation", "")[:100]
    found = find(Occupation.objects.current(), text)
    return render(request, "collaboration/_occupations_found.html", {"found": found})


def write(request: HttpRequest, demand: Demand, save: Save) -> HttpResponse:
    enterprise = demand.enterprise
    if request.method == "POST":
        return receive(request, enterprise, demand, save)
    form = DemandForm(enterprise=enterprise, initial=stored(demand))
    rows = SkillRows(rows=rows_of(demand))
    data = as_posted(demand, rows)
    sheet = Sheet(form, rows, enterprise, demand, demand.version)
    return page(request, sheet, looked_up(data, enterprise, rows))


def receive(
    request: HttpRequest, enterprise: Enterprise, demand: Demand | None, save: Save
) -> HttpResponse:
    """Save, hand in, or show the form again as another of its buttons asks."""
    rows = skill_rows.posted(request.POST)
    version = seen_version(request)
    then = request.POST.get("then", "")
    if then not in ("save", "submit"):
        form = DemandForm(enterprise=enterprise, initial=picked(request.POST))
        judged = DemandForm(request.POST, enterprise=enterprise)
        judged.is_valid()
        form.occupation_found, form.region_found = judged.occupation_found, judged.region_found
        sheet = Sheet(form, rows, enterprise, demand, version)
        return page(request, sheet, looked_up(request.POST, enterprise, rows))
    form = DemandForm(request.POST, enterprise=enterprise)
    sheet = Sheet(form, rows, enterprise, demand, version)
    status = 400
    if form.is_valid() and not rows.unknown:
        try:
            with transaction.atomic():
                saved = save(form.action_fields(), wishes(rows), version)
                if then == "submit" and saved.state in EDITABLE:
                    saved = actions.submit_demand(demand=saved, by=caller(request))
        except Stale as refusal:
            return stale(request, sheet, refusal)
        except InvalidInput as refusal:
            sheet = with_faults(sheet, refusal)
            status = refusal.status
        except DomainError as refusal:
            put_errors(form, refusal)
            status = refusal.status
        else:
            messages.success(request, said(saved))
            return HttpResponseRedirect(reverse("collaboration:demand_detail", args=[saved.pk]))
    elif rows.unknown:
        text = _("There is no skill with the code %(code)s.") % {"code": rows.unknown[0]}
        sheet = replace(sheet, rows=replace(rows, errors=(text,)))
    seen = looked_up(request.POST, enterprise, rows)
    return page(request, sheet, seen, status=status)


def stale(request: HttpRequest, sheet: Sheet, refusal: Stale) -> HttpResponse:
    """Somebody saved in between: both versions side by side, nothing saved."""
    demand = Demand.objects.visible_to(request.user).for_list().get(pk=sheet.demand.pk)  # type: ignore[union-attr]  # only a stored demand has versions
    theirs = DemandForm(enterprise=sheet.enterprise, initial=stored(demand))
    differing = []
    for name, field in theirs.fields.items():
        yours = shown(sheet.form, name, sheet.form[name].value())
        kept = shown(theirs, name, theirs.initial.get(name))
        if yours != kept:
            differing.append((str(field.label), yours, kept))
    mine, stored_rows = (
        ", ".join(described(row) for row in rows) for rows in (sheet.rows.rows, rows_of(demand))
    )
    if set(mine.split(", ")) != set(stored_rows.split(", ")):
        differing.append((_("Skills"), mine, stored_rows))
    put_errors(sheet.form, refusal)
    sheet = replace(sheet, version=refusal.current, conflict=tuple(differing))
    seen = looked_up(request.POST, sheet.enterprise, sheet.rows)
    return page(request, sheet, seen, status=refusal.status)


def page(
    request: HttpRequest,
    sheet: Sheet,
    seen: "Preview | str | None",
    *,
    status: int = 200,
    enterprises: list[Enterprise] | None = None,
) -> HttpResponse:
    demand = sheet.demand
    revises = demand is not None and demand.state == DemandState.PUBLISHED
    heading = _("Write a demand")
    if demand is not None:
        heading = _("Revise the demand") if revises else _("Edit the demand")
    context = {
        "heading": heading,
        "lead": _("A revision is matched anew; what was accepted stays accepted.")
        if revises
        else _("Say what you need; see at once who could meet it."),
        "cancel_url": reverse("collaboration:demand_detail", args=[demand.pk])
        if demand
        else reverse("collaboration:demand_list"),
        "sheet": sheet,
        "form": sheet.form,
        "rows": sheet.rows,
        "demand": demand,
        "revises": revises,
        "preview": seen,
        "enterprises": enterprises or [],
        "importances": skill_rows.IMPORTANCE,
        "mastery": skill_rows.MASTERY,
    }
    return render(request, "collaboration/demand_form.html", context, status=status)


def looked_up(data: QueryDict, enterprise: Enterprise, rows: SkillRows) -> "Preview | str":
    """What the entered values would find, as far as they are usable; a sentence if none are."""
    if not rows.rows:
        return _("Name a skill to see which programs could meet the demand.")
    form = DemandForm(data, enterprise=enterprise)
    form.is_valid()
    values = form.cleaned_data
    place, occupation = values.get("place"), values.get("occupation")
    try:
        profile = DemandProfile(
            skills=tuple(
                DemandSkill(
                    skill=row.skill.code,
                    importance=row.importance,
                    level=row.level,
                    required=row.required,
                )
                for row in rows.rows
            ),
            occupation=occupation.code if occupation else None,
            region=place.code if place else None,
            headcount=values.get("headcount"),
            accepted_levels=frozenset(values.get("levels") or ()),
            kind=values.get("kind") or "",
        )
    except InputError:
        return _("A skill's importance is 1 to 5 and its level 1 to 4.")
    return preview(enterprise.pk, profile, timezone.localdate())


def chosen_enterprise(request: HttpRequest) -> Enterprise:
    """The enterprise that the user writes for; the first where several are and none is named."""
    rows = enterprises_of(request.user).order_by("pk")
    named = (request.POST or request.GET).get("enterprise", "")
    if named.isascii() and named.isdigit() and len(named) < 19:
        return get_object_or_404(rows, pk=int(named))
    enterprise = rows.first()
    if enterprise is None:
        raise NotAllowed(_("Only editors of an enterprise may write its demands."))
    return enterprise


def own_demand(request: HttpRequest, pk: int) -> Demand:
    rows = Demand.objects.visible_to(request.user).for_list()
    demand = get_object_or_404(rows.select_related("enterprise__organisation__region"), pk=pk)
    rules.can_edit(caller(request), demand).require()
    return demand


def picked(data: QueryDict) -> dict[str, Any]:
    """The entered values after a choice among found occupations or places."""
    values = entered(data)
    for button, name in (("pick_occupation", "occupation"), ("pick_region", "other_region")):
        if data.get(button):
            values[name] = data[button]
    return values


def wishes(rows: SkillRows) -> list[actions.SkillWish]:
    return [
        actions.SkillWish(
            skill=row.skill.code, importance=row.importance, level=row.level, required=row.required
        )
        for row in rows.rows
    ]


def rows_of(demand: Demand) -> tuple[SkillRow, ...]:
    return tuple(
        SkillRow(row.skill, row.importance, row.level, row.required) for row in demand.skills.all()
    )


def as_posted(demand: Demand, rows: SkillRows) -> QueryDict:
    """The stored demand as its own form would send it."""
    data = QueryDict(mutable=True)
    for name, value in stored(demand).items():
        data.setlist(
            name, value if isinstance(value, list) else ["" if value is None else str(value)]
        )
    data.setlist("skill", [row.skill.code for row in rows.rows])
    return data


def with_faults(sheet: Sheet, refusal: InvalidInput) -> Sheet:
    """Faults of skills go to the skill rows, all others to their fields."""
    of_skills = [f for f in refusal.errors if f.field.partition(".")[0] == "skills"]
    rest = [f for f in refusal.errors if f not in of_skills]
    if rest or not of_skills:
        put_errors(sheet.form, InvalidInput(refusal.detail, errors=rest))
    sentences = []
    for fault in of_skills:
        place = fault.field.split(".")
        row = sheet.rows.rows[int(place[1])] if len(place) > 1 else None
        sentences.append(f"{row.skill.label}: {fault.detail}" if row else fault.detail)
    return replace(sheet, rows=replace(sheet.rows, errors=tuple(sentences)))


def shown(form: DemandForm, name: str, value: Any) -> str:
    """A value as the reader knows it from the form."""
    field = form.fields[name]
    if value is None:
        return ""
    choices = dict(getattr(field, "choices", ()) or ())
    if isinstance(value, list):
        return ", ".join(str(choices.get(v, v)) for v in sorted(value))
    return str(choices.get(value, value)) if choices else str(value)


def described(row: SkillRow) -> str:
    star = "★" if row.required else ""
    return f"{row.skill.label}{star} ({row.importance}/{row.level})"


def said(demand: Demand) -> str:
    if demand.state == DemandState.PUBLISHED:
        return _("The demand is published; programs are being ranked.")
    if demand.state == DemandState.SUBMITTED:
        return _("The demand is handed in; the secretariat checks it.")
    return _("The draft is saved.")

"""Programs: what schools teach, which links count, and keeping both true."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from alliance.accounts.scope import scope_of
from alliance.lib.errors import DomainError, InvalidInput, Stale
from alliance.reference import skill_rows
from alliance.reference.models import Industry
from alliance.reference.skill_rows import SkillRow, SkillRows
from alliance.web.pages import paged, put_errors, seen_version
from programs import actions, rules
from programs.enums import LinkKind
from programs.forms import ProgramFilter, ProgramForm, stored
from programs.inputs import effective_links
from programs.links import KINDS, ORIGINS, Origin
from programs.models import CatalogueLink, CrosswalkLink, Program, School

ORIGIN_WORDS: dict[Origin, Any] = {
    "program": gettext_lazy("of this program"),
    "catalogue": gettext_lazy("of its catalogue code"),
    "occupations": gettext_lazy("through its occupations"),
}
VIEWS = {"mine": gettext_lazy("Ours"), "all": gettext_lazy("All schools")}


@login_required
@require_safe
def program_list(request: HttpRequest) -> HttpResponse:
    """The own school's programs first; everybody signed in may read the others."""
    rows = Program.objects.visible_to(request.user).for_list()
    mine = School.objects.filter(pk__in=scope_of(request.user).organisations)
    views = [name for name in VIEWS if name != "mine" or mine.exists()]
    chosen = request.GET.get("view", "")
    view = chosen if chosen in views else views[0]
    form = ProgramFilter(request.GET)
    asked = form.asked()
    if view == "mine" and "school" not in asked:
        rows = rows.filter(school__in=mine)
    for word in str(asked.get("q", "")).split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(name_en__icontains=word)
            | Q(catalogue_program__code__startswith=word)
            | Q(school__organisation__name__icontains=word)
            | Q(school__organisation__name_en__icontains=word)
        )
    if "level" in asked:
        rows = rows.filter(level=asked["level"])
    if "region" in asked:
        rows = rows.in_region(asked["region"])
    if "school" in asked:
        rows = rows.filter(school_id=asked["school"])
    page = paged(request, rows.order_by("school__organisation__name_pinyin", "name", "pk"))
    readable = {row.pk for row in page if rules.can_read_persons(request.user, row)}
    return render(
        request,
        "programs/program_list.html",
        {
            "page": page,
            "readable": readable,
            "form": form,
            "view": view,
            "tabs": [
                {"label": VIEWS[name], "href": f"?view={name}", "current": name == view}
                for name in views
            ],
        },
    )


@login_required
@require_safe
def program_detail(request: HttpRequest, pk: int) -> HttpResponse:
    program = get_object_or_404(Program.objects.visible_to(request.user).for_list(), pk=pk)
    return render(
        request,
        "programs/program_detail.html",
        {
            "program": program,
            "skills": program.skills.select_related("skill"),
            "links": links(program),
            "may_read_persons": bool(rules.can_read_persons(request.user, program)),
            "may_edit": bool(rules.can_edit(request.user, program)),  # type: ignore[arg-type]  # signed in
        },
    )


def links(program: Program) -> list[dict[str, Any]]:
    """The links in force, those that count first, each with what outranks it.

    The program's own links and those of its catalogue code; where they lead to no industry, those
    that follow from its occupations.
    """
    today = timezone.localdate()
    own = CrosswalkLink.objects.valid_on(today).filter(program=program)
    of_code = CatalogueLink.objects.valid_on(today).filter(
        catalogue_program=program.catalogue_program_id
    )
    listed = [
        *(listed_link(link, "program") for link in own.select_related("industry", "occupation")),
        *(
            listed_link(link, "catalogue")
            for link in of_code.select_related("industry", "occupation")
        ),
    ]
    best: dict[bool, tuple[int, int]] = {}
    for row in listed:
        best[row["to_industry"]] = min(row["rank"], best.get(row["to_industry"], row["rank"]))
    for row in listed:
        first = best[row["to_industry"]]
        row["counts"] = row["rank"] == first
        row["outranked_by"] = None if row["counts"] else words_of(first)
    if True not in best:
        listed += derived(program, today)
    listed.sort(
        key=lambda row: (not row["to_industry"], not row["counts"], row["rank"], -row["weight"])
    )
    return listed


def listed_link(link: Any, origin: Origin) -> dict[str, Any]:
    """One link as the page shows it."""
    return {
        "target": link.industry or link.occupation,
        "to_industry": link.industry_id is not None,
        "weight": link.weight,
        "kind": link.get_kind_display(),
        "origin": ORIGIN_WORDS[origin],
        "source": f"{link.source} {getattr(link, 'edition', '')}".strip(),
        "valid_from": link.valid_from,
        "valid_to": link.valid_to,
        "rank": (KINDS.index(link.kind), ORIGINS.index(origin)),
    }


def words_of(rank: tuple[int, int]) -> str:
    """What counts instead."""
    kind, origin = LinkKind(KINDS[rank[0]]).label, ORIGIN_WORDS[ORIGINS[rank[1]]]
    return _("%(kind)s, %(origin)s") % {"kind": kind, "origin": origin}


def derived(program: Program, on: date) -> list[dict[str, Any]]:
    """The industries to which nothing but the program's occupations lead."""
    found = effective_links([program.pk], on, to="industry").get(program.pk, [])
    industries = Industry.objects.in_bulk([link.target for link in found])
    return [
        {
            "target": industries[link.target],
            "to_industry": True,
            "weight": link.weight,
            "kind": link.kind.label,
            "origin": ORIGIN_WORDS[link.origin],
            "source": link.source,
            "valid_from": None,
            "valid_to": None,
            "rank": (KINDS.index(link.kind), ORIGINS.index(link.origin)),
            "counts": True,
            "outranked_by": None,
        }
        for link in found
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def program_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Numbers, names and skills; reports made before are then seen to be older."""
    user: Any = request.user
    program = get_object_or_404(Program.objects.visible_to(user).for_list(), pk=pk)
    rules.can_edit(user, program).require()
    if request.method != "POST":
        rows = SkillRows(rows=rows_of(program))
        form = ProgramForm(initial=stored(program))
        return show(request, program, form, rows, program.version)
    rows = skill_rows.posted(request.POST)
    version = seen_version(request)
    if request.POST.get("then") != "save":
        typed = {name: request.POST.get(name, "") for name in ProgramForm.base_fields}
        return show(request, program, ProgramForm(initial=typed), rows, version)
    form = ProgramForm(request.POST)
    if rows.unknown:
        code = rows.unknown[0]
        form.add_error(None, _("There is no skill with the code %(code)s.") % {"code": code})
    if not form.is_valid():
        return show(request, program, form, rows, version, status=400)
    try:
        actions.edit_program(
            program=program,
            by=user,
            fields=form.cleaned_data,
            skills=[(row.skill.code, row.level) for row in rows.rows],
            version=version,
        )
    except Stale as refusal:
        put_errors(form, refusal)
        kept = Program.objects.get(pk=pk)
        conflict = differing(form, rows, kept)
        return show(
            request, program, form, rows, refusal.current, status=refusal.status, conflict=conflict
        )
    except DomainError as refusal:
        put_errors(form, in_words(refusal, rows))
        return show(request, program, form, rows, version, status=refusal.status)
    messages.success(request, _("The program is saved."))
    return redirect("programs:program_detail", pk)


def show(
    request: HttpRequest,
    program: Program,
    form: ProgramForm,
    rows: SkillRows,
    version: int | None,
    *,
    status: int = 200,
    conflict: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    context = {
        "program": program,
        "form": form,
        "rows": rows,
        "version": version,
        "conflict": conflict or [],
        "mastery": skill_rows.MASTERY,
    }
    return render(request, "programs/program_form.html", context, status=status)


def rows_of(program: Program) -> tuple[SkillRow, ...]:
    return tuple(
        SkillRow(row.skill, level=row.level) for row in program.skills.select_related("skill")
    )


def differing(form: ProgramForm, rows: SkillRows, kept: Program) -> list[tuple[str, str, str]]:
    """(label, yours, stored) of everything in which what was sent differs from what is stored."""
    found = []
    values = stored(kept)
    for name, field in form.fields.items():
        yours = form.cleaned_data.get(name)
        if yours != values[name]:
            found.append((str(field.label), text(yours), text(values[name])))
    mine, theirs = (
        sorted(f"{row.skill.label} ({row.level})" for row in listed)
        for listed in (rows.rows, rows_of(kept))
    )
    if mine != theirs:
        found.append((_("Skills"), ", ".join(mine), ", ".join(theirs)))
    return found


def text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def in_words(refusal: DomainError, rows: SkillRows) -> DomainError:
    """Faults of skill rows named by the skill instead of its place in the list."""
    sentences = []
    for fault in refusal.errors:
        path = fault.field.split(".")
        if path[0] != "skills":
            return refusal
        named = len(path) > 1 and path[1].isdigit()
        label = rows.rows[int(path[1])].skill.label if named else ""
        sentences.append(f"{label}: {fault.detail}" if label else fault.detail)
    return InvalidInput(" ".join(sentences)) if sentences else refusal

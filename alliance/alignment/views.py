"""Pages of the alignment rates: every figure opens to the programs that it counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from alliance.accounts.models import User
from alliance.alignment import actions, rules
from alliance.alignment.forms import RunForm, VerdictFilter
from alliance.alignment.models import PUBLISHED, AlignmentRun, IndexValue, ProgramVerdict
from alliance.consortia.models import Framework
from alliance.engines.indices import WEIGHT_ONE
from alliance.lib.errors import InvalidInput
from alliance.lib.smallcells import hidden_rows, is_small, share_is_safe
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Industry, Region
from programs.enums import LinkKind

PAGE = 25
RUNS_SHOWN = 20
CHANGES_SHOWN = 200
INDICES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "A1": (
        gettext_lazy("Programs aligned"),
        gettext_lazy("Programs that serve key industries, out of all programs."),
    ),
    "A2": (
        gettext_lazy("Aligned, by students"),
        gettext_lazy("Students in aligned programs, out of all students."),
    ),
    "A3": (
        gettext_lazy("Graded, by students"),
        gettext_lazy(
            "Students times their program's weight in key industries, out of all students."
        ),
    ),
}
WEIGHTED_BY = {
    "enrolment": gettext_lazy("Enrolment"),
    "intake": gettext_lazy("Intake"),
    "graduates": gettext_lazy("Graduates"),
}


@dataclass(frozen=True)
class Figure:
    """One index value with its name in words."""

    value: IndexValue
    label: str | Promise

    @property
    def hidden(self) -> bool:
        """Whether the figure counts so few students that it could point at somebody."""
        return counts_few(self.value)


def counts_few(value: IndexValue) -> bool:
    """A1 counts programs, which are no persons; A2 and A3 count students."""
    if value.index == "A1":
        return False
    numerator, denominator = int(value.numerator), int(value.denominator)
    if value.index == "A3":  # its numerator is weighted and counts nobody by itself
        return is_small(denominator)
    return not share_is_safe(numerator, denominator)


@dataclass(frozen=True)
class LevelFigures:
    """One row of a run: a level of education (or all together) with its figures."""

    level: str
    label: str | Promise
    figures: list[Figure]


def by_level(values: Iterable[IndexValue]) -> list[LevelFigures]:
    """Figures in the order in which levels follow one another, all together first."""
    found: dict[str, list[Figure]] = {}
    for value in sorted(values, key=lambda v: v.index):
        label = INDICES[value.index][0] if value.index in INDICES else value.index
        found.setdefault(value.level, []).append(Figure(value, label))
    labels: dict[str, str | Promise] = {"": _("All levels")}
    labels |= {level.value: level.label for level in ProgramLevel}
    return [LevelFigures(lv, label, found[lv]) for lv, label in labels.items() if lv in found]


def current_runs(user: Any) -> list[AlignmentRun]:
    """The run that answers for each region now, by its main framework."""
    newest = AlignmentRun.objects.visible_to(user).published().newest_by_region()
    return list(newest.select_related("region", "framework"))


@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """Every region that has a finished run."""
    runs = current_runs(request.user)
    values = IndexValue.objects.visible_to(request.user).filter(run__in=runs, index="A1")
    per_run: dict[int, list[IndexValue]] = {}
    for value in values:
        per_run.setdefault(value.run_id, []).append(value)
    shown = [(run, by_level(per_run.get(run.pk, []))) for run in runs]
    return render(request, "alignment/rates.html", {"regions": shown})


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """The region's current figures, or those of `?run=`, with other lists and runs to switch to."""
    place = get_object_or_404(Region, pk=code)
    done = AlignmentRun.objects.visible_to(request.user).done().filter(region=place)
    done = done.select_related("region", "framework").order_by("-as_of", "-pk")
    asked = request.GET.get("run")
    run = get_object_or_404(done, pk=number(asked)) if asked else None
    if run is None:
        usual = done.filter(parameters=PUBLISHED)
        run = done.published().first() or usual.first()
    context = shown_run(run, request.user) if run else {"run": None, "levels": []}
    frameworks = Framework.objects.visible_to(request.user).filter(region=place)
    context |= {
        "region": place,
        "runs": done[:RUNS_SHOWN],
        "frameworks": frameworks.order_by("-valid_from", "name"),
        "is_current": not asked,
        **asking(request, place),
    }
    return render(request, "alignment/region.html", context)


def asking(request: HttpRequest, place: Region, form: RunForm | None = None) -> dict[str, Any]:
    """The form by which those who may ask for a run; None for others."""
    user = request.user
    if not isinstance(user, User) or not rules.can_request_run(user, place):
        return {"form": None}
    return {"form": form or RunForm(region=place, initial={"as_of": timezone.localdate()})}


@login_required
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Queue a run and show it."""
    place = get_object_or_404(Region, pk=code)
    user = request.user
    assert isinstance(user, User)  # noqa: S101 -- login_required says so; for the type checker
    form = RunForm(request.POST, region=place)
    if form.is_valid():
        try:
            run = actions.ask_for_run(
                region=place,
                as_of=form.cleaned_data["as_of"],
                framework=form.cleaned_data["framework"],
                by=user,
            )
        except InvalidInput as error:
            for fault in error.errors:
                form.add_error(fault.field if fault.field in form.fields else None, fault.detail)
        else:
            messages.success(request, _("The run is queued; this page shows it when it is done."))
            return redirect("alignment:run", pk=run.pk)
    rules.can_request_run(user, place).require()
    context: dict[str, Any] = {
        "region": place,
        "run": None,
        "levels": [],
        "runs": [],
        "frameworks": [],
        "form": form,
        "is_current": True,
    }
    return render(request, "alignment/region.html", context, status=400)


@require_safe
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its inputs, parameters and figures, and what it changed against the one before."""
    runs = AlignmentRun.objects.visible_to(request.user)
    run = get_object_or_404(
        runs.select_related("region", "framework", "same_as", "requested_by"), pk=pk
    )
    return render(request, "alignment/run.html", shown_run(run, request.user))


def shown_run(run: AlignmentRun, user: Any) -> dict[str, Any]:
    """Figures, conventions and changes of a run."""
    previous = before(run)
    values = list(IndexValue.objects.visible_to(user).filter(run=run))
    for value in values:
        value.run = run
    return {
        "run": run,
        "region": run.region,
        "levels": by_level(values),
        "tau": Decimal(run.parameters.get("tau", WEIGHT_ONE // 2)) / WEIGHT_ONE,
        "declared": run.parameters.get("mode") == "declared",
        "by_catalogue": run.parameters.get("unit") == "catalogue",
        "weight_by": WEIGHTED_BY.get(str(run.parameters.get("weight_by", "enrolment"))),
        "previous": previous,
        "changes": changes(run, previous) if previous else None,
    }


def before(run: AlignmentRun) -> AlignmentRun | None:
    """The published run of the same region and framework that this one followed.

    A question with other parameters is compared with what is published, never the reverse.
    """
    published = AlignmentRun.objects.published(framework=run.framework_id)
    earlier = published.filter(region=run.region_id)
    earlier = earlier.filter(Q(as_of__lt=run.as_of) | Q(as_of=run.as_of, pk__lt=run.pk))
    return earlier.select_related("framework").order_by("-as_of", "-pk").first()


def changes(run: AlignmentRun, previous: AlignmentRun) -> dict[str, Any]:
    """Programs whose part in the rate differs between two runs, and whether the rule did."""
    old = dict(previous.verdicts.values_list("program_id", "aligned"))
    new = dict(run.verdicts.values_list("program_id", "aligned"))
    kinds = {
        "gained": [p for p, yes in new.items() if yes and old.get(p) is False],
        "lost": [p for p, yes in new.items() if not yes and old.get(p) is True],
        "opened": [p for p in new if p not in old],
        "closed": [p for p in old if p not in new],
    }
    wanted = [p for programs in kinds.values() for p in programs[:CHANGES_SHOWN]]
    verdicts = ProgramVerdict.objects.filter(run__in=[run, previous], program_id__in=wanted)
    named = {v.program_id: v.program for v in verdicts.select_related(*PROGRAM)}
    return {
        "rule": run.parameters != previous.parameters
        or run.engine_version != previous.engine_version,
        "any": any(kinds.values()),
        "kinds": [
            (CHANGE_LABELS[kind], len(programs), [named[p] for p in programs[:CHANGES_SHOWN]])
            for kind, programs in kinds.items()
            if programs
        ],
    }


CHANGE_LABELS = {
    "gained": gettext_lazy("Now aligned"),
    "lost": gettext_lazy("No longer aligned"),
    "opened": gettext_lazy("New in the list of programs"),
    "closed": gettext_lazy("Gone from the list of programs"),
}
PROGRAM = ("program__school__organisation", "program__catalogue_program")
SORTS = {
    "name": ("program__name", "pk"),
    "school": ("program__school__organisation__name_pinyin", "program__name", "pk"),
    "-weight": ("-key_weight", "pk"),
    "weight": ("key_weight", "pk"),
    "level": ("level", "program__name", "pk"),
}


@require_safe
def value(request: HttpRequest, pk: int) -> HttpResponse:
    """What a figure is made of: the programs of its numerator and the rest of its denominator."""
    values = IndexValue.objects.visible_to(request.user)
    shown = get_object_or_404(values.select_related("run__region", "run__framework"), pk=pk)
    verdicts = ProgramVerdict.objects.visible_to(request.user).filter(run=shown.run)
    if shown.level:
        verdicts = verdicts.filter(level=shown.level)
    schools = verdicts.order_by("program__school__organisation__name_pinyin", "program__school_id")
    choices = schools.values_list("program__school_id", "program__school__organisation__name")
    filters = VerdictFilter(
        request.GET or None, schools=list(dict.fromkeys(choices)), fixed_level=shown.level
    )
    rows = filters.narrow(verdicts).select_related(*PROGRAM)
    sort = request.GET.get("sort", "")
    rows = rows.order_by(*SORTS.get(sort, ("-aligned", "-key_weight", "pk")))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    weighted = str(shown.run.parameters.get("weight_by", "enrolment"))
    context = {
        "value": shown,
        "run": shown.run,
        "region": shown.run.region,
        "title": INDICES[shown.index][0] if shown.index in INDICES else shown.index,
        "lead": INDICES[shown.index][1] if shown.index in INDICES else "",
        "level_label": shown.get_level_display() if shown.level else _("All levels"),
        "page": page,
        "rows": explained(page.object_list, shown.run, weighted),
        "filters": filters,
        "sort": sort,
        "tau": Decimal(shown.run.parameters.get("tau", WEIGHT_ONE // 2)) / WEIGHT_ONE,
        "weight_by": WEIGHTED_BY.get(weighted),
        "by_students": shown.index != "A1",
        "hidden": counts_few(shown),
        "by_catalogue": shown.run.parameters.get("unit") == "catalogue",
    }
    return render(request, "alignment/value.html", context)


def explained(
    verdicts: Iterable[ProgramVerdict], run: AlignmentRun, weighted: str
) -> list[dict[str, Any]]:
    """Each verdict with its links in words; one query for the industries' names."""
    rows: Sequence[ProgramVerdict] = list(verdicts)
    codes = {link[name] for row in rows for link in row.links for name in ("industry", "key")}
    industries = Industry.objects.in_bulk([code for code in codes if code])
    kinds = dict(LinkKind.choices)
    tau = Decimal(run.parameters.get("tau", WEIGHT_ONE // 2)) / WEIGHT_ONE
    hidden = withheld(run, weighted)
    found = []
    for row in rows:
        links = [
            {
                "industry": industries.get(link["industry"], link["industry"]),
                "key": industries.get(link["key"], link["key"]) if link["key"] else None,
                "weight": Decimal(link["weight"]),
                "kind": kinds.get(link["kind"], link["kind"]),
                "source": link["source"],
            }
            for link in row.links
        ]
        persons = getattr(row, weighted)
        found.append(
            {
                "verdict": row,
                "program": row.program,
                "links": links,
                "reason": reason(row, run, tau),
                "sources": sources(links),
                "persons": persons,
                "hidden": row.pk in hidden,
            }
        )
    return found


def withheld(run: AlignmentRun, weighted: str) -> frozenset[int]:
    """Verdicts whose students are not published, with those that would give them away.

    Totals are published for each level and for all together, so both are looked at.
    """
    levels: dict[str, dict[int, tuple[int, int]]] = {}
    for pk, level, aligned, persons in run.verdicts.values_list("pk", "level", "aligned", weighted):
        levels.setdefault(level, {})[pk] = (int(aligned) * (persons or 0), persons or 0)
    everything = {pk: row for rows in levels.values() for pk, row in rows.items()}
    found = hidden_rows(everything)
    for rows in levels.values():
        found |= hidden_rows(rows)
    return found


def sources(links: Iterable[Mapping[str, Any]]) -> list[str]:
    """Where a program's links come from, each origin once."""
    named = (
        f"{link['kind']}: {link['source']}" if link["source"] else str(link["kind"])
        for link in links
    )
    return list(dict.fromkeys(named))


def reason(verdict: ProgramVerdict, run: AlignmentRun, tau: Decimal) -> str:
    """Why the program counts or does not, in one sentence."""
    if run.parameters.get("mode") == "declared":
        return (
            _("Declared by the school.") if verdict.aligned else _("Not declared as serving one.")
        )
    numbers = {"weight": f"{verdict.key_weight.normalize():f}", "tau": f"{tau.normalize():f}"}
    if verdict.aligned:
        return _("Weight %(weight)s in key industries reaches %(tau)s.") % numbers
    if not verdict.links:
        return _("No link to any industry is recorded.")
    if not verdict.key_weight:
        return _("Linked to industries, none of them key.")
    return _("Weight %(weight)s in key industries stays below %(tau)s.") % numbers


def number(text: str | None) -> int:
    """An id from a query; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0

"""A scenario's rows → changes of a run's frozen facts → what every index says then.

Nothing is read here but the scenario, its run's input and the code lists, so that a result can be
computed again from what is stored. Families that read neither programs nor key industries (C, G and
H: the panel, the outcomes, the loop) stay as they are; the result leaves them out.

A launched program leads where the region's points of the same catalogue program lead (their mean),
else where the catalogue itself leads; its skills follow in the same way.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from alliance.alignment.enums import Step
from alliance.alignment.inputs import facts_of_run
from alliance.alignment.models import (
    AlignmentRun,
    IndexValue,
    RunInput,
    Scenario,
    ScenarioChange,
)
from alliance.engines.errors import InputError
from alliance.engines.indices import ENGINE_VERSION, WEIGHT_ONE, Facts, judge_all
from alliance.engines.indices.changes import (
    Change,
    Discontinue,
    Downsize,
    Launch,
    MoveIntake,
    OtherFramework,
    Upgrade,
    as_json,
)
from alliance.engines.indices.run import BLOCKS, Row
from alliance.engines.indices.scenario import LAUNCHED, apply
from alliance.lib.errors import InvalidInput
from alliance.reference.models import CatalogueSkill
from programs.enums import MappingKind
from programs.models import CatalogueLink

MOVABLE = ("rates", "structure", "market", "skills")
"""Families that changes of programs or key industries can move."""
MOVED = "^[ABDE]"
"""Their indices."""
AT_ONCE = 5_000
"""Programs of a run up to which a scenario is computed while its reader waits."""

Numbers = list[str | None]
"""Numerator, denominator and value as text; the last None where unknown."""


@dataclass(frozen=True)
class Outcome:
    """What a scenario says: its figures and programs as they are stored, and from what."""

    digest: str
    rows: list[dict[str, Any]]
    programs: dict[str, Any]


def input_of(run: AlignmentRun) -> Facts:
    """The run's facts. Raises InvalidInput for runs that kept none."""
    try:
        return facts_of_run(run)
    except RunInput.DoesNotExist as error:
        text = _("This run keeps no inputs; choose a newer one.")
        raise InvalidInput.on("base_run", text) from error


def steps_of(scenario: Scenario) -> list[ScenarioChange]:
    return list(
        scenario.changes.order_by("position").select_related(
            "program__school__organisation",
            "catalogue_program",
            "school__organisation",
            "to_program__school__organisation",
        )
    )


def changes_of(scenario: Scenario, steps: Sequence[ScenarioChange], facts: Facts) -> list[Change]:
    """The steps as the engine takes them, in their order; another framework comes last."""
    launched = [step for step in steps if step.kind == Step.LAUNCH]
    codes = [str(step.catalogue_program_id) for step in launched]
    leads = Leads(facts, codes, scenario.base_run.as_of)
    found: list[Change] = [change_of(step, leads) for step in steps]
    if scenario.framework is not None:
        known = set(facts.industry_codes)
        named = scenario.framework.industries.order_by("industry_id")
        # What no program leads to, nor to anything below it, is no part of the run's code list.
        chosen = [pair for pair in named.values_list("industry_id", "group") if pair[0] in known]
        found.append(
            OtherFramework(
                codes=tuple(code for code, _group in chosen),
                groups=tuple(chosen),
                label=scenario.framework.name,
            )
        )
    return found


def change_of(step: ScenarioChange, leads: "Leads") -> Change:
    if step.kind == Step.LAUNCH:
        return leads.launch(step)
    program = step.program_id or 0
    places = step.places or 0
    if step.kind == Step.UPGRADE:
        target: Any = step.catalogue_program
        return Upgrade(
            program=program,
            level=target.level,
            catalogue=target.pk,
            class_code=target.class_code or None,
        )
    if step.kind == Step.DOWNSIZE:
        return Downsize(program=program, intake_after=places)
    if step.kind == Step.DISCONTINUE:
        return Discontinue(program=program)
    return MoveIntake(source=program, target=step.to_program_id or 0, places=places)


class Leads:
    """Where programs that are launched would lead, and what they would teach."""

    def __init__(self, facts: Facts, codes: Sequence[str], on: date) -> None:
        self.facts = facts
        self.place = {code: place for place, code in enumerate(facts.catalogue_codes)}
        missing = [code for code in codes if code not in self.place]
        self.industries = catalogue_links(missing, on, "industry_id", set(facts.industry_codes))
        self.occupations = catalogue_links(missing, on, "occupation_id", None)
        self.skills: dict[str, list[tuple[str, int]]] = {}
        taught = CatalogueSkill.objects.filter(catalogue_program_id__in=missing)
        for code, skill, level in taught.order_by("skill_id").values_list(
            "catalogue_program_id", "skill_id", "level"
        ):
            self.skills.setdefault(code, []).append((skill, level))

    def launch(self, step: ScenarioChange) -> Launch:
        entry: Any = step.catalogue_program
        school: Any = step.school
        rows = self.points(entry.pk)
        links = self.mean("ind", "industry_codes", rows)
        occupations = self.mean("occ", "occupation_codes", rows)
        return Launch(
            catalogue=entry.pk,
            level=entry.level,
            intake=step.places or 0,
            class_code=entry.class_code,
            school=school.pk,
            region=school.organisation.region_id,
            links=links or self.industries.get(entry.pk, ()),
            occupations=occupations or self.occupations.get(entry.pk, ()),
            skills=self.taught(rows) or tuple(self.skills.get(entry.pk, ())),
        )

    def points(self, code: str) -> Any:
        """Rows of the region's programs of the code."""
        return np.flatnonzero(self.facts.catalogue == self.place.get(code, -2))

    def mean(self, name: str, codes: str, rows: Any) -> tuple[tuple[str, int], ...]:
        """Mean weights of the links of these programs, rounded down so that they fit in one."""
        if not len(rows):
            return ()
        mine = np.isin(getattr(self.facts, f"{name}_owner"), rows)
        targets = getattr(self.facts, name)[mine]
        weights = getattr(self.facts, f"{name}_weight")[mine]
        total = np.bincount(targets, weights=weights, minlength=0)
        named = getattr(self.facts, codes)
        mean = {named[place]: int(total[place]) // len(rows) for place in np.unique(targets)}
        return tuple((code, weight) for code, weight in sorted(mean.items()) if weight)

    def taught(self, rows: Any) -> tuple[tuple[str, int], ...]:
        """Skills that at least half of these programs teach, at their highest common level."""
        if not len(rows):
            return ()
        mine = np.isin(self.facts.skill_owner, rows)
        found: dict[int, list[int]] = {}
        skills, levels = self.facts.skill[mine].tolist(), self.facts.skill_level[mine].tolist()
        for skill, level in zip(skills, levels, strict=True):
            found.setdefault(skill, []).append(level)
        return tuple(
            (self.facts.skill_codes[skill], min(at))
            for skill, at in sorted(found.items())
            if 2 * len(at) >= len(rows)
        )


def catalogue_links(
    codes: Sequence[str], on: date, target: str, known: set[str] | None
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Links that the catalogue itself has, for codes that nobody in the region teaches yet.

    Official ones count before computed ones; `known` are the codes that the run has, None: all.
    """
    if not codes:
        return {}
    links = CatalogueLink.objects.valid_on(on).filter(
        **{"catalogue_program_id__in": codes, f"{target}__isnull": False}
    )
    found: dict[str, dict[str, list[tuple[str, Decimal]]]] = {}
    for code, kind, place, weight in links.order_by(target, "pk").values_list(
        "catalogue_program_id", "kind", target, "weight"
    ):
        if known is None or place in known:
            found.setdefault(code, {}).setdefault(kind, []).append((place, weight))
    best = {
        code: kinds.get(MappingKind.OFFICIAL) or next(iter(kinds.values()))
        for code, kinds in found.items()
    }
    return {code: within_one(listed) for code, listed in best.items()}


def within_one(links: Iterable[tuple[str, Decimal]]) -> tuple[tuple[str, int], ...]:
    """Weights in 1/10,000, scaled down where they exceed the whole program."""
    listed = list(links)
    total = max(sum((weight for _code, weight in listed), Decimal(0)), Decimal(1))
    scaled = [(code, int(weight * WEIGHT_ONE / total)) for code, weight in listed]
    return tuple((code, weight) for code, weight in scaled if weight)


def applied(facts: Facts, changes: Sequence[Change], *, steps: int) -> Facts:
    """The facts after the changes. Raises InvalidInput naming the step that cannot be made."""
    try:
        return apply(facts, changes)
    except InputError as error:
        row = error.row if error.row is not None and error.row < steps else None
        field = "framework" if row is None else f"changes.{row}.{FIELDS.get(error.field, 'kind')}"
        raise InvalidInput.on(field, reason(error)) from error


FIELDS: Mapping[str, str] = {
    "program": "program",
    "source": "program",
    "target": "to_program",
    "intake_after": "places",
    "places": "places",
    "intake": "places",
    "catalogue": "catalogue_program",
    "level": "catalogue_program",
}


def reason(error: InputError) -> str:
    """The engine's refusal in the reader's words."""
    if "state its intake" in error.detail:
        return _("The run knows no intake of this program.")
    return {
        "program": _("This program is not open in the run, or an earlier change ended it."),
        "source": _("This program is not open in the run, or an earlier change ended it."),
        "target": _("This program is not open in the run, or an earlier change ended it."),
        "intake_after": _("Downsizing leaves fewer places than there are."),
        "places": _("More places than the program has at this step."),
    }.get(error.field, _("This change cannot be made."))


def digest_of(run: AlignmentRun, changes: Sequence[Change]) -> str:
    """SHA-256 of everything that the result follows from."""
    content = [run.digest, ENGINE_VERSION, [as_json(change) for change in changes]]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def compute(scenario: Scenario, facts: Facts) -> Outcome:
    """All figures of the scenario beside those of its run. Raises InvalidInput."""
    steps = steps_of(scenario)
    changes = changes_of(scenario, steps, facts)
    after = applied(facts, changes, steps=len(steps))
    return Outcome(
        digest_of(scenario.base_run, changes),
        beside(figures_of(scenario.base_run, facts), measured(after)),
        turned(facts, after, steps),
    )


def measured(facts: Facts) -> list[Row]:
    return [row for name in MOVABLE for row in BLOCKS[name](facts)]


def figures_of(run: AlignmentRun, facts: Facts) -> list[IndexValue] | list[Row]:
    """The run's figures as published; those of an older engine are measured again, by this one."""
    if run.engine_version != ENGINE_VERSION:
        return measured(facts)
    return list(IndexValue.objects.filter(run=run, index__regex=MOVED))


def beside(
    before: Sequence[IndexValue] | Sequence[Row], after: Sequence[Row]
) -> list[dict[str, Any]]:
    """Every figure of the whole region, and of its parts those that differ, with the run's own."""
    known = {(row.index, row.level, row.dimension, row.key): row for row in before}
    found = []
    for row in after:
        place = (row.index, row.level, row.dimension, row.key)
        found.append(pair(place, known.pop(place, None), row))
    found += [pair(place, row, None) for place, row in known.items()]
    kept = [row for row in found if not row["dimension"] or row["before"] != row["after"]]
    return sorted(kept, key=lambda r: (r["dimension"], r["index"], r["level"], r["key"]))


def pair(
    place: tuple[str, str, str, str], before: IndexValue | Row | None, after: Row | None
) -> dict[str, Any]:
    index, level, dimension, key = place
    return {
        "index": index,
        "level": level,
        "dimension": dimension,
        "key": key,
        "before": None if before is None else numbers(before),
        "after": None if after is None else numbers(after),
        "hidden": (before is not None and before.hidden) or (after is not None and after.hidden),
    }


def numbers(row: IndexValue | Row) -> Numbers:
    """The figure as texts without trailing zeros, so that equal figures are equal texts."""
    return [
        plain(row.numerator),
        plain(row.denominator),
        None if row.value is None else plain(row.value),
    ]


def plain(number: Decimal) -> str:
    return f"{number.normalize() + 0:f}"


def turned(before: Facts, after: Facts, steps: Sequence[ScenarioChange]) -> dict[str, Any]:
    """Programs that change sides, by id; those launched by the position of their step."""
    old = dict(zip(before.id.tolist(), judge_all(before).aligned.tolist(), strict=True))
    new = dict(zip(after.id.tolist(), judge_all(after).aligned.tolist(), strict=True))
    launched = {LAUNCHED + row: step.position for row, step in enumerate(steps)}
    return {
        "gained": [pk for pk, yes in new.items() if yes and old.get(pk) is False],
        "lost": [pk for pk, yes in new.items() if not yes and old.get(pk)],
        "out_aligned": [pk for pk, yes in old.items() if pk not in new and yes],
        "out": [pk for pk, yes in old.items() if pk not in new and not yes],
        "in_aligned": [launched[pk] for pk, yes in new.items() if pk in launched and yes],
        "in": [launched[pk] for pk, yes in new.items() if pk in launched and not yes],
    }

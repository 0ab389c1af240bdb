"""Scenarios: made, changed and copied by whoever may, computed from their run's frozen input."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.alignment import rules, whatif
from alliance.alignment.enums import RunState, Step
from alliance.alignment.models import MOST_CHANGES, Scenario, ScenarioChange, ScenarioResult
from alliance.engines.indices import ENGINE_VERSION, Facts
from alliance.events.record import record
from alliance.lib.errors import FieldError, InvalidInput
from alliance.reference.models import CatalogueProgram
from alliance.registers.actions import faults_of, field_faults, raise_on, validate_constraints
from alliance.web.records import locked
from programs.models import Program, School

AMENDED = ("title", "base_run", "framework", "shared", "note")


@dataclass(frozen=True, kw_only=True)
class StepInput:
    """One change as a person or a program names it; which fields a kind needs, the model says."""

    kind: str
    program: Program | None = None
    catalogue_program: CatalogueProgram | None = None
    school: School | None = None
    to_program: Program | None = None
    places: int | None = None

    def row(self, scenario: Scenario, position: int) -> ScenarioChange:
        entry = self.catalogue_program
        return ScenarioChange(
            scenario=scenario,
            position=position,
            level=entry.level if entry is not None else "",
            **vars(self),
        )


def enter_scenario(*, by: User, values: Mapping[str, Any], now: datetime | None = None) -> Scenario:
    """A scenario without changes yet: what the register enters."""
    return make_scenario(by=by, values=values, steps=(), now=now)


@transaction.atomic
def make_scenario(
    *,
    by: User,
    values: Mapping[str, Any],
    steps: Sequence[StepInput] = (),
    now: datetime | None = None,
) -> Scenario:
    """Raises InvalidInput with every fault, NotAllowed."""
    scenario = Scenario(**values, created_by=by)
    faults = field_faults(scenario)
    if not faults:
        rules.can_keep_scenario(by, scenario).require()
    raise_on(faults)
    check_scenario(scenario)
    scenario.save(force_insert=True)
    write_steps(scenario, steps, by=by)
    settle(scenario, now=now)
    record("scenario.entered", subject=scenario, by=by, now=now)
    return scenario


@transaction.atomic
def amend_scenario(
    *,
    record: Scenario,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> Scenario:
    """What the register amends; the changes stay."""
    return edit_scenario(scenario=record, by=by, values=values, version=version, now=now)


@transaction.atomic
def edit_scenario(
    *,
    scenario: Scenario,
    by: User,
    values: Mapping[str, Any],
    steps: Sequence[StepInput] | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Scenario:
    """Other values, and with `steps` other changes in place of all that there are."""
    scenario = locked(scenario, version=version)
    rules.can_keep_scenario(by, scenario).require()
    fixed = [name for name in values if name not in AMENDED]
    raise_on([FieldError(name, "fixed", _("This stays as it is.")) for name in fixed])
    changed = [name for name, value in values.items() if getattr(scenario, name) != value]
    if not changed and steps is None:
        return scenario
    for name in changed:
        setattr(scenario, name, values[name])
    raise_on(field_faults(scenario))
    check_scenario(scenario)
    if steps is not None:
        scenario.changes.all().delete()
        write_steps(scenario, steps, by=by)
    return saved(scenario, changed + (["changes"] if steps is not None else []), by=by, now=now)


@transaction.atomic
def add_step(
    *,
    scenario: Scenario,
    by: User,
    step: StepInput,
    version: int | None = None,
    now: datetime | None = None,
) -> Scenario:
    scenario = locked(scenario, version=version)
    rules.can_keep_scenario(by, scenario).require()
    write_steps(scenario, [step], by=by)
    return saved(scenario, ["changes"], by=by, now=now)


@transaction.atomic
def remove_step(
    *,
    scenario: Scenario,
    by: User,
    position: int,
    version: int | None = None,
    now: datetime | None = None,
) -> Scenario:
    """Take one change out; taking out what is gone already changes nothing."""
    scenario = locked(scenario, version=version)
    rules.can_keep_scenario(by, scenario).require()
    removed, _kinds = scenario.changes.filter(position=position).delete()
    return saved(scenario, ["changes"], by=by, now=now) if removed else scenario


@transaction.atomic
def copy_scenario(
    *, scenario: Scenario, by: User, title: str = "", now: datetime | None = None
) -> Scenario:
    """The same again, as a draft of its own that can be changed: not shared, resting on no case.

    It belongs to the same organisation, or to the copier's own where that is another one.
    """
    values = {
        "title": (title or _("%(title)s (copy)") % {"title": scenario.title})[:200],
        "region": scenario.region,
        "base_run": scenario.base_run,
        "framework": scenario.framework,
        "organisation": home_of_copy(scenario, by),
        "note": scenario.note,
    }
    names = ("kind", "program", "catalogue_program", "school", "to_program", "places")
    steps = [
        StepInput(**{name: getattr(step, name) for name in names})
        for step in whatif.steps_of(scenario)
    ]
    return make_scenario(by=by, values=values, steps=steps, now=now)


def home_of_copy(scenario: Scenario, by: User) -> Organisation:
    """The first organisation of the copier's that may have it, the scenario's own before others."""
    mine = Organisation.objects.filter(pk__in=scope_of(by).organisations_as(Role.EDITOR))
    first: Organisation = scenario.organisation
    homes: list[Organisation] = [first, *mine.order_by("pk")]
    for home in homes:
        if rules.can_keep_scenario(by, Scenario(region=scenario.region, organisation=home)):
            return home
    return first


def saved(scenario: Scenario, changed: list[str], *, by: User, now: datetime | None) -> Scenario:
    """Store it under its next version, with the figures that follow, and say so."""
    scenario.store(*(name for name in changed if name != "changes"))
    settle(scenario, now=now)
    record("scenario.edited", subject=scenario, by=by, now=now, fields=sorted(changed))
    return scenario


def check_scenario(scenario: Scenario) -> None:
    """Raises InvalidInput where run or framework belong to another region."""
    run = scenario.base_run
    if run.state != RunState.DONE or run.region_id != scenario.region_id:
        text = _("Name a finished run of this region.")
        raise InvalidInput.on("base_run", text)
    if scenario.framework is not None and scenario.framework.region_id != scenario.region_id:
        text = _("This framework belongs to another region.")
        raise InvalidInput.on("framework", text)


def write_steps(scenario: Scenario, steps: Sequence[StepInput], *, by: User) -> None:
    """Append changes after those that are there. Raises InvalidInput, NotAllowed."""
    positions = scenario.changes.order_by("-position").values_list("position", flat=True)
    last = positions.first() or 0
    if len(positions) + len(steps) > MOST_CHANGES:
        text = _("At most %(most)s changes stand in one scenario.") % {"most": MOST_CHANGES}
        raise InvalidInput.on("changes", text, code="too_many")
    rows = [step.row(scenario, last + place) for place, step in enumerate(steps, start=1)]
    faults = [
        FieldError(f"changes.{place}.{fault.field}", fault.code, fault.detail)
        for place, row in enumerate(rows)
        for fault in step_faults(row)
    ]
    raise_on(faults)
    schools = {
        school
        for row in rows
        for school in (
            row.school_id,
            row.program.school_id if row.program else None,
            row.to_program.school_id if row.to_program else None,
        )
        if school is not None
    }
    rules.can_change_programs(by, scenario, schools).require()
    for place, row in enumerate(rows):
        try:
            validate_constraints(row)
        except ValidationError as error:
            raise_on(
                [
                    FieldError(f"changes.{place}.program", fault.code, fault.detail)
                    for fault in faults_of(error)
                ]
            )
        row.save(force_insert=True)


NEEDS = {
    Step.LAUNCH: ("catalogue_program", "school", "places"),
    Step.UPGRADE: ("program", "catalogue_program"),
    Step.DOWNSIZE: ("program", "places"),
    Step.DISCONTINUE: ("program",),
    Step.MOVE_INTAKE: ("program", "to_program", "places"),
}
"""What each kind of change names; it names nothing else."""


def step_faults(row: ScenarioChange) -> list[FieldError]:
    """What is missing from a change, or has no meaning in it."""
    if row.kind not in NEEDS:
        return [FieldError("kind", "invalid", _("There is no such kind of change."))]
    needed = NEEDS[Step(row.kind)]
    found = []
    for name in ("program", "catalogue_program", "school", "to_program", "places"):
        given = getattr(row, name) is not None
        if name in needed and not given:
            found.append(FieldError(name, "required", _("This change needs it.")))
        if given and name not in needed:
            found.append(FieldError(name, "unknown", _("This kind of change does not have it.")))
    region = row.scenario.region
    for name in ("school", "program", "to_program"):
        place = getattr(row, name)
        school = place if name == "school" else place and place.school
        if school is not None and not school.organisation.region_id.startswith(region.prefix):
            found.append(FieldError(name, "invalid", _("This lies outside the region.")))
    if row.places is not None and row.kind != Step.DOWNSIZE and row.places < 1:
        found.append(FieldError("places", "range", _("At least one place.")))
    return [*found, *(fault for fault in field_faults(row) if fault.field == "places")]


def settle(scenario: Scenario, *, now: datetime | None) -> ScenarioResult | None:
    """Check that the changes can be made, and compute them where that takes a moment only.

    None: the worker computes, as it is told by the event. Raises InvalidInput.
    """
    facts = whatif.input_of(scenario.base_run)
    if len(facts) <= whatif.AT_ONCE:
        return store_result(scenario, facts, now=now)
    steps = whatif.steps_of(scenario)
    whatif.applied(facts, whatif.changes_of(scenario, steps, facts), steps=len(steps))
    return None


def store_result(scenario: Scenario, facts: Facts, *, now: datetime | None) -> ScenarioResult:
    found = whatif.compute(scenario, facts)
    result, _created = ScenarioResult.objects.update_or_create(
        scenario=scenario,
        defaults={
            "of_version": scenario.version,
            "digest": found.digest,
            "engine_version": ENGINE_VERSION,
            "rows": found.rows,
            "programs": found.programs,
            "computed_at": now or timezone.now(),
        },
    )
    return result


@transaction.atomic
def compute_scenario(*, scenario_id: int, now: datetime | None = None) -> bool:
    """Bring the stored figures up to the scenario's version; False where they are."""
    rows = Scenario.objects.select_for_update(of=("self",)).filter(pk=scenario_id)
    scenario = rows.first()
    if scenario is None or is_settled(scenario):
        return False
    store_result(scenario, whatif.input_of(scenario.base_run), now=now)
    return True


def is_settled(scenario: Scenario) -> bool:
    """Whether the stored figures are those of the scenario as it is now.

    By whichever engine: what was computed stays, as a run's figures do, and says by which.
    """
    return ScenarioResult.objects.filter(scenario=scenario, of_version=scenario.version).exists()

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.alignment import inputs, rules
from alliance.alignment.enums import CHANGE_FLOW, RUN_FLOW, ChangeKind, RunState
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramChange, ProgramVerdict
from alliance.consortia.enums import ResolutionState
from alliance.consortia.models import Framework, Membership, Resolution
from alliance.engines import indices
from alliance.events.record import record
from alliance.lib.errors import InvalidInput, NotAllowed, Refused
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Region
from alliance.web.records import locked
from programs.actions import create_program, edit_program
from programs.rules import can_write


def ask_for_run(
    *,
    region: Region,
    as_of: date,
    by: User,
    framework: Framework | None = None,
    parameters: indices.Parameters = indices.DEFAULT_PARAMETERS,
    now: datetime | None = None,
) -> AlignmentRun:
    """A person asks; the run is queued, or the queued one with the same question is returned."""
    rules.can_request_run(by, region).require()
    today = timezone.localdate(now or timezone.now())
    if as_of > today:
        raise InvalidInput.on("as_of", _("This day has not come yet."), code="future")
    chosen = framework or main_framework(region, as_of)
    if chosen is None:
        raise InvalidInput.on(
            "framework", _("No industry framework of this region is in force on that day.")
        )
    if chosen.region_id != region.pk:
        raise InvalidInput.on("framework", _("This framework belongs to another region."))
    return queue_run(
        region=region, as_of=as_of, framework=chosen, parameters=parameters, by=by, now=now
    )


@transaction.atomic
def queue_run(
    *,
    region: Region,
    as_of: date,
    framework: Framework,
    parameters: indices.Parameters = indices.DEFAULT_PARAMETERS,
    by: User | None = None,
    now: datetime | None = None,
) -> AlignmentRun:
    """Queue a computation unless the same one is queued already, and ring a worker."""
    question = {
        "region": region,
        "as_of": as_of,
        "framework": framework,
        "parameters": asdict(parameters),
    }
    queued = AlignmentRun.objects.filter(**question, state=RunState.QUEUED).first()
    if queued is not None:
        return queued
    made = AlignmentRun(**question, requested_by=by, requested_at=now or timezone.now())
    AlignmentRun.objects.bulk_create([made], ignore_conflicts=True)
    run = AlignmentRun.objects.filter(**question).order_by("-pk")[0]
    record("alignment.requested", subject=run, by=by, now=now, region=region.pk)
    transaction.on_commit(ring, robust=True)
    return run


@transaction.atomic
def cancel_run(*, run: AlignmentRun, by: User, now: datetime | None = None) -> AlignmentRun:
    """Take a queued run back; a run that a worker has claimed is no longer to be stopped."""
    run = AlignmentRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    rules.can_request_run(by, run.region).require()
    run.state = RUN_FLOW.target(run.state, "cancel")
    run.finished_at = now or timezone.now()
    run.save(update_fields=["state", "finished_at"])
    record("alignment.cancelled", subject=run, by=by, now=now, region=run.region_id)
    return run


def ring() -> None:
    """Tell a worker that runs are queued; beat rings too."""
    current_app.send_task("alliance.alignment.tasks.work_runs", retry=False, ignore_result=True)


def main_framework(region: Region, on: date) -> Framework | None:
    """The framework that the region's published rates use on a date."""
    return Framework.objects.in_force(region.pk, on).filter(is_main=True).first()


def compute_run(*, run_id: int, now: datetime | None = None) -> bool:
    """Compute one queued run; False when another worker holds it, lost it to one, or it is over.

    The claim time is the fence: a worker that was given up for lost writes nothing. A run whose
    inputs equal those of the newest finished one is dropped and names that one.
    """
    claimed_at = now or timezone.now()
    if not AlignmentRun.objects.claim(run_id, now=claimed_at):
        return False
    run = AlignmentRun.objects.select_related("region", "framework").get(pk=run_id)
    parameters = indices.Parameters(**run.parameters)
    with transaction.atomic():
        read = inputs.read(
            region=run.region, as_of=run.as_of, framework=run.framework, parameters=parameters
        )
        # One at a time from here: of two runs with equal inputs the second has to see the first.
        Framework.objects.select_for_update(of=("self",), no_key=True).get(pk=run.framework_id)
        mine = AlignmentRun.objects.select_for_update(of=("self",)).filter(
            pk=run_id, state=RunState.RUNNING, started_at=claimed_at
        )
        if mine.first() is None:
            return False
        # Only the newest run counts: what came and went again in between is a change all the same.
        last = (
            AlignmentRun.objects.done()
            .filter(
                region=run.region,
                as_of=run.as_of,
                framework=run.framework,
                parameters=run.parameters,
            )
            .order_by("-pk")
            .first()
        )
        version = indices.ENGINE_VERSION
        if last is not None and (last.digest, last.engine_version) == (read.digest, version):
            mine.update(state=RunState.CANCELLED, same_as=last, finished_at=timezone.now())
            return True
        write(run, read)
        mine.update(
            state=RunState.DONE,
            digest=read.digest,
            engine_version=version,
            finished_at=timezone.now(),
        )
        record("alignment.computed", subject=run, by=None, region=run.region_id)
    return True


def write(run: AlignmentRun, read: inputs.RunInputs) -> None:
    """Store the figures for all levels together and for each, and every program's verdict."""
    levels = [None, *(level.value for level in ProgramLevel)]
    present = {program.level for program in read.programs}
    for level in levels:
        if level is not None and level not in present:
            continue
        result = indices.align(read.programs, read.keys, parameters=read.parameters, level=level)
        IndexValue.objects.bulk_create(
            IndexValue(
                run=run,
                index=value.index,
                version=value.version,
                level=level or "",
                numerator=value.numerator,
                denominator=value.denominator,
                value=None if value.value is None else indices.as_decimal(value.value),
            )
            for value in (result.a1, result.a2, result.a3)
        )
        if level is None:
            write_verdicts(run, read, result.verdicts)


def write_verdicts(
    run: AlignmentRun, read: inputs.RunInputs, verdicts: tuple[indices.ProgramVerdict, ...]
) -> None:
    facts = {program.id: program for program in read.programs}
    ProgramVerdict.objects.bulk_create(
        ProgramVerdict(
            run=run,
            program_id=verdict.program_id,
            level=verdict.level,
            aligned=verdict.aligned,
            key_weight=Decimal(verdict.key_weight) / indices.WEIGHT_ONE,
            links=[
                {
                    "industry": link.target,
                    "key": read.keys.key_of(link.target),
                    "weight": str(link.weight),
                    "kind": link.kind,
                    "source": link.source,
                }
                for link in read.links.get(verdict.program_id, ())
            ],
            enrolment=facts[verdict.program_id].enrolment,
            intake=facts[verdict.program_id].intake,
            graduates=facts[verdict.program_id].graduates,
        )
        for verdict in verdicts
    )


# -- changes of programs -----------------------------------------------------------------------


def propose_change(
    change: ProgramChange, *, by: User, version: int | None = None, now: datetime | None = None
) -> ProgramChange:
    """The school puts its case forward; who does so answers for it."""
    return move_change(
        change, "propose", by=by, version=version, now=now, proposed_by=by, reason=""
    )


def review_change(
    change: ProgramChange, *, by: User, version: int | None = None, now: datetime | None = None
) -> ProgramChange:
    return move_change(change, "review", by=by, version=version, now=now)


def return_change(
    change: ProgramChange,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ProgramChange:
    """Back to its school, which reads why."""
    require_reason(reason)
    return move_change(change, "return", by=by, version=version, now=now, reason=reason)


def resolve_change(
    change: ProgramChange,
    *,
    by: User,
    decided_on: date | None = None,
    resolution: Resolution | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> ProgramChange:
    """The committee has agreed; the change waits for its day. A resolution brings its own date."""
    if resolution is not None:
        require_fitting(resolution, change)
    day = decided_on or (resolution.adopted_on if resolution is not None else None)
    if day is None:
        raise InvalidInput.on("decided_on", _("Name the day or the resolution."), code="required")
    require_past(day, now)
    return move_change(
        change, "resolve", by=by, version=version, now=now, decided_on=day, resolution=resolution
    )


def reject_change(
    change: ProgramChange,
    *,
    by: User,
    decided_on: date,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ProgramChange:
    require_past(decided_on, now)
    require_reason(reason)
    return move_change(
        change, "reject", by=by, version=version, now=now, decided_on=decided_on, reason=reason
    )


RULES = {
    "propose": rules.can_propose,
    "review": rules.can_review,
    "return": rules.can_review,
    "resolve": rules.can_decide,
    "reject": rules.can_decide,
}
SAID = {
    "propose": "program_change.proposed",
    "review": "program_change.reviewed",
    "return": "program_change.returned",
    "resolve": "program_change.resolved",
    "reject": "program_change.rejected",
}


@transaction.atomic
def move_change(
    change: ProgramChange,
    move: str,
    *,
    by: User,
    version: int | None,
    now: datetime | None,
    **values: Any,
) -> ProgramChange:
    """One move of a case that touches nothing but the case."""
    change = locked(change, version=version)
    RULES[move](by, change).require()
    change.state = CHANGE_FLOW.target(change.state, move)
    for name, value in values.items():
        setattr(change, name, value)
    change.store("state", *values)
    record(SAID[move], subject=change, by=by, now=now)
    return change


def require_fitting(resolution: Resolution, change: ProgramChange) -> None:
    """Raises InvalidInput unless an alliance of the school's has adopted the resolution."""
    member = Membership.objects.active().filter(
        alliance=resolution.meeting.alliance_id, organisation=change.school_id
    )
    if resolution.state != ResolutionState.ADOPTED or not member.exists():
        text = _("Name an adopted resolution of an alliance that the school belongs to.")
        raise InvalidInput.on("resolution", text)


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput.on("reason", _("Say why."), code="required")


def require_past(day: date, now: datetime | None) -> None:
    if day > timezone.localdate(now or timezone.now()):
        raise InvalidInput.on("decided_on", _("This day has not come yet."), code="future")


@transaction.atomic
def take_effect(
    change: ProgramChange,
    *,
    by: User | None,
    version: int | None = None,
    now: datetime | None = None,
) -> ProgramChange:
    """Do to the program what was resolved, from the day of effect on; `by` None is the clock.

    The program is written in the name of an editor of its school: of `by`, else of who proposed
    the case. Raises Refused where the day has not come or the program is not what it was.
    """
    change = locked(change, version=version)
    if by is not None:
        rules.can_take_effect(by, change).require()
    state = CHANGE_FLOW.target(change.state, "take_effect")
    if change.effective_on > timezone.localdate(now or timezone.now()):
        raise Refused(_("The day on which this takes effect has not come yet."))
    change.program = carry_out(change, writer=writer_for(change, by), now=now)
    change.state = state
    change.store("state", "program")
    record("program_change.took_effect", subject=change, by=by, now=now)
    return change


def writer_for(change: ProgramChange, by: User | None) -> User:
    """Who may write the school's programs. Raises Refused where nobody at hand may."""
    for user in (by, change.proposed_by):
        if user is not None and can_write(user, change.school):
            return user
    raise Refused(
        _("Who proposed this no longer writes for the school; one of its editors has to.")
    )


def carry_out(change: ProgramChange, *, writer: User, now: datetime | None) -> Any:
    """The program as the case leaves it."""
    if change.program is None:
        fields = {
            "catalogue_program": change.catalogue_program,
            "opened_on": change.effective_on,
            "intake": change.intake_after,
        }
        return create_program(school=change.school, by=writer, fields=fields, now=now)
    if change.program.closed_on is not None:
        raise Refused(_("The program has been closed meanwhile."))
    changed: dict[str, Any] = {}
    if change.intake_after is not None:
        changed["intake"] = change.intake_after
    if change.kind == ChangeKind.DISCONTINUE:
        changed |= {"closed_on": change.effective_on, "intake": 0}
    return edit_program(program=change.program, by=writer, fields=changed, now=now)


def take_due_effects(*, now: datetime | None = None) -> list[int]:
    """Let every resolved case whose day has come take effect; ids of those that could not."""
    today = timezone.localdate(now or timezone.now())
    stuck = []
    for change in ProgramChange.objects.due(today).order_by("effective_on", "pk"):
        try:
            take_effect(change, by=None, now=now)
        except (Refused, InvalidInput, NotAllowed):
            stuck.append(change.pk)
    return stuck

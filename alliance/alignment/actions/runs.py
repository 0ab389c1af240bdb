"""Runs: asked for, queued, computed once, written whole."""

from dataclasses import asdict, replace
from datetime import date, datetime
from functools import lru_cache

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.alignment import inputs, rules
from alliance.alignment.actions import writing
from alliance.alignment.catalogue import INDICES, Counts
from alliance.alignment.enums import RUN_FLOW, RunState
from alliance.alignment.inputs import coupling
from alliance.alignment.models import PUBLISHED_PARAMETERS, AlignmentRun, RunBlock, RunInput
from alliance.consortia.actions import pin_weights
from alliance.consortia.models import Framework
from alliance.engines import indices
from alliance.engines.indices.run import BLOCKS
from alliance.events.record import record
from alliance.lib.errors import InvalidInput
from alliance.reference.models import Region


def ask_for_run(
    *,
    region: Region,
    as_of: date,
    by: User,
    framework: Framework | None = None,
    parameters: indices.Parameters = PUBLISHED_PARAMETERS,
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
    parameters: indices.Parameters = PUBLISHED_PARAMETERS,
    by: User | None = None,
    now: datetime | None = None,
) -> AlignmentRun:
    """Queue a computation unless the same one is queued already, and ring a worker."""
    # whoever asks decides what is counted, not what protects persons
    parameters = replace(parameters, smallest=PUBLISHED_PARAMETERS.smallest)
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


def ring_blocks(times: int) -> None:
    """Tell workers that blocks are open."""
    for _ring in range(times):
        current_app.send_task(
            "alliance.alignment.tasks.work_blocks", retry=False, ignore_result=True
        )


def main_framework(region: Region, on: date) -> Framework | None:
    """The framework that the region's published rates use on a date."""
    return Framework.objects.in_force(region.pk, on).filter(is_main=True).first()


def compute_run(*, run_id: int, now: datetime | None = None) -> bool:
    """Compute one queued run from beginning to end, in this process.

    False when another worker holds it, lost it to one, or it is over. Workers do the same in
    steps: `freeze_run`, `compute_block` for each block, `finish_run`.
    """
    claimed_at = freeze_run(run_id=run_id, now=now)
    if claimed_at is None:
        return False
    for name in open_blocks(run_id):
        compute_block(run_id=run_id, name=name)
    finish_run(run_id=run_id)
    return not AlignmentRun.objects.filter(pk=run_id, state=RunState.RUNNING).exists()


def freeze_run(*, run_id: int, now: datetime | None = None) -> datetime | None:
    """Claim a queued run and store what it reads; its claim time, or None where there is nothing
    to compute: another worker holds it, lost it to one, or it is over.

    The claim time is the fence: a worker that was given up for lost writes nothing. A run whose
    inputs equal those of the newest finished one is dropped and names that one.
    """
    claimed_at = now or timezone.now()
    if not AlignmentRun.objects.claim(run_id, now=claimed_at):
        return None
    run = AlignmentRun.objects.select_related("region", "framework").get(pk=run_id)
    with transaction.atomic():
        read = inputs.read(
            region=run.region,
            as_of=run.as_of,
            framework=run.framework,
            parameters=indices.Parameters(**run.parameters),
        )
        if not still_ours(run, claimed_at):
            return None
        forget_beginnings(run)
        AlignmentRun.objects.filter(pk=run.pk).update(
            digest=read.facts.digest(),
            engine_version=indices.ENGINE_VERSION,
            extent=inputs.extent(read),
        )
        run.refresh_from_db()
        if drop_if_known(run):
            return None
        pin(read, now=now)
        RunInput.objects.create(run=run, content=read.facts.to_bytes())
        writing.write_verdicts(run, read)
        RunBlock.objects.bulk_create(RunBlock(run=run, name=name) for name in BLOCKS)
    return claimed_at


def still_ours(run: AlignmentRun, claimed_at: datetime) -> bool:
    """Lock the run and see whether this claim still holds it."""
    mine = AlignmentRun.objects.select_for_update(of=("self",)).filter(
        pk=run.pk, state=RunState.RUNNING, started_at=claimed_at
    )
    return mine.first() is not None


def forget_beginnings(run: AlignmentRun) -> None:
    """What a lost worker had written of this run."""
    for rows in (run.blocks, run.values, run.verdicts):
        rows.all().delete()
    RunInput.objects.filter(run=run).delete()


def drop_if_known(run: AlignmentRun) -> bool:
    """Cancel the run where the newest finished one of the same question read the same.

    One at a time of each framework: of two runs with equal inputs the second has to see the
    first. Only the newest counts: what came and went again in between is a change all the same.
    """
    Framework.objects.select_for_update(of=("self",), no_key=True).get(pk=run.framework_id)
    done = AlignmentRun.objects.done().filter(
        region=run.region_id,
        as_of=run.as_of,
        framework=run.framework_id,
        parameters=run.parameters,
    )
    last = done.order_by("-pk").first()
    if last is None or (last.digest, last.engine_version) != (run.digest, run.engine_version):
        return False
    forget_beginnings(run)
    AlignmentRun.objects.filter(pk=run.pk).update(
        state=RunState.CANCELLED, same_as=last, finished_at=timezone.now()
    )
    return True


def pin(read: inputs.Read, *, now: datetime | None) -> None:
    """Keep entropy weights with their edition: later years are measured on the same scale."""
    panel = read.panel
    if panel.edition is not None and panel.to_pin:
        indicators = coupling.pinned(panel.edition, panel)
        pin_weights(edition=panel.edition, indicators=indicators, now=now)


PERSONS = frozenset(code for code, index in INDICES.items() if index.counts == Counts.PERSONS)
STUDENTS = frozenset({"A2", "A3"})
GRADUATES = frozenset({"D1", "D2"})
STRUCTURE = frozenset(code for code, index in INDICES.items() if index.family == "B")


def withheld(run: AlignmentRun) -> frozenset[str]:
    """Indices that this run keeps to those who read exact counts, whatever their size.

    What is hidden is decided for one run alone, so two that count the same persons in two ways
    would tell what is between them: students under two thresholds or lists those of the programs
    that differ, a city beside its province the counties that the other one hides. So only the
    published run tells persons, of the uppermost region that keeps one. Places are nobody.
    """
    place = run.region_id
    above = {place[:2] + "0000", place[:4] + "00"} - {place}
    if Framework.objects.filter(region__in=above, is_main=True).valid_on(run.as_of).exists():
        return PERSONS
    published = AlignmentRun.objects.as_published().filter(pk=run.pk).exists()
    if published and run.framework == main_framework(run.region, run.as_of):
        return frozenset()
    by_places = run.parameters.get("weight_by") == "intake"
    by_graduates = run.parameters.get("shares_by") == "graduates"
    return (
        GRADUATES
        | (frozenset() if by_places else STUDENTS)
        | (STRUCTURE if by_graduates else frozenset())
    )


def open_blocks(run_id: int) -> list[str]:
    """Names of the run's blocks that nobody has computed, in the engine's order."""
    rows = RunBlock.objects.filter(run_id=run_id, done_at__isnull=True)
    found = set(rows.values_list("name", flat=True))
    return [name for name in BLOCKS if name in found]


@transaction.atomic
def compute_block(*, run_id: int, name: str) -> bool:
    """Write one block of a running run; False where somebody else computes it or has done so."""
    block = (
        RunBlock.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(run_id=run_id, name=name, done_at__isnull=True, run__state=RunState.RUNNING)
        .select_related("run")
        .first()
    )
    if block is None:
        return False
    rows = BLOCKS[name](frozen(run_id, block.run.digest))
    writing.write_rows(block.run, rows, withheld=withheld(block.run))
    block.done_at = timezone.now()
    block.save(update_fields=["done_at"])
    return True


@lru_cache(maxsize=1)
def frozen(run_id: int, digest: str) -> indices.Facts:
    """What the run reads, once for the blocks that a worker computes one after the other.

    A run that is begun anew may read something else under the same id: the digest tells them apart.
    """
    return inputs.facts_of_run(AlignmentRun(pk=run_id))


@transaction.atomic
def finish_run(*, run_id: int, now: datetime | None = None) -> bool:
    """Publish a run all of whose blocks are done; False where one is open, or it is over."""
    run = (
        AlignmentRun.objects.select_for_update(of=("self",))
        .filter(pk=run_id, state=RunState.RUNNING)
        .first()
    )
    if run is None or not run.blocks.exists() or open_blocks(run_id):
        return False
    if drop_if_known(run):
        return True
    finished = now or timezone.now()
    AlignmentRun.objects.filter(pk=run_id).update(state=RunState.DONE, finished_at=finished)
    record("alignment.computed", subject=run, by=None, now=now, region=run.region_id)
    frozen.cache_clear()
    return True

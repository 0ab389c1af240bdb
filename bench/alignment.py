"""A full run of a province from its tables to its tables, part by part, against plain SQL.

The peer computes the same headline and part figures of A, B, D2, E4 and G from the same tables,
indexed and analysed, and must find the same: counts exactly, other values to 1e-9. It decides no
small cells, stores nothing and has fewer figures, see `bench.alignment_peer`; one pair of rows sets
ours beside it without masks and without storing. A nation is many provinces, each a run of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from alliance.alignment import inputs
from alliance.alignment.actions import runs
from alliance.alignment.enums import RunState
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramVerdict, RunInput
from alliance.consortia.models import Framework
from alliance.engines.indices import DEFAULT_PARAMETERS, OUTCOME_COUNTS
from alliance.engines.indices.run import BLOCKS, people
from bench import alignment_economy as economy
from bench import alignment_rows as rows_of
from bench import outcomes
from bench.alignment_peer import Figures, by_sql
from bench.alignment_rows import DAY, SIZES
from bench.meter import metered
from talent import leaf

CLOSE = 1e-9
"""How far a value that is no quotient of counts may differ."""
PERSONS = ("A1", "A2", "A3", "G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8")
"""Quotients of counts: both parts are compared, and exactly. Of others the value is."""
MEASURED = ("B1m", "B1w", "B2", "B3", "B4", "D2", "E4")
ALREADY_HELD = ("class", "class_industry", "industry")
"""Parts of A1 that the peer leaves out."""


@dataclass
class Parts:
    """CPU-s of the parts of one run, in their order."""

    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        with metered() as one:
            yield
        self.spent[name] = one.cpu_s


def measure(scale: str, _folder: Path) -> list[dict[str, Any]]:
    """Rows of the table; a ratio above 1 means that ours costs less than the peer."""
    fill(SIZES.get(scale, SIZES["province"]))
    rebuild = cost(outcomes.counted_anew)
    outcomes.run("VACUUM ANALYZE")
    count = outcomes.one("SELECT count(*) FROM talent_outcome")[0]
    framework = Framework.objects.get(name="4×4", region__scheme="bench")

    forget_peak()
    run = queued(framework, DAY)
    whole = cost(lambda: runs.compute_run(run_id=run.pk))
    peak = peak_of_memory()
    of_rows, of_leaf = peers(run)
    told = told_of(run)
    bare = cost(lambda: same_figures(run))
    parts = in_parts(framework, DAY - timedelta(days=1))

    again = queued(framework, DAY)
    unchanged = cost(lambda: runs.compute_run(run_id=again.pk))
    expect(again, RunState.CANCELLED)

    plain = cost(plainly)
    kept = cost(lambda: (outcomes.whole_cohorts(), leaf.fold()))
    new = queued(framework, DAY)
    after = cost(lambda: runs.compute_run(run_id=new.pk))
    expect(new, RunState.DONE)
    peers(new)
    clear()
    sql, ready = "plain SQL on the rows", "plain SQL on the leaf"
    return [
        row("run in full, tables to tables", sql, count, whole, of_rows)
        | {"peak_mb": peak, **told},
        row("run in full, tables to tables", ready, count, whole, of_leaf),
        row("the peer's figures alone, not stored", sql, count, bare, of_rows),
        row("the peer's figures alone, not stored", ready, count, bare, of_leaf),
        *(
            row(f"run: {name}", "the whole run", count, spent, whole)
            for name, spent in parts.spent.items()
        ),
        row("run, nothing changed", "run in full", count, unchanged, whole),
        row(
            "10,000 outcomes entered, then a run",
            "entered, counted anew, then a run",
            outcomes.BATCH,
            kept + after,
            plain + rebuild + after,
        ),
        row(
            "10,000 outcomes entered",
            "entered, and counted anew",
            outcomes.BATCH,
            kept,
            plain + rebuild,
        ),
    ]


def fill(size: rows_of.Size) -> None:
    """Every row that a run reads, analysed."""
    outcomes.run(rows_of.DRAW)
    with rows_of.untriggered():
        for make in (
            rows_of.codes,
            rows_of.schools,
            rows_of.programs,
            rows_of.links,
            rows_of.graduates,
            economy.industry,
            economy.demands,
        ):
            make(size)
    rows_of.go_on_counting()
    outcomes.run("VACUUM ANALYZE")


def clear() -> None:
    """Leave nothing to the next measure."""
    outcomes.run(f"TRUNCATE {', '.join(rows_of.TABLES)} CASCADE")


def cost(act: Callable[[], object]) -> float:
    with metered() as spent:
        act()
    return spent.cpu_s


def queued(framework: Framework, day: date) -> AlignmentRun:
    return runs.queue_run(region=framework.region, as_of=day, framework=framework)


def in_parts(framework: Framework, day: date) -> Parts:
    """A run of another day, step by step as workers compute it."""
    run, parts = queued(framework, day), Parts()
    with parts.part("reading"):
        inputs.read(
            region=framework.region, as_of=day, framework=framework, parameters=DEFAULT_PARAMETERS
        )
    with parts.part("read, input and verdicts stored"):
        runs.freeze_run(run_id=run.pk)
    for name in BLOCKS:
        with parts.part(f"{name} computed and stored"):
            runs.compute_block(run_id=run.pk, name=name)
    with parts.part("published"):
        runs.finish_run(run_id=run.pk)
    expect(run, RunState.DONE)
    return parts


def same_figures(run: AlignmentRun) -> None:
    """What the peer computes, and little else: read, computed, neither masked nor stored."""
    facts = inputs.read(
        region=run.region,
        as_of=run.as_of,
        framework=run.framework,
        parameters=DEFAULT_PARAMETERS,
    ).facts
    for name in ("rates", "structure", "market", "skills"):
        list(BLOCKS[name](facts))
    columns = {
        name: np.ascontiguousarray(facts.cohort_counts[:, place])
        for place, name in enumerate(OUTCOME_COUNTS)
    }
    shown: people.Masks = defaultdict(lambda: defaultdict(lambda: [False] * len(people.SHOWN)))
    list(people.of_years(facts, columns, shown))


def plainly() -> None:
    """The same rows entered without triggers, and taken back."""
    with outcomes.untriggered(), transaction.atomic():
        outcomes.whole_cohorts()
        transaction.set_rollback(True)


def expect(run: AlignmentRun, state: RunState) -> None:
    run.refresh_from_db()
    if run.state != state:
        msg = f"the run is {run.state}, not {state}: {run.error}"
        raise RuntimeError(msg)


def told_of(run: AlignmentRun) -> dict[str, int]:
    """What a run stores: figures, those of them that are hidden, verdicts, bytes of its input."""
    values = IndexValue.objects.filter(run=run)
    return {
        "figures": values.count(),
        "hidden": values.filter(hidden=True).count(),
        "verdicts": ProgramVerdict.objects.filter(run=run).count(),
        "bytes": len(RunInput.objects.get(run=run).content),
    }


def peers(run: AlignmentRun) -> tuple[float, float]:
    """CPU-s of SQL on the rows of outcomes and on the leaf, both compared with the run."""
    expect(run, RunState.DONE)
    ours = figures_of(run)
    spent = []
    for source in ("rows", "leaf"):
        with metered() as one:
            found = by_sql(run, source)
        agree(ours, found)
        spent.append(one.cpu_s)
    return spent[0], spent[1]


def figures_of(run: AlignmentRun) -> Figures:
    """The run's figures that the peer knows too; those without a denominator it says nothing of."""
    rows = IndexValue.objects.filter(run=run, index__in=[*PERSONS, *MEASURED])
    found: Figures = {}
    for one in rows.exclude(dimension__in=ALREADY_HELD).exclude(
        index__startswith="G", dimension=""
    ):
        key = one.index, one.level, one.dimension, one.key
        if one.index in PERSONS:
            found[key] = float(one.numerator), float(one.denominator)
        elif one.value is not None:
            found[key] = float(one.value), float(one.denominator) if one.index == "D2" else 1.0
    return found


def agree(ours: Figures, found: Figures) -> None:
    """Raises RuntimeError where a figure is missing on one side, or differs."""
    if ours.keys() != found.keys():
        odd = sorted(ours.keys() ^ found.keys())
        msg = f"{len(odd)} figures stand on one side alone, as {odd[:3]}"
        raise RuntimeError(msg)
    for key, both in ours.items():
        close = 0.0 if key[0] in PERSONS else CLOSE
        apart = max(
            abs(one - other) / max(abs(other), 1.0)
            for one, other in zip(both, found[key], strict=True)
        )
        if apart > close:
            msg = f"{key}: {both} is not {found[key]}"
            raise RuntimeError(msg)


def forget_peak() -> None:
    """From here on the kernel counts this process's peak of memory anew."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_of_memory() -> int:
    """MB that this process held at most since then."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def row(name: str, against: str, count: int, cpu_s: float, peer_s: float) -> dict[str, Any]:
    spent = max(cpu_s, 0.01)
    return {
        "name": name,
        "peer": against,
        "rows": count,
        "cpu_s": round(cpu_s, 2),
        "peer_cpu_s": round(peer_s, 2),
        "rows_per_cpu_s": round(count / spent),
        "ratio": round(peer_s / spent, 2),
    }

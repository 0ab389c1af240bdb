"""How far a run's figures move when its inputs move a little, and what moves them most.

Counted from the run's frozen input and kept by its digest, as a finished run never changes. What
follows from the students of single programs is told in whole points to everybody but those who
read such counts: the exact figure without a program would say how many students it has. Where a point
is a handful of students, they are told nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.alignment.catalogue import Form
from alliance.alignment.charts import LineChart, line_chart
from alliance.alignment.figures import Figure, Sight, changed_text, percent_as_read, value_text
from alliance.alignment.inputs import facts_of_run
from alliance.alignment.labels import labels_for
from alliance.alignment.models import AlignmentRun, RunInput
from alliance.engines.indices import ENGINE_VERSION, WEIGHT_ONE, Facts
from alliance.engines.indices.results import FloatArray
from alliance.engines.indices.run.economy import contributions
from alliance.engines.indices.sensitivity import (
    Interval,
    Mover,
    sensitivity,
    shares_without_one,
)
from alliance.engines.indices.structure import totals
from programs.models import Program

Text = str | Promise
Intervals = Mapping[str, Sequence[Interval]]

KEPT = 7 * 24 * 3600
"""Seconds; what is dropped is counted again."""

WHY: Mapping[str, Text] = {
    "leave_one_out": gettext_lazy("Without any one program"),
    "weights_together": gettext_lazy("All links to industries a fifth lower or higher"),
    "weights_each": gettext_lazy("Links to one key industry a fifth lower or higher"),
    "threshold": gettext_lazy("Any threshold from 0.1 to 0.9"),
}
POINT = Decimal("0.01")


def of_run(run: AlignmentRun) -> Intervals:
    """Intervals of the whole region by index; empty for runs that kept no input."""
    key = f"alignment-sensitivity-{run.digest}-{ENGINE_VERSION}"
    found: Intervals | None = cache.get(key)
    if found is None:
        found = counted(run)
        cache.set(key, found, KEPT)
    return found


def counted(run: AlignmentRun) -> Intervals:
    try:
        facts = facts_of_run(run)
    except RunInput.DoesNotExist:
        return {}
    whole = facts.id * 0
    rates = {index: groups[0] for index, groups in sensitivity(facts, whole, 1).items()}
    return {**rates, **{index: [found] for index, found in of_structure(facts).items()}}


def of_structure(facts: Facts) -> dict[str, Interval]:
    """Totals of family B without any one program; none where the economy's shares are unknown."""
    if not len(facts.share_industry):
        return {}
    owner, column, amount, q = contributions(facts)
    if not q.any():
        return {}
    # contributions are weights times persons or places: whole numbers in 1/10,000
    whole = np.rint(amount * WEIGHT_ONE).astype(np.int64)

    def without(field: str) -> Interval:
        def formula(shares: FloatArray) -> FloatArray:
            found: FloatArray = getattr(totals(q, shares), field)
            return found

        return shares_without_one(
            owner=owner,
            column=column,
            amount=whole,
            ids=facts.id,
            n_columns=len(q),
            formula=formula,
        )

    return {index: without(field) for index, field in STRUCTURE.items()}


STRUCTURE = {
    "B1m": "mean",
    "B1w": "weighted",
    "B2": "theil",
    "B3": "similarity",
    "B4": "dissimilarity",
}


@dataclass(frozen=True)
class Moving:
    """One change and what the figure becomes under it. `program`: for a link to its records."""

    label: Text
    value: str
    change: str
    program: int | None = None


@dataclass(frozen=True)
class Told:
    """One interval in words. `low` and `high` are drawn, the texts are read."""

    why: Text
    low: Decimal
    high: Decimal
    low_text: str
    high_text: str
    movers: tuple[Moving, ...]


@dataclass(frozen=True)
class Steadiness:
    """All intervals of one figure."""

    figure: Figure
    told: tuple[Told, ...]
    rounded: bool


@dataclass(frozen=True)
class Curve:
    """A1 under every threshold: drawing and table."""

    chart: LineChart | None
    rows: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Sensitivity:
    rows: tuple[Steadiness, ...]
    curve: Curve | None

    @property
    def rounded(self) -> bool:
        return any(row.rounded for row in self.rows)


def told(run: AlignmentRun, figures: Mapping[str, Figure], sight: Sight) -> Sensitivity:
    """What the reader is shown; a figure that is hidden or unknown has no interval."""
    found = of_run(run)
    known = {
        index: intervals
        for index, intervals in found.items()
        if index in figures and figures[index].value is not None
    }
    names = Names(
        mover for intervals in known.values() for one in intervals for mover in one.movers
    )
    rows = []
    for index, intervals in known.items():
        rounded = counts_students(index, run) and not sight.everything
        if rounded and POINT * figures[index].row.denominator < run.parameters.get("smallest", 10):
            continue  # a whole point is so few students that it would tell a small program's
        lines = [
            line(one, figures[index], names, rounded=rounded)
            for one in intervals
            if one.low is not None and not (one.why == "threshold" and index != "A1")
        ]
        rows.append(Steadiness(figures[index], tuple(lines), rounded))
    return Sensitivity(tuple(rows), curve(found, run))


def counts_students(index: str, run: AlignmentRun) -> bool:
    """Whether the index weighs programs by persons; places are nobody."""
    if index.startswith("B"):
        return bool(run.parameters.get("shares_by") == "graduates")
    by_places = run.parameters.get("weight_by", "enrolment") == "intake"
    return index in ("A2", "A3") and not by_places


class Names:
    """Names of what moves figures: programs by id, industries by code; two queries at most."""

    def __init__(self, movers: Iterable[Mover]) -> None:
        wanted = list(movers)
        ids = {int(mover.key) for mover in wanted if mover.kind == "program"}
        codes = {mover.key for mover in wanted if mover.kind == "industry"}
        programs = Program.objects.filter(pk__in=ids) if ids else Program.objects.none()
        self.programs = {row.pk: row for row in programs.select_related("school__organisation")}
        self.industries = labels_for(("industry", code) for code in codes)

    def of(self, mover: Mover) -> Text:
        if mover.kind == "program":
            program = self.programs.get(int(mover.key))
            return f"{program.label} · {program.school}" if program else mover.key
        if mover.kind == "industry":
            return self.industries.one("industry", mover.key)
        if mover.kind == "tau":
            return f"τ = {tau_text(mover.key)}"
        return _("a fifth lower") if mover.key == "lower" else _("a fifth higher")


def line(interval: Interval, figure: Figure, names: Names, *, rounded: bool) -> Told:
    low, high = as_decimal(interval.low), as_decimal(interval.high)
    if rounded:
        low, high = low.quantize(POINT, ROUND_FLOOR), high.quantize(POINT, ROUND_CEILING)
    movers = [] if interval.why == "threshold" else interval.movers
    return Told(
        why=WHY[interval.why],
        low=low,
        high=high,
        low_text=text_of(low, figure, rounded=rounded),
        high_text=text_of(high, figure, rounded=rounded),
        movers=tuple(moving(mover, figure, names, rounded=rounded) for mover in movers),
    )


def moving(mover: Mover, figure: Figure, names: Names, *, rounded: bool) -> Moving:
    value, now = as_decimal(mover.value), figure.row.value or Decimal(0)
    change = value - now
    return Moving(
        label=names.of(mover),
        value=text_of(value, figure, rounded=rounded),
        change=(
            _("up") if change > 0 else _("down")
        ) if rounded else changed_text(change, figure.index.form),
        program=int(mover.key) if mover.kind == "program" else None,
    )  # fmt: skip


def text_of(value: Decimal, figure: Figure, *, rounded: bool) -> str:
    if not rounded:
        return value_text(value, figure.index.form)
    whole = value.quantize(POINT, ROUND_HALF_UP)
    return percent_as_read(whole, 0) if figure.index.form == Form.SHARE else f"{whole:.2f}"


def curve(found: Intervals, run: AlignmentRun) -> Curve | None:
    """A1 counts programs, so everybody reads all of it."""
    sweep = next((one for one in found.get("A1", ()) if one.why == "threshold"), None)
    if sweep is None:
        return None
    tau = int(run.parameters.get("tau", WEIGHT_ONE // 2))
    values = [None if m.value is None else as_decimal(m.value) for m in sweep.movers]
    texts = [value_text(value, Form.SHARE) for value in values]
    keys = [mover.key for mover in sweep.movers]
    chart = line_chart(
        title=_("A1 under other thresholds"),
        series=[(_("Programs aligned"), values)],
        places=[int(key) for key in keys],
        x_labels=[tau_text(key) for key in keys],
        text=[texts],
        mark=tau if 1000 <= tau <= 9000 else None,
    )
    rows = [(tau_text(key), text, int(key) == tau) for key, text in zip(keys, texts, strict=True)]
    return Curve(chart, tuple(rows))


def tau_text(key: str) -> str:
    return f"{(Decimal(key) / WEIGHT_ONE).normalize():f}"


def as_decimal(value: Fraction | float | None) -> Decimal:
    """An engine's value for printing; the caller has asked whether it is known."""
    if value is None:
        msg = "an unknown value has no decimal"
        raise ValueError(msg)
    exact = Fraction(value)
    return Decimal(exact.numerator) / Decimal(exact.denominator)

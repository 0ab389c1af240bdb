"""What came of changes of programs: the runs around the day of effect, and counts over a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear

from alliance.alignment.enums import ChangeKind, ChangeState
from alliance.alignment.figures import Figure, changed_text, shown
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramChange
from alliance.alignment.models.runs import AlignmentRunQuerySet

RATES = ("A1", "A2", "A3")


@dataclass(frozen=True)
class Moved:
    """One rate before and after; either None where no run has it."""

    before: Figure | None
    after: Figure | None

    @property
    def figure(self) -> Any:
        return self.after or self.before

    @property
    def difference(self) -> Decimal | None:
        sides = [side.value if side is not None else None for side in (self.before, self.after)]
        return None if None in sides else sides[1] - sides[0]  # type: ignore[operator]  # neither is None

    @property
    def difference_text(self) -> str:
        return changed_text(self.difference, self.figure.index.form)


@dataclass(frozen=True)
class Effect:
    """The last run before the day of effect, the first one from it on, and the rates in both.

    Other programs, links and lists may have changed between the two as well: the page says so and
    leads to the comparison of the runs.
    """

    before: AlignmentRun | None
    after: AlignmentRun | None
    rates: list[Moved]


def effect_of(change: ProgramChange, user: Any) -> Effect | None:
    """None before the case is in effect, and where no region above its school has runs."""
    if change.state != ChangeState.EFFECTIVE:
        return None
    place = change.school.organisation.region_id
    visible = AlignmentRun.objects.visible_to(user)
    for code in dict.fromkeys([place, place[:4] + "00", place[:2] + "0000"]):
        runs = visible.published().filter(region=code).select_related("region", "framework")
        before, after = around(runs, change)
        if before is not None or after is not None:
            return Effect(before, after, rates(before, after, change.level))
    return None


def around(
    runs: AlignmentRunQuerySet, change: ProgramChange
) -> tuple[AlignmentRun | None, AlignmentRun | None]:
    day = change.effective_on
    before = runs.filter(as_of__lt=day).order_by("-as_of", "-pk").first()
    after = runs.filter(as_of__gte=day).order_by("as_of", "-pk").first()
    return before, after


def rates(before: AlignmentRun | None, after: AlignmentRun | None, level: str) -> list[Moved]:
    """A1–A3 of the whole region, for the program's level and for all; as they are published."""
    runs = [run.pk for run in (before, after) if run is not None]
    rows = IndexValue.objects.filter(
        run__in=runs, index__in=RATES, dimension="", level__in=["", level]
    )
    found = {(row.run_id, row.level, row.index): shown(row) for row in rows}

    def at(run: AlignmentRun | None, where: str, index: str) -> Figure | None:
        return None if run is None else found.get((run.pk, where, index))

    pairs = [
        Moved(at(before, where, index), at(after, where, index))
        for where in dict.fromkeys([level, ""])
        for index in RATES
    ]
    return [pair for pair in pairs if pair.before or pair.after]


@dataclass(frozen=True)
class Line:
    """Cases in effect in a year at a level, by kind in the order of ChangeKind."""

    year: int
    level: str
    counts: list[int]


def summary(rows: QuerySet[ProgramChange]) -> tuple[list[Line], list[int]]:
    """Counts by year, level and kind, and their sum by kind; one query."""
    counted = (
        rows.order_by()
        .annotate(year=ExtractYear("effective_on"))
        .values_list("year", "level", "kind")
        .annotate(count=Count("pk"))
    )
    kinds = list(ChangeKind.values)
    table: dict[tuple[int, str], list[int]] = {}
    for year, level, kind, count in counted:
        table.setdefault((year, level), [0] * len(kinds))[kinds.index(kind)] += count
    lines = [Line(year, level, counts) for (year, level), counts in sorted(table.items())]
    return lines, totals(line.counts for line in lines)


def totals(counts: Iterable[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*counts, strict=True)] or [0] * len(ChangeKind.values)

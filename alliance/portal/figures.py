"""Figures of a region and of the whole loop, counted from records at the moment they are shown.

These are public statistics: they count all records of a region, whoever reads them. What may
identify a person is withheld by `alliance.lib.smallcells`, nowhere else.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from alliance.alignment.models import AlignmentRun, IndexValue
from alliance.collaboration.enums import MatchState, ProjectState, ResultState
from alliance.collaboration.models import Match, Project, Result
from alliance.lib import smallcells
from alliance.lib.smallcells import Cell
from alliance.reference.models import Region
from enterprises.enums import DemandState
from enterprises.models import Demand
from talent.enums import Destination, ExchangeKind
from talent.models import Cohort, Exchange, Outcome

RUNNING = (ProjectState.SIGNED, ProjectState.RUNNING)


@dataclass(frozen=True)
class Loop:
    """Activity counts of the loop; `matches` are those that both sides agreed on."""

    demands: int
    matches: int
    projects: int
    results: int


def loop(region: Region | None = None) -> Loop:
    """Open demands, agreed matches, projects signed or running, results shared with somebody."""
    prefix = region.prefix if region else ""
    demands = Demand.objects.filter(state=DemandState.PUBLISHED, region__code__startswith=prefix)
    matches = Match.objects.filter(
        state=MatchState.ACCEPTED, alliance__region__code__startswith=prefix
    )
    projects = Project.objects.filter(state__in=RUNNING, alliance__region__code__startswith=prefix)
    results = Result.objects.filter(
        state=ResultState.SHARED, alliance__region__code__startswith=prefix
    )
    return Loop(demands.count(), matches.count(), projects.count(), results.count())


def current_rates(runs: list[AlignmentRun]) -> dict[int, list[IndexValue]]:
    """A1 of each run by level, all together first; one query."""
    found: dict[int, list[IndexValue]] = {run.pk: [] for run in runs}
    for value in IndexValue.objects.filter(run__in=runs, index="A1").order_by("level"):
        found[value.run_id].append(value)
    return found


@dataclass(frozen=True)
class ExchangeFigure:
    """Persons who work on the other side, one way; by kind what may be shown."""

    total: Cell
    kinds: list[tuple[ExchangeKind, Cell]]


def exchanges(region: Region, kinds: tuple[ExchangeKind, ...]) -> ExchangeFigure:
    """Exchanges of the region's schools of these kinds, since records began.

    A single hidden kind could be found by subtraction, so the smallest other one goes with it.
    """
    rows = Exchange.objects.filter(kind__in=kinds).in_region(region.prefix)
    found = dict(rows.order_by().values("kind").annotate(n=Count("pk")).values_list("kind", "n"))
    counts = {kind: found.get(kind.value, 0) for kind in kinds}
    # as shares of themselves the counts obey the same rule as rates, without a rest
    hidden = smallcells.hidden_rows({kind: (n, n) for kind, n in counts.items()})
    total = smallcells.cell(sum(counts.values()))
    return ExchangeFigure(
        total,
        [(kind, Cell(None) if kind in hidden else Cell(n)) for kind, n in counts.items()],
    )


@dataclass(frozen=True)
class CohortFigure:
    """Outcomes of one cohort by the last measurement of each graduate; None hides all of it."""

    cohort: Cohort
    graduates: int
    related: int
    measured_on: date
    hidden: bool = False


@dataclass(frozen=True)
class OutcomeFigure:
    """Outcomes of a region. Counts are None where they would be a small cell."""

    graduates: int | None
    related_of_graduates: tuple[int, int] | None
    related_of_employed: tuple[int, int] | None
    measured_on: date | None
    cohorts: list[CohortFigure]

    @property
    def empty(self) -> bool:
        return not self.cohorts


WORKING = Q(destination__in=[Destination.EMPLOYED, Destination.SELF_EMPLOYED])


def outcomes(region: Region, on: date) -> OutcomeFigure:
    """Graduates with a known related-field answer, as measured up to a date, per cohort and in all.

    The denominator are graduates with any measurement; those without are not counted as failures.
    Two queries whatever the number of cohorts.
    """
    latest = Outcome.objects.measured_by(on).values("pk")
    counted = (
        Outcome.objects.filter(pk__in=latest)
        .filter(
            graduate__cohort__program__school__organisation__region__code__startswith=region.prefix
        )
        .order_by()
        .values("graduate__cohort_id")
        .annotate(
            graduates=Count("pk"),
            employed=Count("pk", filter=WORKING),
            related=Count("pk", filter=WORKING & Q(related=True)),
            measured_on=Max("measured_on"),
        )
    )
    rows = {row["graduate__cohort_id"]: row for row in counted}
    cohorts = Cohort.objects.filter(pk__in=rows).select_related("program__school__organisation")
    by_graduates = {pk: (row["related"], row["graduates"]) for pk, row in rows.items()}
    by_employed = {pk: (row["related"], row["employed"]) for pk, row in rows.items()}
    hidden = smallcells.hidden_rows(by_graduates) | smallcells.hidden_rows(by_employed)
    listed = [
        CohortFigure(
            cohort=cohort,
            graduates=rows[cohort.pk]["graduates"],
            related=rows[cohort.pk]["related"],
            measured_on=rows[cohort.pk]["measured_on"],
            hidden=cohort.pk in hidden,
        )
        for cohort in cohorts.order_by("-year", "program__name", "pk")
    ]
    total = [
        sum(row[name] for row in rows.values()) for name in ("graduates", "employed", "related")
    ]
    graduates, employed, related = total
    # beside the other rate, its denominator tells how many are not employed
    employed_known = smallcells.share_is_safe(employed, graduates)
    return OutcomeFigure(
        graduates=smallcells.cell(graduates).value,
        related_of_graduates=safe_share(related, graduates),
        related_of_employed=safe_share(related, employed) if employed_known else None,
        measured_on=max((row["measured_on"] for row in rows.values()), default=None),
        cohorts=listed,
    )


def safe_share(numerator: int, denominator: int) -> tuple[int, int] | None:
    """(n, m) where it may be published, else None."""
    if smallcells.share_is_safe(numerator, denominator):
        return numerator, denominator
    return None

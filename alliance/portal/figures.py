"""Figures of a region and of the whole loop.

Activity is counted from records at the moment it is shown: all records of a region, whoever reads
them. Outcomes are read from a run. What may identify a person is withheld by
`alliance.engines.disclosure`, nowhere else.
"""

from dataclasses import dataclass, field

import numpy as np
from django.db.models import Count

from alliance.alignment.enums import Dimension
from alliance.alignment.figures import Figure, Sight, shown
from alliance.alignment.models import AlignmentRun, IndexValue
from alliance.collaboration.enums import MatchState, ProjectState, ResultState
from alliance.collaboration.models import Match, Project, Result
from alliance.engines import disclosure
from alliance.lib.smallcells import Cell, smallest
from alliance.reference.models import Region
from enterprises.enums import DemandState
from enterprises.models import Demand
from programs.models import School
from talent.enums import ExchangeKind
from talent.models import Exchange

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
    for value in IndexValue.objects.headline().filter(run__in=runs, index="A1").order_by("level"):
        found[value.run_id].append(value)
    return found


@dataclass(frozen=True)
class ExchangeFigure:
    """Persons who work on the other side, one way; by kind what may be shown."""

    total: Cell
    kinds: list[tuple[ExchangeKind, Cell]]


def exchanges(region: Region, kinds: tuple[ExchangeKind, ...]) -> ExchangeFigure:
    """Exchanges of the region's schools of these kinds, since records began; one query.

    What is hidden is decided for all regions of the province at once, so that no county follows
    from its city and the other counties.
    """
    rows = (
        Exchange.objects.filter(kind__in=kinds)
        .in_region(province_of(region))
        .order_by()
        .values_list("school__organisation__region_id", "kind")
        .annotate(n=Count("pk"))
    )
    found = [(code, ExchangeKind(kind), n) for code, kind, n in rows]
    number = {kind: place for place, kind in enumerate(kinds)}
    dimensions = disclosure.places([code for code, _, _ in found])
    dimensions["kind"] = np.array([number[kind] for _, kind, _ in found], dtype=np.int64)
    by_kind = [(*table, "kind") for table in disclosure.PLACES]
    persons = np.array([n for _, _, n in found], dtype=np.int64)
    masks = disclosure.persons_hidden(
        [persons], dimensions, [*disclosure.PLACES, *by_kind], threshold=smallest()
    )

    def cell(*, kind: ExchangeKind | None = None) -> Cell:
        counted = sum(
            n for code, its, n in found if code.startswith(region.prefix) and kind in (None, its)
        )
        more = {} if kind is None else {"kind": number[kind]}
        hidden = disclosure.place_hidden(masks, region.pk, **more).any()
        return Cell(None if hidden else counted)

    return ExchangeFigure(cell(), [(kind, cell(kind=kind)) for kind in kinds])


def province_of(region: Region) -> str:
    """The digits that all codes of the region's province begin with."""
    return region.pk[:2]


@dataclass(frozen=True)
class SchoolFigure:
    """Graduates of one school in a related job, out of all its graduates of the year."""

    school: School
    rate: Figure


@dataclass(frozen=True)
class OutcomeFigure:
    """Outcomes of the run's leading year as their reader may see them; None: not computed."""

    year: str = ""
    of_graduates: Figure | None = None
    of_employed: Figure | None = None
    schools: list[SchoolFigure] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        rates = (self.of_graduates, self.of_employed)
        return all(rate is None or not rate.row.denominator for rate in rates)


OF_GRADUATES, OF_EMPLOYED = "G4", "G3"


def outcomes(run: AlignmentRun | None, sight: Sight | None = None) -> OutcomeFigure:
    """Graduates in a related job, of the region and of each school, as the run published them.

    Nothing is counted here: other sums over the same graduates, by other years or programs,
    would give away what the run hides. Two queries.
    """
    if run is None:
        return OutcomeFigure()
    sight = sight or Sight()
    rows = list(
        IndexValue.objects.filter(
            run=run,
            level="",
            index__in=[OF_GRADUATES, OF_EMPLOYED],
            dimension__in=[Dimension.REGION, Dimension.SCHOOL_YEAR],
        )
    )
    whole = {row.index: row for row in rows if row.dimension == Dimension.REGION}
    if OF_GRADUATES not in whole or OF_EMPLOYED not in whole:
        return OutcomeFigure()
    year = str(whole[OF_GRADUATES].detail.get("year", ""))
    found = {
        int(row.key.partition("|")[0]): row
        for row in rows
        if row.index == OF_GRADUATES and year and row.key.endswith(f"|{year}")
    }
    schools = School.objects.filter(pk__in=found).select_related("organisation")
    return OutcomeFigure(
        year=year,
        of_graduates=shown(whole[OF_GRADUATES], sight),
        of_employed=shown(whole[OF_EMPLOYED], sight),
        schools=[
            SchoolFigure(school, shown(found[school.pk], sight))
            for school in schools.order_by("organisation__name", "pk")
        ],
    )

"""Figures over time: rates from run to run, outcomes from graduation year to graduation year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from alliance.alignment.catalogue import HEADLINE, INDICES, Form
from alliance.alignment.charts import LineChart, line_chart
from alliance.alignment.enums import Dimension
from alliance.alignment.figures import Figure, Sight, shown
from alliance.alignment.models import AlignmentRun, IndexValue
from alliance.alignment.sections import PartTable
from alliance.reference.enums import ProgramLevel

Text = str | Promise

MOST = 24
"""Points of a line; where there are more runs, the last of each month stands for it."""
YEARS_DRAWN = ("G1", "G3", "G4", "G5")


@dataclass(frozen=True)
class Trend:
    """One index by level over runs: the drawing, and the table behind it."""

    code: str
    title: Text
    runs: tuple[AlignmentRun, ...]
    rows: tuple[tuple[Text, tuple[Figure | None, ...]], ...]
    chart: LineChart | None

    @property
    def change(self) -> Decimal | None:
        """Of all levels together, against the run before."""
        whole = next((figures for _, figures in self.rows), ())
        if len(whole) < 2 or whole[-1] is None or whole[-2] is None:
            return None
        now, before = whole[-1].value, whole[-2].value
        return None if now is None or before is None else now - before


def runs_over_time(run: AlignmentRun) -> list[AlignmentRun]:
    """Published runs of the same region and framework up to this one, the newest of each day."""
    published = AlignmentRun.objects.published(framework=run.framework_id)
    runs = published.filter(region=run.region_id, as_of__lte=run.as_of)
    days = list(runs.order_by("-as_of", "-pk").distinct("as_of").defer("error"))
    if len(days) > MOST:
        months = {day.as_of.strftime("%Y-%m"): day for day in reversed(days)}
        days = sorted(months.values(), key=lambda day: day.as_of, reverse=True)
    return days[:MOST][::-1]


def trends(run: AlignmentRun, sight: Sight) -> list[Trend]:
    """A1, A2, A3 by level over the region's runs: two queries. Empty for the first run."""
    runs = runs_over_time(run)
    if len(runs) < 2:
        return []
    rows = IndexValue.objects.filter(run__in=runs, dimension=Dimension.REGION, index__in=HEADLINE)
    found = {(row.index, row.level, row.run_id): shown(row, sight) for row in rows}
    return [trend(code, runs, found) for code in HEADLINE]


def trend(
    code: str, runs: Sequence[AlignmentRun], found: dict[tuple[str, str, int], Figure]
) -> Trend:
    """One index: a line for each level that some run has."""
    levels: list[tuple[str, Text]] = [("", _("All levels"))]
    levels += [(level.value, level.label) for level in ProgramLevel]
    lines = []
    for level, label in levels:
        figures = tuple(found.get((code, level, run.pk)) for run in runs)
        if any(figures):
            lines.append((label, figures))
    first = runs[0].as_of
    return Trend(
        code=code,
        title=INDICES[code].name,
        runs=tuple(runs),
        rows=tuple(lines),
        chart=drawn(
            str(INDICES[code].name),
            lines,
            places=[(run.as_of - first).days for run in runs],
            x_labels=[date_format(run.as_of, "YEAR_MONTH_FORMAT") for run in runs],
        ),
    )


def by_year(years: PartTable) -> LineChart | None:
    """Outcome rates by graduation year, without pay, which has another unit."""
    lines: list[tuple[Text, tuple[Figure | None, ...]]] = []
    for place, index in enumerate(years.columns):
        if index.code in YEARS_DRAWN and index.form == Form.SHARE:
            lines.append((index.name, tuple(figures[place] for _, figures in years.rows)))
    keys = [part.key for part, _ in years.rows]
    if not all(key.isdigit() for key in keys):
        return None
    return drawn(_("Outcomes by graduation year"), lines, [int(key) for key in keys], keys)


def drawn(
    title: str,
    lines: Iterable[tuple[Text, Sequence[Figure | None]]],
    places: Sequence[float],
    x_labels: Sequence[str],
) -> LineChart | None:
    lines = list(lines)
    return line_chart(
        title=title,
        series=[(label, [f.value if f else None for f in figures]) for label, figures in lines],
        places=places,
        x_labels=x_labels,
        text=[[f.text if f else "" for f in figures] for _, figures in lines],
    )

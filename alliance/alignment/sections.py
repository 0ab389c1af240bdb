"""A region's page in sections: the rows of one run, read in a fixed number of queries.

What is unbounded (schools, occupations, skills, pairs of class and industry) is cut to what people
can read in a meeting; each section says how many there are and links to the whole list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.functional import Promise

from alliance.alignment.catalogue import FAMILIES, INDICES, Index
from alliance.alignment.enums import Dimension
from alliance.alignment.figures import Figure, LevelFigures, Sight, by_level, shown
from alliance.alignment.labels import STAGES, Labels, labels_of
from alliance.alignment.models import AlignmentRun, IndexValue

Text = str | Promise

BOUNDED = (
    Dimension.REGION,
    Dimension.COUNTY,
    Dimension.INDUSTRY,
    Dimension.CLASS,
    Dimension.YEAR,
    Dimension.STAGE,
)
"""Parts of which a region has few: all of them are read at once."""
SCHOOLS_SHOWN = 20
OCCUPATIONS_SHOWN = 10
SKILLS_SHOWN = 12
CLASSES_SHOWN = 40
INDUSTRIES_SHOWN = 16


@dataclass(frozen=True)
class Part:
    """One part of the region with its figures by index code."""

    key: str
    label: str
    figures: Mapping[str, Figure]

    @property
    def in_order(self) -> list[Figure]:
        return list(self.figures.values())


@dataclass(frozen=True)
class PartTable:
    """Parts as rows, indices as columns; a figure that a part lacks is None."""

    dimension: str
    columns: tuple[Index, ...]
    rows: tuple[tuple[Part, tuple[Figure | None, ...]], ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Family:
    """One family of indices of the whole region, with the years or stages that belong to it."""

    code: str
    title: Text
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class HeatMap:
    """Share of each program class that leads to each industry; cells are links."""

    industries: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...]
    classes: int
    all_industries: int

    @property
    def more(self) -> int:
        return self.classes - len(self.rows)


@dataclass(frozen=True)
class Paired:
    """Two quantities side by side on one scale: supply and openings, taught and sought."""

    figure: Figure
    label: str
    first: Decimal | None
    second: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """What the second has more than the first."""
        if self.first is None or self.second is None:
            return None
        return self.second - self.first


@dataclass(frozen=True)
class PairedTable:
    rows: tuple[Paired, ...]
    total: int
    hidden: int
    most: Decimal

    @property
    def more(self) -> int:
        return self.total - len(self.rows) - self.hidden


@dataclass(frozen=True)
class RegionFigures:
    """Everything that a region's page reads of one run."""

    levels: list[LevelFigures]
    headline: Mapping[str, Figure]
    families: tuple[Family, ...]
    counties: PartTable
    schools: PartTable
    industries: PartTable
    economy: PairedTable
    years: PartTable
    stages: PartTable
    heat: HeatMap
    occupations: PairedTable
    classes: PairedTable
    skills: PairedTable
    occupation_figures: list[Figure] = field(repr=False)


def region_figures(run: AlignmentRun, sight: Sight) -> RegionFigures:
    """Read a run for its page: five queries, and one for each code list that it names."""
    rows = IndexValue.objects.filter(run=run)
    read = list(rows.filter(dimension__in=BOUNDED))
    heat = list(rows.filter(dimension=Dimension.CLASS_INDUSTRY, index="A1"))
    occupations = list(rows.filter(dimension=Dimension.OCCUPATION, index="D2"))
    schools, all_schools = largest_schools(rows)
    skills, all_skills = farthest_skills(rows)
    every = [*read, *heat, *occupations, *schools, *skills]
    for row in every:
        row.run = run
    drawn, hidden = gaps(occupations, sight)
    labels = labels_of([*read, *heat, *schools, *skills, *(figure.row for figure in drawn)])
    parts: dict[str, list[IndexValue]] = {}
    for row in read:
        parts.setdefault(row.dimension, []).append(row)
    region = parts.get(Dimension.REGION, [])
    whole = {row.index: shown(row, sight) for row in region if not row.level}
    rates = [row for row in region if row.index in ("A1", "A2", "A3")]
    industries = parts.get(Dimension.INDUSTRY, [])
    classes = [row for row in parts.get(Dimension.CLASS, []) if row.index == "D1"]

    def table(dimension: str, indices: Sequence[str], found: list[IndexValue]) -> PartTable:
        return part_table(dimension, indices, found, labels, sight)

    return RegionFigures(
        levels=by_level(rates, sight),
        headline={code: figure for code, figure in whole.items() if code in ("A1", "A2", "A3")},
        families=families(whole),
        counties=table(Dimension.COUNTY, ("A1", "A2", "A3"), parts.get(Dimension.COUNTY, [])),
        schools=trimmed(table(Dimension.SCHOOL, ("A1", "A2", "A3"), schools), all_schools),
        industries=table(Dimension.INDUSTRY, ("A1",), industries),
        economy=paired((row for row in industries if row.index == "B1"), labels, sight),
        years=table(Dimension.YEAR, outcome_codes(), parts.get(Dimension.YEAR, [])),
        stages=table(Dimension.STAGE, ("H4", "H5"), parts.get(Dimension.STAGE, [])),
        heat=heat_map(heat, labels, sight),
        occupations=PairedTable(
            rows=tuple(pair(figure, labels) for figure in drawn),
            total=len(occupations),
            hidden=hidden,
            most=most_of(drawn),
        ),
        classes=paired(classes, labels, sight, largest=CLASSES_SHOWN),
        skills=paired(skills, labels, sight, total=all_skills),
        occupation_figures=[shown(row, sight) for row in occupations],
    )


def outcome_codes() -> tuple[str, ...]:
    return tuple(code for code, index in INDICES.items() if index.family == "G")


def families(whole: Mapping[str, Figure]) -> tuple[Family, ...]:
    """Families B to H in their order, with the indices that the run has for the whole region."""
    found = []
    for code, title in FAMILIES.items():
        figures = [whole[c] for c, index in INDICES.items() if index.family == code and c in whole]
        if code != "A" and figures:
            found.append(Family(code, title, tuple(figures)))
    return tuple(found)


def part_table(
    dimension: str,
    indices: Sequence[str],
    rows: Iterable[IndexValue],
    labels: Labels,
    sight: Sight,
) -> PartTable:
    """Parts in the order of their keys, stages in that of the loop; columns only for indices that
    some part has.
    """
    stages = {stage: place for place, stage in enumerate(STAGES)}
    found: dict[str, dict[str, Figure]] = {}
    for row in rows:
        if not row.level and row.index in indices:
            found.setdefault(row.key, {})[row.index] = shown(row, sight)
    columns = tuple(i for i in indices if any(i in figures for figures in found.values()))
    lines = []
    for key in sorted(found, key=lambda key: (stages.get(key, -1), key)):
        figures = {code: found[key][code] for code in columns if code in found[key]}
        part = Part(key, labels.part(dimension, key), figures)
        lines.append((part, tuple(figures.get(code) for code in columns)))
    return PartTable(dimension, tuple(INDICES[code] for code in columns), tuple(lines), len(lines))


def trimmed(table: PartTable, total: int) -> PartTable:
    """The table of a choice of parts, the largest first, that knows how many there are."""

    def size(line: tuple[Part, tuple[Figure | None, ...]]) -> tuple[Decimal, str]:
        first = line[1][0] if line[1] else None
        return (-(first.row.denominator if first else Decimal(0)), line[0].label)

    ordered = tuple(sorted(table.rows, key=size))
    return PartTable(table.dimension, table.columns, ordered, total)


def largest_schools(rows: QuerySet[IndexValue]) -> tuple[list[IndexValue], int]:
    """Rates of the schools with most programs: two queries, the second knows how many there are."""
    schools = rows.filter(dimension=Dimension.SCHOOL, level="", index="A1")
    chosen = schools.order_by("-denominator", "key").values("key")[:SCHOOLS_SHOWN]
    listed = rows.filter(dimension=Dimension.SCHOOL, level="", index__in=("A1", "A2", "A3"))
    return list(listed.filter(key__in=chosen)), schools.count()


def farthest_skills(rows: QuerySet[IndexValue]) -> tuple[list[IndexValue], int]:
    """Skills that are sought most beyond what is taught, then those taught most beyond that.

    A run lists few hundred skills at most, so they are read and put in order here.
    """
    skills = list(rows.filter(dimension=Dimension.SKILL, index="E5"))
    skills.sort(key=lambda row: (row.numerator - row.denominator, row.key))
    spare = [row for row in skills[SKILLS_SHOWN:] if row.numerator > row.denominator]
    return skills[:SKILLS_SHOWN] + spare[-(SKILLS_SHOWN // 2) :], len(skills)


def gaps(rows: Iterable[IndexValue], sight: Sight) -> tuple[list[Figure], int]:
    """Occupations with the widest gaps, most missing first; and how many are not published."""
    figures = [shown(row, sight) for row in rows]
    known = [figure for figure in figures if not figure.hidden]

    def missing(figure: Figure) -> tuple[Decimal, str]:
        return (figure.row.numerator - figure.row.denominator, figure.row.key)

    ordered = sorted(known, key=missing)
    if len(ordered) > 2 * OCCUPATIONS_SHOWN:
        ordered = ordered[:OCCUPATIONS_SHOWN] + ordered[-OCCUPATIONS_SHOWN:]
    return ordered, len(figures) - len(known)


def pair(figure: Figure, labels: Labels) -> Paired:
    return Paired(figure, labels.of(figure.row), figure.numerator, figure.denominator)


def paired(
    rows: Iterable[IndexValue],
    labels: Labels,
    sight: Sight,
    *,
    total: int | None = None,
    largest: int | None = None,
) -> PairedTable:
    """Rows in their order (or the largest), without those that are not published."""
    figures = [shown(row, sight) for row in rows]
    known = [figure for figure in figures if not figure.hidden]
    if largest is not None:
        known.sort(key=lambda f: (-max(f.row.denominator, f.row.numerator), f.row.key))
    drawn = known[:largest]
    return PairedTable(
        rows=tuple(pair(figure, labels) for figure in drawn),
        total=len(figures) if total is None else total,
        hidden=len(figures) - len(known),
        most=most_of(drawn),
    )


def most_of(figures: Iterable[Figure]) -> Decimal:
    """The longest bar of a table."""
    sizes = [size for f in figures for size in (f.numerator, f.denominator) if size is not None]
    return max(sizes, default=Decimal(0))


def heat_map(rows: Iterable[IndexValue], labels: Labels, sight: Sight) -> HeatMap:
    """Classes with most program points, industries that most of them lead to."""
    cells: dict[tuple[str, str], Figure] = {}
    points: dict[str, Decimal] = {}
    reached: dict[str, Decimal] = {}
    for row in rows:
        class_code, _, industry = row.key.partition("|")
        cells[class_code, industry] = shown(row, sight)
        points[class_code] = max(points.get(class_code, Decimal(0)), row.denominator)
        reached[industry] = reached.get(industry, Decimal(0)) + row.numerator
    industries = sorted(reached, key=lambda code: (-reached[code], code))[:INDUSTRIES_SHOWN]
    largest = sorted(points, key=lambda code: (-points[code], code))[:CLASSES_SHOWN]
    return HeatMap(
        industries=tuple(str(labels.one("industry", code)) for code in sorted(industries)),
        rows=tuple(
            (
                str(labels.one("class", code)),
                tuple(cells.get((code, industry)) for industry in sorted(industries)),
            )
            for code in sorted(largest)
        ),
        classes=len(points),
        all_industries=len(reached),
    )

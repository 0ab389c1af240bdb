"""What the records give for an indicator: counted when asked, with one query per register.

Figures are statistics: they count the records of a region whoever reads them. Public doors ask
`withholding.published` for them, which leaves out what could point at a person.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, F, Min, Q, QuerySet, Sum

from alliance.alignment.models import AlignmentRun, IndexValue
from alliance.indicators.enums import Missing
from alliance.indicators.measures import IndexMeasure, Measure, Registers, parse, prefix_of
from alliance.indicators.models import Indicator
from alliance.lib.errors import InvalidInput

MOST_AT_ONCE = 200
"""Measures per query; each takes two columns of its answer."""


@dataclass(frozen=True)
class Question:
    """An indicator, asked for one region and day, perhaps for one alliance or organisation."""

    indicator: Indicator
    region: str
    """Code of the region; regions inside it count."""
    as_of: date
    alliance: int | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Figure:
    """`value` None: unknown, and `why_missing` says why. `rows`: records behind the numerator.

    A share is between 0 and 1. `index_value` is the published rate that was read, if any.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rows: int = 0
    why_missing: Missing | None = None
    index_value: int | None = None


@dataclass(frozen=True)
class Part:
    """One side of a question, ready to be counted."""

    measure: Measure
    question: Question

    @property
    def group(self) -> tuple[str, str, date | None]:
        """Parts of one group are counted by one query; a list repeats the rows of its own one."""
        measure = self.measure
        apart = measure.last or (measure.path if measure.several else "")
        return measure.register.name, apart, self.question.as_of if measure.last else None


@dataclass(frozen=True)
class Tally:
    total: Decimal
    rows: int


def compute(
    indicator: Indicator, region: str, as_of: date, known: Registers, **subject: int | None
) -> Figure:
    """The indicator for one region on one day."""
    return compute_all([Question(indicator, region, as_of, **subject)], known)[0]


def compute_all(questions: Sequence[Question], known: Registers) -> list[Figure]:
    """A figure for each question, in their order."""
    found: list[Figure | None] = [None] * len(questions)
    parts: dict[tuple[int, str], Part] = {}
    rates: dict[int, tuple[IndexMeasure, Question]] = {}
    for place, question in enumerate(questions):
        try:
            sides = sides_of(question.indicator, known)
        except InvalidInput:
            found[place] = Figure(why_missing=Missing.NOT_KEPT)
            continue
        for side, measure in sides.items():
            if isinstance(measure, IndexMeasure):
                rates[place] = (measure, question)
            elif (reason := unanswerable(measure, question)) is not None:
                found[place] = Figure(why_missing=reason)
            else:
                parts[place, side] = Part(measure, question)
    counts = count_parts(parts)
    read = read_rates(rates)
    return [
        found[place] or read.get(place) or figure_of(place, counts)
        for place in range(len(questions))
    ]


def sides_of(indicator: Indicator, known: Registers) -> dict[str, Measure | IndexMeasure]:
    """Numerator and, if there is one, denominator. Raises InvalidInput."""
    sides = {"numerator": parse(indicator.numerator, known, place="numerator")}
    if indicator.denominator is not None:
        sides["denominator"] = parse(indicator.denominator, known, place="denominator")
    return sides


def unanswerable(measure: Measure, question: Question) -> Missing | None:
    if not measure.register.region:
        return Missing.NO_REGION
    if question.alliance is not None and not measure.alliance:
        return Missing.NO_SUBJECT
    if question.organisation is not None and not measure.organisation:
        return Missing.NO_SUBJECT
    return None


def figure_of(place: int, counts: Mapping[tuple[int, str], Tally]) -> Figure:
    part, whole = counts[place, "numerator"], counts.get((place, "denominator"))
    if whole is None:
        return Figure(value=part.total, numerator=part.total, rows=part.rows)
    if not whole.total:
        return Figure(
            numerator=part.total,
            denominator=whole.total,
            rows=part.rows,
            why_missing=Missing.EMPTY,
        )
    return Figure(part.total / whole.total, part.total, whole.total, part.rows)


# -- records -----------------------------------------------------------------------------------


def count_parts(parts: Mapping[tuple[int, str], Part]) -> dict[tuple[int, str], Tally]:
    """Every part's total, with one query for each register (and each day of surveys)."""
    found: dict[tuple[int, str], Tally] = {}
    for some in at_once(parts):
        found.update(count_group(some))
    return found


def count_group(parts: Mapping[tuple[int, str], Part]) -> dict[tuple[int, str], Tally]:
    first = next(iter(parts.values()))
    rows = rows_of(first.measure, first.question.as_of, parts.values())
    return tallies(parts, rows.aggregate(**asked_of(parts)))


def asked_of(parts: Mapping[tuple[int, str], Part]) -> dict[str, Any]:
    """The aggregates that one query answers for parts of one group."""
    asked: dict[str, Any] = {}
    for place, part in enumerate(parts.values()):
        matching = condition(part)
        asked[f"rows_{place}"] = Count("pk", filter=matching, distinct=part.measure.several)
        if part.measure.how != "count":
            asked[f"total_{place}"] = aggregate(part.measure, matching)
    return asked


def tallies(
    parts: Mapping[tuple[int, str], Part], told: Mapping[str, Any]
) -> dict[tuple[int, str], Tally]:
    return {
        key: Tally(
            total_of(part, told[f"rows_{place}"], told.get(f"total_{place}")),
            told[f"rows_{place}"],
        )
        for place, (key, part) in enumerate(parts.items())
    }


def count_by_region(
    parts: Mapping[tuple[int, str], Part],
) -> dict[tuple[int, str], dict[str, Decimal]]:
    """Every part's total in each region that has records; as many queries as `count_parts`."""
    found: dict[tuple[int, str], dict[str, Decimal]] = {key: {} for key in parts}
    for some in at_once(parts):
        first = next(iter(some.values()))
        rows = rows_of(first.measure, first.question.as_of, some.values())
        where = first.measure.register.region
        for told in rows.values(counted_in=F(where)).annotate(**asked_of(some)):
            for key, tally in tallies(some, told).items():
                if tally.total:
                    found[key][told["counted_in"]] = tally.total
    return found


def at_once(
    parts: Mapping[tuple[int, str], Part],
) -> Iterator[dict[tuple[int, str], Part]]:
    """Parts that one query can answer."""
    groups: dict[tuple[str, str, date | None], list[tuple[int, str]]] = {}
    for key, part in parts.items():
        groups.setdefault(part.group, []).append(key)
    for keys in groups.values():
        for start in range(0, len(keys), MOST_AT_ONCE):
            yield {key: parts[key] for key in keys[start : start + MOST_AT_ONCE]}


def rows_of(measure: Measure, as_of: date, parts: Iterable[Part]) -> QuerySet[Any]:
    """Rows of the part of the country that all questions share; of repeated ones the newest."""
    register = measure.register
    shared = shared_start([prefix_of(part.question.region) for part in parts])
    manager: Any = register.model._default_manager
    rows: QuerySet[Any] = manager.filter(**{f"{register.region}__startswith": shared}).order_by()
    if not measure.last:
        return rows
    order = [measure.last, *([f"-{measure.day}"] if measure.day else []), "-pk"]
    newest = rows.filter(up_to(measure, as_of)).order_by(*order).distinct(measure.last)
    kept: QuerySet[Any] = manager.filter(pk__in=newest.values("pk")).order_by()
    return kept


def shared_start(texts: list[str]) -> str:
    """The longest beginning that all of the texts have."""
    first, last = min(texts), max(texts)
    same = next((n for n, char in enumerate(first) if char != last[n : n + 1]), len(first))
    return first[:same]


def condition(part: Part) -> Q:
    """Which rows count for this part."""
    measure, question = part.measure, part.question
    found = Q(**{f"{measure.register.region}__startswith": prefix_of(question.region)})
    found &= up_to(measure, question.as_of) & measure.where
    if measure.path:  # a record that leaves it open tells nothing: it is no zero
        found &= Q(**{f"{measure.path}__isnull": False})
    first = begin(measure, question.as_of)
    if first is not None:
        found &= dated(measure, "gte", first)
    if measure.until:
        ended = f"{measure.until}__gt"
        found &= Q(**{f"{measure.until}__isnull": True}) | Q(**{ended: question.as_of})
    if question.alliance is not None:
        found &= Q(**{f"{measure.alliance}__pk": question.alliance})
    if question.organisation is not None:
        found &= Q(**{f"{measure.organisation}__pk": question.organisation})
    return found


def up_to(measure: Measure, as_of: date) -> Q:
    """What was there on the day. Rows of an undated register always were."""
    return dated(measure, "lte", as_of) if measure.day else Q()


def begin(measure: Measure, as_of: date) -> date | None:
    """The first day that counts; the later one of what the measure says."""
    days = []
    if measure.since is not None:
        days.append(measure.since)
    if measure.years is not None:
        days.append(date(max(1, as_of.year - measure.years + 1), 1, 1))
    return max(days) if days and measure.day else None


def dated(measure: Measure, lookup: str, day: date) -> Q:
    """The register's date compared with a day; a year is compared with the day's year."""
    name = measure.day
    kind: Any = None
    for step in name.split("__"):
        model = measure.register.model if kind is None else kind.related_model
        kind = model._meta.get_field(step)
    if isinstance(kind, models.DateTimeField):
        return Q(**{f"{name}__date__{lookup}": day})
    if isinstance(kind, models.IntegerField):
        return Q(**{f"{name}__{lookup}": day.year})
    return Q(**{f"{name}__{lookup}": day})


def aggregate(measure: Measure, matching: Q) -> Any:
    if measure.how == "sum":
        return Sum(measure.path, filter=matching)
    if measure.how == "distinct":
        return Count(measure.path, filter=matching, distinct=True)
    return Min(measure.path, filter=matching)


def total_of(part: Part, rows: int, told: Any) -> Decimal:
    if part.measure.how == "count":
        return Decimal(rows)
    if part.measure.how == "age":
        return Decimal(0 if told is None else full_years(told, part.question.as_of))
    return Decimal(told or 0)


def full_years(first: date, on: date) -> int:
    return max(0, on.year - first.year - ((on.month, on.day) < (first.month, first.day)))


# -- published rates ---------------------------------------------------------------------------


def read_rates(asked: Mapping[int, tuple[IndexMeasure, Question]]) -> dict[int, Figure]:
    """Rates of each region's newest published run up to the day; two queries."""
    if not asked:
        return {}
    regions = {question.region for _measure, question in asked.values()}
    runs = list(
        AlignmentRun.objects.published()
        .filter(region__in=regions)
        .order_by("-as_of", "-pk")
        .values_list("region_id", "as_of", "pk")
    )
    chosen = {
        place: next((pk for region, day, pk in runs if region == q.region and day <= q.as_of), None)
        for place, (_measure, q) in asked.items()
    }
    values = {
        (value.run_id, value.index, value.level): value
        for value in IndexValue.objects.headline().filter(
            run__in=[pk for pk in chosen.values() if pk]
        )
    }
    found: dict[int, Figure] = {}
    for place, (measure, _question) in asked.items():
        run = chosen[place]
        value = values.get((run, measure.index, measure.level)) if run else None
        found[place] = Figure(why_missing=Missing.NO_RUN) if value is None else rate(value)
    return found


def rate(value: IndexValue) -> Figure:
    """The published rate; where its run hides it, nobody is told how it came about."""
    if value.hidden:
        return Figure(why_missing=Missing.HIDDEN)
    return Figure(
        value=None if value.value is None else value.numerator / value.denominator,
        numerator=value.numerator,
        denominator=value.denominator,
        rows=int(value.denominator),
        why_missing=Missing.EMPTY if value.value is None else None,
        index_value=value.pk,
    )

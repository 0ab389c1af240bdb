"""Figures of runs as pages show them, in the order in which people read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from alliance.accounts.scope import scope_of
from alliance.alignment import rules
from alliance.alignment.catalogue import INDICES, Counts, Form, Index
from alliance.alignment.enums import Dimension
from alliance.alignment.models import AlignmentRun, IndexValue
from alliance.engines.indices import UNKNOWN_TEXT, percent_text
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Region

WEIGHTED_BY = {
    "enrolment": gettext_lazy("Enrolment"),
    "intake": gettext_lazy("Intake"),
    "graduates": gettext_lazy("Graduates"),
}


@dataclass(frozen=True)
class Sight:
    """Who reads figures of few persons exactly; asked once for a run, not once for a figure."""

    everything: bool = False
    schools: frozenset[int] = frozenset()

    def reads(self, value: IndexValue) -> bool:
        if not value.hidden or self.everything:
            return True
        if value.dimension in (Dimension.SCHOOL, Dimension.SCHOOL_YEAR):
            return int(value.key.partition("|")[0]) in self.schools
        return False


def sight_on(user: Any, region: Region) -> Sight:
    """The region's public bodies read all of it, schools what is their own."""
    scope = scope_of(user)
    everything = bool(rules.can_read_exact(user, region))
    return Sight(everything=everything, schools=frozenset(scope.organisations))


@dataclass(frozen=True)
class Figure:
    """One index value as its reader may see it; every surface shows this and nothing beside it.

    `value` None: unknown, or not published where `hidden` says so.
    """

    row: IndexValue
    hidden: bool = False

    @property
    def index(self) -> Index:
        return INDICES[self.row.index]

    @property
    def label(self) -> str | Promise:
        return self.index.name

    @property
    def numerator(self) -> Decimal | None:
        return None if self.hidden else self.row.numerator

    @property
    def denominator(self) -> Decimal | None:
        return None if self.hidden else self.row.denominator

    @property
    def value(self) -> Decimal | None:
        return None if self.hidden else self.row.value

    @property
    def text(self) -> str:
        """The value as people read it, rounded half up; "—" where unknown or not published."""
        return value_text(self.value, self.index.form)

    @property
    def has_counts(self) -> bool:
        """Whether "n of m" says something: both count the same sort of thing."""
        return self.index.counts != Counts.NOTHING and self.index.form in (Form.SHARE, Form.RATIO)

    @property
    def numerator_text(self) -> str:
        return quantity_text(self.numerator)

    @property
    def denominator_text(self) -> str:
        return quantity_text(self.denominator)


def shown(row: IndexValue, sight: Sight = Sight()) -> Figure:
    """The value as somebody with this sight reads it; without one, as it is published."""
    return Figure(row, hidden=not sight.reads(row))


def value_text(value: Decimal | None, form: Form) -> str:
    """Print a value in its form, rounded half up from full precision."""
    if value is None:
        return UNKNOWN_TEXT
    if form in (Form.SHARE, Form.SIGNED):
        sign = "+" if form is Form.SIGNED and value > 0 else ""
        return sign + percent_as_read(value).replace("-", "−")
    places = {Form.RATIO: "0.01", Form.NUMBER: "0.001", Form.DAYS: "0.1", Form.YUAN: "1"}[form]
    return f"{value.quantize(Decimal(places), ROUND_HALF_UP):,f}"


def percent_as_read(value: Decimal, digits: int = 1) -> str:
    """The share as the rest of the portal prints it: Chinese sets no space before the sign."""
    text = percent_text(value, digits)
    return text.replace(" ", "") if (get_language() or "").startswith("zh") else text


def quantity_text(value: Decimal | None) -> str:
    """A numerator or denominator: whole ones without decimals, others with at most two."""
    if value is None:
        return UNKNOWN_TEXT
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = rounded == rounded.to_integral_value()
    return f"{rounded:,.0f}" if whole else f"{rounded.normalize():,f}"


def changed_text(change: Decimal | None, form: Form | None) -> str:
    """A difference of two values, with its sign; shares differ by points."""
    if change is None or form is None:
        return UNKNOWN_TEXT
    if form in (Form.SHARE, Form.SIGNED):
        size = abs(change * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
        text = _("%(points)s points") % {"points": f"{size:,f}"}
    else:
        text = value_text(abs(change), form)
        size = Decimal(text.replace(",", ""))
    return text if not size else f"{'+' if change > 0 else '−'}{text}"


@dataclass(frozen=True)
class LevelFigures:
    """One row of a run: a level of education (or all together) with its figures."""

    level: str
    label: str | Promise
    figures: list[Figure]


def by_level(
    values: Iterable[IndexValue],
    sight: Sight = Sight(),
) -> list[LevelFigures]:
    """Figures in the order in which levels follow one another, all together first."""
    found: dict[str, list[Figure]] = {}
    for value in sorted(values, key=lambda v: v.index):
        found.setdefault(value.level, []).append(shown(value, sight))
    labels: dict[str, str | Promise] = {"": _("All levels")}
    labels |= {level.value: level.label for level in ProgramLevel}
    return [LevelFigures(lv, label, found[lv]) for lv, label in labels.items() if lv in found]


def current_runs(user: Any) -> list[AlignmentRun]:
    """The run that answers for each region now, by its main framework."""
    newest = AlignmentRun.objects.visible_to(user).published().newest_by_region()
    return list(newest.select_related("region", "framework"))

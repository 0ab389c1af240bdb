"""A scenario's stored figures beside those of its run, as one reader may see them.

Figures that count persons (A2, A3, D, the skills that graduates bring) would give single programs
away: whoever discontinues one on paper and subtracts has its students, and rounding does not help
against somebody who tries many scenarios. So the changed side of such a figure is shown only to
who reads the students of every program that the scenario touches, where the run shows its side,
and where the changed counts are not small themselves; under another framework only to who reads
the whole region exactly (others ask for a run with it, which hides what has to be hidden). Page,
API and file all read here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from alliance.accounts.scope import scope_of
from alliance.alignment import rules
from alliance.alignment.catalogue import INDICES, Counts, Form, Index
from alliance.alignment.enums import Dimension
from alliance.alignment.figures import Sight, changed_text, quantity_text, sight_on, value_text
from alliance.alignment.labels import Labels, labels_for, pieces
from alliance.alignment.models import (
    AlignmentRun,
    IndexValue,
    Scenario,
    ScenarioChange,
    ScenarioResult,
)
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.lib.smallcells import is_small
from alliance.reference.enums import ProgramLevel

GRADUATES = frozenset({"D1", "D2", "E2", "E4", "E5"})
"""Figures that weigh by graduates, whatever the parameters."""
STUDENTS = frozenset({"A2", "A3"})
STRUCTURE = "B"


def counts_persons(index: str, parameters: Mapping[str, Any]) -> bool:
    """Whether a single program's students or graduates can be found in the figure."""
    if index in STUDENTS:
        return bool(parameters.get("weight_by", "enrolment") != "intake")
    if index.startswith(STRUCTURE):
        return bool(parameters.get("shares_by", "intake") == "graduates")
    return index in GRADUATES


def can_read_persons(user: Any, scenario: Scenario, steps: list[ScenarioChange]) -> Verdict:
    """Who may see what a scenario does to figures of persons; see the head of this file."""
    if rules.can_read_exact(user, scenario.region):
        return ALLOW
    if scenario.framework_id is not None:
        return deny(
            _(
                "What another framework does to figures of students is shown by a run with it, "
                "which hides counts of few persons."
            )
        )
    if {school for step in steps for school in schools_of(step)} <= scope_of(user).organisations:
        return ALLOW
    return deny(
        _(
            "What a scenario does to figures of students is read by those who may read the "
            "students of every program in it; a difference would tell them."
        )
    )


def schools_of(step: ScenarioChange) -> set[int]:
    """Schools whose programs the change touches."""
    found = {step.school_id}
    found |= {program.school_id for program in (step.program, step.to_program) if program}
    return {school for school in found if school is not None}


@dataclass(frozen=True)
class Side:
    """One side of a figure; `hidden`: not for this reader, all its parts are None."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    hidden: bool = False


HIDDEN = Side(hidden=True)


@dataclass(frozen=True)
class Pair:
    """One figure as the run has it and as the scenario would."""

    index: str
    level: str
    dimension: str
    key: str
    before: Side
    after: Side
    part: str = ""

    @property
    def about(self) -> Index:
        return INDICES[self.index]

    @property
    def form(self) -> Form:
        return self.about.form

    @property
    def label(self) -> str | Promise:
        return self.about.name

    @property
    def level_label(self) -> str | Promise:
        return ProgramLevel(self.level).label if self.level else _("All levels")

    @property
    def hidden(self) -> bool:
        return self.before.hidden or self.after.hidden

    @property
    def difference(self) -> Decimal | None:
        """After less before; None where either is unknown or not shown."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def difference_text(self) -> str:
        return changed_text(self.difference, self.form)

    @property
    def direction(self) -> str:
        """up, down, same, or "" where it cannot be said."""
        if self.difference is None:
            return ""
        return "same" if not self.difference else "up" if self.difference > 0 else "down"

    @property
    def is_slight(self) -> bool:
        """Whether it moves by less than its text shows."""
        return self.direction in ("up", "down") and self.difference_text[:1] not in "+−"

    @property
    def has_counts(self) -> bool:
        """Whether "n of m" says something: both count the same sort of thing."""
        return self.about.counts != Counts.NOTHING and self.form in (Form.SHARE, Form.RATIO)

    @property
    def before_text(self) -> str:
        return value_text(self.before.value, self.form)

    @property
    def after_text(self) -> str:
        return value_text(self.after.value, self.form)

    @property
    def before_counts(self) -> str:
        return counts_text(self.before)

    @property
    def after_counts(self) -> str:
        return counts_text(self.after)


def counts_text(side: Side) -> str:
    """Numerator and denominator as people read them; "" where there are none."""
    if side.hidden or side.value is None:
        return ""
    numbers = {
        "numerator": quantity_text(side.numerator),
        "denominator": quantity_text(side.denominator),
    }
    return _("%(numerator)s of %(denominator)s") % numbers


@dataclass(frozen=True)
class SideBySide:
    """All that a reader may see of a scenario's figures; `result` None: not computed yet."""

    result: ScenarioResult | None
    pairs: list[Pair]
    persons: Verdict

    @property
    def whole(self) -> list[Pair]:
        """Figures of the whole region, levels apart."""
        return [pair for pair in self.pairs if not pair.dimension]

    def parts(self) -> list[tuple[str | Promise, list[Pair]]]:
        """Figures of parts that differ, by dimension."""
        found: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            if pair.dimension:
                found.setdefault(pair.dimension, []).append(pair)
        return [(Dimension(name).label, rows) for name, rows in found.items()]


def of_scenario(scenario: Scenario, steps: list[ScenarioChange], user: Any) -> SideBySide:
    persons = can_read_persons(user, scenario, steps)
    result = ScenarioResult.objects.filter(scenario=scenario, of_version=scenario.version).first()
    if result is None:
        return SideBySide(None, [], persons)
    sight = sight_on(user, scenario.region)
    names = labels_for(
        piece for row in result.rows for piece in pieces(row["dimension"], row["key"])
    )
    reads = Reads(sight, persons, scenario.base_run)
    pairs = [pair_of(row, reads, names) for row in result.rows]
    return SideBySide(result, sorted(pairs, key=place), persons)


def place(pair: Pair) -> tuple[str, str, int, str]:
    """Whole region first; an index's levels follow one another."""
    levels = ["", *ProgramLevel.values]
    return (pair.dimension, pair.index, levels.index(pair.level), pair.part)


@dataclass(frozen=True)
class Reads:
    """What one reader sees of the scenario's figures; asked once."""

    sight: Sight
    persons: Verdict
    run: AlignmentRun

    @cached_property
    def market_is_open(self) -> bool:
        """Whether the run publishes all of D. Where it hides an occupation's few graduates, a
        program launched on paper beside them would bring them out: D moves with every competitor.
        """
        hidden = IndexValue.objects.filter(run=self.run, index__startswith="D", hidden=True)
        return not hidden.exists()

    def reads_after(self, row: Mapping[str, Any], after: Side) -> bool:
        if self.sight.everything or not counts_persons(row["index"], self.run.parameters):
            return True
        if not self.persons or row["before"] is None or small(row["index"], after):
            return False
        return not row["index"].startswith("D") or self.market_is_open


def pair_of(row: Mapping[str, Any], reads: Reads, names: Labels) -> Pair:
    before, after = side(row["before"]), side(row["after"])
    stored = IndexValue(hidden=row["hidden"], dimension=row["dimension"], key=row["key"])
    if not reads.sight.reads(stored):
        before = after = HIDDEN
    elif not reads.reads_after(row, after):
        after = HIDDEN
    return Pair(
        index=row["index"],
        level=row["level"],
        dimension=row["dimension"],
        key=row["key"],
        before=before,
        after=after,
        part=names.part(row["dimension"], row["key"]),
    )


def side(numbers: list[str | None] | None) -> Side:
    if numbers is None:
        return Side()
    numerator, denominator, value = (None if n is None else Decimal(n) for n in numbers)
    return Side(numerator, denominator, value)


def small(index: str, after: Side) -> bool:
    """Whether the changed figure would speak of few persons, on either side of its share."""
    numerator, whole = after.numerator or Decimal(0), after.denominator or Decimal(0)
    if index == "A2":
        return any(is_small(int(count)) for count in (numerator, whole, whole - numerator))
    if index == "D2":
        return is_small(int(numerator))
    return index in ("A3", "D1") and is_small(int(whole))

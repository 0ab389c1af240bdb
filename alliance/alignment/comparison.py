"""Two runs side by side: what each index says in both, and why the rates moved.

The reasons are parts that sum to the difference (`engines.indices.moved`). Parts that rest on the
students of few programs are told in whole points to everybody but those who read such counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alliance.alignment.catalogue import INDICES, Form, Index
from alliance.alignment.enums import Dimension
from alliance.alignment.figures import Figure, Sight, changed_text, shown, value_text
from alliance.alignment.inputs import facts_of_run
from alliance.alignment.models import AlignmentRun, IndexValue, RunInput
from alliance.engines.indices.moved import Moved, Part, moved
from alliance.reference.enums import ProgramLevel
from programs.models import Program

Text = str | Promise

STEPS: Mapping[str, tuple[Text, Text]] = {
    "list": (_("List"), _("Another list of key industries on the same programs.")),
    "rule": (_("Rule"), _("Another threshold, unit or weighing; another word that decides.")),
    "links": (_("Links"), _("Links to industries and declarations of programs that stay.")),
    "out": (_("Programs out"), _("Programs that are no longer there.")),
    "in": (_("Programs in"), _("Programs that are new.")),
    "persons": (_("Persons"), _("Students of programs that stay.")),
}
GROUPS: Mapping[str, Text] = {
    "gained": _("Now aligned"),
    "lost": _("No longer aligned"),
    "left": _("Gone from the list of programs"),
    "entered": _("New in the list of programs"),
    "changed": _("With other numbers"),
}
NAMED = 50
"""Programs of a part that are listed; the count says how many there are."""


@dataclass(frozen=True)
class SideBySide:
    """One index in both runs; either may lack it."""

    index: Index
    before: Figure | None
    after: Figure | None

    @property
    def change(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        old, new = self.before.value, self.after.value
        return None if old is None or new is None else new - old

    @property
    def change_text(self) -> str:
        return changed_text(self.change, self.index.form)


@dataclass(frozen=True)
class Behind:
    """Programs of one sort behind a part."""

    title: Text
    programs: tuple[Program, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.programs)


@dataclass(frozen=True)
class Told:
    """One part of a difference as its reader is told it."""

    title: Text
    what: Text
    change: Decimal | None
    text: str
    behind: tuple[Behind, ...]


@dataclass(frozen=True)
class Reasons:
    """Why one index of one level moved."""

    index: Index
    level: Text
    before: str
    after: str
    parts: tuple[Told, ...]
    total: str
    most: Decimal
    rounded: bool
    has_moved: bool
    """Whether any step adds something, even where they cancel out."""

    @property
    def title(self) -> str:
        return f"{self.index.code} · {self.level}"

    @property
    def span(self) -> str:
        """The figure's name, and from where to where it went."""
        return f"{self.index.name}: {self.before} → {self.after}"


def side_by_side(before: AlignmentRun, after: AlignmentRun, sight: Sight) -> list[SideBySide]:
    """Every index of the whole region in both runs: one query."""
    rows = IndexValue.objects.filter(run__in=(before, after), dimension=Dimension.REGION, level="")
    found = {(row.run_id, row.index): shown(row, sight) for row in rows}
    return [
        SideBySide(index, found.get((before.pk, code)), found.get((after.pk, code)))
        for code, index in INDICES.items()
        if (before.pk, code) in found or (after.pk, code) in found
    ]


def compare(before: AlignmentRun, after: AlignmentRun) -> tuple[Moved, ...]:
    """Exact parts of the difference of A1, A2 and A3; empty where a run kept no input."""
    try:
        return moved(facts_of_run(before), facts_of_run(after))
    except RunInput.DoesNotExist:
        return ()


def reasons(
    before: AlignmentRun, after: AlignmentRun, lines: Iterable[SideBySide], sight: Sight
) -> list[Reasons]:
    """Why A1 (of every level), A2 and A3 (of all levels) moved; one query for the programs.

    An index that is hidden in either run has no reasons: they would give it away.
    """
    open_to_reader = {line.index.code for line in lines if line.change is not None}
    told = [
        row
        for row in compare(before, after)
        if row.index in open_to_reader and (row.level is None or row.index == "A1")
        if row.difference is not None
    ]
    wanted = {
        program
        for row in told
        for part in row.parts
        for group in GROUPS
        for program in getattr(part, group)[:NAMED]
    }
    named = Program.objects.filter(pk__in=wanted).select_related("school__organisation")
    programs = {program.pk: program for program in named}
    weighed = {run.parameters.get("weight_by", "enrolment") for run in (before, after)}
    students = weighed != {"intake"} and not sight.everything
    return [reason(row, programs, rounded=students and row.index != "A1") for row in told]


def reason(row: Moved, programs: Mapping[int, Program], *, rounded: bool) -> Reasons:
    labels: dict[str | None, Text] = {None: _("All levels")}
    labels |= {level.value: level.label for level in ProgramLevel}
    parts = [told(part, programs, rounded=rounded) for part in row.parts]
    sizes = [abs(part.change) for part in parts if part.change is not None]
    return Reasons(
        index=INDICES[row.index],
        level=labels.get(row.level, row.level or ""),
        before=as_read(row.before),
        after=as_read(row.after),
        parts=tuple(parts),
        total=points(row.difference, rounded=rounded),
        most=max(sizes, default=Decimal(0)),
        rounded=rounded,
        has_moved=any(part.change for part in row.parts),
    )


def told(part: Part, programs: Mapping[int, Program], *, rounded: bool) -> Told:
    title, what = STEPS[part.step]
    behind = []
    if part.change or part.step in ("out", "in"):
        for group, words in GROUPS.items():
            ids: Sequence[int] = getattr(part, group)
            if ids and (group != "changed" or part.step in ("links", "persons")):
                listed = tuple(programs[pk] for pk in ids[:NAMED] if pk in programs)
                behind.append(Behind(words, listed, len(ids)))
    change = None if part.change is None else decimal(part.change)
    if rounded and change is not None:
        change = change.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Told(title, what, change, points(part.change, rounded=rounded), tuple(behind))


def points(change: Fraction | None, *, rounded: bool) -> str:
    """A change in percentage points, to a tenth or in whole ones."""
    if change is None:
        return changed_text(None, None)
    value = decimal(change)
    if rounded:
        value = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if change and not value:
            return _now("less than a point")
    return changed_text(value, Form.SHARE)


def as_read(value: Fraction | None) -> str:
    return value_text(None if value is None else decimal(value), Form.SHARE)


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)

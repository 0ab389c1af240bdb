"""What waits for a person: one list of tasks, read by the workspace and counted by the navigation.

The number of queries depends on the person's roles, never on the number of rows.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Model, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.alignment.enums import ChangeState
from alliance.alignment.models import ProgramChange
from alliance.collaboration import waiting as below
from alliance.collaboration.reasons import labels_for, part_rows
from alliance.collaboration.waiting import RECORD, Line, Task, at, body_of, first_alliance
from alliance.consortia.models import Alliance

SHOWN = 6
"""Rows of a task that the workspace lists; the rest is behind "see all"."""
FRESH = timedelta(days=1)
NEW = 3
"""So many matches of the last day stand before the urgent ones: they must not hide behind them."""
READ = 40
"""Rows of a task that are read at all, the most urgent of every organisation together."""
FAR = date.max
NAV = "registers:index"


@dataclass
class Section:
    task: Task
    held_by: int | None = None
    count: int = 0
    rows: list[Any] = field(default_factory=list)
    new: list[Any] = field(default_factory=list)

    @property
    def due(self) -> date:
        """The earliest date by which one of them is to be answered."""
        dates = [getattr(row, self.task.due) for row in self.rows] if self.task.due else []
        return min((day for day in dates if day), default=FAR)

    @property
    def shown(self) -> list[Any]:
        """What is new comes first, then what is urgent."""
        new = self.new[:NEW]
        known = {row.pk for row in new}
        return [*new, *(row for row in self.rows if row.pk not in known)][:SHOWN]

    @property
    def address(self) -> str:
        """The list that shows all of them."""
        return self.task.address(self.held_by)

    @property
    def more(self) -> int:
        return max(self.count - SHOWN, 0)


@dataclass
class Group:
    """The sections of one organisation (or of one alliance, for its secretariat)."""

    name: str | Promise
    side: str
    sections: list[Section] = field(default_factory=list)

    @property
    def due(self) -> date:
        return min(section.due for section in self.sections)


FOR_LIST: Mapping[str, tuple[str, ...]] = {
    "match": (
        "demand__enterprise__organisation",
        "program__school__organisation",
        "program__catalogue_program",
    ),
    "demand": ("enterprise__organisation", "region"),
    "project": ("school__organisation", "enterprise__organisation"),
    "result": ("organisation",),
    "membership": ("organisation", "alliance"),
}


def tasks(user: User) -> list[Task]:
    """Everything that may wait for this person, by role; an empty list for who only reads."""
    return [*below.tasks(user), *_changes(user)]


def rows_waiting(user: User, model: type[Model], key: str, of: str) -> QuerySet[Any] | None:
    """The keys of the rows that wait for this reader under `key`; None where none of them do."""
    return below.named(tasks(user), model, key, of) if isinstance(user, User) else None


def _changes(user: User) -> list[Task]:
    """Proposed changes of programs for secretariats and public bodies; then what was decided."""
    scope = scope_of(user)
    shared: dict[str, Any] = {
        "template": RECORD,
        "nav": NAV,
        "order": ("effective_on", "pk"),
        "due": "effective_on",
        "register": "program-changes",
        "related": ("school__organisation", "program", "catalogue_program"),
        "describe": lambda row: Line(str(row), str(row.school), at("program-changes", row)),
    }
    seen = ProgramChange.objects.visible_to(user)
    review, found = _("Program changes to review"), []
    if scope.administered or scope.platform:
        held: QuerySet[Any] = seen.annotate(overseer=first_alliance(scope, "school_id"))
        held = held if scope.platform else held.exclude(overseer=None)
        office = {"side": "alliance", "holder": "overseer", "of_alliance": True, **shared}
        found += [
            Task(
                key="review-change",
                title=review,
                rows=held.filter(state=ChangeState.PROPOSED),
                query="state=proposed",
                **office,
            ),
            Task(
                key="decide-change",
                title=_("Reviewed program changes: enter what was decided"),
                rows=held.filter(state=ChangeState.REVIEWED),
                query="state=reviewed",
                **office,
            ),
        ]
    if scope.regions_kept and not scope.platform:
        proposed: QuerySet[Any] = seen.filter(state=ChangeState.PROPOSED).annotate(
            body=body_of(scope.organisations_as(Role.EDITOR), "school__organisation__region_id")
        )
        found.append(
            Task(
                key="review-change-body",
                title=review,
                side="public",
                rows=proposed.exclude(body=None),
                holder="body",
                query="state=proposed",
                **shared,
            )
        )
    return found


def groups(user: User) -> list[Group]:
    """The reader's waiting things by organisation, the most urgent organisation and task first.

    One query counts all of them; rows are read of those kinds alone of which there are any.
    """
    platform = scope_of(user).platform
    sections: dict[tuple[bool, int | None], dict[str, Section]] = defaultdict(dict)
    found = tasks(user)
    numbers = _numbers(found, platform)
    for task in found:
        if task.key not in numbers:
            continue
        for held_by, count in numbers[task.key]:
            place = (task.of_alliance, held_by) if not platform else (False, None)
            section = sections[place].setdefault(task.key, Section(task, place[1]))
            section.count += count
        related = task.related or FOR_LIST[task.template]
        rows = task.of(None).select_related(*related).order_by(*task.order)
        for row in rows[:READ]:
            place = (task.of_alliance, row.held_by) if not platform else (False, None)
            # a row that came between the two reads counts itself
            section = sections[place].setdefault(task.key, Section(task, place[1]))
            section.rows.append(row)
            section.count = max(section.count, len(section.rows))
        if task.template == "match":
            since = timezone.now() - FRESH
            for row in rows.filter(created_at__gte=since).order_by("-run_id", "rank")[:READ]:
                place = (task.of_alliance, row.held_by) if not platform else (False, None)
                sections[place].setdefault(task.key, Section(task, place[1])).new.append(row)
    _explain([s for by_key in sections.values() for s in by_key.values()])
    return _named(sections)


def _explain(sections: list[Section]) -> None:
    """Give every shown match the parts and reasons of its score, with one query per code list.

    A register's row is given its line.
    """
    matches = [row for s in sections if s.task.template == "match" for row in s.shown]
    labels = labels_for(matches)
    for match in matches:
        match.explained = part_rows(match.parts, labels)
    for section in sections:
        if section.task.describe is not None:
            for row in section.shown:
                row.line = section.task.describe(row)
                row.due = getattr(row, section.task.due) if section.task.due else None


def _numbers(found: list[Task], platform: bool) -> dict[str, list[tuple[int | None, int]]]:
    """{key: [(holder, count)]} of every kind of which there is any, in one query."""
    parts = []
    for task in found:
        rows = task.of(None).order_by().annotate(kind_of_task=Value(task.key))
        grouped = ("kind_of_task",) if platform else ("kind_of_task", "held_by")
        parts.append(rows.values(*grouped).annotate(n=Count("pk")).values_list(*grouped, "n"))
    numbers: dict[str, list[tuple[int | None, int]]] = defaultdict(list)
    if parts:
        for key, *holder, count in parts[0].union(*parts[1:], all=True):
            if count:
                numbers[key].append((holder[0] if holder else None, count))
    return dict(numbers)


def _named(sections: Mapping[tuple[bool, int | None], dict[str, Section]]) -> list[Group]:
    organisations = Organisation.objects.in_bulk(
        [pk for of_alliance, pk in sections if pk is not None and not of_alliance]
    )
    alliances = Alliance.objects.in_bulk(
        [pk for of_alliance, pk in sections if pk is not None and of_alliance]
    )
    found = []
    for (of_alliance, pk), by_key in sections.items():
        if pk is None:
            name: str | Promise = _("Whole platform")
            side = "alliance"
        elif of_alliance:
            name, side = _("Secretariat of %(alliance)s") % {"alliance": alliances[pk]}, "alliance"
        else:
            kind = organisations[pk].kind
            name, side = str(organisations[pk]), kind if kind in SIDES else "public"
        ordered = sorted(by_key.values(), key=lambda s: s.due)
        found.append(Group(name, side, ordered))
    return sorted(found, key=lambda group: (group.due, str(group.name)))


SIDES = ("school", "enterprise")


def counts(user: User) -> dict[str, int]:
    """How many things wait behind each list of the navigation, in one query."""
    parts = [
        task.rows.order_by()
        .annotate(list_of=Value(task.nav))
        .values("list_of")
        .annotate(n=Coalesce(Count("pk"), 0))
        .values_list("list_of", "n")
        for task in tasks(user)
    ]
    if not parts:
        return {}
    found: dict[str, int] = defaultdict(int)
    for name, count in parts[0].union(*parts[1:], all=True):
        found[name] += count
    return dict(found)

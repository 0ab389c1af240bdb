"""What happened to a record, newest first: its row history and its events as one list.

The history's rows are written by triggers, so they hold every change; events say who meant
what by it. Events and the history's context are read by name: both rooms lie above this one.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

TOGETHER = timedelta(seconds=2)
"""An event this soon after its transaction's start belongs to the change of that transaction."""
UNSAID = frozenset({"version", "created_at", "updated_at", "name_pinyin"})
EVENT_TITLES: dict[str, Any] = {}
"""Event kind → how people call it: a lazy text, or what makes one. Filled by the wiring."""
MOST = 500
"""Rows read of each kind; what is older is left out of the page."""


@dataclass(frozen=True)
class Change:
    """One field, before and after, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Meant:
    """An event: its kind's name for people, the reason that was given, the key it came with."""

    kind: str
    reason: str = ""
    via: str = ""

    @property
    def title(self) -> str:
        named = EVENT_TITLES.get(self.kind, self.kind)
        return str(named() if callable(named) else named)


@dataclass
class Occasion:
    """One moment: a stored change, what was meant by it, or both."""

    at: datetime
    actor_id: Any = None
    actor: str = ""
    created: bool = False
    changes: list[Change] = field(default_factory=list)
    events: list["Meant"] = field(default_factory=list)


def history_of(record: models.Model) -> list[Occasion]:
    """All that is known, newest first. The first stored row counts as the creation."""
    occasions = stored_changes(record)
    for event in events_about(record):
        of_change = next(
            (
                o
                for o in reversed(occasions)
                if timedelta(0) <= event.at - o.at <= TOGETHER
                and o.actor_id in (None, event.actor_id)
            ),
            None,
        )
        if of_change is None:
            of_change = Occasion(at=event.at)
            occasions.append(of_change)
        of_change.actor_id = of_change.actor_id or event.actor_id
        reason = str(event.payload.get("reason", ""))
        of_change.events.append(Meant(event.kind, reason, event.via))
    ids = {o.actor_id for o in occasions if o.actor_id is not None}
    people = get_user_model()._default_manager.in_bulk(ids)
    for occasion in occasions:
        occasion.actor = str(people.get(occasion.actor_id, "")) or _("the portal itself")
    return sorted(occasions, key=lambda o: o.at)[::-1]


def events_about(record: models.Model) -> list[Any]:
    rows = apps.get_model("events", "Event")._default_manager.about(record)
    return list(rows.order_by("-id")[:MOST])[::-1]


def stored_changes(record: models.Model) -> list[Occasion]:
    """Rows of one transaction share their time and their context and are one occasion."""
    tracked = getattr(record, "events", None)
    if tracked is None or not hasattr(tracked.model, "pgh_obj"):
        return []
    newest = tracked.select_related("pgh_context").order_by("-pgh_id")[: MOST + 1]
    rows = list(newest)[::-1]
    names = {f.name for f in tracked.model._meta.concrete_fields}
    said = [f for f in record._meta.concrete_fields if not f.primary_key and f.name not in UNSAID]
    shown = [f for f in said if f.name in names]
    labels = Labels(rows, shown)
    occasions: list[Occasion] = []
    before = rows[0] if len(rows) > MOST else None
    last = None
    for row in rows[1:] if before is not None else rows:
        who = (row.pgh_context.metadata or {}).get("user") if row.pgh_context else None
        if last != (row.pgh_created_at, row.pgh_context_id):
            occasions.append(Occasion(at=row.pgh_created_at, actor_id=who))
        last = (row.pgh_created_at, row.pgh_context_id)
        occasions[-1].created |= row.pgh_label == "insert"
        occasions[-1].changes += labels.between(before, row)
        before = row
    return [o for o in occasions if o.changes or o.created]


class Labels:
    """Values as people read them; the rows that relations name are read once for each field."""

    def __init__(self, rows: list[Any], fields: list[Any]) -> None:
        self.fields = fields
        self.named: dict[str, dict[Any, Any]] = {}
        for item in fields:
            if item.is_relation:
                ids = {getattr(row, item.attname) for row in rows} - {None}
                target = item.related_model._base_manager
                key = item.target_field.attname
                if item.related_model._meta.pk.is_relation:  # named after its organisation
                    target = target.select_related(item.related_model._meta.pk.name)
                self.named[item.name] = {
                    getattr(found, key): found for found in target.filter(pk__in=ids)
                }

    def between(self, before: Any, after: Any) -> list[Change]:
        found = []
        for item in self.fields:
            old = getattr(before, item.attname) if before is not None else None
            new = getattr(after, item.attname)
            if old != new and not (before is None and new in (None, "", [], False)):
                label = str(item.verbose_name)
                found.append(Change(label, self.text(item, old), self.text(item, new)))
        return found

    def text(self, item: Any, value: Any) -> str:
        if value is None or value == "":
            return ""
        if item.is_relation:
            return str(self.named[item.name].get(value, value))
        if item.flatchoices:
            return str(dict(item.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime):
            value = timezone.localtime(value)
        return str(formats.localize(value, use_l10n=True))

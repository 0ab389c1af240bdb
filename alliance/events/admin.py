"""Saving records that have no action of their own; events and owed work for the platform."""

import json
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models, transaction
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from alliance.events import actions
from alliance.events.models import Event, Heartbeat, Owed
from alliance.events.record import record
from alliance.web.admin import PlatformOnly, ReadOnlyAdmin, RecordAdmin
from alliance.web.admin_forms import Entry, Move
from alliance.web.records import locked
from alliance.web.row_history import Meant


def as_json(value: Any) -> str:
    """A stored structure, readable on a page."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return format_html('<pre class="whitespace-pre-wrap break-all">{}</pre>', text)


class RegisterAdmin(RecordAdmin):
    """Registers that people keep by hand: a save is the next version and an event, or nothing."""

    event: ClassVar[str]
    derived: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Field → fields that saving it fills as well."""

    def may_create(self, user: Any, row: Any) -> None:
        """Raises where the person may create records, but not this one."""

    def payload(self, row: Any) -> dict[str, Any]:
        """What subscribers of the event need to know besides its subject."""
        return {}

    @transaction.atomic
    def create(self, entry: Entry) -> Any:
        self.may_add(entry.by).require()
        row = entry.record
        self.may_create(entry.by, row)
        row.save(force_insert=True)
        record(self.event, subject=row, by=entry.by, created=True, **self.payload(row))
        return row

    @transaction.atomic
    def edit(self, entry: Entry) -> Any:
        row = self.locked(entry)
        self.may_change(entry.by, row).require()
        for name, value in entry.fields.items():
            setattr(row, name, value)
        if entry.fields:
            self.store(row, entry)
            said = self.payload(row)
            record(self.event, subject=row, by=entry.by, fields=sorted(entry.fields), **said)
        return row

    def locked(self, entry: Entry) -> Any:
        return locked(entry.record, version=entry.version)

    def store(self, row: Any, entry: Entry) -> None:
        also = [name for said in entry.fields for name in self.derived.get(said, ())]
        row.store(*entry.fields, *also)


class UnversionedAdmin(RegisterAdmin):
    """The same for rows without a version: the last save holds."""

    def locked(self, entry: Entry) -> Any:
        rows: models.Manager[Any] = type(entry.record)._base_manager
        return rows.select_for_update(of=("self",)).get(pk=entry.record.pk)

    def store(self, row: Any, entry: Entry) -> None:
        row.save(update_fields=list(entry.fields))


@admin.register(Event)
class EventAdmin(PlatformOnly, ReadOnlyAdmin):
    list_display = ("at", "title", "kind", "subject", "actor", "via")
    list_filter = (("at", RangeDateTimeFilter),)
    search_fields = ("kind", "subject_type", "subject_id", "actor__email", "actor__name", "via")
    related = ("actor",)
    ordering = ("-id",)
    date_hierarchy = "at"
    fieldsets = ((None, {"fields": ("kind", "subject", "actor", "via", "at", "payload_text")}),)

    @display(description=_("event"), ordering="kind")
    def title(self, event: Event) -> str:
        return Meant(event.kind).title

    @display(description=_("about"))
    def subject(self, event: Event) -> str:
        return f"{event.subject_type} {event.subject_id}"

    @display(description=_("details"))
    def payload_text(self, event: Event) -> str:
        return as_json(event.payload)


class OwedFilter(admin.SimpleListFilter):
    title = _("progress")
    parameter_name = "progress"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        return [
            ("open", pgettext_lazy("owed work", "Open")),
            ("done", _("Done")),
            ("dead", _("Given up")),
        ]

    def queryset(self, request: Any, queryset: Any) -> Any:
        wanted = {
            "open": {"done__isnull": True, "dead__isnull": True},
            "done": {"done__isnull": False},
            "dead": {"dead__isnull": False},
        }.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(**wanted)


def retry(*, owed: Owed, by: Any, version: int | None) -> Owed:
    """Owed rows carry no version; their state is checked under a lock."""
    return actions.retry_owed(owed=owed, by=by)


@admin.register(Owed)
class OwedAdmin(PlatformOnly, ReadOnlyAdmin):
    list_display = ("event", "subscriber", "progress", "attempts", "available", "error")
    list_filter = (OwedFilter,)
    search_fields = ("subscriber", "last_error", "event__kind", "event__subject_id")
    related = ("event",)
    ordering = ("-id",)
    argument = "owed"
    moves = {
        "retry": Move(
            _("Try again"),
            retry,
            actions.can_retry,
            tone="primary",
            when=lambda owed: owed.dead is not None,
        )
    }

    @display(
        description=_("progress"),
        label={"open": "warning", "done": "success", "dead": "danger"},
    )
    def progress(self, owed: Owed) -> tuple[str, Any]:
        if owed.dead is not None:
            return "dead", _("Given up")
        if owed.done is not None:
            return "done", _("Done")
        return "open", pgettext_lazy("owed work", "Open")

    @display(description=_("last error"))
    def error(self, owed: Owed) -> str:
        return owed.last_error[:80]


@admin.register(Heartbeat)
class HeartbeatAdmin(PlatformOnly, ReadOnlyAdmin):
    list_display = ("name", "beat_at")
    ordering = ("name",)

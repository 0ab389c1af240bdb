"""A record's history in words: what each moment was, and what it changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.web.row_history import EVENT_TITLES, Change, Meant, Occasion, history_of

OCCASIONS = 100
"""Moments of a record's history on its page."""
PLAIN: Mapping[str, str | Promise] = {
    "entered": gettext_lazy("Entered"),
    "edited": gettext_lazy("Edited"),
    "changed": gettext_lazy("Edited"),
}


@dataclass(frozen=True)
class Moment:
    at: datetime
    actor: str
    title: str
    reasons: list[str]
    changes: list[Change]
    is_first: bool


def told(record: Any) -> list[Moment]:
    """The latest moments, newest first."""
    return [moment(record, occasion) for occasion in history_of(record)[:OCCASIONS]]


def moment(record: Any, occasion: Occasion) -> Moment:
    titles = [title_of(record, event, occasion) for event in occasion.events]
    plain = PLAIN["entered"] if occasion.created else PLAIN["edited"]
    return Moment(
        at=occasion.at,
        actor=occasion.actor,
        title=" · ".join(dict.fromkeys(titles)) or str(plain),
        reasons=list(reasons(occasion)),
        changes=occasion.changes,
        is_first=occasion.created,
    )


def title_of(record: Any, event: Meant, occasion: Occasion) -> str:
    """The event's own name; else the state that it led to; else its kind in plain words."""
    if event.kind in EVENT_TITLES:
        return event.title
    what = event.kind.rpartition(".")[2]
    named = PLAIN.get(what)
    if named is not None:
        return str(named)
    states = [f for f in record._meta.concrete_fields if f.name == "state"]
    words = dict(states[0].flatchoices) if states else {}
    if what in words:
        return str(words[what])
    label = str(states[0].verbose_name) if states else ""
    led_to = next((c.after for c in occasion.changes if label and c.label == label), "")
    return led_to or _("Event: %(kind)s") % {"kind": what.replace("_", " ")}


def reasons(occasion: Occasion) -> Iterator[str]:
    """Why it was done, as far as no changed field says the same."""
    shown = {change.after for change in occasion.changes}
    return (e.reason for e in occasion.events if e.reason and e.reason not in shown)

"""The last change of a record's state, and the flow's own way back from it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from alliance.lib.flow import Flow
from alliance.registers.register import Register
from alliance.web.pages import Button


@dataclass(frozen=True)
class LastMove:
    """From which state the record came to the present one, when, and by whom (id)."""

    former: str
    at: datetime
    actor_id: int | None

    @property
    def actor(self) -> str:
        if self.actor_id is None:
            return _("the portal itself")
        person = get_user_model()._default_manager.filter(pk=self.actor_id).first()
        return "" if person is None else str(person)


def last_move(register: Register, record: Any) -> LastMove | None:
    """Read from the row history; None for a record without states, or that still has its first."""
    tracked = getattr(record, "events", None)
    if register.flow is None or tracked is None or not hasattr(tracked.model, "pgh_obj"):
        return None
    before = tracked.exclude(state=record.state).order_by("-pgh_id").first()
    if before is None:
        return None
    later = tracked.filter(pgh_id__gt=before.pgh_id).select_related("pgh_context")
    change = later.order_by("pgh_id").first()
    if change is None:
        return None
    who = (change.pgh_context.metadata or {}).get("user") if change.pgh_context else None
    return LastMove(str(before.state), change.pgh_created_at, who)


def ways_back(flow: Flow[Any], state: str, former: str) -> frozenset[str]:
    """Moves that people make and that lead from the state to the one before it.

    Only backwards in the flow's table: what was reopened and is held again goes on, not back.
    """
    pairs = ((source, target) for (source, _move), target in flow.table.items())
    places = list(dict.fromkeys(place for pair in pairs for place in pair))
    if state == former or former not in places or places.index(former) > places.index(state):
        return frozenset()
    return frozenset(
        move
        for (source, move), target in flow.table.items()
        if source == state and target == former and move not in flow.clock
    )


def named(register: Register, record: Any, last: LastMove | None, buttons: list[Button]) -> Any:
    """The buttons; the one that takes the last move back says so, and stands last."""
    if last is None or register.flow is None:
        return buttons
    back = ways_back(register.flow, record.state, last.former)
    undo = [
        replace(button, label=_("Undo: %(move)s") % {"move": button.label})
        for button in buttons
        if button.name in back
    ]
    return [button for button in buttons if button.name not in back] + undo

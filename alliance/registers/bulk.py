"""One change or one move for many records: all of them or none, and each with its answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.lib.errors import DomainError, InvalidInput, Refused
from alliance.registers import actions
from alliance.registers.register import Register

MOST = 500
"""Records that one change reaches."""


@dataclass(frozen=True)
class Outcome:
    """What became of one record: changed, unchanged or refused, and why."""

    record: Any
    kind: str
    why: str = ""


class Withdrawn(Exception):
    """Takes back what was done to the others."""


def is_refused(outcomes: Iterable[Outcome]) -> bool:
    """Whether any record refused; then none was changed."""
    return any(outcome.kind == "refused" for outcome in outcomes)


def edit_many(
    register: Register,
    *,
    records: Sequence[Any],
    by: User,
    values: Mapping[str, Any],
    reason: str,
) -> list[Outcome]:
    """Give all these records the same values. Raises InvalidInput where no reason is given."""
    if not reason.strip():
        raise InvalidInput.on("why", _("Say why; it stands in the history of each record."))

    def act(record: Any) -> bool:
        differs = any(actions.differs(record, name, value) for name, value in values.items())
        actions.amend(register, record=record, by=by, values=values, reason=reason.strip())
        return differs

    return together(records, act)


def move_many(
    register: Register,
    *,
    records: Sequence[Any],
    move: str,
    by: User,
    values: Mapping[str, Any],
) -> list[Outcome]:
    """Make one move with all these records."""

    def act(record: Any) -> bool:
        actions.make_move(register, record=record, move=move, by=by, values=values)
        return True

    return together(records, act)


def together(records: Sequence[Any], act: Callable[[Any], bool]) -> list[Outcome]:
    """`act` with each record, in one order always, so that two at once cannot block each other.

    `act` says whether it changed anything. Raises Refused for more records than one change reaches.
    """
    if len(records) > MOST:
        raise Refused(_("At most %(most)s records are changed at once.") % {"most": MOST})
    outcomes: list[Outcome] = []
    try:
        with transaction.atomic():
            ordered = sorted(records, key=lambda row: row.pk)
            outcomes += [outcome(record, act) for record in ordered]
            if is_refused(outcomes):
                raise Withdrawn
    except Withdrawn:
        pass
    return outcomes


def outcome(record: Any, act: Callable[[Any], bool]) -> Outcome:
    try:
        with transaction.atomic():
            changed = act(record)
    except DomainError as refusal:
        return Outcome(record, "refused", refusal.detail)
    return Outcome(record, "changed" if changed else "unchanged")

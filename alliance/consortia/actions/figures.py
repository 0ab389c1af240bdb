"""Figures of industries, and the editions by which index C weighs its indicators."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from alliance.accounts.models import User
from alliance.consortia import rules
from alliance.consortia.actions.keeping import change_row, store_new
from alliance.consortia.coupling import check_edition
from alliance.consortia.models import CouplingEdition, IndustryStatistic
from alliance.events.record import record as tell
from alliance.registers.actions import field_faults, raise_on
from alliance.web.records import locked

CHANGED = "statistics.changed"
"""Told of both: each changes what the rates of its region are computed from."""


@transaction.atomic
def add_statistic(
    *, by: User, values: Mapping[str, Any], now: datetime | None = None
) -> IndustryStatistic:
    row = IndustryStatistic(**values)
    raise_on(field_faults(row))
    rules.can_keep_figures(by, row).require()
    return store_new(row, CHANGED, by=by, now=now)


@transaction.atomic
def amend_statistic(
    *,
    record: IndustryStatistic,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> IndustryStatistic:
    row = locked(record, version=version)
    rules.can_keep_figures(by, row).require()
    change_row(row, values, CHANGED, by=by, now=now)
    return row


@transaction.atomic
def add_coupling_edition(
    *, by: User, values: Mapping[str, Any], now: datetime | None = None
) -> CouplingEdition:
    row = CouplingEdition(**values)
    raise_on(field_faults(row))
    rules.can_keep_figures(by, row).require()
    return store_new(row, CHANGED, by=by, now=now, check=check_edition)


@transaction.atomic
def amend_coupling_edition(
    *,
    record: CouplingEdition,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> CouplingEdition:
    row = locked(record, version=version)
    rules.can_keep_figures(by, row).require()
    change_row(row, values, CHANGED, by=by, now=now, check=check_edition)
    return row


@transaction.atomic
def pin_weights(
    *,
    edition: CouplingEdition,
    indicators: Sequence[Mapping[str, Any]],
    now: datetime | None = None,
) -> bool:
    """Keep the entropy weights that a run computed; False where weights are pinned already.

    Nobody's act, so nobody's name stands at the event, and no further run is asked for: the run
    that computed them has used them. Raises InvalidInput for weights that do not fit the edition.
    """
    row = locked(edition)
    if any(one.get("weight") is not None for one in row.indicators):
        return False
    row.indicators = [dict(one) for one in indicators]
    check_edition(row)
    row.store("indicators")
    tell("coupling.pinned", subject=row, by=None, now=now)
    return True

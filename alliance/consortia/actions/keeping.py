"""Alliances and organisations: entered and amended here, whoever asks."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alliance.accounts.models import Organisation, User
from alliance.consortia import rules
from alliance.consortia.checks import check_alliance
from alliance.consortia.models import Alliance
from alliance.events.record import record as tell
from alliance.registers.actions import differs, faults_of, field_faults, raise_on, save
from alliance.web.records import R, locked


@transaction.atomic
def add_organisation(
    *, by: User, values: Mapping[str, Any], now: datetime | None = None
) -> Organisation:
    """Raises NotAllowed, or InvalidInput with every fault."""
    rules.can_add_organisation(by).require()
    return store_new(Organisation(**values), "organisation.changed", by=by, now=now)


@transaction.atomic
def amend_organisation(
    *,
    record: Organisation,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> Organisation:
    row = locked(record, version=version)
    rules.can_keep_organisation(by, row.pk).require()
    changed = change_row(row, values, "organisation.changed", by=by, now=now)
    if "name" in changed:
        row.refresh_from_db(fields=["name_pinyin"])
    return row


@transaction.atomic
def found_alliance(*, by: User, values: Mapping[str, Any], now: datetime | None = None) -> Alliance:
    rules.can_found_alliance(by).require()
    return store_new(Alliance(**values), "alliance.changed", by=by, now=now, check=check_alliance)


@transaction.atomic
def amend_alliance(
    *,
    record: Alliance,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> Alliance:
    row = locked(record, version=version)
    rules.can_keep_alliance(by, row).require()
    change_row(row, values, "alliance.changed", by=by, now=now)
    return row


def store_new(
    row: R,
    event: str,
    *,
    by: User,
    now: datetime | None,
    check: Callable[[Any], None] | None = None,
) -> R:
    """Store a row that was checked, and tell of it. Raises InvalidInput with every fault."""
    raise_on(field_faults(row))
    _examine(row)
    if check is not None:
        check(row)
    save(row, force_insert=True)
    tell(event, subject=row, by=by, now=now, created=True)
    return row


def change_row(
    row: R,
    values: Mapping[str, Any],
    event: str,
    *,
    by: User,
    now: datetime | None,
    check: Callable[[Any], None] | None = None,
) -> list[str]:
    """Write what differs; returns the names. Nothing that differs writes nothing."""
    changed = [name for name, value in values.items() if differs(row, name, value)]
    if not changed:
        return []
    for name in changed:
        setattr(row, name, values[name])
    raise_on(field_faults(row))
    _examine(row)
    if check is not None:
        check(row)
    save(row, *changed)
    tell(event, subject=row, by=by, now=now, fields=sorted(changed))
    return changed


def _examine(row: R) -> None:
    try:
        row.clean()
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        raise_on(faults_of(error))

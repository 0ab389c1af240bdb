"""Frameworks: published edition by edition, amended as long as no figure was computed from them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.consortia import lists, rules
from alliance.consortia.models import Framework, KeyIndustry
from alliance.events.record import record as tell
from alliance.lib.errors import InvalidInput
from alliance.reference.models import Industry, Region
from alliance.registers.actions import differs, faults_of, field_faults, raise_on, save
from alliance.web.records import locked

Industries = Sequence[tuple[Industry, str]]

EDITABLE = ("title", "source", "valid_to", "is_main")
"""What may change of an edition besides its list; region, name and first day make it this one."""


@transaction.atomic
def publish_framework(
    *,
    region: Region,
    name: str,
    valid_from: date,
    industries: Industries,
    by: User,
    title: str = "",
    source: str = "",
    valid_to: date | None = None,
    is_main: bool = True,
    now: datetime | None = None,
) -> Framework:
    """A new dated list; `industries` are (industry, the list's own group name) in its order.

    The edition of the same name before it ends on its first day. Raises InvalidInput naming the
    field at fault.
    """
    rules.can_edit_framework(by, region.pk).require()
    lists.check_list(industries)
    framework = Framework(
        region=region,
        name=name,
        title=title,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        is_main=is_main,
    )
    raise_on(field_faults(framework))
    check_days(framework)
    try:
        with transaction.atomic():
            lists.store_edition(framework, industries)
    except IntegrityError as error:
        raise InvalidInput.on(
            "industries", _("An industry stands twice, or this edition exists already.")
        ) from error
    tell("framework.changed", subject=framework, by=by, now=now, region=region.pk)
    return framework


@transaction.atomic
def edit_framework(
    *,
    framework: Framework,
    by: User,
    fields: Mapping[str, Any],
    industries: Industries | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Framework:
    """Change an edition's words, end or list; `industries` None leaves the list alone.

    Raises Refused where the list would change that a finished run has read: publish a new edition.
    """
    row = locked(framework, version=version)
    rules.can_keep_framework(by, row).require()
    changed = [name for name in EDITABLE if name in fields and differs(row, name, fields[name])]
    for name in changed:
        setattr(row, name, fields[name])
    raise_on(field_faults(row))
    check_days(row)
    moved = lists.Changes()
    if industries is not None:
        lists.check_list(industries)
        moved = lists.replace_list(row, industries)
    if not (changed or moved.anything):
        return row
    save(row, *changed)
    told: dict[str, Any] = {"region": row.region_id, "fields": sorted(changed)}
    if moved.anything:
        told |= {"added": moved.added, "removed": moved.removed, "moved": moved.moved}
    tell("framework.changed", subject=row, by=by, now=now, **told)
    return row


@transaction.atomic
def add_key_industry(
    *, by: User, values: Mapping[str, Any], now: datetime | None = None
) -> KeyIndustry:
    """One industry more in a list that no finished run has read yet."""
    row = KeyIndustry(**values)
    raise_on(field_faults(row))
    framework = locked(row.framework)
    rules.can_keep_framework(by, framework).require()
    _examine(row)
    lists.refuse_if_used(framework)
    save(row, force_insert=True)
    _tell_list(framework, by=by, now=now, added=[row.industry_id])
    return row


@transaction.atomic
def amend_key_industry(
    *,
    record: KeyIndustry,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> KeyIndustry:
    """Its group or its place; another industry is another row."""
    framework = locked(record.framework)
    rules.can_keep_framework(by, framework).require()
    row = locked(record, version=version)
    changed = [name for name, value in values.items() if differs(row, name, value)]
    if not changed:
        return row
    lists.refuse_if_used(framework)
    for name in changed:
        setattr(row, name, values[name])
    raise_on(field_faults(row))
    _examine(row)
    save(row, *changed)
    _tell_list(framework, by=by, now=now, moved=[row.industry_id])
    return row


def check_days(framework: Framework) -> None:
    """Raises InvalidInput for an edition that ends before it begins."""
    if framework.valid_to is not None and framework.valid_to <= framework.valid_from:
        raise InvalidInput.on("valid_to", _("It ends before it begins."), code="order")


def _examine(row: KeyIndustry) -> None:
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise_on(faults_of(error))


def _tell_list(framework: Framework, *, by: User, now: datetime | None, **told: Any) -> None:
    tell("framework.changed", subject=framework, by=by, now=now, region=framework.region_id, **told)

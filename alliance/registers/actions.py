"""Entering, amending and moving records of a register: the one way in for every door."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.events.record import record as tell
from alliance.lib.errors import FieldError, InvalidInput, Refused
from alliance.registers.cells import hidden_from, line_ends
from alliance.registers.register import Register
from alliance.web.records import Record, locked

WHOLE = "record"
"""Where a fault is put that belongs to no single field."""


@transaction.atomic
def enter(
    register: Register, *, by: User, values: Mapping[str, Any], now: datetime | None = None
) -> Any:
    """A new record with these values (instances for relations, lists of them for several).

    Raises InvalidInput with every fault, NotAllowed, Refused.
    """
    known(register, values, register.enter)
    values = kept_texts(values)
    if register.entering is not None:
        return register.entering(by=by, values=values, now=now)
    many = {name: values[name] for name in values if is_many(register, name)}
    row: Any = register.model(**{name: value for name, value in values.items() if name not in many})
    row.chosen = many
    required(register, many)
    faults = field_faults(row)
    if not faults:
        register.may_enter(by, row).require()
    raise_on(faults)
    register.derive(row)
    examine(register, row, many)
    save(row, force_insert=True)
    for name, rows in many.items():
        getattr(row, name).set(rows)
    tell(f"{register.event}.entered", subject=row, by=by, now=now)
    return row


@transaction.atomic
def amend(
    register: Register,
    *,
    record: Any,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Any:
    """The record with these values changed; values that are stored already write nothing."""
    known(register, values, register.amend)
    values = kept_texts(values)
    if register.amending is not None:
        row = held(record, version)
        if register.may_amend(by, row):  # else the room's action refuses in its own words
            in_sight(register, row, by, values)
        row = register.amending(record=record, by=by, values=values, version=version, now=now)
        if reason:  # the room's own action asks for none
            tell(f"{register.event}.explained", subject=row, by=by, now=now, reason=reason)
        return row
    row = held(record, version)
    register.may_amend(by, row).require()
    in_sight(register, row, by, values)
    return change(register, row, by=by, values=values, reason=reason, now=now)


def change(
    register: Register,
    row: Any,
    *,
    by: User,
    values: Mapping[str, Any],
    reason: str,
    now: datetime | None,
) -> Any:
    """Write what differs. Only for a row that is locked and whose amender was found allowed."""
    values = kept_texts(values)
    changed = [name for name, value in values.items() if differs(row, name, value)]
    if not changed:
        return row
    many = {name: values[name] for name in changed if is_many(register, name)}
    row.chosen = many
    single = [name for name in changed if name not in many]
    for name in single:
        setattr(row, name, values[name])
    raise_on(field_faults(row))
    also = register.derive(row)
    examine(register, row, many)
    save(row, *single, *also)
    for name, rows in many.items():
        getattr(row, name).set(rows)
    said = {"reason": reason} if reason else {}
    tell(f"{register.event}.edited", subject=row, by=by, now=now, fields=sorted(changed), **said)
    return row


def in_sight(register: Register, row: Any, by: User, values: Mapping[str, Any]) -> None:
    """Raises InvalidInput where a value is meant to replace one that the person may not read.

    Also for the same value where the field is guarded: an answer would tell what it holds.
    """
    asked = [
        name for name in values if name in register.guarded or differs(row, name, values[name])
    ]
    text = _("You may not see what stands here, so you cannot change it.")
    hidden = sorted(hidden_from(register, row, by, asked))
    raise_on([FieldError(name, "unseen", text) for name in hidden])


def make_move(
    register: Register,
    *,
    record: Any,
    move: str,
    by: User,
    version: int | None = None,
    values: Mapping[str, Any] | None = None,
) -> Any:
    """Make one of the register's moves; the room's action decides. Raises what it raises."""
    return register.moves[move].act(record, by=by, version=version, **(values or {}))


def held(record: Any, version: int | None) -> Any:
    """The row as stored, locked until the transaction ends."""
    if isinstance(record, Record):
        return locked(record, version=version)
    rows: models.Manager[Any] = type(record)._base_manager
    return rows.select_for_update(of=("self",)).get(pk=record.pk)


def known(register: Register, values: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    """Raises InvalidInput for fields that are not set this way."""
    raise_on(
        [
            FieldError(name, "unknown", _("This field cannot be set here."))
            for name in values
            if name not in allowed
        ]
    )


def kept_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts with the line ends that are stored: browsers send others, and a door is no change."""
    return {
        name: line_ends(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def is_many(register: Register, name: str) -> bool:
    return bool(register.model._meta.get_field(name).many_to_many)


def required(register: Register, many: Mapping[str, Any]) -> None:
    """Raises InvalidInput for a list that must not be empty."""
    fields = [f for f in register.model._meta.many_to_many if f.name in register.enter]
    raise_on(
        [
            FieldError(f.name, "required", _("Name at least one."))
            for f in fields
            if not f.blank and not many.get(f.name)
        ]
    )


def differs(row: Any, name: str, value: Any) -> bool:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return {one.pk for one in value} != set(getattr(row, name).values_list("pk", flat=True))
    if field.is_relation:
        return bool(getattr(row, field.attname) != (value.pk if value is not None else None))
    return bool(getattr(row, name) != value)


def field_faults(row: Any) -> list[FieldError]:
    """What the fields themselves refuse: empty, too long, out of range, no choice."""
    given = [
        f.name for f in row._meta.fields if f.is_relation and getattr(row, f.attname) is not None
    ]
    try:
        row.clean_fields(exclude=given)  # the rows behind relations were read by whoever gave them
    except ValidationError as error:
        return faults_of(error)
    return []


def examine(register: Register, row: Any, many: Mapping[str, Any]) -> None:
    """Raises InvalidInput for what constraints and the register's own check refuse."""
    empty = [name for name, rows in many.items() if not rows]
    raise_on(
        [
            FieldError(name, "required", _("Name at least one."))
            for name in empty
            if not row._meta.get_field(name).blank
        ]
    )
    try:
        row.clean()
        row.validate_unique()
        validate_constraints(row)
    except ValidationError as error:
        raise_on(faults_of(error))
    register.check(row)


def validate_constraints(row: Any) -> None:
    """As the model's own, at the cost of one question where nothing is wrong.

    Django asks the database for each check by itself; a file of many rows would wait for that.
    """
    model: Any = type(row)
    try:
        all_checks(model).validate(model, row)
    except ValidationError:
        row.validate_constraints()  # says which one it was, in its own words
    for constraint in row._meta.constraints:
        if not isinstance(constraint, models.CheckConstraint):
            constraint.validate(model, row)


@cache
def all_checks(model: Any) -> models.CheckConstraint:
    """All checks of a model as one; what a check cannot say (NULL) it lets through."""
    together = Q(Value(True))
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            passes = Coalesce(constraint.condition, Value(True), output_field=models.BooleanField())
            together &= Q(passes)
    return models.CheckConstraint(condition=together, name="all_checks")


def faults_of(error: ValidationError) -> list[FieldError]:
    if not hasattr(error, "error_dict"):
        return [FieldError(WHOLE, "invalid", text) for text in error.messages]
    return [
        FieldError(WHOLE if name == NON_FIELD_ERRORS else name, fault.code or "invalid", text)
        for name, faults in error.error_dict.items()
        for fault in faults
        for text in fault.messages
    ]


def raise_on(faults: list[FieldError]) -> None:
    if faults:
        raise InvalidInput(" ".join(f"{f.field}: {f.detail}" for f in faults), errors=faults)


def save(row: Any, *fields: str, force_insert: bool = False) -> None:
    """Store the row. Raises Refused where another row, saved meanwhile, forbids it."""
    try:
        with transaction.atomic():
            if force_insert:
                row.save(force_insert=True)
            elif isinstance(row, Record):
                row.store(*fields)
            else:
                row.save(update_fields=list(fields))
    except IntegrityError as error:
        raise Refused(_("This contradicts another record, saved meanwhile.")) from error

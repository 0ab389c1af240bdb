"""The REST doors that follow from registers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from alliance.reference.models import CodeEntry
from alliance.registers import actions
from alliance.registers.filters import filterset_of
from alliance.registers.register import Move, Register, registers
from alliance.web.api import Call, Creates, Edits, RecordViewSet, move
from alliance.web.records import Record
from alliance.web.serializers import (
    CodeField,
    IdField,
    RecordSerializer,
    ScopedIdField,
    StrictSerializer,
)

MOST_RELATED = 500


class ScopedIdsField(serializers.ListField):
    """Several relations, as a list of ids of rows that the setter can see."""

    def __init__(self, *, queryset: Any, **kwargs: Any) -> None:
        super().__init__(child=ScopedIdField(queryset=queryset), max_length=MOST_RELATED, **kwargs)

    def to_representation(self, data: Any) -> list[str]:
        return [str(row.pk) for row in data.all()]


@extend_schema_field(OpenApiTypes.ANY)
class ShownField(serializers.Field[Any, Any, Any, Any]):
    """A property of the record, shown as it is: numbers as numbers, decimals as text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> Any:
        value = getattr(instance, str(self.source))
        return value() if callable(value) else value

    def to_representation(self, value: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value


def limits(field: Any) -> dict[str, Any]:
    """The smallest and largest value that the field's validators let through."""
    found: dict[str, Any] = {}
    for validator in field.validators:
        limit: Any = getattr(validator, "limit_value", None)
        if isinstance(validator, MinValueValidator):
            found["min_value"] = max(limit, found.get("min_value", limit))
        elif isinstance(validator, MaxValueValidator):
            found["max_value"] = min(limit, found.get("max_value", limit))
    return found


def serializer_field(register: Register, name: str, *, writable: bool) -> Any:
    """The serializer's field for a field of the model."""
    try:
        field: Any = register.model._meta.get_field(name)
    except FieldDoesNotExist:
        return ShownField()
    options: dict[str, Any] = {"label": field.verbose_name}
    if not writable:
        options["read_only"] = True
    elif field.blank or field.null or field.has_default():
        options["required"] = False
    if field.is_relation:
        return relation_field(field, name, options, writable=writable)
    if field.null:
        options["allow_null"] = True
    if field.choices:
        if field.blank:
            options["allow_blank"] = True
        return serializers.ChoiceField(field.flatchoices, **options)
    return value_field(field, options)


def relation_field(field: Any, name: str, options: dict[str, Any], *, writable: bool) -> Any:
    related = field.related_model
    if field.many_to_many:
        return ScopedIdsField(
            queryset=related._default_manager.all(), allow_empty=field.blank, **options
        )
    if field.null:
        options["allow_null"] = True
    if not writable or related._meta.label == settings.AUTH_USER_MODEL:
        options.pop("required", None)
        return IdField(source=field.attname, **{**options, "read_only": True})
    kind = CodeField if issubclass(related, CodeEntry) else ScopedIdField
    return kind(queryset=related._default_manager.all(), **options)


def value_field(field: Any, options: dict[str, Any]) -> Any:
    if isinstance(field, models.BooleanField):
        return serializers.BooleanField(**options)
    if isinstance(field, models.DateTimeField):
        return serializers.DateTimeField(**options)
    if isinstance(field, models.DateField):
        return serializers.DateField(**options)
    if isinstance(field, models.IntegerField):
        return serializers.IntegerField(**options, **limits(field))
    if isinstance(field, models.DecimalField):
        return serializers.DecimalField(
            max_digits=field.max_digits, decimal_places=field.decimal_places, **options
        )
    if isinstance(field, models.JSONField):
        return serializers.JSONField(**options)
    if isinstance(field, models.URLField):
        return serializers.URLField(allow_blank=field.blank, max_length=field.max_length, **options)
    return serializers.CharField(allow_blank=field.blank, max_length=field.max_length, **options)


class RegisterSerializer(RecordSerializer):
    """Fields that the reader may not see are empty; the register's rule says which."""

    register: Register

    def to_representation(self, instance: Any) -> Any:
        shown = super().to_representation(instance)
        user = self.context["request"].user
        for name, rule in self.register.guarded.items():
            if name in shown and not rule(user, instance):
                text = isinstance(self.fields[name], serializers.CharField)
                shown[name] = "" if text else None
        return shown


def serializer_of(register: Register, writable: tuple[str, ...], suffix: str = "") -> type[Any]:
    fields = {
        name: serializer_field(register, name, writable=name in writable)
        for name in register.fields
    }
    if issubclass(register.model, Record):
        fields["version"] = serializers.IntegerField(read_only=True)
    name = f"{register.model.__name__}{suffix}Serializer"
    return type(name, (RegisterSerializer,), {**fields, "register": register, "__doc__": None})


BODY_FIELDS: Mapping[type[forms.Field], Any] = {
    forms.BooleanField: serializers.BooleanField,
    forms.DateField: serializers.DateField,
    forms.IntegerField: serializers.IntegerField,
}


def body_of(register: Register, name: str, made: Move) -> type[StrictSerializer]:
    """The body of a move, from the form fields that it asks for."""
    fields: dict[str, Any] = {}
    for key, item in made.fields.items():
        options: dict[str, Any] = {"required": item.required, "label": item.label or key}
        if isinstance(item, forms.ModelChoiceField):
            fields[key] = ScopedIdField(queryset=item.queryset, **options)  # type: ignore[arg-type]  # never None once declared
        elif isinstance(item, forms.ChoiceField):
            fields[key] = serializers.ChoiceField(list(item.choices), **options)  # type: ignore[arg-type]  # lists of pairs here
        elif isinstance(item, forms.DecimalField):
            fields[key] = serializers.DecimalField(
                max_digits=item.max_digits or 14, decimal_places=item.decimal_places or 2, **options
            )
        elif type(item) in BODY_FIELDS:
            fields[key] = BODY_FIELDS[type(item)](**options)
        else:
            limit = getattr(item, "max_length", None)
            fields[key] = serializers.CharField(
                allow_blank=not item.required, max_length=limit, **options
            )
    title = "".join(part.title() for part in f"{register.basename}-{name}".split("-"))
    return type(f"{title}Body", (StrictSerializer,), fields)


def move_door(register: Register, name: str, made: Move) -> Any:
    def act(self: Any, record: Any, call: Call) -> Any:
        return actions.make_move(
            register,
            record=record,
            move=name,
            by=call.user,
            version=call.version,
            values=call.data,
        )

    act.__name__ = name.replace("-", "_")
    act.__doc__ = str(made.label)
    return move(body_of(register, name, made), path=name)(act)


def viewset_of(register: Register) -> type[RecordViewSet[Any]]:
    """The register's resource: list, detail, creation, editing and moves as far as it has them."""
    whole = serializer_of(register, register.enter)
    partial = serializer_of(register, register.amend, "Edit")

    def get_serializer_class(self: Any) -> Any:
        return partial if self.action == "partial_update" else whole

    def get_queryset(self: Any) -> Any:
        rows = RecordViewSet.get_queryset(self).select_related(*register.related)
        many = [f.name for f in register.model._meta.many_to_many if f.name in register.fields]
        return rows.prefetch_related(*many)

    def create_record(self: Any, call: Call) -> Any:
        return actions.enter(register, by=call.user, values=call.data)

    def edit_record(self: Any, record: Any, call: Call) -> Any:
        return actions.amend(
            register, record=record, by=call.user, values=call.data, version=call.version
        )

    bases: list[type[Any]] = []
    content: dict[str, Any] = {
        "__doc__": f"The register of {register.name.replace('-', ' ')}.",
        "model": register.model,
        "filterset_class": filterset_of(register),
        "serializer_class": whole,
        "get_serializer_class": get_serializer_class,
        "get_queryset": get_queryset,
    }
    if register.enter:
        bases.append(Creates)
        content["create_record"] = create_record
    if register.amend and issubclass(register.model, Record):
        bases.append(Edits)
        content["edit_record"] = edit_record
    for name, made in register.moves.items():
        content[name.replace("-", "_")] = move_door(register, name, made)
    name = f"{register.model.__name__}ViewSet"
    return type(name, (*bases, RecordViewSet), content)


def written(viewset: Any, name: str) -> Any:
    """A room's own resource, entered and amended as the register of this name declares.

    What it shows stays the room's; what it is told are the register's fields.
    """
    register = registers()[name]
    bodies = {
        "create": serializer_of(register, register.enter, "Entry"),
        "partial_update": serializer_of(register, register.amend, "Amendment"),
    }

    class Written(Creates, Edits, viewset, RecordViewSet):  # type: ignore[type-arg]  # the room's class is a value here
        def parsed(self, kind: Any = None, **options: Any) -> Any:
            return super().parsed(kind or bodies.get(self.action), **options)

        def create_record(self, call: Call) -> Any:
            return actions.enter(register, by=call.user, values=call.data)

        def edit_record(self, record: Any, call: Call) -> Any:
            return actions.amend(
                register, record=record, by=call.user, values=call.data, version=call.version
            )

    Written.__name__, Written.__doc__ = viewset.__name__, viewset.__doc__
    shown = viewset.serializer_class
    return extend_schema_view(
        create=extend_schema(request=bodies["create"], responses={201: shown}),
        partial_update=extend_schema(request=bodies["partial_update"], responses=shown),
    )(Written)


def resources() -> list[tuple[str, type[RecordViewSet[Any]], str]]:
    """(address, viewset, base name) of every register whose resource is made here."""
    return [(r.name, viewset_of(r), r.basename) for r in registers().values() if r.api]

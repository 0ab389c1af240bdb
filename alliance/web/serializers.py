"""Serializer base of all rooms: ids are strings, unknown keys are refused, relations are scoped."""

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MAX_ID = 2**63 - 1
CODE = re.compile(r"[A-Za-z0-9:._/-]{1,64}")


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses keys that it does not know, so that a misspelt field is never silently dropped."""

    def to_internal_value(self, data: Any) -> Any:
        """The parsed body. An unknown key is reported together with every other fault."""
        unknown: dict[str, Any] = {}
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            text = str(_("This field does not exist here or is set by the portal."))
            unknown = {
                str(name): [serializers.ErrorDetail(text, code="unknown")]
                for name in sorted(map(str, data))
                if name not in writable
            }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if unknown and isinstance(error.detail, dict):
                raise serializers.ValidationError({**unknown, **error.detail}) from error
            raise
        if unknown:
            raise serializers.ValidationError(unknown)
        return value


class WholeSerializer(StrictSerializer):
    """A row of a list that is always sent whole: a PATCH of its parent makes none of it optional."""

    def to_internal_value(self, data: Any) -> Any:
        root = self.root
        partial, root.partial = getattr(root, "partial", False), False
        try:
            return super().to_internal_value(data)
        finally:
            root.partial = partial


class RecordSerializer(StrictSerializer):
    """What every record shows first and last."""

    id = serializers.CharField(source="pk", read_only=True)


@extend_schema_field(OpenApiTypes.STR)
class IdField(serializers.CharField):
    """The id of a related row, shown as a string and never written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("read_only", True)
        super().__init__(**kwargs)


class RelationField(serializers.Field[Any, Any, Any, Any]):
    """A foreign key, shown as the key alone: the row behind it is not read."""

    def __init__(self, *, queryset: QuerySet[Any], **kwargs: Any) -> None:
        self.queryset = queryset
        super().__init__(**kwargs)

    def get_attribute(self, instance: Any) -> Any:
        return instance.serializable_value(self.source)

    def to_representation(self, value: Any) -> str:
        return str(value)


@extend_schema_field(OpenApiTypes.STR)
class ScopedIdField(RelationField):
    """A relation that may be set only to a row its setter can see.

    `queryset` must offer `visible_to`. An id that is foreign, unknown or no id gets one and the
    same message, so that nobody learns what exists.
    """

    default_error_messages = {"missing": _("There is no such row that you may see.")}

    def to_internal_value(self, data: Any) -> Model:
        text = str(data) if isinstance(data, str | int) and not isinstance(data, bool) else ""
        if len(text) > 19 or not text.isascii() or not text.isdigit() or int(text) > MAX_ID:
            self.fail("missing")
        user = self.context["request"].user
        rows: Any = self.queryset.all()
        row: Model | None = rows.visible_to(user).filter(pk=int(text)).first()
        if row is None:
            self.fail("missing")
        return row


@extend_schema_field(OpenApiTypes.STR)
class CodeField(RelationField):
    """A relation to a code list, by official code; retired codes are kept but not chosen anew."""

    default_error_messages = {"unknown": _("“{code}” is no current code of this list.")}

    def to_internal_value(self, data: Any) -> Model:
        row: Model | None = None
        if isinstance(data, str) and CODE.fullmatch(data):
            row = self.queryset.all().filter(pk=data, retired_on__isnull=True).first()
        if row is None:
            self.fail("unknown", code=str(data)[:64])
        return row


class ReasonBody(StrictSerializer):
    """Body of a move that has to be explained."""

    reason = serializers.CharField(max_length=500)


class EmptyBody(StrictSerializer):
    """Body of a move that needs nothing."""

from typing import Any

from rest_framework import serializers

from alliance.accounts.models import Organisation
from alliance.imports.enums import Outcome, SessionState
from alliance.imports.models import ImportRow
from alliance.web.serializers import IdField, RecordSerializer, ScopedIdField, StrictSerializer

MOST_COLUMNS = 200


class SendBody(StrictSerializer):
    """A file with what is to be made of it. `mapping`: column → field; "" passes a column over."""

    file = serializers.FileField(max_length=200, help_text="CSV or XLSX.")
    kind = serializers.CharField(max_length=64, help_text="Name of a resource, such as seats.")
    source = serializers.CharField(  # type: ignore[assignment]  # a key of the body, not the serializer's own
        max_length=64, required=False, allow_blank=True, default="",
        help_text="System whose numbers stand in external_id.",
    )  # fmt: skip
    organisation = ScopedIdField(queryset=Organisation.objects.all(), required=False)
    dry_run = serializers.BooleanField(default=True)
    mapping = serializers.JSONField(required=False)

    def validate_mapping(self, value: Any) -> dict[str, str]:
        """Raises ValidationError for anything but texts by texts."""
        if (
            not isinstance(value, dict)
            or len(value) > MOST_COLUMNS
            or not all(isinstance(field, str) for field in value.values())
        ):
            raise serializers.ValidationError('{"column": "field", …}')
        return value


class SessionSerializer(RecordSerializer):
    """Where an import stands."""

    kind = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]  # as above
    organisation = IdField(source="organisation_id", allow_null=True)
    created_by = IdField(source="created_by_id")
    mapping = serializers.DictField(child=serializers.CharField(), read_only=True)
    dry_run = serializers.BooleanField(read_only=True)
    state = serializers.ChoiceField(choices=SessionState.choices, read_only=True)
    rows_total = serializers.IntegerField(read_only=True, allow_null=True)
    rows_done = serializers.IntegerField(read_only=True)
    created = serializers.IntegerField(read_only=True)
    changed = serializers.IntegerField(read_only=True)
    unchanged = serializers.IntegerField(read_only=True)
    refused = serializers.IntegerField(read_only=True)
    fault = serializers.CharField(read_only=True)
    error = serializers.CharField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True)


class RowFault(serializers.Serializer[ImportRow]):
    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class RowSerializer(serializers.Serializer[ImportRow]):
    """What became of one row of the file; its number is the file's."""

    row = serializers.IntegerField(source="number")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    object = serializers.CharField(source="object_id", help_text="Id of the record; empty: none.")
    errors = RowFault(many=True)  # type: ignore[assignment]  # as above

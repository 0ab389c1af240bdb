from rest_framework import serializers

from alliance.reference.enums import ProgramLevel
from alliance.web.serializers import IdField, StrictSerializer


class CodeSerializer(StrictSerializer):
    """A row of a code list; `label` is its name in the caller's language."""

    code = serializers.CharField(read_only=True)
    scheme = serializers.CharField(read_only=True)
    edition = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    name_en = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]  # a field of the row, not the serializer's attribute
    retired_on = serializers.DateField(read_only=True, allow_null=True)
    superseded_by = serializers.CharField(read_only=True)


class TreeSerializer(CodeSerializer):
    level = serializers.IntegerField(read_only=True)
    parent = IdField(source="parent_id", allow_null=True)  # type: ignore[assignment]  # a field of the row, not the serializer's attribute


class RegionSerializer(TreeSerializer):
    placeholder = serializers.BooleanField(read_only=True)


class IndustrySerializer(TreeSerializer):
    pass


class OccupationSerializer(TreeSerializer):
    green_digital = serializers.CharField(read_only=True)


class CatalogueProgramSerializer(CodeSerializer):
    level = serializers.ChoiceField(ProgramLevel.choices, read_only=True)
    category_code = serializers.CharField(read_only=True)
    category = serializers.CharField(read_only=True)
    class_code = serializers.CharField(read_only=True)
    class_name = serializers.CharField(read_only=True)


class SkillSerializer(CodeSerializer):
    name_zh = serializers.CharField(read_only=True)
    category = serializers.CharField(read_only=True)
    description = serializers.CharField(read_only=True)

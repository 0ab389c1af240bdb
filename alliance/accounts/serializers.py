from typing import Any

from rest_framework import serializers

from alliance.accounts.enums import OrganisationKind, Role
from alliance.web.serializers import IdField, RecordSerializer, StrictSerializer


class OrganisationSerializer(RecordSerializer):
    kind = serializers.ChoiceField(OrganisationKind.choices, read_only=True)
    name = serializers.CharField(read_only=True)
    name_en = serializers.CharField(read_only=True)
    uscc = serializers.CharField(read_only=True, allow_null=True)
    region = IdField(source="region_id")
    is_demo = serializers.BooleanField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class HeldRole(serializers.Serializer[Any]):
    organisation = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(OrganisationKind.choices)
    role = serializers.ChoiceField(Role.choices)


class RunAlliance(serializers.Serializer[Any]):
    alliance = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)


class MeSerializer(StrictSerializer):
    """Who is asking and what they reach; a key narrows this to its organisation and its right."""

    id = serializers.CharField()
    email = serializers.EmailField()
    name = serializers.CharField()
    platform = serializers.BooleanField()
    roles = HeldRole(many=True)
    secretariats = RunAlliance(many=True)
    alliances = serializers.ListField(child=serializers.CharField())
    regions = serializers.ListField(child=serializers.CharField())
    key_scope = serializers.CharField(allow_null=True)

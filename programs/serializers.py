from typing import Any

from rest_framework import serializers

from alliance.reference.enums import ProgramLevel
from alliance.reference.models import CatalogueProgram, Industry, Occupation, Skill
from alliance.web.serializers import (
    CodeField,
    IdField,
    RecordSerializer,
    ScopedIdField,
    WholeSerializer,
)
from programs import rules
from programs.enums import LinkKind, SchoolTier
from programs.models import Program, School

MAX_PERSONS = 10_000_000
MAX_SKILLS = 200


class SchoolSerializer(RecordSerializer):
    name = serializers.CharField(source="organisation.name", read_only=True)
    name_en = serializers.CharField(source="organisation.name_en", read_only=True)
    region = IdField(source="organisation.region_id")
    tier = serializers.ChoiceField(SchoolTier.choices, read_only=True)
    version = serializers.IntegerField(read_only=True)


class ProgramSkillSerializer(WholeSerializer):
    skill = CodeField(queryset=Skill.objects.all())
    level = serializers.IntegerField(min_value=1, max_value=4, default=2)


PERSONS = ("enrolment", "graduates")
"""Numbers of persons, which only those read whom `rules.can_read_persons` names."""


class ProgramSerializer(RecordSerializer):
    """Numbers of persons are null for whoever may not read them; places are open."""

    school = ScopedIdField(queryset=School.objects.all())
    region = IdField(source="school.organisation.region_id")
    catalogue_program = CodeField(queryset=CatalogueProgram.objects.all())
    name = serializers.CharField(max_length=200, required=False)
    name_en = serializers.CharField(max_length=200, allow_blank=True, required=False)
    level = serializers.ChoiceField(ProgramLevel.choices, required=False)
    intake = serializers.IntegerField(
        min_value=0, max_value=MAX_PERSONS, allow_null=True, required=False
    )
    enrolment = serializers.IntegerField(
        min_value=0, max_value=MAX_PERSONS, allow_null=True, required=False
    )
    graduates = serializers.IntegerField(
        min_value=0, max_value=MAX_PERSONS, allow_null=True, required=False
    )
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True, required=False)
    declared_key = serializers.BooleanField(allow_null=True, required=False)
    skills = ProgramSkillSerializer(many=True, required=False, max_length=MAX_SKILLS)  # type: ignore[call-arg]  # taken by the list that `many` makes
    revision = serializers.IntegerField(read_only=True)
    version = serializers.IntegerField(read_only=True)

    def to_representation(self, instance: Any) -> Any:
        shown = super().to_representation(instance)
        if not rules.can_read_persons(self.context["request"].user, instance):
            shown.update(dict.fromkeys(PERSONS))
        return shown


class CrosswalkLinkSerializer(RecordSerializer):
    """A program leads to an industry or to an occupation, never to both at once."""

    program = ScopedIdField(queryset=Program.objects.all())
    industry = CodeField(queryset=Industry.objects.all(), required=False, allow_null=True)
    occupation = CodeField(queryset=Occupation.objects.all(), required=False, allow_null=True)
    weight = serializers.DecimalField(max_digits=5, decimal_places=4, min_value=0, max_value=1)
    kind = serializers.ChoiceField(LinkKind.choices)
    source = serializers.CharField(max_length=300, allow_blank=True, required=False)  # type: ignore[assignment]  # a field of the row, not the serializer's attribute
    valid_from = serializers.DateField(read_only=True)
    valid_to = serializers.DateField(read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True)

from django.core.validators import MaxValueValidator, MinValueValidator
from rest_framework import serializers

from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Occupation, Region, Skill
from alliance.web.serializers import (
    CodeField,
    IdField,
    RecordSerializer,
    ScopedIdField,
    WholeSerializer,
)
from enterprises.actions import MAX_SKILLS
from enterprises.enums import DemandKind, DemandState, EnterpriseSize
from enterprises.models import MAX_HEADCOUNT, Enterprise


class EnterpriseSerializer(RecordSerializer):
    name = serializers.CharField(source="organisation.name", read_only=True)
    uscc = serializers.CharField(source="organisation.uscc", read_only=True, allow_null=True)
    region = IdField(source="organisation.region_id")
    industry = IdField(source="industry_id")
    size = serializers.ChoiceField(EnterpriseSize.choices, read_only=True)
    verified = serializers.BooleanField(source="is_verified", read_only=True)
    version = serializers.IntegerField(read_only=True)


class DemandSkillSerializer(WholeSerializer):
    skill = CodeField(queryset=Skill.objects.all())
    importance = serializers.IntegerField(min_value=1, max_value=5, default=3)
    level = serializers.IntegerField(min_value=1, max_value=4, default=2)
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]  # a field of the row, not the serializer's attribute


class DemandSerializer(RecordSerializer):
    enterprise = ScopedIdField(queryset=Enterprise.objects.all())
    kind = serializers.ChoiceField(DemandKind.choices)
    title = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    headcount = serializers.IntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MAX_HEADCOUNT)]
    )
    region = CodeField(queryset=Region.objects.all())
    occupation = CodeField(queryset=Occupation.objects.all(), required=False, allow_null=True)
    levels = serializers.ListField(
        child=serializers.ChoiceField(ProgramLevel.choices), required=False, max_length=5
    )
    closes_on = serializers.DateField()
    skills = DemandSkillSerializer(many=True, required=False, max_length=MAX_SKILLS)  # type: ignore[call-arg]  # taken by the list that `many` makes
    state = serializers.ChoiceField(DemandState.choices, read_only=True)
    revision = serializers.IntegerField(read_only=True)
    reason = serializers.CharField(read_only=True)
    published_at = serializers.DateTimeField(read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True)


class DemandChange(DemandSerializer):
    """Body of a revision: what changes of a published demand; its enterprise never does."""

    enterprise = None  # type: ignore[assignment]  # takes the inherited field out

from typing import Any

from django.core.validators import MaxValueValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.accounts.models import Organisation
from alliance.collaboration import reasons, rules
from alliance.collaboration.enums import (
    Audience,
    AwardSide,
    ChainStage,
    MatchState,
    Party,
    ProjectKind,
    ProjectState,
    ResultKind,
    ResultLevel,
    ResultState,
)
from alliance.collaboration.models import Match, Project, Result
from alliance.consortia.models import Alliance
from alliance.reference.models import Industry
from alliance.web.serializers import (
    CodeField,
    IdField,
    RecordSerializer,
    ScopedIdField,
    StrictSerializer,
)
from enterprises.models import MAX_HEADCOUNT


class ReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    params = serializers.DictField(help_text="Values that the sentence is made of.")
    text = serializers.CharField(help_text="The same as a sentence in the caller's language.")


class PartSerializer(serializers.Serializer[Any]):
    """One factor of a score; the score is the product of the four values."""

    name = serializers.ChoiceField(["skills", "occupation", "capacity", "region"])
    value = serializers.IntegerField()
    max = serializers.IntegerField()
    reason = ReasonSerializer()


class MatchSerializer(RecordSerializer):
    demand = IdField(source="demand_id")
    demand_revision = serializers.IntegerField(source="revision.number", read_only=True)
    enterprise = IdField(source="demand.enterprise_id")
    program = IdField(source="program_id")
    program_revision = serializers.IntegerField(read_only=True)
    school = IdField(source="program.school_id")
    alliance = IdField(source="alliance_id")
    run = IdField(source="run_id")
    rank = serializers.IntegerField(read_only=True)
    score = serializers.IntegerField(read_only=True)
    percent = serializers.DecimalField(max_digits=4, decimal_places=1, read_only=True)
    parts = serializers.SerializerMethodField()
    state = serializers.ChoiceField(MatchState.choices, read_only=True)
    outdated = serializers.BooleanField(source="is_outdated", read_only=True)
    answer_by = serializers.DateField(read_only=True)
    reason = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)

    @extend_schema_field(PartSerializer(many=True))
    def get_parts(self, match: Match) -> list[dict[str, Any]]:
        labels = self.context.get("labels", reasons.CODES_ONLY)
        return [
            {**part, "reason": {**part["reason"], "text": reasons.sentence(part, labels)}}
            for part in match.parts
        ]


class AcceptBody(StrictSerializer):
    """`accept_outdated` says that the caller knows of changes made after the report."""

    accept_outdated = serializers.BooleanField(default=False)


class ExclusionSerializer(serializers.Serializer[Any]):
    programs = serializers.IntegerField()
    alone = serializers.IntegerField()


class MatchRunSerializer(RecordSerializer):
    demand = IdField(source="revision.demand_id")
    demand_revision = serializers.IntegerField(source="revision.number", read_only=True)
    engine_version = serializers.CharField(read_only=True)
    factors_version = serializers.CharField(read_only=True)
    idf_version = serializers.CharField(read_only=True)
    considered = serializers.IntegerField(read_only=True)
    fitting = serializers.IntegerField(read_only=True)
    excluded = serializers.IntegerField(read_only=True)
    unrelated = serializers.IntegerField(read_only=True)
    exclusions = serializers.DictField(child=ExclusionSerializer(), read_only=True)
    computed_at = serializers.DateTimeField(read_only=True)


class ApprovalSerializer(serializers.Serializer[Any]):
    party = serializers.ChoiceField(Party.choices)
    at = serializers.DateTimeField()


class ProjectSerializer(RecordSerializer):
    match = ScopedIdField(queryset=Match.objects.all())
    kind = serializers.ChoiceField(ProjectKind.choices)
    title = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    alliance = IdField(source="alliance_id")
    school = IdField(source="school_id")
    enterprise = IdField(source="enterprise_id")
    program = IdField(source="program_id", allow_null=True)
    seats = serializers.IntegerField(
        min_value=1, validators=[MaxValueValidator(MAX_HEADCOUNT)], allow_null=True, required=False
    )
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = serializers.DateField(allow_null=True, required=False)
    state = serializers.ChoiceField(ProjectState.choices, read_only=True)
    approvals = ApprovalSerializer(many=True, read_only=True)
    missing_parties = serializers.ListField(
        child=serializers.ChoiceField(Party.choices), read_only=True
    )
    reason = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class ResultSerializer(RecordSerializer):
    """With `project`, or with `without_project` true and the `alliance` that checks it."""

    kind = serializers.ChoiceField(ResultKind.choices)
    level = serializers.ChoiceField(ResultLevel.choices)
    chain_stage = serializers.ChoiceField(ChainStage.choices, allow_blank=True, required=False)
    award_side = serializers.ChoiceField(AwardSide.choices, allow_blank=True, required=False)
    title = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    achieved_on = serializers.DateField()
    evidence = serializers.CharField(
        max_length=5_000,
        allow_blank=True,
        required=False,
        help_text="Shown as null to readers who neither made nor check the result.",
    )
    organisation = ScopedIdField(queryset=Organisation.objects.all())
    project = ScopedIdField(queryset=Project.objects.all(), required=False, allow_null=True)
    without_project = serializers.BooleanField(required=False)
    alliance = ScopedIdField(queryset=Alliance.objects.all(), required=False)
    audience = serializers.ChoiceField(Audience.choices, read_only=True)
    state = serializers.ChoiceField(ResultState.choices, read_only=True)
    reason = serializers.CharField(read_only=True)
    verified_at = serializers.DateTimeField(read_only=True, allow_null=True)
    shared_at = serializers.DateTimeField(read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True)

    def to_representation(self, instance: Result) -> Any:
        """Evidence is null for readers who neither made nor check the result."""
        shown = super().to_representation(instance)
        if not rules.can_see_evidence(self.context["request"].user, instance):
            shown["evidence"] = None
        return shown


class VerifyBody(StrictSerializer):
    """`confirms` names an industry that the evidence shows the project's program to serve."""

    confirms = CodeField(queryset=Industry.objects.all(), required=False, allow_null=True)
    weight = serializers.DecimalField(
        max_digits=5, decimal_places=4, min_value=0, max_value=1, required=False
    )


class ShareBody(StrictSerializer):
    audience = serializers.ChoiceField(Audience.choices)

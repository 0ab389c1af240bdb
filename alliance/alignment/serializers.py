from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.alignment.enums import RunState
from alliance.alignment.models import IndexValue
from alliance.consortia.models import Framework
from alliance.engines.indices import WEIGHT_ONE
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import Region
from alliance.web.serializers import (
    CodeField,
    IdField,
    RecordSerializer,
    ScopedIdField,
    WholeSerializer,
)


class ParametersSerializer(WholeSerializer):
    """Conventions of a run: `tau` is the threshold in 1/10,000 of a program."""

    tau = serializers.IntegerField(min_value=1, max_value=WEIGHT_ONE, default=WEIGHT_ONE // 2)
    mode = serializers.ChoiceField(["crosswalk", "declared"], default="crosswalk")
    unit = serializers.ChoiceField(["point", "catalogue"], default="point")
    weight_by = serializers.ChoiceField(["enrolment", "intake", "graduates"], default="enrolment")


class AlignmentRunSerializer(RecordSerializer):
    """A dated computation; done runs never change. `same_as`: the finished run of equal inputs."""

    region = CodeField(queryset=Region.objects.all())
    as_of = serializers.DateField()
    framework = ScopedIdField(queryset=Framework.objects.all(), required=False)
    parameters = ParametersSerializer(required=False)
    state = serializers.ChoiceField(RunState.choices, read_only=True)
    digest = serializers.CharField(read_only=True)
    engine_version = serializers.CharField(read_only=True)
    requested_at = serializers.DateTimeField(read_only=True)
    started_at = serializers.DateTimeField(read_only=True, allow_null=True)
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True)
    same_as = IdField(source="same_as_id", allow_null=True)


class IndexValueSerializer(RecordSerializer):
    """One figure of a run. `level` "all": all together; `value` null: unknown, never zero."""

    index = serializers.CharField(read_only=True)
    version = serializers.CharField(read_only=True)
    level = serializers.SerializerMethodField()
    value = serializers.DecimalField(
        max_digits=14, decimal_places=12, allow_null=True, read_only=True
    )
    numerator = serializers.DecimalField(max_digits=20, decimal_places=4, read_only=True)
    denominator = serializers.DecimalField(max_digits=20, decimal_places=4, read_only=True)
    region = IdField(source="run.region_id")
    framework = IdField(source="run.framework_id")
    framework_name = serializers.CharField(source="run.framework.name", read_only=True)
    as_of = serializers.DateField(source="run.as_of", read_only=True)
    run = IdField(source="run_id")

    @extend_schema_field({"type": "string", "enum": ["all", *ProgramLevel.values]})
    def get_level(self, value: IndexValue) -> str:
        return value.level or "all"


class LinkSerializer(serializers.Serializer[Any]):
    industry = serializers.CharField()
    key = serializers.CharField(
        allow_null=True, help_text="The key industry that the link counts for, if any."
    )
    weight = serializers.CharField()
    kind = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of the row, not the serializer's attribute


class VerdictSerializer(RecordSerializer):
    """Whether a program counts in the numerator, and the figures as the run read them."""

    program = IdField(source="program_id")
    name = serializers.CharField(source="program.name", read_only=True)
    school = IdField(source="program.school_id")
    school_name = serializers.CharField(source="program.school.organisation.name", read_only=True)
    level = serializers.ChoiceField(ProgramLevel.choices, read_only=True)
    aligned = serializers.BooleanField(read_only=True)
    key_weight = serializers.DecimalField(max_digits=5, decimal_places=4, read_only=True)
    links = LinkSerializer(many=True, read_only=True)
    enrolment = serializers.IntegerField(read_only=True, allow_null=True)
    intake = serializers.IntegerField(read_only=True, allow_null=True)
    graduates = serializers.IntegerField(read_only=True, allow_null=True)

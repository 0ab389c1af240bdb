from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.alignment.enums import Dimension, RunState
from alliance.alignment.figures import Figure, Sight, shown, sight_on
from alliance.alignment.models import IndexValue, ProgramVerdict
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
    openings_share = serializers.IntegerField(
        min_value=0,
        max_value=WEIGHT_ONE,
        default=WEIGHT_ONE,
        help_text="Openings that are open to new graduates, in 1/10,000.",
    )
    shares_by = serializers.ChoiceField(["graduates", "intake", "points"], default="intake")
    epsilon = serializers.IntegerField(min_value=1, max_value=1000, default=1)
    structure_level = serializers.ChoiceField(["section", "division", "key"], default="section")


class AlignmentRunSerializer(RecordSerializer):
    """A dated computation; done runs never change. `same_as`: the finished run of equal inputs."""

    region = CodeField(queryset=Region.objects.all())
    as_of = serializers.DateField()
    framework = ScopedIdField(queryset=Framework.objects.all(), required=False)
    parameters = ParametersSerializer(required=False)
    state = serializers.ChoiceField(RunState.choices, read_only=True)
    digest = serializers.CharField(read_only=True)
    engine_version = serializers.CharField(read_only=True)
    extent = serializers.DictField(
        read_only=True, help_text="How much was read, and of which year industries' figures are."
    )
    requested_at = serializers.DateTimeField(read_only=True)
    started_at = serializers.DateTimeField(read_only=True, allow_null=True)
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True)
    same_as = IdField(source="same_as_id", allow_null=True)


class IndexValueSerializer(RecordSerializer):
    """One figure of a run. `level` "all": all together; `value` null: unknown, never zero.

    `hidden`: so few persons are counted that numerator, denominator and value are not published.
    """

    index = serializers.CharField(read_only=True)
    version = serializers.CharField(read_only=True)
    level = serializers.SerializerMethodField()
    dimension = serializers.ChoiceField(
        Dimension.choices, read_only=True, help_text="Empty: the whole region."
    )
    key = serializers.CharField(
        read_only=True, help_text="The part of the region: a code or id; two of them with “|”."
    )
    value = serializers.SerializerMethodField()
    numerator = serializers.SerializerMethodField()
    denominator = serializers.SerializerMethodField()
    hidden = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()
    region = IdField(source="run.region_id")
    framework = IdField(source="run.framework_id")
    framework_name = serializers.CharField(source="run.framework.name", read_only=True)
    as_of = serializers.DateField(source="run.as_of", read_only=True)
    run = IdField(source="run_id")

    def figure(self, value: IndexValue) -> Figure:
        """The value as whoever asks may read it."""
        user = self.context["request"].user
        region = value.run.region
        sights = self._sights
        if region.pk not in sights:
            sights[region.pk] = sight_on(user, region)
        return shown(value, sights[region.pk])

    @cached_property
    def _sights(self) -> dict[str, Sight]:
        """What the caller reads of each region, asked once for a list."""
        return {}

    @extend_schema_field({"type": "string", "description": "A level of education, or all."})
    def get_level(self, value: IndexValue) -> str:
        return value.level or "all"

    @extend_schema_field({"type": "string", "format": "decimal", "nullable": True})
    def get_value(self, value: IndexValue) -> str | None:  # type: ignore[override]  # named by DRF after the field; a field's own method is another thing
        found = self.figure(value).value
        return None if found is None else f"{found:.12f}"

    @extend_schema_field({"type": "string", "format": "decimal", "nullable": True})
    def get_numerator(self, value: IndexValue) -> str | None:
        return plain(self.figure(value).numerator)

    @extend_schema_field({"type": "string", "format": "decimal", "nullable": True})
    def get_denominator(self, value: IndexValue) -> str | None:
        return plain(self.figure(value).denominator)

    def get_hidden(self, value: IndexValue) -> bool:
        return self.figure(value).hidden

    @extend_schema_field({"type": "object"})
    def get_detail(self, value: IndexValue) -> dict[str, Any]:
        return {} if self.figure(value).hidden else dict(value.detail)


def plain(number: Decimal | None) -> str | None:
    """At least four decimals, more where the number has them."""
    if number is None:
        return None
    text = f"{number:.8f}"
    return text.removesuffix("0000")


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
    enrolment = serializers.SerializerMethodField()
    intake = serializers.IntegerField(read_only=True, allow_null=True)
    graduates = serializers.SerializerMethodField()

    def exact(self, verdict: ProgramVerdict) -> bool:
        """Students of a single program are for those who may count them; places are nobody."""
        sight: Sight = self.context["sight"]
        return sight.everything or verdict.program.school_id in sight.schools

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_enrolment(self, verdict: ProgramVerdict) -> int | None:
        return verdict.enrolment if self.exact(verdict) else None

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_graduates(self, verdict: ProgramVerdict) -> int | None:
        return verdict.graduates if self.exact(verdict) else None

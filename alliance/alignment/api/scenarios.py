from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.accounts.models import Organisation
from alliance.alignment import actions
from alliance.alignment.actions import StepInput
from alliance.alignment.enums import Dimension, Step
from alliance.alignment.models import MOST_CHANGES, AlignmentRun, Scenario
from alliance.alignment.models.changes import MOST_INTAKE
from alliance.alignment.side_by_side import Pair, Side, of_scenario
from alliance.alignment.whatif import steps_of
from alliance.consortia.models import Framework
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import CatalogueProgram, Region
from alliance.web.api import Call, Creates, Edits, RecordViewSet, move
from alliance.web.filters import CodeFilter, FlagFilter, IdFilter
from alliance.web.serializers import (
    CodeField,
    RecordSerializer,
    ScopedIdField,
    StrictSerializer,
    WholeSerializer,
)
from programs.models import Program, School


class StepSerializer(WholeSerializer):
    """One change. A launch names catalogue program, school and places; an upgrade the program and
    the catalogue program that it becomes; downsizing the program and the places that are left; a
    move of places the program that gives, the one that takes, and how many.
    """

    kind = serializers.ChoiceField(Step.choices)
    program = ScopedIdField(queryset=Program.objects.all(), required=False, allow_null=True)
    catalogue_program = CodeField(
        queryset=CatalogueProgram.objects.all(), required=False, allow_null=True
    )
    school = ScopedIdField(queryset=School.objects.all(), required=False, allow_null=True)
    to_program = ScopedIdField(queryset=Program.objects.all(), required=False, allow_null=True)
    places = serializers.IntegerField(
        min_value=0, max_value=MOST_INTAKE, required=False, allow_null=True
    )


class ScenarioSerializer(RecordSerializer):
    """Changes on top of a finished run; its figures are at `values/`. Changes are sent whole."""

    title = serializers.CharField(max_length=200)
    region = CodeField(queryset=Region.objects.all())
    base_run = ScopedIdField(queryset=AlignmentRun.objects.all())
    framework = ScopedIdField(queryset=Framework.objects.all(), required=False, allow_null=True)
    organisation = ScopedIdField(queryset=Organisation.objects.all())
    shared = serializers.BooleanField(required=False)
    note = serializers.CharField(max_length=5_000, allow_blank=True, required=False)
    changes = StepSerializer(many=True, required=False, max_length=MOST_CHANGES)  # type: ignore[call-arg]  # taken by the list that `many` makes
    version = serializers.IntegerField(read_only=True)


class SideSerializer(serializers.Serializer[Side]):
    numerator = serializers.DecimalField(24, 8, allow_null=True)
    denominator = serializers.DecimalField(24, 8, allow_null=True)
    value = serializers.DecimalField(24, 12, allow_null=True)
    hidden = serializers.BooleanField(help_text="Not published for this reader.")


class PairSerializer(serializers.Serializer[Pair]):
    """One figure of the run beside the scenario's; `value` null: unknown, never zero."""

    index = serializers.CharField()
    level = serializers.SerializerMethodField()
    dimension = serializers.ChoiceField(Dimension.choices)
    key = serializers.CharField()
    before = SideSerializer()
    after = SideSerializer()
    difference = serializers.DecimalField(24, 12, allow_null=True)

    @extend_schema_field({"type": "string", "enum": ["all", *ProgramLevel.values]})
    def get_level(self, pair: Pair) -> str:
        return pair.level or "all"


class FiguresSerializer(serializers.Serializer[Any]):
    """`state` waiting: a worker computes the figures. `digest`: what they follow from."""

    state = serializers.ChoiceField(["done", "waiting"])
    digest = serializers.CharField(allow_null=True)
    values = PairSerializer(many=True)


class CopyBody(StrictSerializer):
    title = serializers.CharField(max_length=200, required=False)


class ScenarioFilter(django_filters.FilterSet):
    region = CodeFilter("region_id")
    base_run = IdFilter("base_run_id")
    organisation = IdFilter("organisation_id")
    shared = FlagFilter("shared")


class ScenarioViewSet(Creates, Edits, RecordViewSet[Scenario]):
    """What every index would say if programs changed: nothing here changes any program."""

    model = Scenario
    serializer_class = ScenarioSerializer
    filterset_class = ScenarioFilter

    def get_queryset(self) -> QuerySet[Scenario]:
        return super().get_queryset().prefetch_related("changes")

    def create_record(self, call: Call) -> Scenario:
        data = dict(call.data)
        steps = steps_in(data.pop("changes", []))
        return actions.make_scenario(by=call.user, values=data, steps=steps)

    def edit_record(self, scenario: Scenario, call: Call) -> Scenario:
        data = dict(call.data)
        changes = data.pop("changes", None)
        return actions.edit_scenario(
            scenario=scenario,
            by=call.user,
            values=data,
            steps=None if changes is None else steps_in(changes),
            version=call.version,
        )

    @move(CopyBody)
    def copy(self, scenario: Scenario, call: Call) -> Scenario:
        """The same again as a scenario of its own, which can be changed."""
        return actions.copy_scenario(scenario=scenario, by=call.user, **call.data)

    @extend_schema(responses=FiguresSerializer)
    @action(detail=True, filterset_class=None)
    def values(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every figure of the region, and of its parts those that differ, beside the run's."""
        scenario = self.get_object()
        found = of_scenario(scenario, steps_of(scenario), request.user)
        content = {
            "state": "waiting" if found.result is None else "done",
            "digest": None if found.result is None else found.result.digest,
            "values": found.pairs,
        }
        return Response(FiguresSerializer(content).data)


def steps_in(rows: Sequence[Mapping[str, Any]]) -> list[StepInput]:
    return [StepInput(**row) for row in rows]

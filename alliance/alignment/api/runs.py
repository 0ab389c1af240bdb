from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.alignment import actions
from alliance.alignment.behind import behind
from alliance.alignment.enums import Dimension, RunState
from alliance.alignment.figures import sight_on
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramVerdict
from alliance.alignment.serializers import (
    AlignmentRunSerializer,
    IndexValueSerializer,
    VerdictSerializer,
)
from alliance.engines.indices import Parameters
from alliance.reference.enums import ProgramLevel
from alliance.web.api import Call, Creates, ReadViewSet, RecordViewSet, move
from alliance.web.filters import CodeFilter, FlagFilter, IdFilter


class AlignmentRunFilter(django_filters.FilterSet):
    region = CodeFilter("region_id")
    framework = IdFilter("framework_id")
    state = django_filters.ChoiceFilter(choices=RunState.choices)
    as_of = django_filters.DateFilter("as_of")


class AlignmentRunViewSet(Creates, RecordViewSet[AlignmentRun]):
    """Dated computations of a region's alignment rates. Creating one asks a worker for it."""

    model = AlignmentRun
    serializer_class = AlignmentRunSerializer
    filterset_class = AlignmentRunFilter

    def get_queryset(self) -> QuerySet[AlignmentRun]:
        return super().get_queryset().select_related("region", "framework")

    def create_record(self, call: Call) -> AlignmentRun:
        data = dict(call.data)
        parameters = Parameters(**data.pop("parameters", {}))
        return actions.ask_for_run(by=call.user, parameters=parameters, **data)

    @move()
    def cancel(self, run: AlignmentRun, call: Call) -> AlignmentRun:
        """Take back a run that no worker has claimed yet."""
        return actions.cancel_run(run=run, by=call.user)


class IndexValueFilter(django_filters.FilterSet):
    region = CodeFilter("run__region_id")
    framework = IdFilter("run__framework_id")
    run = IdFilter("run_id")
    index = django_filters.CharFilter("index", max_length=8)
    level = django_filters.ChoiceFilter(
        choices=[("all", _("All levels together")), *ProgramLevel.choices], method="of_level"
    )
    dimension = django_filters.ChoiceFilter(
        choices=[("all", _("Every part")), *Dimension.choices],
        method="of_dimension",
        label=_("part of the region; the default is the whole region, `all` gives everything"),
    )
    key = django_filters.CharFilter("key", max_length=64)
    current = FlagFilter(
        method="of_current", label=_("false: earlier runs too; the default is the newest run")
    )

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Without a run, the values of each region's newest finished run."""
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        if not asked["dimension"] and not asked["key"]:
            rows = rows.filter(dimension=Dimension.REGION)
        if asked["run"] or asked["current"] is False:
            return rows
        runs = AlignmentRun.objects.published(framework=asked["framework"])
        newest = runs.newest_by_region()
        return rows.filter(run__in=newest.values("pk"))

    def of_dimension(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset if value == "all" else queryset.filter(dimension=value)

    def of_level(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(level="" if value == "all" else value)

    def of_current(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """What it means depends on the other filters, so the work is done above."""
        return queryset


class IndexValueViewSet(ReadViewSet[IndexValue]):
    """Figures of finished runs, with numerator and denominator."""

    model = IndexValue
    serializer_class = IndexValueSerializer
    filterset_class = IndexValueFilter

    def get_queryset(self) -> QuerySet[IndexValue]:
        return super().get_queryset().select_related("run__framework", "run__region")

    def paged(self) -> bool:
        return self.action in ("list", "programs")

    @extend_schema(responses=VerdictSerializer(many=True))
    @action(detail=True, filterset_class=None)
    def programs(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The programs that the figure counts, each with its verdict and the links behind it."""
        value = self.get_object()
        rows = (
            ProgramVerdict.objects.visible_to(request.user)
            .filter(run_id=value.run_id)
            .select_related("program__school__organisation")
        )
        page = self.paginate_queryset(behind(value, rows))  # type: ignore[arg-type]  # rows of another model than the list's
        context = {
            **self.get_serializer_context(),
            "sight": sight_on(request.user, value.run.region),
        }
        listed = VerdictSerializer(page, many=True, context=context)
        return self.get_paginated_response(listed.data)

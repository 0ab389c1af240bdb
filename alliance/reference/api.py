"""Code lists: public, read only. Retired rows are left out of lists unless they are asked for."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alliance.reference.enums import ProgramLevel
from alliance.reference.models import CatalogueProgram, Industry, Occupation, Region, Skill
from alliance.reference.serializers import (
    CatalogueProgramSerializer,
    IndustrySerializer,
    OccupationSerializer,
    RegionSerializer,
    SkillSerializer,
)
from alliance.web.api import CodeViewSet
from alliance.web.filters import CodeFilter, FlagFilter, TextFilter


class CodeListFilter(django_filters.FilterSet):
    q = TextFilter("code", "name", "name_en", label=_("Part of a code or name"))
    scheme = django_filters.CharFilter("scheme", max_length=32)
    retired = FlagFilter(method="with_retired", label=_("true: retired rows too"))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data["retired"] else rows.filter(retired_on__isnull=True)

    def with_retired(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """The default hides them, so the work is done above, for every list."""
        return queryset


class TreeFilter(CodeListFilter):
    level = django_filters.NumberFilter("level", min_value=1, max_value=9, decimal_places=0)
    parent = CodeFilter("parent_id", label=_("Code of the row above"))


class CatalogueFilter(CodeListFilter):
    level = django_filters.ChoiceFilter(choices=ProgramLevel.choices)


class SkillFilter(CodeListFilter):
    q = TextFilter("code", "name", "name_en", "name_zh", label=_("Part of a code or name"))


class RegionViewSet(CodeViewSet[Region]):
    """Administrative divisions: 1 province, 2 prefecture, 3 county."""

    model = Region
    serializer_class = RegionSerializer
    filterset_class = TreeFilter


class IndustryViewSet(CodeViewSet[Industry]):
    """GB/T 4754 sections to classes, and the strategic emerging industries."""

    model = Industry
    serializer_class = IndustrySerializer
    filterset_class = TreeFilter


class OccupationViewSet(CodeViewSet[Occupation]):
    """The national occupation list, and ISCO-08."""

    model = Occupation
    serializer_class = OccupationSerializer
    filterset_class = TreeFilter


class CatalogueProgramViewSet(CodeViewSet[CatalogueProgram]):
    """Programs of the official catalogues."""

    model = CatalogueProgram
    serializer_class = CatalogueProgramSerializer
    filterset_class = CatalogueFilter


class SkillViewSet(CodeViewSet[Skill]):
    """Skills that programs teach and demands ask for."""

    model = Skill
    serializer_class = SkillSerializer
    filterset_class = SkillFilter

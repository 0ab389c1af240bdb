from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.lib.errors import InvalidInput
from alliance.reference.enums import ProgramLevel
from alliance.web.api import Call, Creates, Edits, ReadViewSet, RecordViewSet
from alliance.web.filters import CodeFilter, FlagFilter, IdFilter, TextFilter
from programs import actions
from programs.enums import LinkKind, SchoolTier
from programs.models import CrosswalkLink, Program, School
from programs.serializers import CrosswalkLinkSerializer, ProgramSerializer, SchoolSerializer


class SchoolFilter(django_filters.FilterSet):
    q = TextFilter(
        "organisation__name", "organisation__name_en", label=gettext_lazy("Part of a name")
    )
    tier = django_filters.ChoiceFilter(choices=SchoolTier.choices)
    region = CodeFilter(
        "organisation__region__code",
        lookup_expr="startswith",
        label=gettext_lazy("Region code or its beginning"),
    )


class SchoolViewSet(ReadViewSet[School]):
    """Schools; their ids are those of their organisations."""

    model = School
    serializer_class = SchoolSerializer
    filterset_class = SchoolFilter

    def get_queryset(self) -> QuerySet[School]:
        return super().get_queryset().select_related("organisation")


class ProgramFilter(django_filters.FilterSet):
    q = TextFilter("name", "name_en", label=gettext_lazy("Part of a name"))
    school = IdFilter("school_id")
    catalogue_program = CodeFilter("catalogue_program_id")
    level = django_filters.ChoiceFilter(choices=ProgramLevel.choices)
    region = CodeFilter(
        "school__organisation__region__code",
        lookup_expr="startswith",
        label=gettext_lazy("Region code or its beginning"),
    )
    open = FlagFilter(method="open_today", label=gettext_lazy("true: open today, false: not"))

    def open_today(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        current = Program.objects.open_on(timezone.localdate()).values("pk")
        return queryset.filter(pk__in=current) if value else queryset.exclude(pk__in=current)


class ProgramViewSet(Creates, Edits, RecordViewSet[Program]):
    """Programs that schools run, with the skills that they teach."""

    model = Program
    serializer_class = ProgramSerializer
    filterset_class = ProgramFilter

    def get_queryset(self) -> QuerySet[Program]:
        rows = super().get_queryset().select_related("school__organisation")
        return rows.prefetch_related("skills__skill")

    def create_record(self, call: Call) -> Program:
        data = dict(call.data)
        return actions.create_program(
            school=data.pop("school"),
            skills=taught(data.pop("skills", [])),
            fields=data,
            by=call.user,
        )

    def edit_record(self, program: Program, call: Call) -> Program:
        data = dict(call.data)
        if data.pop("school", None) is not None:
            raise InvalidInput.on("school", _("A program stays with its school."))
        skills = data.pop("skills", None)
        return actions.edit_program(
            program=program,
            by=call.user,
            version=call.version,
            fields=data,
            skills=None if skills is None else taught(skills),
        )


class CrosswalkLinkFilter(django_filters.FilterSet):
    program = IdFilter("program_id")
    school = IdFilter("program__school_id")
    industry = CodeFilter("industry_id")
    occupation = CodeFilter("occupation_id")
    kind = django_filters.ChoiceFilter(choices=LinkKind.choices)


class CrosswalkLinkViewSet(Creates, RecordViewSet[CrosswalkLink]):
    """Where programs lead: to industries and occupations, with a weight and a source."""

    model = CrosswalkLink
    serializer_class = CrosswalkLinkSerializer
    filterset_class = CrosswalkLinkFilter

    def create_record(self, call: Call) -> CrosswalkLink:
        data = dict(call.data)
        industry, occupation = data.pop("industry", None), data.pop("occupation", None)
        if (industry is None) == (occupation is None):
            raise InvalidInput.on(
                "industry", _("Name either an industry or an occupation."), code="required"
            )
        kind = LinkKind(data.pop("kind"))
        if kind == LinkKind.COMPUTED:
            raise InvalidInput.on("kind", _("Computed links are written by the portal alone."))
        return actions.link_program(target=industry or occupation, kind=kind, by=call.user, **data)


def taught(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Parsed skill rows as the action takes them."""
    return [(row["skill"].pk, row["level"]) for row in rows]

"""Alignment runs as they were computed; a new one is asked for, never written."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
)
from unfold.decorators import display

from alliance.accounts.scope import scope_of
from alliance.alignment import actions
from alliance.alignment.enums import Dimension
from alliance.alignment.figures import shown
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramVerdict
from alliance.events.admin import as_json
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.web.admin import PartInline, ReadOnlyAdmin, RecordAdmin
from alliance.web.admin_forms import Entry


class ValuesInline(PartInline):
    """Figures of the whole region, as they are published; the parts have a list of their own."""

    model = IndexValue
    fields = ("index", "level", "part_of", "whole", "rate")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[IndexValue]:
        rows: QuerySet[IndexValue] = super().get_queryset(request)
        return rows.filter(dimension=Dimension.REGION)

    @display(description=gettext_lazy("numerator"), empty_value="–")
    def part_of(self, value: IndexValue) -> Decimal | None:
        return shown(value).numerator

    @display(description=gettext_lazy("denominator"), empty_value="–")
    def whole(self, value: IndexValue) -> Decimal | None:
        return shown(value).denominator

    @display(description=gettext_lazy("value"))
    def rate(self, value: IndexValue) -> str:
        return shown(value).text


@admin.register(AlignmentRun)
class AlignmentRunAdmin(RecordAdmin):
    list_display = ("region", "as_of", "framework", "state_badge", "requested_by", "finished_at")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("region", AutocompleteSelectFilter),
        ("framework", AutocompleteSelectFilter),
        ("as_of", RangeDateFilter),
    )
    search_fields = ("region__name", "region__name_en", "region__code", "framework__name")
    related = ("region", "framework", "requested_by", "same_as")
    ordering = ("-as_of", "-pk")
    date_hierarchy = "as_of"
    autocomplete_fields = ("region", "framework")
    add_fields = ("region", "as_of", "framework")
    fieldsets = (
        (None, {"fields": ("region", "as_of", "framework", "state", "same_as", "error")}),
        (
            gettext_lazy("Asked for"),
            {"fields": ("requested_by", "requested_at", "started_at", "finished_at")},
        ),
        (
            gettext_lazy("Computed with"),
            {
                "fields": ("engine_version", "parameter_text", "extent_text", "digest"),
                "classes": ("collapse",),
            },
        ),
    )
    inlines = (ValuesInline,)

    def may_add(self, user: Any) -> Verdict:
        scope = scope_of(user)
        administers = any(map(scope.administers, scope.secretariats))
        if scope.platform or scope.regions or administers:
            return ALLOW
        return deny(_("Only the region's secretariats and public bodies may ask for a run."))

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, **kwargs)
        if obj is None and "framework" in made.base_fields:
            made.base_fields["framework"].required = False
            made.base_fields["framework"].help_text = gettext_lazy(
                "Empty: the list that the region's published rates use on that day."
            )
        return made

    def create(self, entry: Entry) -> AlignmentRun:
        return actions.ask_for_run(by=entry.by, **entry.fields)

    @display(description=gettext_lazy("extent"))
    def extent_text(self, run: AlignmentRun) -> str:
        return as_json(run.extent)

    @display(description=gettext_lazy("parameters"))
    def parameter_text(self, run: AlignmentRun) -> str:
        return as_json(run.parameters)


@admin.register(IndexValue)
class IndexValueAdmin(ReadOnlyAdmin):
    """Figures as they are published: who may read exact ones does so on their pages."""

    list_display = ("index", "level", "dimension", "key", "run", "part_of", "whole", "rate")
    list_filter = (
        "index",
        ("level", ChoicesDropdownFilter),
        ("dimension", ChoicesDropdownFilter),
        ("run__region", AutocompleteSelectFilter),
        ("run", AutocompleteSelectFilter),
    )
    search_fields = ("index", "run__region__name", "run__region__name_en", "run__region__code")
    related = ("run",)
    ordering = ("-run__as_of", "-run_id", "dimension", "index", "level", "key")
    date_hierarchy = "run__as_of"
    fieldsets = (
        (None, {"fields": ("run", "index", "version", "level", "dimension", "key")}),
        (gettext_lazy("As published"), {"fields": ("part_of", "whole", "rate")}),
    )

    @display(description=gettext_lazy("numerator"), empty_value="–")
    def part_of(self, value: IndexValue) -> Decimal | None:
        return shown(value).numerator

    @display(description=gettext_lazy("denominator"), empty_value="–")
    def whole(self, value: IndexValue) -> Decimal | None:
        return shown(value).denominator

    @display(description=gettext_lazy("value"))
    def rate(self, value: IndexValue) -> str:
        return shown(value).text


@admin.register(ProgramVerdict)
class ProgramVerdictAdmin(ReadOnlyAdmin):
    list_display = ("program", "school", "level", "aligned", "key_weight", "run")
    list_filter = (
        "aligned",
        ("level", ChoicesDropdownFilter),
        ("run", AutocompleteSelectFilter),
        ("program", AutocompleteSelectFilter),
    )
    search_fields = (
        "program__name",
        "program__name_en",
        "program__school__organisation__name",
        "program__school__organisation__name_pinyin",
    )
    related = ("program__school__organisation", "run")
    ordering = ("-run_id", "pk")
    date_hierarchy = "run__as_of"
    fieldsets = (
        (None, {"fields": ("run", "program", "level", "aligned", "key_weight")}),
        (
            gettext_lazy("As the run read it"),
            {"fields": ("intake", "link_text")},
        ),
    )

    @display(description=gettext_lazy("school"))
    def school(self, verdict: ProgramVerdict) -> str:
        return str(verdict.program.school)

    @display(description=gettext_lazy("links"))
    def link_text(self, verdict: ProgramVerdict) -> str:
        return as_json(verdict.links)

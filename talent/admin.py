"""Cohorts, what became of their graduates, and exchanges between both sides."""

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
)
from unfold.decorators import display

from alliance.accounts.scope import scope_of
from alliance.events.admin import RegisterAdmin
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.web.admin import RECORD, PartInline, ReadOnlyAdmin
from programs.models import School
from talent.models import Cohort, Exchange, Graduate, Outcome


def can_keep(user: Any, school_id: int) -> Verdict:
    """A school's own editors keep what is counted about it; the platform may help."""
    scope = scope_of(user)
    if scope.platform or scope.acts_for(school_id):
        return ALLOW
    return deny(_("Only editors of the school may do that."))


def may_add_any(user: Any) -> Verdict:
    scope = scope_of(user)
    writing = [organisation for organisation in scope.roles if scope.acts_for(organisation)]
    if scope.platform or (writing and School.objects.filter(pk__in=writing).exists()):
        return ALLOW
    return deny(_("Only editors of the school may do that."))


@admin.register(Cohort)
class CohortAdmin(RegisterAdmin):
    event = "cohort.changed"
    list_display = ("program", "school", "year", "label", "size")
    list_filter = (
        ("program", AutocompleteSelectFilter),
        ("program__school", AutocompleteSelectFilter),
        "year",
    )
    search_fields = (
        "label",
        "program__name",
        "program__name_en",
        "program__school__organisation__name",
        "program__school__organisation__name_en",
        "program__school__organisation__name_pinyin",
    )
    related = ("program__school__organisation",)
    ordering = ("-year", "-pk")
    date_hierarchy = "created_at"
    autocomplete_fields = ("program",)
    editable = ("label",)
    add_fields = ("program", "year", "label")
    fieldsets = ((None, {"fields": ("program", "year", "label", "size")}), RECORD)

    def visible(self, user: Any) -> Any:
        return super().visible(user).annotate(graduate_count=Count("graduates", distinct=True))

    def may_add(self, user: Any) -> Verdict:
        return may_add_any(user)

    def may_create(self, user: Any, row: Any) -> None:
        can_keep(user, row.program.school_id).require()

    def may_change(self, user: Any, record: Any) -> Verdict:
        return can_keep(user, record.program.school_id)

    @display(description=gettext_lazy("school"))
    def school(self, cohort: Cohort) -> str:
        return str(cohort.program.school)

    @display(description=gettext_lazy("graduates"), ordering="graduate_count")
    def size(self, cohort: Any) -> int:
        return int(cohort.graduate_count)


class OutcomesInline(PartInline):
    model = Outcome
    fields = ("measured_on", "destination", "related", "local")
    ordering = ("-measured_on",)


@admin.register(Graduate)
class GraduateAdmin(ReadOnlyAdmin):
    """Graduates bear a number and no name; they arrive with their cohort's records."""

    list_display = ("number", "program", "year")
    list_filter = (
        ("cohort", AutocompleteSelectFilter),
        ("cohort__program", AutocompleteSelectFilter),
    )
    search_fields = (
        "number",
        "cohort__program__name",
        "cohort__program__school__organisation__name",
    )
    related = ("cohort__program__school__organisation",)
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": ("cohort", "number")}),)
    inlines = (OutcomesInline,)

    @display(description=gettext_lazy("program"))
    def program(self, graduate: Graduate) -> str:
        return str(graduate.cohort.program)

    @display(description=gettext_lazy("graduation year"), ordering="cohort__year")
    def year(self, graduate: Graduate) -> int:
        return graduate.cohort.year


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyAdmin):
    list_display = ("graduate", "program", "measured_on", "destination", "in_field", "stays")
    list_filter = (
        ("destination", ChoicesDropdownFilter),
        "related",
        "local",
        ("graduate__cohort__program", AutocompleteSelectFilter),
        ("measured_on", RangeDateFilter),
    )
    search_fields = (
        "graduate__number",
        "graduate__cohort__program__name",
        "graduate__cohort__program__school__organisation__name",
    )
    related = ("graduate__cohort__program__school__organisation",)
    ordering = ("-measured_on", "-pk")
    date_hierarchy = "measured_on"

    @display(description=gettext_lazy("program"))
    def program(self, outcome: Outcome) -> str:
        return str(outcome.graduate.cohort)

    @display(description=gettext_lazy("in a related field"), boolean=True, ordering="related")
    def in_field(self, outcome: Outcome) -> bool | None:
        return outcome.related

    @display(description=gettext_lazy("stays in the region"), boolean=True, ordering="local")
    def stays(self, outcome: Outcome) -> bool | None:
        return outcome.local


@admin.register(Exchange)
class ExchangeAdmin(RegisterAdmin):
    event = "exchange.changed"
    list_display = (
        "person_name",
        "kind",
        "school",
        "enterprise",
        "started_on",
        "ended_on",
        "hours",
    )
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("school", AutocompleteSelectFilter),
        ("enterprise", AutocompleteSelectFilter),
        ("started_on", RangeDateFilter),
    )
    search_fields = (
        "person_name",
        "school__organisation__name",
        "school__organisation__name_en",
        "enterprise__organisation__name",
        "enterprise__organisation__name_en",
    )
    related = ("school__organisation", "enterprise__organisation")
    ordering = ("-started_on", "-pk")
    date_hierarchy = "started_on"
    autocomplete_fields = ("school", "enterprise")
    editable = ("person_name", "started_on", "ended_on", "hours")
    add_fields = ("kind", "school", "enterprise", *editable)
    fieldsets = (
        (None, {"fields": ("kind", "school", "enterprise", "person_name")}),
        (gettext_lazy("When"), {"fields": ("started_on", "ended_on", "hours")}),
        RECORD,
    )

    def may_add(self, user: Any) -> Verdict:
        return may_add_any(user)

    def may_create(self, user: Any, row: Any) -> None:
        can_keep(user, row.school_id).require()

    def may_change(self, user: Any, record: Any) -> Verdict:
        return can_keep(user, record.school_id)

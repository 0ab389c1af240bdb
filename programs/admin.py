"""Schools, what they teach, and where it leads."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
)
from unfold.decorators import display

from alliance.accounts.enums import OrganisationKind
from alliance.accounts.scope import scope_of
from alliance.consortia.rules import can_add_organisation, can_keep_organisation
from alliance.events.admin import RegisterAdmin
from alliance.lib.errors import InvalidInput
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.registers.rules import can_read_history
from alliance.web.admin import RECORD, PartInline, RecordAdmin
from alliance.web.admin_forms import Entry
from programs import actions, rules
from programs.enums import LinkKind
from programs.models import CrosswalkLink, Program, ProgramSkill, School
from programs.registers import PROGRAMS


@admin.register(School)
class SchoolAdmin(RegisterAdmin):
    event = "school.changed"
    list_display = ("organisation", "tier", "place")
    list_filter = (
        ("tier", ChoicesDropdownFilter),
        ("organisation__region", AutocompleteSelectFilter),
    )
    search_fields = (
        "organisation__name",
        "organisation__name_en",
        "organisation__name_pinyin",
        "organisation__uscc",
    )
    related = ("organisation__region",)
    ordering = ("organisation__name_pinyin", "pk")
    date_hierarchy = "created_at"
    autocomplete_fields = ("organisation",)
    editable = ("tier",)
    add_fields = ("organisation", "tier")
    fieldsets = ((None, {"fields": ("organisation", "tier")}), RECORD)

    def may_add(self, user: Any) -> Verdict:
        return can_add_organisation(user)

    def may_create(self, user: Any, row: Any) -> None:
        if row.organisation.kind != OrganisationKind.SCHOOL:
            raise InvalidInput.on("organisation", _("The organisation is registered as no school."))

    def may_change(self, user: Any, record: Any) -> Verdict:
        return can_keep_organisation(user, record.pk)

    @display(description=gettext_lazy("place"), ordering="organisation__region")
    def place(self, school: School) -> str:
        return school.organisation.region.label


class OpenFilter(admin.SimpleListFilter):
    title = gettext_lazy("open today")
    parameter_name = "open"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        return [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() not in {"yes", "no"}:
            return queryset
        open_now = Program.objects.open_on(timezone.localdate()).values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=open_now)
        return queryset.exclude(pk__in=open_now)


class ProgramSkillsInline(PartInline):
    model = ProgramSkill
    fields = ("skill", "level")
    related = ("skill",)
    autocomplete_fields = ("skill",)

    def may_write(self, request: HttpRequest, parent: Any) -> bool:
        user: Any = request.user  # whoever enters has signed in
        return parent is None or bool(rules.can_edit(user, parent))


class LinksInline(PartInline):
    model = CrosswalkLink
    fields = ("industry", "occupation", "weight", "kind", "source", "valid_from", "valid_to")
    related = ("industry", "occupation")


@admin.register(Program)
class ProgramAdmin(RecordAdmin):
    list_display = (
        "label",
        "school",
        "code",
        "level",
        "enrolment",
        "intake",
        "opened_on",
        "closed_on",
    )
    list_filter = (
        ("level", ChoicesDropdownFilter),
        OpenFilter,
        ("school", AutocompleteSelectFilter),
        ("catalogue_program", AutocompleteSelectFilter),
        ("school__organisation__region", AutocompleteSelectFilter),
        "declared_key",
    )
    search_fields = (
        "name",
        "name_en",
        "catalogue_program__code",
        "catalogue_program__name",
        "school__organisation__name",
        "school__organisation__name_en",
        "school__organisation__name_pinyin",
    )
    related = ("school__organisation", "catalogue_program")
    ordering = ("pk",)
    date_hierarchy = "opened_on"
    autocomplete_fields = ("school", "catalogue_program")
    editable = (
        "name",
        "name_en",
        "intake",
        "enrolment",
        "graduates",
        "opened_on",
        "closed_on",
        "declared_key",
    )
    add_fields = ("school", "catalogue_program", "level", *editable)
    fieldsets = (
        (None, {"fields": ("name", "name_en", "school", "catalogue_program", "level")}),
        (gettext_lazy("Size"), {"fields": ("intake", "enrolment", "graduates")}),
        (gettext_lazy("Taught"), {"fields": ("opened_on", "closed_on", "declared_key")}),
        (
            gettext_lazy("Record"),
            {
                "fields": ("revision", "created_at", "updated_at", "version"),
                "classes": ("collapse",),
            },
        ),
    )
    inlines = (ProgramSkillsInline, LinksInline)
    guarded = PROGRAMS.guarded

    def get_list_display(self, request: HttpRequest) -> Any:
        """Without columns that people would read of schools that are not theirs to oversee."""
        shown = super().get_list_display(request)
        if scope_of(request.user).platform:
            return shown
        return [name for name in shown if name not in self.guarded]

    def may_see_history(self, user: Any, record: Any) -> Verdict:
        return can_read_history(PROGRAMS, user, record)

    def may_add(self, user: Any) -> Verdict:
        schools: Any = School.objects.filter(pk__in=scope_of(user).organisations)
        if any(rules.can_write(user, school) for school in schools):
            return ALLOW
        return deny(_("Only editors of the school may write its programs."))

    def may_change(self, user: Any, record: Any) -> Verdict:
        return rules.can_edit(user, record)

    def create(self, entry: Entry) -> Program:
        fields = dict(entry.fields)
        return actions.create_program(
            school=fields.pop("school"), by=entry.by, fields=fields, skills=taught(entry) or ()
        )

    def edit(self, entry: Entry) -> Program:
        return actions.edit_program(
            program=entry.record,
            by=entry.by,
            fields=entry.fields,
            skills=taught(entry),
            version=entry.version,
        )

    @display(description=gettext_lazy("program"), ordering="name")
    def label(self, program: Program) -> str:
        return program.label

    @display(description=gettext_lazy("code"), ordering="catalogue_program")
    def code(self, program: Program) -> str:
        return program.catalogue_program_id


def taught(entry: Entry) -> list[tuple[str, int]] | None:
    """The skills that the form named; None where it left them alone."""
    rows = entry.parts.get(ProgramSkill)
    if rows is None:
        return None
    return [(row["skill"].pk, row["level"]) for row in rows if row.get("skill")]


@admin.register(CrosswalkLink)
class CrosswalkLinkAdmin(RecordAdmin):
    """Links are never changed: a newer one ends the older, so that old figures keep their reasons."""

    list_display = ("program", "school", "leads_to", "weight", "kind", "valid_from", "valid_to")
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("industry", AutocompleteSelectFilter),
        ("occupation", AutocompleteSelectFilter),
        ("program", AutocompleteSelectFilter),
        ("valid_from", RangeDateFilter),
    )
    search_fields = (
        "program__name",
        "program__name_en",
        "program__school__organisation__name",
        "program__school__organisation__name_pinyin",
        "industry__code",
        "industry__name",
        "occupation__code",
        "occupation__name",
        "source",
    )
    related = ("program__school__organisation", "industry", "occupation")
    ordering = ("-pk",)
    date_hierarchy = "valid_from"
    autocomplete_fields = ("program", "industry", "occupation")
    add_fields = ("program", "industry", "occupation", "weight", "kind", "source")
    fieldsets = (
        (None, {"fields": ("program", "industry", "occupation", "weight", "kind", "source")}),
        (gettext_lazy("Valid"), {"fields": ("valid_from", "valid_to")}),
        RECORD,
    )

    def may_add(self, user: Any) -> Verdict:
        scope = scope_of(user)
        if scope.platform or any(map(scope.administers, scope.secretariats)):
            return ALLOW
        return ProgramAdmin.may_add(self, user)

    def create(self, entry: Entry) -> CrosswalkLink:
        said = dict(entry.fields)
        industry, occupation = said.pop("industry"), said.pop("occupation")
        if (industry is None) == (occupation is None):
            raise InvalidInput.on("industry", _("Name an industry or an occupation, one of them."))
        said["kind"] = LinkKind(said["kind"])
        return actions.link_program(target=industry or occupation, by=entry.by, **said)

    @display(
        description=gettext_lazy("school"), ordering="program__school__organisation__name_pinyin"
    )
    def school(self, link: CrosswalkLink) -> str:
        return str(link.program.school)

    @display(description=gettext_lazy("leads to"))
    def leads_to(self, link: CrosswalkLink) -> str:
        return str(link.industry or link.occupation)

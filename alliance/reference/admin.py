"""The official code lists, to be looked up; only English names are added by hand."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from alliance.events.admin import UnversionedAdmin
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.reference.models import (
    CatalogueProgram,
    Industry,
    LoadedEdition,
    Occupation,
    Region,
    Skill,
)
from alliance.web.admin import PlatformOnly, ReadOnlyAdmin


class CurrentFilter(admin.SimpleListFilter):
    title = gettext_lazy("validity")
    parameter_name = "validity"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        return [("current", gettext_lazy("In force")), ("retired", gettext_lazy("Retired"))]

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() not in {"current", "retired"}:
            return queryset
        return queryset.filter(retired_on__isnull=self.value() == "current")


class CodeAdmin(UnversionedAdmin):
    event = "reference.named"
    editable = ("name_en",)
    search_fields: tuple[str, ...] = ("code", "name", "name_en", "name_pinyin")
    ordering = ("code",)
    list_display: tuple[str, ...] = ("code", "name", "name_en", "scheme", "in_force")
    list_filter: tuple[Any, ...] = (CurrentFilter,)
    shown: tuple[str, ...] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = ("code", "name", "name_en", *self.shown)
        source = ("scheme", "edition", "retired_on", "superseded_by")
        return [
            (None, {"fields": own}),
            (gettext_lazy("Source"), {"fields": source}),
        ]

    def may_change(self, user: Any, record: Any) -> Verdict:
        if user.is_superuser:
            return ALLOW
        return deny(_("Only the platform's administrators name codes."))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Choosing a code for a record offers only those in force."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.current()
        return super().get_search_results(request, queryset, search_term)

    @display(description=gettext_lazy("in force"), boolean=True)
    def in_force(self, entry: Any) -> bool:
        return entry.retired_on is None


@admin.register(Region)
class RegionAdmin(CodeAdmin):
    list_display = ("code", "name", "name_en", "level", "parent", "in_force")
    list_filter = ("level", CurrentFilter)
    related = ("parent",)
    shown = ("level", "parent", "placeholder")


@admin.register(Industry)
class IndustryAdmin(CodeAdmin):
    list_filter = ("level", CurrentFilter)
    related = ("parent",)
    shown = ("level", "parent")


@admin.register(Occupation)
class OccupationAdmin(CodeAdmin):
    list_filter = ("scheme", "level", CurrentFilter)
    related = ("parent",)
    shown = ("level", "parent", "green_digital")


@admin.register(CatalogueProgram)
class CatalogueProgramAdmin(CodeAdmin):
    list_display = ("code", "name", "name_en", "level", "category", "class_name", "in_force")
    list_filter = (("level", ChoicesDropdownFilter), CurrentFilter)
    shown = ("level", "category", "class_name")


@admin.register(Skill)
class SkillAdmin(CodeAdmin):
    list_display = ("code", "name_zh", "name", "category", "scheme", "in_force")
    list_filter = ("scheme", "category", CurrentFilter)
    search_fields = ("code", "name", "name_en", "name_zh", "name_pinyin")
    shown = ("name_zh", "category", "description")


@admin.register(LoadedEdition)
class LoadedEditionAdmin(PlatformOnly, ReadOnlyAdmin):
    list_display = ("list", "edition", "rows", "loaded_at")
    search_fields = ("list", "edition")
    ordering = ("list",)

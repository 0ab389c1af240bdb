"""Organisations, alliances, their members, and the industries that regions name as key."""

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, OrganisationRole
from alliance.accounts.scope import scope_of
from alliance.consortia import actions, lists, rules
from alliance.consortia.enums import MEMBERSHIP_FLOW
from alliance.consortia.models import Alliance, Framework, KeyIndustry, Membership
from alliance.consortia.registers import MEMBERSHIPS
from alliance.events.admin import RegisterAdmin
from alliance.lib.errors import InvalidInput
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.web.admin import RECORD, PartInline, RecordAdmin
from alliance.web.admin_forms import Entry, Move, reason_field


class PeopleInline(PartInline):
    model = OrganisationRole
    fields = ("user", "role", "is_active")
    related = ("user", "organisation")
    verbose_name_plural = gettext_lazy("people")

    def get_queryset(self, request: HttpRequest) -> Any:
        mine = OrganisationRole.objects.visible_to(request.user).values("pk")
        return super().get_queryset(request).filter(pk__in=mine)


class MembershipsInline(PartInline):
    model = Membership
    fk_name = "organisation"
    fields = ("alliance", "state", "joined_on", "left_on")
    related = ("alliance", "organisation")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        mine = Membership.objects.visible_to(request.user).values("pk")
        return super().get_queryset(request).filter(pk__in=mine)


@admin.register(Organisation)
class OrganisationAdmin(RegisterAdmin):
    event = "organisation.changed"
    derived = {"name": ("name_pinyin",)}
    list_display = ("name", "name_en", "kind", "region", "uscc", "is_demo")
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("region", AutocompleteSelectFilter),
        "is_demo",
    )
    search_fields = ("name", "name_en", "name_pinyin", "uscc")
    related = ("region",)
    ordering = ("name_pinyin", "pk")
    date_hierarchy = "created_at"
    autocomplete_fields = ("region",)
    editable = ("name", "name_en", "uscc", "region")
    add_fields = ("kind", "name", "name_en", "uscc", "region")
    fieldsets = (
        (None, {"fields": ("kind", "name", "name_en", "uscc", "region", "is_demo")}),
        RECORD,
    )
    inlines = (MembershipsInline, PeopleInline)

    def may_add(self, user: Any) -> Verdict:
        return rules.can_add_organisation(user)

    def may_change(self, user: Any, record: Any) -> Verdict:
        return rules.can_keep_organisation(user, record.pk)

    def create(self, entry: Entry) -> Organisation:
        return actions.add_organisation(by=entry.by, values=entry.fields)

    def edit(self, entry: Entry) -> Organisation:
        return actions.amend_organisation(
            record=entry.record, by=entry.by, values=entry.fields, version=entry.version
        )


@admin.register(Alliance)
class AllianceAdmin(RegisterAdmin):
    event = "alliance.changed"
    list_display = ("name", "name_en", "kind", "region", "secretariat", "parent", "members")
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("region", AutocompleteSelectFilter),
        "is_demo",
    )
    search_fields = ("name", "name_en", "secretariat__name", "region__name")
    related = ("region", "secretariat", "parent")
    ordering = ("pk",)
    date_hierarchy = "founded_on"
    autocomplete_fields = ("region", "secretariat", "parent")
    editable = ("name", "name_en", "founded_on", "match_count", "answer_days")
    add_fields = (
        "kind",
        "name",
        "name_en",
        "parent",
        "region",
        "secretariat",
        "founded_on",
        "match_count",
        "answer_days",
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "kind",
                    "name",
                    "name_en",
                    "parent",
                    "region",
                    "secretariat",
                    "founded_on",
                )
            },
        ),
        (gettext_lazy("Matching"), {"fields": ("match_count", "answer_days")}),
        (gettext_lazy("Meetings"), {"fields": ("quorum",)}),
        RECORD,
    )

    def visible(self, user: Any) -> Any:
        return super().visible(user).annotate(member_count=Count("memberships"))

    def may_add(self, user: Any) -> Verdict:
        return rules.can_found_alliance(user)

    def may_change(self, user: Any, record: Any) -> Verdict:
        return rules.can_keep_alliance(user, record)

    def create(self, entry: Entry) -> Alliance:
        return actions.found_alliance(by=entry.by, values=entry.fields)

    def edit(self, entry: Entry) -> Alliance:
        return actions.amend_alliance(
            record=entry.record, by=entry.by, values=entry.fields, version=entry.version
        )

    @display(description=gettext_lazy("members ever"), ordering="member_count")
    def members(self, alliance: Any) -> int:
        return int(alliance.member_count)


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("organisation", "alliance", "state_badge", "joined_on", "left_on")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("alliance", AutocompleteSelectFilter),
        ("organisation__kind", ChoicesDropdownFilter),
    )
    search_fields = (
        "organisation__name",
        "organisation__name_en",
        "organisation__name_pinyin",
        "alliance__name",
        "alliance__name_en",
    )
    related = ("organisation", "alliance")
    ordering = ("-pk",)
    date_hierarchy = "joined_on"
    autocomplete_fields = ("organisation", "alliance")
    add_fields = ("alliance", "organisation")
    guarded = MEMBERSHIPS.guarded
    fieldsets = (
        (None, {"fields": ("organisation", "alliance", "state")}),
        (gettext_lazy("Dates"), {"fields": ("joined_on", "left_on", "reason")}),
        RECORD,
    )
    flow = MEMBERSHIP_FLOW
    argument = "membership"
    moves = {
        "admit": Move(
            gettext_lazy("Admit"), actions.admit_member, rules.can_decide, tone="primary"
        ),
        "readmit": Move(
            gettext_lazy("Readmit"), actions.readmit_member, rules.can_decide, tone="primary"
        ),
        "suspend": Move(
            gettext_lazy("Suspend"),
            actions.suspend_member,
            rules.can_decide,
            {"reason": reason_field()},
        ),
        "leave": Move(
            gettext_lazy("End the membership"),
            actions.leave_alliance,
            rules.can_leave,
            {"reason": reason_field()},
            tone="danger",
        ),
    }

    def may_add(self, user: Any) -> Verdict:
        scope = scope_of(user)
        if scope.organisations_as(Role.MANAGER) or any(map(scope.administers, scope.secretariats)):
            return ALLOW
        return deny(_("Only a manager of the organisation or the secretariat may apply for it."))

    def may_see_history(self, user: Any, record: Any) -> Verdict:
        """Who is a member is known to all; why one was suspended once, to both sides."""
        scope = scope_of(user)
        sides = record.organisation_id in scope.organisations or (
            record.alliance_id in scope.secretariats
        )
        return ALLOW if scope.platform or sides else rules.can_decide(user, record)

    def create(self, entry: Entry) -> Membership:
        return actions.apply_for_membership(by=entry.by, **entry.fields)


class KeyIndustriesInline(PartInline):
    model = KeyIndustry
    fields = ("industry", "group")
    related = ("industry",)
    autocomplete_fields = ("industry",)

    def may_write(self, request: HttpRequest, parent: Any) -> bool:
        """Until figures are computed from the list; then only a new edition names others."""
        if parent is None:
            return True
        user: Any = request.user  # whoever enters has signed in
        return bool(rules.can_keep_framework(user, parent)) and not lists.is_used(parent)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 8 if obj is None else 0


@admin.register(Framework)
class FrameworkAdmin(RecordAdmin):
    list_display = ("name", "region", "title", "valid_from", "valid_to", "is_main")
    list_filter = (("region", AutocompleteSelectFilter), "is_main")
    search_fields = ("name", "title", "region__name", "region__name_en", "source")
    related = ("region",)
    ordering = ("-valid_from", "-pk")
    date_hierarchy = "valid_from"
    autocomplete_fields = ("region",)
    editable = ("title", "source", "valid_to", "is_main")
    add_fields = ("region", "name", "title", "valid_from", "source", "is_main")
    fieldsets = (
        (None, {"fields": ("region", "name", "title", "source")}),
        (gettext_lazy("In force"), {"fields": ("valid_from", "valid_to", "is_main")}),
        RECORD,
    )
    inlines = (KeyIndustriesInline,)

    def may_add(self, user: Any) -> Verdict:
        return rules.can_begin_framework(user)

    def may_change(self, user: Any, record: Any) -> Verdict:
        return rules.can_keep_framework(user, record)

    def create(self, entry: Entry) -> Framework:
        return actions.publish_framework(
            by=entry.by, industries=named_industries(entry) or (), **entry.fields
        )

    def edit(self, entry: Entry) -> Framework:
        return actions.edit_framework(
            framework=entry.record,
            by=entry.by,
            fields=entry.fields,
            industries=named_industries(entry),
            version=entry.version,
        )


def named_industries(entry: Entry) -> list[tuple[Any, str]] | None:
    """The list as the form names it; None where it was left alone."""
    rows = entry.parts.get(KeyIndustry)
    if rows is None:
        return None
    if any(not row.get("group") or row.get("industry") is None for row in rows):
        raise InvalidInput(_("Each key industry needs its code and the list's name for it."))
    return [(row["industry"], row["group"]) for row in rows]

"""Enterprises and their demands: checked, published or returned by the secretariat."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
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
from alliance.web.admin import RECORD, PartInline, RecordAdmin
from alliance.web.admin_forms import Entry, Move, reason_field
from enterprises import actions, rules
from enterprises.actions import SkillWish
from enterprises.enums import DEMAND_FLOW, EDITABLE
from enterprises.models import Demand, DemandRevision, DemandSkill, Enterprise
from enterprises.registers import DEMANDS


class VerifiedFilter(admin.SimpleListFilter):
    title = gettext_lazy("verified")
    parameter_name = "verified"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        return [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(verified_at__isnull=self.value() == "no")


@admin.register(Enterprise)
class EnterpriseAdmin(RegisterAdmin):
    event = "enterprise.changed"
    list_display = ("organisation", "industry", "size", "place", "verified")
    list_filter = (
        VerifiedFilter,
        ("size", ChoicesDropdownFilter),
        ("industry", AutocompleteSelectFilter),
        ("organisation__region", AutocompleteSelectFilter),
    )
    search_fields = (
        "organisation__name",
        "organisation__name_en",
        "organisation__name_pinyin",
        "organisation__uscc",
        "industry__name",
    )
    related = ("organisation__region", "industry", "verified_by")
    ordering = ("organisation__name_pinyin", "pk")
    date_hierarchy = "verified_at"
    autocomplete_fields = ("organisation", "industry")
    editable = ("industry", "size")
    add_fields = ("organisation", "industry", "size")
    fieldsets = (
        (None, {"fields": ("organisation", "industry", "size")}),
        (gettext_lazy("Verification"), {"fields": ("code", "verified_at", "verified_by")}),
        RECORD,
    )
    argument = "enterprise"
    moves = {
        "verify": Move(
            gettext_lazy("Verify"),
            actions.verify_enterprise,
            rules.can_verify,
            tone="primary",
            when=lambda enterprise: not enterprise.is_verified,
        )
    }

    def may_add(self, user: Any) -> Verdict:
        return can_add_organisation(user)

    def may_create(self, user: Any, row: Any) -> None:
        if row.organisation.kind != OrganisationKind.ENTERPRISE:
            raise InvalidInput.on(
                "organisation", _("The organisation is registered as no enterprise.")
            )

    def may_change(self, user: Any, record: Any) -> Verdict:
        return can_keep_organisation(user, record.pk)

    @display(description=gettext_lazy("place"), ordering="organisation__region")
    def place(self, enterprise: Enterprise) -> str:
        return enterprise.organisation.region.label

    @display(description=gettext_lazy("verified"), boolean=True, ordering="verified_at")
    def verified(self, enterprise: Enterprise) -> bool:
        return enterprise.is_verified

    @display(description=gettext_lazy("unified social credit code"), empty_value="–")
    def code(self, enterprise: Enterprise) -> str | None:
        return enterprise.organisation.uscc


def may_write_demand(user: Any, demand: Demand) -> Verdict:
    """The form is open to the enterprise while the demand is a draft or was returned."""
    if demand.state not in EDITABLE:
        return deny(_("Only a draft or returned demand is edited."))
    return rules.can_edit(user, demand)


class DemandSkillsInline(PartInline):
    model = DemandSkill
    fields = ("skill", "importance", "level", "required")
    related = ("skill",)
    autocomplete_fields = ("skill",)

    def may_write(self, request: HttpRequest, parent: Any) -> bool:
        return parent is None or bool(may_write_demand(request.user, parent))


class RevisionsInline(PartInline):
    model = DemandRevision
    fields = ("number", "created_at", "said")
    readonly_fields = ("said",)
    verbose_name_plural = gettext_lazy("published revisions")
    ordering = ("-number",)

    @display(description=gettext_lazy("as published"))
    def said(self, revision: DemandRevision) -> str:
        return str(revision.content.get("title", ""))


@admin.register(Demand)
class DemandAdmin(RecordAdmin):
    list_display = (
        "title",
        "enterprise",
        "kind",
        "headcount",
        "place",
        "closes_on",
        "state_badge",
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("enterprise", AutocompleteSelectFilter),
        ("region", AutocompleteSelectFilter),
        ("occupation", AutocompleteSelectFilter),
        ("closes_on", RangeDateFilter),
    )
    search_fields = (
        "title",
        "description",
        "enterprise__organisation__name",
        "enterprise__organisation__name_en",
        "enterprise__organisation__name_pinyin",
        "occupation__name",
    )
    related = ("enterprise__organisation", "region", "occupation", "created_by")
    ordering = ("-pk",)
    date_hierarchy = "created_at"
    autocomplete_fields = ("enterprise", "region", "occupation")
    editable = (
        "kind",
        "title",
        "description",
        "headcount",
        "region",
        "occupation",
        "closes_on",
    )
    add_fields = ("enterprise", *editable)
    guarded = DEMANDS.guarded
    fieldsets = (
        (None, {"fields": ("title", "enterprise", "kind", "state", "reason", "description")}),
        (
            gettext_lazy("Needed"),
            {"fields": ("headcount", "region", "occupation", "accepted_levels", "closes_on")},
        ),
        (
            gettext_lazy("Record"),
            {
                "fields": (
                    "revision",
                    "published_at",
                    "created_by",
                    "created_at",
                    "updated_at",
                    "version",
                ),
                "classes": ("collapse",),
            },
        ),
    )
    inlines = (DemandSkillsInline, RevisionsInline)
    flow = DEMAND_FLOW
    argument = "demand"
    moves = {
        "submit": Move(
            gettext_lazy("Submit"), actions.submit_demand, rules.can_edit, tone="primary"
        ),
        "publish": Move(
            gettext_lazy("Publish"), actions.publish_demand, rules.can_check, tone="primary"
        ),
        "return": Move(
            gettext_lazy("Return"),
            actions.return_demand,
            rules.can_check,
            {"reason": reason_field()},
        ),
        "fulfil": Move(gettext_lazy("Mark as fulfilled"), actions.fulfil_demand, rules.can_edit),
        "withdraw": Move(
            gettext_lazy("Withdraw"), actions.withdraw_demand, rules.can_edit, tone="danger"
        ),
    }

    def may_add(self, user: Any) -> Verdict:
        writes = any(map(scope_of(user).acts_for, scope_of(user).organisations))
        enterprises = Enterprise.objects.filter(pk__in=scope_of(user).organisations)
        if writes and enterprises.exists():
            return rules.can_write(user, enterprises[0])
        return deny(_("Only editors of the enterprise may write its demands."))

    def may_change(self, user: Any, record: Any) -> Verdict:
        return may_write_demand(user, record)

    def may_see_history(self, user: Any, record: Any) -> Verdict:
        """An open demand is everybody's to read; how it came to be is its parties' own."""
        if record.enterprise_id in scope_of(user).organisations:
            return ALLOW
        return rules.can_check(user, record)

    def create(self, entry: Entry) -> Demand:
        fields = dict(entry.fields)
        return actions.create_demand(
            enterprise=fields.pop("enterprise"),
            by=entry.by,
            fields=fields,
            skills=wishes(entry) or (),
        )

    def edit(self, entry: Entry) -> Demand:
        return actions.edit_demand(
            demand=entry.record,
            by=entry.by,
            fields=entry.fields,
            skills=wishes(entry),
            version=entry.version,
        )

    @display(description=gettext_lazy("place"), ordering="region")
    def place(self, demand: Demand) -> str:
        return demand.region.label

    @display(description=gettext_lazy("accepted levels"))
    def accepted_levels(self, demand: Demand) -> str:
        labels = dict(Demand._meta.get_field("levels").base_field.flatchoices)
        return "、".join(str(labels[level]) for level in demand.levels) or _("all")


def wishes(entry: Entry) -> list[SkillWish] | None:
    """The skills that the form named; None where it left them alone."""
    rows = entry.parts.get(DemandSkill)
    if rows is None:
        return None
    return [SkillWish(**{**row, "skill": row["skill"].pk}) for row in rows if row.get("skill")]

"""Keys of partner systems: issued, shown once, revoked."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from alliance.lib.rules import Verdict
from alliance.partners import actions, rules
from alliance.partners.models import ApiKey, KeyScope
from alliance.web.admin import RecordAdmin
from alliance.web.admin_forms import Entry, Move


def revoke(*, key: ApiKey, by: Any, version: int | None) -> ApiKey:
    """Revoking is right whatever version was seen."""
    return actions.revoke_key(key=key, by=by)


@admin.register(ApiKey)
class ApiKeyAdmin(RecordAdmin):
    list_display = (
        "label",
        "prefix",
        "organisation",
        "scope",
        "created_by",
        "usable",
        "last_used_on",
    )
    list_filter = (
        ("scope", ChoicesDropdownFilter),
        ("organisation", AutocompleteSelectFilter),
    )
    search_fields = ("label", "prefix", "organisation__name", "organisation__name_en")
    related = ("organisation", "created_by")
    ordering = ("-pk",)
    date_hierarchy = "created_at"
    autocomplete_fields = ("organisation",)
    add_fields = ("organisation", "label", "scope", "expires_at")
    fieldsets = (
        (None, {"fields": ("label", "organisation", "scope", "prefix", "created_by")}),
        (
            gettext_lazy("Validity"),
            {"fields": ("created_at", "expires_at", "revoked_at", "last_used_on")},
        ),
    )
    argument = "key"
    moves = {
        "revoke": Move(
            gettext_lazy("Revoke"),
            revoke,
            rules.can_revoke,
            tone="danger",
            when=lambda key: key.revoked_at is None,
        )
    }

    def may_add(self, user: Any) -> Verdict:
        return rules.can_issue(user)

    def create(self, entry: Entry) -> ApiKey:
        said = {**entry.fields, "scope": KeyScope(entry.fields["scope"])}
        key, text = actions.issue_key(by=entry.by, **said)
        entry.request.issued_key = text  # type: ignore[attr-defined]  # read by the answer below
        return key

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        """The only page that ever shows the key; it is kept in no message, session or cache."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The new key"),
            "subtitle": str(obj),
            "opts": self.opts,
            "key": request.issued_key,  # type: ignore[attr-defined]  # set by create
            "record": obj,
        }
        response = TemplateResponse(request, "admin/issued_key.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @display(description=gettext_lazy("valid"), boolean=True)
    def usable(self, key: ApiKey) -> bool:
        expired = key.expires_at is not None and key.expires_at <= timezone.now()
        return key.revoked_at is None and not expired

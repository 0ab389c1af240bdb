"""People and what they may do; organisations stand in the room that knows their memberships."""

import secrets
from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.core.context import request_context
from django.contrib import admin
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter

from alliance.accounts import actions
from alliance.accounts.enums import Role
from alliance.accounts.models import OrganisationRole, User
from alliance.accounts.rules import can_keep_people, can_keep_role
from alliance.accounts.scope import scope_of
from alliance.events.admin import RegisterAdmin, UnversionedAdmin
from alliance.events.record import record as write_event
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.web.admin import PartInline
from alliance.web.admin_forms import Entry, Move
from alliance.web.records import locked


class RolesInline(PartInline):
    model = OrganisationRole
    fk_name = "user"
    fields = ("organisation", "role", "is_active")
    related = ("organisation", "user")
    verbose_name_plural = gettext_lazy("acts for")

    def get_queryset(self, request: HttpRequest) -> Any:
        mine = OrganisationRole.objects.visible_to(request.user).values("pk")
        return super().get_queryset(request).filter(pk__in=mine)


def send_password_link(user: User, request: HttpRequest) -> None:
    """A mail with a link to choose a password, as "forgot my password" sends it."""
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        with request_context(request):  # the link names the host that this request came to
            form.save(request)


@admin.register(User)
class UserAdmin(UnversionedAdmin):
    event = "user.changed"
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    date_hierarchy = "date_joined"
    argument = "user"
    editable = ("email", "name", "is_active", "is_staff", "is_superuser")
    add_fields = ("email", "name", "is_staff")
    fieldsets = (
        (None, {"fields": ("email", "name", "is_active")}),
        (
            gettext_lazy("Administration"),
            {
                "fields": ("is_staff", "is_superuser"),
                "description": gettext_lazy(
                    "Staff enter the administration and see there what their roles show them."
                ),
            },
        ),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    inlines = (RolesInline,)
    moves = {
        "password-link": Move(
            gettext_lazy("Send a password link"),
            send_password_link,
            can_keep_people,
            when=lambda user: user.is_active,
        )
    }

    def visible(self, user: Any) -> Any:
        rows = User.objects.all()
        if scope_of(user).platform:
            return rows
        known = OrganisationRole.objects.visible_to(user).values("user_id")
        return rows.filter(Q(pk__in=known) | Q(pk=user.pk))

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """No list by password: it would tell the stored hash letter by letter."""
        hidden = lookup.partition("__")[0] == "password"
        return not hidden and super().lookup_allowed(lookup, value, request)

    def may_add(self, user: Any) -> Verdict:
        return can_keep_people(user)

    def may_change(self, user: Any, record: Any) -> Verdict:
        return can_keep_people(user)

    @transaction.atomic
    def create(self, entry: Entry) -> User:
        """Nobody learns the first password: the person chooses one by the link that is mailed."""
        can_keep_people(entry.by).require()
        made = User.objects.create_user(password=secrets.token_urlsafe(32), **entry.fields)
        write_event("user.created", subject=made, by=entry.by)
        transaction.on_commit(lambda: send_password_link(made, entry.request), robust=True)
        return made

    def perform(
        self, request: HttpRequest, name: str, record: Any, version: int | None, said: Any
    ) -> None:
        by: Any = request.user  # whoever enters has signed in
        can_keep_people(by).require()
        with transaction.atomic():
            write_event("user.password_link", subject=record, by=by)
        send_password_link(record, request)


@admin.register(OrganisationRole)
class OrganisationRoleAdmin(RegisterAdmin):
    event = "role.changed"
    list_display = ("user", "organisation", "role", "is_active")
    list_filter = (
        ("role", ChoicesDropdownFilter),
        "is_active",
        ("organisation", AutocompleteSelectFilter),
    )
    search_fields = (
        "user__email",
        "user__name",
        "organisation__name",
        "organisation__name_en",
        "organisation__name_pinyin",
    )
    related = ("user", "organisation")
    ordering = ("organisation__name_pinyin", "pk")
    date_hierarchy = "created_at"
    autocomplete_fields = ("user", "organisation")
    editable = ("role", "is_active")
    add_fields = ("user", "organisation", "role")
    fieldsets = (
        (None, {"fields": ("user", "organisation", "role", "is_active")}),
        (gettext_lazy("Record"), {"fields": ("created_at", "updated_at", "version")}),
    )

    def may_add(self, user: Any) -> Verdict:
        scope = scope_of(user)
        if scope.platform or scope.organisations_as(Role.MANAGER):
            return ALLOW
        return deny(_("Only a manager of the organisation decides who acts for it."))

    def may_change(self, user: Any, record: Any) -> Verdict:
        return can_keep_role(user, record)

    def create(self, entry: Entry) -> Any:
        return actions.grant_role(by=entry.by, **entry.fields)

    @transaction.atomic
    def edit(self, entry: Entry) -> Any:
        """Ending, beginning again and another role are acts of their own."""
        held: OrganisationRole = entry.record
        said, stored = entry.fields, locked(entry.record, version=entry.version)
        role = said.get("role", stored.role)
        if not said:
            return stored
        if said.get("is_active", stored.is_active) and not stored.is_active:
            return actions.grant_role(
                organisation=stored.organisation, user=stored.user, role=role, by=entry.by
            )
        if role != stored.role:
            stored = actions.change_role(held=held, role=role, by=entry.by)
        if not said.get("is_active", True):
            stored = actions.end_role(held=held, by=entry.by)
        return stored

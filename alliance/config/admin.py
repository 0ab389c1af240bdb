"""The administration's front door: who enters, what waits, and what is not kept here."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.accounts.scope import scope_of
from alliance.collaboration.enums import ProjectState, ResultState
from alliance.collaboration.models import Project, Result
from alliance.config import event_titles
from alliance.consortia.enums import MembershipState
from alliance.consortia.models import Membership
from alliance.events.models import Owed
from enterprises.enums import DemandState
from enterprises.models import Demand


def may_enter(request: HttpRequest) -> bool:
    """Platform administrators, and staff while they belong to a secretariat."""
    user = request.user
    if not (user.is_active and getattr(user, "is_staff", False)):
        return False
    scope = scope_of(user)
    return scope.platform or bool(scope.secretariats)


def sign_in(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """There is one place to sign in, with its limits; who has done so and may not enter, is told."""
    home = reverse("admin:index")
    if may_enter(request):
        return redirect(home)
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or home)


def change_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """As with signing in: one place, with its rules."""
    return redirect("account_change_password")


# Django offers no setting for these; its site object is meant to be adapted like this.
admin.site.has_permission = may_enter  # type: ignore[method-assign]  # see above
admin.site.login = sign_in  # type: ignore[method-assign]  # see above
admin.site.password_change = change_password  # type: ignore[method-assign,assignment]  # see above

# Rights come from roles, and an address belongs to its person: neither is a record of its own.
for kept_elsewhere in (Group, EmailAddress, EmailConfirmation):
    if admin.site.is_registered(kept_elsewhere):
        admin.site.unregister(kept_elsewhere)


event_titles.fill()


def waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for somebody: one count for each list, each with the address that shows it."""
    user = request.user
    scope = scope_of(user)

    def card(title: str, icon: str, rows: Any, address: str, query: str) -> dict[str, Any]:
        url = f"{reverse(f'admin:{address}_changelist')}?{query}"
        return {"title": title, "icon": icon, "count": rows.count(), "url": url}

    members = Membership.objects.visible_to(user).filter(state=MembershipState.APPLIED)
    cards = [
        card(
            _("Demands to check"),
            "assignment_late",
            Demand.objects.visible_to(user).filter(state=DemandState.SUBMITTED),
            "enterprises_demand",
            "state__exact=submitted",
        ),
        card(
            _("Applications for membership"),
            "group_add",
            members,
            "consortia_membership",
            "state__exact=applied",
        ),
        card(
            _("Projects in approval"),
            "handshake",
            Project.objects.visible_to(user).filter(state=ProjectState.APPROVING),
            "collaboration_project",
            "state__exact=approving",
        ),
        card(
            _("Results to verify"),
            "verified",
            Result.objects.visible_to(user).filter(state=ResultState.SUBMITTED),
            "collaboration_result",
            "state__exact=submitted",
        ),
    ]
    if scope.platform:
        dead = Owed.objects.filter(dead__isnull=False)
        cards.append(card(_("Work given up"), "report", dead, "events_owed", "progress=dead"))
    return cards


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {**context, "title": _("What waits"), "waiting": waiting(request)}


def platform_only(request: HttpRequest) -> bool:
    """Shows a sidebar entry to the platform's administrators alone."""
    return bool(request.user.is_superuser)

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.consortia import actions
from alliance.consortia.enums import LEADS, AllianceKind, MembershipState
from alliance.consortia.models import Alliance, Framework, Membership, Seat
from alliance.consortia.serializers import (
    AllianceSerializer,
    FrameworkEditSerializer,
    FrameworkSerializer,
    MembershipSerializer,
)
from alliance.registers.filters import HeldOn
from alliance.web.api import Call, Creates, Edits, ReadViewSet, RecordViewSet, move
from alliance.web.filters import CodeFilter, FlagFilter, IdFilter
from alliance.web.serializers import ReasonBody


def leads_held(rows: Sequence[Alliance]) -> Mapping[int, frozenset[str]]:
    """Today's lead posts of each sector community; where there is none, nothing is asked."""
    communities = [row for row in rows if row.kind == AllianceKind.SECTOR_COMMUNITY]
    if not communities:
        return {}
    held: dict[int, set[str]] = {}
    seats = Seat.objects.held_on(timezone.localdate()).filter(
        alliance__in=communities, post__in=LEADS
    )
    for alliance, post in seats.values_list("alliance_id", "post"):
        held.setdefault(alliance, set()).add(post)
    return {alliance: frozenset(posts) for alliance, posts in held.items()}


class AllianceFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=AllianceKind.choices)
    region = CodeFilter(
        "region__code", lookup_expr="startswith", label=_("Region code or its beginning")
    )
    parent = IdFilter("parent_id")
    secretariat = IdFilter("secretariat_id")


class AllianceViewSet(ReadViewSet[Alliance]):
    """Associations, and the consortia under them."""

    model = Alliance
    serializer_class = AllianceSerializer
    filterset_class = AllianceFilter

    def shared(self, rows: Sequence[Alliance]) -> dict[str, Any]:
        return {"leads_held": leads_held(rows)}


class ConsortiumViewSet(AllianceViewSet):
    """Those alliances that are regional consortia or sector communities."""

    def get_queryset(self) -> QuerySet[Alliance]:
        return super().get_queryset() & Alliance.objects.consortia()


class MembershipFilter(django_filters.FilterSet):
    alliance = IdFilter("alliance_id")
    organisation = IdFilter("organisation_id")
    state = django_filters.ChoiceFilter(choices=MembershipState.choices)


class MembershipViewSet(Creates, RecordViewSet[Membership]):
    """Who belongs to which alliance. Creating one is an application."""

    model = Membership
    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter

    def create_record(self, call: Call) -> Membership:
        return actions.apply_for_membership(by=call.user, **call.data)

    @move()
    def admit(self, membership: Membership, call: Call) -> Membership:
        return actions.admit_member(membership=membership, by=call.user, version=call.version)

    @move(ReasonBody)
    def suspend(self, membership: Membership, call: Call) -> Membership:
        return actions.suspend_member(
            membership=membership, by=call.user, version=call.version, **call.data
        )

    @move()
    def readmit(self, membership: Membership, call: Call) -> Membership:
        return actions.readmit_member(membership=membership, by=call.user, version=call.version)

    @move(ReasonBody)
    def leave(self, membership: Membership, call: Call) -> Membership:
        """The member goes, or the secretariat removes it."""
        return actions.leave_alliance(
            membership=membership, by=call.user, version=call.version, **call.data
        )


class FrameworkFilter(django_filters.FilterSet):
    region = CodeFilter("region_id")
    name = django_filters.CharFilter("name", max_length=100)
    is_main = FlagFilter("is_main")
    held_on = HeldOn("valid_from", "valid_to", label=_("Held on"))


class FrameworkViewSet(Creates, Edits, RecordViewSet[Framework]):
    """Dated lists of a region's key industries.

    A list that a finished run has read keeps its industries: create a new edition instead, which
    ends the one of the same name before it.
    """

    model = Framework
    serializer_class = FrameworkSerializer
    filterset_class = FrameworkFilter

    def get_queryset(self) -> QuerySet[Framework]:
        return super().get_queryset().prefetch_related("industries")

    def get_serializer_class(self) -> Any:
        return FrameworkEditSerializer if self.action == "partial_update" else FrameworkSerializer

    def create_record(self, call: Call) -> Framework:
        data: dict[str, Any] = dict(call.data)
        return actions.publish_framework(
            by=call.user, industries=listed(data.pop("industries")), **data
        )

    def edit_record(self, framework: Framework, call: Call) -> Framework:
        data: dict[str, Any] = dict(call.data)
        rows = data.pop("industries", None)
        return actions.edit_framework(
            framework=framework,
            by=call.user,
            fields=data,
            industries=None if rows is None else listed(rows),
            version=call.version,
        )


def listed(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, str]]:
    """Parsed rows of a list as the actions take them."""
    return [(row["industry"], row["group"]) for row in rows]

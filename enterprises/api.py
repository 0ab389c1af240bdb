from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.lib.errors import InvalidInput
from alliance.web.api import Call, Creates, Edits, RecordViewSet, move
from alliance.web.filters import CodeFilter, IdFilter, TextFilter
from alliance.web.serializers import ReasonBody
from enterprises import actions
from enterprises.actions import SkillWish
from enterprises.enums import DemandKind, DemandState
from enterprises.models import Demand, Enterprise
from enterprises.serializers import DemandChange, DemandSerializer, EnterpriseSerializer


class EnterpriseFilter(django_filters.FilterSet):
    q = TextFilter(
        "organisation__name", "organisation__name_en", label=gettext_lazy("Part of a name")
    )
    region = CodeFilter(
        "organisation__region__code",
        lookup_expr="startswith",
        label=gettext_lazy("Region code or its beginning"),
    )
    industry = CodeFilter("industry_id")


class EnterpriseViewSet(RecordViewSet[Enterprise]):
    """Enterprises; verified ones publish without a check."""

    model = Enterprise
    serializer_class = EnterpriseSerializer
    filterset_class = EnterpriseFilter

    def get_queryset(self) -> QuerySet[Enterprise]:
        return super().get_queryset().select_related("organisation")

    @move()
    def verify(self, enterprise: Enterprise, call: Call) -> Enterprise:
        """The secretariat found the enterprise to be who it says."""
        return actions.verify_enterprise(enterprise=enterprise, by=call.user, version=call.version)


class DemandFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=DemandState.choices)
    kind = django_filters.ChoiceFilter(choices=DemandKind.choices)
    enterprise = IdFilter("enterprise_id")
    region = CodeFilter(
        "region__code", lookup_expr="startswith", label=gettext_lazy("Region code or its beginning")
    )


class DemandViewSet(Creates, Edits, RecordViewSet[Demand]):
    """Demands of enterprises: the first stage of the loop."""

    model = Demand
    serializer_class = DemandSerializer
    filterset_class = DemandFilter

    def create_record(self, call: Call) -> Demand:
        data = dict(call.data)
        return actions.create_demand(
            enterprise=data.pop("enterprise"),
            skills=wishes(data.pop("skills", [])),
            fields=data,
            by=call.user,
        )

    def edit_record(self, demand: Demand, call: Call) -> Demand:
        return actions.edit_demand(
            demand=demand, by=call.user, version=call.version, **changes(call)
        )

    @move()
    def submit(self, demand: Demand, call: Call) -> Demand:
        """Hand in; a verified enterprise's demand is published at once."""
        return actions.submit_demand(demand=demand, by=call.user, version=call.version)

    @move()
    def publish(self, demand: Demand, call: Call) -> Demand:
        return actions.publish_demand(demand=demand, by=call.user, version=call.version)

    @move(ReasonBody, path="return")
    def return_(self, demand: Demand, call: Call) -> Demand:
        """Back to the enterprise, saying what has to change."""
        return actions.return_demand(demand=demand, by=call.user, version=call.version, **call.data)

    @move(DemandChange, partial=True)
    def revise(self, demand: Demand, call: Call) -> Demand:
        """Change a published demand; it is matched anew."""
        return actions.revise_demand(
            demand=demand, by=call.user, version=call.version, **changes(call)
        )

    @move()
    def fulfil(self, demand: Demand, call: Call) -> Demand:
        return actions.fulfil_demand(demand=demand, by=call.user, version=call.version)

    @move()
    def withdraw(self, demand: Demand, call: Call) -> Demand:
        return actions.withdraw_demand(demand=demand, by=call.user, version=call.version)


def wishes(rows: list[dict[str, Any]]) -> list[SkillWish]:
    """Parsed skill rows as the action takes them."""
    return [SkillWish(**{**row, "skill": row["skill"].pk}) for row in rows]


def changes(call: Call) -> dict[str, Any]:
    """Fields and skills of a change; skills that were not sent stay as they are."""
    data = dict(call.data)
    if data.pop("enterprise", None) is not None:
        raise InvalidInput.on("enterprise", _("A demand stays with its enterprise."))
    skills = data.pop("skills", None)
    return {"fields": data, "skills": None if skills is None else wishes(skills)}

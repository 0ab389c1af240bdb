"""Enterprises and their demands."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.consortia.rules import can_add_organisation, can_enter_side, can_keep_organisation
from alliance.lib.errors import InvalidInput
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.registers.register import Move, Register, declare
from enterprises import actions, rules
from enterprises.enums import DEMAND_FLOW, DemandState
from enterprises.models import Demand, Enterprise

REASON = forms.CharField(
    label=gettext_lazy("reason"),
    max_length=500,
    required=False,  # the action says why it is needed
    widget=forms.Textarea(attrs={"rows": 3}),
)


def may_enter_enterprise(user: Any, enterprise: Any) -> Verdict:
    return can_enter_side(user, enterprise.organisation_id)


def may_keep_enterprise(user: Any, enterprise: Any) -> Verdict:
    return can_keep_organisation(user, enterprise.pk)


def check_enterprise(enterprise: Enterprise) -> None:
    if enterprise.organisation.kind != OrganisationKind.ENTERPRISE:
        text = _("The organisation is registered as no enterprise.")
        raise InvalidInput.on("organisation", text)


def may_begin_demand(user: Any) -> Verdict:
    mine = Enterprise.objects.filter(pk__in=scope_of(user).organisations_as(Role.EDITOR))
    if mine.exists():
        return ALLOW
    return deny(_("Only editors of the enterprise may write its demands."))


def enter_demand(*, by: User, values: Mapping[str, Any], now: datetime | None = None) -> Demand:
    """A draft; its skills are named on its page before it is handed in."""
    fields = dict(values)
    enterprise = fields.pop("enterprise", None)
    if enterprise is None:
        raise InvalidInput.on("enterprise", _("This field is required."), code="required")
    return actions.create_demand(enterprise=enterprise, by=by, fields=fields, now=now)


def amend_demand(
    *,
    record: Demand,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> Demand:
    """A draft is edited; a published demand gets a new revision, which is matched anew."""
    act: Callable[..., Demand] = actions.edit_demand
    if record.state == DemandState.PUBLISHED:
        act = actions.revise_demand
    return act(demand=record, by=by, fields=values, version=version, now=now)


def may_see_reason(user: Any, demand: Any) -> Verdict:
    """Why a demand was returned is between the enterprise and its secretariat."""
    if demand.enterprise_id in scope_of(user).organisations or rules.can_check(user, demand):
        return ALLOW
    return deny(_("Only the enterprise and its secretariat see this."))


def act_on_demand(action: Callable[..., Any], **fixed: Any) -> Callable[..., Any]:
    def act(record: Demand, *, by: User, version: int | None = None, **values: Any) -> Any:
        return action(demand=record, by=by, version=version, **fixed, **values)

    return act


FIELDS = tuple(name for name in actions.FIELDS if name != "levels")
"""What a file says of a demand in single cells."""

ENTERPRISES = declare(
    Register(
        name="enterprises",
        basename="enterprise",
        model=Enterprise,
        group="organisations",
        enter=("organisation", "industry", "size"),
        amend=("industry", "size"),
        shown=("verified_at",),
        listed=("organisation", "industry", "size", "verified_at"),
        search=("organisation__name", "organisation__name_en", "organisation__uscc"),
        filters=("industry", "size", "verified_at"),
        may_enter=may_enter_enterprise,
        may_amend=may_keep_enterprise,
        may_begin=can_add_organisation,
        check=check_enterprise,
        keys=("organisation__uscc", "organisation__name"),
        order=("organisation__name_pinyin", "pk"),
        related=("organisation__region", "industry"),
        region="organisation__region__code",
        api=False,
        admin=False,
    )
)

DEMANDS = declare(
    Register(
        name="demands",
        basename="demand",
        model=Demand,
        group="work",
        enter=("enterprise", *FIELDS),
        amend=FIELDS,
        shown=("state", "revision", "published_at", "reason"),
        listed=("title", "kind", "enterprise", "headcount", "region", "closes_on", "state"),
        search=(
            "title",
            "description",
            "enterprise__organisation__name",
            "enterprise__organisation__name_en",
        ),
        filters=(
            "kind",
            "state",
            "enterprise",
            "region",
            "occupation",
            "headcount",
            "closes_on",
            "published_at",
        ),
        may_enter=rules.can_edit,
        may_amend=rules.can_edit,
        may_begin=may_begin_demand,
        entering=enter_demand,
        amending=amend_demand,
        flow=DEMAND_FLOW,
        moves={
            "submit": Move(
                label=gettext_lazy("Submit"),
                act=act_on_demand(actions.submit_demand),
                rule=rules.can_edit,
                tone="primary",
            ),
            "publish": Move(
                label=gettext_lazy("Publish"),
                act=act_on_demand(actions.publish_demand),
                rule=rules.can_check,
                tone="primary",
            ),
            "return": Move(
                label=gettext_lazy("Return"),
                act=act_on_demand(actions.return_demand),
                rule=rules.can_check,
                fields={"reason": REASON},
            ),
            "revise": Move(
                label=gettext_lazy("Match anew"),
                act=act_on_demand(actions.revise_demand, fields={}),
                rule=rules.can_edit,
            ),
            "fulfil": Move(
                label=gettext_lazy("Mark as fulfilled"),
                act=act_on_demand(actions.fulfil_demand),
                rule=rules.can_edit,
            ),
            "withdraw": Move(
                label=gettext_lazy("Withdraw"),
                act=act_on_demand(actions.withdraw_demand),
                rule=rules.can_edit,
                tone="danger",
            ),
        },
        guarded={"reason": may_see_reason},
        keys=("title",),
        related=("enterprise__organisation", "region", "occupation"),
        region="region__code",
        dated="published_at",
        page=lambda row: reverse("collaboration:demand_detail", args=[row.pk]),
        api=False,
        admin=False,
    )
)

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.consortia import actions, rules
from alliance.consortia.enums import MEMBERSHIP_FLOW
from alliance.consortia.models import Alliance, Membership
from alliance.consortia.registers.asking import reason
from alliance.lib.errors import FieldError, InvalidInput
from alliance.lib.rules import ALLOW, Verdict
from alliance.registers.register import Move, Register, Text, declare


def _card(name: str) -> Callable[[Any], str]:
    """The page that brings together what all registers hold about the row."""
    return lambda row: reverse(f"portal:{name}", args=[row.pk])


def _to_card(name: str) -> Callable[[Any, Any], list[tuple[Text, str]]]:
    return lambda _user, row: [(_("Overview"), _card(name)(row))]


def _can_add_organisation(user: User, _row: Any) -> Verdict:
    return rules.can_add_organisation(user)


def _can_keep_organisation(user: User, row: Organisation) -> Verdict:
    return rules.can_keep_organisation(user, row.pk)


ORGANISATIONS = declare(
    Register(
        name="organisations",
        basename="organisation",
        model=Organisation,
        group="organisations",
        enter=("kind", "name", "name_en", "uscc", "region"),
        amend=("name", "name_en", "uscc", "region"),
        listed=("name", "kind", "region", "uscc"),
        search=("name", "name_en", "name_pinyin", "uscc"),
        filters=("kind", "region"),
        may_enter=_can_add_organisation,
        may_amend=_can_keep_organisation,
        may_begin=rules.can_add_organisation,
        entering=actions.add_organisation,
        amending=actions.amend_organisation,
        keys=("uscc", "name"),
        order=("name_pinyin", "pk"),
        region="region__code",
        files=True,
        page=_card("organisation"),
        links=_to_card("organisation"),
        api=False,
        admin=False,
    )
)

ALLIANCES = declare(
    Register(
        name="alliances",
        basename="alliance",
        model=Alliance,
        group="organisations",
        enter=(
            "kind",
            "name",
            "name_en",
            "parent",
            "region",
            "secretariat",
            "founded_on",
            "match_count",
            "answer_days",
            "quorum",
        ),
        amend=("name", "name_en", "founded_on", "match_count", "answer_days", "quorum"),
        shown=("leads_missing",),
        listed=("name", "kind", "region", "secretariat", "parent", "founded_on"),
        search=("name", "name_en", "secretariat__name"),
        filters=("kind", "region", "parent", "secretariat", "founded_on"),
        may_enter=rules.can_found_alliance,
        may_amend=rules.can_keep_alliance,
        may_begin=rules.can_found_alliance,
        entering=actions.found_alliance,
        amending=actions.amend_alliance,
        keys=("name",),
        order=("pk",),
        region="region__code",
        dated="founded_on",
        files=True,
        page=_card("alliance"),
        links=_to_card("alliance"),
        api=False,
        admin=False,
    )
)


def _apply(*, by: User, values: Mapping[str, Any], now: datetime | None = None) -> Membership:
    absent = [name for name in ("alliance", "organisation") if values.get(name) is None]
    if absent:  # a file may lack the column
        text = str(_("This field is required."))
        raise InvalidInput(text, errors=[FieldError(name, "required", text) for name in absent])
    return actions.apply_for_membership(
        alliance=values["alliance"], organisation=values["organisation"], by=by, now=now
    )


def _can_apply(user: User, row: Membership) -> Verdict:
    return rules.can_apply(user, row.alliance, row.organisation)


def _can_begin(user: User) -> Verdict:
    return ALLOW if scope_of(user).organisations_as(Role.MANAGER) else rules.can_begin(user)


def _of_membership(action: Callable[..., Membership]) -> Callable[..., Membership]:
    """The room's actions take their record by name."""

    def act(membership: Membership, **values: Any) -> Membership:
        return action(membership=membership, **values)

    return act


def _reads_reason(user: User, row: Membership) -> Verdict:
    """Why one was suspended is known to both sides."""
    scope = scope_of(user)
    if scope.platform or row.organisation_id in scope.organisations:
        return ALLOW
    return ALLOW if row.alliance_id in scope.secretariats else rules.can_decide(user, row)


MEMBERSHIPS = declare(
    Register(
        name="memberships",
        basename="membership",
        model=Membership,
        group="organisations",
        enter=("alliance", "organisation"),
        shown=("state", "joined_on", "left_on", "reason"),
        listed=("organisation", "alliance", "state", "joined_on", "left_on"),
        search=("organisation__name", "organisation__name_en", "alliance__name"),
        filters=("alliance", "organisation", "state", "joined_on", "left_on"),
        may_enter=_can_apply,
        may_begin=_can_begin,
        entering=_apply,
        flow=MEMBERSHIP_FLOW,
        moves={
            "admit": Move(
                label=_("Admit"),
                act=_of_membership(actions.admit_member),
                rule=rules.can_decide,
                tone="primary",
            ),
            "readmit": Move(
                label=_("Readmit"),
                act=_of_membership(actions.readmit_member),
                rule=rules.can_decide,
                tone="primary",
            ),
            "suspend": Move(
                label=_("Suspend"),
                act=_of_membership(actions.suspend_member),
                rule=rules.can_decide,
                fields=reason(),
            ),
            "leave": Move(
                label=_("End the membership"),
                act=_of_membership(actions.leave_alliance),
                rule=rules.can_leave,
                fields=reason(),
                tone="danger",
            ),
        },
        spans={"held_on": ("joined_on", "left_on")},
        guarded={"reason": _reads_reason},
        order=("-pk",),
        related=("organisation", "alliance"),
        region="alliance__region__code",
        dated="joined_on",
        api=False,
        admin=False,
    )
)

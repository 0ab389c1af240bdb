"""Honours, public money, and adoptions of results."""

from datetime import date

from django.utils.translation import gettext as _

from alliance.accounts.enums import OrganisationKind
from alliance.collaboration import rules
from alliance.collaboration.enums import RecognitionKind, ResultState
from alliance.collaboration.models import Adoption, Recognition, Subsidy
from alliance.collaboration.registers.shared import check_alliance, check_past
from alliance.consortia.models import Policy
from alliance.lib.errors import InvalidInput
from alliance.registers.register import Register, declare

FITTING = {
    RecognitionKind.EXCELLENT_ENTERPRISE: OrganisationKind.ENTERPRISE,
    RecognitionKind.EXCELLENT_SCHOOL: OrganisationKind.SCHOOL,
}
"""What kind of organisation an honour of this kind goes to."""


def check_policy(policy: Policy | None, day: date) -> None:
    """Raises InvalidInput for a policy that was not published when it was acted on."""
    if policy is not None and (policy.published_on is None or policy.published_on > day):
        raise InvalidInput.on("policy", _("This policy was not published by then."))


def check_recognition(row: Recognition) -> None:
    """Raises InvalidInput where honour, honoured and result do not fit each other."""
    check_past("awarded_on", row.awarded_on)
    check_policy(row.policy, row.awarded_on)
    if row.result is not None and row.result.state not in (
        ResultState.VERIFIED,
        ResultState.SHARED,
    ):
        raise InvalidInput.on("result", _("Only a verified result is recognised."))
    wanted = FITTING.get(RecognitionKind(row.kind))
    if wanted is not None and row.organisation is not None and row.organisation.kind != wanted:
        raise InvalidInput.on("organisation", _("This kind of organisation does not get it."))
    check_alliance(row.alliance, row.organisation_id)


def name_honoured(row: Recognition) -> tuple[str, ...]:
    """A recognition of a result is one of the organisation that made it, unless it says whose."""
    if row.organisation is None and row.result is not None:
        row.organisation = row.result.organisation
        return ("organisation",)
    return ()


def check_subsidy(row: Subsidy) -> None:
    """Raises InvalidInput for days to come, another's facility, or a giver that is no body."""
    for name in ("granted_on", "paid_on", "effect_on"):
        check_past(name, getattr(row, name))
    check_policy(row.policy, row.granted_on)
    if row.facility is not None and not row.facility.involves(row.beneficiary_id):
        raise InvalidInput.on("facility", _("The beneficiary has no part in this facility."))
    if row.granted_by_id is not None and row.granted_by_id == row.beneficiary_id:
        raise InvalidInput.on("granted_by", _("Nobody subsidises itself."))


def check_adoption(row: Adoption) -> None:
    """Raises InvalidInput for a day to come, or before the result was there."""
    check_past("adopted_on", row.adopted_on)
    if row.adopted_on < row.result.achieved_on:
        raise InvalidInput.on("adopted_on", _("The result was not there yet."), code="order")


RECOGNITIONS = declare(
    Register(
        name="recognitions",
        basename="recognition",
        model=Recognition,
        group="results",
        enter=(
            "kind",
            "title",
            "level",
            "organisation",
            "result",
            "awarded_by",
            "awarded_on",
            "reward",
            "alliance",
            "policy",
        ),
        amend=("title", "level", "awarded_on", "reward", "alliance", "policy"),
        listed=("title", "kind", "level", "organisation", "awarded_by", "awarded_on", "reward"),
        search=("title", "organisation__name", "organisation__name_en", "awarded_by__name"),
        filters=(
            "kind",
            "level",
            "organisation",
            "awarded_by",
            "alliance",
            "policy",
            "awarded_on",
            "reward",
        ),
        may_enter=rules.can_enter_recognition,
        may_amend=rules.can_enter_recognition,
        may_begin=rules.can_begin,
        check=check_recognition,
        derive=name_honoured,
        guarded={"result": rules.can_see_result},
        related=("organisation", "awarded_by", "alliance"),
        region="organisation__region__code",
        dated="awarded_on",
        files=True,
    )
)

SUBSIDIES = declare(
    Register(
        name="subsidies",
        basename="subsidy",
        model=Subsidy,
        group="governance",
        enter=(
            "kind",
            "title",
            "policy",
            "basis",
            "beneficiary",
            "granted_by",
            "facility",
            "amount",
            "granted_on",
            "paid_on",
            "effect",
            "effect_on",
            "persons_trained",
        ),
        amend=(
            "title",
            "policy",
            "basis",
            "granted_by",
            "facility",
            "amount",
            "granted_on",
            "paid_on",
            "effect",
            "effect_on",
            "persons_trained",
        ),
        listed=("title", "kind", "beneficiary", "amount", "granted_on", "paid_on"),
        search=("title", "basis", "beneficiary__name", "beneficiary__name_en"),
        filters=(
            "kind",
            "policy",
            "beneficiary",
            "granted_by",
            "facility",
            "amount",
            "granted_on",
            "paid_on",
            "persons_trained",
        ),
        may_enter=rules.can_keep_subsidy,
        may_amend=rules.can_keep_subsidy,
        may_begin=rules.can_begin_subsidy,
        check=check_subsidy,
        related=("beneficiary", "granted_by", "policy", "facility"),
        region="beneficiary__region__code",
        dated="granted_on",
    )
)

ADOPTIONS = declare(
    Register(
        name="adoptions",
        basename="adoption",
        model=Adoption,
        group="results",
        enter=("result", "organisation", "adopted_on", "use", "benefit"),
        amend=("adopted_on", "use", "benefit"),
        listed=("result", "organisation", "adopted_on"),
        search=("result__title", "organisation__name", "use", "benefit"),
        filters=("result", "organisation", "adopted_on"),
        may_enter=rules.can_adopt,
        may_amend=rules.can_adopt,
        may_begin=rules.can_begin,
        check=check_adoption,
        related=("result", "organisation"),
        region="organisation__region__code",
        dated="adopted_on",
    )
)

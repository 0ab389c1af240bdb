from django.utils.translation import gettext_lazy as _

from alliance.consortia import actions, checks, rules
from alliance.consortia.enums import AGREEMENT_FLOW, PARTY_FLOW
from alliance.consortia.models import Agreement, AgreementParty
from alliance.consortia.registers.asking import reason, signature
from alliance.registers.register import Move, Register, declare

WORDING = (
    "kind",
    "title",
    "subject",
    "benefit_sharing",
    "innovation_chain",
    "industry_chain",
    "talent_chain",
    "capital_chain",
    "since",
    "starts_on",
    "ends_on",
    "renewal_of",
)

AGREEMENTS = declare(
    Register(
        name="agreements",
        basename="agreement",
        model=Agreement,
        group="governance",
        enter=("alliance", *WORDING),
        amend=WORDING,
        shown=("state", "signed_on", "ended_on", "reason"),
        listed=("title", "alliance", "kind", "state", "signed_on", "starts_on", "ends_on"),
        search=("title", "subject", "alliance__name"),
        filters=(
            "alliance",
            "kind",
            "state",
            "innovation_chain",
            "industry_chain",
            "talent_chain",
            "capital_chain",
            "since",
            "starts_on",
            "ends_on",
            "signed_on",
            "renewal_of",
        ),
        may_enter=rules.can_keep,
        may_amend=rules.can_amend_agreement,
        may_begin=rules.can_begin,
        check=checks.check_agreement,
        flow=AGREEMENT_FLOW,
        moves={
            "sign": Move(
                label=_("Is signed by all"),
                act=actions.sign_agreement,
                rule=rules.can_keep,
                tone="primary",
            ),
            "end": Move(
                label=_("End before its time"),
                act=actions.end_agreement,
                rule=rules.can_keep,
                fields=reason(),
                tone="danger",
            ),
        },
        keys=("title",),
        order=("-pk",),
        related=("alliance", "renewal_of"),
        region="alliance__region__code",
        dated="signed_on",
        files=True,
    )
)

AGREEMENT_PARTIES = declare(
    Register(
        name="agreement-parties",
        basename="agreement-party",
        model=AgreementParty,
        group="governance",
        enter=("agreement", "organisation"),
        shown=("state", "signed_on", "signatory", "signed_version", "holds"),
        listed=("agreement", "organisation", "state", "signed_on", "holds"),
        search=("agreement__title", "organisation__name", "organisation__name_en"),
        filters=("agreement", "organisation", "state", "signed_on"),
        may_enter=rules.can_keep_party,
        may_begin=rules.can_begin,
        check=checks.check_party,
        flow=PARTY_FLOW,
        moves={
            "sign": Move(
                label=_("Sign"),
                act=actions.sign_party,
                rule=rules.can_sign_party,
                fields=signature(),
                tone="primary",
            ),
            "withdraw": Move(
                label=_("Withdraw the signature"),
                act=actions.withdraw_signature,
                rule=rules.can_sign_party,
            ),
        },
        order=("-pk",),
        related=("agreement", "organisation"),
        region="agreement__alliance__region__code",
        dated="signed_on",
    )
)

"""Parties sign a wording; the agreement is signed when all of them have; its end is announced."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.consortia import rules
from alliance.consortia.actions.moving import begin, said, today
from alliance.consortia.enums import AGREEMENT_FLOW, PARTY_FLOW, AgreementState
from alliance.consortia.models import Agreement, AgreementParty
from alliance.events.record import record
from alliance.lib.errors import InvalidInput, Refused
from alliance.web.records import locked

FEWEST_PARTIES = 2


@transaction.atomic
def sign_party(
    party: AgreementParty,
    *,
    by: User,
    signed_on: date | None = None,
    signatory: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> AgreementParty:
    """A signature under the agreement's wording of this moment; today unless a day is given."""
    agreement = locked(party.agreement)
    row, state = begin(party, "sign", PARTY_FLOW, rules.can_sign_party, by=by, version=version)
    if agreement.state != AgreementState.DRAFT:
        raise Refused(_("The agreement is signed already."))
    day = signed_on or today(now)
    if day > today(now):
        raise InvalidInput.on("signed_on", _("This day has not come."))
    row.state, row.signed_on, row.signatory = state, day, signatory.strip()[:100]
    row.signed_version = agreement.version
    row.store("state", "signed_on", "signatory", "signed_version")
    record("agreement_party.signed", subject=row, by=by, now=now, wording=row.signed_version)
    return row


@transaction.atomic
def withdraw_signature(
    party: AgreementParty, *, by: User, version: int | None = None, now: datetime | None = None
) -> AgreementParty:
    """Only while the agreement is a draft: a mistake, or a change of mind."""
    agreement = locked(party.agreement)
    row, state = begin(party, "withdraw", PARTY_FLOW, rules.can_sign_party, by=by, version=version)
    if agreement.state != AgreementState.DRAFT:
        raise Refused(_("The agreement is signed already."))
    row.state, row.signed_on, row.signatory, row.signed_version = state, None, "", None
    row.store("state", "signed_on", "signatory", "signed_version")
    record("agreement_party.withdrawn", subject=row, by=by, now=now)
    return row


@transaction.atomic
def sign_agreement(
    agreement: Agreement, *, by: User, version: int | None = None, now: datetime | None = None
) -> Agreement:
    """Signed on the day of the last signature, once each party has signed this wording."""
    row, state = begin(agreement, "sign", AGREEMENT_FLOW, rules.can_keep, by=by, version=version)
    signed = [day for day in row.parties.values_list("signed_on", flat=True) if day]
    missing = row.unsigned
    if missing:
        names = ", ".join(party.organisation.name for party in missing)
        raise Refused(_("This wording was not signed by: %(names)s.") % {"names": names})
    if len(signed) < FEWEST_PARTIES:
        raise Refused(_("An agreement has at least two parties."))
    row.state, row.signed_on = state, max(signed)
    row.store("state", "signed_on")
    record("agreement.signed", subject=row, by=by, now=now)
    return row


@transaction.atomic
def end_agreement(
    agreement: Agreement,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Agreement:
    row, state = begin(agreement, "end", AGREEMENT_FLOW, rules.can_keep, by=by, version=version)
    row.state, row.reason, row.ended_on = state, said(reason), today(now)
    row.store("state", "reason", "ended_on")
    record("agreement.ended", subject=row, by=by, now=now, reason=row.reason)
    return row


@transaction.atomic
def remind_agreement(agreement: Agreement, *, days: int, now: datetime | None = None) -> bool:
    """Say once that the agreement ends within so many days; False where that was said.

    A reminder for fewer days stands for those of more: after an outage nobody hears twice.
    """
    row = locked(agreement)
    given = row.reminded_days is not None and row.reminded_days <= days
    due = Agreement.objects.ending_soon(today(now), days).filter(pk=row.pk)
    if given or row.ends_on is None or not due.exists():
        return False
    row.reminded_days = days
    row.store("reminded_days")
    record(
        "agreement.ending",
        subject=row,
        by=None,
        now=now,
        days=days,
        ends_on=row.ends_on.isoformat(),
    )
    return True

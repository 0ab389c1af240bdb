"""Invitations: sent by mail, accepted once, worth what their sender may still give."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.accounts import rules
from alliance.accounts.actions import change_role, give, lock_people, role_named
from alliance.accounts.enums import Role
from alliance.accounts.models import Invitation, Organisation, OrganisationRole, User
from alliance.accounts.scope import RANK, forget_scope
from alliance.events.record import record
from alliance.lib.errors import FieldError, InvalidInput, NotAllowed, Refused
from alliance.web.records import locked

LASTS: Final = timedelta(days=7)
MOST_OPEN: Final = 200
"""Unanswered invitations of one organisation; more is no longer inviting but mailing."""
SALT: Final = "alliance.accounts.invitation"
ADDRESS: Final = "/invitations/%(token)s/"
"""Where the link leads; the page stands in the room of pages across rooms."""


def token_of(invitation: Invitation) -> str:
    """The secret part of the link. It is computed when the mail is written and stored nowhere."""
    return signing.dumps([invitation.pk, invitation.nonce], salt=SALT, compress=False)


def invitation_by(token: str) -> Invitation | None:
    """The invitation that a link names; None where the link was made up or sent anew since."""
    try:
        pk, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Invitation.objects.filter(pk=pk, nonce=nonce).select_related("organisation").first()


@transaction.atomic
def invite_person(
    *,
    organisation: Organisation,
    email: str,
    role: str,
    by: User,
    origin: str,
    now: datetime | None = None,
) -> Invitation:
    """Offer a role to whoever reads this mailbox. `origin` is scheme and host of the link.

    Raises Refused where the person acts for the organisation already or an invitation is open.
    """
    wanted, address, at = role_named(role), checked_email(email), now or timezone.now()
    lock_people(organisation.pk)
    rules.can_grant(by, organisation.pk, wanted).require()
    holders = OrganisationRole.objects.filter(organisation=organisation, is_active=True)
    if holders.filter(user__email__iexact=address).exists():
        raise Refused(_("This person acts for the organisation already."))
    waiting = Invitation.objects.filter(organisation=organisation).unanswered()
    for earlier in waiting.filter(email__iexact=address):
        if earlier.is_open(at):
            raise Refused(_("This person has an open invitation; send it again instead."))
        _take_back(locked(earlier), by=None, now=at)
    if waiting.count() >= MOST_OPEN:
        raise Refused(_("%(most)s invitations wait for an answer already.") % {"most": MOST_OPEN})
    made = Invitation.objects.create(
        organisation=organisation,
        email=address,
        role=wanted,
        nonce=secrets.token_urlsafe(32),
        invited_by=by,
        expires_at=at + LASTS,
    )
    _send(made, by=by, origin=origin, now=at)
    return made


@transaction.atomic
def send_again(
    *,
    invitation: Invitation,
    by: User,
    origin: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Invitation:
    """A new link and seven more days; the link of before opens nothing any more.

    Whoever sends it again answers for it from now on.
    """
    at = now or timezone.now()
    invitation = locked(invitation, version=version)
    rules.can_grant(by, invitation.organisation_id, Role(invitation.role)).require()
    _require_unanswered(invitation)
    invitation.nonce = secrets.token_urlsafe(32)
    invitation.invited_by = by
    invitation.expires_at = at + LASTS
    invitation.store("nonce", "invited_by", "expires_at")
    _send(invitation, by=by, origin=origin, now=at)
    return invitation


@transaction.atomic
def revoke_invitation(
    *,
    invitation: Invitation,
    by: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Invitation:
    invitation = locked(invitation, version=version)
    rules.can_manage(by, invitation.organisation_id).require()
    _require_unanswered(invitation)
    return _take_back(invitation, by=by, now=now or timezone.now())


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, by: User, now: datetime | None = None
) -> OrganisationRole:
    """Take the offer. It holds only while its sender could still make it.

    An existing role grows to what was offered and never shrinks by accepting.
    """
    at = now or timezone.now()
    organisation = lock_people(invitation.organisation_id)
    nonce = invitation.nonce
    invitation = locked(invitation)
    if getattr(by, "acting_key", ""):
        raise NotAllowed(_("Rights are given by people, not by keys."))
    if by.email.lower() != invitation.email.lower():
        raise NotAllowed(_("This invitation was sent to another address."))
    if not invitation.is_open(at) or invitation.nonce != nonce:
        raise Refused(closed_because(invitation, at))
    role = Role(invitation.role)
    sender = invitation.invited_by
    forget_scope(sender)
    if not rules.can_grant(sender, organisation.pk, role):
        raise Refused(_("Whoever sent this invitation may no longer give this role."))
    invitation.accepted_at, invitation.accepted_by = at, by
    invitation.store("accepted_at", "accepted_by")
    record("invitation.accepted", subject=invitation, by=by, now=at, organisation=organisation.pk)
    held = OrganisationRole.objects.filter(organisation=organisation, user=by).first()
    if held is not None and held.is_active:
        if RANK[Role(held.role)] < RANK[role]:
            held = change_role(held=held, role=role, by=sender)
    else:
        held = give(organisation=organisation, user=by, role=role, by=by, invitation=invitation.pk)
    forget_scope(by)
    return held


@transaction.atomic
def accept_as_new_person(
    *, invitation: Invitation, name: str, password: str, now: datetime | None = None
) -> User:
    """An account for the invited address, with the name and password that its owner chose."""
    email = invitation.email
    faults = []
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(_("There is an account for this address; sign in to accept."))
    if not name.strip():
        faults.append(FieldError("name", "required", _("Say your name.")))
    try:
        validate_password(password, User(email=email, name=name.strip()))
    except ValidationError as weak:
        faults += [FieldError("password", "weak", text) for text in weak.messages]
    if faults:
        raise InvalidInput(" ".join(f.detail for f in faults), errors=faults)
    made = User.objects.create_user(email, password, name=name.strip()[:100])
    record("user.created", subject=made, by=made, now=now, invitation=invitation.pk)
    accept_invitation(invitation=invitation, by=made, now=now)
    return made


def closed_because(invitation: Invitation, now: datetime) -> str:
    """The sentence for a link that no longer opens anything."""
    if invitation.accepted_at is not None:
        return _("This invitation has been accepted already.")
    if invitation.revoked_at is not None:
        return _("This invitation was taken back.")
    if invitation.expires_at <= now:
        return _("This invitation has expired; ask for a new one.")
    return _("This invitation was sent again; use the newest mail.")


def checked_email(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as fault:
        raise InvalidInput.on("email", _("This is no e-mail address.")) from fault
    return address


def mail_values(invitation: Invitation, origin: str) -> Mapping[str, Any]:
    return {
        "organisation": invitation.organisation.name,
        "role": invitation.get_role_display(),
        "link": origin + ADDRESS % {"token": token_of(invitation)},
        "until": invitation.expires_at,
        "sender": str(invitation.invited_by),
    }


def _require_unanswered(invitation: Invitation) -> None:
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise Refused(closed_because(invitation, timezone.now()))


def _take_back(invitation: Invitation, *, by: User | None, now: datetime) -> Invitation:
    invitation.revoked_at = now
    invitation.store("revoked_at")
    told = {"organisation": invitation.organisation_id}
    record("invitation.revoked", subject=invitation, by=by, now=now, **told)
    return invitation


def _send(invitation: Invitation, *, by: User, origin: str, now: datetime) -> None:
    """Owe the mail. The event names neither the address nor the link."""
    record(
        "invitation.sent",
        subject=invitation,
        by=by,
        now=now,
        organisation=invitation.organisation_id,
        role=invitation.role,
        origin=origin,
        language=get_language() or "en",
        round=invitation.version,
    )

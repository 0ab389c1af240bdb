"""Subscribers of events: mail that is owed to people."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation

from alliance.accounts.invitations import mail_values
from alliance.accounts.models import Invitation
from alliance.events.models import Event


def mail_invitation(event: Event) -> None:
    """Send the link, unless the invitation was answered, taken back or sent anew meanwhile."""
    invitation = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(pk=event.subject_id)
        .first()
    )
    if invitation is None or not invitation.is_open(timezone.now()):
        return
    if invitation.version != event.payload["round"]:
        return
    with translation.override(event.payload["language"]):
        values = mail_values(invitation, event.payload["origin"])
        subject = translation.gettext("Invitation to act for %(organisation)s") % values
        body = render_to_string("accounts/invitation.txt", values)
    send_mail(" ".join(subject.split()), body, None, [invitation.email])

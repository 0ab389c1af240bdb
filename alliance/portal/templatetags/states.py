"""One word and one tone for every state, so that a colour means the same on every page.

Tones: quiet (nothing to do), wait (somebody must act), active (under way), good (agreed or in force), done (reached its
end well), bad (went wrong). Each is printed with its word; colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TONES: Final[Mapping[str, str]] = {
    state: tone
    for tone, states in {
        "quiet": "draft drafted withdrawn superseded declined expired closed cancelled left retired archived ended repealed dropped",
        "wait": "submitted suggested proposed approving applied queued returned pending waiting invited planned",
        "active": "interested reviewed running opened open recorded",
        "good": "published accepted signed verified admitted resolved active valid adopted approved confirmed",
        "done": "fulfilled completed shared effective done held finished",
        "bad": "rejected terminated failed suspended dead revoked",
    }.items()
    for state in states.split()
}

LABELS: Final[Mapping[str, str | Promise]] = {
    "draft": _("Draft"),
    "drafted": _("Drafted"),
    "submitted": _("Submitted"),
    "returned": _("Returned"),
    "published": _("Published"),
    "fulfilled": _("Fulfilled"),
    "withdrawn": _("Withdrawn"),
    "expired": _("Expired"),
    "suggested": _("Suggested"),
    "interested": _("Interested"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "superseded": _("Superseded"),
    "approving": _("Being approved"),
    "signed": _("Signed"),
    "running": _("Running"),
    "completed": _("Completed"),
    "terminated": _("Terminated"),
    "closed": _("Closed"),
    "verified": _("Verified"),
    "shared": _("Shared"),
    "proposed": _("Proposed"),
    "reviewed": _("Reviewed"),
    "resolved": _("Resolved"),
    "rejected": _("Rejected"),
    "effective": _("In effect"),
    "applied": _("Applied"),
    "admitted": _("Admitted"),
    "suspended": _("Suspended"),
    "left": _("Left"),
    "queued": _("Queued"),
    "done": _("Done"),
    "failed": _("Failed"),
    "cancelled": _("Cancelled"),
}


def tone_of(state: str) -> str:
    """The tone of a state; a state unknown here is quiet, so that a new one never shouts by accident."""
    return TONES.get(str(state), "quiet")


def state_of(subject: object) -> str:
    """The state of an object that has one, or the value itself when a bare state is given."""
    for name in ("state", "status"):
        value = getattr(subject, name, None)
        if isinstance(value, str):
            return str(value)
    return str(subject)


def label_of(subject: object) -> str:
    """The state's word: the model's own choice label first, then the enum's, then the table above."""
    for name in ("get_state_display", "get_status_display"):
        display = getattr(subject, name, None)
        if callable(display):
            return str(display())
    label = getattr(subject, "label", None)
    if isinstance(label, str | Promise):
        return str(label)
    state = state_of(subject)
    return str(LABELS.get(state, state))

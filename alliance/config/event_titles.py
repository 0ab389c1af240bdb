"""What people call each kind of event: in histories, in the administration, in journals.

Rooms announce by kind alone. Here, above all of them, each kind gets its words; those of a
register's entries and edits follow from its declaration.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.collaboration import chain
from alliance.registers.register import Register, registers
from alliance.web.row_history import EVENT_TITLES

OWN: Mapping[str, Any] = {
    "agreement.ended": gettext_lazy("Agreement ended"),
    "agreement.ending": gettext_lazy("Agreement ends soon"),
    "agreement.signed": gettext_lazy("Agreement signed"),
    "agreement_party.signed": gettext_lazy("Signed by this party"),
    "agreement_party.withdrawn": gettext_lazy("Signature withdrawn"),
    "alignment.cancelled": gettext_lazy("Taken back"),
    "alignment.computed": gettext_lazy("Computed"),
    "alignment.requested": gettext_lazy("Asked for"),
    "alliance.changed": gettext_lazy("Alliance changed"),
    "assessment.confirmed": gettext_lazy("Assessment confirmed"),
    "assessment.returned": gettext_lazy("Returned with a reason"),
    "assessment.submitted": gettext_lazy("Handed in"),
    "attachment.added": gettext_lazy("Document attached"),
    "attachment.removed": gettext_lazy("Document removed"),
    "cohort.changed": gettext_lazy("Cohort changed"),
    "coupling.pinned": gettext_lazy("Weights computed and kept"),
    "demand.match_asked": gettext_lazy("Matching asked for"),
    "enterprise.changed": gettext_lazy("Enterprise changed"),
    "enterprise.refused": gettext_lazy("Verification refused"),
    "enterprise.verified": gettext_lazy("Verified"),
    "exchange.changed": gettext_lazy("Exchange changed"),
    "framework.changed": gettext_lazy("Framework changed"),
    "region_report.published": gettext_lazy("Report published"),
    "region_report.superseded": gettext_lazy("Replaced by a newer report"),
    "graduate.erased": gettext_lazy("Personal data erased"),
    "graduate.forgotten": gettext_lazy("Identity deleted at the end of its retention"),
    "graduate.identified": gettext_lazy("Identity stored"),
    "graduate.revealed": gettext_lazy("Identity read"),
    "import.applied": gettext_lazy("Import applied"),
    "import.cancelled": gettext_lazy("Import cancelled"),
    "import.queued": gettext_lazy("Import queued"),
    "invitation.accepted": gettext_lazy("Invitation accepted"),
    "invitation.revoked": gettext_lazy("Invitation taken back"),
    "invitation.sent": gettext_lazy("Invitation sent"),
    "journal.noted": gettext_lazy("Journal entry written"),
    "key.issued": gettext_lazy("Key issued"),
    "key.revoked": gettext_lazy("Key revoked"),
    "meeting.cancelled": gettext_lazy("Meeting cancelled"),
    "meeting.held": gettext_lazy("Meeting held"),
    "meeting.reopened": gettext_lazy("Meeting reopened"),
    "membership.admitted": gettext_lazy("Admitted"),
    "membership.applied": gettext_lazy("Applied"),
    "membership.left": gettext_lazy("Membership ended"),
    "membership.readmitted": gettext_lazy("Readmitted"),
    "membership.suspended": gettext_lazy("Suspended"),
    "organisation.changed": gettext_lazy("Organisation changed"),
    "organisation.merged": gettext_lazy("Merged with another record"),
    "organisation.told_apart": gettext_lazy("Found to be no duplicate"),
    "outcome.confirmed": gettext_lazy("Confirmed by the employer"),
    "outcome.disowned": gettext_lazy("Not confirmed by the employer"),
    "outcomes.drifted": gettext_lazy("Outcome figures counted anew"),
    "owed.retried": gettext_lazy("Tried again"),
    "program_change.proposed": gettext_lazy("Proposed"),
    "program_change.rejected": gettext_lazy("Rejected with a reason"),
    "program_change.resolved": gettext_lazy("Resolved"),
    "program_change.returned": gettext_lazy("Returned with a reason"),
    "program_change.reviewed": gettext_lazy("Reviewed"),
    "program_change.took_effect": gettext_lazy("Put into effect"),
    "reference.named": gettext_lazy("English name changed"),
    "resolution.adopted": gettext_lazy("Resolution adopted"),
    "resolution.rejected": gettext_lazy("Resolution rejected"),
    "resolution.repealed": gettext_lazy("Resolution repealed"),
    "resolution_task.dropped": gettext_lazy("Task dropped"),
    "resolution_task.finished": gettext_lazy("Task finished"),
    "resolution_task.reopened": gettext_lazy("Task reopened"),
    "role.changed": gettext_lazy("Role changed"),
    "role.ended": gettext_lazy("Role ended"),
    "role.granted": gettext_lazy("Role given"),
    "school.changed": gettext_lazy("School changed"),
    "statistics.changed": gettext_lazy("Figures changed"),
    "user.changed": gettext_lazy("Account changed"),
    "user.created": gettext_lazy("Account made"),
    "user.password_link": gettext_lazy("Password link sent"),
    "year_plan.approved": gettext_lazy("Plan approved"),
    "year_plan.published": gettext_lazy("Published"),
    "year_plan.reopened": gettext_lazy("Reopened with a reason"),
}


def entered(register: Register) -> Callable[[], str]:
    return lambda: _("%(what)s entered") % {"what": capfirst(register.singular)}


def edited(register: Register) -> Callable[[], str]:
    return lambda: _("%(what)s changed") % {"what": capfirst(register.singular)}


def fill() -> None:
    """Name every kind; what a room has words of its own for keeps them."""
    for register in registers().values():
        EVENT_TITLES[f"{register.event}.entered"] = entered(register)
        EVENT_TITLES[f"{register.event}.edited"] = edited(register)
        EVENT_TITLES[f"{register.event}.explained"] = gettext_lazy("Reason given")
    EVENT_TITLES.update(chain.EVENT_TITLES)
    EVENT_TITLES.update(OWN)

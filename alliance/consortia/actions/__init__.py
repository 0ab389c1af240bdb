"""Writes of this room, one function each."""

from alliance.consortia.actions.agreements import (
    end_agreement,
    remind_agreement,
    sign_agreement,
    sign_party,
    withdraw_signature,
)
from alliance.consortia.actions.figures import (
    add_coupling_edition,
    add_statistic,
    amend_coupling_edition,
    amend_statistic,
    pin_weights,
)
from alliance.consortia.actions.frameworks import (
    add_key_industry,
    amend_key_industry,
    edit_framework,
    publish_framework,
)
from alliance.consortia.actions.keeping import (
    add_organisation,
    amend_alliance,
    amend_organisation,
    found_alliance,
)
from alliance.consortia.actions.meetings import (
    adopt_resolution,
    cancel_meeting,
    drop_task,
    finish_task,
    hold_meeting,
    reject_resolution,
    reopen_meeting,
    reopen_task,
    repeal_resolution,
)
from alliance.consortia.actions.members import (
    EVENTS,
    NEEDS_REASON,
    admit_member,
    apply_for_membership,
    leave_alliance,
    readmit_member,
    suspend_member,
)
from alliance.consortia.actions.plans import (
    approve_plan,
    confirm_assessment,
    publish_plan,
    reopen_plan,
    return_assessment,
    submit_assessment,
)

__all__ = [
    "EVENTS",
    "NEEDS_REASON",
    "add_coupling_edition",
    "add_key_industry",
    "add_organisation",
    "add_statistic",
    "admit_member",
    "adopt_resolution",
    "amend_alliance",
    "amend_coupling_edition",
    "amend_key_industry",
    "amend_organisation",
    "amend_statistic",
    "apply_for_membership",
    "approve_plan",
    "cancel_meeting",
    "confirm_assessment",
    "drop_task",
    "edit_framework",
    "end_agreement",
    "finish_task",
    "found_alliance",
    "hold_meeting",
    "leave_alliance",
    "pin_weights",
    "publish_framework",
    "publish_plan",
    "readmit_member",
    "reject_resolution",
    "remind_agreement",
    "reopen_meeting",
    "reopen_plan",
    "reopen_task",
    "repeal_resolution",
    "return_assessment",
    "sign_agreement",
    "sign_party",
    "submit_assessment",
    "suspend_member",
    "withdraw_signature",
]

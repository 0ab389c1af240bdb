from django.utils.translation import gettext_lazy as _

from alliance.consortia import actions, checks, rules
from alliance.consortia.enums import MEETING_FLOW, RESOLUTION_FLOW
from alliance.consortia.models import Attendance, Meeting, Resolution
from alliance.consortia.registers.asking import reason
from alliance.registers.register import Move, Register, declare

MEETINGS = declare(
    Register(
        name="meetings",
        basename="meeting",
        model=Meeting,
        group="governance",
        enter=(
            "alliance",
            "committee",
            "kind",
            "title",
            "held_on",
            "place",
            "invited",
            "minutes",
        ),
        amend=("title", "held_on", "place", "invited", "minutes"),
        shown=("state", "quorum", "members_present", "has_quorum", "reason"),
        listed=("title", "alliance", "committee", "kind", "held_on", "state", "has_quorum"),
        search=("title", "place", "alliance__name", "committee__name"),
        filters=("alliance", "committee", "kind", "state", "held_on"),
        may_enter=rules.can_keep,
        may_amend=rules.can_keep,
        may_begin=rules.can_begin,
        check=checks.check_meeting,
        flow=MEETING_FLOW,
        moves={
            "hold": Move(
                label=_("Was held"),
                act=actions.hold_meeting,
                rule=rules.can_keep,
                tone="primary",
            ),
            "cancel": Move(
                label=_("Cancel the meeting"),
                act=actions.cancel_meeting,
                rule=rules.can_keep,
                fields=reason(),
                tone="danger",
            ),
            "reopen": Move(label=_("Reopen"), act=actions.reopen_meeting, rule=rules.can_keep),
        },
        guarded={"minutes": rules.reads_minutes},
        keys=("title",),
        order=("-held_on", "-pk"),
        related=("alliance", "committee"),
        region="alliance__region__code",
        dated="held_on",
        files=True,
    )
)

ATTENDANCES = declare(
    Register(
        name="attendances",
        basename="attendance",
        model=Attendance,
        group="governance",
        enter=("meeting", "organisation", "person_name", "present", "role", "topic"),
        amend=("person_name", "present", "role", "topic"),
        shown=("is_member",),
        listed=("meeting", "organisation", "person_name", "present", "role", "topic"),
        search=("meeting__title", "organisation__name", "organisation__name_en", "topic"),
        filters=("meeting", "organisation", "present", "role", "is_member"),
        may_enter=rules.can_keep_attendance,
        may_amend=rules.can_keep_attendance,
        may_begin=rules.can_begin,
        check=checks.check_attendance,
        derive=checks.derive_attendance,
        order=("-pk",),
        related=("meeting__committee", "meeting__alliance", "organisation"),
        region="meeting__alliance__region__code",
        dated="meeting__held_on",
        files=True,
    )
)

RESOLUTIONS = declare(
    Register(
        name="resolutions",
        basename="resolution",
        model=Resolution,
        group="governance",
        enter=(
            "meeting",
            "number",
            "title",
            "text",
            "votes_for",
            "votes_against",
            "votes_abstained",
        ),
        amend=("number", "title", "text", "votes_for", "votes_against", "votes_abstained"),
        shown=("state", "adopted_on", "reason"),
        listed=("number", "title", "meeting", "state", "adopted_on"),
        search=("number", "title", "text", "meeting__title"),
        filters=("meeting", "state", "adopted_on"),
        may_enter=rules.can_keep_resolution,
        may_amend=rules.can_amend_resolution,
        may_begin=rules.can_begin,
        check=checks.check_resolution,
        flow=RESOLUTION_FLOW,
        moves={
            "adopt": Move(
                label=_("Adopt"),
                act=actions.adopt_resolution,
                rule=rules.can_keep_resolution,
                tone="primary",
            ),
            "reject": Move(
                label=_("Reject"), act=actions.reject_resolution, rule=rules.can_keep_resolution
            ),
            "repeal": Move(
                label=_("Repeal"),
                act=actions.repeal_resolution,
                rule=rules.can_keep_resolution,
                fields=reason(),
                tone="danger",
            ),
        },
        keys=("number",),
        order=("-pk",),
        related=("meeting",),
        region="meeting__alliance__region__code",
        dated="adopted_on",
        files=True,
    )
)

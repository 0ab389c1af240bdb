from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lib.flow import Flow


class AllianceKind(models.TextChoices):
    ASSOCIATION = "association", _("Association")
    REGIONAL_CONSORTIUM = "regional_consortium", _("Regional consortium")
    SECTOR_COMMUNITY = "sector_community", _("Sector community")
    TRAINING_ALLIANCE = "training_alliance", _("Training alliance")


CONSORTIUM_KINDS = (AllianceKind.REGIONAL_CONSORTIUM, AllianceKind.SECTOR_COMMUNITY)


class MembershipState(models.TextChoices):
    APPLIED = "applied", _("Applied")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    LEFT = "left", _("Left")


MEMBERSHIP_FLOW = Flow(
    "Membership",
    {
        (MembershipState.APPLIED, "admit"): MembershipState.ACTIVE,
        (MembershipState.ACTIVE, "suspend"): MembershipState.SUSPENDED,
        (MembershipState.SUSPENDED, "readmit"): MembershipState.ACTIVE,
        (MembershipState.APPLIED, "leave"): MembershipState.LEFT,
        (MembershipState.ACTIVE, "leave"): MembershipState.LEFT,
        (MembershipState.SUSPENDED, "leave"): MembershipState.LEFT,
    },
    actors={
        "admit": "secretariat",
        "suspend": "secretariat, with a reason",
        "readmit": "secretariat",
        "leave": "the member itself or the secretariat, with a reason",
    },
)


class Post(models.TextChoices):
    """What a seat makes its holder."""

    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice-chair unit")
    COUNCIL_MEMBER = "council_member", _("Council member")
    SECRETARY_GENERAL = "secretary_general", _("Secretary-general")
    COMMITTEE_DIRECTOR = "committee_director", _("Committee director")
    LEAD_ENTERPRISE = "lead_enterprise", _("Lead enterprise")
    LEAD_UNIVERSITY = "lead_university", _("Lead university")
    LEAD_SCHOOL = "lead_school", _("Lead vocational school")


LEADS = (Post.LEAD_ENTERPRISE, Post.LEAD_UNIVERSITY, Post.LEAD_SCHOOL)
"""A sector community has exactly one of each; no other alliance has any."""

LEAD_TIERS = {
    Post.LEAD_UNIVERSITY: frozenset({"university"}),
    Post.LEAD_SCHOOL: frozenset({"secondary", "technician", "higher", "vocational_university"}),
}
"""Which tiers of school may lead as what; tiers by their codes, for schools are a higher room's."""


class CommitteeKind(models.TextChoices):
    COMMITTEE = "committee", _("Committee")
    COUNCIL = "council", _("Council")
    EXPERT_GROUP = "expert_group", _("Expert group")


class MeetingKind(models.TextChoices):
    ANNUAL = "annual", _("Annual meeting")
    COUNCIL = "council", _("Council meeting")
    COMMITTEE = "committee", _("Committee meeting")
    FORUM = "forum", _("Forum")
    SIGNING = "signing", _("Signing ceremony")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


MEETING_FLOW = Flow(
    "Meeting",
    {
        (MeetingState.PLANNED, "hold"): MeetingState.HELD,
        (MeetingState.PLANNED, "cancel"): MeetingState.CANCELLED,
        (MeetingState.HELD, "reopen"): MeetingState.PLANNED,
    },
    actors={
        "hold": "secretariat, from the day of the meeting on",
        "cancel": "secretariat, with a reason",
        "reopen": "secretariat, while the meeting has no resolutions",
    },
)


class AttendanceRole(models.TextChoices):
    PARTICIPANT = "participant", _("Participant")
    PRESENTER = "presenter", _("Presenter")


class ResolutionState(models.TextChoices):
    DRAFTED = "drafted", _("Drafted")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")
    REPEALED = "repealed", _("Repealed")


RESOLUTION_FLOW = Flow(
    "Resolution",
    {
        (ResolutionState.DRAFTED, "adopt"): ResolutionState.ADOPTED,
        (ResolutionState.DRAFTED, "reject"): ResolutionState.REJECTED,
        (ResolutionState.ADOPTED, "repeal"): ResolutionState.REPEALED,
    },
    actors={
        "adopt": "secretariat, for a meeting that was held and had its quorum",
        "reject": "secretariat",
        "repeal": "secretariat, with a reason",
    },
)


class TaskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")
    DROPPED = "dropped", _("Dropped")


TASK_FLOW = Flow(
    "Task",
    {
        (TaskState.OPEN, "finish"): TaskState.DONE,
        (TaskState.OPEN, "drop"): TaskState.DROPPED,
        (TaskState.DONE, "reopen"): TaskState.OPEN,
    },
    actors={
        "finish": "the organisation that owns the task, or the secretariat",
        "drop": "secretariat, with a reason",
        "reopen": "secretariat, with a reason",
    },
)


class AgreementKind(models.TextChoices):
    STRATEGIC = "strategic", _("Strategic cooperation")
    ORDER_CLASS = "order_class", _("Order class")
    JOINT_LAB = "joint_lab", _("Joint laboratory")
    BASE = "base", _("Base")
    OTHER = "other", _("Other")


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")
    ENDED = "ended", _("Ended")


AGREEMENT_FLOW = Flow(
    "Agreement",
    {
        (AgreementState.DRAFT, "sign"): AgreementState.SIGNED,
        (AgreementState.SIGNED, "end"): AgreementState.ENDED,
    },
    actors={
        "sign": "secretariat, once every party has signed this wording",
        "end": "secretariat, with a reason",
    },
)


class PartyState(models.TextChoices):
    INVITED = "invited", _("Asked to sign")
    SIGNED = "signed", _("Signed")


PARTY_FLOW = Flow(
    "AgreementParty",
    {
        (PartyState.INVITED, "sign"): PartyState.SIGNED,
        (PartyState.SIGNED, "sign"): PartyState.SIGNED,
        (PartyState.SIGNED, "withdraw"): PartyState.INVITED,
    },
    actors={
        "sign": "the party, or the secretariat for a signature on paper; again after a new wording",
        "withdraw": "the party or the secretariat, while the agreement is a draft",
    },
)


class PolicyKind(models.TextChoices):
    TALENT = "talent", _("Talent support")
    SUBSIDY = "subsidy", _("Subsidy")
    FINANCE = "finance", _("Finance")
    TAX = "tax", _("Tax")
    RECOGNITION = "recognition", _("Recognition")


class PlanKind(models.TextChoices):
    PLAN = "plan", _("Plan")
    REPORT = "report", pgettext_lazy("year plan", "Report")


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")


PLAN_FLOW = Flow(
    "YearPlan",
    {
        (PlanState.DRAFT, "approve"): PlanState.APPROVED,
        (PlanState.APPROVED, "publish"): PlanState.PUBLISHED,
        (PlanState.PUBLISHED, "reopen"): PlanState.DRAFT,
    },
    actors={
        "approve": "secretariat",
        "publish": "secretariat",
        "reopen": "secretariat, with a reason",
    },
)


class AssessmentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CONFIRMED = "confirmed", _("Confirmed")


ASSESSMENT_FLOW = Flow(
    "Assessment",
    {
        (AssessmentState.DRAFT, "submit"): AssessmentState.SUBMITTED,
        (AssessmentState.SUBMITTED, "confirm"): AssessmentState.CONFIRMED,
        (AssessmentState.SUBMITTED, "return"): AssessmentState.DRAFT,
    },
    actors={
        "submit": "secretariat, once every indicator is marked",
        "confirm": "public body of the region, secretariat above, platform",
        "return": "public body of the region, secretariat above, platform, with a reason",
    },
)


class StatisticMeasure(models.TextChoices):
    """What is measured of an industry; the unit goes with it."""

    VALUE_ADDED = "value_added", _("Value added")
    EMPLOYMENT = "employment", _("Employment")


class CouplingMethod(models.TextChoices):
    """Who weighs the indicators of index C."""

    ENTROPY = "entropy", _("Entropy weights")
    EXPERT = "expert", _("Expert weights")


EDUCATION_CODES = ("programs", "enrolment", "graduates", "aligned_share", "placed_rate")
INDUSTRY_CODES = ("value_added", "employment", "enterprises", "openings")
SIDES: Mapping[str, tuple[str, ...]] = {
    "education": EDUCATION_CODES,
    "industry": INDUSTRY_CODES,
}
"""Side of index C → indicators that the portal knows how to count."""

"""The middle and the end of the loop: matches, projects, results."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.lib.flow import Flow


class MatchState(models.TextChoices):
    SUGGESTED = "suggested", _("Suggested")
    INTERESTED = "interested", _("Interested")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Superseded")


OPEN_MATCHES = (MatchState.SUGGESTED, MatchState.INTERESTED)

MATCH_FLOW = Flow(
    "Match",
    {
        (MatchState.SUGGESTED, "respond"): MatchState.INTERESTED,
        (MatchState.INTERESTED, "accept"): MatchState.ACCEPTED,
        (MatchState.SUGGESTED, "decline"): MatchState.DECLINED,
        (MatchState.INTERESTED, "decline"): MatchState.DECLINED,
        (MatchState.SUGGESTED, "expire"): MatchState.EXPIRED,
        (MatchState.INTERESTED, "expire"): MatchState.EXPIRED,
        (MatchState.SUGGESTED, "supersede"): MatchState.SUPERSEDED,
    },
    actors={
        "respond": "the school",
        "accept": "the enterprise",
        "decline": "the school; the enterprise once the school has answered; with a reason",
        "expire": "the clock, or the end of the demand",
        "supersede": "a new revision of the demand",
    },
    clock=frozenset({"expire", "supersede"}),
)


class ProjectKind(models.TextChoices):
    ORDER_CLASS = "order_class", _("Order class")
    EXCELLENCE_CLASS = "excellence_class", _("Excellence class")
    INDUSTRY_COLLEGE = "industry_college", _("Industry college")
    TRAINING_BASE = "training_base", _("Training base")
    JOINT_LAB = "joint_lab", _("Joint laboratory")
    PILOT_WORKSHOP = "pilot_workshop", _("Pilot workshop")
    RESEARCH = "research", _("R&D project")
    INTERNSHIP = "internship", _("Internship programme")
    TRAINING = "training", _("Employee training")


class ProjectState(models.TextChoices):
    DRAFTED = "drafted", _("Drafted")
    APPROVING = "approving", _("In approval")
    SIGNED = "signed", _("Signed")
    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")
    TERMINATED = "terminated", _("Terminated")
    CLOSED = "closed", _("Closed")


class Party(models.TextChoices):
    """The three who have to approve a project."""

    SCHOOL = "school", _("School")
    ENTERPRISE = "enterprise", _("Enterprise")
    ALLIANCE = "alliance", _("Alliance")


PROJECT_FLOW = Flow(
    "Project",
    {
        (ProjectState.DRAFTED, "submit"): ProjectState.APPROVING,
        (ProjectState.APPROVING, "approve"): ProjectState.APPROVING,
        (ProjectState.APPROVING, "sign"): ProjectState.SIGNED,
        (ProjectState.SIGNED, "start"): ProjectState.RUNNING,
        (ProjectState.RUNNING, "complete"): ProjectState.COMPLETED,
        (ProjectState.SIGNED, "terminate"): ProjectState.TERMINATED,
        (ProjectState.RUNNING, "terminate"): ProjectState.TERMINATED,
        (ProjectState.COMPLETED, "close"): ProjectState.CLOSED,
        (ProjectState.TERMINATED, "close"): ProjectState.CLOSED,
    },
    actors={
        "submit": "school or enterprise",
        "approve": "each of school, enterprise and alliance, once",
        "sign": "any of the three, when all have approved",
        "start": "school or enterprise",
        "complete": "school or enterprise",
        "terminate": "any of the three, with a reason",
        "close": "the alliance",
    },
)


class ResultKind(models.TextChoices):
    COURSE = "course", _("Course")
    TEXTBOOK = "textbook", _("Textbook")
    STANDARD = "standard", _("Standard")
    PATENT = "patent", _("Patent")
    PRODUCT = "product", _("Product")
    AWARD = "award", _("Award")
    PLACEMENT = "placement", _("Placement cohort")
    BASE = "base", _("Training base")
    CERTIFICATES = "certificates", _("Certificate batch")
    SOLUTION = "solution", _("Problem solved")
    PRACTICE_CASE = "practice_case", _("Practice case")


class AwardSide(models.TextChoices):
    """Who won an award."""

    SCHOOL = "school", _("The school")
    TEACHERS = "teachers", _("Its teachers")
    STUDENTS = "students", _("Its students")
    ENTERPRISE = "enterprise", _("The enterprise")


class ResultLevel(models.TextChoices):
    SCHOOL = "school", _("School")
    CITY = "city", _("City")
    PROVINCIAL = "provincial", _("Provincial")
    NATIONAL = "national", _("National")


class ChainStage(models.TextChoices):
    RESEARCH = "research", _("Research")
    PILOT = "pilot", _("Pilot")
    INDUSTRIALISED = "industrialised", _("Industrialised")
    COMMERCIALISED = "commercialised", _("Commercialised")


class Audience(models.TextChoices):
    CONSORTIUM = "consortium", _("This consortium")
    ALLIANCE = "alliance", _("The whole alliance")
    PUBLIC = "public", _("The public")


class ResultState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")
    SHARED = "shared", _("Shared")
    WITHDRAWN = "withdrawn", _("Withdrawn")


RESULT_FLOW = Flow(
    "Result",
    {
        (ResultState.DRAFT, "submit"): ResultState.SUBMITTED,
        (ResultState.RETURNED, "submit"): ResultState.SUBMITTED,
        (ResultState.SUBMITTED, "return"): ResultState.RETURNED,
        (ResultState.SUBMITTED, "verify"): ResultState.VERIFIED,
        (ResultState.VERIFIED, "share"): ResultState.SHARED,
        (ResultState.SHARED, "withdraw"): ResultState.WITHDRAWN,
    },
    actors={
        "submit": "the organisation that wrote it",
        "return": "the secretariat, with a reason",
        "verify": "the secretariat, on the evidence; not the author",
        "share": "the organisation that wrote it, or the secretariat",
        "withdraw": "the organisation that wrote it, or the secretariat, with a reason",
    },
)

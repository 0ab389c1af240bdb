from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lib.flow import Flow


class ExchangeKind(models.TextChoices):
    INDUSTRY_PROFESSOR = "industry_professor", _("Industry professor")
    VISITING_EXPERT = "visiting_expert", _("Visiting expert")
    TEACHER_PRACTICE = "teacher_practice", _("Teacher practice")
    TECH_VICE_PRESIDENT = "tech_vice_president", _("Technology vice president")


TO_SCHOOL = (ExchangeKind.INDUSTRY_PROFESSOR, ExchangeKind.VISITING_EXPERT)
TO_ENTERPRISE = (ExchangeKind.TEACHER_PRACTICE, ExchangeKind.TECH_VICE_PRESIDENT)


class DualTeacher(models.TextChoices):
    """Whether the person is recognised as a teacher who is also at home in the trade."""

    NONE = "none", pgettext_lazy("dual-teacher status", "Not recognised")
    RECOGNISED = "recognised", pgettext_lazy("dual-teacher status", "Recognised")


class Destination(models.TextChoices):
    """What became of a graduate, on the date it was measured."""

    EMPLOYED = "employed", _("Employed")
    FURTHER_STUDY = "further_study", _("Further study")
    SELF_EMPLOYED = "self_employed", _("Self-employed")
    SERVICE = "service", _("Military service")
    SEEKING = "seeking", _("Seeking work")
    UNKNOWN = "unknown", _("Unknown")


WORKING = (Destination.EMPLOYED, Destination.SELF_EMPLOYED)
PLACED = (*WORKING, Destination.FURTHER_STUDY, Destination.SERVICE)
"""Destinations that count as having found a place."""


class OutcomeState(models.TextChoices):
    """Whether the employer that an outcome names has said so too."""

    RECORDED = "recorded", _("Recorded")
    CONFIRMED = "confirmed", _("Confirmed by the employer")


OUTCOME_FLOW = Flow(
    "Outcome",
    {
        (OutcomeState.RECORDED, "confirm"): OutcomeState.CONFIRMED,
        (OutcomeState.RECORDED, "disown"): OutcomeState.RECORDED,
        (OutcomeState.CONFIRMED, "disown"): OutcomeState.RECORDED,
    },
    actors={
        "confirm": "the employer that the outcome names",
        "disown": "the same; the outcome then names no employer",
    },
)


class ConsentPurpose(models.TextChoices):
    """What a graduate agreed to be named for."""

    EMPLOYER_CONTACT = "employer_contact", _("Contact by the employer")
    FOLLOW_UP = "follow_up", _("Follow-up survey by the school")


class RevealPurpose(models.TextChoices):
    """Why somebody reads who a graduate is; written down each time."""

    OUTCOME_CHECK = "outcome_check", _("Checking what became of the graduate")
    OWN_REQUEST = "own_request", _("At the graduate's own request")
    EMPLOYER_CONTACT = "employer_contact", _("Contact by the employer")
    FOLLOW_UP = "follow_up", _("Follow-up survey by the school")


NEEDS_CONSENT = {
    RevealPurpose.EMPLOYER_CONTACT: ConsentPurpose.EMPLOYER_CONTACT,
    RevealPurpose.FOLLOW_UP: ConsentPurpose.FOLLOW_UP,
}
"""Purposes for which the graduate must have agreed. The others rest on the school's duties."""


class ErasureReason(models.TextChoices):
    """Why a graduate was erased. A choice, because a sentence could name the person again."""

    REQUEST = "request", _("The graduate asked for it")
    MISTAKE = "mistake", _("Recorded by mistake")
    NO_LONGER_NEEDED = "no_longer_needed", _("No longer needed")


class TrainingKind(models.TextChoices):
    EMPLOYEE = "employee", _("Employees' training")
    RESIDENT = "resident", _("Residents' training")
    FARMER = "farmer", _("Farmers' training")
    ORDER_BASED = "order_based", _("Order-based training")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship")
    TEACHER = "teacher", _("Teachers' training")
    ABROAD = "abroad", _("Training abroad")


class CertificationKind(models.TextChoices):
    DEGREE_PLUS_SKILLS = "degree_plus_skills", _("Degree and skills")
    ENGINEER_EVALUATION = "engineer_evaluation", _("Engineers' evaluation")
    SKILL_CERTIFICATE = "skill_certificate", _("Skill certificate")

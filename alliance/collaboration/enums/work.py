"""Places, classes, internships, recognitions and money."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lib.flow import Flow, many


class FacilityKind(models.TextChoices):
    TRAINING_BASE = "training_base", _("Training base")
    JOINT_LAB = "joint_lab", _("Joint laboratory")
    RESEARCH_INSTITUTE = "research_institute", _("Research institute")
    PILOT_WORKSHOP = "pilot_workshop", _("Pilot workshop")
    INDUSTRY_COLLEGE = "industry_college", _("Industry college")
    INTERNATIONAL_CENTRE = "international_centre", _("International centre")
    ON_CAMPUS_BASE = "on_campus_base", _("Enterprise base on campus")
    SCHOOL = "school", _("Jointly run school")


class ClassKind(models.TextChoices):
    ORDER_CLASS = "order_class", _("Order class")
    EXCELLENCE_CLASS = "excellence_class", _("Excellence class")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship")
    TAILORED = "tailored", _("Tailored program")


class ClassState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    FINISHED = "finished", pgettext_lazy("class", "Finished")
    CANCELLED = "cancelled", _("Cancelled")


CLASS_FLOW = Flow(
    "Class",
    {
        (ClassState.PLANNED, "start"): ClassState.RUNNING,
        (ClassState.RUNNING, "finish"): ClassState.FINISHED,
        (ClassState.PLANNED, "cancel"): ClassState.CANCELLED,
        (ClassState.FINISHED, "resume"): ClassState.RUNNING,
    },
    actors={
        "start": "school or enterprise, once both sides have a mentor",
        "finish": "school or enterprise",
        "cancel": "school or enterprise, with a reason",
        "resume": "school or enterprise, where finishing was a mistake; with a reason",
    },
)


class MentorSide(models.TextChoices):
    SCHOOL = "school", _("School")
    ENTERPRISE = "enterprise", _("Enterprise")


class InternshipKind(models.TextChoices):
    """What the national rules tell apart: looking on, and working in a post."""

    POST = "post", _("Internship in a post")
    ORIENTATION = "orientation", _("Orientation visit")


class InternshipState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    APPROVED = "approved", _("Approved")
    RUNNING = "running", _("Running")
    FINISHED = "finished", pgettext_lazy("class", "Finished")
    CANCELLED = "cancelled", _("Cancelled")


INTERNSHIP_FLOW = Flow(
    "Internship",
    {
        (InternshipState.PLANNED, "approve"): InternshipState.APPROVED,
        (InternshipState.APPROVED, "reopen"): InternshipState.PLANNED,
        (InternshipState.APPROVED, "start"): InternshipState.RUNNING,
        (InternshipState.RUNNING, "finish"): InternshipState.FINISHED,
        **many(
            (InternshipState.PLANNED, InternshipState.APPROVED),
            "cancel",
            InternshipState.CANCELLED,
        ),
    },
    actors={
        "approve": "the school, where every rule for internships is kept",
        "reopen": "the school, with a reason",
        "start": "the school, where every rule for internships is kept",
        "finish": "school or enterprise",
        "cancel": "school or enterprise, with a reason",
    },
)


class RecognitionKind(models.TextChoices):
    EXCELLENT_ENTERPRISE = "excellent_enterprise", _("Excellent enterprise")
    EXCELLENT_SCHOOL = "excellent_school", _("Excellent school")
    ACHIEVEMENT = "achievement", _("Recognised achievement")
    CSR_REPORT = "csr_report", _("Social responsibility report")


class SubsidyKind(models.TextChoices):
    GRANT = "grant", _("Grant")
    FINANCE = "finance", _("Finance support")
    TAX_RELIEF = "tax_relief", _("Tax relief")

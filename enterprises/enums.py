from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.lib.flow import Flow


class DemandKind(models.TextChoices):
    ORDER_CLASS = "order_class", _("Order class")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship")
    INTERNSHIP = "internship", _("Internship")
    RECRUITMENT = "recruitment", _("Recruitment")
    EMPLOYEE_TRAINING = "employee_training", _("Employee training")
    TECHNICAL_PROBLEM = "technical_problem", _("Technical problem")
    EXPERT_POSTING = "expert_posting", _("Expert posting")


class EnterpriseSize(models.TextChoices):
    MICRO = "micro", _("Micro")
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")


class Decision(models.TextChoices):
    """What the secretariat found when it looked at an enterprise's papers."""

    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")


class DemandState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    PUBLISHED = "published", _("Published")
    FULFILLED = "fulfilled", _("Fulfilled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


EDITABLE = frozenset({DemandState.DRAFT, DemandState.RETURNED})
OPEN_TO_ALL = frozenset({DemandState.PUBLISHED, DemandState.FULFILLED, DemandState.EXPIRED})

DEMAND_FLOW = Flow(
    "Demand",
    {
        (DemandState.DRAFT, "submit"): DemandState.SUBMITTED,
        (DemandState.RETURNED, "submit"): DemandState.SUBMITTED,
        (DemandState.SUBMITTED, "publish"): DemandState.PUBLISHED,
        (DemandState.SUBMITTED, "return"): DemandState.RETURNED,
        (DemandState.PUBLISHED, "revise"): DemandState.PUBLISHED,
        (DemandState.PUBLISHED, "fulfil"): DemandState.FULFILLED,
        (DemandState.DRAFT, "withdraw"): DemandState.WITHDRAWN,
        (DemandState.SUBMITTED, "withdraw"): DemandState.WITHDRAWN,
        (DemandState.RETURNED, "withdraw"): DemandState.WITHDRAWN,
        (DemandState.PUBLISHED, "withdraw"): DemandState.WITHDRAWN,
        (DemandState.PUBLISHED, "expire"): DemandState.EXPIRED,
    },
    actors={
        "submit": "the enterprise",
        "publish": "the secretariat; at once for a verified enterprise",
        "return": "the secretariat, with a reason",
        "revise": "the enterprise; makes a new revision and new matches",
        "fulfil": "the enterprise",
        "withdraw": "the enterprise",
        "expire": "the clock, after the closing date",
    },
    clock=frozenset({"expire"}),
)

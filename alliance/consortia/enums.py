from django.db import models
from django.utils.translation import gettext_lazy as _

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

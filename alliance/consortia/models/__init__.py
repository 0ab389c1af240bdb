"""Alliances, their members and bodies, what they decide and agree, and how they are judged."""

from alliance.consortia.models.agreements import Agreement, AgreementParty
from alliance.consortia.models.alliances import Alliance, Membership
from alliance.consortia.models.bodies import Committee, Seat
from alliance.consortia.models.figures import CouplingEdition, IndustryStatistic
from alliance.consortia.models.frameworks import Framework, KeyIndustry
from alliance.consortia.models.meetings import Attendance, Meeting, Resolution
from alliance.consortia.models.plans import Policy, ResolutionTask, YearPlan
from alliance.consortia.models.standards import (
    Assessment,
    AssessmentMark,
    Standard,
    StandardIndicator,
)

__all__ = [
    "Agreement",
    "AgreementParty",
    "Alliance",
    "Assessment",
    "AssessmentMark",
    "Attendance",
    "Committee",
    "CouplingEdition",
    "Framework",
    "IndustryStatistic",
    "KeyIndustry",
    "Meeting",
    "Membership",
    "Policy",
    "Resolution",
    "ResolutionTask",
    "Seat",
    "Standard",
    "StandardIndicator",
    "YearPlan",
]

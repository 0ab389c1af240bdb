"""The records of this room, declared once for every door."""

from alliance.consortia.registers.agreements import AGREEMENT_PARTIES, AGREEMENTS
from alliance.consortia.registers.alliances import (
    ALLIANCES,
    FRAMEWORKS,
    MEMBERSHIPS,
    ORGANISATIONS,
)
from alliance.consortia.registers.bodies import COMMITTEES, SEATS
from alliance.consortia.registers.meetings import ATTENDANCES, MEETINGS, RESOLUTIONS
from alliance.consortia.registers.plans import POLICIES, TASKS, YEAR_PLANS
from alliance.consortia.registers.standards import (
    ASSESSMENTS,
    INDICATORS,
    MARKS,
    STANDARDS,
)

__all__ = [
    "AGREEMENTS",
    "AGREEMENT_PARTIES",
    "ALLIANCES",
    "ASSESSMENTS",
    "ATTENDANCES",
    "COMMITTEES",
    "FRAMEWORKS",
    "INDICATORS",
    "MARKS",
    "MEETINGS",
    "MEMBERSHIPS",
    "ORGANISATIONS",
    "POLICIES",
    "RESOLUTIONS",
    "SEATS",
    "STANDARDS",
    "TASKS",
    "YEAR_PLANS",
]

"""The records of this room, declared once for every door."""

from alliance.consortia.registers.agreements import AGREEMENT_PARTIES, AGREEMENTS
from alliance.consortia.registers.alliances import (
    ALLIANCES,
    MEMBERSHIPS,
    ORGANISATIONS,
)
from alliance.consortia.registers.bodies import COMMITTEES, SEATS
from alliance.consortia.registers.figures import COUPLING_EDITIONS, STATISTICS
from alliance.consortia.registers.frameworks import FRAMEWORKS, KEY_INDUSTRIES
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
    "COUPLING_EDITIONS",
    "FRAMEWORKS",
    "INDICATORS",
    "KEY_INDUSTRIES",
    "MARKS",
    "MEETINGS",
    "MEMBERSHIPS",
    "ORGANISATIONS",
    "POLICIES",
    "RESOLUTIONS",
    "SEATS",
    "STANDARDS",
    "STATISTICS",
    "TASKS",
    "YEAR_PLANS",
]

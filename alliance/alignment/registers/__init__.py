"""Registers of this room."""

from alliance.alignment.registers.changes import PROGRAM_CHANGES
from alliance.alignment.registers.scenarios import SCENARIOS
from alliance.alignment.registers.scorecards import BANDS, METRICS, SCORECARDS

__all__ = ["BANDS", "METRICS", "PROGRAM_CHANGES", "SCENARIOS", "SCORECARDS"]

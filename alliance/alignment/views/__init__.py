"""Pages of the alignment rates: every figure opens to the programs that it counts."""

from alliance.alignment.views.changes import (
    change,
    changes,
)
from alliance.alignment.views.compare import compare
from alliance.alignment.views.exports import export
from alliance.alignment.views.regions import ask, rates, region
from alliance.alignment.views.runs import run_detail
from alliance.alignment.views.scenarios import (
    change_add,
    change_remove,
    scenario,
    scenario_copy,
    scenario_edit,
    scenario_export,
    scenario_new,
    scenario_programs,
    what_if,
)
from alliance.alignment.views.scorecards import (
    of_program,
    program_card,
    scorecard,
)
from alliance.alignment.views.values import parts, value

__all__ = [
    "ask",
    "change",
    "change_add",
    "change_remove",
    "changes",
    "compare",
    "export",
    "of_program",
    "parts",
    "program_card",
    "rates",
    "region",
    "run_detail",
    "scenario",
    "scenario_copy",
    "scenario_edit",
    "scenario_export",
    "scenario_new",
    "scenario_programs",
    "scorecard",
    "value",
    "what_if",
]

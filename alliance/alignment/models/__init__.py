from alliance.alignment.models.changes import ProgramChange
from alliance.alignment.models.runs import (
    LEASE,
    MAX_ATTEMPTS,
    PUBLISHED,
    PUBLISHED_PARAMETERS,
    AlignmentRun,
    IndexValue,
    ProgramVerdict,
    RunBlock,
    RunInput,
    newest,
)
from alliance.alignment.models.scenarios import (
    MOST_CHANGES,
    Scenario,
    ScenarioChange,
    ScenarioResult,
)
from alliance.alignment.models.scorecards import Scorecard, ScorecardBand, ScorecardMetric

__all__ = [
    "LEASE",
    "MAX_ATTEMPTS",
    "MOST_CHANGES",
    "PUBLISHED",
    "PUBLISHED_PARAMETERS",
    "AlignmentRun",
    "IndexValue",
    "ProgramChange",
    "ProgramVerdict",
    "RunBlock",
    "RunInput",
    "Scenario",
    "ScenarioChange",
    "ScenarioResult",
    "Scorecard",
    "ScorecardBand",
    "ScorecardMetric",
    "newest",
]

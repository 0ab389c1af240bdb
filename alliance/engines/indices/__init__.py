"""Indices of a region: Facts in, exact figures out.

`facts` holds every input of a run, `alignment` and `groups` the rates A1–A3, `sensitivity` how far
they move, `scenario` changed facts, `moved` why two runs differ; families B–H have their own
modules.
"""

from alliance.engines.indices.alignment import align, aligned, judge, judge_all, verdicts
from alliance.engines.indices.building import CohortFacts, coded, facts_of, pointers
from alliance.engines.indices.facts import UNKNOWN, Facts
from alliance.engines.indices.results import (
    ENGINE_VERSION,
    UNKNOWN_TEXT,
    WEIGHT_ONE,
    Alignment,
    IndexResult,
    Judged,
    ProgramVerdict,
    as_decimal,
    percent_text,
    rate,
)
from alliance.engines.indices.rows import (
    DEFAULT_PARAMETERS,
    LINK_KINDS,
    OUTCOME_COUNTS,
    KeySet,
    LinkKind,
    Mode,
    Parameters,
    ProgramFacts,
    SharesBy,
    StructureLevel,
    Unit,
    WeightBy,
)

__all__ = [
    "DEFAULT_PARAMETERS",
    "ENGINE_VERSION",
    "LINK_KINDS",
    "OUTCOME_COUNTS",
    "UNKNOWN",
    "UNKNOWN_TEXT",
    "WEIGHT_ONE",
    "Alignment",
    "CohortFacts",
    "Facts",
    "IndexResult",
    "Judged",
    "KeySet",
    "LinkKind",
    "Mode",
    "Parameters",
    "ProgramFacts",
    "ProgramVerdict",
    "SharesBy",
    "StructureLevel",
    "Unit",
    "WeightBy",
    "align",
    "aligned",
    "as_decimal",
    "coded",
    "facts_of",
    "judge",
    "judge_all",
    "percent_text",
    "pointers",
    "rate",
    "verdicts",
]

from alliance.alignment.models.changes import ProgramChange
from alliance.alignment.models.runs import (
    LEASE,
    MAX_ATTEMPTS,
    PUBLISHED,
    AlignmentRun,
    IndexValue,
    ProgramVerdict,
    newest,
)

__all__ = [
    "LEASE",
    "MAX_ATTEMPTS",
    "PUBLISHED",
    "AlignmentRun",
    "IndexValue",
    "ProgramChange",
    "ProgramVerdict",
    "newest",
]

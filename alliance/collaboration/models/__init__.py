"""The middle and the end of the loop."""

from alliance.collaboration.models.matches import Match, MatchRun
from alliance.collaboration.models.projects import Project, ProjectApproval
from alliance.collaboration.models.results import Result

__all__ = ["Match", "MatchRun", "Project", "ProjectApproval", "Result"]

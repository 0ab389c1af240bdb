"""The middle and the end of the loop, the places of work, and the money behind them."""

from alliance.collaboration.models.classes import ClassMentor, JointEvaluation, TrainingClass
from alliance.collaboration.models.internships import Internship
from alliance.collaboration.models.matches import Match, MatchRun
from alliance.collaboration.models.places import Facility, FacilityService
from alliance.collaboration.models.projects import Project, ProjectApproval
from alliance.collaboration.models.recognitions import Adoption, Recognition, Subsidy
from alliance.collaboration.models.results import Result

__all__ = [
    "Adoption",
    "ClassMentor",
    "Facility",
    "FacilityService",
    "Internship",
    "JointEvaluation",
    "Match",
    "MatchRun",
    "Project",
    "ProjectApproval",
    "Recognition",
    "Result",
    "Subsidy",
    "TrainingClass",
]

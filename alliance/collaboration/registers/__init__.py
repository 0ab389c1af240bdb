"""The room's kinds of record, for the pages, files and doors that all of them share."""

from alliance.collaboration.registers.classes import CLASSES, EVALUATIONS, MENTORS
from alliance.collaboration.registers.internships import INTERNSHIPS
from alliance.collaboration.registers.loop import MATCHES, PROJECTS, RESULTS
from alliance.collaboration.registers.places import FACILITIES, SERVICES
from alliance.collaboration.registers.recognitions import ADOPTIONS, RECOGNITIONS, SUBSIDIES

__all__ = [
    "ADOPTIONS",
    "CLASSES",
    "EVALUATIONS",
    "FACILITIES",
    "INTERNSHIPS",
    "MATCHES",
    "MENTORS",
    "PROJECTS",
    "RECOGNITIONS",
    "RESULTS",
    "SERVICES",
    "SUBSIDIES",
]

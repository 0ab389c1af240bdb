"""The records of this room, declared once for every door."""

from programs.registers.crosswalk import CATALOGUE_LINKS, LINKS, OCCUPATION_INDUSTRIES
from programs.registers.schools import CLUSTERS, COURSES, PROGRAMS, SCHOOLS

__all__ = [
    "CATALOGUE_LINKS",
    "CLUSTERS",
    "COURSES",
    "LINKS",
    "OCCUPATION_INDUSTRIES",
    "PROGRAMS",
    "SCHOOLS",
]

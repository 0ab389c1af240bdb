"""What schools teach, and where it leads."""

from programs.models.crosswalk import CatalogueLink, CrosswalkLink, OccupationIndustry
from programs.models.teaching import (
    Course,
    Program,
    ProgramCluster,
    ProgramSkill,
    School,
    check_isbn,
)

__all__ = [
    "CatalogueLink",
    "Course",
    "CrosswalkLink",
    "OccupationIndustry",
    "Program",
    "ProgramCluster",
    "ProgramSkill",
    "School",
    "check_isbn",
]

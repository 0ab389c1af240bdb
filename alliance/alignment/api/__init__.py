"""REST resources of this room that no register gives."""

from alliance.alignment.api.runs import AlignmentRunViewSet, IndexValueViewSet
from alliance.alignment.api.scenarios import ScenarioViewSet

__all__ = ["AlignmentRunViewSet", "IndexValueViewSet", "ScenarioViewSet"]

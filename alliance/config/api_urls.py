"""The API's resources, one line each."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.routers import APIRootView, DefaultRouter

from alliance.accounts.api import MeView, OrganisationViewSet
from alliance.alignment.api import AlignmentRunViewSet, IndexValueViewSet, ScenarioViewSet
from alliance.collaboration.api import (
    MatchRunViewSet,
    MatchViewSet,
    ProjectViewSet,
    ResultViewSet,
)
from alliance.consortia.api import (
    AllianceViewSet,
    ConsortiumViewSet,
    FrameworkViewSet,
    MembershipViewSet,
)
from alliance.imports.api import ImportViewSet
from alliance.reference.api import (
    CatalogueProgramViewSet,
    IndustryViewSet,
    OccupationViewSet,
    RegionViewSet,
    SkillViewSet,
)
from alliance.registers.api import resources, written
from alliance.web.problems import json_problem
from enterprises.api import DemandViewSet, EnterpriseViewSet
from programs.api import CrosswalkLinkViewSet, ProgramViewSet, SchoolViewSet


class Root(APIRootView):
    """The names of all resources; what they hold is asked for one by one."""

    permission_classes: ClassVar[list[type[BasePermission]]] = [AllowAny]  # type: ignore[misc]  # stub wants an instance variable
    metadata_class = None


@csrf_exempt  # there is nothing here to forge
def nowhere(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answers addresses that no resource has, in the API's own shape."""
    return json_problem(
        request, 404, _("There is no such address; addresses end with a slash."), code="not_found"
    )


router = DefaultRouter()
router.include_format_suffixes = False
router.APIRootView = Root
router.register("organisations", written(OrganisationViewSet, "organisations"), "organisation")
router.register("alliances", written(AllianceViewSet, "alliances"), "alliance")
router.register("consortia", ConsortiumViewSet, "consortium")
router.register("memberships", MembershipViewSet, "membership")
router.register("frameworks", FrameworkViewSet, "framework")
router.register("schools", written(SchoolViewSet, "schools"), "school")
router.register("programs", ProgramViewSet, "program")
router.register("crosswalk-links", CrosswalkLinkViewSet, "crosswalk-link")
router.register("enterprises", written(EnterpriseViewSet, "enterprises"), "enterprise")
router.register("demands", DemandViewSet, "demand")
router.register("match-runs", MatchRunViewSet, "match-run")
router.register("matches", MatchViewSet, "match")
router.register("projects", ProjectViewSet, "project")
router.register("results", ResultViewSet, "result")
router.register("alignment-runs", AlignmentRunViewSet, "alignment-run")
router.register("index-values", IndexValueViewSet, "index-value")
router.register("scenarios", ScenarioViewSet, "scenario")
router.register("imports", ImportViewSet, "import")
router.register("regions", RegionViewSet, "region")
router.register("industries", IndustryViewSet, "industry")
router.register("occupations", OccupationViewSet, "occupation")
router.register("catalogue-programs", CatalogueProgramViewSet, "catalogue-program")
router.register("skills", SkillViewSet, "skill")
for address, viewset, basename in resources():
    router.register(address, viewset, basename)

app_name = "api"
urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    *router.urls,
    re_path(r"^.*$", nowhere, name="nowhere"),
]

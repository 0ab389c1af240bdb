"""The world of the matrix: real objects in every relation, every text marked with who may read it.

Four pairs of school and enterprise stand in four relations to the principals: `own` (they act for
it), `consortium` (another member of the same consortium), `alliance` (a member of a sister
consortium under the same association) and `foreign` (another association in another province).
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import OrganisationRole, User
from alliance.alignment.models import IndexValue
from alliance.collaboration.actions import projects as project_actions
from alliance.collaboration.enums import Audience, MatchState, ProjectState, ResultState
from alliance.consortia.enums import AllianceKind, MembershipState
from alliance.partners.models import ApiKey, KeyScope
from enterprises import actions as demand_actions
from enterprises.enums import DemandState
from tests import factories as f
from tests.api import (
    matrix_crosswalk,
    matrix_figures,
    matrix_governance,
    matrix_imports,
    matrix_organisations,
    matrix_people,
    matrix_scenarios,
    matrix_standards,
    matrix_work,
)
from tests.api.matrix_marks import RELATIONS, MatrixWorld, Principal, mark

# Each adds its objects to those of a pair; later ones build on what earlier ones made.
ROOMS = (
    matrix_governance,
    matrix_standards,
    matrix_people,
    matrix_work,
    matrix_figures,
    matrix_crosswalk,
)


def seed() -> MatrixWorld:
    world = MatrixWorld()
    chenzhou, yangquan = f.RegionFactory(code=f.CHENZHOU), f.RegionFactory(code=f.YANGQUAN)
    f.IndustryFactory(code=f.SOFTWARE_INDUSTRY)
    f.IndustryFactory(code=f.POWER_INDUSTRY)
    bureaus = {
        place.pk: f.OrganisationFactory(
            kind=OrganisationKind.PUBLIC_BODY, region=place, name=f"Bureau of {place.pk}"
        )
        for place in (chenzhou, yangquan)
    }
    home = association(chenzhou, "own")
    away = association(yangquan, "foreign")
    first = f.AllianceFactory(region=chenzhou, parent=home)
    second = f.AllianceFactory(region=chenzhou, parent=home)
    third = f.AllianceFactory(region=yangquan, parent=away)
    homes = {"own": first, "consortium": first, "alliance": second, "foreign": third}
    frameworks = {
        place.pk: f.FrameworkFactory(
            region=place, title=mark(relation, "signed_in"), source=mark(relation, "signed_in")
        )
        for place, relation in ((chenzhou, "own"), (yangquan, "foreign"))
    }
    for relation in RELATIONS:
        alliance = homes[relation]
        top = away if relation == "foreign" else home
        objects = pair(relation, alliance, top) | {"bureau": bureaus[alliance.region_id]}
        for room in ROOMS:
            objects |= room.objects(relation, objects)
        world.objects[relation] = objects
        objects["framework"] = frameworks[alliance.region_id]
    runs = {place: f.make_run(framework=framework) for place, framework in frameworks.items()}
    queued = {
        place: f.make_run(framework=framework, as_of=date(2026, 1, 1), done=False)
        for place, framework in frameworks.items()
    }
    for objects in world.objects.values():
        run = runs[objects["framework"].region_id]
        objects["alignment_run"] = run
        objects["queued_run"] = queued[objects["framework"].region_id]
        objects["index_value"] = IndexValue.objects.filter(run=run).order_by("pk").first()
    for relation, objects in world.objects.items():
        objects.update(matrix_scenarios.objects(relation, objects))
    world.principals = principals(world, home, first)
    sender = next(p.user for p in world.principals if p.name == "enterprise_editor")
    for relation, objects in world.objects.items():
        sent_by = sender if relation == "own" else f.editor_of(objects["enterprise"])
        objects.update(matrix_imports.objects(relation, objects, sent_by))
        objects.update(matrix_organisations.objects(relation, objects))
    return world


def association(region: Any, relation: str) -> Any:
    return f.AllianceFactory(
        kind=AllianceKind.ASSOCIATION, region=region, name=mark(relation, "signed_in")
    )


def pair(relation: str, alliance: Any, top: Any) -> dict[str, Any]:
    """A school and an enterprise of one alliance with an object for each move that there is."""
    skill, occupation = f.SkillFactory(), f.OccupationFactory()
    catalogue = f.CatalogueProgramFactory()
    place = alliance.region

    def organisation(kind: str) -> Any:
        name = mark(relation, "signed_in")
        return f.OrganisationFactory(kind=kind, region=place, name=name)

    school = f.SchoolFactory(organisation=organisation(OrganisationKind.SCHOOL), member_of=alliance)
    enterprise = f.EnterpriseFactory(
        organisation=organisation(OrganisationKind.ENTERPRISE), member_of=alliance
    )
    unverified = f.EnterpriseFactory(
        organisation=organisation(OrganisationKind.ENTERPRISE), member_of=alliance, verified=False
    )
    program = f.ProgramFactory(
        school=school,
        catalogue_program=catalogue,
        skills=[skill],
        name=mark(relation, "signed_in"),
    )
    link = f.CrosswalkLinkFactory(
        program=program, weight=Decimal("0.5"), source=mark(relation, "signed_in")
    )

    def demand(state: str = DemandState.PUBLISHED) -> Any:
        scope = {DemandState.DRAFT: "enterprise_side", DemandState.SUBMITTED: "enterprise_checked"}
        reach = scope.get(DemandState(state), "signed_in")
        return f.DemandFactory(
            enterprise=enterprise,
            skills=[skill],
            title=mark(relation, reach),
            description=mark(relation, reach),
            state=state,
        )

    def match(state: str) -> Any:
        return f.make_match(demand=demand(), state=state)

    def project(state: str, reach: str) -> Any:
        return f.make_project(
            match=match(MatchState.ACCEPTED),
            state=state,
            title=mark(relation, reach),
            description=mark(relation, reach),
        )

    def result(state: str, reach: str, audience: str = Audience.CONSORTIUM) -> Any:
        return f.make_result(
            project=running,
            state=state,
            audience=audience,
            title=mark(relation, reach),
            description=mark(relation, reach),
            evidence=mark(relation, "between"),
        )

    running = project(ProjectState.RUNNING, "agreed")
    approved = project(ProjectState.APPROVING, "between")
    for side in (school, enterprise):
        project_actions.approve_project(project=approved, by=f.editor_of(side))
    approved = project_actions.approve_project(project=approved, by=f.secretary_of(alliance))
    terminated = project_actions.terminate_project(
        project=project(ProjectState.RUNNING, "between"),
        by=f.editor_of(school),
        reason=mark(relation, "between"),
    )
    returned = demand_actions.return_demand(
        demand=demand(DemandState.SUBMITTED),
        by=f.secretary_of(alliance),
        reason=mark(relation, "enterprise_checked"),
    )
    suggested = match(MatchState.SUGGESTED)
    applied = f.MembershipFactory(
        alliance=alliance,
        organisation=organisation(OrganisationKind.RESEARCH),
        state=MembershipState.APPLIED,
        joined_on=None,
    )
    suspended = f.MembershipFactory(
        alliance=top,
        organisation=enterprise.organisation,
        state=MembershipState.SUSPENDED,
        reason=mark(relation, "enterprise_top"),
    )
    return {
        "alliance": alliance,
        "top": top,
        "organisation": school.organisation,
        "school": school,
        "enterprise": enterprise,
        "unverified": unverified,
        "program": program,
        "link": link,
        "skill": skill,
        "occupation": occupation,
        "catalogue_program": catalogue,
        "industry": link.industry,
        "region": place,
        "membership": school.organisation.memberships.get(alliance=alliance),
        "applied": applied,
        "suspended": suspended,
        "draft_demand": demand(DemandState.DRAFT),
        "submitted_demand": demand(DemandState.SUBMITTED),
        "returned_demand": returned,
        "published_demand": demand(),
        "suggested_match": suggested,
        "interested_match": match(MatchState.INTERESTED),
        "accepted_match": match(MatchState.ACCEPTED),
        "match_run": suggested.run,
        "drafted_project": project(ProjectState.DRAFTED, "between"),
        "approving_project": project(ProjectState.APPROVING, "between"),
        "approved_project": approved,
        "signed_project": project(ProjectState.SIGNED, "agreed"),
        "running_project": running,
        "completed_project": project(ProjectState.COMPLETED, "agreed"),
        "terminated_project": terminated,
        "draft_result": result(ResultState.DRAFT, "between"),
        "submitted_result": result(ResultState.SUBMITTED, "between"),
        "verified_result": result(ResultState.VERIFIED, "between"),
        "consortium_result": result(ResultState.SHARED, "same_consortium"),
        "alliance_result": result(ResultState.SHARED, "same_alliance", Audience.ALLIANCE),
        "public_result": result(ResultState.SHARED, "signed_in", Audience.PUBLIC),
    }


def principals(world: MatrixWorld, home: Any, consortium: Any) -> list[Principal]:
    own = world.objects["own"]
    both = (own["school"], own["enterprise"])
    people: dict[str, User | None] = {
        "anonymous": None,
        "viewer": person(both, Role.VIEWER),
        "editor": person(both, Role.EDITOR),
        "manager": person(both, Role.MANAGER),
        "school_editor": person(both[:1], Role.EDITOR),
        "enterprise_editor": person(both[1:], Role.EDITOR),
        "bureau": person([own["bureau"]], Role.VIEWER),
        "bureau_editor": person([own["bureau"]], Role.EDITOR),
        "consortium_head": person([consortium.secretariat], Role.EDITOR),
        "alliance_admin": person([home.secretariat], Role.MANAGER),
        "platform": f.UserFactory(is_superuser=True, is_staff=True),
        "removed": person(both, Role.MANAGER),
        "deactivated": person(both, Role.MANAGER),
    }
    found = []
    for name, user in people.items():
        client = APIClient()
        if user is not None:
            client.force_login(user)
        found.append(Principal(name, client, user=user))
    OrganisationRole.objects.filter(user=people["removed"]).update(is_active=False)
    User.objects.filter(pk=people["deactivated"].pk).update(is_active=False)
    writer, gone = person(both[1:], Role.EDITOR), person(both[1:], Role.EDITOR)
    found += [
        keyed("read_key", writer, both[1], KeyScope.READ),
        keyed("write_key", writer, both[1], KeyScope.WRITE),
        keyed("orphaned_key", gone, both[1], KeyScope.WRITE),
        keyed("revoked_key", writer, both[1], KeyScope.WRITE, revoked_at=timezone.now()),
    ]
    OrganisationRole.objects.filter(user=gone).update(is_active=False)
    return found


def person(organisations: Any, role: str) -> User:
    user = f.UserFactory()
    for organisation in organisations:
        own = getattr(organisation, "organisation", organisation)
        f.OrganisationRoleFactory(user=user, organisation=own, role=role)
    return user


def keyed(name: str, user: User, side: Any, scope: str, **fields: Any) -> Principal:
    text, prefix, digest = ApiKey.generate()
    ApiKey.objects.create(
        organisation=side.organisation,
        created_by=user,
        label=name,
        prefix=prefix,
        digest=digest,
        scope=scope,
        last_used_on=timezone.localdate(),  # written once a day; not a change of the call
        **fields,
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return Principal(name, client, by_key=True)

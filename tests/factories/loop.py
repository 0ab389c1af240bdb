"""What has a life, walked to its state by the portal's own actions, and a world around it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import Organisation, User
from alliance.alignment.actions import compute_run, queue_run
from alliance.alignment.models import AlignmentRun
from alliance.collaboration.actions import matches, projects, results
from alliance.collaboration.enums import (
    Audience,
    MatchState,
    ProjectKind,
    ProjectState,
    ResultKind,
    ResultLevel,
    ResultState,
)
from alliance.collaboration.models import Match, Project, Result
from alliance.consortia.models import Alliance, Framework, Membership
from alliance.reference.models import Industry, Occupation, Region, Skill
from enterprises import actions as demands
from enterprises.enums import DemandKind, DemandState
from enterprises.models import Demand, DemandSkill, Enterprise
from programs.models import Program, School
from tests.factories.rows import (
    CHENZHOU,
    YANGQUAN,
    AllianceFactory,
    CrosswalkLinkFactory,
    EnterpriseFactory,
    FrameworkFactory,
    IndustryFactory,
    MembershipFactory,
    OccupationFactory,
    OrganisationFactory,
    ProgramFactory,
    RegionFactory,
    SchoolFactory,
    SkillFactory,
    UserFactory,
    editor_of,
    graded,
    secretary_of,
)


class DemandFactory(DjangoModelFactory):
    """A draft, or walked to `state=`; `published=True` is short for state="published".

    `skills=` of Skill rows, codes or (code, wanted level) pairs; one new skill by default.
    """

    class Meta:
        model = Demand

    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = DemandKind.ORDER_CLASS
    title = factory.Sequence(lambda n: f"Demand {n}")
    description = "Two shifts, one workshop."
    headcount = 30
    region = factory.SelfAttribute("enterprise.organisation.region")
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        skills, published = kwargs.pop("skills", None), kwargs.pop("published", False)
        state = kwargs.pop("state", DemandState.PUBLISHED if published else DemandState.DRAFT)
        if "created_by" not in kwargs:
            kwargs["created_by"] = editor_of(kwargs["enterprise"])
        demand = super()._create(model_class, *args, **kwargs)
        for code, level in graded([SkillFactory()] if skills is None else skills, 2):
            DemandSkill.objects.create(demand=demand, skill_id=code, level=level)
        return walk_demand(demand, state)


def walk_demand(demand: Demand, state: str) -> Demand:
    """A draft brought to any state by those who may."""
    enterprise = demand.enterprise
    if state == DemandState.DRAFT:
        return demand
    if state == DemandState.WITHDRAWN:
        return demands.withdraw_demand(demand=demand, by=editor_of(enterprise))
    if state in (DemandState.SUBMITTED, DemandState.RETURNED):
        # A verified enterprise's demand would publish at once.
        trust = (enterprise.verified_at, enterprise.verified_by)
        Enterprise.objects.filter(pk=enterprise.pk).update(verified_at=None, verified_by=None)
        demand = demands.submit_demand(demand=demand, by=editor_of(enterprise))
        Enterprise.objects.filter(pk=enterprise.pk).update(
            verified_at=trust[0], verified_by=trust[1]
        )
        if state == DemandState.RETURNED:
            by = secretary_of(_alliance_of(enterprise))
            demand = demands.return_demand(demand=demand, by=by, reason="Name the shifts.")
        return demand
    demand = demands.submit_demand(demand=demand, by=editor_of(enterprise))
    if demand.state == DemandState.SUBMITTED:
        by = secretary_of(_alliance_of(enterprise))
        demand = demands.publish_demand(demand=demand, by=by)
    if state == DemandState.FULFILLED:
        demand = demands.fulfil_demand(demand=demand, by=editor_of(enterprise))
    if state == DemandState.EXPIRED:
        after = timezone.now() + timedelta(days=(demand.closes_on - timezone.localdate()).days + 2)
        demand = demands.expire_demand(demand=demand, now=after)
    return demand


def _alliance_of(side: Any) -> Alliance:
    """The first alliance that the organisation belongs to, made if there is none."""
    member = Membership.objects.active().filter(organisation_id=side.pk).order_by("pk").first()
    member = member or MembershipFactory(organisation=side.organisation)
    return member.alliance


def make_match(
    *, world: "World | None" = None, demand: Demand | None = None, state: str = MatchState.SUGGESTED
) -> Match:
    """The best match of a published demand (of `world` by default), walked to a state."""
    if demand is None:
        demand = publish_in(world or make_world())
    run = matches.match_demand(demand=demand, revision=demand.revision)
    match = Match.objects.filter(run=run).order_by("rank").first()
    assert match is not None, "no program of the demand's alliances teaches what it asks for"
    school = editor_of(match.program.school)
    if state in (MatchState.INTERESTED, MatchState.ACCEPTED):
        match = matches.respond_to_match(match=match, by=school)
    if state == MatchState.ACCEPTED:
        match = matches.accept_match(match=match, by=editor_of(demand.enterprise))
    if state == MatchState.DECLINED:
        match = matches.decline_match(match=match, by=school, reason="No free places.")
    if state == MatchState.EXPIRED:
        after = timezone.now() + timedelta(days=match.alliance.answer_days + 2)
        match = matches.expire_match(match=match, now=after)
    if state == MatchState.SUPERSEDED:
        changed = demands.revise_demand(
            demand=demand, by=editor_of(demand.enterprise), fields={"headcount": 31}
        )
        matches.match_demand(demand=changed, revision=changed.revision)
        match.refresh_from_db()
    return match


PROJECT_WALK = {
    ProjectState.DRAFTED: (),
    ProjectState.APPROVING: ("submit",),
    ProjectState.SIGNED: ("submit", "approve", "sign"),
    ProjectState.RUNNING: ("submit", "approve", "sign", "start"),
    ProjectState.COMPLETED: ("submit", "approve", "sign", "start", "complete"),
    ProjectState.TERMINATED: ("submit", "approve", "sign", "terminate"),
    ProjectState.CLOSED: ("submit", "approve", "sign", "start", "complete", "close"),
}


def make_project(
    *,
    world: "World | None" = None,
    match: Match | None = None,
    state: str = ProjectState.DRAFTED,
    **fields: Any,
) -> Project:
    """The project of an accepted match, walked to a state by its three sides."""
    match = match or make_match(world=world, state=MatchState.ACCEPTED)
    values = {"kind": ProjectKind.ORDER_CLASS, "title": "Order class 2026", "seats": 30, **fields}
    project = projects.open_project(
        match=match, by=editor_of(match.demand.enterprise), fields=values
    )
    for move in PROJECT_WALK[ProjectState(state)]:
        school, secretary = editor_of(project.school), secretary_of(project.alliance)
        if move == "approve":
            for side in (school, editor_of(project.enterprise), secretary):
                project = projects.approve_project(project=project, by=side)
        elif move == "terminate":
            project = projects.terminate_project(project=project, by=school, reason="No teacher.")
        elif move == "close":
            project = projects.close_project(project=project, by=secretary)
        else:
            project = getattr(projects, f"{move}_project")(project=project, by=school)
    return project


def make_result(
    *,
    world: "World | None" = None,
    project: Project | None = None,
    state: str = ResultState.DRAFT,
    audience: str = Audience.ALLIANCE,
    confirms: Industry | None = None,
    **fields: Any,
) -> Result:
    """A result of a running project, written by its school, walked to a state."""
    project = project or make_project(world=world, state=ProjectState.RUNNING)
    author, secretary = editor_of(project.school), secretary_of(project.alliance)
    values = {
        "kind": ResultKind.COURSE,
        "level": ResultLevel.PROVINCIAL,
        "title": "Course on power electronics",
        "achieved_on": timezone.localdate(),
        "evidence": "Certificate 2026-17, filed with the province.",
        **fields,
    }
    result = results.enter_result(
        organisation=project.school.organisation, by=author, fields=values, project=project
    )
    if state == ResultState.DRAFT:
        return result
    result = results.submit_result(result=result, by=author)
    if state == ResultState.RETURNED:
        return results.return_result(result=result, by=secretary, reason="Name the certificate.")
    if state == ResultState.SUBMITTED:
        return result
    result = results.verify_result(result=result, by=secretary, confirms=confirms)
    if state == ResultState.VERIFIED:
        return result
    result = results.share_result(result=result, by=author, audience=Audience(audience))
    if state == ResultState.WITHDRAWN:
        result = results.withdraw_result(result=result, by=author, reason="Replaced by a new one.")
    return result


def make_run(
    *, framework: Framework | None = None, as_of: date | None = None, done: bool = True
) -> AlignmentRun:
    """An alignment run of the framework's region, computed unless `done=False`."""
    framework = framework or FrameworkFactory()
    run = queue_run(
        region=framework.region, as_of=as_of or timezone.localdate(), framework=framework
    )
    if done:
        compute_run(run_id=run.pk)
        run.refresh_from_db()
    return run


# -- a small world ----------------------------------------------------------------------------


@dataclass
class World:
    """One alliance and the people around it. All users are managers of their organisation."""

    region: Region
    alliance: Alliance
    framework: Framework
    secretariat: Organisation
    school: School
    program: Program
    enterprise: Enterprise
    bureau: Organisation
    skills: list[Skill]
    occupation: Occupation
    industry: Industry
    school_user: User
    enterprise_user: User
    secretary: User
    bureau_user: User
    foreign: "World | None" = None


def make_world(region: str = CHENZHOU) -> World:
    """An alliance with one school, one verified enterprise, its secretariat and a bureau.

    The program teaches the world's two skills and leads to its industry and occupation.
    """
    place = RegionFactory(code=region)
    alliance = AllianceFactory(region=place)
    school = SchoolFactory(organisation__region=place, member_of=alliance)
    enterprise = EnterpriseFactory(organisation__region=place, member_of=alliance)
    bureau = OrganisationFactory(kind=OrganisationKind.PUBLIC_BODY, region=place)
    skills = [SkillFactory(), SkillFactory()]
    occupation, industry = OccupationFactory(), IndustryFactory()
    program = ProgramFactory(school=school, skills=skills)
    CrosswalkLinkFactory(program=program, industry=industry)
    CrosswalkLinkFactory(program=program, occupation=occupation)

    def manager(organisation: Any) -> User:
        return UserFactory(organisation=organisation, role=Role.MANAGER)

    return World(
        region=place,
        alliance=alliance,
        framework=FrameworkFactory(region=place),
        secretariat=alliance.secretariat,
        school=school,
        program=program,
        enterprise=enterprise,
        bureau=bureau,
        skills=skills,
        occupation=occupation,
        industry=industry,
        school_user=manager(school),
        enterprise_user=manager(enterprise),
        secretary=manager(alliance.secretariat),
        bureau_user=manager(bureau),
    )


def world() -> World:
    """Chenzhou's small world, with Yangquan's as `.foreign`."""
    home = make_world(CHENZHOU)
    home.foreign = make_world(YANGQUAN)
    return home


def publish_in(home: World, **fields: Any) -> Demand:
    """A published demand of the world's enterprise for the skills that its program teaches."""
    return DemandFactory(
        **{
            "enterprise": home.enterprise,
            "skills": home.skills,
            "occupation": home.occupation,
            "published": True,
            **fields,
        }
    )

"""Rows for tests: every default is fixed or counted, nothing is drawn at random.

Registers (organisations, programs, links) are inserted as they are; what has a life (demands,
matches, projects, results, runs) is walked to its state by the portal's own actions.
`world()` gives one alliance with everybody in it and a foreign one beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import Organisation, OrganisationRole, User
from alliance.alignment.actions import compute_run, queue_run
from alliance.alignment.models import AlignmentRun
from alliance.collaboration import inputs
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
from alliance.consortia.enums import AllianceKind, MembershipState
from alliance.consortia.models import Alliance, Framework, KeyIndustry, Membership
from alliance.lib.uscc import check_digit
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import CatalogueProgram, Industry, Occupation, Region, Skill
from enterprises import actions as demands
from enterprises.enums import DemandKind, DemandState, EnterpriseSize
from enterprises.models import Demand, DemandSkill, Enterprise
from programs.enums import LinkKind, SchoolTier
from programs.models import CrosswalkLink, Program, ProgramSkill, School

PASSWORD = "correct-horse-battery"

CHENZHOU, YANGQUAN = "431000", "140300"
SOFTWARE_INDUSTRY, POWER_INDUSTRY = "6513", "3824"
SOFTWARE_ENGINEER = "2-02-10-03"

REGION_NAMES = {
    "430000": "湖南省",
    "431000": "郴州市",
    "431002": "北湖区",
    "140000": "山西省",
    "140300": "阳泉市",
    "140302": "城区",
}
INDUSTRY_NAMES = {
    "I": "信息传输、软件和信息技术服务业",
    "65": "软件和信息技术服务业",
    "651": "软件开发",
    "6513": "应用软件开发",
    "C": "制造业",
    "38": "电气机械和器材制造业",
    "382": "输配电及控制设备制造",
    "3824": "电力电子元器件制造",
}
SECTIONS = {"65": "I", "38": "C"}

_organisations = count(1)


# -- code lists -------------------------------------------------------------------------------


class RegionFactory(DjangoModelFactory):
    """Chenzhou unless a code is given; the regions above it come with it."""

    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = CHENZHOU
    scheme = "GB/T 2260"
    edition = "2023"
    name = factory.LazyAttribute(lambda o: REGION_NAMES.get(o.code, f"地区 {o.code}"))
    level = factory.LazyAttribute(
        lambda o: 1 if o.code.endswith("0000") else 2 if o.code.endswith("00") else 3
    )

    @factory.lazy_attribute
    def parent(self):
        above = {1: None, 2: f"{self.code[:2]}0000", 3: f"{self.code[:4]}00"}[self.level]
        return RegionFactory(code=above) if above else None


class IndustryFactory(DjangoModelFactory):
    """Application software unless a code is given; the classes above it come with it."""

    class Meta:
        model = Industry
        django_get_or_create = ("code",)

    code = SOFTWARE_INDUSTRY
    scheme = "GB/T 4754"
    edition = "2017"
    name = factory.LazyAttribute(lambda o: INDUSTRY_NAMES.get(o.code, f"行业 {o.code}"))
    level = factory.LazyAttribute(lambda o: len(o.code))

    @factory.lazy_attribute
    def parent(self):
        above = self.code[:-1] if len(self.code) > 2 else SECTIONS.get(self.code)
        return IndustryFactory(code=above) if above else None


class OccupationFactory(DjangoModelFactory):
    class Meta:
        model = Occupation
        django_get_or_create = ("code",)

    code = SOFTWARE_ENGINEER
    scheme = "PRC occupations"
    edition = "2022"
    name = factory.LazyAttribute(
        lambda o: "计算机软件工程技术人员" if o.code == SOFTWARE_ENGINEER else f"职业 {o.code}"
    )
    level = factory.LazyAttribute(lambda o: o.code.count("-") + 1)


class CatalogueProgramFactory(DjangoModelFactory):
    """A new code each time: a school has one open program of each code and level."""

    class Meta:
        model = CatalogueProgram
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{910_000 + n}")
    scheme = "vocational"
    edition = "2021"
    name = factory.LazyAttribute(lambda o: f"专业 {o.code}")
    level = ProgramLevel.HIGHER


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"TS-{n:05d}")
    scheme = "own"
    edition = "1"
    name = factory.LazyAttribute(lambda o: f"Skill {o.code}")
    name_en = factory.LazyAttribute(lambda o: o.name)
    name_zh = factory.LazyAttribute(lambda o: f"技能 {o.code}")
    category = "technical"


# -- organisations and people -----------------------------------------------------------------


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.ASSOCIATION
    name = factory.LazyFunction(lambda: f"单位 {next(_organisations)}")
    region = factory.SubFactory(RegionFactory)

    @factory.lazy_attribute_sequence
    def uscc(self, n):
        body = f"91{self.region.code}MA{n:07d}"
        return body + check_digit(body)


class UserFactory(DjangoModelFactory):
    """`organisation=` (an Organisation, School or Enterprise) with `role=` makes it act for it."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@people.test")
    name = factory.LazyAttribute(lambda o: o.email.partition("@")[0])
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, organisation=None, role=Role.EDITOR, **kwargs):
        user = User.objects.create_user(**kwargs)
        if organisation is not None:
            own = (
                organisation
                if isinstance(organisation, Organisation)
                else organisation.organisation
            )
            OrganisationRoleFactory(user=user, organisation=own, role=role)
        return user


class OrganisationRoleFactory(DjangoModelFactory):
    class Meta:
        model = OrganisationRole

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.EDITOR


class AllianceFactory(DjangoModelFactory):
    """A regional consortium with an association as its secretariat."""

    class Meta:
        model = Alliance

    kind = AllianceKind.REGIONAL_CONSORTIUM
    name = factory.Sequence(lambda n: f"产教联合体 {n}")
    region = factory.SubFactory(RegionFactory)
    secretariat = factory.SubFactory(
        OrganisationFactory,
        kind=OrganisationKind.ASSOCIATION,
        region=factory.SelfAttribute("..region"),
    )


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    alliance = factory.SubFactory(AllianceFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    state = MembershipState.ACTIVE
    joined_on = date(2024, 3, 1)
    left_on = factory.LazyAttribute(
        lambda o: date(2025, 3, 1) if o.state == MembershipState.LEFT else None
    )


class _Side(DjangoModelFactory):
    """A school or an enterprise; `member_of=` an alliance (or several) makes it a member."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, member_of=(), **kwargs):
        side = super()._create(model_class, *args, **kwargs)
        for alliance in [member_of] if isinstance(member_of, Alliance) else member_of:
            MembershipFactory(alliance=alliance, organisation=side.organisation)
        return side


class SchoolFactory(_Side):
    class Meta:
        model = School

    organisation = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.SCHOOL)
    tier = SchoolTier.HIGHER


class EnterpriseFactory(_Side):
    """Verified, so its demands publish on submit; `verified=False` for one that is checked."""

    class Meta:
        model = Enterprise

    organisation = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.ENTERPRISE)
    industry = factory.SubFactory(IndustryFactory)
    size = EnterpriseSize.MEDIUM
    verified_at = factory.LazyAttribute(lambda o: timezone.now() if o.verified else None)
    verified_by = factory.Maybe("verified", factory.SubFactory(UserFactory), None)

    class Params:
        verified = True


def editor_of(organisation: Any) -> User:
    """Somebody who writes for the organisation (School and Enterprise too), made if missing.

    A new object each time, so no scope of an earlier moment sticks to it.
    """
    writers = (Role.EDITOR, Role.MANAGER)
    held = OrganisationRole.objects.filter(
        organisation_id=organisation.pk, role__in=writers, is_active=True, user__is_active=True
    ).order_by("pk")
    found = held.first()
    return User.objects.get(pk=found.user_id) if found else UserFactory(organisation=organisation)


def secretary_of(alliance: Alliance) -> User:
    """Somebody who writes for the alliance's secretariat."""
    return editor_of(alliance.secretariat)


# -- programs and frameworks ------------------------------------------------------------------


class ProgramFactory(DjangoModelFactory):
    """`skills=` of Skill rows, codes or (code, level) pairs; one new skill at level 3 by default."""

    class Meta:
        model = Program

    school = factory.SubFactory(SchoolFactory)
    catalogue_program = factory.SubFactory(CatalogueProgramFactory)
    name = factory.LazyAttribute(lambda o: o.catalogue_program.name)
    level = factory.LazyAttribute(lambda o: o.catalogue_program.level)
    intake = 60
    enrolment = 180
    graduates = 55
    opened_on = date(2020, 9, 1)

    @classmethod
    def _create(cls, model_class, *args, skills=None, **kwargs):
        program = super()._create(model_class, *args, **kwargs)
        for code, level in _graded([SkillFactory()] if skills is None else skills, 3):
            ProgramSkill.objects.create(program=program, skill_id=code, level=level)
        _forget_programs()
        return program


class CrosswalkLinkFactory(DjangoModelFactory):
    """To the software industry, or to what `industry=` or `occupation=` names."""

    class Meta:
        model = CrosswalkLink

    program = factory.SubFactory(ProgramFactory)
    occupation = None
    industry = factory.Maybe("occupation", None, factory.SubFactory(IndustryFactory))
    weight = Decimal("1.0000")
    kind = LinkKind.CONFIRMED
    source = "register"
    valid_from = date(2021, 1, 1)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        link = super()._create(model_class, *args, **kwargs)
        _forget_programs()
        return link


def _forget_programs() -> None:
    # Matching keeps its table until an event says that programs changed; factories insert
    # register rows without one.
    inputs._table.cache_clear()


def _graded(skills: Sequence[Any], usual: int) -> list[tuple[str, int]]:
    found = []
    for skill in skills:
        code, level = skill if isinstance(skill, tuple) else (skill, usual)
        found.append((code.pk if isinstance(code, Skill) else code, level))
    return found


class FrameworkFactory(DjangoModelFactory):
    """In force since 2022; `industries=` codes of key industries, software by default."""

    class Meta:
        model = Framework
        django_get_or_create = ("region", "name", "valid_from")

    region = factory.SubFactory(RegionFactory)
    name = "2+4+N"
    valid_from = date(2022, 1, 1)

    @classmethod
    def _create(cls, model_class, *args, industries=(SOFTWARE_INDUSTRY,), **kwargs):
        framework = super()._create(model_class, *args, **kwargs)
        for place, code in enumerate(industries):
            KeyIndustryFactory(
                framework=framework, industry=IndustryFactory(code=code), position=place
            )
        return framework


class KeyIndustryFactory(DjangoModelFactory):
    class Meta:
        model = KeyIndustry
        django_get_or_create = ("framework", "industry")

    framework = factory.SubFactory(FrameworkFactory)
    industry = factory.SubFactory(IndustryFactory)
    group = factory.LazyAttribute(lambda o: o.industry.name)


# -- the loop, walked by actions --------------------------------------------------------------


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
        for code, level in _graded([SkillFactory()] if skills is None else skills, 2):
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

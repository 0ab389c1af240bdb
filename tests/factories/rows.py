"""Registers: code lists, organisations, people, alliances, programs and links, inserted as they are."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import Organisation, OrganisationRole, User
from alliance.collaboration import inputs
from alliance.consortia.enums import AllianceKind, MembershipState
from alliance.consortia.models import Alliance, Framework, KeyIndustry, Membership
from alliance.lib.uscc import check_digit
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import CatalogueProgram, Industry, Occupation, Region, Skill
from enterprises.enums import EnterpriseSize
from enterprises.models import Enterprise
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
        for code, level in graded([SkillFactory()] if skills is None else skills, 3):
            ProgramSkill.objects.create(program=program, skill_id=code, level=level)
        forget_programs()
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
        forget_programs()
        return link


def forget_programs() -> None:
    # Matching keeps its table until an event says that programs changed; factories insert
    # register rows without one.
    inputs._table.cache_clear()


def graded(skills: Sequence[Any], usual: int) -> list[tuple[str, int]]:
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

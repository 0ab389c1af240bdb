"""One computed run with figures of many kinds, some of them of few persons."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories as make
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory

COUNTIES = (
    ("431002", 120, True, 45),
    ("431002", 80, False, 40),
    ("431003", 4, True, 3),
    ("431021", 240, True, 50),
    ("431022", 90, False, 0),
)
"""County, students, whether the program serves the key industry, graduates surveyed."""


@pytest.fixture
def home(db) -> make.World:
    return make.world()


@pytest.fixture
def run(home):
    """Programs of several schools and counties, demands, and outcomes; some of few persons."""
    industry, power = make.IndustryFactory(), make.IndustryFactory(code=make.POWER_INDUSTRY)
    today = timezone.localdate()
    for place, (county, students, serves, surveyed) in enumerate(COUNTIES):
        school = make.SchoolFactory(
            organisation__region=make.RegionFactory(code=county), member_of=home.alliance
        )
        listed = make.CatalogueProgramFactory(
            class_code=f"45{place % 2:02d}", class_name=f"专业类 {place % 2}"
        )
        program = make.ProgramFactory(
            school=school,
            catalogue_program=listed,
            enrolment=students,
            graduates=students // 3,
            skills=home.skills,
        )
        make.CrosswalkLinkFactory(program=program, industry=industry if serves else power)
        make.CrosswalkLinkFactory(program=program, occupation=home.occupation)
        cohort = CohortFactory(program=program, year=today.year - 1)
        for n in range(surveyed):
            works = n % 3 == 1
            OutcomeFactory(
                graduate=GraduateFactory(cohort=cohort),
                measured_on=today - timedelta(days=30),
                destination=("seeking", "employed", "further_study")[n % 3],
                related=n % 2 == 0 if works else None,
                local=n % 4 != 0 if works else None,
            )
    make.publish_in(home, headcount=30)
    return make.make_run(framework=home.framework, as_of=today)


@pytest.fixture
def browse():
    """`browse(user)` reads as that person, `browse()` as a stranger; `zh` in Chinese."""

    def browser(user=None, *, zh: bool = False) -> Client:
        client = Client(headers={"accept-language": "zh-hans" if zh else "en"})
        if user is not None:
            client.force_login(user)
        return client

    return browser

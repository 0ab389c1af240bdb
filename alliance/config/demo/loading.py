"""Loading one region: one transaction for the records, then the work that they owe."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from alliance.accounts.enums import OrganisationKind
from alliance.accounts.models import Organisation, User
from alliance.alignment.actions import compute_run, main_framework, queue_run
from alliance.alignment.enums import RunState
from alliance.alignment.models import AlignmentRun
from alliance.config.demo import people, stage
from alliance.config.demo.changes import tell_scenarios
from alliance.config.demo.claims import create_claims, create_indicators
from alliance.config.demo.people import Account, Cast
from alliance.config.demo.records import Clerk
from alliance.config.demo.story import Teller
from alliance.config.demo.talent import create_exchanges, create_outcomes
from alliance.consortia.models import Alliance, Framework
from alliance.events.drain import drain
from alliance.reference.models import Region

YEAR_ENDS = (2023, 2024, 2025)
"""Rates of past years show what launching and closing programs moved."""


@dataclass(frozen=True)
class DemoRegion:
    """One region of the demo: its folder, its code, who signs in, numbers that sources fix."""

    name: str
    code: str
    secretariat: str
    accounts: tuple[Account, ...]
    persons: dict[tuple[str, str], dict[str, int]]


PLATFORM = Account("admin@demo.test", "平台管理员", "platform", staff=True, superuser=True)

CHENZHOU = DemoRegion(
    name="chenzhou",
    code="431000",
    secretariat="association",
    accounts=(
        Account("secretariat@demo.test", "欧阳岚", "association", staff=True),
        Account("enterprise@demo.test", "尹朝晖", "jinling"),
        Account("enterprise2@demo.test", "雷铸生", "zhuyuan"),
        Account("school@demo.test", "谷雨晴", "chenjiang"),
        Account("school2@demo.test", "段桂生", "guiyang"),
        Account("bureau@demo.test", "邝一鸣", "bureau"),
    ),
    persons={
        ("chenjiang", "530802"): {"intake": 420, "enrolment": 1218, "graduates": 391},
        ("guiyang", "710103"): {"intake": 210, "enrolment": 612, "graduates": 200},
    },
)
YANGQUAN = DemoRegion(
    name="yangquan",
    code="140300",
    secretariat="association",
    accounts=(Account("yangquan@demo.test", "郗漾", "association", staff=True),),
    persons={},
)
SHANDONG = DemoRegion(
    name="shandong",
    code="370000",
    secretariat="association",
    accounts=(Account("shandong@demo.test", "亓海澜", "association", staff=True),),
    persons={},
)
SAMPLES = DemoRegion(
    name="samples",
    code="450000",
    secretariat="centre",
    accounts=(Account("samples@demo.test", "储雁", "centre", staff=True),),
    persons={},
)
"""Small alliances of many places, run by one secretariat that sits where the first of them is."""

REGIONS = {region.name: region for region in (CHENZHOU, YANGQUAN, SHANDONG, SAMPLES)}


def is_loaded(region: DemoRegion) -> bool:
    return Alliance.objects.filter(is_demo=True, region_id=region.code, parent=None).exists()


def load(region: DemoRegion, *, now: datetime) -> None:
    """Write the region's records through the actions of its people."""
    with transaction.atomic():
        more = {} if User.objects.filter(email=PLATFORM.email).exists() else platform(region)
        organisations = stage.create_organisations(region.name, region.code, more)
        accounts = (*region.accounts, *((PLATFORM,) if more else ()))
        people.create_accounts(accounts, organisations)
        people.create_coordinators(region.name, organisations)
        alliances = stage.create_alliances(
            region.name, organisations, organisations[region.secretariat]
        )
        cast = Cast(organisations)
        secretariat = cast.of(region.secretariat)
        stage.admit_members(region.name, organisations, alliances, cast, secretariat)
        stage.verify_enterprises(region.name, organisations, secretariat)
        stage.publish_frameworks(region.name, region.code, secretariat)
        programs = stage.create_programs(
            region.name, organisations, cast, secretariat, region.persons
        )
        create_outcomes(region.name, programs, organisations)
        create_exchanges(region.name, organisations)
        Teller(
            region=region.name,
            now=now,
            cast=cast,
            organisations=organisations,
            alliances=alliances,
            programs=programs,
            secretariat=region.secretariat,
        ).tell()
        Clerk(
            region=region.name,
            now=now,
            cast=cast,
            secretariat=region.secretariat,
            organisations=organisations,
            alliances=alliances,
            programs=programs,
        ).enter_all()
        create_indicators(by=User.objects.get(email=PLATFORM.email), now=now)
        create_claims(
            region.name,
            region.code,
            organisations=organisations,
            alliances=alliances,
            by=secretariat,
            now=now,
        )


def platform(region: DemoRegion) -> dict[str, Organisation]:
    """The operator of the platform; it belongs to no alliance."""
    operator = Organisation.objects.create(
        kind=OrganisationKind.PUBLIC_BODY,
        name="产教融合平台运营中心",
        name_en="Platform Operations Centre",
        region_id=region.code,
        is_demo=True,
    )
    return {"platform": operator}


def work_off(region: DemoRegion, *, now: datetime) -> None:
    """Do what is owed and compute the rates, so that the first page already shows them."""
    while drain(limit=1000):
        pass
    place, today = Region.objects.get(pk=region.code), timezone.localdate(now)
    for day in (*(date(year, 12, 31) for year in YEAR_ENDS), today):
        main = main_framework(place, day)
        if main is not None and day <= today:
            queue_run(region=place, as_of=day, framework=main)
    for older in Framework.objects.filter(region=place, is_main=False).order_by("pk"):
        queue_run(region=place, as_of=today, framework=older)
    queued = AlignmentRun.objects.filter(region=place, state=RunState.QUEUED).order_by("pk")
    for run in list(queued.values_list("pk", flat=True)):
        compute_run(run_id=run)
    tell_scenarios(region.name, now=now)


def accounts_of(regions: list[DemoRegion]) -> list[Account]:
    return [account for region in regions for account in region.accounts] + [PLATFORM]

"""What the sources quote, row by row of the table of mechanisms, and how it is counted by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from alliance.accounts.enums import OrganisationKind
from alliance.collaboration.models import (
    Facility,
    FacilityService,
    Result,
    Subsidy,
    TrainingClass,
)
from alliance.consortia.models import (
    Agreement,
    Alliance,
    Framework,
    Meeting,
    Membership,
    Policy,
    Seat,
)
from programs.models import Course, Program
from talent.enums import WORKING
from talent.models import Exchange, Graduate, Outcome, TrainingBatch
from tests.demo.counting import (
    COLD,
    LEAD_SCHOOL,
    LONG_PARTNER,
    TODAY,
    TRADE,
    at,
    awards,
    changes,
    experts,
    forum,
    into_real_economy,
    of_lead_school,
    oldest_partnership,
    pipeline,
    placed_in_shandong,
    published,
    reached,
    share,
    total,
    trained,
)


@dataclass(frozen=True)
class Quoted:
    """A figure of a row of the mission's table: the claim's first words, and both counts."""

    row: int
    wording: str
    by_hand: Callable[[], int | Decimal]
    quoted: Decimal | float
    how: str = "exactly"
    places: int = 0

    def holds(self, value):
        if self.how == "at least":
            return value >= self.quoted
        if self.how == "about":
            return abs(value - Decimal(self.quoted)) <= Decimal(self.quoted) / 10
        return round(Decimal(value), self.places) == Decimal(str(self.quoted))


FIGURES = [
    Quoted(1, "15 consortia", lambda: Alliance.objects.consortia().in_region("1403").count(), 15),
    Quoted(
        2, "Industry frameworks", lambda: Framework.objects.filter(region_id="140300").count(), 2
    ),
    Quoted(
        2,
        "5 special talent",
        lambda: Policy.objects.filter(region_id="140300", kind="talent").count(),
        5,
    ),
    Quoted(
        3,
        "40+ industry professors",
        lambda: Exchange.objects.in_region("1403").to_school().count(),
        40,
        "at least",
    ),
    Quoted(
        3,
        "70+ educators",
        lambda: Exchange.objects.in_region("1403").to_enterprise().count(),
        70,
        "at least",
    ),
    Quoted(
        4,
        "“Degree + skills” certification and engineer evaluation: 280+",
        lambda: experts("candidates"),
        280,
        "at least",
    ),
    Quoted(
        4,
        "“Degree + skills” certification and engineer evaluation: 230",
        lambda: experts("passed"),
        230,
    ),
    Quoted(
        5,
        "Nearly 4 million yuan",
        lambda: total(Subsidy.objects.in_region("1403").filter(kind="grant"), "amount"),
        4_000_000,
        "about",
    ),
    Quoted(7, "83.6 % of secondary", lambda: published("secondary"), 0.836, places=3),
    Quoted(7, "75.0 % of higher", lambda: published("higher"), 0.75, places=3),
    Quoted(
        8, "Secondary 2024: 8 programs out", lambda: changes("discontinue", "secondary", 2024), 8
    ),
    Quoted(8, "Secondary 2024: 8 programs in", lambda: changes("launch", "secondary", 2024), 8),
    Quoted(
        8,
        "Higher vocational over two years: 19",
        lambda: changes("discontinue", "higher", 2023, 2024),
        19,
    ),
    Quoted(
        8,
        "Higher vocational over two years: 7",
        lambda: changes("downsize", "higher", 2023, 2024),
        7,
    ),
    Quoted(
        8,
        "Higher vocational over two years: 22",
        lambda: changes("launch", "higher", 2023, 2024),
        22,
    ),
    Quoted(
        9, "100,000+ person-times", lambda: trained("4310", "person_times"), 100_000, "at least"
    ),
    Quoted(9, "60,000+ skilled", lambda: trained("4310", "certificates"), 60_000, "at least"),
    Quoted(
        10,
        "New energy school and research centre: 1,000+",
        lambda: total(
            FacilityService.objects.filter(at("4310", "facility__region__code")), "persons"
        ),
        1000,
        "at least",
    ),
    Quoted(
        10,
        "New energy school and research centre: 20+",
        lambda: FacilityService.objects.filter(at("4310", "facility__region__code")).enterprises(),
        20,
        "at least",
    ),
    Quoted(11, "Jiahe casting: 600+", lambda: pipeline("431024"), 600, "at least"),
    Quoted(
        11,
        "Jiahe casting: half",
        lambda: share(reached("431024", local=True), reached("431024", destination__in=WORKING)),
        0.5,
        places=1,
    ),
    Quoted(11, "Linwu gemstones: 400+", lambda: pipeline("431025"), 400, "at least"),
    Quoted(11, "Yongxing silver: 500+", lambda: pipeline("431023"), 500, "at least"),
    Quoted(
        12,
        "Rucheng “Skills for All” since 2018",
        lambda: trained("431026", kind="resident", started_on__year__gte=2018),
        100_000,
        "at least",
    ),
    Quoted(
        12,
        "Rucheng “Skills for All”: 92.6",
        lambda: share(trained("431026", "employed"), trained("431026")),
        0.926,
        places=3,
    ),
    Quoted(
        12,
        "Zixing “One Household, One Skilled Worker”: 81,000",
        lambda: trained("431081", kind="resident"),
        81_000,
    ),
    Quoted(
        12,
        "Zixing “One Household, One Skilled Worker”: 32,000",
        lambda: trained("431081", "employed"),
        32_000,
    ),
    Quoted(
        12,
        "Zixing “One Household, One Skilled Worker”: 38,000",
        lambda: trained("431081", "families"),
        38_000,
    ),
    Quoted(12, "Guiyang Farmer College: 1,427", lambda: trained("431021", kind="farmer"), 1427),
    Quoted(12, "Guiyang Farmer College: 196", lambda: trained("431021", "leaders"), 196),
    Quoted(
        13,
        "JD.com base on campus",
        lambda: share(
            Outcome.objects.filter(
                graduate__cohort__label="京东物流校园实训基地", related=True
            ).count(),
            Graduate.objects.filter(cohort__label="京东物流校园实训基地").count(),
        ),
        0.563,
        places=3,
    ),
    Quoted(
        14,
        "Guiyang co-cultivation base for electronics: 3,000",
        lambda: Facility.objects.get(name="桂阳电子信息共育基地").area_m2,
        3000,
    ),
    Quoted(
        14,
        "Guiyang co-cultivation base for electronics: 98.5",
        lambda: share(reached("431021", destination="employed"), reached("431021")),
        0.985,
        places=3,
    ),
    Quoted(
        14,
        "Guiyang co-cultivation base for electronics: 68",
        lambda: share(reached("431021", local=True), reached("431021", destination="employed")),
        0.68,
        places=2,
    ),
    Quoted(
        15,
        "52 professionals lectured",
        lambda: (
            Exchange.objects.in_region("4310")
            .filter(kind="visiting_expert", started_on__year=2024)
            .count()
        ),
        52,
    ),
    Quoted(
        16,
        "Free Trade Zone New Materials and IT alliance: 107",
        lambda: Membership.objects.active().filter(alliance__name=TRADE).count(),
        107,
    ),
    Quoted(
        16,
        "Free Trade Zone New Materials and IT alliance: 186",
        lambda: Agreement.objects.in_force(TODAY()).filter(alliance__name=TRADE).count(),
        186,
    ),
    Quoted(
        16,
        "5,000+ a year",
        lambda: total(
            TrainingClass.objects.filter(alliance__name=TRADE, ended_on__year=2025), "graduates"
        ),
        5000,
        "at least",
    ),
    Quoted(
        17,
        "Order-based training in Linyi",
        lambda: trained("3713", kind="order_based", started_on__year=2024),
        500,
        "at least",
    ),
    Quoted(17, "More than 95 % of graduates", placed_in_shandong, 0.95, "at least"),
    Quoted(
        18,
        "Ice Wheel and Shandong Business Vocational College: about 50",
        oldest_partnership,
        50,
        "about",
    ),
    Quoted(
        18,
        "Ice Wheel and Shandong Business Vocational College: about 10,000",
        lambda: total(
            TrainingBatch.objects.filter(enterprise__organisation__name=LONG_PARTNER), "persons"
        ),
        10_000,
        "about",
    ),
    Quoted(
        19,
        "Cold-chain program cluster",
        lambda: Program.objects.filter(clusters__name="冷链物流专业群").count(),
        4,
    ),
    Quoted(
        19,
        "“Digital Operation Engineer",
        lambda: (
            Course.objects.exclude(job_titles="")
            .filter(school__organisation__name=LEAD_SCHOOL)
            .count()
        ),
        2,
    ),
    Quoted(
        20,
        "7 committees",
        lambda: (
            Seat.objects.held_on(TODAY())
            .filter(alliance__name=COLD, post="committee_director")
            .values("committee")
            .distinct()
            .count()
        ),
        7,
    ),
    Quoted(
        20,
        "5 groups signed",
        lambda: Agreement.objects.filter(
            alliance__name=COLD,
            signed_on=Meeting.objects.get(kind="signing", alliance__name=COLD).held_on,
        ).count(),
        5,
    ),
    Quoted(
        21,
        "Lead school: 1 national course",
        lambda: Course.objects.filter(
            school__organisation__name=LEAD_SCHOOL, kind="course", level="national"
        ).count(),
        1,
    ),
    Quoted(
        21,
        "Lead school: 4 provincial courses",
        lambda: Course.objects.filter(
            school__organisation__name=LEAD_SCHOOL, kind="course", level="provincial"
        ).count(),
        4,
    ),
    Quoted(
        21,
        "Lead school: 2,000+",
        lambda: total(
            TrainingBatch.objects.filter(organiser__name=LEAD_SCHOOL, alliance__name=COLD),
            "person_times",
        ),
        2000,
        "at least",
    ),
    Quoted(21, "Lead school: 8 national", lambda: awards("national"), 8),
    Quoted(21, "Lead school: 105 provincial", lambda: awards("provincial"), 105),
    Quoted(
        21,
        "Lead school: 100 %",
        lambda: share(of_lead_school(destination="employed"), of_lead_school()),
        1,
    ),
    Quoted(
        21,
        "Lead school: 92.3 %",
        lambda: share(of_lead_school(related=True), of_lead_school(destination="employed")),
        0.923,
        places=3,
    ),
    Quoted(
        22,
        "Excellence class of the pattern",
        lambda: (
            TrainingClass.objects.started().filter(alliance__name=COLD, pattern="2.5+1.5").count()
        ),
        1,
        "at least",
    ),
    Quoted(
        23,
        "First domestic two-stroke oil",
        lambda: (
            Result.objects.public()
            .filter(title="首款国产无人机二冲程专用油", chain_stage="commercialised")
            .count()
        ),
        1,
    ),
    Quoted(24, "Guangxi technician schools", into_real_economy, 0.6, "at least"),
    Quoted(
        25,
        "2 international centres",
        lambda: Facility.objects.filter(at("3205"), kind="international_centre").count(),
        2,
    ),
    Quoted(
        26,
        "3 bases of an alumni",
        lambda: Facility.objects.filter(host__kind=OrganisationKind.ALUMNI).count(),
        3,
    ),
    Quoted(30, "Forum in Wuxi: about 100", lambda: forum(present=True), 100, "about"),
    Quoted(30, "Forum in Wuxi: 6", lambda: forum(role="presenter"), 6),
]

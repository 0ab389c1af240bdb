"""Every mechanism that the sources name stands on record, and its figure comes out of the records.

Each figure is counted twice: by the indicator behind the claim, and here, from the rows alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Count, Q, Sum
from django.utils import timezone

from alliance.accounts.enums import OrganisationKind
from alliance.accounts.models import Organisation
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramChange
from alliance.collaboration.enums import ChainStage
from alliance.collaboration.models import (
    Adoption,
    ClassMentor,
    Facility,
    FacilityService,
    JointEvaluation,
    Project,
    Recognition,
    Result,
    Subsidy,
    TrainingClass,
)
from alliance.consortia.enums import LEADS, AllianceKind
from alliance.consortia.models import (
    Agreement,
    AgreementParty,
    Alliance,
    Assessment,
    Attendance,
    Committee,
    Framework,
    Meeting,
    Membership,
    Policy,
    Resolution,
    ResolutionTask,
    Seat,
)
from alliance.indicators.comparing import compare
from alliance.indicators.enums import AgreementKind, IndicatorKind
from alliance.indicators.figures import Question, compute_all, withheld
from alliance.indicators.models import Claim, Indicator
from alliance.registers.register import registers
from enterprises.models import Enterprise
from programs.models import Course, Program
from talent.enums import WORKING, Destination
from talent.models import Certification, Cohort, Exchange, Graduate, Outcome, TrainingBatch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

MECHANISMS = 30
TODAY = timezone.localdate


# -- counting by hand ----------------------------------------------------------------------------


def total(rows, name):
    return rows.aggregate(n=Sum(name))["n"]


def at(region, path="region__code", **conditions):
    return Q(**{f"{path}__startswith": region}, **conditions)


def within(name):
    return Alliance.objects.get(name=name)


COLD, TRADE = "冷链物流行业产教融合共同体", "自贸区新材料与信息技术人才培养联盟"
LEAD_SCHOOL, LONG_PARTNER = "海岱商务职业学院", "烟霞寒轮制冷集团有限公司"


def changes(kind, level, *years):
    found = ProgramChange.objects.filter(
        kind=kind, level=level, state="effective", effective_on__year__in=years
    )
    return found.filter(school__organisation__region__code__startswith="4310").count()


def trained(region, name="persons", **conditions):
    return total(TrainingBatch.objects.filter(at(region), **conditions), name)


def pipeline(region, name="persons"):
    return trained(region, name, kind__in=["employee", "order_based", "apprenticeship"])


def reached(region, **conditions):
    """The graduates of a place by their one outcome that meets the conditions."""
    path = "graduate__cohort__program__school__organisation__region__code"
    return Outcome.objects.filter(at(region, path), **conditions).count()


def of_lead_school(**conditions):
    school = {"graduate__cohort__program__school__organisation__name": LEAD_SCHOOL}
    return Outcome.objects.filter(**school, **conditions).count()


def share(part, whole):
    return Decimal(part) / Decimal(whole)


def published(level):
    run = AlignmentRun.objects.filter(region_id="431000", framework__name="1221").latest("as_of")
    value = IndexValue.objects.get(run=run, index="A1", level=level)
    return share(value.numerator, value.denominator)


def awards(level):
    return Result.objects.filter(
        organisation__name=LEAD_SCHOOL,
        kind="award",
        award_side="students",
        level=level,
        state="verified",
    ).count()


def into_real_economy():
    division = [f"{code:02d}" for code in range(6, 51)]
    employed = Outcome.objects.filter(
        graduate__cohort__program__school__tier="technician",
        graduate__cohort__program__school__organisation__region__code__startswith="45",
        destination=Destination.EMPLOYED,
        employer__isnull=False,
    )
    codes = employed.values_list("employer__industry__code", flat=True)
    return share(sum(code[:2] in division for code in codes), len(codes))


def placed_in_shandong():
    path = "graduate__cohort__program__school__organisation__region__code"
    rows = Outcome.objects.filter(at("37", path))
    placed = rows.filter(destination__in=[*WORKING, Destination.FURTHER_STUDY])
    return share(placed.count(), rows.count())


def experts(name):
    return total(Certification.objects.filter(at("1403")), name)


def forum(**conditions):
    rows = Attendance.objects.filter(meeting__kind="forum", organisation__kind="school")
    return rows.filter(**conditions).values("organisation").distinct().count()


def oldest_partnership():
    since = AgreementParty.objects.filter(organisation__name=LONG_PARTNER).earliest(
        "agreement__since"
    )
    day, today = since.agreement.since, TODAY()
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


# -- what the sources quote ----------------------------------------------------------------------


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


@pytest.mark.parametrize("told", FIGURES, ids=lambda told: f"row {told.row}: {told.wording}")
def test_the_indicator_the_rows_and_the_source_say_the_same(told):
    claim = Claim.objects.get(wording__startswith=told.wording)
    question = Question(
        claim.indicator,
        claim.region_id,
        claim.as_of or TODAY(),
        claim.alliance_id,
        claim.organisation_id,
    )
    [computed] = compute_all([question], registers())
    figure = withheld(claim.indicator, computed)  # as the region's public page shows it

    counted = Decimal(told.by_hand())

    assert figure.value == pytest.approx(counted, rel=Decimal("1e-6"))
    assert told.holds(counted)
    assert compare(claim, figure).kind == AgreementKind.AGREES


def test_every_claim_that_can_be_counted_is_looked_at():
    """A whole province's schools and students are counted, but most of them are not on record."""
    counted = Claim.objects.filter(indicator__isnull=False)
    beyond = counted.filter(wording__in=["547 vocational schools", "2.744 million students"])
    looked_at = [counted.get(wording__startswith=told.wording).pk for told in FIGURES]

    assert beyond.exclude(note="").count() == 2
    assert sorted(looked_at) == sorted(set(looked_at))
    assert set(looked_at) == set(counted.values_list("pk", flat=True)) - set(
        beyond.values_list("pk", flat=True)
    )


def test_what_the_portal_cannot_know_is_a_claim_without_a_figure():
    """Turnover, founders and a whole province's schools are not the portal's records."""
    alone = Claim.objects.filter(indicator=None).values_list("wording", flat=True)

    assert sorted(words.split(" ")[0] for words in alone) == ["1.6", "50", "More", "The"]
    assert all(Claim.objects.filter(indicator=None).values_list("note", flat=True))


# -- mechanisms that are no figure ---------------------------------------------------------------


def leads_of(name):
    return set(
        within(name).seats.held_on(TODAY()).filter(post__in=LEADS).values_list("post", flat=True)
    )


RECORDED = [
    (
        "1 the loop turns in Yangquan: matched projects with results",
        lambda: (
            Project.objects.filter(at("1403", "alliance__region__code"), results__isnull=False)
            .exclude(match=None)
            .exists()
        ),
        True,
    ),
    (
        "3 people on the other side who are dual teachers",
        lambda: Exchange.objects.in_region("1403").filter(dual_teacher="recognised").count(),
        59,
    ),
    (
        "5 a platform of institute, base and pilot workshop, each with its subsidy",
        lambda: set(
            Facility.objects.filter(at("1403"), subsidies__amount__gt=0).values_list(
                "kind", flat=True
            )
        ),
        {"research_institute", "training_base", "pilot_workshop"},
    ),
    (
        "6 a chain from research to the market",
        lambda: set(
            Result.objects.filter(at("1403", "organisation__region__code"), state="shared")
            .exclude(chain_stage="")
            .values_list("chain_stage", flat=True)
        ),
        set(ChainStage.values),
    ),
    (
        "11 a pipeline of herbal medicine in Anren",
        lambda: TrainingBatch.objects.filter(at("431028"), kind="order_based").count(),
        2,
    ),
    (
        "13 courses written with the enterprise on campus",
        lambda: Course.objects.filter(enterprises__name="京东物流郴州运营中心").count(),
        2,
    ),
    (
        "15 teachers who advise enterprises",
        lambda: Exchange.objects.in_region("4310").filter(kind="tech_vice_president").count(),
        6,
    ),
    (
        "16 apprentices and tailored classes, each with mentors of both sides",
        lambda: (
            TrainingClass.objects.filter(alliance__name=TRADE)
            .annotate(sides=Count("mentors__side", distinct=True))
            .filter(sides=2, state="finished")
            .count()
        ),
        24,
    ),
    (
        "17 one industry's alliance with its three leads",
        lambda: leads_of("聊城葫芦产业产教联盟"),
        set(LEADS),
    ),
    (
        "18 the long partnership is a signed agreement of both",
        lambda: set(
            AgreementParty.objects.filter(agreement__since__year=1975, state="signed").values_list(
                "organisation__name", flat=True
            )
        ),
        {LEAD_SCHOOL, LONG_PARTNER},
    ),
    (
        "19 the new job titles are taught",
        lambda: {
            title
            for course in Course.objects.filter(school__organisation__name=LEAD_SCHOOL)
            for title in course.new_jobs
        },
        {"Digital Operation Engineer for Refrigeration Systems", "Green Low-Carbon Engineer"},
    ),
    (
        "19 learners are examined together",
        lambda: JointEvaluation.objects.filter(
            program__school__organisation__name=LEAD_SCHOOL
        ).count(),
        1,
    ),
    ("20 the sector community has its three leads", lambda: leads_of(COLD), set(LEADS)),
    (
        "20 new vice-chair units by resolution of the annual meeting",
        lambda: set(
            Seat.objects.filter(
                post="vice_chair", resolution__meeting__kind="annual", alliance__name=COLD
            ).values_list("organisation__name", flat=True)
        ),
        {"鲁鲜冷链物流有限公司", "冰川冷链装备有限公司"},
    ),
    (
        "20 achievements are recognised",
        lambda: Recognition.objects.filter(alliance__name=COLD).count(),
        2,
    ),
    (
        "22 excellence classes with dual mentors in an industry college",
        lambda: set(
            ClassMentor.objects.filter(
                training_class__facility__kind="industry_college",
                training_class__project__state="running",
            ).values_list("side", flat=True)
        ),
        {"school", "enterprise"},
    ),
    (
        "23 technology vice presidents with a laboratory and bases",
        lambda: (
            Exchange.objects.in_region("4401").filter(kind="tech_vice_president").count(),
            Facility.objects.filter(at("4401"), kind="joint_lab").count(),
            Facility.objects.filter(at("4401"), kind="training_base").count(),
            Adoption.objects.filter(result__title="首款国产无人机二冲程专用油").count(),
        ),
        (3, 1, 2, 1),
    ),
    (
        "24 starting pay rose and more began than were planned",
        lambda: (
            Cohort.objects.filter(year=2025, planned__isnull=False).outcomes_on(TODAY()).pay.mean
            > Cohort.objects.filter(year=2020).outcomes_on(TODAY()).pay.mean,
            all(
                cohort.enrolled > cohort.planned
                for cohort in Cohort.objects.filter(year=2025, planned__isnull=False)
            ),
        ),
        (True, True),
    ),
    (
        "25 a strategic agreement that joins four chains",
        lambda: Agreement.objects.filter(
            kind="strategic",
            state="signed",
            innovation_chain=True,
            industry_chain=True,
            talent_chain=True,
            capital_chain=True,
        ).count(),
        1,
    ),
    (
        "26 alumni as a member",
        lambda: (
            Membership.objects.active().filter(organisation__kind=OrganisationKind.ALUMNI).count()
        ),
        1,
    ),
    (
        "27 the tools of government",
        lambda: (
            Recognition.objects.filter(
                at("5101", "organisation__region__code"), reward__gt=0
            ).count(),
            Recognition.objects.filter(kind="csr_report").count(),
            set(Subsidy.objects.in_region("5101").values_list("kind", flat=True)),
            set(Policy.objects.filter(at("5101")).values_list("kind", flat=True)),
        ),
        (2, 2, {"finance", "tax_relief"}, {"recognition", "finance", "tax"}),
    ),
    (
        "28 a council of both sides meets and agrees on how benefit is shared",
        lambda: (
            {one.kind for one in Committee.objects.get(kind="council").hosts.all()},
            Meeting.objects.held().filter(committee__kind="council").count(),
            Resolution.objects.decided().filter(meeting__committee__kind="council").count(),
            Agreement.objects.exclude(benefit_sharing="").count(),
        ),
        ({"school", "enterprise"}, 5, 1, 1),
    ),
    (
        "29 activity is told apart from what came of it",
        lambda: {
            "outcome": {"related-of-employed", "results-adopted", "problems-solved"}
            <= set(codes(IndicatorKind.OUTCOME)),
            "input": {"agreements-signed", "committees", "members"}
            <= set(codes(IndicatorKind.INPUT)),
        },
        {"outcome": True, "input": True},
    ),
    (
        "30 practice cases, a core area's tasks, training abroad",
        lambda: (
            Result.objects.public().filter(kind="practice_case").count(),
            ResolutionTask.objects.filter(plan__alliance__region__code="310115").count(),
            TrainingBatch.objects.filter(at("310115"), kind="abroad").count(),
        ),
        (6, 4, 2),
    ),
]


def codes(kind):
    return Indicator.objects.filter(kind=kind).values_list("code", flat=True)


@pytest.mark.parametrize(
    ("look", "expected"), [row[1:] for row in RECORDED], ids=[row[0] for row in RECORDED]
)
def test_the_mechanism_stands_on_record(look, expected):
    assert look() == expected


def test_every_row_of_the_table_is_looked_at():
    rows = {told.row for told in FIGURES} | {int(name.split(" ")[0]) for name, *_ in RECORDED}

    assert rows == set(range(1, MECHANISMS + 1))


def test_every_sector_community_has_exactly_one_of_each_lead():
    communities = Alliance.objects.filter(kind=AllianceKind.SECTOR_COMMUNITY)

    assert communities.count() >= 15
    assert [one.name for one in communities if one.lacking_leads(TODAY())] == []


def test_the_vice_chair_units_of_a_day_are_those_that_held_a_seat_on_it():
    seats = within("郴州市产教融合协会").seats.filter(post="vice_chair")

    def on(day):
        return set(seats.held_on(day).values_list("organisation__name", flat=True))

    before, after = on(date(2025, 4, 17)), on(date(2025, 4, 18))
    assert before == {"郴江职业技术学院", "嘉禾铸源精密铸造有限公司"}
    assert after == {"南岭工程职业学院", "嘉禾铸源精密铸造有限公司"}


def test_an_assessment_by_the_construction_standard_is_confirmed():
    assessment = Assessment.objects.get(state="confirmed")

    assert (assessment.total, assessment.vetoed) == (Decimal(92), False)


def test_what_registers_entered_is_marked_as_demonstration():
    assert not Organisation.objects.filter(is_demo=False).exists()
    assert Enterprise.objects.filter(organisation__name__startswith="烟霞").exists()

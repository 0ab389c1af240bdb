"""Mechanisms that are no figure: what stands on record of each, and how much of it."""

from django.db.models import Count

from alliance.accounts.enums import OrganisationKind
from alliance.collaboration.enums import ChainStage
from alliance.collaboration.models import (
    Adoption,
    ClassMentor,
    Facility,
    JointEvaluation,
    Project,
    Recognition,
    Result,
    Subsidy,
    TrainingClass,
)
from alliance.consortia.enums import LEADS
from alliance.consortia.models import (
    Agreement,
    AgreementParty,
    Committee,
    Meeting,
    Membership,
    Policy,
    Resolution,
    ResolutionTask,
    Seat,
)
from alliance.indicators.enums import IndicatorKind
from alliance.indicators.models import Indicator
from programs.models import Course
from talent.models import Cohort, Exchange, TrainingBatch
from tests.demo.counting import (
    COLD,
    LEAD_SCHOOL,
    LONG_PARTNER,
    TODAY,
    TRADE,
    at,
    within,
)


def leads_of(name):
    return set(
        within(name).seats.held_on(TODAY()).filter(post__in=LEADS).values_list("post", flat=True)
    )


def codes(kind):
    return Indicator.objects.filter(kind=kind).values_list("code", flat=True)


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

"""Samples of programs, people, and figures."""

from datetime import date
from decimal import Decimal

from tests import factories as f
from tests.factories import talent as t
from tests.factories.collaboration import ProgramClusterFactory
from tests.factories.indicators import IndicatorFactory
from tests.factories.scenarios import ScorecardFactory, ScorecardMetricFactory
from tests.registers.samples_base import DAY, LATER, TEXT, Sample, fresh


def programs(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "school": home.school,
            "catalogue_program": f.CatalogueProgramFactory(),
            "name": "铸造技术",
            "name_en": "Casting",
            "level": "higher",
            "intake": 80,
            "enrolment": 230,
            "graduates": 71,
            "opened_on": date(2021, 9, 1),
            "closed_on": LATER,
            "declared_key": True,
        },
        event="program.changed",
    )


def crosswalk_links(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "program": home.program,
            "industry": f.IndustryFactory(code=f.POWER_INDUSTRY),
            "weight": Decimal("0.2500"),
            "kind": "official",
            "source": "Catalogue of 2021",
        },
        event="crosswalk.changed",
    )


def program_clusters(home: f.World) -> Sample:
    other = f.ProgramFactory(school=home.school)
    return Sample(
        fresh(home.school_user),
        {
            "school": home.school,
            "name": "冷链专业群",
            "name_en": "Cold chain",
            "programs": [home.program, other],
            "lead_program": other,
            "formed_on": DAY,
        },
        {"lead_program": home.program},
    )


def courses(home: f.World) -> Sample:
    cluster = ProgramClusterFactory(school=home.school, programs=[home.program])
    return Sample(
        fresh(home.school_user),
        {
            "kind": "textbook",
            "title": "制冷系统数字化运行",
            "school": home.school,
            "program": home.program,
            "cluster": cluster,
            "enterprises": [home.enterprise.organisation],
            "level": "provincial",
            "hours": 48,
            "job_titles": "Digital Operation Engineer for Refrigeration Systems",
            "published_on": DAY,
            "isbn": "978-7-000-00000-1",
        },
        {"hours": 64},
    )


def program_changes(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "kind": "downsize",
            "school": home.school,
            "program": home.program,
            "catalogue_program": home.program.catalogue_program,
            "intake_before": 60,
            "intake_after": 30,
            "evidence": TEXT,
            "run": f.make_run(framework=home.framework, as_of=DAY),
            "effective_on": LATER,
        },
        {"intake_after": 35},
    )


def cohorts(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {"program": home.program, "year": 2025, "label": "2 班", "planned": 60, "enrolled": 57},
        {"enrolled": 58},
    )


def graduates(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {"cohort": t.CohortFactory(program=home.program), "number": "000417"},
    )


def outcomes(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "graduate": t.GraduateFactory(cohort__program=home.program),
            "measured_on": DAY,
            "destination": "employed",
            "related": True,
            "local": False,
            "employer": home.enterprise,
            "starting_pay": Decimal("4800.50"),
        },
        {"related": None},
    )


def consents(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "graduate": t.GraduateFactory(cohort__program=home.program),
            "purpose": "follow_up",
            "given_on": DAY,
        },
        {"withdrawn_on": date(2025, 9, 1)},
    )


def exchanges(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "kind": "teacher_practice",
            "school": home.school,
            "enterprise": home.enterprise,
            "alliance": home.alliance,
            "person_name": "某老师",
            "position": "Process engineer",
            "field": "Casting",
            "started_on": DAY,
            "ended_on": LATER,
            "hours": 320,
            "dual_teacher": "recognised",
            "dual_teacher_on": LATER,
        },
        {"hours": 340},
    )


def training_batches(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "organiser": home.school.organisation,
            "kind": "resident",
            "title": "一户一产业工人",
            "title_en": "One household, one worker",
            "alliance": home.alliance,
            "enterprise": home.enterprise,
            "industry": home.industry,
            "region": home.region,
            "started_on": DAY,
            "ended_on": LATER,
            "hours": 40,
            "person_times": 900,
            "persons": 600,
            "certificates": 450,
            "employed": 320,
            "local": 210,
            "families": 380,
            "leaders": 12,
        },
        {"leaders": 13},
    )


def certifications(home: f.World) -> Sample:
    return Sample(
        fresh(home.enterprise_user),
        {
            "organiser": home.bureau,
            "kind": "engineer_evaluation",
            "title": "工程师评价",
            "title_en": "Engineer evaluation",
            "level": "middle",
            "alliance": home.alliance,
            "enterprise": home.enterprise,
            "school": home.school,
            "region": home.region,
            "awarded_on": DAY,
            "candidates": 280,
            "passed": 230,
        },
        {"passed": 231},
    )


def indicators(home: f.World) -> Sample:
    measure = {"register": "programs", "where": {"level": "higher"}, "count": True}
    return Sample(
        fresh(home.bureau_user),
        {
            "code": "higher-share",
            "name": "高职专业占比",
            "name_en": "Share of higher programs",
            "kind": "input",
            "unit": "share",
            "region": home.region,
            "numerator": measure,
            "denominator": {"register": "programs", "count": True},
            "definition": TEXT,
        },
        {"definition": "By level."},
    )


def claims(home: f.World) -> Sample:
    return Sample(
        fresh(home.bureau_user),
        {
            "indicator": IndicatorFactory(region=home.region, unit="programs"),
            "region": home.region,
            "alliance": home.alliance,
            "wording": "8 programs out",
            "comparison": "at_least",
            "value": Decimal("8.0000"),
            "places": 1,
            "unit": "programs",
            "as_of": DAY,
            "source": "Published figures",
            "source_url": "https://figures.test/8",
            "published_on": LATER,
            "note": "As of spring",
        },
        {"value": Decimal("8.5000")},
    )


def region_reports(home: f.World) -> Sample:
    return Sample(fresh(home.bureau_user), {"region": home.region, "year": 2025})


def scenarios(home: f.World) -> Sample:
    return Sample(
        fresh(home.bureau_user),
        {
            "title": "Fewer, better",
            "region": home.region,
            "base_run": f.make_run(framework=home.framework, as_of=DAY),
            "framework": home.framework,
            "organisation": home.bureau,
            "shared": True,
            "note": TEXT,
        },
        {"title": "Fewer and better"},
    )


def scorecards(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "name": "Yearly card",
            "edition": "2026",
            "region": home.region,
            "valid_from": DAY,
            "valid_to": LATER,
            "discontinue_under": Decimal("20.00"),
            "downsize_under": Decimal("40.00"),
            "upgrade_from": Decimal("75.00"),
            "launch_from": Decimal("65.00"),
            "least_known": Decimal("0.60"),
            "note": TEXT,
        },
        {"launch_from": Decimal("70.00")},
    )


def scorecard_metrics(home: f.World) -> Sample:
    return Sample(
        fresh(home.bureau_user),
        {
            "scorecard": ScorecardFactory(region=home.region),
            "metric": "related",
            "weight": Decimal("2.50"),
            "higher_is_better": True,
        },
        {"weight": Decimal("3.00")},
    )


def scorecard_bands(home: f.World) -> Sample:
    return Sample(
        fresh(home.bureau_user),
        {
            "metric": ScorecardMetricFactory(scorecard__region=home.region),
            "threshold": Decimal("0.7500"),
            "points": Decimal("80.00"),
        },
        {"points": Decimal("85.00")},
    )


PEOPLE = {
    "programs": programs,
    "crosswalk-links": crosswalk_links,
    "program-clusters": program_clusters,
    "courses": courses,
    "program-changes": program_changes,
    "cohorts": cohorts,
    "graduates": graduates,
    "outcomes": outcomes,
    "consents": consents,
    "exchanges": exchanges,
    "training-batches": training_batches,
    "certifications": certifications,
    "indicators": indicators,
    "claims": claims,
    "region-reports": region_reports,
    "scenarios": scenarios,
    "scorecards": scorecards,
    "scorecard-metrics": scorecard_metrics,
    "scorecard-bands": scorecard_bands,
}

"""Samples of demands, projects, places, classes, results and honours."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from tests import factories as f
from tests.factories import collaboration as c
from tests.factories import consortia as g
from tests.registers.samples_base import DAY, LATER, TEXT, Sample, fresh


def demands(home: f.World) -> Sample:
    return Sample(
        fresh(home.enterprise_user),
        {
            "enterprise": home.enterprise,
            "kind": "order_class",
            "title": "铸造工 30 名",
            "description": TEXT,
            "headcount": 30,
            "region": home.region,
            "occupation": home.occupation,
            "closes_on": timezone.localdate() + timedelta(days=60),
        },
        event="demand.created",
    )


def projects(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "school": home.school,
            "enterprise": home.enterprise,
            "alliance": home.alliance,
            "program": home.program,
            "kind": "joint_lab",
            "title": "联合实验室",
            "description": TEXT,
            "seats": 24,
            "starts_on": DAY,
            "ends_on": LATER,
        },
        event="project.opened",
    )


def classes(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "kind": "excellence_class",
            "title": "卓越班",
            "program": home.program,
            "enterprise": home.enterprise,
            "project": f.make_project(world=home),
            "alliance": home.alliance,
            "facility": c.FacilityFactory(host=home.school.organisation),
            "pattern": "2.5+1.5",
            "seats": 40,
            "students": 38,
            "started_on": DAY,
            "ended_on": LATER,
        },
        {"students": 39},
    )


def class_mentors(home: f.World) -> Sample:
    return Sample(
        fresh(home.enterprise_user),
        {
            "training_class": c.TrainingClassFactory(
                program=home.program, enterprise=home.enterprise
            ),
            "side": "enterprise",
            "organisation": home.enterprise.organisation,
            "person_name": "某师傅",
            "started_on": DAY,
            "ended_on": LATER,
        },
        {"ended_on": None},
    )


def joint_evaluations(home: f.World) -> Sample:
    return Sample(
        fresh(home.enterprise_user),
        {
            "title": "Final examination",
            "program": home.program,
            "training_class": c.TrainingClassFactory(
                program=home.program, enterprise=home.enterprise
            ),
            "enterprise": home.enterprise,
            "evaluated_on": DAY,
            "method": "Work sample",
            "criteria": TEXT,
            "candidates": 38,
            "passed": 36,
        },
        {"passed": 37},
    )


def internships(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "kind": "orientation",
            "program": home.program,
            "enterprise": home.enterprise,
            "title": "认识实习",
            "training_class": c.TrainingClassFactory(
                program=home.program, enterprise=home.enterprise
            ),
            "alliance": home.alliance,
            "position": "Visitor",
            "persons": 20,
            "minors": 5,
            "minimum_age": 17,
            "starts_on": DAY,
            "ends_on": date(2025, 4, 30),
            "daily_hours": Decimal("6.5"),
            "weekly_hours": Decimal("32.5"),
            "night_work": True,
            "overtime": True,
            "filing": "Filed as 2025-3",
            "guardian_consents": 5,
            "tri_party_agreements": 20,
            "insured": True,
            "pay_monthly": Decimal("1200.00"),
            "pay_share": Decimal("0.8500"),
        },
        {"persons": 21},
    )


def facilities(home: f.World) -> Sample:
    school, enterprise = home.school.organisation, home.enterprise.organisation
    return Sample(
        fresh(home.school_user),
        {
            "kind": "pilot_workshop",
            "host": school,
            "name": "中试车间",
            "name_en": "Pilot workshop",
            "co_hosts": [enterprise],
            "partners": [home.secretariat, home.bureau],
            "alliance": home.alliance,
            "region": home.region,
            "area_m2": 3000,
            "capacity": 120,
            "opened_on": DAY,
            "closed_on": LATER,
            "agreement": g.AgreementFactory(alliance=home.alliance, parties=[school, enterprise]),
        },
        {"partners": [home.bureau]},
    )


def facility_services(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "facility": c.FacilityFactory(host=home.school.organisation),
            "enterprise": home.enterprise,
            "title": "Battery test",
            "served_on": DAY,
            "persons": 6,
        },
        {"persons": None},
    )


def results(home: f.World) -> Sample:
    return Sample(
        fresh(home.school_user),
        {
            "organisation": home.school.organisation,
            "alliance": home.alliance,
            "kind": "award",
            "level": "national",
            "chain_stage": "pilot",
            "award_side": "students",
            "title": "Skills competition",
            "description": TEXT,
            "achieved_on": DAY,
            "evidence": "Certificate 3",
        },
    )


def recognitions(home: f.World) -> Sample:
    result = f.make_result(world=home, state="verified")
    return Sample(
        fresh(home.bureau_user),
        {
            "kind": "excellent_school",
            "title": "Excellent school",
            "level": "city",
            "organisation": home.school.organisation,
            "result": None,
            "awarded_by": home.bureau,
            "awarded_on": result.achieved_on,
            "reward": Decimal("100000.00"),
            "alliance": home.alliance,
            "policy": g.PolicyFactory(issuer=home.bureau, region=home.region),
        },
        {"reward": Decimal("120000.00")},
    )


def adoptions(home: f.World) -> Sample:
    result = f.make_result(world=home, state="shared", audience="alliance")
    adopter = f.EnterpriseFactory(organisation__region=home.region, member_of=home.alliance)
    return Sample(
        fresh(f.editor_of(adopter)),
        {
            "result": result,
            "organisation": adopter.organisation,
            "adopted_on": timezone.localdate(),
            "use": TEXT,
            "benefit": "Scrap fell by a tenth.",
        },
        {"benefit": "Scrap fell by an eighth."},
    )


WORK = {
    "demands": demands,
    "projects": projects,
    "classes": classes,
    "class-mentors": class_mentors,
    "joint-evaluations": joint_evaluations,
    "internships": internships,
    "facilities": facilities,
    "facility-services": facility_services,
    "results": results,
    "recognitions": recognitions,
    "adoptions": adoptions,
}

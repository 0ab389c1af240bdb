"""Samples of what secretariats and public bodies keep: bodies, decisions, agreements, money."""

from datetime import date
from decimal import Decimal

from alliance.accounts.enums import OrganisationKind
from alliance.accounts.models import User
from tests import factories as f
from tests.factories import consortia as g
from tests.factories.collaboration import FacilityFactory
from tests.registers.samples_base import DAY, LATER, TEXT, Sample, fresh


def organisations(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "kind": "enterprise",
            "name": "郴州样例机械有限公司",
            "name_en": "Sample Machines",
            "uscc": f.OrganisationFactory.build(region=home.region).uscc,
            "region": home.region,
        },
        event="organisation.changed",
    )


def alliances(home: f.World) -> Sample:
    parent = f.AllianceFactory(kind="association", region=home.region)
    return Sample(
        User.objects.create_superuser("platform@people.test", "x" * 20, name="Platform"),
        {
            "kind": "regional_consortium",
            "name": "样例联合体",
            "name_en": "Sample consortium",
            "parent": parent,
            "region": home.region,
            "secretariat": home.secretariat,
            "founded_on": DAY,
            "match_count": 12,
            "answer_days": 21,
            "quorum": 60,
        },
        {"quorum": 66},
        event="alliance.changed",
    )


def memberships(home: f.World) -> Sample:
    newcomer = f.EnterpriseFactory(organisation__region=home.region)
    return Sample(
        fresh(home.secretary),
        {"alliance": home.alliance, "organisation": newcomer.organisation},
        event="membership.applied",
    )


def enterprises(home: f.World) -> Sample:
    organisation = f.OrganisationFactory(kind=OrganisationKind.ENTERPRISE, region=home.region)
    return Sample(
        fresh(home.secretary),
        {"organisation": organisation, "industry": home.industry, "size": "small"},
    )


def schools(home: f.World) -> Sample:
    organisation = f.OrganisationFactory(kind=OrganisationKind.SCHOOL, region=home.region)
    return Sample(fresh(home.secretary), {"organisation": organisation, "tier": "technician"})


def agreements(home: f.World) -> Sample:
    earlier = g.AgreementFactory(alliance=home.alliance, starts_on=date(2020, 1, 1), state="signed")
    return Sample(
        fresh(home.secretary),
        {
            "alliance": home.alliance,
            "kind": "order_class",
            "title": "Order class with the castings park",
            "subject": TEXT,
            "benefit_sharing": "Patents half and half",
            "innovation_chain": True,
            "talent_chain": True,
            "since": date(1975, 5, 1),
            "starts_on": DAY,
            "ends_on": LATER,
            "renewal_of": earlier,
        },
        {"title": "Order class with the casting park"},
    )


def agreement_parties(home: f.World) -> Sample:
    agreement = g.AgreementFactory(alliance=home.alliance)
    return Sample(
        fresh(home.secretary),
        {"agreement": agreement, "organisation": home.school.organisation},
    )


def committees(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "alliance": home.alliance,
            "kind": "council",
            "name": "校企发展理事会",
            "name_en": "Development council",
            "hosts": [home.school.organisation, home.enterprise.organisation],
            "remit": TEXT,
            "quorum": 67,
            "founded_on": DAY,
            "dissolved_on": LATER,
        },
        {"hosts": [home.school.organisation]},
    )


def seats(home: f.World) -> Sample:
    resolution = g.ResolutionFactory(meeting__alliance=home.alliance, state="drafted")
    type(resolution).objects.filter(pk=resolution.pk).update(state="adopted", adopted_on=DAY)
    resolution.refresh_from_db()
    return Sample(
        fresh(home.secretary),
        {
            "alliance": home.alliance,
            "organisation": home.school.organisation,
            "post": "committee_director",
            "committee": g.CommitteeFactory(alliance=home.alliance),
            "person_name": "某主任",
            "started_on": DAY,
            "ended_on": LATER,
            "resolution": resolution,
            "basis": "Election of 2025",
        },
        {"basis": "Second ballot of 2025"},
    )


def meetings(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "alliance": home.alliance,
            "committee": g.CommitteeFactory(alliance=home.alliance),
            "kind": "committee",
            "title": "Spring session",
            "held_on": DAY,
            "place": "Hall 2",
            "invited": 12,
            "minutes": TEXT,
        },
        {"place": "Hall 3"},
    )


def attendances(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "meeting": g.MeetingFactory(alliance=home.alliance),
            "organisation": home.school.organisation,
            "person_name": "某代表",
            "present": False,
            "role": "presenter",
            "topic": "A casting line shared by two schools",
        },
        {"present": True},
    )


def resolutions(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "meeting": g.MeetingFactory(alliance=home.alliance, state="held", invited=12),
            "number": "2025-7",
            "title": "Seven committees",
            "text": TEXT,
            "votes_for": 9,
            "votes_against": 1,
            "votes_abstained": 2,
        },
        {"votes_abstained": 1},
    )


def policies(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "kind": "talent",
            "title": "Measures for skilled people",
            "number": "2025-31",
            "issuer": home.bureau,
            "region": home.region,
            "alliance": home.alliance,
            "sector": home.industry,
            "published_on": DAY,
            "valid_to": LATER,
            "url": "https://policies.test/2025/31",
            "text": TEXT,
        },
        {"number": "2025-32"},
    )


def year_plans(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "alliance": home.alliance,
            "year": 2025,
            "kind": "report",
            "title": "Report of 2025",
            "text": TEXT,
        },
        {"title": "Yearly report of 2025"},
    )


def resolution_tasks(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "plan": g.YearPlanFactory(alliance=home.alliance),
            "title": "Open the shared casting line",
            "owner": home.school.organisation,
            "due_on": LATER,
        },
        {"owner": home.enterprise.organisation},
    )


def standards(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "name": "市域产教联合体建设指标",
            "edition": "2026",
            "keeper": home.secretariat,
            "valid_from": DAY,
            "valid_to": LATER,
            "source": "Notice of the ministry",
        },
        {"source": "Notice 4 of the ministry"},
    )


def standard_indicators(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "standard": g.StandardFactory(keeper=home.secretariat),
            "code": "B2.1",
            "title": "A legal person runs it",
            "points": Decimal("7.5"),
            "is_veto": True,
            "evidence_needed": TEXT,
        },
        {"points": Decimal("8.0")},
    )


def assessments(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "alliance": home.alliance,
            "standard": g.StandardFactory(keeper=home.secretariat),
            "year": 2025,
            "summary": TEXT,
        },
        {"summary": "Three vetoes were lifted."},
    )


def assessment_marks(home: f.World) -> Sample:
    standard = g.StandardFactory(keeper=home.secretariat)
    return Sample(
        fresh(home.secretary),
        {
            "assessment": g.AssessmentFactory(alliance=home.alliance, standard=standard),
            "indicator": g.StandardIndicatorFactory(standard=standard),
            "points": Decimal("4.5"),
            "met": False,
            "evidence": TEXT,
        },
        {"met": True},
    )


def subsidies(home: f.World) -> Sample:
    return Sample(
        fresh(home.secretary),
        {
            "kind": "grant",
            "title": "Support of a training base",
            "policy": g.PolicyFactory(
                issuer=home.bureau, region=home.region, alliance=home.alliance
            ),
            "basis": "Notice 12",
            "beneficiary": home.school.organisation,
            "granted_by": home.bureau,
            "facility": FacilityFactory(host=home.school.organisation),
            "amount": Decimal("350000.50"),
            "granted_on": DAY,
            "paid_on": date(2025, 4, 1),
            "effect": TEXT,
            "effect_on": date(2025, 9, 1),
            "persons_trained": 180,
        },
        {"persons_trained": 190},
    )


GOVERNANCE = {
    "organisations": organisations,
    "alliances": alliances,
    "memberships": memberships,
    "enterprises": enterprises,
    "schools": schools,
    "agreements": agreements,
    "agreement-parties": agreement_parties,
    "committees": committees,
    "seats": seats,
    "meetings": meetings,
    "attendances": attendances,
    "resolutions": resolutions,
    "policies": policies,
    "year-plans": year_plans,
    "resolution-tasks": resolution_tasks,
    "standards": standards,
    "standard-indicators": standard_indicators,
    "assessments": assessments,
    "assessment-marks": assessment_marks,
    "subsidies": subsidies,
}

"""One row of every kind of record around a world, for tests that look at all of them."""

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from alliance.alignment.models import ScenarioResult
from alliance.imports.models import ImportRow, ImportSession
from alliance.indicators.models import RegionReport
from alliance.registers.models import Attachment, JournalEntry, SavedView, Tag, Tagging
from tests.factories.collaboration import (
    AdoptionFactory,
    ClassMentorFactory,
    CourseFactory,
    FacilityFactory,
    FacilityServiceFactory,
    InternshipFactory,
    JointEvaluationFactory,
    ProgramClusterFactory,
    RecognitionFactory,
    SubsidyFactory,
    TrainingClassFactory,
)
from tests.factories.consortia import (
    AgreementFactory,
    AgreementPartyFactory,
    AssessmentFactory,
    AssessmentMarkFactory,
    AttendanceFactory,
    CommitteeFactory,
    MeetingFactory,
    PolicyFactory,
    ResolutionFactory,
    ResolutionTaskFactory,
    SeatFactory,
    StandardFactory,
    StandardIndicatorFactory,
    YearPlanFactory,
)
from tests.factories.crosswalk import (
    CatalogueLinkFactory,
    CouplingEditionFactory,
    IndustryStatisticFactory,
    OccupationIndustryFactory,
)
from tests.factories.indicators import (
    ClaimFactory,
    IndicatorFactory,
    ProgramChangeFactory,
    RegionReportFactory,
)
from tests.factories.loop import World, make_result, make_run
from tests.factories.rows import EnterpriseFactory, OccupationFactory, ProgramFactory
from tests.factories.scenarios import (
    ScenarioChangeFactory,
    ScenarioFactory,
    ScorecardBandFactory,
    ScorecardMetricFactory,
)
from tests.factories.talent import (
    CertificationFactory,
    CohortFactory,
    ConsentFactory,
    GraduateFactory,
    TrainingBatchFactory,
    make_person,
)


def records_of(home: World) -> dict[str, Any]:
    """Name → row; what has states has one row for each that other people see."""
    return (
        governance_of(home)
        | work_of(home)
        | people_of(home)
        | figures_of(home)
        | tried_out_of(home)
    )


def governance_of(home: World) -> dict[str, Any]:
    alliance, school, enterprise = home.alliance, home.school, home.enterprise
    committee = CommitteeFactory(alliance=alliance)
    planned = MeetingFactory(alliance=alliance, committee=committee)
    held = MeetingFactory(alliance=alliance, state="held")
    attendance = AttendanceFactory(meeting=held, organisation=school.organisation)
    drafted, adopted = (
        ResolutionFactory(meeting=held, state=state) for state in ("drafted", "adopted")
    )
    draft, published = (
        YearPlanFactory(alliance=alliance, state=state) for state in ("draft", "published")
    )
    owner = enterprise.organisation
    agreement = AgreementFactory(alliance=alliance)
    side, other = (
        AgreementPartyFactory(agreement=agreement, organisation=row.organisation)
        for row in (school, enterprise)
    )
    standard = StandardFactory(keeper=home.bureau)
    assessed = {
        state: AssessmentFactory(alliance=alliance, state=state)
        for state in ("draft", "submitted", "confirmed")
    }
    issued = {
        "issuer": home.bureau,
        "region": home.region,
        "alliance": alliance,
        "sector": home.industry,
    }
    return {
        "committee": committee,
        "seat": SeatFactory(alliance=alliance, organisation=school.organisation),
        "planned meeting": planned,
        "held meeting": held,
        "attendance": attendance,
        "drafted resolution": drafted,
        "adopted resolution": adopted,
        "draft plan": draft,
        "published plan": published,
        "task of a draft": ResolutionTaskFactory(resolution=drafted, owner=owner),
        "task of a plan": ResolutionTaskFactory(plan=published, owner=owner),
        "agreement": agreement,
        "party": side,
        "other party": other,
        "policy": PolicyFactory(**issued),
        "policy to come": PolicyFactory(
            **issued, published_on=timezone.localdate() + timedelta(days=9)
        ),
        "standard": standard,
        "standard indicator": StandardIndicatorFactory(standard=standard),
        **{f"{state} assessment": row for state, row in assessed.items()},
        **{
            f"mark of a {state} assessment": AssessmentMarkFactory(assessment=row)
            for state, row in assessed.items()
        },
    }


def work_of(home: World) -> dict[str, Any]:
    school, enterprise = home.school, home.enterprise
    sides = {"program": home.program, "enterprise": enterprise}
    between = TrainingClassFactory(**sides)
    known = TrainingClassFactory(**sides, alliance=home.alliance)
    facility = FacilityFactory(host=school.organisation)
    adopter = EnterpriseFactory(organisation__region=home.region, member_of=home.alliance)
    result = make_result(world=home, state="shared", audience="consortium")
    return {
        "class between two sides": between,
        "class of the alliance": known,
        "mentor": ClassMentorFactory(training_class=between),
        "mentor of the alliance": ClassMentorFactory(training_class=known),
        "joint evaluation": JointEvaluationFactory(**sides),
        "internship": InternshipFactory(**sides),
        "internship of the alliance": InternshipFactory(**sides, alliance=home.alliance),
        "facility": facility,
        "facility service": FacilityServiceFactory(facility=facility, enterprise=enterprise),
        "recognition": RecognitionFactory(
            organisation=adopter.organisation, awarded_by=home.bureau
        ),
        "subsidy": SubsidyFactory(beneficiary=school.organisation, granted_by=home.bureau),
        "adoption": AdoptionFactory(result=result, organisation=adopter.organisation),
        "course": CourseFactory(school=school),
        "program cluster": ProgramClusterFactory(school=school),
        "open change": ProgramChangeFactory(program=ProgramFactory(school=school)),
        "change in effect": ProgramChangeFactory(
            program=ProgramFactory(school=school), state="effective"
        ),
    }


def people_of(home: World) -> dict[str, Any]:
    cohort = CohortFactory(program=ProgramFactory(school=home.school))
    graduate = GraduateFactory(cohort=cohort)
    held = {"organiser": home.bureau, "region": home.region}
    return {
        "consent": ConsentFactory(graduate=graduate),
        "identity": make_person(graduate).identity,
        "training batch": TrainingBatchFactory(**held),
        "training batch of the alliance": TrainingBatchFactory(**held, alliance=home.alliance),
        "certification": CertificationFactory(**held, school=home.school),
    }


def tried_out_of(home: World) -> dict[str, Any]:
    """What a school tries out, what of it a proposed case rests on, and a card of the region."""
    run = make_run(framework=home.framework)
    mine = {"base_run": run, "organisation": home.school.organisation}
    scenario, shared, evidence = (
        ScenarioFactory(**mine, **more) for more in ({}, {"shared": True}, {})
    )
    program = ProgramFactory(school=home.school)
    ProgramChangeFactory(program=program, scenario=evidence, state="proposed")
    metric = ScorecardMetricFactory(scorecard__region=home.region)
    return {
        "scenario": scenario,
        "shared scenario": shared,
        "scenario of a case": evidence,
        "change of a scenario": ScenarioChangeFactory(scenario=scenario, program=program),
        "result of a scenario": ScenarioResult.objects.create(
            scenario=scenario, of_version=1, computed_at=timezone.now()
        ),
        "scorecard": metric.scorecard,
        "metric of a scorecard": metric,
        "band of a scorecard": ScorecardBandFactory(metric=metric),
    }


def figures_of(home: World) -> dict[str, Any]:
    """Numbered where a second one of the same name, year or occupation would be refused."""
    number = RegionReport.objects.count() // 2 + 1
    indicator = IndicatorFactory(region=home.region)
    return {
        "indicator": indicator,
        "claim": ClaimFactory(indicator=indicator, region=home.region),
        "draft report": RegionReportFactory(region=home.region),
        "published report": RegionReportFactory(
            region=home.region, year=2000 + number, state="published"
        ),
        "key industry": home.framework.industries.first(),
        "catalogue link": CatalogueLinkFactory(),
        "industry of an occupation": OccupationIndustryFactory(
            occupation=OccupationFactory(code=f"6-{number}")
        ),
        "industry statistic": IndustryStatisticFactory(region=home.region, year=2000 + number),
        "edition of index C": CouplingEditionFactory(region=home.region, name=f"Edition {number}"),
    }


def beside(home: World) -> dict[str, Any]:
    """What the school's manager keeps beside a record, and a file that it sent."""
    organisation, user, now = home.school.organisation, home.school_user, timezone.now()
    about = {
        "content_type": ContentType.objects.get_for_model(organisation),
        "object_id": organisation.pk,
    }
    tag = Tag.objects.create(organisation=organisation, name="Urgent")
    session = ImportSession.objects.create(
        kind="seats", name="seats.csv", created_by=user, organisation=organisation, created_at=now
    )
    return {
        "saved list": SavedView.objects.create(owner=user, register="seats", name="Mine"),
        "shared list": SavedView.objects.create(
            owner=user, register="seats", name="Ours", shared_with=organisation
        ),
        "tag": tag,
        "tagging": Tagging.objects.create(**about, tag=tag),
        "journal entry": JournalEntry.objects.create(**about, text="Called.", by=user, at=now),
        "attachment": Attachment.objects.create(
            **about,
            title="Minutes",
            file="attachments/ab/abc",
            size=1,
            digest="0" * 64,
            file_type="pdf",
            uploaded_by=user,
            at=now,
        ),
        "import": session,
        "row of an import": ImportRow.objects.create(session=session, number=1, outcome="created"),
    }

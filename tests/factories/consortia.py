"""Rows of governance, inserted as they are; moves are left to the tests that are about them."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from alliance.accounts.enums import OrganisationKind
from alliance.consortia.enums import (
    AgreementKind,
    AgreementState,
    AssessmentState,
    MeetingKind,
    MeetingState,
    PartyState,
    PlanKind,
    PlanState,
    PolicyKind,
    Post,
    ResolutionState,
    TaskState,
)
from alliance.consortia.models import (
    Agreement,
    AgreementParty,
    Assessment,
    AssessmentMark,
    Attendance,
    Committee,
    Meeting,
    Policy,
    Resolution,
    ResolutionTask,
    Seat,
    Standard,
    StandardIndicator,
    YearPlan,
)
from tests.factories.rows import AllianceFactory, OrganisationFactory, RegionFactory

DAY = date(2025, 3, 1)


class CommitteeFactory(DjangoModelFactory):
    class Meta:
        model = Committee
        skip_postgeneration_save = True

    alliance = factory.SubFactory(AllianceFactory)
    name = factory.Sequence(lambda n: f"专门委员会 {n}")

    @factory.post_generation
    def hosts(self, create, extracted, **kwargs):
        if extracted:
            self.hosts.set(extracted)


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    alliance = factory.SubFactory(AllianceFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    post = Post.VICE_CHAIR
    started_on = DAY


class MeetingFactory(DjangoModelFactory):
    """Planned; `state="held"` keeps the committee's or the alliance's share."""

    class Meta:
        model = Meeting

    alliance = factory.SubFactory(AllianceFactory)
    kind = MeetingKind.ANNUAL
    title = factory.Sequence(lambda n: f"年度会议 {n}")
    held_on = DAY
    invited = 4
    state = MeetingState.PLANNED
    quorum = factory.LazyAttribute(
        lambda o: (
            (getattr(o, "committee", None) or o.alliance).quorum
            if o.state == MeetingState.HELD
            else None
        )
    )
    reason = factory.LazyAttribute(lambda o: "Snow." if o.state == MeetingState.CANCELLED else "")


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    is_member = True


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = Resolution

    meeting = factory.SubFactory(MeetingFactory, state=MeetingState.HELD)
    number = factory.Sequence(lambda n: f"2025-{n}")
    title = "Seven committees"
    state = ResolutionState.DRAFTED
    adopted_on = factory.LazyAttribute(
        lambda o: (
            o.meeting.held_on
            if o.state in (ResolutionState.ADOPTED, ResolutionState.REPEALED)
            else None
        )
    )
    reason = factory.LazyAttribute(lambda o: "Replaced." if o.state == "repealed" else "")


class YearPlanFactory(DjangoModelFactory):
    class Meta:
        model = YearPlan

    alliance = factory.SubFactory(AllianceFactory)
    year = 2025
    kind = PlanKind.PLAN
    title = factory.Sequence(lambda n: f"年度计划 {n}")
    state = PlanState.DRAFT
    published_on = factory.LazyAttribute(lambda o: DAY if o.state == PlanState.PUBLISHED else None)


class ResolutionTaskFactory(DjangoModelFactory):
    """Of a new resolution, unless `plan=` is given."""

    class Meta:
        model = ResolutionTask

    plan = None
    resolution = factory.Maybe("plan", None, factory.SubFactory(ResolutionFactory))
    title = factory.Sequence(lambda n: f"任务 {n}")
    owner = factory.SubFactory(OrganisationFactory)
    due_on = date(2025, 6, 30)
    state = TaskState.OPEN
    done_on = factory.LazyAttribute(lambda o: DAY if o.state == TaskState.DONE else None)
    reason = factory.LazyAttribute(lambda o: "No money." if o.state == TaskState.DROPPED else "")


class AgreementFactory(DjangoModelFactory):
    """A draft; `parties=` organisations make its parties, which have signed a signed one."""

    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    alliance = factory.SubFactory(AllianceFactory)
    kind = AgreementKind.STRATEGIC
    title = factory.Sequence(lambda n: f"战略合作协议 {n}")
    starts_on = DAY
    state = AgreementState.DRAFT
    signed_on = factory.LazyAttribute(lambda o: None if o.state == AgreementState.DRAFT else DAY)
    ended_on = factory.LazyAttribute(lambda o: DAY if o.state == AgreementState.ENDED else None)
    reason = factory.LazyAttribute(lambda o: "Moved." if o.state == AgreementState.ENDED else "")

    @factory.post_generation
    def parties(self, create, extracted, **kwargs):
        signed = self.state != AgreementState.DRAFT
        for organisation in extracted or ():
            state = PartyState.SIGNED if signed else PartyState.INVITED
            AgreementPartyFactory(agreement=self, organisation=organisation, state=state)


class AgreementPartyFactory(DjangoModelFactory):
    class Meta:
        model = AgreementParty

    agreement = factory.SubFactory(AgreementFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    state = PartyState.INVITED
    signed_on = factory.LazyAttribute(lambda o: DAY if o.state == PartyState.SIGNED else None)
    signed_version = factory.LazyAttribute(
        lambda o: o.agreement.version if o.state == PartyState.SIGNED else None
    )


class PolicyFactory(DjangoModelFactory):
    class Meta:
        model = Policy

    kind = PolicyKind.TALENT
    title = factory.Sequence(lambda n: f"人才政策 {n}")
    issuer = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.PUBLIC_BODY)
    region = factory.SubFactory(RegionFactory)
    published_on = DAY


class StandardFactory(DjangoModelFactory):
    class Meta:
        model = Standard

    name = factory.Sequence(lambda n: f"建设指标 {n}")
    edition = "2025"
    keeper = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.PUBLIC_BODY)
    valid_from = date(2024, 7, 1)


class StandardIndicatorFactory(DjangoModelFactory):
    class Meta:
        model = StandardIndicator

    standard = factory.SubFactory(StandardFactory)
    code = factory.Sequence(lambda n: f"A{n}")
    title = "Legal person"
    points = Decimal(10)


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    alliance = factory.SubFactory(AllianceFactory)
    standard = factory.SubFactory(StandardFactory)
    year = 2025
    state = AssessmentState.DRAFT
    submitted_on = factory.LazyAttribute(
        lambda o: None if o.state == AssessmentState.DRAFT else DAY
    )
    confirmed_on = factory.LazyAttribute(
        lambda o: DAY if o.state == AssessmentState.CONFIRMED else None
    )


class AssessmentMarkFactory(DjangoModelFactory):
    class Meta:
        model = AssessmentMark

    assessment = factory.SubFactory(AssessmentFactory)
    indicator = factory.SubFactory(
        StandardIndicatorFactory, standard=factory.SelfAttribute("..assessment.standard")
    )
    points = Decimal(5)
    evidence = "Report of 2025, page 3."

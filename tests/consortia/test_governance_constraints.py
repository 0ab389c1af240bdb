"""Every named constraint of the records of governance, broken once behind the actions' back."""

from datetime import date, timedelta

import pytest

from tests import factories as make
from tests.broken import is_refused, twice, write
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
from tests.factories.crosswalk import CouplingEditionFactory, IndustryStatisticFactory

DAY = date(2025, 3, 1)
BEFORE = DAY - timedelta(days=1)


def own_renewal():
    row = AgreementFactory()
    write(row, renewal_of=row)


def director(**values):
    return SeatFactory(post="committee_director", **values)


BROKEN = {
    "alliance_quorum_range": lambda: make.AllianceFactory(quorum=0),
    # bodies
    "committee_name_in_alliance": lambda: twice(CommitteeFactory()),
    "committee_kind_known": lambda: CommitteeFactory(kind="club"),
    "committee_quorum_range": lambda: CommitteeFactory(quorum=101),
    "committee_dates_in_order": lambda: CommitteeFactory(founded_on=DAY, dissolved_on=DAY),
    "seat_post_known": lambda: SeatFactory(post="king"),
    "seat_dates_in_order": lambda: SeatFactory(started_on=DAY, ended_on=DAY),
    "seat_held_by_somebody": lambda: SeatFactory(organisation=None, person_name=""),
    "seat_director_of_committee": lambda: director(committee=None),
    "one_open_lead": lambda: twice(SeatFactory(post="lead_enterprise")),
    "one_open_director": lambda: (
        lambda seat: director(alliance=seat.alliance, committee=seat.committee)
    )(director(committee=CommitteeFactory())),
    # figures of industries
    "industry_statistic_once": lambda: twice(IndustryStatisticFactory()),
    "industry_statistic_measure_known": lambda: IndustryStatisticFactory(measure="luck"),
    "industry_statistic_not_negative": lambda: IndustryStatisticFactory(value=-1),
    "industry_statistic_year_range": lambda: IndustryStatisticFactory(year=1949),
    "industry_statistic_says_its_source": lambda: IndustryStatisticFactory(source=""),
    "coupling_edition_once": lambda: twice(CouplingEditionFactory()),
    "coupling_method_known": lambda: CouplingEditionFactory(method="dice"),
    "coupling_dates_in_order": lambda: CouplingEditionFactory(valid_from=DAY, valid_to=DAY),
    # meetings
    "meeting_kind": lambda: MeetingFactory(kind="party"),
    "meeting_state_known": lambda: MeetingFactory(state="lost"),
    "meeting_quorum_range": lambda: MeetingFactory(quorum=101),
    "meeting_held_with_quorum_share": lambda: MeetingFactory(state="held", quorum=None),
    "meeting_cancelled_with_reason": lambda: MeetingFactory(state="cancelled", reason=""),
    "attendance_once": lambda: twice(AttendanceFactory()),
    "attendance_role_known": lambda: AttendanceFactory(role="ghost"),
    "resolution_number_in_meeting": lambda: twice(ResolutionFactory()),
    "resolution_state_known": lambda: ResolutionFactory(state="lost"),
    "resolution_adopted_with_date": lambda: ResolutionFactory(state="adopted", adopted_on=None),
    "resolution_repealed_with_reason": lambda: ResolutionFactory(state="repealed", reason=""),
    # agreements
    "agreement_kind_known": lambda: AgreementFactory(kind="handshake"),
    "agreement_state_known": lambda: AgreementFactory(state="lost", signed_on=DAY),
    "agreement_dates_in_order": lambda: AgreementFactory(starts_on=DAY, ends_on=BEFORE),
    "agreement_since_before_start": lambda: AgreementFactory(starts_on=BEFORE, since=DAY),
    "agreement_not_its_own_renewal": own_renewal,
    "agreement_signed_with_date": lambda: AgreementFactory(state="signed", signed_on=None),
    "agreement_ended_with_reason": lambda: AgreementFactory(state="ended", reason=""),
    "agreement_party_once": lambda: twice(AgreementPartyFactory()),
    "agreement_party_signed_with_date": lambda: AgreementPartyFactory(
        state="signed", signed_on=None
    ),
    # policies, plans, tasks
    "policy_title_of_issuer": lambda: twice(PolicyFactory()),
    "policy_kind_known": lambda: PolicyFactory(kind="wish"),
    "policy_of_region_or_alliance": lambda: PolicyFactory(region=None),
    "policy_dates_in_order": lambda: PolicyFactory(published_on=DAY, valid_to=DAY),
    "year_plan_once": lambda: twice(YearPlanFactory()),
    "year_plan_kind": lambda: YearPlanFactory(kind="wish"),
    "year_plan_state_known": lambda: YearPlanFactory(state="lost"),
    "year_plan_year": lambda: YearPlanFactory(year=1949),
    "year_plan_published_with_date": lambda: YearPlanFactory(state="published", published_on=None),
    "task_of_resolution_or_plan": lambda: write(ResolutionTaskFactory(), plan=YearPlanFactory()),
    "task_state_known": lambda: ResolutionTaskFactory(state="lost"),
    "task_done_with_date": lambda: ResolutionTaskFactory(state="done", done_on=None),
    "task_dropped_with_reason": lambda: ResolutionTaskFactory(state="dropped", reason=""),
    # standards
    "standard_edition_once": lambda: twice(StandardFactory()),
    "standard_dates_in_order": lambda: StandardFactory(valid_from=DAY, valid_to=DAY),
    "standard_indicator_once": lambda: twice(StandardIndicatorFactory()),
    "standard_indicator_points": lambda: StandardIndicatorFactory(points=-1),
    "assessment_once_a_year": lambda: twice(AssessmentFactory()),
    "assessment_state_known": lambda: AssessmentFactory(state="lost", submitted_on=DAY),
    "assessment_year": lambda: AssessmentFactory(year=1949),
    "assessment_submitted_with_date": lambda: AssessmentFactory(
        state="submitted", submitted_on=None
    ),
    "assessment_confirmed_with_date": lambda: AssessmentFactory(
        state="confirmed", confirmed_on=None
    ),
    "assessment_mark_once": lambda: twice(AssessmentMarkFactory()),
    "assessment_mark_points": lambda: AssessmentMarkFactory(points=-1),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_must_never_be(name):
    is_refused(name, BROKEN[name])

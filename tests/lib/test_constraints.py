"""Every named constraint of the database, broken once on purpose."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alliance.accounts.models import NotDuplicate, OrganisationAlias
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramVerdict, RunBlock
from alliance.events.models import Owed
from alliance.events.record import record
from alliance.partners.models import ApiKey, IdempotencyRecord, KeyScope
from alliance.reference.models import CatalogueSkill, SkillOccupation
from enterprises.models import Verification
from tests import factories as make
from tests.alignment import test_case_constraints
from tests.broken import constraints_of, is_refused, twice, write
from tests.collaboration import test_record_constraints
from tests.consortia import test_governance_constraints
from tests.factories.accounts import InvitationFactory
from tests.factories.crosswalk import CatalogueLinkFactory, OccupationIndustryFactory
from tests.indicators import test_figure_constraints
from tests.outcomes import ROOMS
from tests.registers import test_constraints_beside
from tests.talent import test_people_constraints

NOW = timezone.now()
DAY = date(2026, 5, 4)


def project_of_no_match(**values):
    project = make.make_project()
    twice(project, match=None, **values)


def former_name():
    return OrganisationAlias.objects.create(
        organisation=make.OrganisationFactory(), name="Former", former_id=1
    )


def told_apart(*, again=False, itself=False):
    first, second = make.OrganisationFactory(), make.OrganisationFactory()
    said_by = make.UserFactory()
    NotDuplicate.objects.create(first=first, second=first if itself else second, said_by=said_by)
    if again:
        NotDuplicate.objects.create(first=second, second=first, said_by=said_by)


def verification(**values):
    return Verification.objects.create(
        enterprise=make.EnterpriseFactory(), by=make.UserFactory(), at=NOW, **values
    )


def key_of_somebody() -> ApiKey:
    _, prefix, digest = ApiKey.generate()
    school = make.SchoolFactory()
    return ApiKey.objects.create(
        organisation=school.organisation,
        created_by=make.UserFactory(),
        label="k",
        prefix=prefix,
        digest=digest,
        scope=KeyScope.READ,
    )


def owed() -> Owed:
    event = record("test.done", subject=make.OrganisationFactory(), by=None)
    return Owed.objects.create(event=event, subscriber="tests.somewhere")


def run(**values) -> AlignmentRun:
    framework = make.FrameworkFactory()
    return AlignmentRun.objects.create(
        **{
            "region": framework.region,
            "framework": framework,
            "as_of": DAY,
            "requested_at": NOW,
            **values,
        }
    )


def figure(**values) -> IndexValue:
    return IndexValue.objects.create(
        **{
            "run": run(),
            "index": "A1",
            "version": "1",
            "numerator": 1,
            "denominator": 2,
            "value": "0.5",
            **values,
        }
    )


def verdict() -> ProgramVerdict:
    return ProgramVerdict.objects.create(
        run=run(), program=make.ProgramFactory(), level="higher", aligned=True, key_weight=1
    )


def catalogue_skill(**values):
    named = {"catalogue_program": make.CatalogueProgramFactory(), "skill": make.SkillFactory()}
    return CatalogueSkill.objects.create(**{**named, "level": 2, **values})


def idempotency():
    return IdempotencyRecord.objects.create(user=make.UserFactory(), key="k", fingerprint="f")


def skill_occupation():
    return SkillOccupation.objects.create(
        skill=make.SkillFactory(), occupation=make.OccupationFactory(), relation="optional"
    )


DONE = {"state": "done", "digest": "d", "engine_version": "1", "finished_at": NOW}
FAR = {"valid_from": DAY, "valid_to": DAY}
PAST = {"valid_from": DAY - timedelta(days=9), "valid_to": DAY}

BROKEN = {
    # accounts
    "organisation_name_in_region": lambda: twice(make.OrganisationFactory(), uscc=None),
    "organisation_kind_known": lambda: make.OrganisationFactory(kind="club"),
    "user_email_any_case": lambda: write(
        make.UserFactory(), email=make.UserFactory().email.upper()
    ),
    "one_role_per_organisation": lambda: twice(make.OrganisationRoleFactory()),
    "role_known": lambda: make.OrganisationRoleFactory(role="king"),
    # reference
    "catalogue_program_level_known": lambda: make.CatalogueProgramFactory(level="kindergarten"),
    "skill_occupation_once": lambda: twice(skill_occupation()),
    "catalogue_skill_once": lambda: twice(catalogue_skill()),
    "catalogue_skill_level": lambda: catalogue_skill(level=5),
    # consortia
    "alliance_kind_known": lambda: make.AllianceFactory(kind="club"),
    "alliance_not_its_own_parent": lambda: (lambda row: write(row, parent_id=row.pk))(
        make.AllianceFactory()
    ),
    "alliance_match_count_range": lambda: make.AllianceFactory(match_count=0),
    "alliance_answer_days_range": lambda: make.AllianceFactory(answer_days=366),
    "one_open_membership": lambda: twice(make.MembershipFactory(), state="suspended"),
    "membership_state_known": lambda: make.MembershipFactory(state="guest"),
    "membership_left_with_date": lambda: make.MembershipFactory(state="left", left_on=None),
    "framework_edition_once": lambda: twice(make.FrameworkFactory()),
    "framework_dates_in_order": lambda: make.FrameworkFactory(**FAR),
    "key_industry_once": lambda: twice(make.KeyIndustryFactory()),
    "one_open_invitation": lambda: twice(
        InvitationFactory(email="guest@people.test"), email="Guest@people.test"
    ),
    "invitation_role_known": lambda: InvitationFactory(role="emperor"),
    "invitation_accepted_by_somebody": lambda: InvitationFactory(accepted_at=NOW),
    "alias_once": lambda: twice(former_name()),
    "not_duplicate_once": lambda: told_apart(again=True),
    "not_duplicate_of_itself": lambda: told_apart(itself=True),
    # enterprises
    "enterprise_size_known": lambda: make.EnterpriseFactory(size="huge"),
    "enterprise_verified_by_somebody": lambda: write(make.EnterpriseFactory(), verified_by=None),
    "verification_decision_known": lambda: verification(decision="maybe", reason="Seen."),
    "verification_has_grounds": lambda: verification(decision="verified"),
    "demand_state_known": lambda: twice(make.DemandFactory(), state="lost"),
    "demand_kind_known": lambda: make.DemandFactory(kind="wish"),
    "demand_headcount_range": lambda: make.DemandFactory(headcount=0),
    "demand_published_has_revision": lambda: twice(make.DemandFactory(), state="published"),
    "demand_skill_once": lambda: twice(make.DemandFactory().skills.get()),
    "demand_skill_importance": lambda: write(make.DemandFactory().skills.get(), importance=6),
    "demand_skill_level": lambda: write(make.DemandFactory().skills.get(), level=0),
    "demand_revision_once": lambda: twice(make.DemandFactory(published=True).revisions.get()),
    # programs
    "school_tier_known": lambda: make.SchoolFactory(tier="kindergarten"),
    "program_level_known": lambda: make.ProgramFactory(level="kindergarten"),
    "one_open_point_per_school": lambda: twice(make.ProgramFactory()),
    "program_dates_in_order": lambda: make.ProgramFactory(opened_on=DAY, closed_on=DAY),
    "program_skill_once": lambda: twice(make.ProgramFactory().skills.get()),
    "program_skill_level": lambda: write(make.ProgramFactory().skills.get(), level=5),
    "link_to_industry_or_occupation": lambda: write(make.CrosswalkLinkFactory(), industry=None),
    "link_weight_range": lambda: make.CrosswalkLinkFactory(weight="1.1"),
    "link_kind_known": lambda: make.CrosswalkLinkFactory(kind="guessed"),
    "link_dates_in_order": lambda: make.CrosswalkLinkFactory(**FAR),
    "one_open_industry_link": lambda: twice(make.CrosswalkLinkFactory()),
    "one_open_occupation_link": lambda: twice(
        make.CrosswalkLinkFactory(occupation=make.OccupationFactory())
    ),
    "catalogue_link_one_target": lambda: write(CatalogueLinkFactory(), industry=None),
    "catalogue_link_weight_range": lambda: CatalogueLinkFactory(weight=0),
    "catalogue_link_kind_known": lambda: CatalogueLinkFactory(kind="declared"),
    "catalogue_link_says_its_source": lambda: CatalogueLinkFactory(edition=""),
    "catalogue_link_dates_in_order": lambda: CatalogueLinkFactory(**FAR),
    "catalogue_industry_once": lambda: twice(CatalogueLinkFactory(**PAST)),
    "catalogue_occupation_once": lambda: twice(
        CatalogueLinkFactory(occupation=make.OccupationFactory(), **PAST)
    ),
    "one_open_catalogue_industry": lambda: twice(CatalogueLinkFactory(), edition="next"),
    "one_open_catalogue_occupation": lambda: twice(
        CatalogueLinkFactory(occupation=make.OccupationFactory()), edition="next"
    ),
    "occupation_industry_weight_range": lambda: OccupationIndustryFactory(weight=0),
    "occupation_industry_kind_known": lambda: OccupationIndustryFactory(kind="declared"),
    "occupation_industry_says_its_source": lambda: OccupationIndustryFactory(source=""),
    "occupation_industry_dates_in_order": lambda: OccupationIndustryFactory(**FAR),
    "occupation_industry_once": lambda: twice(OccupationIndustryFactory(**PAST)),
    "one_open_occupation_industry": lambda: twice(OccupationIndustryFactory(), edition="next"),
    # collaboration
    "match_once": lambda: twice(make.make_match()),
    "match_state_known": lambda: twice(make.make_match(), state="lost"),
    "match_declined_with_reason": lambda: write(make.make_match(), state="declined"),
    "match_score_range": lambda: twice(make.make_match(), score=-1),
    "project_state_known": lambda: project_of_no_match(state="lost"),
    "project_kind_known": lambda: project_of_no_match(kind="party"),
    "project_dates_in_order": lambda: project_of_no_match(
        starts_on=DAY, ends_on=DAY - timedelta(days=1)
    ),
    "project_terminated_with_reason": lambda: write(
        make.make_project(state="running"), state="terminated"
    ),
    "one_approval_per_party": lambda: twice(make.make_project(state="signed").approvals.first()),
    "party_known": lambda: twice(
        make.make_project(state="signed").approvals.first(), party="neighbour"
    ),
    "result_state_known": lambda: twice(make.make_result(), state="lost"),
    "result_kind_known": lambda: make.make_result(kind="cake"),
    "result_level_known": lambda: make.make_result(level="galactic"),
    "result_project_or_explicit_none": lambda: write(make.make_result(), without_project=True),
    "result_verified_by_somebody": lambda: write(
        make.make_result(state="submitted"), state="verified"
    ),
    "result_four_eyes": lambda: (
        lambda row: write(row, verified_by=row.created_by, verified_at=NOW)
    )(make.make_result(state="submitted")),
    "result_award_side_of_awards": lambda: write(make.make_result(), award_side="students"),
    "result_shared_with_audience": lambda: write(
        make.make_result(state="verified"), state="shared", shared_at=NOW
    ),
    # alignment
    "run_state_known": lambda: run(state="lost"),
    "one_queued_run": lambda: twice(run()),
    "run_done_names_inputs": lambda: run(**{**DONE, "digest": ""}),
    "index_once_per_run": lambda: twice(figure()),
    "unknown_exactly_where_empty": lambda: figure(denominator=0),
    "index_dimension_known": lambda: figure(dimension="planet", key="3"),
    "index_part_has_key": lambda: figure(dimension="county"),
    "one_verdict_per_program": lambda: twice(verdict()),
    "block_once_per_run": lambda: twice(RunBlock.objects.create(run=run(), name="B")),
    # events, partners
    "owed_once": lambda: twice(owed()),
    "owed_done_or_dead": lambda: write(owed(), done=NOW, dead=NOW),
    "key_scope_known": lambda: write(key_of_somebody(), scope="all"),
    "idempotency_key_once": lambda: twice(idempotency()),
}


ELSEWHERE = (
    test_case_constraints,
    test_constraints_beside,
    test_figure_constraints,
    test_governance_constraints,
    test_people_constraints,
    test_record_constraints,
)
"""What rooms break in tests of their own."""


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_must_never_be(name):
    is_refused(name, BROKEN[name])


def test_every_named_constraint_is_broken_once():
    broken = [*BROKEN, *(name for room in ELSEWHERE for name in room.BROKEN)]
    assert sorted(broken) == sorted(constraints_of(*ROOMS))

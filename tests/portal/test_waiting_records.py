"""What waits in the registers: for whom, how many, and behind which list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.accounts.models import User
from alliance.alignment.enums import ChangeState
from alliance.consortia.models import Agreement
from alliance.imports.models import ImportSession
from alliance.portal import waiting
from tests.factories import AllianceFactory, EnterpriseFactory, ProgramFactory, UserFactory
from tests.factories.collaboration import InternshipFactory
from tests.factories.consortia import (
    AgreementFactory,
    AgreementPartyFactory,
    AssessmentFactory,
    ResolutionFactory,
    ResolutionTaskFactory,
)
from tests.factories.indicators import ProgramChangeFactory
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory

TODAY = timezone.localdate()


def waits(user):
    """{(organisation, task): ids of its rows} as the workspace groups it, for a fresh person."""
    person = User.objects.get(pk=user.pk)
    return {
        (str(group.name), section.task.key): sorted(row.pk for row in section.rows)
        for group in waiting.groups(person)
        for section in group.sections
    }


def everything(home):
    return {
        name: found
        for name in ("school_user", "enterprise_user", "secretary", "bureau_user")
        if (found := waits(getattr(home, name)))
    }


def agreement(home, days, **given):
    return AgreementFactory(
        alliance=home.alliance,
        state="signed",
        ends_on=TODAY + timedelta(days=days),
        parties=[home.school.organisation, home.enterprise.organisation],
        **given,
    )


def test_agreements_wait_from_sixty_days_before_their_end_until_they_are_renewed(home):
    ending = [agreement(home, 0), agreement(home, 60)]
    agreement(home, 61)
    agreement(home, -1)
    renewed = agreement(home, 10)
    AgreementFactory(alliance=home.alliance, state="signed", renewal_of=renewed)
    agreement(home.foreign, 10)
    expected = sorted(row.pk for row in ending)
    assert everything(home) == {
        "school_user": {(str(home.school), "renew-party"): expected},
        "enterprise_user": {(str(home.enterprise), "renew-party"): expected},
        "secretary": {(f"Secretariat of {home.alliance}", "renew"): expected},
    }


def test_a_party_is_asked_to_sign_until_it_has_signed_the_present_wording(home):
    draft = AgreementFactory(alliance=home.alliance)
    school = AgreementPartyFactory(
        agreement=draft, organisation=home.school.organisation, state="signed"
    )
    enterprise = AgreementPartyFactory(
        agreement=draft, organisation=home.enterprise.organisation, state="invited"
    )
    asked = {(str(home.enterprise), "sign-agreement"): [enterprise.pk]}
    assert everything(home) == {"enterprise_user": asked}
    Agreement.objects.get(pk=draft.pk).store("title")
    assert everything(home) == {
        "school_user": {(str(home.school), "sign-agreement"): [school.pk]},
        "enterprise_user": asked,
    }


def test_tasks_wait_for_the_organisation_that_owns_them_while_they_are_open(home):
    resolution = ResolutionFactory(
        meeting__alliance=home.alliance, meeting__state="held", state="adopted"
    )
    shared = {"resolution": resolution, "owner": home.school.organisation}
    late = ResolutionTaskFactory(due_on=TODAY - timedelta(days=3), **shared)
    soon = ResolutionTaskFactory(due_on=TODAY + timedelta(days=3), **shared)
    ResolutionTaskFactory(state="done", **shared)
    ResolutionTaskFactory(state="dropped", **shared)
    assert everything(home) == {
        "school_user": {(str(home.school), "finish-task"): sorted([late.pk, soon.pk])}
    }


def test_hires_wait_for_the_employer_that_has_not_answered(home):
    def hired(employer, **given):
        graduate = GraduateFactory(cohort=cohort)
        return OutcomeFactory(graduate=graduate, employer=employer, **given)

    cohort = CohortFactory(program=home.program)
    asked = hired(home.enterprise)
    hired(home.enterprise, confirmed=True)
    hired(None)
    hired(EnterpriseFactory())
    assert everything(home) == {
        "enterprise_user": {(str(home.enterprise), "confirm-hire"): [asked.pk]}
    }


def test_planned_internships_wait_for_their_school(home):
    shared = {"program": home.program, "enterprise": home.enterprise}
    planned = InternshipFactory(**shared)
    InternshipFactory(state="approved", **shared)
    assert everything(home) == {
        "school_user": {(str(home.school), "approve-internship"): [planned.pk]}
    }


def test_assessments_wait_for_the_public_body_and_the_association_above_but_not_for_their_own(home):
    above = AllianceFactory(region=home.region, kind="association")
    president = UserFactory(organisation=above.secretariat, role=Role.EDITOR)
    home.alliance.parent = above
    home.alliance.save(update_fields=["parent"])
    submitted = AssessmentFactory(alliance=home.alliance, state="submitted")
    AssessmentFactory(alliance=home.alliance, state="draft")
    AssessmentFactory(alliance=home.foreign.alliance, state="submitted")
    assert everything(home) == {
        "bureau_user": {(str(home.bureau), "confirm-assessment-body"): [submitted.pk]}
    }
    assert waits(president) == {(f"Secretariat of {above}", "confirm-assessment"): [submitted.pk]}


def test_an_alliance_of_the_same_secretariat_does_not_confirm_itself(home):
    above = AllianceFactory(
        region=home.region, kind="association", secretariat=home.alliance.secretariat
    )
    home.alliance.parent = above
    home.alliance.save(update_fields=["parent"])
    AssessmentFactory(alliance=home.alliance, state="submitted")
    assert "secretary" not in everything(home)


def test_program_changes_wait_for_review_and_then_for_what_was_decided(home):
    proposed = ProgramChangeFactory(program=home.program, state=ChangeState.PROPOSED)
    office = f"Secretariat of {home.alliance}"
    assert everything(home) == {
        "secretary": {(office, "review-change"): [proposed.pk]},
        "bureau_user": {(str(home.bureau), "review-change-body"): [proposed.pk]},
    }
    assert everything(home.foreign) == {}
    proposed.state = ChangeState.REVIEWED
    proposed.store("state")
    assert everything(home) == {"secretary": {(office, "decide-change"): [proposed.pk]}}


@pytest.mark.parametrize(
    ("given", "is_asked"),
    [
        ({"state": "drafted"}, True),
        ({"state": "queued"}, False),
        ({"state": "done", "dry_run": True}, True),
        ({"state": "done", "dry_run": True, "refused": 1}, False),
        ({"state": "done", "dry_run": False}, False),
        ({"state": "failed"}, True),
        ({"state": "failed", "days": 8}, False),
        ({"state": "cancelled"}, False),
    ],
)
def test_imports_wait_for_who_sent_them(home, given, is_asked):
    sent = timezone.now() - timedelta(days=given.pop("days", 0))
    session = ImportSession.objects.create(
        kind="outcomes",
        name="outcomes.csv",
        organisation=home.school.organisation,
        created_by=home.school_user,
        created_at=sent,
        finished_at=None if given["state"] in ("drafted", "queued") else sent,
        **given,
    )
    UserFactory(organisation=home.school, role=Role.MANAGER)
    expected = {(str(home.school), "finish-import"): [session.pk]}
    assert everything(home) == ({"school_user": expected} if is_asked else {})


def fill(home, times):
    """So many of everything."""
    meeting_of = {"meeting__alliance": home.alliance, "meeting__state": "held"}
    resolution = ResolutionFactory(state="adopted", **meeting_of)
    cohort = CohortFactory(program=home.program, label=f"{times} each")
    for number in range(times):
        agreement(home, 10)
        for organisation in (home.school.organisation, home.enterprise.organisation):
            draft = AgreementFactory(alliance=home.alliance)
            AgreementPartyFactory(agreement=draft, organisation=organisation)
            ResolutionTaskFactory(resolution=resolution, owner=organisation)
        ResolutionTaskFactory(resolution=resolution, owner=home.secretariat)
        OutcomeFactory(graduate=GraduateFactory(cohort=cohort), employer=home.enterprise)
        InternshipFactory(program=home.program, enterprise=home.enterprise)
        AssessmentFactory(alliance=home.alliance, state="submitted", year=2024 + number)
        for state in (ChangeState.PROPOSED, ChangeState.REVIEWED):
            ProgramChangeFactory(program=ProgramFactory(school=home.school), state=state)


KINDS = {
    "school_user": {"renew-party", "sign-agreement", "finish-task", "approve-internship"},
    "enterprise_user": {"renew-party", "sign-agreement", "finish-task", "confirm-hire"},
    "secretary": {"renew", "finish-task", "review-change", "decide-change"},
    "bureau_user": {"confirm-assessment-body", "review-change-body"},
    "administrator": {
        "renew", "sign-agreement", "finish-task", "confirm-assessment", "review-change",
        "decide-change",
    },
}  # fmt: skip


@pytest.mark.parametrize("who", list(KINDS))
def test_see_all_lists_exactly_the_rows_that_were_counted(home, browse, administrator, who):
    fill(home, 2)
    fill(home.foreign, 1)
    user = administrator if who == "administrator" else getattr(home, who)
    browser = browse(user)
    counted, listed, titles = {}, {}, browser.get("/workspace/").content.decode()
    for group in waiting.groups(User.objects.get(pk=user.pk)):
        for section in group.sections:
            page = browser.get(section.address)
            assert "Only what waits for you" in page.content.decode()
            assert str(section.task.title) in titles
            counted[section.task.key] = sorted(row.pk for row in section.rows)
            listed[section.task.key] = sorted(row.pk for row in page.context["page"])
    assert set(counted) == KINDS[who]
    assert listed == counted


def test_another_readers_task_narrows_nothing_and_shows_nothing(home, browse):
    fill(home, 1)
    page = browse(home.enterprise_user).get("/records/program-changes/?waiting=review-change")
    assert (list(page.context["page"]), page.context["waiting_only"]) == ([], False)
    page = browse(home.foreign.school_user).get("/records/agreements/?waiting=renew")
    assert (list(page.context["page"]), page.context["waiting_only"]) == ([], False)


@pytest.mark.parametrize("who", list(KINDS))
def test_more_rows_cost_no_more_queries(home, administrator, who):
    user = administrator if who == "administrator" else getattr(home, who)

    def cost():
        person = User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as caught:
            groups = waiting.groups(person)
        return len(caught), sum(len(s.rows) for g in groups for s in g.sections)

    fill(home, 1)
    few, rows_before = cost()
    fill(home, 2)
    many, rows_after = cost()
    assert rows_after == 3 * rows_before
    # scope 3, counting 1, one for each kind, names of organisations and of alliances
    assert few == many <= 4 + len(KINDS[who]) + 2


def test_who_only_reads_is_asked_for_nothing_in_the_registers(home):
    fill(home, 1)
    people = [
        UserFactory(organisation=organisation, role=Role.VIEWER)
        for organisation in (home.school, home.enterprise, home.secretariat, home.bureau)
    ]
    assert [waits(person) for person in people] == [{}] * 4

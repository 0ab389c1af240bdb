"""Results: written by a side, verified by others on evidence, then shared."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.accounts.models import OrganisationRole
from alliance.collaboration.actions import results
from alliance.collaboration.enums import Audience
from alliance.lib.errors import InvalidInput, NotAllowed, Refused, Stale
from tests import factories as make
from tests.outcomes import NOTHING, changes, moved, subject_of

TODAY = timezone.localdate()
FIELDS = {
    "kind": "course",
    "level": "provincial",
    "title": "Course on drives",
    "achieved_on": TODAY,
    "evidence": "Certificate 2026-17.",
}
WRITERS = "Only editors of the organisation that wrote the result may do that."
CHECKERS = "Only the alliance's secretariat checks results."
SHARERS = "Only the author's organisation or the secretariat may do that."


def test_a_result_of_a_project_takes_its_alliance_from_it(home):
    project = make.make_project(world=home, state="running")
    with changes() as seen:
        result = results.enter_result(
            organisation=home.school.organisation,
            by=home.school_user,
            fields=FIELDS,
            project=project,
        )
    assert seen.added == [
        (
            "collaboration.result",
            {
                "version": 1,
                "kind": "course",
                "level": "provincial",
                "chain_stage": "",
                "award_side": "",
                "title": "Course on drives",
                "description": "",
                "project_id": project.pk,
                "without_project": False,
                "organisation_id": home.school.pk,
                "alliance_id": home.alliance.pk,
                "achieved_on": TODAY,
                "evidence": "Certificate 2026-17.",
                "audience": "",
                "state": "draft",
                "reason": "",
                "created_by_id": home.school_user.pk,
                "verified_by_id": None,
                "verified_at": None,
                "shared_at": None,
            },
        )
    ]
    assert seen.events == [("result.entered", subject_of(result), home.school_user.pk, {})]
    assert (seen.changed, seen.removed, seen.owed) == ({}, [], [])


def test_a_result_of_no_project_says_so_and_names_its_alliance(home):
    who = {"organisation": home.school.organisation, "by": home.school_user, "fields": FIELDS}
    result = results.enter_result(**who, alliance=home.alliance)
    assert (result.without_project, result.project, result.alliance) == (True, None, home.alliance)
    for alliance, code in ((None, "required"), (home.foreign.alliance, "invalid")):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            results.enter_result(**who, alliance=alliance)
        assert [(e.field, e.code) for e in refusal.value.errors] == [("alliance", code)]
        assert seen == NOTHING


def test_a_project_yields_results_only_for_its_own_sides(home):
    project = make.make_project(world=home, state="running")
    other = make.SchoolFactory(member_of=home.alliance)
    by = make.editor_of(other)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        results.enter_result(
            organisation=other.organisation,
            by=by,
            fields=FIELDS,
            project=project,
        )
    assert [e.field for e in refusal.value.errors] == ["organisation"]
    assert seen == NOTHING


@pytest.mark.parametrize("state", ["drafted", "approving", "signed", "terminated"])
def test_a_project_that_has_not_run_yields_no_result(home, state):
    project = make.make_project(world=home, state=state)
    with changes() as seen, pytest.raises(Refused, match="once the project is running"):
        results.enter_result(
            organisation=home.school.organisation,
            by=home.school_user,
            fields=FIELDS,
            project=project,
        )
    assert seen == NOTHING


def test_nobody_enters_a_result_for_others(home):
    viewer = make.UserFactory(organisation=home.school, role=Role.VIEWER)
    for user in (viewer, home.secretary, home.enterprise_user, home.foreign.school_user):
        with changes() as seen, pytest.raises(NotAllowed, match="of your own organisation"):
            results.enter_result(
                organisation=home.school.organisation,
                by=user,
                fields=FIELDS,
                alliance=home.alliance,
            )
        assert seen == NOTHING


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": ""}, ("kind", "required")),
        ({"level": ""}, ("level", "required")),
        ({"title": ""}, ("title", "required")),
        ({"achieved_on": None}, ("achieved_on", "required")),
        ({"achieved_on": TODAY + timedelta(days=1)}, ("achieved_on", "future")),
    ],
)
def test_a_faulty_result_names_its_field_on_entry_and_on_editing(home, change, fault):
    draft = make.make_result(world=home)
    for act in (
        lambda: results.enter_result(
            organisation=home.school.organisation,
            by=home.school_user,
            fields={**FIELDS, **change},
            alliance=home.alliance,
        ),
        lambda: results.edit_result(result=draft, by=home.school_user, fields=change),
    ):
        with changes() as seen, pytest.raises(InvalidInput) as refusal:
            act()
        assert [(e.field, e.code) for e in refusal.value.errors] == [fault]
        assert seen == NOTHING


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_what_is_not_handed_in_is_edited(home, state):
    result = make.make_result(world=home, state=state)
    with changes() as seen:
        results.edit_result(result=result, by=home.school_user, fields={"title": "Better"})
    assert seen == moved(
        result,
        home.school_user,
        "result.edited",
        payload={"fields": ["title"]},
        title=(result.title, "Better"),
    )


@pytest.mark.parametrize("state", ["submitted", "verified", "shared", "withdrawn"])
def test_what_is_handed_in_is_edited_no_more(home, state):
    result = make.make_result(world=home, state=state)
    with changes() as seen, pytest.raises(Refused, match="Only a draft or returned result"):
        results.edit_result(result=result, by=home.school_user, fields={"title": "Better"})
    assert seen == NOTHING


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_it_is_handed_in_with_evidence(home, state):
    result = make.make_result(world=home, state=state)
    with changes() as seen:
        results.submit_result(result=result, by=home.school_user, version=result.version)
    said = {"reason": (result.reason, "")} if state == "returned" else {}
    assert seen == moved(
        result, home.school_user, "result.submitted", state=(state, "submitted"), **said
    )


def test_without_evidence_it_is_not_handed_in(home):
    result = make.make_result(world=home, evidence="  ")
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        results.submit_result(result=result, by=home.school_user)
    assert [(e.field, e.code) for e in refusal.value.errors] == [("evidence", "required")]
    assert seen == NOTHING


def test_the_secretariat_returns_it_with_a_reason(home):
    result = make.make_result(world=home, state="submitted")
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        results.return_result(result=result, by=home.secretary, reason="")
    assert [(e.field, e.code) for e in refusal.value.errors] == [("reason", "required")]
    assert seen == NOTHING
    with changes() as seen:
        results.return_result(result=result, by=home.secretary, reason=" Which certificate? ")
    assert seen == moved(
        result,
        home.secretary,
        "result.returned",
        state=("submitted", "returned"),
        reason=("", "Which certificate?"),
    )


def test_the_secretariat_verifies_and_stands_for_it_with_its_name(home):
    result = make.make_result(world=home, state="submitted")
    now = timezone.now()
    with changes() as seen:
        results.verify_result(result=result, by=home.secretary, now=now)
    assert seen == moved(
        result,
        home.secretary,
        "result.verified",
        state=("submitted", "verified"),
        verified_by_id=(None, home.secretary.pk),
        verified_at=(None, now),
    )


def test_verifying_may_confirm_that_the_program_serves_an_industry(home):
    result = make.make_result(world=home, state="submitted")
    other = make.IndustryFactory(code=make.POWER_INDUSTRY)
    home.program.links.update(weight=Decimal("0.4"))
    with changes() as seen:
        results.verify_result(
            result=result, by=home.secretary, confirms=other, weight=Decimal("0.6")
        )
    assert seen.added == [
        (
            "programs.crosswalklink",
            {
                "version": 1,
                "program_id": home.program.pk,
                "industry_id": make.POWER_INDUSTRY,
                "occupation_id": None,
                "weight": Decimal("0.6"),
                "kind": "confirmed",
                "source": f"result {result.pk}",
                "valid_from": TODAY,
                "valid_to": None,
            },
        )
    ]
    assert [kind for kind, *_ in seen.events] == ["crosswalk.changed", "result.verified"]
    assert seen.owed == [("crosswalk.changed", "alliance.alignment.tasks.request_run")]


def test_a_confirmation_that_cannot_stand_leaves_the_result_unverified(home):
    result = make.make_result(world=home, state="submitted")
    other = make.IndustryFactory(code=make.POWER_INDUSTRY)  # 1 + 0.5 would be above 1
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        results.verify_result(
            result=result, by=home.secretary, confirms=other, weight=Decimal("0.5")
        )
    assert [(e.field, e.code) for e in refusal.value.errors] == [("weight", "sum")]
    assert seen == NOTHING


def test_a_result_of_no_program_confirms_nothing(home):
    result = results.enter_result(
        organisation=home.school.organisation,
        by=home.school_user,
        fields=FIELDS,
        alliance=home.alliance,
    )
    result = results.submit_result(result=result, by=home.school_user)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        results.verify_result(result=result, by=home.secretary, confirms=home.industry)
    assert [e.field for e in refusal.value.errors] == ["confirms"]
    assert seen == NOTHING


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("who", ["school_user", "secretary"])
def test_a_verified_result_is_shared_with_an_audience(home, audience, who):
    result, by = make.make_result(world=home, state="verified"), getattr(home, who)
    now = timezone.now()
    with changes() as seen:
        results.share_result(result=result, by=by, audience=audience, now=now)
    assert seen == moved(
        result,
        by,
        "result.shared",
        payload={"audience": audience.value},
        state=("verified", "shared"),
        audience=("", audience.value),
        shared_at=(None, now),
    )


def test_a_shared_result_is_withdrawn_with_a_reason(home):
    result = make.make_result(world=home, state="shared")
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        results.withdraw_result(result=result, by=home.school_user, reason="")
    assert [(e.field, e.code) for e in refusal.value.errors] == [("reason", "required")]
    assert seen == NOTHING
    with changes() as seen:
        results.withdraw_result(result=result, by=home.school_user, reason=" Wrong year. ")
    assert seen == moved(
        result,
        home.school_user,
        "result.withdrawn",
        state=("shared", "withdrawn"),
        reason=("", "Wrong year."),
    )


def test_who_wrote_it_does_not_verify_it_even_from_the_secretariat(home):
    author = make.UserFactory(organisation=home.school)
    OrganisationRole.objects.create(user=author, organisation=home.secretariat, role=Role.MANAGER)
    result = results.enter_result(
        organisation=home.school.organisation, by=author, fields=FIELDS, alliance=home.alliance
    )
    result = results.submit_result(result=result, by=author)
    for act in (
        lambda: results.verify_result(result=result, by=author),
        lambda: results.return_result(result=result, by=author, reason="Hm."),
    ):
        with changes() as seen, pytest.raises(NotAllowed, match="cannot verify it"):
            act()
        assert seen == NOTHING


def test_who_only_edited_it_does_not_verify_it_either(home):
    editor = make.UserFactory(organisation=home.school)
    OrganisationRole.objects.create(user=editor, organisation=home.secretariat, role=Role.MANAGER)
    result = results.enter_result(
        organisation=home.school.organisation,
        by=home.school_user,
        fields=FIELDS,
        alliance=home.alliance,
    )
    result = results.edit_result(result=result, by=editor, fields={"evidence": "Mine."})
    result = results.submit_result(result=result, by=home.school_user)
    with changes() as seen, pytest.raises(NotAllowed, match="cannot verify it"):
        results.verify_result(result=result, by=editor)
    assert seen == NOTHING
    assert results.verify_result(result=result, by=home.secretary).state == "verified"


AUTHORS, OFFICE = {"school"}, {"secretariat"}


@pytest.mark.parametrize(
    ("move", "state", "allowed", "refusal"),
    [
        ("edit", "draft", AUTHORS, WRITERS),
        ("submit", "draft", AUTHORS, WRITERS),
        ("return", "submitted", OFFICE, CHECKERS),
        ("verify", "submitted", OFFICE, CHECKERS),
        ("share", "verified", AUTHORS | OFFICE, SHARERS),
        ("withdraw", "shared", AUTHORS | OFFICE, SHARERS),
    ],
)
def test_exactly_these_may_and_all_others_are_told_why_not(home, move, state, allowed, refusal):
    more = {
        "edit": {"fields": {}},
        "return": {"reason": "Hm."},
        "share": {"audience": Audience.PUBLIC},
        "withdraw": {"reason": "Hm."},
    }.get(move, {})
    people = {
        "school": home.school_user,
        "school's viewer": make.UserFactory(organisation=home.school, role=Role.VIEWER),
        "enterprise": home.enterprise_user,
        "secretariat": home.secretary,
        "secretariat's viewer": make.UserFactory(organisation=home.secretariat, role=Role.VIEWER),
        "bureau": home.bureau_user,
        "foreign secretariat": home.foreign.secretary,
    }
    project = make.make_project(world=home, state="running")
    for name, user in people.items():
        result = make.make_result(project=project, state=state)
        act = getattr(results, f"{move}_result")
        with changes() as seen:
            if name in allowed:
                act(result=result, by=user, **more)
                continue
            with pytest.raises(NotAllowed) as told:
                act(result=result, by=user, **more)
        assert (told.value.detail, seen) == (refusal, NOTHING), name


@pytest.mark.parametrize(
    ("move", "state", "who"),
    [
        ("edit", "draft", "school_user"),
        ("submit", "draft", "school_user"),
        ("return", "submitted", "secretary"),
        ("verify", "submitted", "secretary"),
        ("share", "verified", "secretary"),
        ("withdraw", "shared", "secretary"),
    ],
)
def test_who_saw_an_older_version_is_told_the_stored_one(home, move, state, who):
    result = make.make_result(world=home, state=state)
    more = {
        "edit": {"fields": {}},
        "return": {"reason": "Hm."},
        "share": {"audience": Audience.PUBLIC},
        "withdraw": {"reason": "Hm."},
    }.get(move, {})
    act = getattr(results, f"{move}_result")
    with changes() as seen, pytest.raises(Stale) as refusal:
        act(result=result, by=getattr(home, who), version=result.version + 1, **more)
    assert (refusal.value.current, seen) == (result.version, NOTHING)

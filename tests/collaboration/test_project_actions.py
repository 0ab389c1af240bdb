"""From an accepted match to a closed project: three approve, two work, the alliance closes."""

from datetime import date

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from alliance.accounts.enums import Role
from alliance.accounts.models import OrganisationRole
from alliance.collaboration.actions import projects
from alliance.collaboration.models import ProjectApproval
from alliance.consortia.models import Alliance
from alliance.lib.errors import InvalidInput, NotAllowed, Refused, Stale
from tests import factories as make
from tests.outcomes import NOTHING, changes, key_of, moved, subject_of

TWO = "Only the school and the enterprise of the project may do that."
THREE = "Only school, enterprise and alliance of the project may do that."
CLOSER = "Only the alliance's secretariat closes a project."


def test_a_project_takes_its_sides_from_the_match(home):
    match = make.make_match(world=home, state="accepted")
    with changes() as seen:
        project = projects.open_project(
            match=match,
            by=home.school_user,
            fields={"kind": "order_class", "title": "Order class", "seats": 30},
        )
    assert seen.added == [
        (
            "collaboration.project",
            {
                "version": 1,
                "kind": "order_class",
                "title": "Order class",
                "description": "",
                "match_id": match.pk,
                "alliance_id": home.alliance.pk,
                "school_id": home.school.pk,
                "enterprise_id": home.enterprise.pk,
                "program_id": home.program.pk,
                "seats": 30,
                "starts_on": None,
                "ends_on": None,
                "state": "drafted",
                "reason": "",
                "created_by_id": home.school_user.pk,
            },
        )
    ]
    payload = {"match": match.pk}
    assert seen.events == [("project.opened", subject_of(project), home.school_user.pk, payload)]
    assert (seen.changed, seen.removed, seen.owed) == ({}, [], [])


def test_a_match_has_one_project(home):
    project = make.make_project(world=home)
    with changes() as seen, pytest.raises(Refused, match="has a project already"):
        projects.open_project(
            match=project.match, by=home.school_user, fields={"kind": "training", "title": "Two"}
        )
    assert seen == NOTHING


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"kind": "training"}, ("title", "required")),
        ({"title": "x"}, ("kind", "required")),
        (
            {
                "kind": "training",
                "title": "x",
                "starts_on": date(2026, 9, 2),
                "ends_on": date(2026, 9, 1),
            },
            ("ends_on", "order"),
        ),
    ],
)
def test_a_faulty_project_names_its_field_on_opening_and_on_editing(home, fields, fault):
    match = make.make_match(world=home, state="accepted")
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        projects.open_project(match=match, by=home.school_user, fields=fields)
    assert [(e.field, e.code) for e in refusal.value.errors] == [fault]
    assert seen == NOTHING
    draft = make.make_project(match=match)
    change = {"kind": "", "title": "", **fields}
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        projects.edit_project(project=draft, by=home.school_user, fields=change)
    assert refusal.value.errors[0].field == fault[0]
    assert seen == NOTHING


def test_a_draft_is_edited_and_nothing_later(home):
    draft = make.make_project(world=home)
    with changes() as seen:
        projects.edit_project(
            project=draft, by=home.enterprise_user, fields={"seats": 12, "title": "Smaller"}
        )
    assert seen == moved(
        draft,
        home.enterprise_user,
        "project.edited",
        payload={"fields": ["seats", "title"]},
        seats=(30, 12),
        title=("Order class 2026", "Smaller"),
    )
    begun = projects.submit_project(project=draft, by=home.school_user)
    with changes() as seen, pytest.raises(Refused, match="Only a drafted project"):
        projects.edit_project(project=begun, by=home.school_user, fields={"seats": 1})
    assert seen == NOTHING


def test_each_of_the_three_approves_once_and_then_it_can_be_signed(home):
    project = make.make_project(world=home, state="approving")
    users = {
        "school": home.school_user,
        "enterprise": home.enterprise_user,
        "alliance": home.secretary,
    }
    missing = ["School", "Enterprise", "Alliance"]
    for party, user in users.items():
        with changes() as seen, pytest.raises(Refused) as refusal:
            projects.sign_project(project=project, by=home.school_user)
        assert refusal.value.detail == f"Still to approve: {', '.join(missing)}."
        assert seen == NOTHING
        missing.pop(0)

        now = timezone.now()
        with changes() as seen:
            projects.approve_project(project=project, by=user, now=now)
        row = {"project_id": project.pk, "party": party, "by_id": user.pk, "at": now}
        assert seen.added == [("collaboration.projectapproval", row)]
        seen.added.clear()
        project.version += 1
        seen.changed[key_of(project)]["version"] = (project.version, project.version + 1)
        assert seen == moved(project, user, "project.approved", payload={"party": party})

        with changes() as seen, pytest.raises(NotAllowed, match="Your side has approved already"):
            projects.approve_project(project=project, by=user)
        assert seen == NOTHING
    project.refresh_from_db()
    with changes() as seen:
        projects.sign_project(project=project, by=home.secretary)
    assert seen == moved(project, home.secretary, "project.signed", state=("approving", "signed"))


def test_who_speaks_for_two_sides_approves_for_both(home):
    project = make.make_project(world=home, state="approving")
    both = make.UserFactory(organisation=home.school)
    OrganisationRole.objects.create(
        user=both, organisation=home.enterprise.organisation, role=Role.EDITOR
    )
    with changes() as seen:
        projects.approve_project(project=project, by=both)
    assert [row["party"] for _, row in seen.added] == ["school", "enterprise"]
    assert [payload["party"] for *_, payload in seen.events] == ["school", "enterprise"]


def test_an_approval_stays_as_it_was_given(home):
    make.make_project(world=home, state="signed")
    for write in (
        lambda: ProjectApproval.objects.update(by=home.bureau_user),
        lambda: ProjectApproval.objects.all().delete(),
    ):
        with changes() as seen, pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            write()
        assert seen == NOTHING


@pytest.mark.parametrize(
    ("move", "before", "after", "who", "kind"),
    [
        ("submit", "drafted", "approving", "school_user", "project.submitted"),
        ("start", "signed", "running", "enterprise_user", "project.started"),
        ("complete", "running", "completed", "school_user", "project.completed"),
        ("close", "completed", "closed", "secretary", "project.closed"),
    ],
)
def test_a_move_changes_the_state_and_says_so(home, move, before, after, who, kind):
    project, by = make.make_project(world=home, state=before), getattr(home, who)
    with changes() as seen:
        getattr(projects, f"{move}_project")(project=project, by=by, version=project.version)
    assert seen == moved(project, by, kind, state=(before, after))


def test_closing_a_terminated_project_keeps_the_reason_of_its_end(home):
    project = make.make_project(world=home, state="terminated")
    with changes() as seen:
        projects.close_project(project=project, by=home.secretary)
    assert seen == moved(project, home.secretary, "project.closed", state=("terminated", "closed"))


@pytest.mark.parametrize("who", ["school_user", "enterprise_user", "secretary"])
def test_any_of_the_three_ends_it_early_with_a_reason(home, who):
    project, by = make.make_project(world=home, state="running"), getattr(home, who)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        projects.terminate_project(project=project, by=by, reason=" ")
    assert [(e.field, e.code) for e in refusal.value.errors] == [("reason", "required")]
    assert seen == NOTHING
    with changes() as seen:
        projects.terminate_project(project=project, by=by, reason=" No teacher. ")
    assert seen == moved(
        project,
        by,
        "project.terminated",
        state=("running", "terminated"),
        reason=("", "No teacher."),
    )


SIDES = {"school", "enterprise"}
ALL_THREE = {"school", "enterprise", "secretariat", "parent's secretariat"}


@pytest.mark.parametrize(
    ("move", "state", "allowed", "refusal"),
    [
        ("edit", "drafted", SIDES, TWO),
        ("submit", "drafted", SIDES, TWO),
        ("approve", "approving", ALL_THREE, THREE),
        ("start", "signed", SIDES, TWO),
        ("complete", "running", SIDES, TWO),
        ("terminate", "running", ALL_THREE, THREE),
        ("close", "completed", {"secretariat", "parent's secretariat"}, CLOSER),
    ],
)
def test_exactly_these_may_and_all_others_are_told_why_not(home, move, state, allowed, refusal):
    above = make.AllianceFactory(kind="association")
    below = make.AllianceFactory(parent=home.alliance)
    Alliance.objects.filter(pk=home.alliance.pk).update(parent=above)
    more = {"edit": {"fields": {}}, "terminate": {"reason": "Ill."}}.get(move, {})
    people = {
        "school": home.school_user,
        "school's viewer": make.UserFactory(organisation=home.school, role=Role.VIEWER),
        "enterprise": home.enterprise_user,
        "enterprise's viewer": make.UserFactory(organisation=home.enterprise, role=Role.VIEWER),
        "secretariat": home.secretary,
        "parent's secretariat": make.secretary_of(above),
        "branch's secretariat": make.secretary_of(below),
        "bureau": home.bureau_user,
        "foreign school": home.foreign.school_user,
        "foreign secretariat": home.foreign.secretary,
    }
    for name, user in people.items():
        project = make.make_project(world=home, state=state)
        with changes() as seen:
            if name in allowed:
                getattr(projects, f"{move}_project")(project=project, by=user, **more)
                continue
            with pytest.raises(NotAllowed) as told:
                getattr(projects, f"{move}_project")(project=project, by=user, **more)
        assert (told.value.detail, seen) == (refusal, NOTHING), name


@pytest.mark.parametrize(
    ("move", "state", "who"),
    [
        ("edit", "drafted", "school_user"),
        ("submit", "drafted", "school_user"),
        ("approve", "approving", "school_user"),
        ("sign", "approving", "school_user"),
        ("terminate", "running", "school_user"),
        ("close", "completed", "secretary"),
    ],
)
def test_who_saw_an_older_version_is_told_the_stored_one(home, move, state, who):
    project = make.make_project(world=home, state=state)
    more = {"edit": {"fields": {}}, "terminate": {"reason": "Ill."}}.get(move, {})
    act = getattr(projects, f"{move}_project")
    with changes() as seen, pytest.raises(Stale) as refusal:
        act(project=project, by=getattr(home, who), version=project.version - 1, **more)
    assert (refusal.value.current, seen) == (project.version, NOTHING)

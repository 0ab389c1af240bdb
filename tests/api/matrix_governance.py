"""Rows of governance in the matrix: seats, meetings, agreements, policies, plans."""

from typing import Any

from tests.api.matrix_cases import (
    CHECKERS,
    DAY,
    LATER,
    REACHES,
    REGION_WRITES,
    SCHOOL_WRITES,
    WHY,
    act,
    create,
    given,
    resource,
    together,
)
from tests.api.matrix_marks import mark
from tests.factories import consortia as f


def objects(relation: str, base: dict[str, Any]) -> dict[str, Any]:
    """A record for each state that a move starts from or that is read by others than the rest."""

    def text(scope: str) -> str:
        return mark(relation, scope)

    return {
        **bodies(base, text),
        **meetings(base, text),
        **agreements(base, text),
        **policies(base, text),
    }


def bodies(base: dict[str, Any], text: Any) -> dict[str, Any]:
    school, enterprise = base["school"].organisation, base["enterprise"].organisation
    return {
        "committee": f.CommitteeFactory(
            alliance=base["alliance"],
            name=text("members"),
            remit=text("members"),
            hosts=[school, enterprise],
        ),
        "seat": f.SeatFactory(
            alliance=base["alliance"],
            organisation=school,
            person_name=text("members"),
            basis=text("members"),
        ),
    }


def meetings(base: dict[str, Any], text: Any) -> dict[str, Any]:
    alliance, school = base["alliance"], base["organisation"]

    def meeting(state: str, **fields: Any) -> Any:
        return f.MeetingFactory(
            alliance=alliance,
            state=state,
            title=text("members"),
            minutes=text("secretariat"),
            **fields,
        )

    def resolution(state: str, scope: str) -> Any:
        return f.ResolutionFactory(
            meeting=decided, state=state, title=text(scope), text=text(scope)
        )

    def plan(state: str, scope: str) -> Any:
        return f.YearPlanFactory(
            alliance=alliance, state=state, title=text(scope), text=text(scope), reason=text(scope)
        )

    planned, decided = meeting("planned"), meeting("held", invited=1)
    f.AttendanceFactory(meeting=decided, organisation=school)
    drafted, adopted = resolution("drafted", "secretariat"), resolution("adopted", "members")
    published = plan("published", "members")
    return {
        "planned_meeting": planned,
        "held_meeting": meeting("held"),
        "cancelled_meeting": meeting("cancelled", reason=text("members")),
        "attendance": f.AttendanceFactory(
            meeting=planned,
            organisation=school,
            person_name=text("members"),
            topic=text("members"),
        ),
        "drafted_resolution": drafted,
        "rejected_resolution": resolution("rejected", "secretariat"),
        "adopted_resolution": adopted,
        "draft_plan": plan("draft", "secretariat"),
        "approved_plan": plan("approved", "secretariat"),
        "published_plan": published,
        "task": f.ResolutionTaskFactory(
            resolution=adopted, owner=base["enterprise"].organisation, title=text("members")
        ),
        "own_task": f.ResolutionTaskFactory(
            resolution=drafted, owner=school, title=text("owner"), reason=text("owner")
        ),
        "done_task": f.ResolutionTaskFactory(
            plan=published, owner=school, title=text("members"), state="done"
        ),
    }


def agreements(base: dict[str, Any], text: Any) -> dict[str, Any]:
    parties = [base["school"].organisation, base["enterprise"].organisation]

    def agreement(state: str, **fields: Any) -> Any:
        return f.AgreementFactory(
            alliance=base["alliance"],
            state=state,
            title=text("between"),
            subject=text("between"),
            benefit_sharing=text("between"),
            **fields,
        )

    draft, ready = agreement("draft", parties=parties), agreement("draft")
    signed = [
        f.AgreementPartyFactory(
            agreement=ready, organisation=party, state="signed", signatory=text("between")
        )
        for party in parties
    ]
    return {
        "draft_agreement": draft,
        "ready_agreement": ready,
        "signed_agreement": agreement("signed", parties=parties),
        "ended_agreement": agreement("ended", parties=parties),
        "invited_party": draft.parties.get(organisation=parties[0]),
        "signed_party": signed[0],
    }


def policies(base: dict[str, Any], text: Any) -> dict[str, Any]:
    def policy(scope: str, **fields: Any) -> Any:
        return f.PolicyFactory(
            issuer=base["bureau"],
            region=base["region"],
            title=text(scope),
            number=text(scope),
            text=text(scope),
            **fields,
        )

    return {
        "policy": policy("signed_in", alliance=base["alliance"]),
        "region_policy": policy("signed_in"),
        "coming_policy": policy("policy_keepers", alliance=base["alliance"], published_on=None),
        "coming_region_policy": policy("region_keepers", published_on=None),
    }


MEMBERS, BETWEEN, OWNER = REACHES["members"], REACHES["between"], REACHES["owner"]
PARTY_SIGNS = together(SCHOOL_WRITES, CHECKERS)

ROWS: dict[tuple[str, str], list[Any]] = {
    **resource("committee", "committee", MEMBERS),
    ("committee-list", "POST"): [
        create(
            "signed_in", CHECKERS, given(alliance="alliance", hosts=("organisation",))(name="New")
        )
    ],
    ("committee-detail", "PATCH"): [act("committee", "members", CHECKERS, remit="All")],
    **resource("seat", "seat", MEMBERS),
    ("seat-list", "POST"): [
        create(
            "signed_in",
            CHECKERS,
            given(alliance="alliance", organisation="organisation")(
                post="council_member", started_on="2025-01-01"
            ),
        )
    ],
    ("seat-detail", "PATCH"): [act("seat", "members", CHECKERS, basis="Resolution 3")],
    **resource("meeting", "planned_meeting", MEMBERS),
    ("meeting-list", "POST"): [
        create(
            "signed_in",
            CHECKERS,
            given(alliance="alliance")(kind="annual", title="New", held_on="2025-01-01"),
        )
    ],
    ("meeting-detail", "PATCH"): [act("planned_meeting", "members", CHECKERS, place="Hall 2")],
    ("meeting-hold", "POST"): [act("planned_meeting", "members", CHECKERS)],
    ("meeting-cancel", "POST"): [act("planned_meeting", "members", CHECKERS, **WHY)],
    ("meeting-reopen", "POST"): [act("held_meeting", "members", CHECKERS)],
    **resource("attendance", "attendance", MEMBERS),
    ("attendance-list", "POST"): [
        create(
            "members",
            CHECKERS,
            given(meeting="planned_meeting", organisation="organisation")(person_name="Somebody"),
        )
    ],
    ("attendance-detail", "PATCH"): [act("attendance", "members", CHECKERS, topic="Casting")],
    **resource("resolution", "adopted_resolution", MEMBERS),
    ("resolution-list", "POST"): [
        create("members", CHECKERS, given(meeting="planned_meeting")(number="9", title="New"))
    ],
    ("resolution-detail", "PATCH"): [
        act("drafted_resolution", "secretariat", CHECKERS, text="Clearer")
    ],
    ("resolution-adopt", "POST"): [act("drafted_resolution", "secretariat", CHECKERS)],
    ("resolution-reject", "POST"): [act("drafted_resolution", "secretariat", CHECKERS)],
    ("resolution-repeal", "POST"): [act("adopted_resolution", "members", CHECKERS, **WHY)],
    **resource("year-plan", "published_plan", MEMBERS),
    ("year-plan-list", "POST"): [
        create(
            "signed_in",
            CHECKERS,
            given(alliance="alliance")(year=2026, kind="plan", title="New"),
        )
    ],
    ("year-plan-detail", "PATCH"): [act("draft_plan", "secretariat", CHECKERS, text="Clearer")],
    ("year-plan-approve", "POST"): [act("draft_plan", "secretariat", CHECKERS)],
    ("year-plan-publish", "POST"): [act("approved_plan", "secretariat", CHECKERS)],
    ("year-plan-reopen", "POST"): [act("published_plan", "members", CHECKERS, **WHY)],
    **resource("resolution-task", "own_task", OWNER),
    ("resolution-task-list", "POST"): [
        create(
            "members",
            CHECKERS,
            given(resolution="adopted_resolution", owner="organisation")(title="New", due_on=LATER),
        )
    ],
    ("resolution-task-detail", "PATCH"): [act("own_task", "owner", CHECKERS, due_on=LATER)],
    ("resolution-task-finish", "POST"): [
        act("own_task", "owner", together(SCHOOL_WRITES, CHECKERS))
    ],
    ("resolution-task-drop", "POST"): [act("own_task", "owner", CHECKERS, **WHY)],
    ("resolution-task-reopen", "POST"): [act("done_task", "members", CHECKERS, **WHY)],
    **resource("agreement", "draft_agreement", BETWEEN),
    ("agreement-list", "POST"): [
        create(
            "signed_in",
            CHECKERS,
            given(alliance="alliance")(kind="strategic", title="New", starts_on=DAY),
        )
    ],
    ("agreement-detail", "PATCH"): [act("draft_agreement", "between", CHECKERS, subject="All")],
    ("agreement-sign", "POST"): [act("ready_agreement", "between", CHECKERS)],
    ("agreement-end", "POST"): [act("signed_agreement", "between", CHECKERS, **WHY)],
    **resource("agreement-party", "invited_party", BETWEEN),
    ("agreement-party-list", "POST"): [
        create("between", CHECKERS, given(agreement="draft_agreement", organisation="unverified")())
    ],
    ("agreement-party-sign", "POST"): [act("invited_party", "between", PARTY_SIGNS)],
    ("agreement-party-withdraw", "POST"): [act("signed_party", "between", PARTY_SIGNS)],
    **resource("policy", "coming_policy", REACHES["policy_keepers"]),
    ("policy-list", "POST"): [
        create(
            "signed_in",
            CHECKERS,
            given(issuer="bureau", region="region", alliance="alliance")(
                kind="talent", title="New", published_on=DAY
            ),
        ),
        create(
            "signed_in",
            REGION_WRITES,
            given(issuer="bureau", region="region")(kind="talent", title="Coming"),
        ),
    ],
    ("policy-detail", "PATCH"): [
        act("policy", "signed_in", CHECKERS, number="2026-1"),
        act("region_policy", "signed_in", REGION_WRITES, number="2026-1"),
        act("coming_region_policy", "region_keepers", REGION_WRITES, number="2026-1"),
    ],
}

SEEN = {
    "committee": {"committee": "members"},
    "seat": {"seat": "members"},
    "meeting": {
        "planned_meeting": "members",
        "held_meeting": "members",
        "cancelled_meeting": "members",
    },
    "attendance": {"attendance": "members"},
    "resolution": {
        "drafted_resolution": "secretariat",
        "rejected_resolution": "secretariat",
        "adopted_resolution": "members",
    },
    "year-plan": {
        "draft_plan": "secretariat",
        "approved_plan": "secretariat",
        "published_plan": "members",
    },
    "resolution-task": {"task": "members", "own_task": "owner", "done_task": "members"},
    "agreement": {
        "draft_agreement": "between",
        "ready_agreement": "between",
        "signed_agreement": "between",
        "ended_agreement": "between",
    },
    "agreement-party": {"invited_party": "between", "signed_party": "between"},
    "policy": {
        "policy": "signed_in",
        "region_policy": "signed_in",
        "coming_policy": "policy_keepers",
        "coming_region_policy": "region_keepers",
    },
}
"""Which of a resource's lists hold which objects for whom."""

"""Rows of governance in the matrix: seats, meetings, agreements, policies, plans, standards."""

from datetime import date
from typing import Any

from tests.api.matrix_cases import (
    BUREAU_WRITES,
    CHECKERS,
    CITY,
    CONSORTIUM,
    DAY,
    LATER,
    PLATFORM,
    REACHES,
    REGION_WRITES,
    SCHOOL_WRITES,
    WHY,
    act,
    create,
    given,
    resource,
    together,
    who,
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
        **standards(base, text),
    }


def bodies(base: dict[str, Any], text: Any) -> dict[str, Any]:
    school, enterprise = base["school"].organisation, base["enterprise"].organisation
    return {
        "secretariat": base["alliance"].secretariat,
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


def standards(base: dict[str, Any], text: Any) -> dict[str, Any]:
    def standard(keeper: Any) -> tuple[Any, Any]:
        made = f.StandardFactory(
            keeper=keeper,
            name=text("signed_in"),
            source=text("signed_in"),
            valid_from=date(2022, 1, 1),
        )
        return made, f.StandardIndicatorFactory(
            standard=made, title=text("signed_in"), evidence_needed=text("signed_in")
        )

    def assessment(state: str, scope: str, year: int, by: Any) -> Any:
        return f.AssessmentFactory(
            alliance=base["alliance"],
            standard=by,
            year=year,
            state=state,
            summary=text(scope),
            reason=text(scope),
        )

    def marked(row: Any, scope: str) -> Any:
        return f.AssessmentMarkFactory(assessment=row, indicator=judged_by, evidence=text(scope))

    kept, indicator = standard(base["alliance"].secretariat)
    public, public_indicator = standard(base["bureau"])
    judging, judged_by = standard(base["bureau"])
    ready = assessment("draft", "secretariat", 2023, judging)
    submitted = assessment("submitted", "judges", 2024, judging)
    confirmed = assessment("confirmed", "members", 2025, judging)
    return {
        "standard": kept,
        "standard_indicator": indicator,
        "public_standard": public,
        "public_indicator": public_indicator,
        "draft_assessment": assessment("draft", "secretariat", 2023, kept),
        "ready_assessment": ready,
        "submitted_assessment": submitted,
        "confirmed_assessment": confirmed,
        "draft_mark": marked(ready, "secretariat"),
        "submitted_mark": marked(submitted, "judges"),
        "confirmed_mark": marked(confirmed, "members"),
    }


MEMBERS, BETWEEN, OWNER = REACHES["members"], REACHES["between"], REACHES["owner"]
KEEPERS = together(who(CONSORTIUM, "consortium_head"), PLATFORM)
"""Of a standard that the consortium's secretariat keeps: nobody above it either."""
PUBLIC_KEEPERS = together(BUREAU_WRITES, PLATFORM)
JUDGES = together(who(CITY, "alliance_admin"), BUREAU_WRITES, PLATFORM)
"""Not the secretariat that judged itself."""
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
    **resource("standard", "standard"),
    ("standard-list", "POST"): [
        create("signed_in", reach, given(keeper=keeper)(name="New", edition="1", valid_from=DAY))
        for keeper, reach in (("secretariat", KEEPERS), ("bureau", PUBLIC_KEEPERS))
    ],
    ("standard-detail", "PATCH"): [
        act("standard", "signed_in", KEEPERS, source="Notice 3"),
        act("public_standard", "signed_in", PUBLIC_KEEPERS, source="Notice 3"),
    ],
    **resource("standard-indicator", "standard_indicator"),
    ("standard-indicator-list", "POST"): [
        create("signed_in", reach, given(standard=standard)(code="N1", title="New", points="5"))
        for standard, reach in (("standard", KEEPERS), ("public_standard", PUBLIC_KEEPERS))
    ],
    ("standard-indicator-detail", "PATCH"): [
        act("standard_indicator", "signed_in", KEEPERS, evidence_needed="A list"),
        act("public_indicator", "signed_in", PUBLIC_KEEPERS, evidence_needed="A list"),
    ],
    **resource("assessment", "submitted_assessment", REACHES["judges"]),
    ("assessment-list", "POST"): [
        create("signed_in", CHECKERS, given(alliance="alliance", standard="standard")(year=2024))
    ],
    ("assessment-detail", "PATCH"): [
        act("draft_assessment", "secretariat", CHECKERS, summary="Clearer")
    ],
    ("assessment-submit", "POST"): [act("ready_assessment", "secretariat", CHECKERS)],
    ("assessment-confirm", "POST"): [act("submitted_assessment", "judges", JUDGES)],
    ("assessment-return", "POST"): [act("submitted_assessment", "judges", JUDGES, **WHY)],
    **resource("assessment-mark", "submitted_mark", REACHES["judges"]),
    ("assessment-mark-list", "POST"): [
        create(
            "secretariat",
            CHECKERS,
            given(assessment="draft_assessment", indicator="standard_indicator")(points="3"),
        )
    ],
    ("assessment-mark-detail", "PATCH"): [
        act("draft_mark", "secretariat", CHECKERS, points="4"),
        act("submitted_mark", "judges", {}, points="4"),
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
    "standard": {"standard": "signed_in", "public_standard": "signed_in"},
    "standard-indicator": {"standard_indicator": "signed_in"},
    "assessment": {
        "draft_assessment": "secretariat",
        "submitted_assessment": "judges",
        "confirmed_assessment": "members",
    },
    "assessment-mark": {
        "draft_mark": "secretariat",
        "submitted_mark": "judges",
        "confirmed_mark": "members",
    },
}
"""Which of a resource's lists hold which objects for whom."""

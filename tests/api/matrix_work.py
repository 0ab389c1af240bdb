"""Rows of work in the matrix: classes, internships, places, honours, money, adoptions."""

from typing import Any

from tests.api.matrix_cases import (
    BUREAU_WRITES,
    DAY,
    ENTERPRISE_WRITES,
    REACHES,
    SCHOOL_WRITES,
    SECRETARIATS,
    SIDES_WRITE,
    WHY,
    act,
    create,
    given,
    resource,
    together,
)
from tests.api.matrix_marks import mark
from tests.factories import collaboration as f


def objects(relation: str, base: dict[str, Any]) -> dict[str, Any]:
    """What names the alliance is read by its members, what does not by its sides and above."""

    def text(scope: str) -> str:
        return mark(relation, scope)

    return {
        **classes(base, text),
        **internships(base, text),
        **places(base, text),
        **honours(base, text),
    }


def classes(base: dict[str, Any], text: Any) -> dict[str, Any]:
    program, enterprise = base["program"], base["enterprise"]

    def taught(state: str, scope: str, **fields: Any) -> Any:
        return f.TrainingClassFactory(
            program=program,
            enterprise=enterprise,
            state=state,
            title=text(scope),
            reason=text(scope),
            **fields,
        )

    def mentor(side: str) -> Any:
        return f.ClassMentorFactory(training_class=planned, side=side, person_name=text("between"))

    def evaluation(scope: str, **fields: Any) -> Any:
        return f.JointEvaluationFactory(
            program=program,
            enterprise=enterprise,
            title=text(scope),
            method=text(scope),
            criteria=text(scope),
            **fields,
        )

    planned = taught(
        "planned", "members", alliance=base["alliance"], project=base["running_project"]
    )
    return {
        "planned_class": planned,
        "running_class": taught("running", "agreed"),
        "finished_class": taught("finished", "agreed", graduates=30, ended_on="2026-07-01"),
        "school_mentor": mentor("school"),
        "enterprise_mentor": mentor("enterprise"),
        "evaluation": evaluation("agreed"),
        "class_evaluation": evaluation("members", training_class=planned),
    }


def internships(base: dict[str, Any], text: Any) -> dict[str, Any]:
    def internship(state: str, scope: str, **fields: Any) -> Any:
        return f.InternshipFactory(
            program=base["program"],
            enterprise=base["enterprise"],
            state=state,
            title=text(scope),
            position=text(scope),
            filing=text(scope),
            reason=text(scope),
            **fields,
        )

    return {
        "planned_internship": internship("planned", "members", alliance=base["alliance"]),
        "approved_internship": internship("approved", "agreed"),
        "running_internship": internship("running", "agreed"),
    }


def places(base: dict[str, Any], text: Any) -> dict[str, Any]:
    facility = f.FacilityFactory(
        host=base["organisation"],
        alliance=base["alliance"],
        agreement=base["signed_agreement"],
        name=text("signed_in"),
        name_en=text("signed_in"),
        partners=[base["enterprise"].organisation],
    )
    return {
        "facility": facility,
        "facility_service": f.FacilityServiceFactory(
            facility=facility, enterprise=base["enterprise"], title=text("members")
        ),
    }


def honours(base: dict[str, Any], text: Any) -> dict[str, Any]:
    enterprise = base["enterprise"].organisation

    def subsidy(scope: str, **fields: Any) -> Any:
        return f.SubsidyFactory(
            beneficiary=base["organisation"],
            granted_by=base["bureau"],
            title=text(scope),
            basis=text(scope),
            effect=text(scope),
            **fields,
        )

    def adoption(result: str, scope: str) -> Any:
        return f.AdoptionFactory(
            result=base[result], organisation=enterprise, use=text(scope), benefit=text(scope)
        )

    return {
        "recognition": f.RecognitionFactory(
            organisation=enterprise,
            awarded_by=base["bureau"],
            title=text("signed_in"),
            result=base["verified_result"],
        ),
        "subsidy": subsidy("school"),
        "policy_subsidy": subsidy("members", policy=base["policy"]),
        "adoption": adoption("consortium_result", "same_consortium"),
        "alliance_adoption": adoption("alliance_result", "same_alliance"),
    }


MEMBERS = REACHES["members"]
SCHOOL_KEEPS = together(SCHOOL_WRITES, SECRETARIATS)
SIDES_KEEP = together(SIDES_WRITE, SECRETARIATS)
GIVERS = together(BUREAU_WRITES, SECRETARIATS)
"""Who gives to members: the city's bodies and their secretariats, never who receives."""

INTERNSHIP = {
    "kind": "post",
    "title": "New",
    "position": "Machine operator",
    "persons": 2,
    "minimum_age": 18,
    "starts_on": "2026-03-01",
    "ends_on": "2026-06-30",
    "daily_hours": "8.0",
    "weekly_hours": "40.0",
}

ROWS: dict[tuple[str, str], list[Any]] = {
    **resource("class", "planned_class", MEMBERS),
    ("class-list", "POST"): [
        create(
            "signed_in",
            SIDES_KEEP,
            given(program="program", enterprise="enterprise")(
                kind="order_class", title="New", seats=30, started_on=DAY
            ),
        )
    ],
    ("class-detail", "PATCH"): [act("planned_class", "members", SIDES_KEEP, students=40)],
    ("class-start", "POST"): [act("planned_class", "members", SIDES_KEEP)],
    ("class-finish", "POST"): [act("running_class", "agreed", SIDES_KEEP, graduates=30)],
    ("class-cancel", "POST"): [act("planned_class", "members", SIDES_KEEP, **WHY)],
    ("class-resume", "POST"): [act("finished_class", "agreed", SIDES_KEEP, **WHY)],
    **resource("class-mentor", "school_mentor", MEMBERS),
    ("class-mentor-list", "POST"): [
        create(
            "members",
            SCHOOL_KEEPS,
            given(training_class="planned_class", organisation="organisation")(
                side="school", person_name="Somebody", started_on=DAY
            ),
        )
    ],
    ("class-mentor-detail", "PATCH"): [
        act("school_mentor", "members", SCHOOL_KEEPS, ended_on="2026-12-31"),
        act(
            "enterprise_mentor",
            "members",
            together(ENTERPRISE_WRITES, SECRETARIATS),
            ended_on="2026-12-31",
        ),
    ],
    **resource("joint-evaluation", "evaluation", REACHES["agreed"]),
    ("joint-evaluation-list", "POST"): [
        create(
            "signed_in",
            SIDES_KEEP,
            given(program="program", enterprise="enterprise")(
                title="New", evaluated_on="2026-06-01", method="Sample", candidates=9, passed=8
            ),
        )
    ],
    ("joint-evaluation-detail", "PATCH"): [act("evaluation", "agreed", SIDES_KEEP, passed=37)],
    **resource("internship", "planned_internship", MEMBERS),
    ("internship-list", "POST"): [
        create(
            "signed_in", SIDES_KEEP, given(program="program", enterprise="enterprise")(**INTERNSHIP)
        )
    ],
    ("internship-detail", "PATCH"): [
        act("planned_internship", "members", SIDES_KEEP, title="Better")
    ],
    ("internship-approve", "POST"): [act("planned_internship", "members", SCHOOL_WRITES)],
    ("internship-reopen", "POST"): [act("approved_internship", "agreed", SCHOOL_WRITES, **WHY)],
    ("internship-start", "POST"): [act("approved_internship", "agreed", SCHOOL_WRITES)],
    ("internship-finish", "POST"): [act("running_internship", "agreed", SIDES_KEEP)],
    ("internship-cancel", "POST"): [act("planned_internship", "members", SIDES_KEEP, **WHY)],
    **resource("facility", "facility"),
    ("facility-list", "POST"): [
        create(
            "signed_in",
            SCHOOL_KEEPS,
            given(host="organisation", region="region")(kind="joint_lab", name="New"),
        )
    ],
    ("facility-detail", "PATCH"): [act("facility", "signed_in", SCHOOL_KEEPS, capacity=210)],
    **resource("facility-service", "facility_service", MEMBERS),
    ("facility-service-list", "POST"): [
        create(
            "signed_in",
            SCHOOL_KEEPS,
            given(facility="facility", enterprise="enterprise")(
                title="New", served_on="2026-01-10"
            ),
        )
    ],
    ("facility-service-detail", "PATCH"): [
        act("facility_service", "members", SCHOOL_KEEPS, persons=5)
    ],
    **resource("recognition", "recognition"),
    ("recognition-list", "POST"): [
        create(
            "signed_in",
            GIVERS,
            given(organisation="enterprise", awarded_by="bureau")(
                kind="excellent_enterprise", title="New", level="city", awarded_on="2026-01-10"
            ),
        ),
        create(
            "signed_in",
            together(ENTERPRISE_WRITES, SECRETARIATS),
            given(organisation="enterprise")(
                kind="csr_report", title="Report", level="city", awarded_on="2026-01-10"
            ),
        ),
    ],
    ("recognition-detail", "PATCH"): [act("recognition", "signed_in", GIVERS, reward="5.00")],
    **resource("subsidy", "subsidy", REACHES["school"]),
    ("subsidy-list", "POST"): [
        create(
            "signed_in",
            GIVERS,
            given(beneficiary="organisation", granted_by="bureau")(
                kind="grant", title="New", basis="Notice", amount="5.00", granted_on="2026-01-10"
            ),
        )
    ],
    ("subsidy-detail", "PATCH"): [act("subsidy", "school", GIVERS, paid_on="2026-02-01")],
    **resource("adoption", "adoption", REACHES["same_consortium"]),
    ("adoption-list", "POST"): [
        create(
            "signed_in",
            ENTERPRISE_WRITES,
            given(result="public_result", organisation="enterprise")(adopted_on=DAY, use="New"),
        )
    ],
    ("adoption-detail", "PATCH"): [
        act("adoption", "same_consortium", ENTERPRISE_WRITES, benefit="Less scrap")
    ],
}

SEEN = {
    "class": {
        "planned_class": "members",
        "running_class": "agreed",
        "finished_class": "agreed",
    },
    "class-mentor": {"school_mentor": "members", "enterprise_mentor": "members"},
    "joint-evaluation": {"evaluation": "agreed", "class_evaluation": "members"},
    "internship": {
        "planned_internship": "members",
        "approved_internship": "agreed",
        "running_internship": "agreed",
    },
    "facility": {"facility": "signed_in"},
    "facility-service": {"facility_service": "members"},
    "recognition": {"recognition": "signed_in"},
    "subsidy": {"subsidy": "school", "policy_subsidy": "members"},
    "adoption": {"adoption": "same_consortium", "alliance_adoption": "same_alliance"},
}
"""Which of a resource's lists hold which objects for whom."""

GUARDED = {
    ("class", "planned_class", "project"): "agreed",
    ("facility", "facility", "agreement"): "between",
    ("recognition", "recognition", "result"): "between",
}
"""Ids of related rows that fewer people read than the row itself: (resource, object, field)."""

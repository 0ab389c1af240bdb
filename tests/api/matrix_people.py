"""Rows of people in the matrix: cohorts, graduates, outcomes, exchanges, training."""

from datetime import date
from typing import Any

from tests.api.matrix_cases import (
    BUREAU_WRITES,
    CHECKERS,
    DAY,
    ENTERPRISE_WRITES,
    PLATFORM,
    REACHES,
    SCHOOL_WRITES,
    SIDES_WRITE,
    act,
    create,
    given,
    resource,
    together,
)
from tests.api.matrix_marks import mark, pay_mark
from tests.factories import talent as f


def objects(relation: str, base: dict[str, Any]) -> dict[str, Any]:
    """One graduate whom no employer knows, one claimed by an employer, one confirmed by it."""
    school, enterprise, bureau = base["school"], base["enterprise"], base["bureau"]

    def text(scope: str) -> str:
        return mark(relation, scope)

    def training(organiser: Any, scope: str, **fields: Any) -> Any:
        return f.TrainingBatchFactory(
            organiser=organiser,
            region=base["region"],
            title=text(scope),
            title_en=text(scope),
            **fields,
        )

    cohort = f.CohortFactory(program=base["program"], label=text("school"))
    graduate = f.GraduateFactory(cohort=cohort, number=text("school"))
    claimed = f.GraduateFactory(cohort=cohort, number=text("agreed"))
    hired = f.GraduateFactory(cohort=cohort, number=text("agreed"))
    own_pay = pay_mark(relation, "school_own")
    return {
        "cohort": cohort,
        "graduate": graduate,
        "hired_graduate": hired,
        "outcome": f.OutcomeFactory(graduate=graduate, starting_pay=own_pay),
        "claimed_outcome": f.OutcomeFactory(
            graduate=claimed, employer=enterprise, starting_pay=own_pay
        ),
        # Without pay: who confirms becomes one of those who read it.
        "unpaid_outcome": f.OutcomeFactory(
            graduate=claimed, employer=enterprise, measured_on=date(2025, 6, 30)
        ),
        "confirmed_outcome": f.OutcomeFactory(
            graduate=hired,
            employer=enterprise,
            confirmed=True,
            starting_pay=pay_mark(relation, "hire"),
        ),
        "consent": f.ConsentFactory(graduate=hired),
        "exchange": f.ExchangeFactory(
            school=school,
            enterprise=enterprise,
            person_name=text("between"),
            position=text("agreed"),
            field=text("agreed"),
        ),
        "training_batch": training(school.organisation, "agreed", enterprise=enterprise),
        "school_batch": training(school.organisation, "school"),
        "public_batch": training(bureau, "bureaus"),
        "certification": f.CertificationFactory(
            organiser=enterprise.organisation,
            school=school,
            region=base["region"],
            title=text("agreed"),
            title_en=text("agreed"),
            level=text("agreed"),
        ),
    }


SCHOOL, AGREED = REACHES["school"], REACHES["agreed"]
SCHOOL_KEEPS = together(SCHOOL_WRITES, CHECKERS)
ENTERPRISE_KEEPS = together(ENTERPRISE_WRITES, CHECKERS)
SIDES_KEEP = together(SIDES_WRITE, CHECKERS)
PUBLIC_KEEPS = together(BUREAU_WRITES, PLATFORM)

ROWS: dict[tuple[str, str], list[Any]] = {
    **resource("cohort", "cohort", SCHOOL),
    ("cohort-list", "POST"): [
        create("signed_in", SCHOOL_KEEPS, given(program="program")(year=2025))
    ],
    ("cohort-detail", "PATCH"): [act("cohort", "school", SCHOOL_KEEPS, enrolled=50)],
    **resource("graduate", "graduate", SCHOOL),
    ("graduate-list", "POST"): [create("school", SCHOOL_KEEPS, given(cohort="cohort")(number="1"))],
    **resource("outcome", "outcome", SCHOOL),
    ("outcome-list", "POST"): [
        create(
            "school",
            SCHOOL_KEEPS,
            given(graduate="graduate", employer="enterprise")(
                measured_on="2025-12-31", destination="employed"
            ),
        )
    ],
    ("outcome-detail", "PATCH"): [act("claimed_outcome", "agreed", SCHOOL_KEEPS, related=True)],
    ("outcome-confirm", "POST"): [act("unpaid_outcome", "agreed", ENTERPRISE_WRITES)],
    ("outcome-disown", "POST"): [act("confirmed_outcome", "agreed", ENTERPRISE_WRITES)],
    **resource("consent", "consent", REACHES["school_own"]),
    ("consent-list", "POST"): [
        create(
            "school",
            SCHOOL_WRITES,
            given(graduate="graduate")(purpose="follow_up", given_on="2026-02-01"),
        )
    ],
    ("consent-detail", "PATCH"): [
        act("consent", "school_own", SCHOOL_WRITES, withdrawn_on="2026-03-01")
    ],
    **resource("exchange", "exchange", AGREED),
    ("exchange-list", "POST"): [
        create(
            "signed_in",
            SIDES_KEEP,
            given(school="school", enterprise="enterprise")(
                kind="visiting_expert", person_name="Somebody", started_on=DAY
            ),
        )
    ],
    ("exchange-detail", "PATCH"): [act("exchange", "agreed", SIDES_KEEP, hours=12)],
    **resource("training-batch", "training_batch", AGREED),
    ("training-batch-list", "POST"): [
        create(
            "signed_in",
            reach,
            given(organiser=organiser, region="region")(
                kind="employee", title="New", started_on=DAY, person_times=30
            ),
        )
        for organiser, reach in (("organisation", SCHOOL_KEEPS), ("bureau", PUBLIC_KEEPS))
    ],
    ("training-batch-detail", "PATCH"): [
        act("training_batch", "agreed", SCHOOL_KEEPS, persons=20),
        act("public_batch", "bureaus", PUBLIC_KEEPS, persons=20),
    ],
    **resource("certification", "certification", AGREED),
    ("certification-list", "POST"): [
        create(
            "signed_in",
            ENTERPRISE_KEEPS,
            given(organiser="enterprise", region="region")(
                kind="engineer_evaluation", title="New", awarded_on=DAY, candidates=9, passed=8
            ),
        )
    ],
    ("certification-detail", "PATCH"): [
        act("certification", "agreed", ENTERPRISE_KEEPS, passed=220)
    ],
}

SEEN = {
    "cohort": {"cohort": "school"},
    "graduate": {"graduate": "school", "hired_graduate": "agreed"},
    "outcome": {
        "outcome": "school",
        "claimed_outcome": "agreed",
        "unpaid_outcome": "agreed",
        "confirmed_outcome": "agreed",
    },
    "consent": {"consent": "school_own"},
    "exchange": {"exchange": "agreed"},
    "training-batch": {
        "training_batch": "agreed",
        "school_batch": "school",
        "public_batch": "bureaus",
    },
    "certification": {"certification": "agreed"},
}
"""Which of a resource's lists hold which objects for whom."""

"""Rows of construction standards in the matrix, and of the assessments made by them."""

from datetime import date
from typing import Any

from tests.api.matrix_cases import (
    BUREAU_WRITES,
    CHECKERS,
    CITY,
    CONSORTIUM,
    DAY,
    PLATFORM,
    REACHES,
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
    """A standard of the secretariat, one of a public body, and one that alliances judge by."""

    def text(scope: str) -> str:
        return mark(relation, scope)

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
        "secretariat": base["alliance"].secretariat,
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


KEEPERS = together(who(CONSORTIUM, "consortium_head"), PLATFORM)
"""Of a standard that the consortium's secretariat keeps: nobody above it either."""
PUBLIC_KEEPERS = together(BUREAU_WRITES, PLATFORM)
JUDGES = together(who(CITY, "alliance_admin"), BUREAU_WRITES, PLATFORM)
"""Not the secretariat that judged itself."""

ROWS: dict[tuple[str, str], list[Any]] = {
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

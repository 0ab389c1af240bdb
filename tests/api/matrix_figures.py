"""Rows of programs and figures in the matrix: clusters, courses, changes, indicators, claims."""

from typing import Any

from tests import factories
from tests.api.matrix_cases import (
    BUREAU_WRITES,
    CHECKERS,
    EVERYBODY_IN,
    LATER,
    LIST,
    PLATFORM,
    REACHES,
    REGION_WRITES,
    SCHOOL_WRITES,
    SECRETARIATS,
    WHY,
    act,
    create,
    given,
    read,
    resource,
    together,
)
from tests.api.matrix_marks import mark
from tests.factories import collaboration as c
from tests.factories import indicators as f


def objects(relation: str, base: dict[str, Any]) -> dict[str, Any]:
    """A case in each state of its flow, each about a program of its own."""
    school, place = base["school"], base["region"]

    def text(scope: str) -> str:
        return mark(relation, scope)

    def program() -> Any:
        return factories.ProgramFactory(school=school, skills=[], name=text("signed_in"))

    def change(state: str, scope: str) -> Any:
        return f.ProgramChangeFactory(
            program=program(),
            state=state,
            evidence=text(scope),
            reason=text(scope),
            proposed_by=factories.editor_of(school),
        )

    def indicator(**fields: Any) -> Any:
        return f.IndicatorFactory(
            name=text("signed_in"),
            name_en=text("signed_in"),
            definition=text("signed_in"),
            **fields,
        )

    def claim(**fields: Any) -> Any:
        return f.ClaimFactory(
            indicator=None,
            region=place,
            wording=text("signed_in"),
            source=text("signed_in"),
            note=text("signed_in"),
            **fields,
        )

    spare = program()
    return {
        "spare_program": spare,
        "cluster": c.ProgramClusterFactory(
            school=school, programs=[spare], name=text("signed_in"), name_en=text("signed_in")
        ),
        "course": c.CourseFactory(
            school=school, title=text("signed_in"), job_titles=text("signed_in")
        ),
        "drafted_change": change("drafted", "school"),
        "proposed_change": change("proposed", "school"),
        "reviewed_change": change("reviewed", "school"),
        "resolved_change": change("resolved", "school"),
        "rejected_change": change("rejected", "school"),
        "effective_change": change("effective", "signed_in"),
        "indicator": indicator(region=place),
        "shared_indicator": indicator(),
        "claim": claim(organisation=base["organisation"]),
        "draft_report": f.RegionReportFactory(region=place),
        "published_report": f.RegionReportFactory(region=place, state="superseded"),
    }


SCHOOL = REACHES["school"]
SCHOOL_KEEPS = together(SCHOOL_WRITES, SECRETARIATS)
REVIEWERS = together(CHECKERS, BUREAU_WRITES)
MEASURE = {
    "name": "New",
    "kind": "input",
    "unit": "records",
    "numerator": {"register": "facilities", "count": True},
}
DECIDED = {"decided_on": "2026-01-10"}

ROWS: dict[tuple[str, str], list[Any]] = {
    **resource("program-cluster", "cluster"),
    ("program-cluster-list", "POST"): [
        create("signed_in", SCHOOL_KEEPS, given(school="school", programs=("program",))(name="New"))
    ],
    ("program-cluster-detail", "PATCH"): [
        act("cluster", "signed_in", SCHOOL_KEEPS, name_en="Cold chain")
    ],
    **resource("course", "course"),
    ("course-list", "POST"): [
        create("signed_in", SCHOOL_KEEPS, given(school="school")(kind="course", title="New"))
    ],
    ("course-detail", "PATCH"): [act("course", "signed_in", SCHOOL_KEEPS, hours=72)],
    **resource("program-change", "drafted_change", SCHOOL),
    ("program-change-list", "POST"): [
        create(
            "signed_in",
            SCHOOL_WRITES,
            given(program="spare_program")(
                kind="discontinue", evidence="Nobody applies.", effective_on=LATER
            ),
        )
    ],
    ("program-change-detail", "PATCH"): [
        act("drafted_change", "school", SCHOOL_WRITES, evidence="Nobody applied for years.")
    ],
    ("program-change-propose", "POST"): [act("drafted_change", "school", SCHOOL_WRITES)],
    ("program-change-review", "POST"): [act("proposed_change", "school", REVIEWERS)],
    ("program-change-return", "POST"): [act("reviewed_change", "school", REVIEWERS, **WHY)],
    ("program-change-resolve", "POST"): [act("reviewed_change", "school", CHECKERS, **DECIDED)],
    ("program-change-reject", "POST"): [
        act("reviewed_change", "school", CHECKERS, **DECIDED, **WHY)
    ],
    ("program-change-take_effect", "POST"): [
        act("resolved_change", "school", together(SCHOOL_WRITES, CHECKERS))
    ],
    **resource("indicator", "indicator"),
    ("indicator-list", "POST"): [
        create("signed_in", REGION_WRITES, given(region="region")(code="new", **MEASURE)),
        create("signed_in", PLATFORM, given()(code="shared", **MEASURE)),
    ],
    ("indicator-detail", "PATCH"): [
        act("indicator", "signed_in", REGION_WRITES, definition="Clearer"),
        act("shared_indicator", "signed_in", PLATFORM, definition="Clearer"),
    ],
    **resource("claim", "claim"),
    ("claim-list", "POST"): [
        create(
            "signed_in",
            REGION_WRITES,
            given(region="region")(
                wording="Three bases", value="3", unit="records", source="A newspaper"
            ),
        )
    ],
    ("claim-detail", "PATCH"): [act("claim", "signed_in", REGION_WRITES, note="Two have closed.")],
    ("region-report-list", "GET"): [LIST],
    ("region-report-list", "POST"): [
        create("signed_in", REGION_WRITES, given(region="region")(year=2025))
    ],
    ("region-report-detail", "GET"): [
        read("draft_report", REACHES["region_offices"]),
        read("published_report", EVERYBODY_IN),
    ],
    ("region-report-publish", "POST"): [act("draft_report", "region_offices", REGION_WRITES)],
}

SEEN = {
    "program-cluster": {"cluster": "signed_in"},
    "course": {"course": "signed_in"},
    "program-change": {
        "drafted_change": "school",
        "proposed_change": "school",
        "reviewed_change": "school",
        "resolved_change": "school",
        "rejected_change": "school",
        "effective_change": "signed_in",
    },
    "indicator": {"indicator": "signed_in", "shared_indicator": "signed_in"},
    "claim": {"claim": "signed_in"},
    "region-report": {"draft_report": "region_offices", "published_report": "signed_in"},
}
"""Which of a resource's lists hold which objects for whom."""

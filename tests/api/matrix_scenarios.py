"""Rows of scenarios and scorecards in the matrix."""

from typing import Any

from alliance.alignment.actions import StepInput, make_scenario
from tests import factories as f
from tests.api.matrix_cases import (
    PLATFORM,
    REACHES,
    REGION_WRITES,
    SCHOOL_WRITES,
    act,
    create,
    given,
    read,
    resource,
    together,
)
from tests.api.matrix_marks import mark
from tests.factories import scenarios as s


def objects(relation: str, base: dict[str, Any]) -> dict[str, Any]:
    """A school's shared scenario with a change, and a card of the region with all its parts."""
    school, place = base["school"], base["region"]
    scenario = make_scenario(
        by=f.editor_of(school),
        values={
            "title": mark(relation, "shared_scenario"),
            "note": mark(relation, "shared_scenario"),
            "region": place,
            "base_run": base["alignment_run"],
            "organisation": school.organisation,
            "shared": True,
        },
        steps=[StepInput(kind="discontinue", program=base["program"])],
    )
    card = s.ScorecardFactory(
        region=place, name=mark(relation, "signed_in"), note=mark(relation, "signed_in")
    )
    metric = s.ScorecardMetricFactory(scorecard=card)
    return {
        "scenario": scenario,
        "scorecard": card,
        "scorecard_metric": metric,
        "scorecard_band": s.ScorecardBandFactory(metric=metric),
    }


SHARED = REACHES["shared_scenario"]
KEEPS = together(SCHOOL_WRITES, PLATFORM)

ROWS: dict[tuple[str, str], list[Any]] = {
    **resource("scenario", "scenario", SHARED),
    ("scenario-list", "POST"): [
        create(
            "signed_in",
            KEEPS,
            given(region="region", base_run="alignment_run", organisation="school")(title="New"),
        )
    ],
    ("scenario-detail", "PATCH"): [act("scenario", "shared_scenario", KEEPS, shared=False)],
    ("scenario-copy", "POST"): [
        act("scenario", "shared_scenario", together(SCHOOL_WRITES, REGION_WRITES))
    ],
    ("scenario-values", "GET"): [read("scenario", SHARED)],
    **resource("scorecard", "scorecard"),
    ("scorecard-list", "POST"): [
        create(
            "signed_in",
            REGION_WRITES,
            given(region="region")(name="New", edition="1", valid_from="2026-01-01"),
        )
    ],
    ("scorecard-detail", "PATCH"): [act("scorecard", "signed_in", REGION_WRITES, launch_from="65")],
    **resource("scorecard-metric", "scorecard_metric"),
    ("scorecard-metric-list", "POST"): [
        create("signed_in", REGION_WRITES, given(scorecard="scorecard")(metric="pay", weight="2"))
    ],
    ("scorecard-metric-detail", "PATCH"): [
        act("scorecard_metric", "signed_in", REGION_WRITES, weight="4")
    ],
    **resource("scorecard-band", "scorecard_band"),
    ("scorecard-band-list", "POST"): [
        create(
            "signed_in",
            REGION_WRITES,
            given(metric="scorecard_metric")(threshold="0.1", points="10"),
        )
    ],
    ("scorecard-band-detail", "PATCH"): [
        act("scorecard_band", "signed_in", REGION_WRITES, points="90")
    ],
}

SEEN = {
    "scenario": {"scenario": "shared_scenario"},
    "scorecard": {"scorecard": "signed_in"},
    "scorecard-metric": {"scorecard_metric": "signed_in"},
    "scorecard-band": {"scorecard_band": "signed_in"},
}
"""Which of a resource's lists hold which objects for whom."""

"""Every mechanism of the sources has its registers, and each of those has its doors.

How a record comes in by form, API, administration and file is shown for every register in
`test_doors.py`; that the demo holds the records, and what they count, in `tests/demo`.
"""

import pytest
from django.urls import Resolver404, resolve

from alliance.alignment.models import AlignmentRun
from alliance.imports.columns import importable
from alliance.registers.register import registers
from tests.registers.samples import SAMPLES

MECHANISMS = {
    1: (
        "one association, its consortia, the loop",
        ("alliances", "memberships", "demands", "matches", "projects", "results"),
    ),
    2: ("industry framework and talent policies", ("frameworks", "key-industries", "policies")),
    3: ("dual-teacher growth", ("exchanges",)),
    4: ("degree and skills certification", ("certifications",)),
    5: ("institute, base and pilot workshop; subsidies", ("facilities", "subsidies")),
    6: ("from research to the market", ("results",)),
    7: (
        "programs aligned with key industries",
        (
            "programs",
            "crosswalk-links",
            "catalogue-links",
            "occupation-industries",
            "frameworks",
        ),
    ),
    8: (
        "launched, downsized and discontinued programs",
        ("program-changes", "scenarios", "scorecards", "scorecard-metrics", "scorecard-bands"),
    ),
    9: ("training volume and skilled professionals", ("training-batches",)),
    10: (
        "enterprises supported by a school and a centre",
        ("facilities", "facility-services", "training-batches"),
    ),
    11: ("county pipelines", ("training-batches", "outcomes")),
    12: ("residents' training", ("training-batches",)),
    13: (
        "base on campus, shared curricula, related jobs",
        ("facilities", "courses", "cohorts", "graduates", "outcomes"),
    ),
    14: ("co-cultivation base, employed and local", ("facilities", "outcomes")),
    15: ("shared expertise in both directions", ("exchanges",)),
    16: (
        "training alliance, its members, partnerships and classes",
        ("alliances", "memberships", "agreements", "classes", "class-mentors"),
    ),
    17: (
        "single-industry alliance; order-based training; totals",
        ("alliances", "training-batches", "claims"),
    ),
    18: ("a long partnership", ("agreements", "agreement-parties", "training-batches")),
    19: (
        "program cluster, job titles, joint evaluation",
        ("program-clusters", "courses", "joint-evaluations"),
    ),
    20: (
        "sector community with its bodies",
        ("meetings", "seats", "committees", "recognitions", "agreements"),
    ),
    21: ("its lead school", ("courses", "training-batches", "results", "outcomes")),
    22: ("excellence class with dual mentors", ("classes", "class-mentors", "facilities")),
    23: (
        "technology vice presidents and what came of them",
        ("exchanges", "facilities", "internships", "results"),
    ),
    24: (
        "graduates of technician schools, their pay, intake against plan",
        ("cohorts", "graduates", "outcomes", "consents"),
    ),
    25: ("strategic agreements, laboratories, four chains", ("agreements", "facilities")),
    26: ("an alumni association and its bases", ("organisations", "facilities")),
    27: ("tools of government", ("recognitions", "subsidies", "policies")),
    28: (
        "development council, meetings, sharing of benefit",
        ("committees", "meetings", "attendances", "agreements"),
    ),
    29: (
        "outcomes lead, activity is shown quietly",
        (
            "indicators",
            "claims",
            "adoptions",
            "standards",
            "standard-indicators",
            "assessments",
            "assessment-marks",
        ),
    ),
    30: (
        "cases at forums; core-area plan with tasks; training abroad",
        (
            "meetings",
            "attendances",
            "year-plans",
            "resolutions",
            "resolution-tasks",
            "training-batches",
        ),
    ),
}
"""Row of the table of mechanisms → what it is about, and the registers that keep it."""

NOT_ENTERED = {
    "frameworks": "written whole, by an API, pages and the files of their key industries",
    "matches": "made by matching, never by hand",
}
"""Registers without entry by form or file, and why."""

BESIDE = {
    "enterprises": "a side of organisations",
    "schools": "a side of organisations",
    "industry-statistics": "what rates are set against",
    "coupling-editions": "how an index is weighed",
    "region-reports": "made from what the others keep",
}
"""Registers that keep no mechanism of their own."""

RESOURCES = {
    "organisations", "alliances", "memberships", "seats", "committees", "meetings", "resolutions",
    "agreements", "policies", "subsidies", "recognitions", "schools", "programs",
    "program-clusters", "courses", "program-changes", "enterprises", "demands", "matches",
    "projects", "results", "facilities", "exchanges", "training-batches", "certifications",
    "cohorts", "graduates", "outcomes", "frameworks", "crosswalk-links", "indicators", "claims",
}  # fmt: skip
"""Registers that the public contract names as resources."""

ROWS = pytest.mark.parametrize("row", MECHANISMS, ids=lambda n: f"{n} {MECHANISMS[n][0]}")


def test_the_table_is_the_sources_table():
    assert list(MECHANISMS) == list(range(1, 31))


@ROWS
def test_the_mechanism_is_entered_by_hand_and_by_file_or_says_why_not(row):
    known, files = registers(), {register.name for register in importable()}
    for name in MECHANISMS[row][1]:
        entered = bool(known[name].enter)
        assert entered is (name not in NOT_ENTERED)
        assert (name in SAMPLES) is entered
        assert (name in files) is entered


@ROWS
def test_the_mechanism_is_served_by_the_api(row):
    found = {name: is_served(name) for name in MECHANISMS[row][1]}
    assert found == dict.fromkeys(found, True)


def is_served(name):
    try:
        resolve(f"/api/v1/{name}/")
        resolve(f"/api/v1/{name}/1/")
    except Resolver404:
        return False
    return True


def test_every_register_keeps_a_mechanism_or_stands_beside_one():
    kept = {name for _about, names in MECHANISMS.values() for name in names}
    assert kept | set(BESIDE) == set(registers())
    assert kept & set(BESIDE) == set()


def test_every_resource_of_the_contract_is_a_register():
    assert set(registers()) >= RESOURCES


def test_alignment_is_computed_and_no_register():
    """Row 7's rates come from runs, which nobody enters."""
    assert AlignmentRun not in [register.model for register in registers().values()]

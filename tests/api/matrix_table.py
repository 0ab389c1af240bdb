"""What each route owes to each principal, written by hand from the agreed roles.

Nothing here asks the portal's own rules.
"""

from collections.abc import Callable
from typing import Any

from tests.api import (
    matrix_crosswalk,
    matrix_figures,
    matrix_governance,
    matrix_imports,
    matrix_organisations,
    matrix_people,
    matrix_scenarios,
    matrix_standards,
    matrix_work,
)
from tests.api.matrix_cases import (
    BETWEEN,
    BUREAUS,
    CHECKERS,
    CITY,
    DAY,
    ENTERPRISE_WRITES,
    EVERYBODY_IN,
    LATER,
    LIST,
    MANAGERS,
    OPEN_LIST,
    PLATFORM,
    REACHES,
    REGION_WRITES,
    SCHOOL_WRITES,
    SECRETARIATS,
    SIDES_WRITE,
    WHY,
    Case,
    act,
    code_list,
    create,
    ids,
    read,
    resource,
    together,
    who,
)
from tests.api.matrix_marks import MatrixWorld


def demand_body(world: MatrixWorld, relation: str) -> Any:
    objects = world.objects[relation]
    return {
        "enterprise": str(objects["enterprise"].pk),
        "kind": "internship",
        "title": "New",
        "headcount": 3,
        "region": objects["region"].pk,
        "closes_on": LATER,
        "skills": [{"skill": objects["skill"].pk}],
    }


def program_body(world: MatrixWorld, relation: str) -> Any:
    other = {"own": "foreign"}.get(relation, "own")  # a catalogue code that the school lacks
    return {
        "school": str(world.objects[relation]["school"].pk),
        "catalogue_program": world.objects[other]["catalogue_program"].pk,
        "opened_on": "2024-09-01",
    }


def link_body(kind: str) -> Callable[[MatrixWorld, str], Any]:
    return lambda world, relation: {
        "program": str(world.objects[relation]["program"].pk),
        "occupation": world.objects[relation]["occupation"].pk,
        "weight": "0.5",
        "kind": kind,
    }


def framework_body(world: MatrixWorld, relation: str) -> Any:
    objects = world.objects[relation]
    return {
        "region": objects["region"].pk,
        "name": "333",
        "valid_from": "2026-01-01",
        "industries": [{"industry": objects["industry"].pk, "group": "Software"}],
    }


def result_body(world: MatrixWorld, relation: str) -> Any:
    return {
        "organisation": str(world.objects[relation]["school"].pk),
        "project": str(world.objects[relation]["running_project"].pk),
        "kind": "course",
        "level": "city",
        "title": "New",
        "achieved_on": DAY,
    }


def own_result_body(world: MatrixWorld, relation: str) -> Any:
    body = {**result_body(world, relation), "without_project": True}
    del body["project"]
    return {**body, "alliance": str(world.objects[relation]["alliance"].pk)}


RUN_ASKERS = REGION_WRITES
RUN_READERS = together(RUN_ASKERS, BUREAUS)

TABLE: dict[tuple[str, str], list[Case]] = {
    ("api-root", "GET"): [OPEN_LIST],
    ("me", "GET"): [LIST],
    **resource("organisation", "organisation"),
    **resource("alliance", "alliance"),
    **resource("consortium", "alliance"),
    **resource("membership", "membership"),
    ("membership-list", "POST"): [
        create(
            "signed_in",
            together(MANAGERS, who(CITY, "alliance_admin")),
            ids(alliance="top", organisation="school"),
        )
    ],
    ("membership-admit", "POST"): [act("applied", "applied", SECRETARIATS)],
    ("membership-suspend", "POST"): [act("membership", "signed_in", SECRETARIATS, **WHY)],
    ("membership-readmit", "POST"): [
        act("suspended", "enterprise_top", who(CITY, "alliance_admin"))
    ],
    ("membership-leave", "POST"): [
        act("membership", "signed_in", together(MANAGERS, SECRETARIATS), **WHY),
        act("applied", "applied", SECRETARIATS, **WHY),
    ],
    **resource("framework", "framework"),
    ("framework-list", "POST"): [
        create(
            "signed_in",
            together(who(CITY, "consortium_head", "alliance_admin"), PLATFORM),
            framework_body,
        )
    ],
    **resource("school", "school"),
    **resource("program", "program"),
    ("program-list", "POST"): [create("signed_in", SCHOOL_WRITES, program_body)],
    ("program-detail", "PATCH"): [act("program", "signed_in", SCHOOL_WRITES, intake=61)],
    **resource("crosswalk-link", "link"),
    ("crosswalk-link-list", "POST"): [
        create("signed_in", SCHOOL_WRITES, link_body("declared")),
        create("signed_in", CHECKERS, link_body("confirmed")),
        create("signed_in", CHECKERS, link_body("official")),
    ],
    **resource("enterprise", "enterprise"),
    ("enterprise-verify", "POST"): [act("unverified", "signed_in", CHECKERS)],
    ("demand-list", "GET"): [LIST],
    ("demand-detail", "GET"): [
        read("draft_demand", REACHES["enterprise_side"]),
        read("submitted_demand", REACHES["enterprise_checked"]),
        read("returned_demand", REACHES["enterprise_checked"]),
        read("published_demand", EVERYBODY_IN),
    ],
    ("demand-list", "POST"): [create("signed_in", ENTERPRISE_WRITES, demand_body)],
    ("demand-detail", "PATCH"): [
        act("draft_demand", "enterprise_side", ENTERPRISE_WRITES, headcount=7),
        act("returned_demand", "enterprise_checked", ENTERPRISE_WRITES, headcount=7),
    ],
    ("demand-submit", "POST"): [act("draft_demand", "enterprise_side", ENTERPRISE_WRITES)],
    ("demand-publish", "POST"): [act("submitted_demand", "enterprise_checked", CHECKERS)],
    ("demand-return", "POST"): [act("submitted_demand", "enterprise_checked", CHECKERS, **WHY)],
    ("demand-revise", "POST"): [
        act("published_demand", "signed_in", ENTERPRISE_WRITES, headcount=7)
    ],
    ("demand-fulfil", "POST"): [act("published_demand", "signed_in", ENTERPRISE_WRITES)],
    ("demand-withdraw", "POST"): [
        act("draft_demand", "enterprise_side", ENTERPRISE_WRITES),
        act("published_demand", "signed_in", ENTERPRISE_WRITES),
    ],
    **resource("match-run", "match_run", BETWEEN),
    **resource("match", "suggested_match", BETWEEN),
    ("match-respond", "POST"): [act("suggested_match", "between", SCHOOL_WRITES)],
    ("match-accept", "POST"): [act("interested_match", "between", ENTERPRISE_WRITES)],
    ("match-decline", "POST"): [
        act("suggested_match", "between", SCHOOL_WRITES, **WHY),
        act("interested_match", "between", SIDES_WRITE, **WHY),
    ],
    ("project-list", "GET"): [LIST],
    ("project-detail", "GET"): [
        read("drafted_project", BETWEEN),
        read("approving_project", BETWEEN),
        read("terminated_project", BETWEEN),
        read("running_project", REACHES["agreed"]),
    ],
    ("project-list", "POST"): [
        Case(
            sees=BETWEEN,
            may=SIDES_WRITE,
            body=lambda world, relation: {
                "match": str(world.objects[relation]["accepted_match"].pk),
                "kind": "order_class",
                "title": "New",
            },
            status=201,
            creates=True,
        )
    ],
    ("project-detail", "PATCH"): [act("drafted_project", "between", SIDES_WRITE, seats=7)],
    ("project-submit", "POST"): [act("drafted_project", "between", SIDES_WRITE)],
    ("project-approve", "POST"): [
        act("approving_project", "between", together(SIDES_WRITE, SECRETARIATS))
    ],
    ("project-sign", "POST"): [
        act("approved_project", "between", together(SIDES_WRITE, SECRETARIATS))
    ],
    ("project-start", "POST"): [act("signed_project", "agreed", SIDES_WRITE)],
    ("project-complete", "POST"): [act("running_project", "agreed", SIDES_WRITE)],
    ("project-terminate", "POST"): [
        act("running_project", "agreed", together(SIDES_WRITE, SECRETARIATS), **WHY)
    ],
    ("project-close", "POST"): [act("completed_project", "agreed", SECRETARIATS)],
    ("result-list", "GET"): [LIST],
    ("result-detail", "GET"): [
        read("draft_result", BETWEEN),
        read("submitted_result", BETWEEN),
        read("verified_result", BETWEEN),
        read("consortium_result", REACHES["same_consortium"]),
        read("alliance_result", REACHES["same_alliance"]),
        read("public_result", EVERYBODY_IN),
    ],
    ("result-list", "POST"): [
        create("agreed", SCHOOL_WRITES, result_body),
        create("signed_in", SCHOOL_WRITES, own_result_body),
    ],
    ("result-detail", "PATCH"): [act("draft_result", "between", SCHOOL_WRITES, title="Better")],
    ("result-submit", "POST"): [act("draft_result", "between", SCHOOL_WRITES)],
    ("result-return", "POST"): [act("submitted_result", "between", SECRETARIATS, **WHY)],
    ("result-verify", "POST"): [
        act("submitted_result", "between", SECRETARIATS, confirms="3824", weight="0.5")
    ],
    ("result-share", "POST"): [
        act(
            "verified_result",
            "between",
            together(SCHOOL_WRITES, SECRETARIATS),
            audience="public",
        )
    ],
    ("result-withdraw", "POST"): [
        act("alliance_result", "same_alliance", together(SCHOOL_WRITES, SECRETARIATS), **WHY)
    ],
    ("alignment-run-list", "GET"): [LIST],
    ("alignment-run-detail", "GET"): [
        read("alignment_run", EVERYBODY_IN),
        read("queued_run", RUN_READERS),
    ],
    ("alignment-run-list", "POST"): [
        create(
            "signed_in",
            RUN_ASKERS,
            lambda world, relation: {
                "region": world.objects[relation]["region"].pk,
                "as_of": DAY,
            },
        )
    ],
    ("alignment-run-cancel", "POST"): [
        Case(target="queued_run", sees=RUN_READERS, may=RUN_ASKERS, body=lambda _w, _r: {})
    ],
    **resource("index-value", "index_value"),
    ("index-value-programs", "GET"): [read("index_value", EVERYBODY_IN)],
    **code_list("region", "region"),
    **code_list("industry", "industry"),
    **code_list("occupation", "occupation"),
    **code_list("catalogue-program", "catalogue_program"),
    **code_list("skill", "skill"),
    **matrix_governance.ROWS,
    **matrix_standards.ROWS,
    **matrix_crosswalk.ROWS,
    **matrix_people.ROWS,
    **matrix_work.ROWS,
    **matrix_figures.ROWS,
    **matrix_scenarios.ROWS,
    **matrix_imports.ROWS,
    **matrix_organisations.ROWS,
}

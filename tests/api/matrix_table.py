"""What each route owes to each principal, written by hand from the agreed roles.

A reach maps a principal to the relations in which it reaches a thing. `sees` decides between 404
and the rest, `may` between 403 and success. Nothing here asks the portal's own rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.api.matrix_world import RELATIONS, MatrixWorld

Reach = Mapping[str, frozenset[str]]

OWN = frozenset({"own"})
CONSORTIUM = frozenset({"own", "consortium"})
CITY = frozenset({"own", "consortium", "alliance"})
ALL = frozenset(RELATIONS)

STRANGERS = ("anonymous", "deactivated", "orphaned_key", "revoked_key")
"""Nobody, or somebody whose right to sign in has ended: 401 wherever one must be signed in."""
BROKEN_KEYS = STRANGERS[2:]
"""A key that does not work is refused even where nobody needs one."""
SIGNED_IN = (
    "viewer",
    "editor",
    "manager",
    "school_editor",
    "enterprise_editor",
    "bureau",
    "consortium_head",
    "alliance_admin",
    "platform",
    "removed",
    "read_key",
    "write_key",
)
SCHOOL_STAFF = ("viewer", "editor", "manager", "school_editor")
ENTERPRISE_STAFF = ("viewer", "editor", "manager", "enterprise_editor", "read_key", "write_key")


def who(relations: frozenset[str], *names: str) -> Reach:
    return dict.fromkeys(names, relations)


def together(*reaches: Reach) -> Reach:
    found: dict[str, frozenset[str]] = {}
    for reach in reaches:
        for name, relations in reach.items():
            found[name] = found.get(name, frozenset()) | relations
    return found


NOBODY: Reach = {}
EVERYBODY_IN = who(ALL, *SIGNED_IN)
PLATFORM = who(ALL, "platform")
SECRETARIATS = together(who(CONSORTIUM, "consortium_head"), who(CITY, "alliance_admin"))
SCHOOL_SIDE, ENTERPRISE_SIDE = who(OWN, *SCHOOL_STAFF), who(OWN, *ENTERPRISE_STAFF)
BETWEEN = together(SCHOOL_SIDE, ENTERPRISE_SIDE, SECRETARIATS, PLATFORM)

REACHES: Mapping[str, Reach] = {
    "signed_in": EVERYBODY_IN,
    "enterprise_side": together(ENTERPRISE_SIDE, PLATFORM),
    "enterprise_checked": together(ENTERPRISE_SIDE, SECRETARIATS, PLATFORM),
    "enterprise_top": together(ENTERPRISE_SIDE, who(CITY, "alliance_admin"), PLATFORM),
    "applied": together(SECRETARIATS, PLATFORM),
    "between": BETWEEN,
    "agreed": together(BETWEEN, who(CITY, "bureau")),
    "same_consortium": together(BETWEEN, who(CONSORTIUM, *SCHOOL_STAFF, *ENTERPRISE_STAFF)),
    "same_alliance": together(
        BETWEEN, who(CITY, *SCHOOL_STAFF, *ENTERPRISE_STAFF, "consortium_head")
    ),
}
"""Who may meet a canary of each scope."""

SCHOOL_WRITES = who(OWN, "editor", "manager", "school_editor")
ENTERPRISE_WRITES = who(OWN, "editor", "manager", "enterprise_editor", "write_key")
SIDES_WRITE = together(SCHOOL_WRITES, ENTERPRISE_WRITES)
MANAGERS = who(OWN, "manager")


@dataclass(frozen=True)
class Case:
    """One kind of call to a route.

    target   name of the object whose id stands in the address; "" where there is none
    sees     who finds it; others get 404, and 401 without being signed in
    may      of those, who succeeds; the others get 403
    body     what is sent, for the relation
    status   of success
    creates  success makes a row; an invisible relation in the body is then 400, not 404
    open     to everybody, signed in or not
    """

    target: str = ""
    sees: Reach = None  # type: ignore[assignment]  # always given by name
    may: Reach = None  # type: ignore[assignment]  # reads: as sees
    body: Callable[[MatrixWorld, str], Any] | None = None
    status: int = 200
    creates: bool = False
    open: bool = False


def read(target: str, sees: Reach) -> Case:
    return Case(target=target, sees=sees, may=sees)


def act(target: str, sees: str, may: Reach, **body: Any) -> Case:
    return Case(target=target, sees=REACHES[sees], may=may, body=lambda _world, _relation: body)


def create(sees: str, may: Reach, body: Callable[[MatrixWorld, str], Any]) -> Case:
    return Case(sees=REACHES[sees], may=may, body=body, status=201, creates=True)


LIST = Case(sees=EVERYBODY_IN, may=EVERYBODY_IN)
OPEN_LIST = Case(open=True)


def open_read(target: str) -> Case:
    return Case(target=target, open=True)


WHY = {"reason": "It does not fit."}
DAY = str(timezone.localdate())
LATER = str(timezone.localdate() + timedelta(days=40))


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


def ids(**named: str) -> Callable[[MatrixWorld, str], Any]:
    """A body of ids of the relation's objects."""
    return lambda world, relation: {
        field: str(world.objects[relation][name].pk) for field, name in named.items()
    }


def resource(name: str, target: str, sees: Reach = EVERYBODY_IN) -> dict[tuple[str, str], list]:
    return {
        (f"{name}-list", "GET"): [LIST],
        (f"{name}-detail", "GET"): [read(target, sees)],
    }


def code_list(name: str, target: str) -> dict[tuple[str, str], list]:
    return {
        (f"{name}-list", "GET"): [OPEN_LIST],
        (f"{name}-detail", "GET"): [open_read(target)],
    }


RUN_ASKERS = together(who(CITY, "consortium_head", "alliance_admin"), PLATFORM)
RUN_READERS = together(RUN_ASKERS, who(CITY, "bureau"))
CHECKERS = together(SECRETARIATS, PLATFORM)

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
}

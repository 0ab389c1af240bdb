"""Words in which the table of the matrix is written: principals, reaches and cases.

A reach maps a principal to the relations in which it reaches a thing. `sees` decides between 404
and the rest, `may` between 403 and success. Nothing here asks the portal's own rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.api.matrix_marks import RELATIONS, MatrixWorld

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
    "bureau_editor",
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
CHECKERS = together(SECRETARIATS, PLATFORM)
BUREAUS, BUREAU_WRITES = who(CITY, "bureau", "bureau_editor"), who(CITY, "bureau_editor")
REGION_WRITES = together(who(CITY, "consortium_head", "alliance_admin"), BUREAU_WRITES, PLATFORM)
"""Who writes for a region: its public bodies, and the secretariats of alliances that lie in it."""

REACHES: Mapping[str, Reach] = {
    "signed_in": EVERYBODY_IN,
    "enterprise_side": together(ENTERPRISE_SIDE, PLATFORM),
    "enterprise_checked": together(ENTERPRISE_SIDE, SECRETARIATS, PLATFORM),
    "enterprise_top": together(ENTERPRISE_SIDE, who(CITY, "alliance_admin"), PLATFORM),
    "applied": together(SECRETARIATS, PLATFORM),
    "between": BETWEEN,
    "agreed": together(BETWEEN, BUREAUS),
    "same_consortium": together(BETWEEN, who(CONSORTIUM, *SCHOOL_STAFF, *ENTERPRISE_STAFF)),
    "same_alliance": together(
        BETWEEN, who(CITY, *SCHOOL_STAFF, *ENTERPRISE_STAFF, "consortium_head")
    ),
    "members": together(who(CONSORTIUM, *SCHOOL_STAFF, *ENTERPRISE_STAFF), CHECKERS, BUREAUS),
    "secretariat": CHECKERS,
    "owner": together(SCHOOL_SIDE, CHECKERS),
    "judges": together(CHECKERS, BUREAUS),
    "policy_keepers": together(CHECKERS, BUREAU_WRITES),
    "region_keepers": REGION_WRITES,
    "region_offices": together(who(CITY, "consortium_head", "alliance_admin"), BUREAUS, PLATFORM),
    "bureaus": together(BUREAUS, PLATFORM),
    "school": together(SCHOOL_SIDE, CHECKERS, BUREAUS),
    "school_own": together(SCHOOL_SIDE, PLATFORM),
    "shared_scenario": together(
        SCHOOL_SIDE, who(CITY, "consortium_head", "alliance_admin"), BUREAUS, PLATFORM
    ),
    "sender": together(who(OWN, "manager", "enterprise_editor"), PLATFORM),
    "hire": together(SCHOOL_SIDE, ENTERPRISE_SIDE, PLATFORM),
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
    format   in which the body is sent
    """

    target: str = ""
    sees: Reach = None  # type: ignore[assignment]  # always given by name
    may: Reach = None  # type: ignore[assignment]  # reads: as sees
    body: Callable[[MatrixWorld, str], Any] | None = None
    status: int = 200
    creates: bool = False
    open: bool = False
    format: str = "json"


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


def ids(**named: str) -> Callable[[MatrixWorld, str], Any]:
    """A body of ids of the relation's objects."""
    return lambda world, relation: {
        field: str(world.objects[relation][name].pk) for field, name in named.items()
    }


def given(**named: str | tuple[str, ...]) -> Callable[..., Any]:
    """`given(program="program")(hours=3)`: a body of ids of the relation's objects, and of values.

    A tuple of names gives a list of ids.
    """

    def with_values(**values: Any) -> Callable[[MatrixWorld, str], Any]:
        def body(world: MatrixWorld, relation: str) -> Any:
            objects = world.objects[relation]
            found: dict[str, Any] = dict(values)
            for field, name in named.items():
                one = isinstance(name, str)
                found[field] = (
                    str(objects[name].pk) if one else [str(objects[part].pk) for part in name]
                )
            return found

        return body

    return with_values


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

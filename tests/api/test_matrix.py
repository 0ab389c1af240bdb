"""Route × method × principal × relation, generated from the addresses that exist.

Each call runs in a savepoint on one seeded world. Its status is what the hand-written table owes,
its body holds no text that the principal may not read, and a refusal changes no row.
"""

import gc
import json
import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import URLPattern

from alliance.config import api_urls
from alliance.registers.register import registers
from tests.api import (
    matrix_crosswalk,
    matrix_figures,
    matrix_governance,
    matrix_imports,
    matrix_people,
    matrix_scenarios,
    matrix_standards,
    matrix_work,
)
from tests.api.matrix_cases import BROKEN_KEYS, REACHES, SIGNED_IN, STRANGERS
from tests.api.matrix_marks import RELATIONS, met_in
from tests.api.matrix_table import TABLE
from tests.api.matrix_world import seed

METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
MISSING = "999999999999"

REFUSED_TO = ("anonymous", "write_key", "platform")
"""Who tries methods that a route lacks: what is not offered depends on nobody's role."""
UNWRITTEN = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
"""Statements that leave every row as it is."""


def tables():
    """Every table that a call could touch: those of the registers, and those beside them."""
    models = [register.model for register in registers().values()]
    links = [field.remote_field.through for m in models for field in m._meta.many_to_many]
    beside = (
        "accounts_organisationrole",
        "alignment_alignmentrun",
        "collaboration_matchrun",
        "collaboration_projectapproval",
        "enterprises_demandskill",
        "imports_importrow",
        "imports_importsession",
        "events_event",
        "events_owed",
        "partners_apikey",
        "partners_idempotencyrecord",
        "programs_programskill",
        "talent_graduateidentity",
    )
    return tuple(sorted({*beside, *(m._meta.db_table for m in (*models, *links))}))


TABLES = tables()


def routes():
    """(name, method, address with {pk}) of every address below /api/v1/, with what answers it."""
    found = []
    for pattern in api_urls.urlpatterns:
        assert isinstance(pattern, URLPattern), "the matrix reads flat lists of addresses"
        mapped = getattr(pattern.callback, "actions", None)
        if mapped is None:
            kind = getattr(pattern.callback, "cls", None)
            mapped = [m for m in METHODS if hasattr(kind, m.lower())]
        address = "/api/v1/" + re.sub(r"\(\?P<pk>[^/]*\)", "{pk}", str(pattern.pattern))
        address = address.removesuffix("\\Z").replace("^", "").replace("$", "")
        for method in METHODS:
            known = method in {m.upper() for m in mapped}
            found.append((pattern.name, method, address, known))
    return found


ROUTES = routes()

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Seeded and committed once; each test then runs in a transaction of its own."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            seeded = seed()
        seeded.digest = digest()
        connection.close()
    gc.freeze()  # some 17,000 calls follow: what stands by now need not be looked through again
    yield seeded
    gc.unfreeze()
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        connection.close()


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def untouched(world):
    """As it was seeded: every test leaves it so."""
    return world.digest


def digest():
    """Rows and versions of every table that a call could touch, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        parts = cursor.fetchone()
    return dict(zip(TABLES, parts, strict=True))


def _part(table):
    if table.startswith("events_"):  # rows are only ever added: the database refuses the rest
        return f"(SELECT count(*)::text FROM {table})"
    # md5 over whole rows: a refused call may not even change a date
    return f"(SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM {table} t)"


QUERY = "SELECT " + ", ".join(_part(table) for table in TABLES)


def call(principal, method, address, body=None, version=None, form="json"):
    """(response, digest afterwards), undone before it returns.

    A call that sent no writing statement has changed nothing; its digest is None.
    """
    headers = {}
    if method == "POST" and principal.by_key:
        headers["Idempotency-Key"] = "matrix"
    if version is not None and method == "PATCH":
        headers["If-Match"] = f'"v{version}"'
    send = getattr(principal.client, method.lower())
    written = []

    def watch(execute, sql, params, many, context):
        if not sql.startswith(UNWRITTEN):
            written.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(watch):
            response = send(address, data=body, format=form, headers=headers)
        changed = digest() if written else None
        transaction.set_rollback(True)
    return response, changed


def leaks(principal, response):
    """Canaries in the body that this principal may not meet."""
    return [
        found
        for found, relation, scope in met_in(response.content.decode())
        if relation not in REACHES[scope].get(principal.name, ())
    ]


def owed(case, principal, relation):
    """The status that the table owes."""
    if principal.name in BROKEN_KEYS or (principal.name in STRANGERS and not case.open):
        return 401
    if case.open:
        return case.status
    if relation not in case.sees.get(principal.name, ()):
        return 400 if case.creates else 404
    return case.status if relation in case.may.get(principal.name, ()) else 403


def checked(case, principal, relation, method, address, world, untouched, missing):
    """What is wrong with one call, as sentences; `missing` keeps the answer for an id of nothing."""
    objects = world.objects[relation]
    target = objects.get(case.target)
    body = case.body(world, relation) if case.body else None
    at = address.replace("{pk}", str(target.pk) if target is not None else "")
    version = getattr(target, "version", None)
    response, after = call(principal, method, at, body, version, case.format)
    wanted = owed(case, principal, relation)
    name = f"{principal.name} {method} {at} ({relation} {case.target})"
    faults = []
    if response.status_code != wanted:
        said = response.content.decode()[:200]
        faults.append(f"{name}: {response.status_code} instead of {wanted}: {said}")
    if found := leaks(principal, response):
        faults.append(f"{name}: shows {found}")
    changed = {table for table in TABLES if after and after[table] != untouched[table]}
    if changed and (wanted >= 400 or method == "GET"):
        faults.append(f"{name}: refused or only read, but changed {sorted(changed)}")
    if method != "GET" and wanted < 400 and "events_event" not in changed:
        faults.append(f"{name}: done, but no event tells of it")
    if wanted >= 400 and response["Content-Type"] != "application/problem+json":
        faults.append(f"{name}: {response['Content-Type']}")
    if wanted == 401 and "WWW-Authenticate" not in response:
        faults.append(f"{name}: 401 without WWW-Authenticate")
    if wanted == 404:
        if not missing:
            absent, _ = call(principal, method, address.replace("{pk}", MISSING), body, 1)
            missing.update(answer=without_id(absent))
        if without_id(response) != missing["answer"]:
            faults.append(f"{name}: what is foreign answers unlike what is missing")
    return faults


def without_id(response):
    body = json.loads(response.content)
    body.pop("request_id")
    return response.status_code, body


def test_every_route_has_its_row():
    answered = {(name, method) for name, method, _, known in ROUTES if known}
    assert answered == set(TABLE)


@pytest.mark.parametrize(
    ("name", "method", "address", "known"), ROUTES, ids=lambda v: str(v) if v else "-"
)
def test_route(name, method, address, known, world, untouched):
    faults, missing = [], {}
    for principal in world.principals:
        near_and_far = RELATIONS[:: len(RELATIONS) - 1]
        nobody = principal.name in (*STRANGERS, "removed")  # of no organisation in any relation
        relations = near_and_far if nobody else RELATIONS
        if name == "nowhere":
            response, after = call(principal, method, "/api/v1/no/such/address/")
            assert response.status_code == 404
            assert response["Content-Type"] == "application/problem+json"
            assert after in (None, untouched)
        elif not known and principal.name in REFUSED_TO:
            faults += not_offered(principal, name, method, address, untouched)
        elif known:
            for case in TABLE[name, method]:
                for relation in relations if case.target or case.creates else RELATIONS[:1]:
                    faults += checked(
                        case, principal, relation, method, address, world, untouched, missing
                    )
    assert faults == []


def not_offered(principal, name, method, address, untouched):
    """A method that the route does not have: 405 for all who may ask, and nothing happens."""
    response, after = call(principal, method, address.replace("{pk}", "1"), {})
    public = any(case.open for case in TABLE.get((name, "GET"), []))
    refused = principal.name in BROKEN_KEYS or (principal.name in STRANGERS and not public)
    wanted = 401 if refused else 405
    faults = []
    if response.status_code != wanted:
        faults.append(f"{principal.name} {method} {address}: {response.status_code}")
    if after not in (None, untouched):
        faults.append(f"{principal.name} {method} {address}: changed something")
    return faults


ROOMS = (
    matrix_crosswalk,
    matrix_governance,
    matrix_standards,
    matrix_people,
    matrix_work,
    matrix_figures,
    matrix_imports,
    matrix_scenarios,
)
SEEN = {resource: seen for room in ROOMS for resource, seen in room.SEEN.items()}
LISTED = {resource: tuple(seen) for resource, seen in SEEN.items()} | {
    "demand": ("draft_demand", "submitted_demand", "returned_demand", "published_demand"),
    "match": ("suggested_match", "interested_match", "accepted_match"),
    "match-run": ("match_run",),
    "project": ("drafted_project", "approving_project", "running_project", "terminated_project"),
    "result": (
        "draft_result",
        "submitted_result",
        "consortium_result",
        "alliance_result",
        "public_result",
    ),
    "membership": ("membership", "applied", "suspended"),
    "organisation": ("organisation",),
    "school": ("school",),
    "program": ("program",),
    "enterprise": ("enterprise", "unverified"),
    "crosswalk-link": ("link",),
    "alignment-run": ("alignment_run", "queued_run"),
}
SEEN_AS = {
    case.target: case.sees for cases in TABLE.values() for case in cases if case.target
} | dict.fromkeys(("interested_match", "accepted_match"), REACHES["between"])
SEEN_AS |= {name: REACHES[scope] for seen in SEEN.values() for name, scope in seen.items()}


@pytest.mark.parametrize("resource", LISTED)
def test_list_holds_exactly_what_its_reader_may_see(resource, world):
    faults = []
    for principal in world.principals:
        if principal.name in STRANGERS:
            continue
        address = next(a for n, m, a, _ in ROUTES if (n, m) == (f"{resource}-list", "GET"))
        response, _ = call(principal, "GET", f"{address}?page_size=100")
        body = response.json()
        assert body["next"] is None, "the world must fit on one page"
        listed = {row["id"] for row in body["results"]}
        for relation in RELATIONS:
            for name in LISTED[resource]:
                seen = relation in SEEN_AS[name].get(principal.name, ())
                if (str(world.objects[relation][name].pk) in listed) != seen:
                    faults.append(f"{principal.name}: {relation} {name} listed is not {seen}")
    assert faults == []


def test_every_register_of_the_table_is_listed():
    assert {name.removesuffix("-list") for name, method in TABLE if method == "POST"} >= set(SEEN)
    assert {r.basename for r in registers().values() if r.api} < set(SEEN)


@pytest.mark.parametrize(("resource", "target", "field"), matrix_work.GUARDED)
def test_guarded_relation_is_shown_to_whom_it_is_owed(resource, target, field, world):
    owed_to = REACHES[matrix_work.GUARDED[resource, target, field]]
    faults = []
    for principal in world.principals:
        if principal.name in STRANGERS:
            continue
        address = next(a for n, m, a, _ in ROUTES if (n, m) == (f"{resource}-list", "GET"))
        rows = call(principal, "GET", f"{address}?page_size=100")[0].json()["results"]
        shown = {row["id"]: row[field] for row in rows}
        for relation in RELATIONS:
            record = world.objects[relation][target]
            if relation not in SEEN_AS[target].get(principal.name, ()):
                continue
            related = str(getattr(record, f"{field}_id"))
            wanted = related if relation in owed_to.get(principal.name, ()) else None
            if shown[str(record.pk)] != wanted:
                faults.append(f"{principal.name}: {relation} {target}.{field}")
    assert faults == []


def test_world_has_a_principal_for_each_name_and_canaries_in_each_scope(world):
    assert {p.name for p in world.principals} == {*SIGNED_IN, *STRANGERS}
    platform = next(p for p in world.principals if p.name == "platform")
    met = set()
    for name, method, address, known in ROUTES:
        if known and method == "GET" and "{pk}" not in address and name != "nowhere":
            query = "" if name in ("api-root", "me") else "?page_size=100"
            body = call(platform, "GET", address + query)[0].content.decode()
            met |= {(relation, scope) for _found, relation, scope in met_in(body)}
    # applications and drafts of reports are shown without any text that somebody wrote
    scopes = set(REACHES) - {"applied", "region_offices"}
    assert met == {(relation, scope) for relation in RELATIONS for scope in scopes}

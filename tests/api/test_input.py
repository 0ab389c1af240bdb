"""Bad input: always a problem that names the field, never a fault of the server, nothing written."""

import json

import pytest

from alliance.accounts.enums import Role
from alliance.events.models import Event
from enterprises.models import Demand
from tests import factories as f

pytestmark = pytest.mark.django_db

URL = "/api/v1/demands/"


@pytest.fixture
def client(home, signed_in):
    return signed_in(home.enterprise_user)


def pointers(response):
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert set(body) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert body["status"] == response.status_code
    assert body["detail"]
    return list(dict.fromkeys(error["pointer"] for error in body["errors"]))


FIELDS = [
    ("enterprise", ..., "/enterprise"),
    ("enterprise", None, "/enterprise"),
    ("enterprise", "", "/enterprise"),
    ("enterprise", "abc", "/enterprise"),
    ("enterprise", "-1", "/enterprise"),
    ("enterprise", "1.5", "/enterprise"),
    ("enterprise", True, "/enterprise"),
    ("enterprise", [], "/enterprise"),
    ("enterprise", {"id": 1}, "/enterprise"),
    ("enterprise", 10**30, "/enterprise"),
    ("enterprise", "9223372036854775807", "/enterprise"),
    ("enterprise", "9223372036854775808", "/enterprise"),
    ("enterprise", "１２", "/enterprise"),
    ("kind", ..., "/kind"),
    ("kind", "marriage", "/kind"),
    ("kind", [], "/kind"),
    ("kind", "\ud800", "/kind"),
    ("title", ..., "/title"),
    ("title", "", "/title"),
    ("title", "   ", "/title"),
    ("title", None, "/title"),
    ("title", "x" * 201, "/title"),
    ("title", "a\x00b", "/title"),
    ("title", "\udfff", "/title"),
    ("title", ["a"], "/title"),
    ("title", True, "/title"),
    ("description", "x" * 10_001, "/description"),
    ("description", {"a": 1}, "/description"),
    ("headcount", ..., "/headcount"),
    ("headcount", 0, "/headcount"),
    ("headcount", -3, "/headcount"),
    ("headcount", 100_001, "/headcount"),
    ("headcount", 10**40, "/headcount"),
    ("headcount", 1.5, "/headcount"),
    ("headcount", "many", "/headcount"),
    ("headcount", None, "/headcount"),
    ("headcount", [1], "/headcount"),
    ("region", ..., "/region"),
    ("region", "999999", "/region"),
    ("region", 431000, "/region"),
    ("region", "4310\x0000", "/region"),
    ("region", "4" * 500, "/region"),
    ("region", "\ud800", "/region"),
    ("occupation", "9-99-99-99", "/occupation"),
    ("occupation", [], "/occupation"),
    ("levels", "higher", "/levels"),
    ("levels", ["kindergarten"], "/levels/0"),
    ("levels", ["higher"] * 6, "/levels"),
    ("levels", None, "/levels"),
    ("closes_on", ..., "/closes_on"),
    ("closes_on", "2020-01-01", "/closes_on"),
    ("closes_on", "2099-02-30", "/closes_on"),
    ("closes_on", "2099-13-01", "/closes_on"),
    ("closes_on", "31.12.2099", "/closes_on"),
    ("closes_on", "2099-12-31T10:00:00", "/closes_on"),
    ("closes_on", 20991231, "/closes_on"),
    ("closes_on", "99999-01-01", "/closes_on"),
    ("closes_on", "0000-00-00", "/closes_on"),
    ("skills", "all", "/skills"),
    ("skills", None, "/skills"),
    ("skills", {}, "/skills"),
    ("skills", ["TS-1"], "/skills/0"),
    ("skills", [{}], "/skills/0/skill"),
    ("skills", [{"skill": "no-such"}], "/skills/0/skill"),
    ("skills", [{"skill": None}], "/skills/0/skill"),
    ("unknown", 1, "/unknown"),
    ("a\ud800b", 1, "/a?b"),
    ("__proto__", {}, "/__proto__"),
]


@pytest.mark.parametrize(("field", "value", "pointer"), FIELDS)
def test_bad_field_is_named(client, demand_body, field, value, pointer):
    raw = json.dumps(demand_body(**{field: value}))
    response = client.post(URL, raw, content_type="application/json")
    assert (response.status_code, pointers(response)) == (400, [pointer])
    assert (Demand.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ({"importance": 0}, "/skills/1/importance"),
        ({"importance": 6}, "/skills/1/importance"),
        ({"importance": "high"}, "/skills/1/importance"),
        ({"level": 0}, "/skills/1/level"),
        ({"level": 5}, "/skills/1/level"),
        ({"level": None}, "/skills/1/level"),
        ({"required": "perhaps"}, "/skills/1/required"),
        ({"weight": 3}, "/skills/1/weight"),
    ],
)
def test_bad_skill_row_is_named_by_place_and_field(client, home, demand_body, row, pointer):
    rows = [{"skill": home.skills[0].pk}, {"skill": home.skills[1].pk} | row]
    response = client.post(URL, demand_body(skills=rows))
    assert (response.status_code, pointers(response)) == (400, [pointer])


def test_skill_that_stands_twice_is_named(client, home, demand_body):
    rows = [{"skill": home.skills[0].pk}] * 2
    assert pointers(client.post(URL, demand_body(skills=rows))) == ["/skills/1/skill"]


def test_more_skills_than_allowed_are_refused_at_the_list(client, home, demand_body):
    rows = [{"skill": home.skills[0].pk}] * 41
    assert pointers(client.post(URL, demand_body(skills=rows))) == ["/skills"]


def test_every_fault_of_a_body_is_named_at_once(client, demand_body):
    response = client.post(URL, demand_body(title="", headcount=0, kind="x", region="y"))
    assert pointers(response) == ["/kind", "/title", "/headcount", "/region"]


def test_rows_of_a_patch_are_whole_rows(client, home):
    demand = f.DemandFactory(enterprise=home.enterprise)
    response = client.patch(
        f"{URL}{demand.pk}/", {"skills": [{"level": 2}]}, headers={"If-Match": '"v1"'}
    )
    assert (response.status_code, pointers(response)) == (400, ["/skills/0/skill"])


BODIES = [
    (b"", "application/json", 400),
    (b"{", "application/json", 400),
    (b'{"title": }', "application/json", 400),
    (b"null", "application/json", 400),
    (b"[]", "application/json", 400),
    (b'"text"', "application/json", 400),
    (b"5", "application/json", 400),
    (b'{"headcount": NaN}', "application/json", 400),
    (b'{"headcount": 1e400}', "application/json", 400),
    (b'{"headcount": ' + b"9" * 5000 + b"}", "application/json", 400),
    (b"\xff\xfe{}", "application/json", 400),
    (b'{"title": "\xff"}', "application/json", 400),
    (b"[" * 100_000, "application/json", 400),
    (b"<demand/>", "application/xml", 415),
    (b"title=x", "application/x-www-form-urlencoded", 415),
    (b"title=x", "text/plain", 415),
    (b"{}", "application/json; charset=nonsense", 400),
]


@pytest.mark.parametrize(("raw", "kind", "status"), BODIES)
def test_body_that_cannot_be_read_is_a_problem(client, raw, kind, status):
    response = client.generic("POST", URL, raw, content_type=kind)
    pointers(response)
    assert response.status_code == status
    assert Demand.objects.count() == 0


def test_body_above_a_megabyte_is_refused_unread(client, demand_body):
    raw = json.dumps(demand_body(description="x" * 1024 * 1024))
    response = client.post(URL, raw, content_type="application/json")
    assert (response.status_code, pointers(response)) == (413, [])
    assert response.json()["type"] == "urn:alliance:problem:too_large"


QUERIES = [
    ("demands", "unknown=1", "/unknown"),
    ("demands", "State=draft", "/State"),
    ("demands", "state=lost", "/state"),
    ("demands", "kind=%00", "/kind"),
    ("demands", "enterprise=abc", "/enterprise"),
    ("demands", "enterprise=-1", "/enterprise"),
    ("demands", "enterprise=99999999999999999999", "/enterprise"),
    ("demands", "enterprise=1.5", "/enterprise"),
    ("demands", "enterprise=%00", "/enterprise"),
    ("demands", "region=%00", "/region"),
    ("demands", "region=' OR 1=1--", "/region"),
    ("demands", "page_size=0", "/page_size"),
    ("demands", "page_size=-5", "/page_size"),
    ("demands", "page_size=many", "/page_size"),
    ("demands", "page_size=9999999999999", "/page_size"),
    ("demands", "ordering=title", "/ordering"),
    ("demands", "enterprise__organisation__name=x", "/enterprise__organisation__name"),
    ("matches", "demand=x", "/demand"),
    ("matches", "state=happy", "/state"),
    ("results", "audience=all", "/audience"),
    ("index-values", "level=kindergarten", "/level"),
    ("index-values", "current=maybe", "/current"),
    ("index-values", "index=A1A1A1A1A1", "/index"),
    ("alignment-runs", "as_of=yesterday", "/as_of"),
    ("regions", "level=high", "/level"),
    ("regions", "q=" + "x" * 101, "/q"),
    ("regions", "q=%00", "/q"),
    ("skills", "retired=perhaps", "/retired"),
    ("skills", "level=1", "/level"),
    ("me", "verbose=1", None),
]


@pytest.mark.parametrize(("resource", "query", "pointer"), QUERIES)
def test_bad_query_parameter_is_named(client, resource, query, pointer):
    response = client.get(f"/api/v1/{resource}/?{query}")
    if pointer is None:
        pointer = "/" + query.partition("=")[0]
    assert (response.status_code, pointers(response)) == (400, [pointer])


@pytest.mark.parametrize("query", ["x=1", "state=draft", "page_size=3"])
def test_query_parameters_of_lists_are_unknown_on_a_single_record(client, home, query):
    demand = f.DemandFactory(enterprise=home.enterprise)
    for response in (
        client.get(f"{URL}{demand.pk}/?{query}"),
        client.post(f"{URL}{demand.pk}/submit/?{query}"),
        client.post(f"{URL}?{query}", {}),
    ):
        assert (response.status_code, pointers(response)) == (400, ["/" + query.split("=")[0]])


@pytest.mark.parametrize(
    "address",
    [
        "demands/0/",
        "demands/999999999999999999/",
        "demands/99999999999999999999999/",
        "demands/abc/",
        "demands/-1/",
        "demands/1.0/",
        "demands/%00/",
        "demands/１/",
        "demands/1",
        "demands//",
        "demands/1/publish/now/",
        "demands/1/no-such-move/",
        "skills/no-such/",
        "skills/%00/",
        "skills/..%2F..%2Fetc/",
        "nothing/",
        "matches/1e3/",
    ],
)
def test_addresses_of_nothing_are_problems_of_404(client, address):
    response = client.get(f"/api/v1/{address}")
    assert (response.status_code, pointers(response)) == (404, [])


@pytest.mark.parametrize("accept", ["application/xml", "text/html;q=0.9", "image/*"])
def test_other_formats_are_not_offered(client, accept):
    response = client.get(URL, headers={"Accept": accept})
    assert (response.status_code, pointers(response)) == (406, [])


SERVER_SET = {
    "demands": {
        "id": "1",
        "state": "published",
        "revision": 9,
        "version": 9,
        "published_at": "2026-01-01T00:00:00Z",
        "reason": "x",
        "created_by": "1",
    },
    "programs": {"id": "1", "region": "140300", "revision": 9, "version": 9},
    "projects": {
        "id": "1",
        "alliance": "1",
        "school": "1",
        "enterprise": "1",
        "program": "1",
        "state": "closed",
        "approvals": [],
        "missing_parties": [],
        "reason": "x",
        "version": 9,
        "created_by": "1",
    },
    "results": {
        "id": "1",
        "state": "shared",
        "audience": "public",
        "verified_at": "2026-01-01T00:00:00Z",
        "verified_by": "1",
        "shared_at": "2026-01-01T00:00:00Z",
        "reason": "x",
        "version": 9,
        "created_by": "1",
    },
}


@pytest.mark.parametrize(
    ("resource", "field"),
    [(resource, field) for resource, fields in SERVER_SET.items() for field in fields],
)
def test_what_the_portal_sets_cannot_be_sent(home, signed_in, resource, field):
    makers = {
        "demands": lambda: (home.enterprise_user, f.DemandFactory(enterprise=home.enterprise)),
        "programs": lambda: (home.school_user, home.program),
        "projects": lambda: (home.school_user, f.make_project(world=home)),
        "results": lambda: (home.school_user, f.make_result(world=home)),
    }
    user, row = makers[resource]()
    client, address = signed_in(user), f"/api/v1/{resource}/{row.pk}/"
    before = client.get(address).json()
    response = client.patch(
        address,
        {field: SERVER_SET[resource][field]},
        headers={"If-Match": f'"v{row.version}"'},
    )
    assert (response.status_code, pointers(response)) == (400, [f"/{field}"])
    assert client.get(address).json() == before


@pytest.mark.parametrize(
    ("resource", "field"),
    [
        ("demands", "enterprise"),
        ("programs", "school"),
        ("projects", "match"),
        ("results", "organisation"),
        ("results", "project"),
        ("results", "without_project"),
        ("results", "alliance"),
    ],
)
def test_what_a_record_belongs_to_never_changes(home, signed_in, resource, field):
    project = f.make_project(world=home, state="running")
    rows = {
        "demands": (home.enterprise_user, f.DemandFactory(enterprise=home.enterprise)),
        "programs": (home.school_user, home.program),
        "projects": (home.school_user, f.make_project(world=home)),
        "results": (home.school_user, f.make_result(project=project)),
    }
    user, row = rows[resource]
    sent = {
        "enterprise": home.enterprise.pk,
        "school": home.school.pk,
        "match": project.match_id,
        "organisation": home.school.pk,
        "project": project.pk,
        "without_project": True,
        "alliance": home.alliance.pk,
    }
    client = signed_in(user)
    response = client.patch(
        f"/api/v1/{resource}/{row.pk}/",
        {field: sent[field]},
        headers={"If-Match": f'"v{row.version}"'},
    )
    assert (response.status_code, pointers(response)) == (400, [f"/{field}"])


def test_foreign_and_unknown_ids_in_a_body_get_the_same_words(home, signed_in):
    other = f.make_world(f.YANGQUAN)
    theirs = f.make_match(world=other, state="accepted")
    client = signed_in(home.school_user)

    def said(match):
        response = client.post(
            "/api/v1/projects/", {"match": match, "kind": "order_class", "title": "x"}
        )
        body = response.json()
        body.pop("request_id")
        return response.status_code, body

    assert said(str(theirs.pk)) == said("999999999")
    assert said(str(theirs.pk))[1]["errors"] == [
        {
            "pointer": "/match",
            "code": "missing",
            "detail": "There is no such row that you may see.",
        }
    ]


def test_retired_codes_are_not_chosen_anew(client, home, demand_body):
    old = f.SkillFactory(retired_on="2025-01-01")
    response = client.post(URL, demand_body(skills=[{"skill": old.pk}]))
    assert (response.status_code, pointers(response)) == (400, ["/skills/0/skill"])


MOVES = [
    ("matches", "suggested", "decline", {}, "/reason"),
    ("matches", "suggested", "decline", {"reason": ""}, "/reason"),
    ("matches", "suggested", "decline", {"reason": "   "}, "/reason"),
    ("matches", "suggested", "decline", {"reason": "x" * 501}, "/reason"),
    ("matches", "suggested", "respond", {"reason": "x"}, "/reason"),
    ("projects", "running", "terminate", {}, "/reason"),
    ("projects", "running", "complete", {"grade": 1}, "/grade"),
    ("results", "draft", "submit", {"evidence": "x"}, "/evidence"),
    ("results", "verified", "share", {}, "/audience"),
    ("results", "verified", "share", {"audience": "everybody"}, "/audience"),
    ("results", "shared", "withdraw", {"reason": "\x00"}, "/reason"),
]


@pytest.mark.parametrize(("resource", "state", "move", "body", "pointer"), MOVES)
def test_bad_body_of_a_move_is_named(home, signed_in, resource, state, move, body, pointer):
    make = {"matches": f.make_match, "projects": f.make_project, "results": f.make_result}
    row = make[resource](world=home, state=state)
    client = signed_in(home.school_user)
    response = client.post(f"/api/v1/{resource}/{row.pk}/{move}/", body)
    assert (response.status_code, pointers(response)) == (400, [pointer])
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"confirms": "no-such"}, "/confirms"),
        ({"confirms": "3824", "weight": "1.5"}, "/weight"),
        ({"confirms": "3824", "weight": "0"}, "/weight"),
        ({"confirms": "3824", "weight": "NaN"}, "/weight"),
        ({"confirms": "3824", "weight": "Infinity"}, "/weight"),
        ({"confirms": "3824", "weight": "0.12345"}, "/weight"),
        ({"confirms": "3824", "weight": "1"}, "/weight"),  # with the link it has, above 1
    ],
)
def test_refused_confirmation_verifies_nothing(home, signed_in, body, pointer):
    f.IndustryFactory(code="3824")
    result = f.make_result(world=home, state="submitted")
    response = signed_in(home.secretary).post(f"/api/v1/results/{result.pk}/verify/", body)
    assert (response.status_code, pointers(response)) == (400, [pointer])
    result.refresh_from_db()
    assert (result.state, home.program.links.count()) == ("submitted", 2)


RECORDS = [
    ("memberships", {"alliance": "0", "organisation": "0"}, ["/alliance", "/organisation"]),
    ("frameworks", {}, ["/region", "/name", "/valid_from", "/industries"]),
    ("frameworks", {"industries": []}, ["/region", "/name", "/valid_from"]),
    (
        "programs",
        {"skills": [{"skill": 1}]},
        ["/school", "/catalogue_program", "/opened_on", "/skills/0/skill"],
    ),
    ("crosswalk-links", {"weight": "-1", "kind": "x"}, ["/program", "/weight", "/kind"]),
    ("alignment-runs", {"region": "x", "as_of": "x"}, ["/region", "/as_of"]),
    (
        "alignment-runs",
        {"parameters": {"tau": 0, "mode": "x"}},
        ["/region", "/as_of", "/parameters/tau", "/parameters/mode"],
    ),
    (
        "results",
        {"project": "x"},
        ["/kind", "/level", "/title", "/achieved_on", "/organisation", "/project"],
    ),
]


@pytest.mark.parametrize(("resource", "body", "expected"), RECORDS)
def test_incomplete_record_names_all_that_is_wrong(home, signed_in, resource, body, expected):
    response = signed_in(home.secretary).post(f"/api/v1/{resource}/", body)
    assert (response.status_code, pointers(response)) == (400, expected)


def test_result_names_a_project_or_says_that_there_is_none(home, signed_in):
    project = f.make_project(world=home, state="running")
    client = signed_in(home.school_user)
    body = {
        "organisation": str(home.school.pk),
        "kind": "course",
        "level": "city",
        "title": "New",
        "achieved_on": "2026-01-05",
    }
    for wrong in ({}, {"without_project": False}, {"project": project.pk, "without_project": True}):
        response = client.post("/api/v1/results/", body | wrong)
        assert (response.status_code, pointers(response)) == (400, ["/project"])
    response = client.post("/api/v1/results/", body | {"without_project": True})
    assert (response.status_code, pointers(response)) == (400, ["/alliance"])
    other = f.AllianceFactory()
    response = client.post("/api/v1/results/", body | {"project": project.pk, "alliance": other.pk})
    assert (response.status_code, pointers(response)) == (400, ["/alliance"])
    assert project.results.count() == 0


def test_link_leads_to_exactly_one_thing(home, signed_in):
    client = signed_in(home.secretary)
    body = {"program": str(home.program.pk), "weight": "0.1", "kind": "confirmed"}
    both = {"industry": home.industry.pk, "occupation": home.occupation.pk}
    for wrong in ({}, both):
        response = client.post("/api/v1/crosswalk-links/", body | wrong)
        assert (response.status_code, pointers(response)) == (400, ["/industry"])
    computed = body | {"kind": "computed", "industry": home.industry.pk}
    response = client.post("/api/v1/crosswalk-links/", computed)
    assert (response.status_code, pointers(response)) == (400, ["/kind"])


def test_framework_whose_industry_stands_twice_writes_nothing(home, signed_in):
    body = {
        "region": home.region.pk,
        "name": "4x4",
        "valid_from": "2026-01-01",
        "industries": [{"industry": home.industry.pk, "group": "a"}] * 2,
    }
    response = signed_in(home.secretary).post("/api/v1/frameworks/", body)
    assert (response.status_code, pointers(response)) == (400, ["/industries"])
    assert not home.region.frameworks.filter(name="4x4").exists()


def test_sentences_of_problems_are_in_the_callers_language_and_codes_are_not(client, demand_body):
    answers = [
        client.post(URL, demand_body(title=""), headers={"Accept-Language": language}).json()
        for language in ("en", "zh-hans")
    ]
    codes = [[error["code"] for error in answer["errors"]] for answer in answers]
    details = [answer["errors"][0]["detail"] for answer in answers]
    assert codes == [["blank"], ["blank"]]
    assert details[0] != details[1]


def test_right_to_read_is_no_right_to_write(home, signed_in, demand_body):
    viewer = f.UserFactory(organisation=home.enterprise, role=Role.VIEWER)
    response = signed_in(viewer).post(URL, demand_body())
    assert (response.status_code, response.json()["type"]) == (
        403,
        "urn:alliance:problem:not_allowed",
    )
    assert Demand.objects.count() == 0

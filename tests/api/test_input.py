"""Bad input: always a problem that names the field, never a fault of the server, nothing written."""

import json

import pytest

from alliance.events.models import Event
from enterprises.models import Demand
from tests import factories as f
from tests.api.problems import pointers

pytestmark = pytest.mark.django_db

URL = "/api/v1/demands/"


@pytest.fixture
def client(home, signed_in):
    return signed_in(home.enterprise_user)


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

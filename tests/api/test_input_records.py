"""What cannot be sent or set, in whole records and moves: named, refused, nothing written."""

import pytest

from alliance.accounts.enums import Role
from enterprises.models import Demand
from tests import factories as f
from tests.api.problems import pointers

pytestmark = pytest.mark.django_db

URL = "/api/v1/demands/"


@pytest.fixture
def client(home, signed_in):
    return signed_in(home.enterprise_user)


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

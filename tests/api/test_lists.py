"""Lists: paging, filters, and a number of queries that does not grow with the rows."""

import base64
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from alliance.alignment.actions import compute_run, queue_run
from alliance.consortia.enums import AllianceKind
from alliance.reference.models import Skill
from tests import factories as f

pytestmark = pytest.mark.django_db


def make_rows(name, home, number):
    """`number` rows of a resource that the world's secretary sees."""
    for place in range(number):
        if name == "organisations":
            f.OrganisationFactory()
        elif name in ("alliances", "consortia"):
            f.AllianceFactory(kind=AllianceKind.REGIONAL_CONSORTIUM)
        elif name == "memberships":
            f.MembershipFactory(alliance=home.alliance)
        elif name == "frameworks":
            f.FrameworkFactory(name=f"List {place}", is_main=False)
        elif name == "schools":
            f.SchoolFactory()
        elif name in ("programs", "crosswalk-links"):
            f.CrosswalkLinkFactory(program__school=home.school)
        elif name == "enterprises":
            f.EnterpriseFactory()
        elif name == "demands":
            f.publish_in(home)
        elif name in ("matches", "match-runs"):
            f.make_match(world=home)
        elif name == "projects":
            f.make_project(world=home, state="running")
        elif name == "results":
            f.make_result(world=home, state="shared")
        elif name in ("alignment-runs", "index-values"):
            day = timezone.localdate() - timezone.timedelta(days=place)
            f.make_run(framework=home.framework, as_of=day)
        elif name == "skills":
            f.SkillFactory()
        elif name == "occupations":
            f.OccupationFactory(code=f"6-31-01-{place:02}")
        elif name == "industries":
            f.IndustryFactory(code=f"38{place}")
        elif name == "regions":
            f.RegionFactory(code=f"4310{place:02}")
        elif name == "catalogue-programs":
            f.CatalogueProgramFactory()


QUERIES = {
    # session, user; scope: roles, alliances run, memberships; rows, and what belongs to them.
    # Code lists ask for no scope.
    "organisations": 6,
    "alliances": 6,
    "consortia": 6,
    "memberships": 6,
    "frameworks": 4,
    "schools": 6,
    "programs": 9,  # one for whom the secretariat oversees
    "crosswalk-links": 6,
    "enterprises": 6,
    "demands": 8,
    "matches": 9,
    "match-runs": 6,
    "projects": 7,
    "results": 6,
    "alignment-runs": 6,
    "index-values": 6,
    "regions": 3,
    "industries": 3,
    "occupations": 3,
    "catalogue-programs": 3,
    "skills": 3,
}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("name", QUERIES)
def test_list_costs_the_same_queries_for_any_number_of_rows(
    name, number, home, signed_in, django_assert_num_queries
):
    make_rows(name, home, number)
    client = signed_in(home.secretary)
    with django_assert_num_queries(QUERIES[name]):
        response = client.get(f"/api/v1/{name}/")
    assert len(response.json()["results"]) >= number


@pytest.mark.parametrize("number", [1, 3])
def test_programs_behind_a_figure_cost_the_same_queries(
    number, home, signed_in, django_assert_num_queries
):
    make_rows("programs", home, number)
    run = f.make_run(framework=home.framework)
    value = run.values.headline().get(index="A1", level="")
    client = signed_in(home.secretary)
    with django_assert_num_queries(7):
        response = client.get(f"/api/v1/index-values/{value.pk}/programs/")
    assert len(response.json()["results"]) == number + 1


def test_pages_follow_each_other_without_gap_or_double(home, signed_in):
    f.SkillFactory.create_batch(5)
    client = signed_in()
    met, url = [], "/api/v1/skills/?page_size=3"
    while url:
        page = client.get(url).json()
        met += [row["code"] for row in page["results"]]
        assert set(page) == {"next", "previous", "results"}
        url = page["next"]
    assert met == sorted(Skill.objects.values_list("pk", flat=True))


def test_page_size_ends_at_a_hundred(home, signed_in):
    f.SkillFactory.create_batch(101)
    rows = signed_in().get("/api/v1/skills/?page_size=500").json()["results"]
    assert len(rows) == 100


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "cD0",
        base64.b64encode(b"p=abc").decode(),
        base64.b64encode(b"p=%00").decode(),
        base64.b64encode(b"o=-1").decode(),
        "%C3%A9",
    ],
)
def test_cursor_that_was_not_made_here_is_bad_input(home, signed_in, cursor):
    response = signed_in(home.secretary).get(f"/api/v1/demands/?cursor={cursor}")
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/cursor")


def test_cursor_with_a_number_beyond_all_ids_ends_the_list(home, signed_in):
    cursor = base64.b64encode(b"p=" + b"9" * 40).decode()
    response = signed_in(home.secretary).get(f"/api/v1/demands/?cursor={cursor}")
    assert (response.status_code, response.json()["results"]) == (200, [])


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("level=1", ["140000", "430000"]),
        ("parent=430000", ["431000"]),
        ("q=阳泉", ["140300"]),
        ("q=4310", ["431000"]),
        ("scheme=GB/T 2260&level=2", ["140300", "431000"]),
        ("scheme=none", []),
    ],
)
def test_code_lists_filter_by_level_parent_scheme_and_text(signed_in, query, codes):
    f.RegionFactory(code=f.CHENZHOU)
    f.RegionFactory(code=f.YANGQUAN)
    rows = signed_in().get(f"/api/v1/regions/?{query}").json()["results"]
    assert [row["code"] for row in rows] == codes


def test_retired_codes_are_listed_only_when_asked_for_and_always_found_by_code(signed_in):
    old = f.SkillFactory(retired_on=timezone.localdate())
    new = f.SkillFactory(name_zh="逆变器调试")
    client = signed_in()

    def listed(query):
        return [row["code"] for row in client.get(f"/api/v1/skills/?{query}").json()["results"]]

    assert listed("") == [new.pk]
    assert listed("retired=true") == sorted([old.pk, new.pk])
    assert listed("retired=false") == [new.pk]
    assert listed("q=逆变器") == [new.pk]
    assert client.get(f"/api/v1/skills/{old.pk}/").json()["code"] == old.pk


def test_label_follows_the_language_of_the_caller(signed_in):
    skill = f.SkillFactory(name_en="Inverter commissioning", name_zh="逆变器调试")
    labels = [
        signed_in()
        .get(f"/api/v1/skills/{skill.pk}/", headers={"Accept-Language": language})
        .json()["label"]
        for language in ("en", "zh-hans")
    ]
    assert labels == ["Inverter commissioning", "逆变器调试"]


def test_index_values_are_those_of_the_newest_run_unless_asked_otherwise(home, signed_in):
    today = timezone.localdate()
    old = f.make_run(framework=home.framework, as_of=today - timezone.timedelta(days=30))
    new = f.make_run(framework=home.framework, as_of=today)
    side = f.FrameworkFactory(region=home.region, name="333", is_main=False)
    other = queue_run(region=home.region, as_of=today, framework=side)
    compute_run(run_id=other.pk)
    client = signed_in(home.secretary)

    def runs(query):
        rows = client.get(f"/api/v1/index-values/?index=A1&level=all&{query}").json()["results"]
        return [row["run"] for row in rows]

    assert runs("") == [str(new.pk)]
    assert runs("current=true") == [str(new.pk)]
    assert runs("current=false") == [str(old.pk), str(new.pk), str(other.pk)]
    assert runs(f"run={old.pk}") == [str(old.pk)]
    assert runs(f"framework={side.pk}") == [str(other.pk)]
    assert runs("region=140300") == []


def test_index_value_has_the_agreed_shape_and_exact_strings(home, signed_in):
    f.ProgramFactory(school=home.school)
    f.ProgramFactory(school=home.school)
    run = f.make_run(framework=home.framework)
    rows = (
        signed_in(home.secretary).get("/api/v1/index-values/?index=A1&level=all").json()["results"]
    )
    value = run.values.headline().get(index="A1", level="")
    assert rows == [
        {
            "id": str(value.pk),
            "index": "A1",
            "version": "indices-2",
            "level": "all",
            "dimension": "",
            "key": "",
            "value": "0.333333333333",
            "numerator": "1.0000",
            "denominator": "3.0000",
            "hidden": False,
            "detail": {},
            "region": "431000",
            "framework": str(home.framework.pk),
            "framework_name": "2+4+N",
            "as_of": str(timezone.localdate()),
            "run": str(run.pk),
        }
    ]


def test_unknown_figure_is_null_not_zero(home, signed_in):
    empty = f.FrameworkFactory(region=f.RegionFactory(code=f.YANGQUAN))
    f.make_run(framework=empty)
    rows = signed_in(home.secretary).get("/api/v1/index-values/?region=140300").json()["results"]
    assert {"A1", "B2", "C3", "D2", "E1", "G1", "H1"} < {row["index"] for row in rows}
    assert {(row["value"], row["denominator"]) for row in rows} == {(None, "0.0000")}


def test_parts_of_the_region_are_given_when_they_are_asked_for(home, signed_in):
    run = f.make_run(framework=home.framework)
    client = signed_in(home.secretary)

    def told(query):
        rows = client.get(f"/api/v1/index-values/?index=A1&{query}").json()["results"]
        return {(row["level"], row["dimension"], row["key"]) for row in rows}

    school = str(home.school.pk)
    assert told("") == {("all", "", ""), ("higher", "", "")}
    assert told("dimension=school") == {("all", "school", school)}
    assert told(f"key={school}") == {("all", "school", school)}
    everything = run.values.filter(index="A1").values_list("level", "dimension", "key")
    assert told("dimension=all&page_size=100") == {
        (level or "all", dimension, key) for level, dimension, key in everything
    }


def test_a_hidden_figure_is_null_for_all_but_the_region_s_own_staff(home, signed_in):
    f.ProgramFactory(school=home.school, enrolment=4)
    f.ProgramFactory(school=f.SchoolFactory(organisation__region=home.region), enrolment=5)
    run = f.make_run(framework=home.framework)
    assert run.values.filter(index="A2", dimension="school", hidden=True).count() == 2

    def read(user):
        path = "/api/v1/index-values/?index=A2&dimension=school"
        rows = signed_in(user).get(path).json()["results"]
        return {row["key"]: (row["hidden"], row["numerator"], row["value"]) for row in rows}

    home_school = str(home.school.pk)
    assert set(read(home.secretary).values()) == {(True, None, None)}
    assert set(read(home.enterprise_user).values()) == {(True, None, None)}
    assert read(home.school_user)[home_school] == (False, "180.0000", "0.978260869565")
    assert [hidden for hidden, _n, _v in read(home.school_user).values()].count(True) == 1
    assert not any(hidden for hidden, _n, _v in read(home.bureau_user).values())


def test_links_of_a_page_stay_on_the_host_that_was_asked(home, signed_in):
    f.SkillFactory.create_batch(3)
    following = signed_in().get("/api/v1/skills/?page_size=1").json()["next"]
    assert urlsplit(following)[:3] == ("http", "testserver", "/api/v1/skills/")

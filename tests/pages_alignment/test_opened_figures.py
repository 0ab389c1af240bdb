"""Any figure opens to what it is made of."""

from decimal import Decimal

import pytest

from alliance.alignment.models import IndexValue
from tests.factories import (
    POWER_INDUSTRY,
    CatalogueProgramFactory,
    CrosswalkLinkFactory,
    IndustryFactory,
    ProgramFactory,
    RegionFactory,
    SchoolFactory,
    make_run,
    publish_in,
)
from tests.factories.figures import figure, rewrite


@pytest.fixture
def region(home):
    """Two counties, two classes, two industries; "Casting" lies apart from the world's program."""
    power = IndustryFactory(code=POWER_INDUSTRY)
    county = RegionFactory(code="431002")
    school = SchoolFactory(organisation__region=county, member_of=home.alliance)
    listed = CatalogueProgramFactory(class_code="4501", class_name="机械类")
    casting = ProgramFactory(
        school=school,
        name="Casting",
        catalogue_program=listed,
        graduates=60,
        skills=[home.skills[0]],
    )
    CrosswalkLinkFactory(program=casting, industry=power, weight=Decimal("0.6"))
    CrosswalkLinkFactory(
        program=casting, industry=IndustryFactory(code="651"), weight=Decimal("0.4")
    )
    home.casting = casting
    publish_in(home, headcount=30)
    home.run = make_run(framework=home.framework)
    return home


def opened(browser, run, index, dimension, key):
    row = IndexValue.objects.get(run=run, index=index, dimension=dimension, key=key, level="")
    page = browser.get(f"/alignment/values/{row.pk}/")
    assert page.status_code == 200
    return page


def names(page):
    return sorted(row["program"].name for row in page.context["rows"])


def test_rates_of_parts_open_to_the_programs_of_that_part(region, browse):
    browser, run, own = browse(), region.run, region.program.name
    for index, dimension, key, programs in (
        ("A1", "county", "431002", ["Casting"]),
        ("A1", "county", "431000", [own]),
        ("A1", "school", str(region.school.pk), [own]),
        ("A1", "class", "4501", ["Casting"]),
        ("A1", "class_industry", "4501|C", ["Casting"]),
        ("A1", "class_industry", "4501|I", ["Casting"]),
    ):
        assert names(opened(browser, run, index, dimension, key)) == programs, (dimension, key)


def test_a_key_industry_opens_to_the_programs_that_serve_it(region, browse):
    key = region.framework.industries.get().industry_id
    page = opened(browse(), region.run, "A1", "industry", key)
    shown = page.context["figure"]
    assert len(names(page)) == int(shown.numerator)


def test_supply_of_an_occupation_opens_to_the_programs_that_feed_it(region, browse):
    page = opened(browse(region.bureau_user), region.run, "D2", "occupation", region.occupation.pk)
    assert names(page) == [region.program.name]
    assert str(page.context["weight_by"]) == "Graduates"


def test_a_skill_opens_to_the_programs_that_teach_it_with_their_level(region, browse):
    page = opened(browse(), region.run, "E5", "skill", region.skills[0].pk)
    assert names(page) == sorted(["Casting", region.program.name])
    assert all(row["taught"] in (1, 2, 3, 4) for row in page.context["rows"])
    other = opened(browse(), region.run, "E5", "skill", region.skills[1].pk)
    assert names(other) == [region.program.name]


def test_coverage_of_an_occupation_opens_to_the_skills_that_are_asked_for(region, browse):
    page = opened(browse(), region.run, "E1", "occupation", region.occupation.pk)
    assert page.context["programs"] is None
    assert {line.label for line in page.context["skills"]} == {s.label for s in region.skills}


def test_totals_of_structure_open_to_the_industries_and_those_listed_apart(region, browse):
    rewrite(
        region.run,
        figure(region.run, "B4", detail={"no_provision": ["C"], "unsought": ["I"]}),
        figure(region.run, "B2", denominator=0, detail={"unknown": "no_provision"}),
        figure(region.run, "B1", "industry", "I", numerator=0.3, denominator=0.6),
        figure(region.run, "B1", "industry", "C", numerator=0.7, denominator=0),
    )
    total = IndexValue.objects.get(index="B4")
    page = browse().get(f"/alignment/values/{total.pk}/")
    assert [[str(label) for label, _ in part.rows] for part in page.context["parts"]] == [
        ["制造业", "信息传输、软件和信息技术服务业"]
    ]
    assert page.context["listed_apart"] == [
        ("No provision at all", ["C 制造业"]),
        ("Provided, but without a share of the economy", ["I 信息传输、软件和信息技术服务业"]),
    ]
    unknown = IndexValue.objects.get(index="B2")
    text = browse().get(f"/alignment/values/{unknown.pk}/").content.decode()
    assert "has no provision at all, so the figure has no value" in text


def test_outcomes_open_to_their_years_counties_and_schools_as_published(region, browse):
    run, school = region.run, str(region.school.pk)
    rewrite(
        run,
        figure(run, "G1", detail={"year": "2025"}),
        figure(run, "G1", "year", "2024"),
        figure(run, "G1", "year", "2025"),
        figure(run, "G1", "county_year", "431002|2024"),
        figure(run, "G1", "county_year", "431002|2025", numerator=3, denominator=9, hidden=True),
        figure(run, "G1", "school_year", f"{school}|2025"),
    )
    whole = IndexValue.objects.get(index="G1", dimension="")
    page = browse().get(f"/alignment/values/{whole.pk}/")
    assert {
        part.dimension: [(label, one.text) for label, one in part.rows]
        for part in page.context["parts"]
    } == {
        "year": [("2024", "50.0 %"), ("2025", "50.0 %")],
        "county_year": [("北湖区 · 2025", "—")],
        "school_year": [(f"{region.school} · 2025", "50.0 %")],
    }
    assert "3 of 9" not in page.content.decode()


def test_the_loop_opens_to_the_lists_of_records(region, browse):
    row = IndexValue.objects.get(run=region.run, index="H1")
    assert 'href="/demands/"' in browse().get(f"/alignment/values/{row.pk}/").content.decode()


def test_the_whole_list_of_a_part_is_paged_sorted_and_refuses_what_it_does_not_have(region, browse):
    run = region.run
    rewrite(
        run,
        *(
            figure(run, "A1", "county", f"4310{n:02d}", numerator=n, denominator=100)
            for n in range(1, 61)
        ),
        figure(run, "A2", "county", "431001", hidden=True, numerator=1, denominator=9),
        figure(run, "A2", "county", "431002", numerator=1, denominator=100),
    )
    place = f"/alignment/runs/{run.pk}/parts/"

    def keys(user=None, **query):
        page = browse(user).get(place, {"dimension": "county", "index": "A1", **query})
        return [figure.row.key for _, figure in page.context["rows"]]

    assert keys() == [f"4310{n:02d}" for n in range(1, 51)]
    assert keys(page=2) == [f"4310{n:02d}" for n in range(51, 61)]
    assert keys(sort="-value")[:2] == ["431060", "431059"]
    # a hidden figure's place in an order would tell of it
    assert keys(index="A2", sort="-size") == ["431001", "431002"]
    assert keys(region.bureau_user, index="A2", sort="-size") == ["431002", "431001"]
    for odd in ({"dimension": "nonsense"}, {"dimension": ""}, {"index": "Z9"}):
        asked = {"dimension": "county", "index": "A1", **odd}
        assert browse().get(place, asked).status_code == 404

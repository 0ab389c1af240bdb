"""A region's page: its sections, what it costs, and what it never shows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.alignment.labels import labels_for
from alliance.alignment.models import AlignmentRun, IndexValue
from alliance.engines.indices import DEFAULT_PARAMETERS
from tests.factories import (
    CHENZHOU,
    POWER_INDUSTRY,
    CatalogueProgramFactory,
    CrosswalkLinkFactory,
    IndustryFactory,
    OccupationFactory,
    ProgramFactory,
    RegionFactory,
    SchoolFactory,
    SkillFactory,
    make_run,
)
from tests.factories.figures import figure, rewrite

PAGE = f"/alignment/{CHENZHOU}/"
SECRETS = ("7777", "7,777", "8888", "8,888", "87.5")
"""How the numbers of `hidden_run` would read."""


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def parts(run, count, **fields):
    """`count` parts of every sort, with the figures that the page reads."""
    IndustryFactory(code=POWER_INDUSTRY)
    rows = []
    for n in range(count):
        county = RegionFactory(code=f"43100{n + 2}")
        school = SchoolFactory(organisation__region=county)
        listed = CatalogueProgramFactory(class_code=f"45{n:02d}", class_name=f"Class {n}")
        occupation = OccupationFactory(code=f"6-01-01-0{n}")
        skill = SkillFactory()
        places = {
            "county": county.pk,
            "school": str(school.pk),
            "class": listed.class_code,
            "industry": ("I", "C", "65")[n],
            "class_industry": f"{listed.class_code}|C",
            "occupation": occupation.pk,
            "skill": skill.pk,
            "year": str(2021 + n),
            "county_year": f"{county.pk}|{2021 + n}",
            "stage": ("proposals", "accepted", "projects")[n],
        }
        read = {
            "county": ("A1", "A2", "A3"),
            "school": ("A1", "A2", "A3"),
            "class": ("A1", "D1"),
            "industry": ("A1", "B1"),
            "class_industry": ("A1",),
            "occupation": ("D2", "E1"),
            "skill": ("E5",),
            "year": ("G1", "G4"),
            "county_year": ("G1",),
            "stage": ("H4",),
        }
        for dimension, indices in read.items():
            rows += [figure(run, i, dimension, places[dimension], **fields) for i in indices]
    return rows


HEADLINE = ("A1", "A2", "A3", "B4", "C3", "D1", "E1", "G1", "H1")


def head(run, **fields):
    return [figure(run, index, **fields) for index in HEADLINE]


@pytest.fixture
def run(home) -> AlignmentRun:
    return make_run(framework=home.framework)


def test_every_section_shows_its_parts_by_name_and_each_figure_opens(home, run, browse):
    rewrite(run, *head(run), *parts(run, 2))
    page = browse().get(PAGE)
    text = text_of(page)
    shown = page.context["figures"]
    assert [part.label for part, _ in shown.counties.rows] == ["地区 431003", "北湖区"][::-1]
    assert [part.label for part, _ in shown.years.rows] == ["2021", "2022"]
    assert shown.heat.rows[0][0] == "Class 0"
    assert [row.label for row in shown.skills.rows] == sorted(
        row.label for row in shown.skills.rows
    )
    opened = IndexValue.objects.filter(run=run).exclude(dimension="county_year")
    opened = opened.exclude(dimension="class", index="A1").exclude(
        index="E1", dimension="occupation"
    )
    missing = [row for row in opened if f'href="/alignment/values/{row.pk}/"' not in text]
    assert missing == []


def test_the_page_costs_the_same_queries_for_any_number_of_parts(home, run, browse):
    def counted(count) -> int:
        rewrite(run, *head(run), *parts(run, count))
        browse().get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browse().get(PAGE).status_code == 200
        return len(queries)

    one = counted(1)
    assert counted(3) == one
    assert one <= 25


@pytest.fixture
def hidden_run(home, run) -> AlignmentRun:
    """A run all of whose figures of persons are hidden, with numbers that would be recognised."""
    numbers = {"numerator": 7777, "denominator": 8888, "hidden": True}
    rewrite(run, *head(run, **numbers), *parts(run, 3, **numbers))
    return run


def pages_of(run) -> list[str]:
    values = IndexValue.objects.filter(run=run)
    lists = {(row.dimension, row.index) for row in values if row.dimension}
    return [
        PAGE,
        f"/alignment/runs/{run.pk}/",
        f"/alignment/compare/?a={run.pk}&b={run.pk}",
        *(f"/alignment/values/{row.pk}/" for row in values),
        *(f"/alignment/runs/{run.pk}/parts/?dimension={d}&index={i}" for d, i in sorted(lists)),
    ]


def test_a_hidden_figure_is_on_no_page_not_even_in_its_drawings(home, hidden_run, browse):
    stranger, school = browse(), browse(home.foreign.school_user)
    for browser in (stranger, school):
        for address in pages_of(hidden_run):
            text = text_of(browser.get(address))
            assert [secret for secret in SECRETS if secret in text] == [], address


def test_the_regions_own_bodies_read_what_is_hidden_from_others(home, hidden_run, browse):
    bureau = browse(home.bureau_user)
    text = text_of(bureau.get(PAGE))
    assert "7,777 of 8,888" in text
    assert "87.5 %" in text


def test_a_school_reads_its_own_figures_and_not_its_neighbours(home, run, browse):
    other = SchoolFactory(organisation__region=home.region)
    rewrite(
        run,
        *head(run),
        figure(run, "A2", "school", str(home.school.pk), numerator=5, denominator=9, hidden=True),
        figure(run, "A2", "school", str(other.pk), numerator=7777, denominator=8888, hidden=True),
        figure(run, "A1", "school", str(home.school.pk)),
        figure(run, "A1", "school", str(other.pk)),
    )
    text = text_of(browse(home.school_user).get(PAGE))
    assert "5 of 9" in text
    assert "7,777" not in text
    assert "5 of 9" not in text_of(browse().get(PAGE))


def test_the_line_over_time_has_each_day_once_and_keeps_to_the_framework(home, browse):
    today = timezone.localdate()
    first = make_run(framework=home.framework, as_of=today - timedelta(days=400))
    CrosswalkLinkFactory(
        program=ProgramFactory(school=home.school, opened_on=today - timedelta(days=90)),
        industry=IndustryFactory(code=POWER_INDUSTRY),
    )
    again = make_run(framework=home.framework, as_of=today - timedelta(days=30))
    ProgramFactory(school=home.school, opened_on=today - timedelta(days=10))
    last = make_run(framework=home.framework, as_of=today)
    page = browse().get(PAGE)
    a1 = page.context["trends"][0]
    assert list(a1.runs) == [first, again, last]
    whole = [one.text for one in a1.rows[0][1]]
    assert whole == ["100.0 %", "50.0 %", "33.3 %"]
    assert a1.change == last.values.get(index="A1", level="", dimension="").value - Decimal("0.5")
    assert [dot.text for dot in a1.chart.lines[0].dots] == whole
    assert "−16.7 points" in text_of(page)


def test_the_first_run_has_no_line_yet(home, run, browse):
    assert "a line needs two" in text_of(browse().get(PAGE))


def test_an_interval_of_programs_is_exact_and_one_of_students_is_rounded_for_strangers(
    home, browse
):
    unaligned(home, 3330, 1110)
    home.program.enrolment = 1800
    home.program.save()
    make_run(framework=home.framework)

    def told(user):
        rows = {r.figure.index.code: r for r in browse(user).get(PAGE).context["steadiness"].rows}
        return {
            code: (rows[code].told[0].low_text, rows[code].told[0].high_text, rows[code].rounded)
            for code in ("A1", "A2")
        }

    # 1 of 3 programs; 1800 of 6240 students
    assert told(None) == {
        "A1": ("0.0 %", "50.0 %", False),
        "A2": ("0 %", "62 %", True),
    }
    assert told(home.bureau_user)["A2"] == ("0.0 %", "61.9 %", False)


def test_where_a_point_is_a_few_students_strangers_read_no_interval_of_them(home, browse):
    unaligned(home, 20, 5)
    home.program.enrolment = 25
    home.program.save()
    make_run(framework=home.framework)

    def told(user):
        return [r.figure.index.code for r in browse(user).get(PAGE).context["steadiness"].rows]

    # without the five: 25 of 45, which is 56 % and no other whole percentage
    assert told(None) == told(home.secretary) == ["A1"]
    assert told(home.bureau_user) == ["A1", "A2", "A3"]


def unaligned(home, *sizes):
    """Programs of so many students that lead to no key industry."""
    power = IndustryFactory(code=POWER_INDUSTRY)
    for students in sizes:
        program = ProgramFactory(school=home.school, enrolment=students)
        CrosswalkLinkFactory(program=program, industry=power)


def test_everybody_sees_the_rate_under_other_thresholds(home, browse):
    half = ProgramFactory(school=home.school)
    CrosswalkLinkFactory(program=half, industry=home.industry, weight=Decimal("0.4"))
    make_run(framework=home.framework)
    curve = browse().get(PAGE).context["steadiness"].curve
    assert [text for _, text, _ in curve.rows] == ["100.0 %"] * 4 + ["50.0 %"] * 5
    assert [tau for tau, _, chosen in curve.rows if chosen] == ["0.5"]


def test_classes_of_one_name_are_told_apart_by_their_level(home):
    for code, level in (("4101", "higher"), ("6101", "secondary"), ("4102", "higher")):
        name = "农业类" if code.endswith("01") else "林业类"
        CatalogueProgramFactory(class_code=code, class_name=name, level=level)
    labels = labels_for([("class", "4101"), ("class", "6101"), ("class", "4102"), ("class", "99")])
    assert [str(labels.one("class", code)) for code in ("4101", "6101", "4102", "99")] == [
        "农业类 (Higher vocational)",
        "农业类 (Secondary vocational)",
        "林业类",
        "99",
    ]


def test_a_run_can_be_asked_with_another_threshold_unit_and_weight(home, browse):
    sent = {
        "as_of": timezone.localdate().isoformat(),
        "tau": "0.3",
        "mode": "declared",
        "unit": "catalogue",
        "weight_by": "intake",
    }
    answer = browse(home.secretary).post(f"{PAGE}ask/", sent)
    asked = AlignmentRun.objects.get()
    assert answer["Location"] == f"/alignment/runs/{asked.pk}/"
    assert {name: asked.parameters[name] for name in ("tau", "mode", "unit", "weight_by")} == {
        "tau": 3000,
        "mode": "declared",
        "unit": "catalogue",
        "weight_by": "intake",
    }
    assert asked.parameters["epsilon"] == DEFAULT_PARAMETERS.epsilon


@pytest.mark.parametrize("field", ["tau", "mode", "unit", "weight_by"])
def test_a_convention_that_does_not_exist_is_refused(home, browse, field):
    sent = {"as_of": timezone.localdate().isoformat(), field: "nonsense"}
    page = browse(home.secretary).post(f"{PAGE}ask/", sent)
    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert not AlignmentRun.objects.exists()

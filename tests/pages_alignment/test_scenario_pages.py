"""What-if in the browser without script, scorecards, and cases with what they rest on."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.alignment.actions import propose_change, review_change
from alliance.alignment.models import Scenario, ScenarioChange
from alliance.reference.models import CatalogueProgram
from tests.factories import (
    POWER_INDUSTRY,
    CrosswalkLinkFactory,
    IndustryFactory,
    ProgramFactory,
    make_run,
)
from tests.factories.indicators import ProgramChangeFactory
from tests.factories.scenarios import make_card


@pytest.fixture
def region(home):
    """Two programs: 180 students in the key industry, 100 in another."""
    power = IndustryFactory(code=POWER_INDUSTRY)
    home.other = ProgramFactory(school=home.school, name="Drives", enrolment=100, intake=50)
    CrosswalkLinkFactory(program=home.other, industry=power)
    home.run = make_run(framework=home.framework)
    return home


def text_of(response, status=200) -> str:
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def begin(home, browser, organisation, **more) -> Scenario:
    """The form, filled in and sent."""
    data = {
        "title": "Fewer, better",
        "base_run": home.run.pk,
        "framework": "",
        "organisation": organisation.pk,
        "note": "For the council.",
        **more,
    }
    answer = browser.post("/alignment/431000/what-if/new/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    return Scenario.objects.latest("pk")


def add(browser, scenario, kind, **fields):
    scenario.refresh_from_db()
    data = {"kind": kind, "version": scenario.version, **fields}
    return browser.post(f"/alignment/scenarios/{scenario.pk}/changes/", data)


def rows_of(page) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {
        (pair.index, pair.level): (pair.before_text, pair.after_text, pair.direction)
        for pair in page.context["whole"]
    }


def test_a_scenario_is_built_and_read_without_script(region, browse):
    browser = browse(region.bureau_user)
    scenario = begin(region, browser, region.bureau)
    answer = add(browser, scenario, "discontinue", program=f"Drives #{region.other.pk}")
    assert answer.status_code == 302
    page = browser.get(f"/alignment/scenarios/{scenario.pk}/")
    text = text_of(page)
    assert rows_of(page)["A1", ""] == ("50.0 %", "100.0 %", "up")
    assert rows_of(page)["A2", ""] == ("64.3 %", "100.0 %", "up")
    assert "up +50.0 points" in text
    assert "Ended, was not aligned" in text
    assert f"Drives · {region.school}" in text
    taken = browser.post(
        f"/alignment/scenarios/{scenario.pk}/changes/remove/", {"position": 1, "version": 2}
    )
    assert taken.status_code == 302
    page = browser.get(f"/alignment/scenarios/{scenario.pk}/")
    assert rows_of(page)["A1", ""] == ("50.0 %", "50.0 %", "same")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("downsize", {"program": "#other", "places": "20"}),
        ("move_intake", {"program": "#other", "to_program": "#own", "places": "20"}),
        ("launch", {"catalogue_program": "code", "school": "#school", "places": "40"}),
        ("upgrade", {"program": "#own", "catalogue_program": "code"}),
    ],
)
def test_each_kind_of_change_has_its_form(region, browse, kind, fields):
    browser = browse(region.bureau_user)
    scenario = begin(region, browser, region.bureau)
    shown = browser.get(f"/alignment/scenarios/{scenario.pk}/?kind={kind}")
    assert set(shown.context["form"].fields) == set(fields)
    entry = CatalogueProgram.objects.create(
        code="210201", scheme="v", edition="1", name="Bachelor", level="vocational_bachelor"
    )
    known = {
        "#other": f"#{region.other.pk}",
        "#own": f"#{region.program.pk}",
        "#school": f"#{region.school.pk}",
        "code": entry.pk,
    }
    sent = {name: known.get(value, value) for name, value in fields.items()}
    assert add(browser, scenario, kind, **sent).status_code == 302
    assert list(ScenarioChange.objects.values_list("scenario", "kind")) == [(scenario.pk, kind)]


def test_a_change_that_cannot_be_made_stays_in_the_form(region, browse):
    browser = browse(region.bureau_user)
    scenario = begin(region, browser, region.bureau)
    answer = add(browser, scenario, "downsize", program=f"#{region.other.pk}", places="50")
    assert "Downsizing leaves fewer places than there are." in text_of(answer, 400)
    assert answer.context["form"].errors.keys() == {"places"}
    assert not ScenarioChange.objects.exists()


def test_programs_are_found_by_words_and_suggested(region, browse):
    browser = browse(region.school_user)
    scenario = begin(region, browser, region.school.organisation)
    foreign = ProgramFactory(school=region.foreign.school, name="Drives abroad")
    page = browser.get(f"/alignment/scenarios/{scenario.pk}/?find=Drives")
    found = [(row["program"], row["verdict"].aligned) for row in page.context["candidates"]]
    assert found == [(region.other, False)]
    options = browser.get(f"/alignment/scenarios/{scenario.pk}/programs/program/?program=Drives")
    assert f"#{region.other.pk}" in options.content.decode()
    assert f"#{foreign.pk}" not in options.content.decode()


def test_others_read_a_shared_scenario_and_cannot_change_it(region, browse):
    scenario = begin(region, browse(region.school_user), region.school.organisation, shared="on")
    add(browse(region.school_user), scenario, "discontinue", program=f"#{region.other.pk}")
    secretary = browse(region.secretary)
    page = secretary.get(f"/alignment/scenarios/{scenario.pk}/")
    text = text_of(page)
    assert rows_of(page)["A1", ""] == ("50.0 %", "100.0 %", "up")
    assert rows_of(page)["A2", ""] == ("64.3 %", "—", "")
    assert "a difference would tell them" in text
    assert "180 of 180" not in text
    assert "Add a change" not in text
    assert (
        add(secretary, scenario, "discontinue", program=f"#{region.program.pk}").status_code == 403
    )
    for stranger in (region.enterprise_user, region.foreign.bureau_user):
        assert browse(stranger).get(f"/alignment/scenarios/{scenario.pk}/").status_code == 404
    assert browse().get(f"/alignment/scenarios/{scenario.pk}/").status_code == 302


def test_page_api_and_file_tell_the_same(region, browse):
    browser = browse(region.secretary)
    scenario = begin(region, browser, region.secretariat, shared="on")
    add(browser, scenario, "discontinue", program=f"#{region.other.pk}")
    for user in (region.secretary, region.bureau_user):
        reader = browse(user)
        page = reader.get(f"/alignment/scenarios/{scenario.pk}/")
        shown = {
            (p.index, p.level or "all", p.dimension, p.key): (
                p.before.value,
                p.after.value,
                p.hidden,
            )
            for p in page.context["found"].pairs
        }
        told = reader.get(f"/api/v1/scenarios/{scenario.pk}/values/").json()
        served = {
            (v["index"], v["level"], v["dimension"], v["key"]): (
                *(v[s]["value"] and Decimal(v[s]["value"]) for s in ("before", "after")),
                v["before"]["hidden"] or v["after"]["hidden"],
            )
            for v in told["values"]
        }
        file = reader.get(f"/alignment/scenarios/{scenario.pk}/export.csv").content
        lines = csv.DictReader(io.StringIO(file.decode("utf-8-sig")))
        written = {
            (row["index"], row["level"], row["dimension"], row["key"]): (
                *(Decimal(row[n]) if row[n] else None for n in ("before_value", "after_value")),
                row["not_published"] == "yes",
            )
            for row in lines
        }
        assert shown == served == written
    assert shown["A2", "all", "", ""][1:] == (1, False)


def test_the_api_takes_changes_whole(region, browse):
    browser = browse(region.bureau_user)
    body = {
        "title": "By API",
        "region": "431000",
        "base_run": str(region.run.pk),
        "organisation": str(region.bureau.pk),
        "changes": [{"kind": "downsize", "program": str(region.other.pk), "places": 20}],
    }
    made = browser.post("/api/v1/scenarios/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    told = made.json()
    assert [(c["kind"], c["program"], c["places"]) for c in told["changes"]] == [
        ("downsize", str(region.other.pk), 20)
    ]
    changed = browser.patch(
        f"/api/v1/scenarios/{told['id']}/",
        {"changes": [{"kind": "downsize", "program": str(region.other.pk), "places": 60}]},
        content_type="application/json",
        headers={"if-match": made["ETag"]},
    )
    assert changed.status_code == 400
    assert [fault["pointer"] for fault in changed.json()["errors"]] == ["/changes/0/places"]
    emptied = browser.patch(
        f"/api/v1/scenarios/{told['id']}/",
        {"changes": []},
        content_type="application/json",
        headers={"if-match": made["ETag"]},
    )
    assert (emptied.status_code, emptied.json()["changes"]) == (200, [])


@pytest.mark.parametrize("count", [1, 3])
def test_a_scenario_costs_the_same_queries_for_any_number_of_changes(region, browse, count):
    browser = browse(region.bureau_user)
    scenario = begin(region, browser, region.bureau)
    for _ in range(count):
        program = ProgramFactory(school=region.school)
        scenario.base_run = region.run
        ScenarioChange.objects.create(
            scenario=scenario,
            position=ScenarioChange.objects.count() + 1,
            kind="discontinue",
            program=program,
        )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        text_of(browser.get(f"/alignment/scenarios/{scenario.pk}/"))
    assert len(queries) <= QUERIES


QUERIES = 24
"""Session, user, scope, the scenario, its parts and the layout; not one per change."""


# -- scorecards ---------------------------------------------------------------------------------


def test_programs_stand_in_the_order_of_their_totals(region, browse):
    card = make_card(region=region.region)
    page = browse(region.bureau_user).get("/alignment/431000/scorecard/")
    told = [(row["program"].pk, row["total"], row["suggestion"]) for row in page.context["rows"]]
    assert told == [(region.other.pk, 25.0, "downsize"), (region.program.pk, 100.0, "upgrade")]
    assert "Edit thresholds and weights" in text_of(page)
    narrowed = browse(region.bureau_user).get("/alignment/431000/scorecard/?suggestion=upgrade")
    assert [row["program"].pk for row in narrowed.context["rows"]] == [region.program.pk]
    school = browse(region.foreign.school_user).get("/alignment/431000/scorecard/")
    assert [row["total"] for row in school.context["rows"]] == [0.0, 100.0]  # open metrics alone
    assert "Graduates per place" not in text_of(school)
    assert f'href="/records/scorecards/{card.pk}/"' in text_of(school)


def test_one_programs_card_shows_persons_to_its_school_alone(region, browse):
    make_card(region=region.region)
    address = f"/alignment/431000/scorecard/{region.other.pk}/"
    assert "Graduates per place" in text_of(browse(region.school_user).get(address))
    assert "Graduates per place" not in text_of(browse(region.secretary).get(address))


@pytest.mark.parametrize("path", ["what-if/", "what-if/new/", "scorecard/"])
def test_a_region_without_runs_or_cards_says_so(home, browse, path):
    text_of(browse(home.bureau_user).get(f"/alignment/431000/{path}"))


# -- cases --------------------------------------------------------------------------------------


def test_a_case_shows_what_it_rests_on_to_those_who_judge_it(region, browse):
    make_card(region=region.region, name="Yearly", edition="2026")
    scenario = begin(region, browse(region.school_user), region.school.organisation)
    case = ProgramChangeFactory(
        program=region.other, scenario=scenario, run=region.run, effective_on=date(2027, 8, 31)
    )
    case = propose_change(case, by=region.school_user)
    review_change(case, by=region.bureau_user, opinion="Two employers object.")
    address = f"/alignment/changes/{case.pk}/"
    own = text_of(browse(region.school_user).get(address))
    for part in ("Fewer, better", "Yearly 2026", "Two employers object.", "Graduates per place"):
        assert part in own
    judge = text_of(browse(region.secretary).get(address))
    assert "Yearly 2026" in judge
    assert "Graduates per place" not in judge
    assert browse(region.enterprise_user).get(address).status_code == 404


def test_changes_are_counted_by_year_level_and_kind_and_open_to_their_cases(region, browse):
    for number, (kind, day) in enumerate(
        (
            ("discontinue", date(2024, 8, 31)),
            ("discontinue", date(2025, 8, 31)),
            ("upgrade", date(2025, 8, 31)),
            ("discontinue", date(2022, 8, 31)),
        )
    ):
        program = ProgramFactory(school=region.school, name=f"Point {number}")
        ProgramChangeFactory(program=program, kind=kind, effective_on=day, state="effective")
    ProgramChangeFactory(
        program=ProgramFactory(school=region.foreign.school),
        state="effective",
        effective_on=date(2024, 8, 31),
    )
    browser = browse(region.enterprise_user)
    query = "?region=431000&effective_from=2024-01-01&effective_to=2025-12-31&level=higher"
    page = browser.get(f"/alignment/changes/{query}")
    counts = {kind[0]: (count, href) for kind, count, href in page.context["kinds"]}
    assert {kind: count for kind, (count, _) in counts.items()} == {
        "launch": 0,
        "upgrade": 1,
        "downsize": 0,
        "discontinue": 2,
    }
    assert [(line["year"], [c for c, _ in line["cells"]]) for line in page.context["lines"]] == [
        (2024, [0, 0, 0, 1]),
        (2025, [0, 1, 0, 1]),
    ]
    opened = browser.get(counts["discontinue"][1])
    assert [row.program.name for row in opened.context["page"]] == ["Point 1", "Point 0"]

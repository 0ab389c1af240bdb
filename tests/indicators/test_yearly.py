"""The yearly report: outcomes lead, every figure has its set and source, published ones stay."""

import io
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.utils import timezone, translation
from openpyxl import load_workbook
from pypdf import PdfReader

from alliance.alignment.figures import shown
from alliance.events.models import Event
from alliance.indicators import actions
from alliance.indicators.models import RegionReport
from alliance.indicators.yearly import year_of, yearly_report
from alliance.lib.errors import InvalidInput, InvalidTransition, NotAllowed, Stale
from tests import factories as make
from tests.factories.collaboration import AdoptionFactory
from tests.factories.indicators import (
    ClaimFactory,
    IndicatorFactory,
    ProgramChangeFactory,
    RegionReportFactory,
)
from tests.factories.talent import TrainingBatchFactory

TODAY = timezone.localdate()
YEAR = TODAY.year
SECTIONS = [
    "outcomes", "alignment", "changes", "supply", "loop", "claims", "activity", "methods",
]  # fmt: skip


def document(home, year=YEAR, *, today=TODAY):
    return yearly_report(year_of(home.region, year, today=today))


def part(told, name):
    return next(section for section in told["sections"] if section["name"] == name)


def rows(told, name, title):
    """A table as {first cell: (words of the others)}."""
    table = next(one for one in part(told, name)["tables"] if one["title"] == title)
    return {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in table["rows"]}


def changed(home, kind, on, times=1, **fields):
    for _ in range(times):
        program = make.ProgramFactory(school=home.school, closed_on=on, skills=[])
        ProgramChangeFactory(
            program=program, kind=kind, state="effective", effective_on=on, **fields
        )


def page(address, *, user=None, zh=False, **query):
    client = Client(headers={"accept-language": "zh-hans" if zh else "en"})
    if user is not None:
        client.force_login(user)
    return client.get(address, query)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_what_came_of_it_leads_and_activity_is_last_and_quiet(home):
    told = document(home)
    assert [section["name"] for section in told["sections"]] == [*SECTIONS[:-1]]
    make.make_run(framework=home.framework)
    told = document(home)
    assert [section["name"] for section in told["sections"]] == SECTIONS
    assert [s["name"] for s in told["sections"] if s["quiet"]] == ["activity", "methods"]


def test_each_figure_of_the_run_stands_with_its_set_and_source(home):
    run = make.make_run(framework=home.framework)
    value = run.values.get(index="A1", level="", dimension="")
    told = document(home)
    with translation.override("en"):
        day = told["facts"][2][1]
    assert rows(told, "alignment", "Alignment rates")["Programs aligned"] == [
        shown(value).text,
        "1",
        "1",
        f"Run {run.pk} of {day}: A1, version {value.version}",
    ]
    table = part(told, "alignment")["tables"][0]
    assert table["rows"][0][1] == {"text": "100.0 %", "number": "1", "figure": True}
    assert table["rows"][0][4]["href"] == f"/alignment/values/{value.pk}/"
    facts = dict(told["facts"])
    assert facts["Digest of the inputs"] == run.digest
    assert facts["Framework"].startswith(home.framework.name)


def test_what_is_unknown_is_named_apart_and_never_a_zero(home):
    make.make_run(framework=home.framework)
    graduates = part(document(home), "outcomes")["tables"][0]
    assert graduates["rows"] == []
    assert graduates["note"].startswith("Not known: G1 Destination rate")


def test_the_run_is_the_newest_one_up_to_the_end_of_the_year(home):
    last_year = date(YEAR - 1, 12, 31)
    old = make.make_run(framework=home.framework, as_of=last_year - timedelta(days=10))
    new = make.make_run(framework=home.framework)
    assert year_of(home.region, YEAR - 1, today=TODAY).run == old
    assert year_of(home.region, YEAR, today=TODAY).run == new
    assert year_of(home.region, YEAR - 2, today=TODAY).run is None
    assert year_of(home.region, YEAR - 1, today=TODAY).day == last_year
    assert year_of(home.region, YEAR, today=TODAY).day == TODAY


def test_changes_of_programs_are_counted_by_kind_over_one_year_and_two(home):
    changed(home, "discontinue", date(2025, 8, 31), 3)
    changed(home, "discontinue", date(2024, 8, 31), 2)
    changed(home, "discontinue", date(2023, 8, 31), 4)
    changed(home, "downsize", date(2024, 3, 1), 1, intake_before=60, intake_after=30)
    changed(home.foreign, "discontinue", date(2025, 8, 31), 5)
    told = document(home, 2025, today=date(2026, 6, 30))
    found = rows(told, "changes", "Changes in effect")
    assert {name: cells[:2] for name, cells in found.items()} == {
        "Launch · All levels": ["0", "0"],
        "Upgrade · All levels": ["0", "0"],
        "Downsize · All levels": ["0", "1"],
        "Discontinue · All levels": ["3", "5"],
        "Downsize · Higher vocational": ["0", "1"],
        "Discontinue · Higher vocational": ["3", "5"],
    }
    assert part(told, "changes")["lead"] == (
        "Over two years 5 programs were discontinued, 1 downsized, 0 upgraded and 0 launched."
    )


def test_the_list_behind_a_count_of_changes_holds_just_these(home):
    changed(home, "discontinue", date(2025, 8, 31), 2)
    changed(home, "discontinue", date(2023, 8, 31), 1)
    table = part(document(home, 2025, today=date(2026, 6, 30)), "changes")["tables"][0]
    address = next(r for r in table["rows"] if r[0]["text"].startswith("Discontinue"))[3]["href"]
    answer = page(address, user=home.bureau_user)
    assert answer.status_code == 200
    assert answer.content.decode().count("2025") >= 2
    assert "Aug. 31, 2023" not in answer.content.decode()


def test_results_used_and_problems_solved_are_counted_for_the_year_and_in_all(home):
    result = make.make_result(world=home, state="shared")
    AdoptionFactory(
        result=result, organisation=home.enterprise.organisation, adopted_on=date(YEAR, 1, 1)
    )
    found = rows(document(home), "outcomes", "Results used and problems solved")
    assert {name: cells[:2] for name, cells in found.items()} == {
        "Results taken into use": ["1", "1"],
        "Results in industrial or commercial use": ["0", "0"],
        "Technical problems solved": ["0", "0"],
    }


def test_few_persons_are_withheld_with_everything_that_gives_them_away(home):
    IndicatorFactory(
        name_en="Residents trained", unit="persons", is_person_count=True,
        numerator={"register": "training-batches", "sum": "persons"},
    )  # fmt: skip
    TrainingBatchFactory(region=home.region, persons=7, started_on=date(YEAR, 1, 5))
    told = document(home)
    assert rows(told, "outcomes", "Outcomes, counted from records")["Residents trained"][:3] == [
        "Not published, to protect persons.", "", "",
    ]  # fmt: skip
    cells = part(told, "outcomes")["tables"][2]["rows"][0]
    assert [cell.get("number") for cell in cells] == [None] * 5


def test_claims_stand_beside_what_the_records_give(home):
    measure = IndicatorFactory(name_en="Programs discontinued")
    changed(home, "discontinue", date(2024, 8, 31), 2)
    said = {"indicator": measure, "region": home.region, "as_of": date(2024, 12, 31)}
    ClaimFactory(wording="2 programs out", value=2, **said)
    ClaimFactory(wording="of a later day", value=2, **{**said, "as_of": date(2026, 1, 1)})
    told = document(home, 2025, today=date(2026, 6, 30))
    assert rows(told, "claims", "Claims and records") == {
        "2 programs out": ["2 programs", "2 programs", "Records agree", "Published figures"]
    }


def test_the_page_is_public_and_says_that_it_is_not_published(home):
    answer = page(f"/regions/{home.region.pk}/report/{YEAR}/")
    assert answer.status_code == 200
    assert "Not published: counted from the records when it was opened." in text_of(answer)
    assert page(f"/regions/{home.region.pk}/report/{YEAR + 1}/").status_code == 404
    assert page(f"/regions/999999/report/{YEAR}/").status_code == 404
    assert page(f"/regions/{home.region.pk}/report/")["Location"].endswith(f"/report/{YEAR}/")


def test_page_pdf_and_workbook_say_the_same(home, pango):
    make.make_run(framework=home.framework)
    changed(home, "discontinue", date(YEAR, 1, 1), 3)
    base = f"/regions/{home.region.pk}/report/{YEAR}/"
    told = page(f"{base}report.json").json()
    html = unescape(text_of(page(base)))
    answer = page(f"{base}report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    printed = "".join("".join(one.extract_text() for one in pages).split())
    data = b"".join(page(f"{base}report.xlsx").streaming_content)
    book = load_workbook(io.BytesIO(data))
    cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    for section in told["sections"]:
        for table in section["tables"]:
            for row in table["rows"]:
                for cell in row:
                    assert " ".join(cell["text"].split()) in html
                    assert "".join(cell["text"].split()) in printed
                    if "number" in cell:
                        assert any(same(cell["number"], value) for value in cells)
    assert len(book.sheetnames) == 1 + len(told["sections"])


def same(number, value):
    try:
        return float(number) == pytest.approx(float(value))
    except ValueError:
        return False


def test_the_report_is_kept_in_both_languages_and_read_in_the_readers(home):
    report = actions.make_report(region=home.region, year=YEAR, by=home.bureau_user)
    assert set(report.content) == {"en", "zh-hans"}
    address = f"/regions/reports/{report.pk}/"
    assert "What came of it" in text_of(page(address, user=home.bureau_user))
    assert 'lang="zh-Hans"' in text_of(page(address, user=home.bureau_user, zh=True))


def test_a_draft_is_made_by_who_keeps_the_regions_figures(home):
    now = datetime(YEAR, 1, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    report = actions.make_report(region=home.region, year=YEAR - 1, by=home.bureau_user, now=now)
    stored = RegionReport.objects.get()
    told = (stored.state, stored.year, stored.as_of, stored.run, stored.made_by)
    assert told == ("draft", YEAR - 1, date(YEAR - 1, 12, 31), None, home.bureau_user)
    assert Event.objects.get(subject_id=str(report.pk)).kind == "region_report.entered"
    for stranger in (home.school_user, home.enterprise_user, home.foreign.bureau_user):
        with pytest.raises(NotAllowed):
            actions.make_report(region=home.region, year=YEAR, by=stranger)
    for year in (1999, YEAR + 1):
        with pytest.raises(InvalidInput):
            actions.make_report(region=home.region, year=year, by=home.bureau_user)
    assert RegionReport.objects.count() == 1


def test_a_published_report_stays_and_a_newer_one_takes_its_place(home):
    changed(home, "discontinue", date(YEAR, 1, 1), 3)
    first = actions.make_report(region=home.region, year=YEAR, by=home.bureau_user)
    address = f"/regions/{home.region.pk}/report/{YEAR}/"
    actions.publish_report(first, by=home.bureau_user)
    changed(home, "discontinue", date(YEAR, 1, 2), 4)
    assert "Over two years 3 programs" in text_of(page(address))
    assert "Over two years 7 programs" in text_of(page(address, now="1"))
    second = actions.make_report(region=home.region, year=YEAR, by=home.bureau_user)
    assert "Over two years 3 programs" in text_of(page(address))
    actions.publish_report(second, by=home.secretary)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "published")
    assert "Over two years 7 programs" in text_of(page(address))
    old = text_of(page(f"/regions/reports/{first.pk}/"))
    assert "Over two years 3 programs" in old
    assert "a newer report has taken its place" in old


def test_what_was_made_is_frozen_by_the_database(home):
    report = RegionReportFactory(region=home.region, state="published")
    rows_ = RegionReport.objects.filter(pk=report.pk)
    for change in (
        {"content": {}},
        {"year": 2024},
        {"as_of": TODAY},
        {"region": home.foreign.region},
        {"made_by": home.bureau_user},
        {"state": "draft", "published_at": None},
    ):
        with pytest.raises(InternalError), transaction.atomic():
            rows_.update(**change)
    report.refresh_from_db()
    assert (report.year, report.state) == (2025, "published")


def test_a_report_is_published_once_by_its_region_and_seen_by_others_then(home):
    report = RegionReportFactory(region=home.region)
    address = f"/regions/reports/{report.pk}/"
    assert page(address).status_code == 404
    assert page(address, user=home.school_user).status_code == 404
    assert page(address, user=home.bureau_user).status_code == 200
    with pytest.raises(NotAllowed):
        actions.publish_report(report, by=home.school_user)
    with pytest.raises(Stale):
        actions.publish_report(report, by=home.bureau_user, version=7)
    actions.publish_report(report, by=home.bureau_user, version=1)
    with pytest.raises(InvalidTransition):
        actions.publish_report(report, by=home.bureau_user)
    assert page(address).status_code == 200


def test_links_in_a_pdf_name_the_portal(home, pango):
    run = make.make_run(framework=home.framework)
    answer = page(f"/regions/{home.region.pk}/report/{YEAR}/report.pdf")
    links = {
        annotation.get_object()["/A"]["/URI"]
        for one in PdfReader(io.BytesIO(answer.content)).pages
        for annotation in one.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
    }
    value = run.values.get(index="A1", level="", dimension="")
    assert f"http://testserver/alignment/values/{value.pk}/" in links
    assert {link for link in links if "portal.invalid" in link} == set()


def test_the_number_of_queries_does_not_grow_with_programs_and_claims(
    home, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    measure = IndicatorFactory()
    changed(home, "discontinue", date(YEAR, 1, 1))
    ClaimFactory(indicator=measure, region=home.region)
    make.make_run(framework=home.framework)
    with CaptureQueriesContext(
        connection,
    ) as few:
        document(home)
    changed(home, "discontinue", date(YEAR, 1, 2), 3)
    for n in range(3):
        ClaimFactory(indicator=measure, region=home.region, wording=f"claim {n}")
    with django_assert_num_queries(len(few)):
        document(home)

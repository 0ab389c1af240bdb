"""Alignment pages: rates that open, runs that can be compared, and who may ask for one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.alignment.actions import compute_run, queue_run
from alliance.alignment.enums import RunState
from alliance.alignment.models import AlignmentRun, IndexValue
from alliance.engines.indices import Parameters
from alliance.reference.enums import ProgramLevel
from tests.factories import (
    POWER_INDUSTRY,
    CrosswalkLinkFactory,
    FrameworkFactory,
    IndustryFactory,
    ProgramFactory,
    SchoolFactory,
    make_run,
)


@pytest.fixture
def region(home):
    """Four programs: aligned, below τ, linked to no key industry, without any link."""
    power = IndustryFactory(code=POWER_INDUSTRY)
    half = ProgramFactory(school=home.school, name="Half", level=ProgramLevel.HIGHER, enrolment=100)
    CrosswalkLinkFactory(program=half, industry=home.industry, weight=Decimal("0.4"))
    other = ProgramFactory(
        school=home.school, name="Other", level=ProgramLevel.HIGHER, enrolment=19
    )
    CrosswalkLinkFactory(program=other, industry=power)
    ProgramFactory(school=home.school, name="Bare", level=ProgramLevel.SECONDARY, enrolment=None)
    return home


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def figure(run, index, level=""):
    return IndexValue.objects.get(run=run, index=index, level=level, dimension="")


def test_the_region_page_shows_each_index_by_level_with_its_counts(region, browse):
    run = make_run(framework=region.framework)
    page = browse().get("/alignment/431000/")
    text = text_of(page)
    for index, counts in (("A1", "1 of 4"), ("A2", "180 of 299"), ("A3", "220 of 299")):
        assert f"{counts} · as of" in text
        assert f'href="/alignment/values/{figure(run, index).pk}/"' in text
    levels = page.context["figures"].levels
    shown = {row.level: [f.row.index for f in row.figures] for row in levels}
    assert set(shown) == {"", *run.verdicts.values_list("level", flat=True)}
    assert all(indices == ["A1", "A2", "A3"] for indices in shown.values())
    assert "25.0 %" in text
    assert run.engine_version in text
    assert "2+4+N" in text


def test_a_figure_opens_to_its_programs_with_the_reason_of_each(region, browse):
    run = make_run(framework=region.framework)
    page = browse().get(f"/alignment/values/{figure(run, 'A1').pk}/")
    assert [(row["program"].name, row["verdict"].aligned, row["reason"]) for row in page.context["rows"]] == [
        (region.program.name, True, "Weight 1 in key industries reaches 0.5."),
        ("Half", False, "Weight 0.4 in key industries stays below 0.5."),
        ("Other", False, "Linked to industries, none of them key."),
        ("Bare", False, "No link to any industry is recorded."),
    ]  # fmt: skip
    text = text_of(page)
    assert "key industry" in text
    assert "not key" in text
    assert "Confirmed: register" in text


def test_the_list_of_a_figure_is_narrowed_sorted_and_keeps_to_its_level(region, browse):
    run = make_run(framework=region.framework)
    browser = browse()

    def names(level="", **query):
        page = browser.get(f"/alignment/values/{figure(run, 'A1', level).pk}/", query)
        assert page.status_code == 200
        return [row["program"].name for row in page.context["rows"]]

    assert names(aligned="yes") == [region.program.name]
    assert names(aligned="no") == ["Half", "Other", "Bare"]
    assert names(aligned="no", sort="name") == ["Bare", "Half", "Other"]
    assert names(aligned="no", sort="weight") == ["Other", "Bare", "Half"]
    assert names(school=region.school.pk, level="secondary", aligned="no") == ["Bare"]
    assert names(school="999999", aligned="nonsense") == names()
    assert names(level="higher", aligned="no") == ["Half", "Other"]


def test_students_of_a_program_are_read_by_its_school_and_the_regions_bodies_alone(region, browse):
    run = make_run(framework=region.framework)
    place = f"/alignment/values/{figure(run, 'A2').pk}/"
    students = {region.program.name: 180, "Half": 100, "Other": 19, "Bare": None}

    def read(user):
        page = browse(user).get(place)
        return {
            row["program"].name: (row["persons"], row["hidden"]) for row in page.context["rows"]
        }

    nobody = dict.fromkeys(students, (None, True))
    everything = {name: (count, False) for name, count in students.items()}
    assert read(None) == read(region.enterprise_user) == read(region.secretary) == nobody
    assert read(region.school_user) == read(region.bureau_user) == everything
    text = text_of(browse().get(place))
    assert text.count('<span class="note">not published</span>') == 4
    assert not [n for n in (180, 100, 19) if f'<td class="num">{n}</td>' in text]


def test_a_level_with_few_students_publishes_no_share_of_them(region, browse):
    ProgramFactory(school=region.school, level=ProgramLevel.TECHNICIAN, enrolment=8)
    run = make_run(framework=region.framework)
    small = figure(run, "A2", "technician")
    page = browse().get(f"/alignment/values/{small.pk}/")
    assert page.context["hidden"]
    assert "0 of 8" not in text_of(page)
    assert "0 of 8" not in text_of(browse().get("/alignment/431000/"))


def test_an_empty_denominator_is_a_dash(home, browse):
    region = FrameworkFactory(region=home.foreign.region, name="333", valid_from=date(2023, 1, 1))
    home.foreign.program.enrolment = None
    home.foreign.program.save()
    run = make_run(framework=region)
    assert figure(run, "A2").value is None
    page = browse().get(f"/alignment/values/{figure(run, 'A2').pk}/")
    assert (page.context["figure"].value, page.context["figure"].text) == (None, "—")
    assert "Nothing to count yet" in text_of(page)
    assert "0 of 0" not in text_of(page)


def test_another_framework_or_day_is_switched_to_by_its_run(region, browse):
    current = make_run(framework=region.framework)
    list_of_power = FrameworkFactory(
        region=region.region, name="1221", is_main=False, industries=(POWER_INDUSTRY,)
    )
    other = make_run(framework=list_of_power)
    browser = browse()
    assert browser.get("/alignment/431000/").context["run"] == current
    switched = browser.get(f"/alignment/431000/?run={other.pk}")
    assert switched.context["run"] == other
    assert "Show the current figures" in text_of(switched)
    for odd in ("0", "x", "99999999999999999999", "-1", "²"):
        assert browser.get("/alignment/431000/", {"run": odd}).status_code == 404
    assert browser.get(f"/alignment/140300/?run={other.pk}").status_code == 404


def test_a_run_says_which_programs_came_in_and_went_out(region, browse):
    before = make_run(framework=region.framework, as_of=timezone.localdate() - timedelta(days=2))
    half = region.school.programs.get(name="Half")
    CrosswalkLinkFactory(
        program=half,
        industry=IndustryFactory(code="651"),
        weight=Decimal("0.6"),
        kind="official",
        valid_from=timezone.localdate() - timedelta(days=1),
    )
    FrameworkFactory(region=region.region, name="later", is_main=False)
    region.framework.industries.create(industry=IndustryFactory(code="651"), group="x", position=2)
    region.school.programs.filter(name="Other").update(closed_on=timezone.localdate())
    ProgramFactory(
        school=region.school, name="New", opened_on=timezone.localdate() - timedelta(days=1)
    )
    run = make_run(framework=region.framework)
    page = browse().get(f"/alignment/runs/{run.pk}/")
    assert page.context["previous"] == before
    assert {
        str(label): [program.name for program in programs]
        for label, _, programs in page.context["changes"]["kinds"]
    } == {
        "Now aligned": ["Half"],
        "New in the list of programs": ["New"],
        "Gone from the list of programs": ["Other"],
    }
    assert "No longer aligned" not in text_of(page)


def test_a_run_under_other_parameters_neither_stands_nor_is_compared_with_unasked(region, browse):
    strange = queue_run(
        region=region.region,
        as_of=timezone.localdate(),
        framework=region.framework,
        parameters=Parameters(tau=1),
    )
    assert compute_run(run_id=strange.pk)
    assert browse().get("/alignment/431000/").context["run"] is None
    usual = make_run(framework=region.framework)
    assert browse().get("/alignment/431000/").context["run"] == usual
    assert browse().get(f"/alignment/runs/{usual.pk}/").context["previous"] is None
    assert browse().get(f"/alignment/431000/?run={strange.pk}").context["run"] == strange


def test_the_first_run_is_compared_with_nothing(region, browse):
    run = make_run(framework=region.framework)
    assert browse().get(f"/alignment/runs/{run.pk}/").context["previous"] is None


def test_who_may_ask_for_a_run_gets_the_form_and_others_do_not(region, browse, administrator):
    shown = {
        name: browse(user).get("/alignment/431000/").context["form"] is not None
        for name, user in {
            "secretary": region.secretary,
            "bureau": region.bureau_user,
            "platform": administrator,
            "school": region.school_user,
            "foreign": region.foreign.secretary,
            "nobody": None,
        }.items()
    }
    assert shown == {
        "secretary": True,
        "bureau": True,
        "platform": True,
        "school": False,
        "foreign": False,
        "nobody": False,
    }


def test_asking_queues_one_run_and_shows_it_until_it_is_done(region, browse):
    office = browse(region.secretary)
    sent = {"as_of": timezone.localdate().isoformat(), "framework": ""}
    answer = office.post("/alignment/431000/ask/", sent)
    run = AlignmentRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/alignment/runs/{run.pk}/")
    assert office.post("/alignment/431000/ask/", sent)["Location"] == answer["Location"]
    waiting = text_of(office.get(answer["Location"]))
    assert "is being computed" in waiting
    assert browse(region.school_user).get(answer["Location"]).status_code == 404
    compute_run(run_id=run.pk)
    assert "is being computed" not in text_of(browse().get(answer["Location"]))


def test_a_run_that_found_nothing_new_points_to_the_one_before(region, browse):
    first = make_run(framework=region.framework)
    office = browse(region.secretary)
    office.post("/alignment/431000/ask/", {"as_of": timezone.localdate().isoformat()})
    again = AlignmentRun.objects.exclude(pk=first.pk).get()
    compute_run(run_id=again.pk)
    again.refresh_from_db()
    assert (again.state, again.same_as) == (RunState.CANCELLED, first)
    text = text_of(office.get(f"/alignment/runs/{again.pk}/"))
    assert f'href="/alignment/runs/{first.pk}/"' in text


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("as_of", {"as_of": "2999-01-01"}),
        ("as_of", {"as_of": "yesterday"}),
        ("as_of", {"as_of": ""}),
        ("framework", {"as_of": "1990-01-01"}),
        ("framework", {"as_of": "2026-01-01", "framework": "999999"}),
    ],
)
def test_a_question_that_cannot_be_answered_says_which_field(region, browse, field, sent):
    page = browse(region.secretary).post("/alignment/431000/ask/", sent)
    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert not AlignmentRun.objects.exists()


def test_others_cannot_ask_for_a_run(region, browse):
    sent = {"as_of": timezone.localdate().isoformat()}
    assert browse(region.school_user).post("/alignment/431000/ask/", sent).status_code == 403
    assert browse(region.foreign.secretary).post("/alignment/431000/ask/", sent).status_code == 403
    assert browse().post("/alignment/431000/ask/", sent).status_code == 302
    assert browse(region.secretary).get("/alignment/431000/ask/").status_code == 405
    assert not AlignmentRun.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["/alignment/", "/alignment/431000/", "/alignment/runs/{run}/", "/alignment/values/{value}/"],
)
def test_alignment_pages_are_open_to_all_in_both_languages(region, browse, path):
    run = make_run(framework=region.framework)
    path = path.format(run=run.pk, value=figure(run, "A3").pk)
    for user in (None, region.school_user, region.bureau_user):
        assert '<html lang="en">' in text_of(browse(user).get(path))
        assert '<html lang="zh-Hans">' in text_of(browse(user, zh=True).get(path))


def test_a_region_without_a_run_and_an_unknown_one(home, browse):
    assert "No run of this region" in text_of(browse().get("/alignment/431000/"))
    assert "No run has been computed yet" in text_of(browse().get("/alignment/"))
    assert browse().get("/alignment/999999/").status_code == 404


@pytest.mark.parametrize("path", ["/alignment/431000/", "/alignment/values/{value}/"])
def test_alignment_pages_ask_as_often_for_three_rows_as_for_one(region, browse, path):
    counts = []
    for days in (3, 2, 1):
        school = SchoolFactory(organisation__region=region.region)
        program = ProgramFactory(school=school)
        CrosswalkLinkFactory(program=program, industry=region.industry)
        run = make_run(
            framework=region.framework, as_of=timezone.localdate() - timedelta(days=days)
        )
        with CaptureQueriesContext(connection) as asked:
            assert browse().get(path.format(value=figure(run, "A1").pk)).status_code == 200
        counts.append(len(asked))
    # the first run has no run before it to be compared with
    assert counts[1] == counts[2]


def test_the_administration_prints_a_rate_as_the_pages_do(region, browse, administrator):
    run = make_run(framework=region.framework)
    rate = IndexValue.objects.filter(run=run, index="A1").order_by("level").first()
    IndexValue.objects.filter(pk=rate.pk).update(value=Decimal("0.0625"))
    page = browse(administrator).get(f"/admin/alignment/indexvalue/?run__id__exact={run.pk}")
    assert "6.3 %" in page.content.decode()
    assert "6.2 %" not in page.content.decode()

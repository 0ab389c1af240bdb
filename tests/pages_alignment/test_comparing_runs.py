"""Two runs side by side: what moved, and why."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alliance.alignment.actions import compute_run, queue_run
from alliance.engines.indices import Parameters
from tests.factories import (
    POWER_INDUSTRY,
    CrosswalkLinkFactory,
    FrameworkFactory,
    IndustryFactory,
    ProgramFactory,
    make_run,
)

TODAY = timezone.localdate


@pytest.fixture
def region(home):
    """Beside the world's aligned program one that leads to power and one of 0.4."""
    power = IndustryFactory(code=POWER_INDUSTRY)
    other = ProgramFactory(school=home.school, name="Power", enrolment=200)
    CrosswalkLinkFactory(program=other, industry=power)
    half = ProgramFactory(school=home.school, name="Half", enrolment=20)
    CrosswalkLinkFactory(program=half, industry=home.industry, weight=Decimal("0.4"))
    home.before = make_run(framework=home.framework, as_of=TODAY() - timedelta(days=30))
    return home


def compared(browser, a, b):
    page = browser.get(f"/alignment/compare/?a={a.pk}&b={b.pk}")
    assert page.status_code == 200
    return page


def parts_of(page, index, level="All levels"):
    row = next(
        r for r in page.context["reasons"] if r.index.code == index and str(r.level) == level
    )
    return row, {
        str(part.title): (
            part.text,
            {str(b.title): [p.name for p in b.programs] for b in part.behind},
        )
        for part in row.parts
        if part.change or part.behind
    }


def test_another_framework_is_told_as_the_list(region, browse):
    listed = FrameworkFactory(
        region=region.region, name="1221", is_main=False, industries=(POWER_INDUSTRY,)
    )
    other = make_run(framework=listed)
    page = compared(browse(), region.before, other)
    row, _parts = parts_of(page, "A1")
    assert (row.before, row.after, row.total) == ("33.3 %", "33.3 %", "0.0 points")
    assert row.has_moved is False
    assert [str(line.index.code) for line in page.context["lines"]][:3] == ["A1", "A2", "A3"]
    assert [name for name, _, _ in page.context["differences"]][:2] == ["As of", "Framework"]


def test_another_threshold_is_told_as_the_rule_with_the_programs_that_it_gains(region, browse):
    lower = queue_run(
        region=region.region,
        as_of=TODAY(),
        framework=region.framework,
        parameters=Parameters(tau=3000),
    )
    assert compute_run(run_id=lower.pk)
    row, parts = parts_of(compared(browse(), region.before, lower), "A1")
    assert (row.before, row.after, row.total) == ("33.3 %", "66.7 %", "+33.3 points")
    assert parts == {"Rule": ("+33.3 points", {"Now aligned": ["Half"]})}


def test_programs_that_come_and_go_are_told_apart_and_named(region, browse):
    region.school.programs.filter(name="Power").update(closed_on=TODAY() - timedelta(days=1))
    ProgramFactory(school=region.school, name="New", opened_on=TODAY() - timedelta(days=1))
    after = make_run(framework=region.framework)
    row, parts = parts_of(compared(browse(), region.before, after), "A1")
    assert row.total == "0.0 points"
    assert parts == {
        "Programs out": ("+16.7 points", {"Gone from the list of programs": ["Power"]}),
        "Programs in": ("−16.7 points", {"New in the list of programs": ["New"]}),
    }


def test_what_follows_from_students_is_in_whole_points_for_strangers(region, browse):
    region.school.programs.filter(name="Half").update(enrolment=29)
    after = make_run(framework=region.framework)
    # 180 of 400 became 180 of 409
    row, parts = parts_of(compared(browse(), region.before, after), "A2")
    assert (row.total, row.rounded, set(parts)) == ("−1.0 points", True, {"Persons"})
    row, parts = parts_of(compared(browse(region.bureau_user), region.before, after), "A2")
    assert (row.rounded, parts["Persons"][0]) == (False, "−1.0 points")
    assert row.parts[-1].change != Decimal("-0.01")


def test_runs_of_two_regions_stand_side_by_side_without_reasons(region, browse):
    abroad = make_run(framework=region.foreign.framework)
    page = compared(browse(), region.before, abroad)
    assert page.context["reasons"] == []
    assert "told of one region" in page.content.decode()


def test_only_finished_runs_that_the_reader_may_see_are_compared(region, browse):
    waiting = make_run(framework=region.framework, done=False)
    for a, b in ((waiting.pk, region.before.pk), (0, region.before.pk), ("x", "y"), ("", "")):
        assert browse().get(f"/alignment/compare/?a={a}&b={b}").status_code == 404


def test_two_runs_are_chosen_in_the_regions_list_without_a_script(region, browse):
    after = make_run(framework=region.framework)
    text = browse().get("/alignment/431000/").content.decode()
    for name, run in (("a", region.before), ("b", after)):
        assert f'type="radio" name="{name}" value="{run.pk}" checked' in text

"""Which run stands as a region's figure, and what becomes of runs whose workers are lost."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.alignment import actions, tasks
from alliance.alignment.catalogue import INDICES, Counts
from alliance.alignment.enums import RunState
from alliance.alignment.models import LEASE, MAX_ATTEMPTS, AlignmentRun, newest
from alliance.engines.indices import DEFAULT_PARAMETERS, Parameters
from programs.actions import edit_program
from tests import factories as make

TODAY = timezone.localdate()


@pytest.fixture
def home(db):
    return make.world()


def run_now(home):
    run = actions.queue_run(region=home.region, as_of=TODAY, framework=home.framework)
    actions.compute_run(run_id=run.pk)
    run.refresh_from_db()
    return run


def enrol(home, students):
    home.program.refresh_from_db()
    edit_program(program=home.program, by=home.school_user, fields={"enrolment": students})


def test_what_was_changed_and_changed_back_is_the_figure_again(home):
    enrol(home, 100)
    first = run_now(home)
    enrol(home, 200)
    second = run_now(home)
    enrol(home, 100)
    third = run_now(home)
    assert (first.digest, second.digest) == (third.digest, second.digest)
    assert [run.state for run in (first, second, third)] == [RunState.DONE] * 3
    current = newest("431000")
    assert current == third
    assert current.values.headline().get(index="A2", level="").denominator == 100


def test_a_run_under_other_parameters_is_never_the_regions_figure(home, client):
    usual = run_now(home)
    strange = actions.ask_for_run(
        region=home.region, as_of=TODAY, by=home.secretary, parameters=Parameters(tau=1)
    )
    assert actions.compute_run(run_id=strange.pk)
    strange.refresh_from_db()
    assert strange.state == RunState.DONE
    assert newest("431000") == usual
    client.force_login(home.school_user)
    rows = client.get("/api/v1/index-values/?region=431000").json()["results"]
    assert {row["run"] for row in rows} == {str(usual.pk)}
    rows = client.get(f"/api/v1/index-values/?run={strange.pk}").json()["results"]
    assert {row["run"] for row in rows} == {str(strange.pk)}


def lost(home, **fields):
    """A run whose worker has been silent for longer than the lease."""
    return AlignmentRun.objects.create(
        region=home.region,
        as_of=TODAY,
        framework=home.framework,
        parameters=asdict(Parameters()),
        requested_at=timezone.now(),
        state=RunState.RUNNING,
        started_at=timezone.now() - LEASE - timedelta(minutes=1),
        **{"attempts": 1, **fields},
    )


def test_a_lost_run_that_was_asked_for_again_gives_way_and_the_other_is_computed(home):
    run = lost(home)
    again = actions.queue_run(region=home.region, as_of=TODAY, framework=home.framework)
    assert again.pk != run.pk
    tasks.work_runs()
    tasks.work_blocks()
    run.refresh_from_db()
    again.refresh_from_db()
    assert (run.state, again.state) == (RunState.CANCELLED, RunState.DONE)


def test_two_lost_runs_of_one_question_become_one(home):
    runs = [lost(home), lost(home)]
    tasks.work_runs()
    tasks.work_blocks()
    for run in runs:
        run.refresh_from_db()
    assert [run.state for run in runs] == [RunState.DONE, RunState.CANCELLED]


def test_a_run_that_loses_its_workers_again_and_again_fails(home):
    run = lost(home, attempts=MAX_ATTEMPTS)
    tasks.work_runs()
    tasks.work_blocks()
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.FAILED, "its workers were lost")


def test_students_are_told_by_the_published_run_alone(home):
    published = make.make_run(framework=home.framework)
    other_list = make.FrameworkFactory(region=home.region, name="333", is_main=False)
    by_places = Parameters(tau=6000, weight_by="intake")
    runs = {
        "threshold": ask(home, home.framework, Parameters(tau=6000)),
        "list": ask(home, other_list, DEFAULT_PARAMETERS),
        "places": ask(home, home.framework, by_places),
    }
    hidden = {name: told(run, "A2") | told(run, "A3") for name, run in runs.items()}
    assert told(published, "A2") | told(published, "A3") == {False}
    assert hidden == {"threshold": {True}, "list": {True}, "places": {False}}
    assert [told(run, "A1") for run in runs.values()] == [{False}] * 3
    assert [told(run, "D1") for run in runs.values()] == [{True}] * 3
    by_graduates = ask(home, home.framework, Parameters(shares_by="graduates"))
    assert [told(run, "B4") for run in (runs["threshold"], by_graduates)] == [{False}, {True}]


def test_of_two_main_lists_the_newer_one_tells_students(home):
    newer = make.FrameworkFactory(region=home.region, name="333", valid_from=TODAY)
    runs = [ask(home, framework, DEFAULT_PARAMETERS) for framework in (home.framework, newer)]
    assert [told(run, "A2") for run in runs] == [{True}, {False}]


def test_nobody_asks_for_less_protection(home):
    run = ask(home, home.framework, Parameters(smallest=2))
    assert run.parameters["smallest"] == 10


def ask(home, framework, parameters):
    run = actions.queue_run(
        region=home.region, as_of=TODAY, framework=framework, parameters=parameters
    )
    actions.compute_run(run_id=run.pk)
    return run


def told(run, index):
    return set(run.values.filter(index=index).values_list("hidden", flat=True))


def test_a_region_below_one_that_keeps_runs_tells_no_persons(home):
    province = make.FrameworkFactory(region=make.RegionFactory(code="430000"))
    city = make.make_run(framework=home.framework)
    above = make.make_run(framework=province)
    persons = {code for code, index in INDICES.items() if index.counts == Counts.PERSONS}
    told_of = {row.index for row in city.values.filter(hidden=False)}
    assert told_of & persons == set()
    assert "A1" in told_of
    assert told(above, "A2") == {False}

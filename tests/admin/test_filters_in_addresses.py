"""What the administration does not show is not told by a filter that somebody writes either."""

import pytest
from django.utils import timezone

from alliance.alignment import actions
from alliance.alignment.models import IndexValue, ProgramVerdict


@pytest.fixture
def few(world):
    """A run over one program with seven students, six of whom graduate in a year."""
    world.program.enrolment, world.program.graduates = 7, 6
    world.program.save()
    run = actions.queue_run(
        region=world.region, as_of=timezone.localdate(), framework=world.framework
    )
    actions.compute_run(run_id=run.pk)
    assert IndexValue.objects.filter(run=run, hidden=True, denominator=7).exists()
    assert ProgramVerdict.objects.filter(run=run, enrolment=7, graduates=6).count() == 1
    return run


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("alignment/indexvalue", "denominator__lte=7"),
        ("alignment/indexvalue", "numerator=7"),
        ("alignment/indexvalue", "value__gte=0"),
        ("alignment/indexvalue", "detail__left_out=0"),
        ("alignment/programverdict", "enrolment=7"),
        ("alignment/programverdict", "graduates__lt=9"),
        ("programs/program", "enrolment=7"),
        ("alignment/programchange", "scorecard__full__total__lt=50"),
    ],
)
def test_what_is_not_shown_is_no_filter(few, as_stranger, as_secretary, model, query):
    answers = [client.get(f"/admin/{model}/?{query}") for client in (as_stranger, as_secretary)]
    assert [answer.status_code for answer in answers] == [400, 400]


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("alignment/indexvalue", "index=A1"),
        ("alignment/indexvalue", "dimension__exact="),
        ("alignment/programverdict", "aligned__exact=1"),
        ("alignment/programverdict", "key_weight__gte=0.5"),
        ("alignment/programchange", "school__organisation__exact=1"),
    ],
)
def test_what_is_shown_is_a_filter(few, as_stranger, model, query):
    assert as_stranger.get(f"/admin/{model}/?{query}").status_code == 200

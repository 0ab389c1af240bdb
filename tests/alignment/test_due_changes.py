"""The clock's own task for resolved changes of programs."""

import logging

import pytest

from alliance.alignment.models import ProgramChange
from alliance.alignment.tasks import take_effects
from tests.factories import ProgramFactory, world
from tests.factories.indicators import ProgramChangeFactory


@pytest.mark.django_db
def test_the_clock_acts_on_what_is_due_and_tells_what_it_could_not_do(caplog):
    home = world()
    due = ProgramChangeFactory(program=home.program, state="resolved", proposed_by=home.school_user)
    stuck = ProgramChangeFactory(
        program=ProgramFactory(school=home.school), state="resolved", proposed_by=None
    )
    with caplog.at_level(logging.WARNING, logger="alliance.alignment.tasks"):
        take_effects()
    states = dict(ProgramChange.objects.values_list("pk", "state"))
    assert states == {due.pk: "effective", stuck.pk: "resolved"}
    assert [r.getMessage() for r in caplog.records if r.name == "alliance.alignment.tasks"] == [
        f"program change {stuck.pk} is due and could not take effect"
    ]

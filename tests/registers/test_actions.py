"""Entering and amending: everything or nothing, each fault at its field, each change told."""

from datetime import date

import pytest

from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, NotAllowed, Refused, Stale
from alliance.registers import actions
from alliance.registers.register import registers
from tests import factories as f
from tests.factories.talent import TrainingBatchFactory
from tests.outcomes import NOTHING, changes, race

pytestmark = pytest.mark.django_db


@pytest.fixture
def batches():
    return registers()["training-batches"]


def values(organiser, **more):
    return {
        "organiser": organiser,
        "kind": "resident",
        "title": "砌筑工培训",
        "region": f.RegionFactory(),
        "started_on": date(2025, 3, 1),
        "person_times": 120,
        **more,
    }


def faults(refusal):
    return {fault.field for fault in refusal.value.errors}


def test_a_record_is_entered_and_its_event_told(batches):
    organiser = f.OrganisationFactory()
    editor = f.editor_of(organiser)
    given = values(organiser, persons=100)
    with changes() as seen:
        row = actions.enter(batches, by=editor, values=given)
    assert [table for table, _ in seen.added] == ["talent.trainingbatch"]
    assert seen.changed == {}
    assert Event.objects.about(row).values_list("kind", "actor_id").get() == (
        "training_batch.entered",
        editor.pk,
    )
    assert (row.person_times, row.persons, row.version) == (120, 100, 1)


def test_every_fault_is_named_at_once_and_nothing_is_stored(batches):
    organiser = f.OrganisationFactory()
    given = values(organiser, title="", kind="sailing", person_times=-1)
    editor = f.editor_of(organiser)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        actions.enter(batches, by=editor, values=given)
    assert faults(refusal) == {"title", "kind", "person_times"}
    assert seen == NOTHING


def test_what_a_constraint_forbids_is_said_in_its_own_words(batches):
    organiser = f.OrganisationFactory()
    given = values(organiser, persons=121)
    with pytest.raises(InvalidInput, match="no more persons than person-times"):
        actions.enter(batches, by=f.editor_of(organiser), values=given)


def test_a_missing_relation_is_a_fault_of_its_field(batches):
    organiser = f.OrganisationFactory()
    given = values(organiser)
    del given["region"]
    with pytest.raises(InvalidInput) as refusal:
        actions.enter(batches, by=f.editor_of(organiser), values=given)
    assert faults(refusal) == {"region"}


def test_what_is_not_entered_here_is_refused_by_name(batches):
    organiser = f.OrganisationFactory()
    with pytest.raises(InvalidInput) as refusal:
        actions.enter(batches, by=f.editor_of(organiser), values=values(organiser, version=7))
    assert faults(refusal) == {"version"}


def test_strangers_enter_and_amend_nothing(batches):
    stranger = f.editor_of(f.OrganisationFactory())
    row = TrainingBatchFactory()
    given = values(row.organiser)
    with changes() as seen:
        with pytest.raises(NotAllowed):
            actions.enter(batches, by=stranger, values=given)
        with pytest.raises(NotAllowed):
            actions.amend(batches, record=row, by=stranger, values={"title": "Mine"})
    assert seen == NOTHING


def test_an_amendment_writes_what_differs_and_says_why(batches):
    row = TrainingBatchFactory(title="Before", person_times=300)
    editor = f.editor_of(row.organiser)
    amended = actions.amend(
        batches,
        record=row,
        by=editor,
        values={"title": "After", "person_times": 300},
        version=1,
        reason="A slip of the pen",
    )
    assert (amended.title, amended.version) == ("After", 2)
    told = Event.objects.about(row).get(kind="training_batch.edited")
    assert told.payload == {"fields": ["title"], "reason": "A slip of the pen"}


def test_saving_what_is_stored_writes_nothing(batches):
    row = TrainingBatchFactory(title="Same")
    editor = f.editor_of(row.organiser)
    with changes() as seen:
        actions.amend(batches, record=row, by=editor, values={"title": "Same"}, version=1)
    assert seen == NOTHING


def test_an_older_version_is_refused(batches):
    row = TrainingBatchFactory()
    editor = f.editor_of(row.organiser)
    actions.amend(batches, record=row, by=editor, values={"title": "First"}, version=1)
    with pytest.raises(Stale):
        actions.amend(batches, record=row, by=editor, values={"title": "Second"}, version=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_that_enter_the_same_one_wins(batches):
    organiser = f.OrganisationFactory()
    given = values(organiser)
    editor = f.editor_of(organiser)
    told = race(organiser, *[lambda: actions.enter(batches, by=editor, values=given)] * 2)
    refused = [one for one in told if isinstance(one, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], InvalidInput | Refused)
    assert batches.model.objects.count() == 1

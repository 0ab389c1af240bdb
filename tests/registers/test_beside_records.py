"""Journal, tags and the way back: what stands beside a record on its page."""

import pytest
from django.db import InternalError, transaction

from alliance.accounts.enums import Role
from alliance.events.models import Event
from alliance.lib.errors import NotAllowed
from alliance.registers import actions, notes, telling
from alliance.registers.models import JournalEntry, Tag, Tagging
from alliance.registers.register import registers
from tests import factories as f
from tests.factories.consortia import MeetingFactory
from tests.factories.talent import TrainingBatchFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def batches():
    return registers()["training-batches"]


@pytest.fixture
def house():
    return f.OrganisationFactory()


@pytest.fixture
def batch(house):
    return TrainingBatchFactory(organiser=house)


def page_of(row):
    return f"/records/training-batches/{row.pk}/"


# -- journal ------------------------------------------------------------------------------------


def test_a_note_stands_in_the_journal_newest_first_and_its_words_in_no_event(browse, house, batch):
    editor = f.editor_of(house)
    client = browse(editor)
    for text, kind in (("Called Ms Li.", "info"), ("She will not pay.", "warning")):
        client.post(f"{page_of(batch)}journal/", {"text": text, "kind": kind})
    page = client.get(page_of(batch))
    assert [(e.text, e.kind, e.by) for e in page.context["journal"]] == [
        ("She will not pay.", "warning", editor),
        ("Called Ms Li.", "info", editor),
    ]
    told = Event.objects.about(batch).filter(kind="journal.noted")
    assert [sorted(event.payload) for event in told] == [["entry", "kind"]] * 2


def test_an_entry_is_never_changed_and_never_removed(batches, house, batch):
    entry = notes.note(batches, record=batch, by=f.editor_of(house), text="So it was.")
    for act in (
        lambda: JournalEntry.objects.filter(pk=entry.pk).update(text="So it was not."),
        lambda: JournalEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            act()
    assert JournalEntry.objects.get().text == "So it was."


def test_a_merge_takes_entries_to_the_other_record(batches, house, batch):
    entry = notes.note(batches, record=batch, by=f.editor_of(house), text="Kept.")
    other = TrainingBatchFactory(organiser=house)
    JournalEntry.objects.filter(pk=entry.pk).update(object_id=other.pk)
    assert list(JournalEntry.objects.about(other)) == [entry]


def test_only_who_keeps_the_record_reads_and_writes_its_journal(browse, batches, house, batch):
    notes.note(batches, record=batch, by=f.editor_of(house), text="Between us.")
    viewer = f.UserFactory(organisation=house, role=Role.VIEWER)
    page = browse(viewer).get(page_of(batch))
    assert (page.status_code, page.context["journal_form"], page.context["journal"]) == (
        200,
        None,
        [],
    )
    assert "Between us." not in page.content.decode()
    with pytest.raises(NotAllowed):
        notes.note(batches, record=batch, by=viewer, text="Me too.")
    assert JournalEntry.objects.count() == 1


def test_an_empty_note_is_no_note(browse, house, batch):
    browse(f.editor_of(house)).post(f"{page_of(batch)}journal/", {"text": "  ", "kind": "info"})
    assert not JournalEntry.objects.exists()


# -- tags ---------------------------------------------------------------------------------------


def test_a_tag_is_put_on_found_by_and_taken_off(browse, house, batch):
    TrainingBatchFactory(organiser=house)
    client = browse(f.editor_of(house))
    sent = {"name": "To call", "tone": "wait", "organisation": house.pk}
    client.post(f"{page_of(batch)}tags/", sent)
    tag = Tag.objects.get()
    listed = client.get("/records/training-batches/", {"tag": tag.pk})
    assert [(line["pk"], line["tags"]) for line in listed.context["lines"]] == [(batch.pk, [tag])]
    client.post(f"{page_of(batch)}tags/{tag.pk}/remove/")
    assert (Tag.objects.count(), Tagging.objects.count()) == (0, 0)


def test_a_name_is_one_tag_whatever_its_case(house, batch):
    editor = f.editor_of(house)
    first = notes.tag(record=batch, by=editor, organisation=house, name="Urgent")
    again = notes.tag(record=batch, by=editor, organisation=house, name=" urgent ")
    assert (first, Tagging.objects.count()) == (again, 1)


def test_a_tag_is_private_to_its_organisation(browse, house):
    batch = TrainingBatchFactory(organiser=house)
    tag = notes.tag(record=batch, by=f.editor_of(house), organisation=house, name="Weak partner")
    root = f.UserFactory(is_superuser=True)
    client = browse(root)
    page = client.get(page_of(batch))
    assert (page.status_code, page.context["tags"]) == (200, [])
    assert "Weak partner" not in page.content.decode()
    listed = client.get("/records/training-batches/", {"tag": tag.pk})
    assert "Weak partner" not in listed.content.decode()
    assert len(listed.context["lines"]) == 1  # the parameter says nothing to others
    assert client.post(f"{page_of(batch)}tags/{tag.pk}/remove/").status_code == 404
    with pytest.raises(NotAllowed):
        notes.tag(record=batch, by=root, organisation=house, name="Weak partner")


def test_a_viewer_sees_tags_and_puts_none_on(browse, house, batch):
    tag = notes.tag(record=batch, by=f.editor_of(house), organisation=house, name="Seen")
    viewer = f.UserFactory(organisation=house, role=Role.VIEWER)
    page = browse(viewer).get(page_of(batch))
    assert (page.context["tags"], page.context["tag_form"]) == ([tag], None)
    with pytest.raises(NotAllowed):
        notes.untag(record=batch, by=viewer, tag=tag)


# -- the way back -------------------------------------------------------------------------------


def labels(page):
    return {button.name: str(button.label) for button in page.context["buttons"]}


def test_the_move_that_takes_the_last_one_back_says_so(browse):
    meeting = MeetingFactory()
    client = browse(f.secretary_of(meeting.alliance))
    address = f"/records/meetings/{meeting.pk}/"
    fresh = client.get(address)
    assert (fresh.context["last_move"], labels(fresh)["hold"]) == (None, "Was held")
    client.post(f"{address}hold/", {"version": "1"})
    held = client.get(address)
    assert labels(held) == {"reopen": "Undo: Reopen"}
    last = held.context["last_move"]
    assert (last["former"], last["present"]) == ("Planned", "Held")
    client.post(f"{address}reopen/", {"version": "2"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.version) == ("planned", 3)


def test_what_goes_on_again_is_not_called_undo(browse):
    meeting = MeetingFactory()
    client = browse(f.secretary_of(meeting.alliance))
    address = f"/records/meetings/{meeting.pk}/"
    client.post(f"{address}hold/", {"version": "1"})
    client.post(f"{address}reopen/", {"version": "2"})
    assert labels(client.get(address)) == {"cancel": "Cancel the meeting", "hold": "Was held"}


def test_who_made_the_last_move_is_told_to_those_who_keep_the_record(browse):
    meeting = MeetingFactory()
    secretary = f.secretary_of(meeting.alliance)
    browse(secretary).post(f"/records/meetings/{meeting.pk}/hold/", {"version": "1"})
    page = browse(secretary).get(f"/records/meetings/{meeting.pk}/")
    assert page.context["last_move"]["actor"] == str(secretary)
    viewer = f.UserFactory(organisation=meeting.alliance.secretariat, role=Role.VIEWER)
    seen = browse(viewer).get(f"/records/meetings/{meeting.pk}/")
    assert (seen.status_code, seen.context["last_move"]) == (200, None)


# -- history ------------------------------------------------------------------------------------


def test_the_history_tells_what_was_done_by_whom_and_why(
    browse, batches, house, batch, monkeypatch
):
    monkeypatch.delitem(telling.EVENT_TITLES, "training_batch.edited", raising=False)
    editor = f.editor_of(house)
    actions.amend(batches, record=batch, by=editor, values={"hours": 48}, reason="Two more days.")
    notes.note(batches, record=batch, by=editor, text="Called.")
    [moment] = browse(editor).get(page_of(batch)).context["history"]  # a test is one transaction
    assert moment.title == "Edited · Journal entry written"
    assert (moment.actor, moment.reasons) == (str(editor), ["Two more days."])
    assert ("48", "") in [(c.after, c.before) for c in moment.changes]


@pytest.mark.parametrize("named", [None, "The meeting took place"])
def test_a_move_without_a_name_is_called_by_the_state_that_it_led_to(browse, monkeypatch, named):
    monkeypatch.delitem(telling.EVENT_TITLES, "meeting.held", raising=False)
    if named is not None:
        monkeypatch.setitem(telling.EVENT_TITLES, "meeting.held", named)
    meeting = MeetingFactory()
    client = browse(f.secretary_of(meeting.alliance))
    client.post(f"/records/meetings/{meeting.pk}/hold/", {"version": "1"})
    history = client.get(f"/records/meetings/{meeting.pk}/").context["history"]
    assert history[0].title == (named or "Held")

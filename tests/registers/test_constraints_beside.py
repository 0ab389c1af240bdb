"""Every named constraint of what stands beside records and of imports, broken once."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from alliance.imports.models import ExternalKey, ImportMapping, ImportRow, ImportSession
from alliance.registers.models import (
    LARGEST_FILE,
    Attachment,
    JournalEntry,
    SavedView,
    Tag,
    Tagging,
)
from tests import factories as make
from tests.broken import is_refused, twice

NOW = timezone.now()


def about():
    """A record that something stands beside."""
    row = make.OrganisationFactory()
    return {"content_type": ContentType.objects.get_for_model(row), "object_id": row.pk}


def saved_view(**values):
    return SavedView.objects.create(
        **{"owner": make.UserFactory(), "register": "seats", "name": "Mine", **values}
    )


def second_default():
    first = saved_view(is_default=True)
    saved_view(owner=first.owner, name="Another", is_default=True)


def note(**values):
    entry = {"text": "Called.", "by": make.UserFactory(), "at": NOW, **values}
    return JournalEntry.objects.create(**about(), **entry)


def tag(**values):
    return Tag.objects.create(
        **{"organisation": make.OrganisationFactory(), "name": "Urgent", **values}
    )


def attachment(**values):
    document = {
        "title": "Minutes",
        "file": "attachments/ab/abc",
        "size": 1,
        "digest": "0" * 64,
        "file_type": "pdf",
        "uploaded_by": make.UserFactory(),
        "at": NOW,
    }
    return Attachment.objects.create(**about(), **{**document, **values})


def session(**values):
    sent = {
        "kind": "seats",
        "name": "seats.csv",
        "created_by": make.UserFactory(),
        "created_at": NOW,
    }
    return ImportSession.objects.create(**{**sent, **values})


def import_row(**values):
    return ImportRow.objects.create(
        **{"session": session(), "number": 1, "outcome": "created", **values}
    )


BROKEN = {
    "saved_view_name_once": lambda: twice(saved_view(), name="MINE"),
    "saved_view_one_default": second_default,
    "journal_kind_known": lambda: note(kind="gossip"),
    "journal_says_something": lambda: note(text=""),
    "tag_name_once": lambda: twice(tag(), name="URGENT"),
    "tag_tone_known": lambda: tag(tone="loud"),
    "tagged_once": lambda: twice(Tagging.objects.create(**about(), tag=tag())),
    "attachment_size_bounded": lambda: attachment(size=LARGEST_FILE + 1),
    "attachment_type_known": lambda: attachment(file_type="html"),
    "attachment_removed_without_file": lambda: attachment(
        removed_at=NOW + timedelta(days=1), removed_by=make.UserFactory()
    ),
    # of files
    "import_state_known": lambda: session(state="lost", finished_at=NOW),
    "import_running_is_claimed": lambda: session(state="running"),
    "import_over_is_dated": lambda: session(state="done"),
    "import_row_once": lambda: twice(import_row()),
    "import_outcome_known": lambda: import_row(outcome="lost"),
    "import_mapping_once": lambda: twice(
        ImportMapping.objects.create(register="seats", signature="s", mapping={})
    ),
    "external_key_once": lambda: twice(
        ExternalKey.objects.create(register="seats", external_id="7", object_id="1")
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_must_never_be(name):
    is_refused(name, BROKEN[name])

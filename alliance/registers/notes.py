"""Journal and tags: what people say about a record without changing it."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import Organisation, User
from alliance.events.record import record as record_event
from alliance.lib.errors import InvalidInput, Refused
from alliance.registers.actions import faults_of, raise_on, save
from alliance.registers.enums import JournalKind, Tone
from alliance.registers.models import JournalEntry, Tag, Tagging
from alliance.registers.register import Register
from alliance.registers.rules import can_keep_journal, can_tag

MOST_TAGS = 200
"""Tags of one organisation."""
MOST_ON_RECORD = 20
"""Tags that one organisation puts on one record."""


@transaction.atomic
def note(
    register: Register,
    *,
    record: Any,
    by: User,
    text: str,
    kind: str = JournalKind.INFO,
    now: datetime | None = None,
) -> JournalEntry:
    """Write into the record's journal. The event says that, not what, was written."""
    can_keep_journal(register, by, record).require()
    row = JournalEntry(
        subject=record, text=text.strip(), kind=kind, by=by, at=now or timezone.now()
    )
    cleaned(row, "text", "kind")
    save(row, force_insert=True)
    record_event("journal.noted", subject=record, by=by, now=now, entry=row.pk, kind=row.kind)
    return row


@transaction.atomic
def tag(
    *, record: Any, by: User, organisation: Organisation, name: str, tone: str = Tone.PLAIN
) -> Tag:
    """Put the organisation's tag of this name on the record; a new name makes a new tag."""
    name = " ".join(name.split())
    # Two at once make one tag: the organisation's row is the lock of its tags.
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    row = Tag.objects.filter(organisation=organisation, name__iexact=name).first()
    if row is None:
        row = Tag(organisation=organisation, name=name, tone=tone)
        can_tag(by, row).require()
        cleaned(row, "name", "tone")
        if Tag.objects.filter(organisation=organisation).count() >= MOST_TAGS:
            raise Refused(_("An organisation keeps at most %(most)s tags.") % {"most": MOST_TAGS})
        save(row, force_insert=True)
    can_tag(by, row).require()
    there = Tagging.objects.about(record)
    if there.filter(tag=row).exists():
        return row
    if there.filter(tag__organisation=organisation).count() >= MOST_ON_RECORD:
        raise Refused(_("A record bears at most %(most)s tags.") % {"most": MOST_ON_RECORD})
    save(Tagging(subject=record, tag=row), force_insert=True)
    return row


@transaction.atomic
def untag(*, record: Any, by: User, tag: Tag) -> None:
    """Take the tag off the record; a tag that is on no record any more is forgotten."""
    can_tag(by, tag).require()
    Organisation.objects.select_for_update(of=("self",)).get(pk=tag.organisation_id)
    Tagging.objects.about(record).filter(tag=tag).delete()
    if not tag.taggings.exists():
        tag.delete()


def tagged(model: Any, tag: Tag | None) -> Any:
    """Keys of the rows of this model that bear the tag."""
    kind = ContentType.objects.get_for_model(model)
    return Tagging.objects.filter(content_type=kind, tag=tag).values("object_id")


def cleaned(row: Any, *fields: str) -> None:
    """Raises InvalidInput for what these fields refuse."""
    others = [f.name for f in row._meta.fields if f.name not in fields]
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        raise_on(faults_of(error))
    for name in fields:
        if "\x00" in str(getattr(row, name)):
            raise InvalidInput.on(name, _("A character that no text can hold."))

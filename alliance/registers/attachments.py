"""Attaching documents to records and taking them away."""

import hashlib
import re
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.events.record import record as record_event
from alliance.lib.errors import InvalidInput, Refused
from alliance.registers.files import examined
from alliance.registers.models import LARGEST_FILE, Attachment
from alliance.registers.register import Register
from alliance.registers.rules import can_attach, can_remove

QUOTA = 2 * 1024**3
"""Bytes of documents that one organisation may keep."""
MOST_FILES = 200
"""Documents of one record."""
UNSAYABLE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
"""What no file system takes, and what turns the direction of reading in the middle of a name."""


def attach(
    register: Register,
    *,
    record: Any,
    by: User,
    content: bytes,
    name: str,
    title: str = "",
    now: datetime | None = None,
) -> Attachment:
    """Store a document beside the record; without a title it is called as the file was.

    Raises NotAllowed, InvalidInput for what is too large or of a kind that is not kept, Refused
    where the organisation's space or the record's number of documents is used up.
    """
    can_attach(register, by, record).require()
    if not content:
        raise InvalidInput.on("file", _("This file is empty."))
    if len(content) > LARGEST_FILE:
        raise too_large()
    kind, kept = examined(content)
    stored: tuple[Storage, str] | None = None
    try:
        with transaction.atomic():
            organisation = account(record, by)
            make_room(organisation, record, len(kept))
            row = Attachment(
                subject=record,
                title=plain_title(title or name.rpartition(".")[0] or name),
                size=len(kept),
                digest=hashlib.sha256(kept).hexdigest(),
                file_type=kind,
                organisation=organisation,
                uploaded_by=by,
                at=now or timezone.now(),
            )
            row.file.save("", ContentFile(kept), save=False)
            stored = (row.file.storage, str(row.file.name))
            row.save(force_insert=True)
            record_event(
                "attachment.added", subject=record, by=by, now=now, attachment=row.pk, size=row.size
            )
    except BaseException:
        if stored is not None:  # no row speaks of the file any more
            stored[0].delete(stored[1])
        raise
    return row


def too_large() -> InvalidInput:
    most = LARGEST_FILE // 1024**2
    return InvalidInput.on("file", _("A document may have at most %(most)s MB.") % {"most": most})


def plain_title(text: str) -> str:
    """A title that can be a file's name anywhere."""
    said = " ".join(UNSAYABLE.sub(" ", text).split()).strip(". ")[:150]
    return said or _("document")


def account(record: Any, by: User) -> Organisation | None:
    """The organisation whose space is used: the record's own if the person acts for it, else theirs.

    The row is locked: two uploads at once are counted one after the other.
    """
    mine = scope_of(by).organisations_as(Role.EDITOR)
    own = getattr(record, "organisation_id", None)
    chosen = own if own in mine else min(mine, default=None)
    if chosen is None:
        return None
    return Organisation.objects.select_for_update(of=("self",)).get(pk=chosen)


def make_room(organisation: Organisation | None, record: Any, size: int) -> None:
    """Raises Refused where the document would be one too many or the space is used up."""
    if Attachment.objects.about(record).filter(removed_at__isnull=True).count() >= MOST_FILES:
        raise Refused(_("A record keeps at most %(most)s documents.") % {"most": MOST_FILES})
    rows = Attachment.objects.filter(organisation=organisation, removed_at__isnull=True)
    used = rows.aggregate(used=Sum("size"))["used"] or 0
    if used + size > QUOTA:
        raise Refused(_("Your organisation's space for documents is used up."))


@transaction.atomic
def remove(
    register: Register,
    *,
    record: Any,
    attachment: Attachment,
    by: User,
    now: datetime | None = None,
) -> Attachment:
    """Erase the file; the row stays and says who removed what. Raises NotAllowed."""
    row: Attachment = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    can_remove(register, by, record, row).require()
    storage, name = row.file.storage, str(row.file.name)
    row.file = ""
    row.removed_by, row.removed_at = by, now or timezone.now()
    row.save(update_fields=["file", "removed_by", "removed_at"])
    record_event("attachment.removed", subject=record, by=by, now=now, attachment=row.pk)
    # Afterwards, and even if that fails: a file too many is better than a row without its file.
    transaction.on_commit(lambda: storage.delete(name), robust=True)
    return row

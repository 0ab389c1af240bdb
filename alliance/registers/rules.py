"""Who may do what beside a record. Who sees the record itself, its own room says."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.accounts.enums import Role
from alliance.accounts.scope import scope_of
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.registers.models import Attachment, SavedView, Tag
from alliance.registers.register import Register


def keeps(register: Register, user: Any, record: Any) -> bool:
    """Whether the person may amend the record, or might have entered it as it is.

    The second is for records that nobody amends any more: a signed agreement gets its scan.
    """
    amends = bool(register.amend) and bool(register.may_amend(user, record))
    return amends or (bool(register.enter) and bool(register.may_enter(user, record)))


def can_read_history(register: Register, user: Any, record: Any) -> Verdict:
    """Earlier values are for whoever keeps the record, and only if nothing of it is kept from them."""
    kept = scope_of(user).platform or keeps(register, user, record)
    if kept and all(rule(user, record) for rule in register.guarded.values()):
        return ALLOW
    return deny(_("Only those who keep this record see its history."))


def can_keep_journal(register: Register, user: Any, record: Any) -> Verdict:
    """Who keeps the record, the secretariat of its alliance, and the platform."""
    scope = scope_of(user)
    alliance = getattr(record, "alliance_id", None)
    if scope.platform or scope.administers(alliance) or keeps(register, user, record):
        return ALLOW
    return deny(_("Only those who keep this record read and write its journal."))


def can_save_view(user: Any, view: SavedView) -> Verdict:
    """Everybody for themselves; shared only by an editor of the organisation."""
    scope = scope_of(user)
    if view.owner_id != scope.user_id:
        return deny(_("This list was saved by somebody else."))
    shared = view.shared_with_id
    if shared is not None and not scope.acts_for(shared, Role.EDITOR):
        return deny(_("Only editors of an organisation share lists with it."))
    return ALLOW


def can_tag(user: Any, tag: Tag) -> Verdict:
    if scope_of(user).acts_for(tag.organisation_id, Role.EDITOR):
        return ALLOW
    return deny(_("Only editors of an organisation use its tags."))


def can_attach(register: Register, user: Any, record: Any) -> Verdict:
    if register.files and keeps(register, user, record):
        return ALLOW
    return deny(_("Only those who keep this record attach documents to it."))


def can_remove(register: Register, user: Any, record: Any, attachment: Attachment) -> Verdict:
    """Whoever may attach; what is gone already is not removed twice."""
    if attachment.removed_at is not None:
        return deny(_("This document was removed before."))
    return can_attach(register, user, record)


def can_change_many(register: Register, user: Any) -> bool:
    """Whether a list offers choices: people who write at all; each record still has its rule."""
    scope = scope_of(user)
    writes = scope.platform or scope.administered or scope.organisations_as(Role.EDITOR)
    return bool(writes) and bool(register.amend or register.moves)

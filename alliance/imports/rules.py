from typing import Any

from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.scope import scope_of
from alliance.imports.models import ImportSession
from alliance.lib.rules import ALLOW, Verdict, deny


def can_import(user: Any) -> Verdict:
    """Whether the user may send files at all. What rows may be written is each register's rule."""
    scope = scope_of(user)
    if scope.platform or scope.organisations_as(Role.EDITOR):
        return ALLOW
    return deny(_("Only editors of an organisation may import."))


def can_steer(user: Any, session: ImportSession) -> Verdict:
    """Whether the user may submit, apply or cancel: rows are written in the sender's name."""
    if session.created_by_id != scope_of(user).user_id:
        return deny(_("Only who sent the file may do that."))
    return can_import(user)

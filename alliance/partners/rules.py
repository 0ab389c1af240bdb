from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.partners.models import ApiKey, KeyScope


def can_issue(
    user: User, organisation: Organisation | None = None, scope: KeyScope = KeyScope.READ
) -> Verdict:
    """Nobody hands out more than they hold: writing keys need an editor, all keys a role.

    Without an organisation: whether there is any for which the user may issue such a key.
    """
    needed = Role.EDITOR if scope == KeyScope.WRITE else Role.VIEWER
    own = scope_of(user).organisations_as(needed)
    if organisation.pk in own if organisation else own:
        return ALLOW
    return deny(_("You may only issue keys for what you may do yourself."))


def can_revoke(user: User, key: ApiKey) -> Verdict:
    if key.created_by_id == user.pk or scope_of(user).acts_for(key.organisation_id, Role.MANAGER):
        return ALLOW
    return deny(_("Only its creator or a manager may revoke a key."))

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.events.record import record
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.partners.models import ApiKey, KeyScope
from alliance.web.records import locked


def can_issue(user: User, organisation: Organisation, scope: KeyScope) -> Verdict:
    """Nobody hands out more than they hold: writing keys need an editor, all keys a role."""
    needed = Role.EDITOR if scope == KeyScope.WRITE else Role.VIEWER
    if not scope_of(user).acts_for(organisation.pk, needed):
        return deny(_("You may only issue keys for what you may do yourself."))
    return ALLOW


@transaction.atomic
def issue_key(
    *,
    organisation: Organisation,
    label: str,
    scope: KeyScope,
    by: User,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its secret text, which is never to be had again."""
    can_issue(by, organisation, scope).require()
    text, prefix, digest = ApiKey.generate()
    key = ApiKey.objects.create(
        organisation=organisation,
        created_by=by,
        label=label,
        prefix=prefix,
        digest=digest,
        scope=scope,
        expires_at=expires_at,
    )
    record("key.issued", subject=key, by=by, organisation=organisation.pk, scope=scope)
    return key, text


@transaction.atomic
def revoke_key(*, key: ApiKey, by: User, now: datetime | None = None) -> ApiKey:
    key = locked(key)
    allowed = key.created_by_id == by.pk or scope_of(by).acts_for(key.organisation_id, Role.MANAGER)
    (ALLOW if allowed else deny(_("Only its creator or a manager may revoke a key."))).require()
    if key.revoked_at is None:
        key.revoked_at = now or timezone.now()
        key.store("revoked_at")
        record("key.revoked", subject=key, by=by)
    return key

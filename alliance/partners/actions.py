from datetime import datetime

from django.db import transaction
from django.utils import timezone

from alliance.accounts.models import Organisation, User
from alliance.events.record import record
from alliance.partners import rules
from alliance.partners.models import ApiKey, KeyScope
from alliance.web.records import locked


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
    rules.can_issue(by, organisation, scope).require()
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
    rules.can_revoke(by, key).require()
    if key.revoked_at is None:
        key.revoked_at = now or timezone.now()
        key.store("revoked_at")
        record("key.revoked", subject=key, by=by)
    return key

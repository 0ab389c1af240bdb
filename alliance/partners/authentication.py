"""`Authorization: Bearer <key>`: the request acts as the key's creator, for the key's organisation."""

import secrets

import pghistory
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from alliance.accounts.models import OrganisationRole, User
from alliance.partners.models import ApiKey, KeyScope, digest_of


class KeyAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """None without a bearer header; raises AuthenticationFailed for a key that does not work."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed(_("Send one key: Authorization: Bearer <key>."))
        sent = words[1].decode("ascii", errors="replace")
        key = self.find(sent)
        if key is None:
            raise AuthenticationFailed(_("This key is unknown, revoked or expired."))
        user = key.created_by
        # attributes that the scope provider reads: the key narrows, it never widens
        user.acting_key = key.prefix
        user.acting_organisation_id = key.organisation_id  # type: ignore[attr-defined]  # set for this request only
        user.acting_read_only = key.scope == KeyScope.READ  # type: ignore[attr-defined]  # set for this request only
        pghistory.context(user=user.pk, key=key.prefix)
        today = timezone.localdate()
        if key.last_used_on != today:  # once a day is enough to find forgotten keys
            ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
        return user, key

    def find(self, sent: str) -> ApiKey | None:
        prefix = "_".join(sent.split("_")[:2])
        key = (
            ApiKey.objects.usable()
            .select_related("created_by")
            .filter(prefix=prefix, created_by__is_active=True)
            .first()
        )
        if key is None or not secrets.compare_digest(key.digest, digest_of(sent)):
            return None
        alive = OrganisationRole.objects.filter(
            user_id=key.created_by_id, organisation_id=key.organisation_id, is_active=True
        ).exists()
        return key if alive else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'

"""Keys of partner systems, and the answers kept for their retries."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.accounts.enums import Role
from alliance.accounts.scope import scope_of
from alliance.web.records import Record, ScopedQuerySet


class KeyScope(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class ApiKeyQuerySet(ScopedQuerySet["ApiKey"]):
    def visible_to(self, user: Any) -> Self:
        """Managers see their organisation's keys (never the secret); others their own."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        return self.filter(
            Q(organisation_id__in=scope.organisations_as(Role.MANAGER))
            | Q(created_by_id=scope.user_id)
        )

    def usable(self, *, now: datetime | None = None) -> Self:
        return self.filter(revoked_at__isnull=True).filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now or timezone.now())
        )


@pghistory.track(exclude=["digest"])
class ApiKey(Record):
    """A key acts for one organisation and dies with its creator's role there.

    Only a SHA-256 digest is stored; the key has 256 random bits, so no slow hash is needed.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="api_keys"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys"
    )
    label = models.CharField(_("label"), max_length=100)
    prefix = models.CharField(_("prefix"), max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scope = models.CharField(_("scope"), max_length=8, choices=KeyScope)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=KeyScope.values), name="key_scope_known")
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"

    @staticmethod
    def generate() -> tuple[str, str, str]:
        """(key, prefix, digest); the key itself is shown once and never stored."""
        prefix = f"iea_{secrets.token_hex(4)}"
        key = f"{prefix}_{secrets.token_urlsafe(32)}"
        return key, prefix, digest_of(key)


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class IdempotencyRecord(models.Model):
    """The answer to one key, written in the transaction of the effect itself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation_id = models.BigIntegerField(default=0)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("idempotency record")
        verbose_name_plural = _("idempotency records")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation_id", "key"], name="idempotency_key_once"
            )
        ]

    def __str__(self) -> str:
        return self.key

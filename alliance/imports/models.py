"""What was sent in files: sessions, what became of each row, and what is remembered between them.

Rows that were refused are kept as they came, so that they can be corrected and sent again; they
may name persons. Nothing here has a row history, and everything is deleted after KEPT.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.accounts.enums import Role
from alliance.accounts.scope import scope_of
from alliance.imports.enums import IMPORT_FLOW, OPEN, Outcome, SessionState
from alliance.web.records import ScopedQuerySet

LEASE = timedelta(seconds=90)
"""A running session whose worker has not shown itself for so long is taken to be lost."""
MAX_ATTEMPTS = 3
KEPT = timedelta(days=30)
"""How long files and rows are kept after the end."""
LOST = "lost"


def stored_name(_session: Any, _filename: str) -> str:
    """Generated: what the sender called the file is never a path here."""
    return f"imports/{secrets.token_hex(16)}"


class ImportSessionQuerySet(ScopedQuerySet["ImportSession"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, in the organisations that one still acts for; managers see their people's."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        mine = Q(created_by_id=scope.user_id, organisation_id__in=scope.organisations)
        return self.filter(mine | Q(organisation_id__in=scope.organisations_as(Role.MANAGER)))

    def for_list(self) -> Self:
        return self.select_related("organisation", "created_by").order_by("-pk")

    def claim(self, pk: int, *, now: datetime) -> bool:
        """True for exactly one caller: the conditional UPDATE is the lock."""
        queued = self.filter(pk=pk, state=SessionState.QUEUED)
        claimed = queued.update(
            state=SessionState.RUNNING,
            claimed_at=now,
            beat_at=now,
            rows_done=0,
            attempts=models.F("attempts") + 1,
        )
        return claimed == 1

    def release_lost(self, *, now: datetime) -> int:
        """Queue sessions again whose worker was lost; returns how many.

        One that lost its worker MAX_ATTEMPTS times fails: it may be what kills them.
        """
        lost = self.filter(state=SessionState.RUNNING, beat_at__lt=now - LEASE)
        over = {"finished_at": now, "claimed_at": None}
        lost.filter(cancel_asked=True).update(state=SessionState.CANCELLED, **over)
        lost.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=SessionState.FAILED, fault=LOST, **over
        )
        return lost.update(state=SessionState.QUEUED, claimed_at=None)

    def old(self, *, now: datetime) -> Self:
        """Those whose files and rows are no longer needed."""
        return self.filter(created_at__lt=now - KEPT).exclude(state=SessionState.RUNNING)


class ImportSession(models.Model):
    """One file for one register. `claimed_at` is the fence of the worker that holds it."""

    kind = models.CharField(_("kind"), max_length=64)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=100, blank=True)
    name = models.CharField(_("name of the file"), max_length=200)
    source = models.CharField(
        _("source system"),
        max_length=64,
        blank=True,
        help_text=_("Whose numbers stand in the column external_id."),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("sent by"),
    )
    acting_key = models.CharField(_("API key"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    header = models.JSONField(_("columns"), default=list, blank=True)
    mapping = models.JSONField(_("meaning of the columns"), default=dict, blank=True)
    dry_run = models.BooleanField(_("trial run"), default=True)
    state = models.CharField(
        _("state"), max_length=12, choices=SessionState, default=SessionState.QUEUED
    )
    rows_total = models.PositiveIntegerField(pgettext_lazy("file", "rows"), null=True, blank=True)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    fault = models.CharField(_("kind of fault"), max_length=32, blank=True)
    error = models.TextField(_("error"), blank=True)
    cancel_asked = models.BooleanField(_("to be cancelled"), default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("sent"))
    claimed_at = models.DateTimeField(_("started"), null=True, blank=True)
    beat_at = models.DateTimeField(_("last sign of work"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ImportSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state"], condition=Q(state__in=OPEN), name="import_open"),
            models.Index(fields=["created_by", "-id"], name="import_of_sender"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SessionState.values), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.RUNNING) | Q(claimed_at__isnull=False),
                name="import_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN) | Q(finished_at__isnull=False),
                name="import_over_is_dated",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="import_flow", field="state", transitions=IMPORT_FLOW.pairs())
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def percent(self) -> int:
        """Whole percent of the rows that were looked at."""
        return min(100, 100 * self.rows_done // self.rows_total) if self.rows_total else 0

    @property
    def was_applied(self) -> bool:
        """Whether its rows are in the register."""
        return self.state == SessionState.DONE and not self.dry_run

    @property
    def may_apply(self) -> bool:
        """Whether the trial run found nothing that stands in the way."""
        return self.state == SessionState.DONE and self.dry_run and not self.refused


class OfSession(ScopedQuerySet["ImportRow"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(session__in=ImportSession.objects.visible_to(user))


class ImportRow(models.Model):
    """What became of one row. `raw` (column → text) is kept for refused rows alone."""

    session = models.ForeignKey(ImportSession, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(pgettext_lazy("row", "outcome"), max_length=12, choices=Outcome)
    object_id = models.CharField(_("record"), max_length=64, blank=True)
    errors = models.JSONField(_("errors"), default=list, blank=True)
    raw = models.JSONField(_("as sent"), null=True, blank=True)

    objects = OfSession.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="import_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.number}"


class ImportMapping(models.Model):
    """What an organisation said last about the columns of files with this header."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, null=True, related_name="+"
    )
    register = models.CharField(_("kind"), max_length=64)
    signature = models.CharField(_("signature of the header"), max_length=64)
    mapping = models.JSONField(_("meaning of the columns"))
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "register", "signature"],
                nulls_distinct=False,
                name="import_mapping_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.signature[:8]}"


class ExternalKey(models.Model):
    """Which record another system's number stands for, as an organisation uses it."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, null=True, related_name="+"
    )
    source = models.CharField(_("source system"), max_length=64, blank=True)
    register = models.CharField(_("kind"), max_length=64)
    external_id = models.CharField(_("number there"), max_length=200)
    object_id = models.CharField(_("record"), max_length=64)

    class Meta:
        verbose_name = _("external key")
        verbose_name_plural = _("external keys")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source", "register", "external_id"],
                nulls_distinct=False,
                name="external_key_once",
            )
        ]
        indexes = [models.Index(fields=["register", "object_id"], name="external_key_of_record")]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"

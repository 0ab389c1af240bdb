"""What was done, and what must still happen because of it."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(seconds=90)
"""How long a claimed row stays hidden; longer than a task's hard limit."""
MAX_ATTEMPTS = 8


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> "EventQuerySet":
        """The subject's own history, oldest first."""
        return self.filter(
            subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
        ).order_by("id")


class Event(models.Model):
    """One thing that somebody (or the clock: no actor) did. Rows are never changed or removed."""

    kind = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    via = models.CharField(
        max_length=32, blank=True, help_text=_("Prefix of the API key that was used, if any.")
    )
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["kind", "id"], name="event_by_kind"),
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_by_subject"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type}:{self.subject_id}"


class OwedQuerySet(models.QuerySet["Owed"]):
    def open(self) -> "OwedQuerySet":
        return self.filter(done__isnull=True, dead__isnull=True)

    def due(self) -> "OwedQuerySet":
        """Rows that a worker may claim now, by the database's clock."""
        return self.open().filter(available__lte=Now())


class Owed(models.Model):
    """One subscriber's share of an event. The row is the queue; a message is only a bell."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="owed")
    subscriber = models.CharField(max_length=200)
    available = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.DateTimeField(null=True)
    dead = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    objects = OwedQuerySet.as_manager()

    class Meta:
        verbose_name = _("owed work")
        verbose_name_plural = _("owed work")
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="owed_once"),
            models.CheckConstraint(
                condition=models.Q(done__isnull=True) | models.Q(dead__isnull=True),
                name="owed_done_or_dead",
            ),
        ]
        indexes = [
            models.Index(
                fields=["available", "id"],
                condition=models.Q(done__isnull=True, dead__isnull=True),
                name="owed_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} ← {self.event_id}"


class Heartbeat(models.Model):
    """When a process last proved that it consumes; the readiness page and the supervisor read it."""

    name = models.CharField(max_length=32, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        cls.objects.update_or_create(name=name, defaults={"beat_at": Now()})

from celery import shared_task
from django.utils import timezone

from alliance.consortia.actions import remind_agreement
from alliance.consortia.models import Agreement

REMINDERS = (30, 60)
"""Days before the last day in force; the nearest first, so that one run says one thing."""


@shared_task(name="alliance.consortia.tasks.remind")
def remind() -> None:
    """Announce agreements that end soon, one transaction each; a second run says nothing new."""
    today = timezone.localdate()
    for days in REMINDERS:
        for agreement in Agreement.objects.ending_soon(today, days).order_by("pk"):
            remind_agreement(agreement=agreement, days=days)

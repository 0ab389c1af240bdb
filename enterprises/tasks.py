from celery import shared_task
from django.utils import timezone

from enterprises.actions import expire_demand
from enterprises.models import Demand


@shared_task(name="enterprises.tasks.expire")
def expire() -> None:
    """Close every published demand whose closing date has passed, one transaction each."""
    for demand in Demand.objects.overdue(timezone.localdate()).order_by("pk"):
        expire_demand(demand=demand)

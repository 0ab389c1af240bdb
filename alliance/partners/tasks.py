from celery import shared_task

from alliance.partners import idempotency


@shared_task(name="alliance.partners.tasks.forget")
def forget() -> None:
    """Nightly: answers kept for retries are forgotten after their seven days."""
    idempotency.forget_old()

from celery import shared_task

from talent import leaf
from talent.actions import forget_some, reseal_some


@shared_task(name="talent.tasks.forget_identities")
def forget_identities() -> None:
    """Delete identities past their retention, then seal those of replaced keys anew.

    Each batch is a transaction of its own: what was done stays done when the time limit ends it.
    """
    while forget_some():
        pass
    last: int | None = 0
    while last is not None:
        last = reseal_some(after=last)


@shared_task(name="talent.tasks.fold_outcomes")
def fold_outcomes() -> None:
    """Keep the log of outcome figures short; whatever is written meanwhile waits for the next."""
    while leaf.fold():
        pass


@shared_task(name="talent.tasks.check_outcomes")
def check_outcomes() -> None:
    """Prove that the kept figures are those of the rows, and correct them where they are not."""
    leaf.check_drift()
    fold_outcomes()

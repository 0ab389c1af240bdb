from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from alliance.events.models import Owed
from alliance.events.record import record, ring
from alliance.lib.errors import Refused
from alliance.lib.rules import ALLOW, Verdict, deny


def can_retry(user: object, owed: Owed) -> Verdict:
    if getattr(user, "is_superuser", False):
        return ALLOW
    return deny(_("Only the platform's administrators may do that."))


@transaction.atomic
def retry_owed(*, owed: Owed, by: object) -> Owed:
    """Give dead work a new life: its attempts start again at nought and a worker is rung."""
    can_retry(by, owed).require()
    row = Owed.objects.select_for_update(of=("self",)).get(pk=owed.pk)
    if row.dead is None:
        raise Refused(_("Only work that was given up is tried again."))
    Owed.objects.filter(pk=row.pk).update(dead=None, attempts=0, available=Now())
    record("owed.retried", subject=row, by=by)  # type: ignore[arg-type]  # any signed-in user is a model
    transaction.on_commit(ring, robust=True)
    return row

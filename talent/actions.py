"""What is done with single graduates: hires confirmed, identities kept, revealed and erased."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.events.record import record
from alliance.lib.errors import InvalidInput, Refused
from alliance.web.records import locked
from talent import identity as sealing
from talent import rules
from talent.enums import OUTCOME_FLOW, ErasureReason, OutcomeState, RevealPurpose
from talent.identity import Identity
from talent.models import Consent, Graduate, GraduateIdentity, Outcome

LONGEST_RETENTION = timedelta(days=3_660)
"""Ten years: nobody is kept by name for longer without being asked again."""
AT_ONCE = 500
"""Identities that one run of the nightly clock works on between two looks at the time."""

ANSWERED = {"confirm": "outcome.confirmed", "disown": "outcome.disowned"}


# -- employers ------------------------------------------------------------------------------------


def confirm_hire(
    outcome: Outcome, *, by: User, version: int | None = None, now: datetime | None = None
) -> Outcome:
    """The enterprise says that it employs this graduate."""
    return _answer(outcome, "confirm", by=by, version=version, now=now)


def disown_hire(
    outcome: Outcome, *, by: User, version: int | None = None, now: datetime | None = None
) -> Outcome:
    """The enterprise says that it does not employ this graduate; the outcome names nobody then."""
    return _answer(outcome, "disown", by=by, version=version, now=now)


@transaction.atomic
def _answer(
    outcome: Outcome, move: str, *, by: User, version: int | None, now: datetime | None
) -> Outcome:
    outcome = locked(outcome, version=version)
    rules.can_answer_for_employer(by, outcome).require()
    outcome.state = OUTCOME_FLOW.target(outcome.state, move)
    employer = outcome.employer_id
    if outcome.state == OutcomeState.CONFIRMED:
        outcome.confirmed_on = timezone.localdate(now)
    else:
        outcome.employer, outcome.confirmed_on = None, None
    outcome.store("state", "employer", "confirmed_on")
    record(ANSWERED[move], subject=outcome, by=by, now=now, employer=employer)
    return outcome


# -- identities -----------------------------------------------------------------------------------


@transaction.atomic
def keep_identity(
    *,
    graduate: Graduate,
    by: User,
    identity: Identity,
    retention_until: date,
    now: datetime | None = None,
) -> GraduateIdentity:
    """Store who a graduate is, in place of what was stored. The event says only that it was done.

    Raises InvalidInput, NotAllowed, and Refused for a graduate who was erased.
    """
    graduate = locked(graduate)
    rules.can_keep_person(by, graduate).require()
    if graduate.erased_on is not None:
        raise Refused(_("This graduate was erased; nobody is known behind the number any more."))
    today = timezone.localdate(now)
    if not today <= retention_until <= today + LONGEST_RETENTION:
        raise InvalidInput.on("retention_until", _("A day from today on, within ten years."))
    sealed, key = sealing.seal(sealing.checked(identity), graduate=graduate.pk)
    kept, _created = GraduateIdentity.objects.update_or_create(
        graduate=graduate,
        defaults={"sealed": sealed, "sealed_with": key, "retention_until": retention_until},
    )
    record("graduate.identified", subject=graduate, by=by, now=now, until=str(retention_until))
    return kept


@transaction.atomic
def reveal_identity(
    *,
    graduate: Graduate,
    by: User,
    purpose: str,
    whole: bool = False,
    now: datetime | None = None,
) -> Identity:
    """Who a graduate is: masked, or whole, which is recorded with reader and purpose.

    Raises InvalidInput for an unknown purpose, NotAllowed, and Refused where nothing is kept.
    """
    if purpose not in RevealPurpose.values:
        raise InvalidInput.on("purpose", _("Say for which of the purposes."), code="required")
    today = timezone.localdate(now)
    rules.can_reveal(by, graduate, purpose, today).require()
    # Locked, so that an erasure that goes on at the same time comes before or after, not between.
    kept = (
        GraduateIdentity.objects.select_for_update(of=("self",))
        .filter(graduate=graduate, retention_until__gte=today)
        .first()
    )
    if kept is None:
        raise Refused(_("Nobody is known behind this number."))
    identity = sealing.unseal(kept.sealed, graduate=graduate.pk)
    if not whole:
        return identity.masked()
    record("graduate.revealed", subject=graduate, by=by, now=now, purpose=purpose)
    return identity


@transaction.atomic
def erase_graduate(
    *,
    graduate: Graduate,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Graduate:
    """Delete who a graduate is and what they agreed to; number and outcomes stay as statistics.

    It cannot be undone. Raises InvalidInput for an unknown reason, NotAllowed, and Refused the
    second time.
    """
    if reason not in ErasureReason.values:
        raise InvalidInput.on("reason", _("Say for which of the reasons."), code="required")
    graduate = locked(graduate, version=version)
    rules.can_keep_person(by, graduate).require()
    if graduate.erased_on is not None:
        raise Refused(_("This graduate was erased already."))
    identities, _rows = GraduateIdentity.objects.filter(graduate=graduate).delete()
    consents, _rows = Consent.objects.filter(graduate=graduate).delete()
    graduate.erased_on = timezone.localdate(now)
    graduate.store("erased_on")
    record(
        "graduate.erased",
        subject=graduate,
        by=by,
        now=now,
        reason=reason,
        identities=identities,
        consents=consents,
    )
    return graduate


# -- the clock ------------------------------------------------------------------------------------


@transaction.atomic
def forget_some(*, now: datetime | None = None, most: int = AT_ONCE) -> int:
    """Delete identities whose retention has ended, the oldest first; returns how many.

    Rows that somebody works on are left to the next run.
    """
    due = (
        GraduateIdentity.objects.select_for_update(of=("self",), skip_locked=True)
        .past_retention(timezone.localdate(now))
        .select_related("graduate")
        .order_by("retention_until", "pk")[:most]
    )
    graduates = [kept.graduate for kept in due]
    GraduateIdentity.objects.filter(pk__in=[graduate.pk for graduate in graduates]).delete()
    for graduate in graduates:
        record("graduate.forgotten", subject=graduate, by=None, now=now)
    return len(graduates)


@transaction.atomic
def reseal_some(*, after: int = 0, most: int = AT_ONCE) -> int | None:
    """Seal identities of replaced keys with the present one, those of a higher id than `after`.

    Returns the last id that was looked at, None where none is left. What no key opens stays as
    it is; once a whole run changes nothing else, replaced keys can be taken out of the settings.
    """
    rows = list(
        GraduateIdentity.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__gt=after)
        .exclude(sealed_with=sealing.current_key())
        .order_by("pk")[:most]
    )
    changed = []
    for kept in rows:
        try:
            identity = sealing.unseal(kept.sealed, graduate=kept.pk)
        except Refused:
            continue
        kept.sealed, kept.sealed_with = sealing.seal(identity, graduate=kept.pk)
        changed.append(kept)
    GraduateIdentity.objects.bulk_update(changed, ["sealed", "sealed_with"])
    return rows[-1].pk if rows else None

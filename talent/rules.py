"""Who may enter what is kept about people, and who may read who they are."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import Scope, scope_of
from alliance.consortia.models import Alliance, Membership
from alliance.consortia.rules import oversees
from alliance.lib.rules import ALLOW, Verdict, deny
from talent.enums import NEEDS_CONSENT, OutcomeState, RevealPurpose
from talent.models import Consent, Exchange, Graduate, Outcome


def may_keep(user: User, *organisations: int | None) -> bool:
    """Editors of one of them, the secretariat of an alliance that one is active in, the platform."""
    scope = scope_of(user)
    named = [pk for pk in organisations if pk is not None]
    return (
        scope.platform
        or any(scope.acts_for(pk) for pk in named)
        or any(oversees(user, pk) for pk in named)
    )


def may_begin(user: User) -> Verdict:
    """Whoever writes for any organisation; which records those are is asked for each."""
    scope = scope_of(user)
    if scope.platform or any(scope.acts_for(pk) for pk in scope.roles):
        return ALLOW
    return deny(_("Only editors of an organisation enter records."))


def can_keep_school(user: User, school_id: int) -> Verdict:
    if may_keep(user, school_id):
        return ALLOW
    return deny(_("Only editors of the school or of its secretariat may do that."))


def can_keep_cohort(user: User, row: Any) -> Verdict:
    return can_keep_school(user, row.program.school_id)


def can_keep_graduate(user: User, row: Any) -> Verdict:
    return can_keep_school(user, row.cohort.program.school_id)


def can_keep_outcome(user: User, row: Any) -> Verdict:
    return can_keep_school(user, row.graduate.cohort.program.school_id)


def can_keep_exchange(user: User, row: Any) -> Verdict:
    if may_keep(user, row.school_id, row.enterprise_id):
        return ALLOW
    return deny(_("Only editors of its two sides or of their secretariats may do that."))


def can_keep_training(user: User, row: Any) -> Verdict:
    if may_keep(user, row.organiser_id):
        return ALLOW
    return deny(_("Only editors of the organiser or of its secretariat may do that."))


def can_keep_certification(user: User, row: Any) -> Verdict:
    if may_keep(user, row.organiser_id, row.enterprise_id):
        return ALLOW
    return deny(_("Only editors of the organisations named or of their secretariats may do that."))


def belong_to(alliance_id: int, *organisations: int | None) -> bool:
    """Whether one of these organisations is an active member of the alliance, or runs it."""
    named = [pk for pk in organisations if pk is not None]
    members = Membership.objects.active().filter(alliance_id=alliance_id)
    runs = Alliance.objects.filter(pk=alliance_id, secretariat_id__in=named)
    return members.filter(organisation_id__in=named).exists() or runs.exists()


def overseen(user: User) -> frozenset[int]:
    """Members of the alliances whose secretariat the user writes for, read once per scope.

    For rules that are asked for each row of a list; what is written asks `oversees` anew.
    """
    scope = scope_of(user)
    if not scope.administered:
        return frozenset()
    kept: tuple[Scope, frozenset[int]] | None = getattr(user, "_overseen", None)
    if kept is None or kept[0] is not scope:
        members = Membership.objects.active().filter(alliance_id__in=scope.administered)
        kept = (scope, frozenset(members.values_list("organisation_id", flat=True)))
        user._overseen = kept  # type: ignore[attr-defined]  # kept beside the scope that it belongs to
    return kept[1]


# -- single persons -------------------------------------------------------------------------------


def can_read_person(user: User, exchange: Exchange) -> Verdict:
    """Both sides know who it is, and the secretariats that keep the record; others count."""
    scope = scope_of(user)
    sides = {exchange.school_id, exchange.enterprise_id}
    if scope.platform or sides & scope.organisations or sides & overseen(user):
        return ALLOW
    return deny(_("Only both sides and their secretariats read the person's name."))


def can_read_pay(user: User, outcome: Outcome) -> Verdict:
    """The school, the platform, and the employer once it has confirmed that it is the one."""
    scope = scope_of(user)
    if scope.platform or outcome.graduate.cohort.program.school_id in scope.organisations:
        return ALLOW
    confirmed = outcome.state == OutcomeState.CONFIRMED
    if confirmed and outcome.employer_id in scope.organisations:
        return ALLOW
    return deny(_("Only the school and the confirmed employer read what one person earns."))


def can_keep_person(user: User, graduate: Graduate) -> Verdict:
    """Identity, consent and erasure are the school's own affair: no secretariat, no platform."""
    if scope_of(user).acts_for(graduate.cohort.program.school_id):
        return ALLOW
    return deny(_("Only editors of the graduate's school may do that."))


def can_keep_consent(user: User, row: Any) -> Verdict:
    return can_keep_person(user, row.graduate)


def can_answer_for_employer(user: User, outcome: Outcome) -> Verdict:
    """The enterprise that an outcome names says whether it is the employer."""
    employer = outcome.employer_id
    if employer is None:
        return deny(_("No employer is named."))
    if not scope_of(user).acts_for(employer):
        return deny(_("Only editors of the employer may do that."))
    return ALLOW


def can_reveal(user: User, graduate: Graduate, purpose: str, on: date | None = None) -> Verdict:
    """The school's editors; the present confirmed employer's, to get in touch, with consent."""
    day = on or timezone.localdate()
    scope = scope_of(user)
    if not scope.acts_for(graduate.cohort.program.school_id):
        if not any(scope.acts_for(pk) for pk in confirmed_employers(graduate, day)):
            return deny(_("Only the school and the confirmed employer may know who this is."))
        if purpose != RevealPurpose.EMPLOYER_CONTACT:
            return deny(_("An employer may know who this is only to get in touch."))
    needed = NEEDS_CONSENT.get(RevealPurpose(purpose))
    if needed is None:
        return ALLOW
    if Consent.objects.in_force(day).filter(graduate=graduate, purpose=needed).exists():
        return ALLOW
    return deny(_("The graduate has not agreed to that."))


def purposes_for(user: User, graduate: Graduate, on: date | None = None) -> list[RevealPurpose]:
    """For what this user may read who the graduate is; empty for everybody else."""
    return [purpose for purpose in RevealPurpose if can_reveal(user, graduate, purpose, on)]


def confirmed_employers(graduate: Graduate, on: date) -> set[int]:
    """The employer of the last outcome measured, where it confirmed; else nobody."""
    last = Outcome.objects.filter(graduate=graduate).measured_by(on).first()
    if last is None or last.employer_id is None or last.state != OutcomeState.CONFIRMED:
        return set()
    return {last.employer_id}

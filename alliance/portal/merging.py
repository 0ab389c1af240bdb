"""Two records of one organisation become one; what every room keeps about it moves along."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.merging import Merger, Rule, Verdict, sides
from alliance.accounts.models import NotDuplicate, Organisation, OrganisationAlias, User
from alliance.accounts.scope import RANK, scope_of
from alliance.consortia.enums import MembershipState
from alliance.consortia.models import Alliance, Membership
from alliance.events.record import record
from alliance.lib.errors import FieldError, InvalidInput, Refused
from alliance.lib.rules import ALLOW, deny
from alliance.lib.rules import Verdict as Allowed
from alliance.registers.register import registers
from alliance.web.records import locked
from enterprises.models import Enterprise

NOT_CHOSEN: Final = frozenset({"id", "kind", "verified_at", "verified_by"})
"""Kinds must agree; a verification belongs to the code that was verified and follows it."""


# -- who may ------------------------------------------------------------------------------------


def can_compare(user: Any) -> Allowed:
    """Who looks through likely duplicates."""
    scope = scope_of(user)
    if scope.platform or scope.administered:
        return ALLOW
    return deny(_("Only secretariats and the platform look for duplicates."))


def can_merge(user: Any, keep: Organisation, other: Organisation) -> Allowed:
    """The platform, or a secretariat that answers for both in everything they belong to.

    A merge hands the rights of one record's people to the other's. So nobody merges what they
    act for themselves, an organisation that runs an alliance, or one that another alliance knows.
    """
    scope = scope_of(user)
    if scope.platform:
        return ALLOW
    both = {keep.pk, other.pk}
    open_ones = Membership.objects.filter(organisation_id__in=both).exclude(
        state=MembershipState.LEFT
    )
    mine = open_ones.filter(alliance_id__in=scope.administered, state=MembershipState.ACTIVE)
    if set(mine.values_list("organisation_id", flat=True)) != both:
        return deny(_("Only the platform, or a secretariat that oversees both, merges them."))
    if open_ones.exclude(alliance_id__in=scope.administered).exists():
        return deny(_("One of them belongs to another alliance too; the platform merges them."))
    if Alliance.objects.filter(secretariat_id__in=both).exists():
        return deny(_("One of them runs an alliance; the platform merges them."))
    if not scope.organisations.isdisjoint(both):
        return deny(_("You act for one of them; the platform merges them."))
    return ALLOW


def can_tell_apart(user: Any, first: Organisation, second: Organisation) -> Allowed:
    allowed = can_compare(user)
    if not allowed or scope_of(user).platform:
        return allowed
    known = overseen(user)
    if known is not None and known.isdisjoint({first.pk, second.pk}):
        return deny(_("Neither of them belongs to your alliance."))
    return ALLOW


def overseen(user: Any) -> frozenset[int] | None:
    """Organisations that the user's secretariats look after; None for the platform: all."""
    scope = scope_of(user)
    if scope.platform:
        return None
    members = Membership.objects.active().filter(alliance_id__in=scope.administered)
    return frozenset(members.values_list("organisation_id", flat=True))


# -- what becomes of rows that would stand twice ------------------------------------------------


def one_role(kept: Any, gone: Any) -> Verdict:
    """Somebody who acts for both keeps the higher of the roles that have not ended."""
    ours = (kept.is_active, RANK[Role(kept.role)])
    theirs = (gone.is_active, RANK[Role(gone.role)])
    return "gone" if theirs > ours else "kept"


def one_membership(kept: Any, gone: Any) -> Verdict:
    """Of two memberships in one alliance the earlier one stays; an application gives way."""
    if kept.state == gone.state:
        late = timezone.localdate()
        return "gone" if (gone.joined_on or late) < (kept.joined_on or late) else "kept"
    if gone.state == MembershipState.APPLIED:
        return "kept"
    if kept.state == MembershipState.APPLIED:
        return "gone"
    return None


def one_invitation(kept: Any, gone: Any) -> Verdict:
    """Nobody is invited twice; the one that ends first is taken back and stays on record."""
    spare = locked(gone if gone.expires_at < kept.expires_at else kept)
    spare.revoked_at = timezone.now()
    spare.store("revoked_at")
    return "settled"


def either(_kept: Any, _gone: Any) -> Verdict:
    """Notes and conveniences of which one is enough: the kept record's stays."""
    return "kept"


def names_of(model: type[Model]) -> tuple[str, ...]:
    """Registers that keep this model's rows."""
    return tuple(name for name, held in registers().items() if held.model is model)


RULES: Final[Mapping[str, Rule]] = {
    "accounts.organisationrole": one_role,
    "accounts.invitation": one_invitation,
    "accounts.notduplicate": either,
    "consortia.membership": one_membership,
    "imports.externalkey": either,
    "imports.importmapping": either,
    "registers.tag": either,
    "registers.tagging": either,
}
"""Model → who stays. A model without a rule: equal rows become one, different ones are refused."""


# -- the choice between values ------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One line of the comparison: a field of the organisation or of its side in another room."""

    name: str
    label: str
    keep: Any
    other: Any

    @property
    def differs(self) -> bool:
        return bool(self.keep != self.other)


def compare(keep: Organisation, other: Organisation) -> list[Row]:
    """Every field that both records have, side by side."""
    found = list(_rows("", keep, other))
    for side in sides(Organisation):
        ours, theirs = side.rows(keep).first(), side.rows(other).first()
        if ours is not None and theirs is not None:
            found += _rows(f"{side.model._meta.model_name}.", ours, theirs)
    return found


def _rows(prefix: str, ours: Any, theirs: Any) -> list[Row]:
    return [
        Row(prefix + f.name, capfirst(str(f.verbose_name)), _told(ours, f), _told(theirs, f))
        for f in type(ours)._meta.concrete_fields
        if f.editable and not f.primary_key and f.name not in NOT_CHOSEN
    ]


def _told(row: Any, item: Any) -> Any:
    if item.flatchoices:
        return getattr(row, f"get_{item.name}_display")()
    return getattr(row, item.name)


# -- the merge ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """How many rows of one kind, through one relation, moved or turned out to be one."""

    title: str
    relation: str
    moved: int
    joined: int


@dataclass(frozen=True)
class Plan:
    """What a merge does, or did."""

    moved: tuple[Moved, ...]
    conflicts: tuple[str, ...]


class _Undone(Exception):
    """Ends a rehearsal: everything in its transaction is taken back."""


def rehearse(*, keep: Organisation, other: Organisation) -> Plan:
    """Merge and take it back, so that the page shows exactly what the merge would do."""
    merger = Merger(RULES, names_of)
    try:
        with transaction.atomic():
            keep, other = _lock(keep, other)
            _forget_difference(keep, other)
            merger.absorb(keep, other)
            raise _Undone
    except _Undone:
        return _plan(merger)


@transaction.atomic
def merge_organisations(
    *,
    keep: Organisation,
    other: Organisation,
    by: User,
    reason: str,
    chosen: Mapping[str, str] | None = None,
    version: int | None = None,
    other_version: int | None = None,
) -> Organisation:
    """Move all that hangs on `other` to `keep` and remove `other`. There is no way back.

    `chosen` maps a field of `compare` to "keep" or "other"; what it leaves out is kept. The name
    and code that were not chosen stay as an alias. Raises InvalidInput without a reason or with a
    faulty choice, Refused where rows exclude each other, Stale for an old page.
    """
    keep, other = _lock(keep, other, version=version, other_version=other_version)
    can_merge(by, keep, other).require()
    if not reason.strip():
        raise InvalidInput.on("reason", _("Say why they are the same."), code="required")
    if keep.kind != other.kind:
        raise Refused(_("They are of different kinds; correct the kind of one of them first."))
    taken = _taken(keep, other, chosen or {})
    theirs = {"": other} | {
        f"{side.model._meta.model_name}.": row
        for side in sides(Organisation)
        if (row := side.rows(other).first()) is not None and side.rows(keep).exists()
    }
    verified = _verification(other if "uscc" in taken else keep)
    former = OrganisationAlias(
        organisation=keep,
        name=keep.name if "name" in taken else other.name,
        name_en=keep.name_en if "name_en" in taken else other.name_en,
        uscc=keep.uscc if "uscc" in taken else other.uscc,
        former_id=other.pk,
    )
    _forget_difference(keep, other)
    merger = Merger(RULES, names_of)
    merger.absorb(keep, other)
    merger.require()
    for prefix, row in theirs.items():
        names = [n.removeprefix(prefix) for n in taken if n.rpartition(".")[0] == prefix[:-1]]
        if names:
            _take(keep if not prefix else type(row)._base_manager.get(pk=keep.pk), row, names)
    _verify(keep, verified)
    former.save(force_insert=True)
    plan = _plan(merger)
    record(
        "organisation.merged",
        subject=keep,
        by=by,
        other=former.former_id,
        reason=reason.strip(),
        taken=sorted(taken),
        moved=dict(sorted(merger.moved.items())),
        joined=dict(sorted(merger.joined.items())),
        rows=sum(m.moved for m in plan.moved),
    )
    return Organisation.objects.get(pk=keep.pk)


@transaction.atomic
def tell_apart(*, first: Organisation, second: Organisation, by: User) -> NotDuplicate:
    """Remember that the two are not the same; they are no longer proposed."""
    can_tell_apart(by, first, second).require()
    if first.pk == second.pk:
        raise InvalidInput.on("second", _("This is one and the same record."))
    pair = Q(first=first, second=second) | Q(first=second, second=first)
    known = NotDuplicate.objects.filter(pair).first()
    if known is not None:
        return known
    made = NotDuplicate.objects.create(first=first, second=second, said_by=by)
    record("organisation.told_apart", subject=first, by=by, other=second.pk)
    return made


def _lock(
    keep: Organisation,
    other: Organisation,
    *,
    version: int | None = None,
    other_version: int | None = None,
) -> tuple[Organisation, Organisation]:
    """Both rows, in the order of their keys, so that two merges never wait for each other."""
    if keep.pk == other.pk:
        raise InvalidInput.on("other", _("This is one and the same record."))
    versions = {keep.pk: version, other.pk: other_version}
    rows = {
        row.pk: locked(row, version=versions[row.pk])
        for row in sorted((keep, other), key=lambda row: row.pk)
    }
    return rows[keep.pk], rows[other.pk]


def _forget_difference(keep: Organisation, other: Organisation) -> None:
    """Whoever merges them knows better than whoever told them apart."""
    pair = Q(first=keep, second=other) | Q(first=other, second=keep)
    NotDuplicate.objects.filter(pair).delete()


def _taken(keep: Organisation, other: Organisation, chosen: Mapping[str, str]) -> list[str]:
    """Fields whose value comes from the other record. Raises InvalidInput for a strange choice."""
    rows = {row.name: row for row in compare(keep, other)}
    faults = [
        FieldError(name, "unknown", _("There is no such choice."))
        for name, side in chosen.items()
        if name not in rows or side not in {"keep", "other"}
    ]
    if faults:
        raise InvalidInput(" ".join(f.detail for f in faults), errors=faults)
    return [n for n, row in rows.items() if chosen.get(n) == "other" and row.differs]


def _take(row: Any, theirs: Any, names: list[str]) -> None:
    """Write the other record's values; only now, because its own row held them until it went."""
    row = locked(row)
    for name in names:
        setattr(row, name, getattr(theirs, name))
    try:
        row.full_clean()
    except ValidationError as fault:
        raise InvalidInput(" ".join(fault.messages)) from fault
    row.store(*names)


def _verification(row: Organisation) -> tuple[Any, Any] | None:
    """When and by whom the code of this record was verified; None where it is no enterprise."""
    side = Enterprise.objects.filter(pk=row.pk).first()
    return (side.verified_at, side.verified_by_id) if side is not None else None


def _verify(keep: Organisation, verified: tuple[Any, Any] | None) -> None:
    side = Enterprise.objects.filter(pk=keep.pk).first()
    if side is None:
        return
    at, by = verified or (None, None)
    if (side.verified_at, side.verified_by_id) != (at, by):
        side = locked(side)
        side.verified_at, side.verified_by_id = at, by
        side.store("verified_at", "verified_by")


def _plan(merger: Merger) -> Plan:
    labels = dict.fromkeys([*merger.moved, *merger.joined])
    moved = [
        Moved(
            title=_title(label),
            relation=label,
            moved=merger.moved[label],
            joined=merger.joined[label],
        )
        for label in labels
    ]
    return Plan(
        moved=tuple(sorted(moved, key=lambda m: (m.title, m.relation))),
        conflicts=tuple(str(c) for c in merger.conflicts),
    )


def _title(label: str) -> str:
    """What the rows of a relation are called, with the part that they give the organisation."""
    model = apps.get_model(label.rpartition(".")[0])
    item: Any = model._meta.get_field(label.rpartition(".")[2])
    return f"{capfirst(str(model._meta.verbose_name_plural))} ({item.verbose_name})"

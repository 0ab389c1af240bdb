"""Roles of people in organisations: given, changed and ended, never beyond what the giver holds."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.accounts import rules
from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, OrganisationRole, User
from alliance.accounts.scope import scope_of
from alliance.events.record import record
from alliance.lib.errors import InvalidInput, NotAllowed, Refused
from alliance.web.records import locked


def lock_people(organisation_id: int) -> Organisation:
    """Changes to the people of one organisation happen one after the other."""
    return Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation_id)


def role_named(name: str) -> Role:
    if name not in Role.values:
        raise InvalidInput.on("role", _("There is no such role."))
    return Role(name)


@transaction.atomic
def grant_role(*, organisation: Organisation, user: User, role: str, by: User) -> OrganisationRole:
    """Let a person act for the organisation; a role that had ended begins again."""
    wanted = role_named(role)
    lock_people(organisation.pk)
    rules.can_grant(by, organisation.pk, wanted).require()
    if user.pk == by.pk and not scope_of(by).platform:
        raise NotAllowed(_("Nobody gives a role to themselves."))
    return give(organisation=organisation, user=user, role=wanted, by=by)


def give(
    *, organisation: Organisation, user: User, role: Role, by: User, **payload: Any
) -> OrganisationRole:
    """Store a role that a rule has let through; the caller holds `lock_people`."""
    held = OrganisationRole.objects.filter(organisation=organisation, user=user).first()
    if held is not None and held.is_active:
        raise Refused(_("This person acts for the organisation already."))
    if held is None:
        held = OrganisationRole.objects.create(organisation=organisation, user=user, role=role)
    else:
        held = locked(held)
        held.role, held.is_active = role, True
        held.store("role", "is_active")
    _told("role.granted", held, by, **payload)
    return held


@transaction.atomic
def change_role(
    *, held: OrganisationRole, role: str, by: User, version: int | None = None
) -> OrganisationRole:
    """Another role for somebody who acts for the organisation; its last manager stays one."""
    wanted = role_named(role)
    lock_people(held.organisation_id)
    held = locked(held, version=version)
    rules.can_keep_role(by, held).require()
    rules.can_grant(by, held.organisation_id, wanted).require()
    if not held.is_active:
        raise Refused(_("This role has ended."))
    if held.role == wanted:
        return held
    _keep_a_manager(held, by)
    held.role = wanted
    held.store("role")
    _told("role.changed", held, by)
    return held


@transaction.atomic
def end_role(*, held: OrganisationRole, by: User, version: int | None = None) -> OrganisationRole:
    """The person no longer acts for the organisation; keys and invitations of theirs die with it."""
    lock_people(held.organisation_id)
    held = locked(held, version=version)
    rules.can_end(by, held).require()
    if not held.is_active:
        return held
    _keep_a_manager(held, by)
    held.is_active = False
    held.store("is_active")
    _told("role.ended", held, by)
    return held


def _keep_a_manager(held: OrganisationRole, by: User) -> None:
    """Raises Refused where the organisation would be left with nobody to decide for it.

    The platform may: it gives the organisation its next manager.
    """
    if held.role != Role.MANAGER or scope_of(by).platform:
        return
    others = OrganisationRole.objects.filter(
        organisation_id=held.organisation_id,
        role=Role.MANAGER,
        is_active=True,
        user__is_active=True,
    ).exclude(pk=held.pk)
    if not others.exists():
        raise Refused(_("The last manager stays until there is another one."))


def _told(kind: str, held: OrganisationRole, by: User, **payload: Any) -> None:
    record(
        kind,
        subject=held,
        by=by,
        organisation=held.organisation_id,
        role=held.role,
        active=held.is_active,
        **payload,
    )

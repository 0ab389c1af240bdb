"""What a principal reaches: organisations, alliances and regions, read once per request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from alliance.accounts.enums import Role

RANK = {Role.VIEWER: 0, Role.EDITOR: 1, Role.MANAGER: 2}


@dataclass(frozen=True)
class Scope:
    """Frozen reach of one principal. The anonymous one has nothing.

    `roles` maps organisation id → role. `secretariats` maps alliance id → role for the
    alliances whose secretariat the principal belongs to (branches of such an alliance
    included). `alliances` are those where one of its organisations is an active member, with
    the secretariats. `regions` are prefixes of region codes that a public body reads,
    `regions_kept` those for which its editors may also ask.
    """

    user_id: int | None = None
    platform: bool = False
    roles: Mapping[int, Role] = field(default_factory=lambda: MappingProxyType({}))
    secretariats: Mapping[int, Role] = field(default_factory=lambda: MappingProxyType({}))
    alliances: frozenset[int] = frozenset()
    regions: frozenset[str] = frozenset()
    regions_kept: frozenset[str] = frozenset()

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def administered(self) -> frozenset[int]:
        """Alliances for whose secretariat the principal may write."""
        return frozenset(a for a in self.secretariats if self.administers(a))

    @property
    def organisations(self) -> frozenset[int]:
        return frozenset(self.roles)

    def organisations_as(self, role: Role) -> frozenset[int]:
        """Organisations in which the principal holds at least this role."""
        return frozenset(o for o, r in self.roles.items() if RANK[r] >= RANK[role])

    def acts_for(self, organisation_id: int, role: Role = Role.EDITOR) -> bool:
        held = self.roles.get(organisation_id)
        return held is not None and RANK[held] >= RANK[role]

    def administers(self, alliance_id: int | None, role: Role = Role.EDITOR) -> bool:
        held = self.secretariats.get(alliance_id) if alliance_id is not None else None
        return held is not None and RANK[held] >= RANK[role]


NOBODY = Scope()


def scope_of(user: Any) -> Scope:
    """The user's scope, kept on the user object; a request loads its user anew, so does this."""
    if user is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    kept: Scope | None = getattr(user, "_scope", None)
    if kept is None:
        kept = import_string(settings.SCOPE_PROVIDER)(user)
        user._scope = kept
    return kept


def forget_scope(user: Any) -> None:
    """For a process that outlives a request (a command, a test): read the scope again."""
    if hasattr(user, "_scope"):
        del user._scope

"""What every page's frame needs: the way through the portal for the person who looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.portal import waiting


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main navigation; `count` is what waits behind it, 0 shows nothing."""

    url: str
    label: str | Promise
    current: bool
    count: int = 0


# (address name, label); the first list is everybody's, the second is for those who have signed in.
PUBLIC: tuple[tuple[str, str | Promise], ...] = (
    ("portal:home", _("Overview")),
    ("collaboration:demand_list", _("Demands")),
    ("collaboration:result_list", _("Results")),
    ("alignment:rates", _("Alignment")),
    ("portal:methods", _("Methods")),
    ("portal:about_data", _("About the data")),
)
SIGNED_IN: tuple[tuple[str, str | Promise], ...] = (
    ("portal:workspace", _("Workspace")),
    ("collaboration:demand_list", _("Demands")),
    ("collaboration:match_list", _("Matches")),
    ("collaboration:project_list", _("Projects")),
    ("collaboration:result_list", _("Results")),
    ("alignment:rates", _("Alignment")),
    ("registers:index", _("Registers")),
)
# Lists that say nothing to who neither takes part in the loop nor looks after it.
FOR_PARTIES = frozenset({"collaboration:match_list"})


def _is_current(path: str, url: str) -> bool:
    """The home page is current only on itself, others also on the pages below them."""
    return path == url or (url != "/" and path.startswith(url))


def _is_party(user: User) -> bool:
    """Whether matches concern this person: members and secretariats, not bureaus that only read."""
    scope = scope_of(user)
    return scope.platform or bool(scope.secretariats) or bool(scope.alliances)


def _entries(request: HttpRequest) -> list[Entry]:
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) and user.is_authenticated else None
    counts = waiting.counts(person) if person else {}
    skipped = frozenset() if person is None or _is_party(person) else FOR_PARTIES
    entries = []
    for name, label in SIGNED_IN if person else PUBLIC:
        if name in skipped:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # a deployment may leave a room's pages out
            continue
        current = _is_current(request.path, url)
        entries.append(Entry(url=url, label=label, current=current, count=counts.get(name, 0)))
    return entries


def portal(request: HttpRequest) -> dict[str, object]:
    """Context processor. Lazy, because answers without a frame (fragments, redirects) need none of it."""
    return {"nav": SimpleLazyObject(lambda: _entries(request))}

"""Saved lists: what somebody asked a list for, under a name."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from alliance.accounts.models import Organisation, User
from alliance.lib.errors import InvalidInput, Refused
from alliance.registers.actions import faults_of, raise_on, save
from alliance.registers.lists import columns, filter_names
from alliance.registers.models import LONGEST_QUERY, SavedView
from alliance.registers.register import Register
from alliance.registers.rules import can_save_view

MOST_VIEWS = 50
"""Saved lists of one person in one register."""


def cleaned_query(register: Register, text: str) -> str:
    """The query's filters and order that the register knows; anything else is dropped.

    Raises InvalidInput for one that is too long to keep.
    """
    given = QueryDict(text[: 4 * LONGEST_QUERY])
    kept = QueryDict(mutable=True)
    for name in (*filter_names(register), "tag", "sort"):
        values = [value for value in given.getlist(name) if value]
        if values:
            kept.setlist(name, values)
    query = kept.urlencode()
    if len(query) > LONGEST_QUERY:
        raise InvalidInput.on("query", _("This list asks for too much to be saved."))
    return query


@transaction.atomic
def save_view(
    register: Register,
    *,
    by: User,
    name: str,
    query: str,
    wanted: Sequence[str] = (),
    shared_with: Organisation | None = None,
    is_default: bool = False,
) -> SavedView:
    """Keep a list under a name. One of a person's lists opens first."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    mine = SavedView.objects.filter(owner=by, register=register.name)
    if mine.count() >= MOST_VIEWS:
        raise Refused(_("You keep at most %(most)s saved lists here.") % {"most": MOST_VIEWS})
    view = SavedView(
        owner=by,
        register=register.name,
        name=" ".join(name.split()),
        query=cleaned_query(register, query),
        columns=list(columns(register, wanted)) if wanted else [],
        shared_with=shared_with,
        is_default=is_default,
    )
    return store(view, by)


@transaction.atomic
def change_view(
    *,
    view: SavedView,
    by: User,
    name: str,
    shared_with: Organisation | None = None,
    is_default: bool = False,
) -> SavedView:
    """Another name, other readers, or first in the row."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    row = SavedView.objects.get(pk=view.pk)
    can_save_view(by, row).require()
    row.name, row.shared_with, row.is_default = " ".join(name.split()), shared_with, is_default
    return store(row, by)


def store(view: SavedView, by: User) -> SavedView:
    can_save_view(by, view).require()
    if view.is_default:
        others = SavedView.objects.filter(owner=by, register=view.register, is_default=True)
        others.exclude(pk=view.pk).update(is_default=False)
    try:
        view.full_clean(exclude=["shared_with"])
    except ValidationError as error:
        raise_on(faults_of(error))
    save(view, *(() if view.pk is None else FIELDS), force_insert=view.pk is None)
    return view


FIELDS = ("name", "shared_with", "is_default")


@transaction.atomic
def delete_view(*, view: SavedView, by: User) -> None:
    """Only its owner, even one who may no longer share it."""
    can_save_view(by, SavedView(owner_id=view.owner_id)).require()
    view.delete()

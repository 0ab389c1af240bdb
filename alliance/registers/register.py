"""A register: one kind of record, declared once for every door.

A room declares what a record is made of, who may enter and amend it, and which moves it has. The
pages, the API, the administration, imports and exports are derived from that, so that none of
them can do what another refuses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from alliance.lib.flow import Flow
from alliance.lib.rules import ALLOW, Verdict, deny

Text = str | Promise
Rule = Callable[[Any, Any], Verdict]

GROUPS: Mapping[str, Text] = {
    "organisations": _("Organisations"),
    "governance": _("Governance"),
    "programs": _("Programs"),
    "people": _("People"),
    "work": _("Places and work"),
    "results": _("Results"),
    "figures": _("Figures"),
}
"""Headings under which the register of registers lists them."""


def nobody(_user: Any, _row: Any = None) -> Verdict:
    """The rule of what is not done by hand here."""
    return deny(_("Records of this kind are not written here."))


def everybody(_user: Any, _row: Any = None) -> Verdict:
    return ALLOW


def nothing(_row: Any) -> None:
    """No check beyond the fields' own."""


def chosen(row: Any, name: str) -> list[Any]:
    """The rows of a many-to-many field as they are about to be stored; for rules and checks."""
    waiting: Mapping[str, list[Any]] = getattr(row, "chosen", {})
    if name in waiting:
        return list(waiting[name])
    return list(getattr(row, name).all()) if row.pk else []


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move of the register's flow: a button, an address, a bulk action.

    `act(record, by=…, version=…, **values)` returns the record; `fields` are what it asks for,
    by the name of its argument. `tone`: plain, primary or danger.
    """

    label: Text
    act: Callable[..., Any]
    rule: Rule
    fields: Mapping[str, forms.Field] = field(default_factory=dict)
    tone: str = "plain"


@dataclass(frozen=True, kw_only=True, eq=False)
class Register:
    """The declaration. Field names are those of the model, everywhere and in every file.

    name        plural with hyphens: API resource, KIND of files, part of addresses ("seats")
    basename    singular: names of API addresses; events are `<basename>.entered` and
                `<basename>.edited`, with underscores for hyphens
    model       a Record whose manager offers `visible_to`
    group       a key of GROUPS
    enter       fields set on creation, in the order of the form
    amend       those of them that may change afterwards
    shown       further fields that are only read (state, what an action fills)
    listed      columns of the list unless its reader chooses others
    search      look-ups that the quick search reads; never a guarded field
    filters     fields that narrow lists: choices, flags, relations (by id), code lists (by code or
                its beginning), dates and numbers (name_from, name_to)
    may_enter   whether this user may create this row (unsaved)
    may_amend   whether this user may change this row
    may_begin   whether this user may create any such row at all; shows the button
    check       raises InvalidInput for what no single field and no constraint can say
    derive      fills fields from others before a save; returns the names that it filled
    entering    replaces creation: `entering(by=…, values=…, now=…)` returns the record
    amending    replaces editing: `amending(record=…, by=…, values=…, version=…, now=…)`
    flow, moves the record's states and what people do with them
    spans       name → (first day, day after the last): a filter by a date on which the row held
    guarded     field → rule that says who reads it; others see it empty, in every door
    keys        look-ups that name a row in a file or form, the best first ("uscc", "name")
    region      look-up path to the code of the region it counts for; "" for none
    dated       name of the date on which it counts; "" for none
    files       whether documents can be attached
    page        address of a record's own page, where another room has one
    links       (label, address) of further pages of a record that this user may open
    api, admin  whether those doors are made here (False where the room has its own)
    """

    name: str
    basename: str
    model: type[models.Model]
    group: str
    enter: tuple[str, ...] = ()
    amend: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    listed: tuple[str, ...]
    search: tuple[str, ...]
    filters: tuple[str, ...] = ()
    may_enter: Rule = nobody
    may_amend: Rule = nobody
    may_begin: Callable[[Any], Verdict] = nobody
    check: Callable[[Any], None] = nothing
    derive: Callable[[Any], tuple[str, ...]] = lambda _row: ()
    entering: Callable[..., Any] | None = None
    amending: Callable[..., Any] | None = None
    flow: Flow[Any] | None = None
    moves: Mapping[str, Move] = field(default_factory=dict)
    spans: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    guarded: Mapping[str, Rule] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    order: tuple[str, ...] = ("-pk",)
    related: tuple[str, ...] = ()
    region: str = ""
    dated: str = ""
    files: bool = False
    page: Callable[[Any], str] | None = None
    links: Callable[[Any, Any], list[tuple[Text, str]]] = lambda _user, _row: []
    api: bool = True
    admin: bool = True

    def __post_init__(self) -> None:
        strange = set(self.amend) - set(self.enter)
        if strange and self.enter:
            msg = f"{self.name}: amended but never entered: {sorted(strange)}"
            raise ValueError(msg)
        if self.group not in GROUPS:
            msg = f"{self.name}: no such group: {self.group}"
            raise ValueError(msg)
        if self.flow is not None and set(self.moves) != self.flow.moves - self.flow.clock:
            msg = f"{self.name}: the flow's moves and the register's differ"
            raise ValueError(msg)

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that is read, in the order of pages and files."""
        return tuple(dict.fromkeys((*self.enter, *self.amend, *self.shown)))

    @property
    def event(self) -> str:
        return self.basename.replace("-", "_")

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def singular(self) -> str:
        return str(self.model._meta.verbose_name)

    def visible_to(self, user: Any) -> Any:
        """Where every read starts."""
        manager: Any = self.model._default_manager
        return manager.all().visible_to(user)


_declared: dict[str, Register] = {}


def declare(register: Register) -> Register:
    """Take a register up; a room calls this in its `registers.py`. Raises ValueError on a twin."""
    if register.name in _declared:
        msg = f"declared twice: {register.name}"
        raise ValueError(msg)
    _declared[register.name] = register
    return register


@cache
def registers() -> Mapping[str, Register]:
    """All registers by name, in the order of their groups."""
    autodiscover_modules("registers")
    places = list(GROUPS)
    return dict(sorted(_declared.items(), key=lambda item: places.index(item[1].group)))


def register_of(model: type[models.Model]) -> Register | None:
    """The register that keeps this model's rows."""
    return next((r for r in registers().values() if r.model is model), None)

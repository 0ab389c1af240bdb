"""What the columns of a file mean: template, guesses from names, and what was said before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from alliance.imports import staged
from alliance.imports.models import ImportMapping, ImportSession
from alliance.lib.errors import FieldError, InvalidInput
from alliance.registers.cells import label_of
from alliance.registers.register import Register, registers

ID, EXTERNAL = "id", "external_id"
ERRORS = "_errors"
"""The column that an errors file adds and every import passes over."""
UNREAD = ""
"""What a column means that is passed over."""


def register_for(kind: str) -> Register:
    """The register of this name. Raises InvalidInput."""
    found = registers().get(kind)
    if found is None:
        raise InvalidInput.on("kind", _("There is no kind of this name."), code="unknown")
    return found


def importable() -> list[Register]:
    """Registers whose rows can be written from files."""
    return [r for r in registers().values() if r.enter or r.amend or staged.of(r.name)]


def fields_of(register: Register) -> tuple[str, ...]:
    """Fields that a file can set."""
    return tuple(dict.fromkeys((*register.enter, *register.amend)))


def template(register: Register) -> tuple[str, ...]:
    """The header that imports understand without being told, and that exports write."""
    further = staged.of(register.name)
    return further.header if further else (ID, EXTERNAL, *fields_of(register))


def meanings(register: Register) -> tuple[str, ...]:
    """Everything that a column of this register's files can mean."""
    further = staged.of(register.name)
    return tuple(dict.fromkeys((*template(register), *(further.columns if further else ()))))


def spellings(register: Register) -> dict[str, str]:
    """Name as it may stand in a header → field; a name that two fields share means neither."""
    known: dict[str, str] = {}
    twice: set[str] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for field in fields_of(register):
                word = label_of(register, field).casefold().strip()
                if known.setdefault(word, field) != field:
                    twice.add(word)
    for word in twice:
        del known[word]
    passed = dict.fromkeys((*register.shown, ERRORS), UNREAD)
    exact = {name.casefold(): name for name in meanings(register)}
    return known | passed | exact


def guess(register: Register, header: Sequence[str]) -> dict[str, str]:
    """Column → field as far as the names say; a column that says nothing is left out."""
    known = spellings(register)
    found: dict[str, str] = {}
    for name in header:
        field = known.get(name.casefold())
        if field is not None and (field == UNREAD or field not in found.values()):
            found[name] = field
    return found


def signature(header: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([h.casefold() for h in header]).encode()).hexdigest()


def remembered(session: ImportSession) -> dict[str, str]:
    """What the organisation said about such a header before; empty where it never did."""
    kept = ImportMapping.objects.filter(
        organisation=session.organisation,
        register=session.kind,
        signature=signature(session.header),
    ).first()
    return dict(kept.mapping) if kept is not None else {}


def remember(session: ImportSession) -> None:
    ImportMapping.objects.update_or_create(
        organisation=session.organisation,
        register=session.kind,
        signature=signature(session.header),
        defaults={"mapping": session.mapping},
    )


def settled(register: Register, header: Sequence[str], said: Mapping[str, Any]) -> dict[str, str]:
    """Every column's meaning. Raises InvalidInput for one that is unknown, doubled or unsaid.

    `said` is what a person or program declared; where it is silent, names speak.
    """
    faults = []
    known = meanings(register)
    for name, field in said.items():
        if name not in header:
            faults.append(
                FieldError(
                    "mapping", "unknown", _("The file has no column “%(name)s”.") % {"name": name}
                )
            )
        elif field != UNREAD and field not in known:
            faults.append(
                FieldError(
                    "mapping", "unknown", _("“%(field)s” is no field here.") % {"field": field}
                )
            )
    guessed = guess(register, header)
    found: dict[str, str] = {}
    for name in header:
        if not name:
            continue
        field = said.get(name, guessed.get(name))
        if field is None:
            text = _("The column “%(name)s” is not known: say what it means, or pass it over.")
            faults.append(FieldError("mapping", "unsaid", text % {"name": name}))
        elif field and field in found.values():
            text = _("Two columns mean “%(field)s”.")
            faults.append(FieldError("mapping", "twice", text % {"field": field}))
        else:
            found[name] = str(field)
    if not faults and not any(found.values()):
        faults.append(FieldError("mapping", "empty", _("No column has a meaning.")))
    if faults:
        raise InvalidInput(" ".join(fault.detail for fault in faults), errors=faults)
    return found

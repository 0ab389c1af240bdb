"""One field as text and back: what forms, files and the command line write and read.

A relation is named by official code, by `#12` (the id, alone or after a name), or by a key that
its register names, such as a credit code or a name that only one record bears.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alliance.lib.errors import InvalidInput
from alliance.reference.models import CodeEntry
from alliance.registers.register import Register, register_of

BY_ID = re.compile(r"(?:^|.*\s)#(\d{1,18})\Z", re.DOTALL)
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]0{1,2}:00(?::00(?:\.0+)?)?)?\Z")
WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0+)?\Z")
NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?\Z")
YES = frozenset({"yes", "true", "1", "y", "是", "有", "√"})
NO = frozenset({"no", "false", "0", "n", "否", "无", "×"})
BETWEEN = ";"
"""What separates several values in one cell."""


def field_of(register: Register, name: str) -> Any:
    """The model's field. Raises InvalidInput where the register has no such field."""
    try:
        if name in register.fields or name == "id":
            return register.model._meta.pk if name == "id" else register.model._meta.get_field(name)
    except FieldDoesNotExist:
        pass
    raise InvalidInput.on(name, _("There is no such field here."), code="unknown")


def label_of(register: Register, name: str) -> str:
    """What people call the field."""
    try:
        return str(field_of(register, name).verbose_name)
    except (InvalidInput, AttributeError):
        shown = getattr(register.model, name, None)
        said = getattr(getattr(shown, "fget", shown), "short_description", "")
        return str(said) or name.replace("_", " ")


def parse(register: Register, name: str, text: str, user: Any) -> Any:
    """The value that a cell means. Raises InvalidInput that names the field and the reason."""
    field = field_of(register, name)
    try:
        return value_of(field, text.strip(), user)
    except ValueError as error:
        raise InvalidInput.on(name, str(error)) from error


def value_of(field: Any, text: str, user: Any) -> Any:
    """As `parse`, for a model's field; raises ValueError with a sentence for people."""
    if "\x00" in text:
        raise ValueError(_("A character that no text can hold."))
    if field.many_to_many:
        return [row_of(field.related_model, part, user) for part in parts(text)]
    if not text:
        return empty(field)
    if field.is_relation:
        return row_of(field.related_model, text, user)
    if field.choices:
        return choice(field, text)
    return plain(field, text)


def empty(field: Any) -> Any:
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return ""
    if field.has_default():
        return field.get_default()
    raise ValueError(_("This must be given."))


def plain(field: Any, text: str) -> Any:
    """The value of a field that is no relation and has no choices."""
    if isinstance(field, models.BooleanField):
        word = text.casefold()
        if word not in YES | NO:
            raise ValueError(_("Write yes or no."))
        return word in YES
    if isinstance(field, models.DateTimeField):
        return moment(text)
    if isinstance(field, models.DateField):
        return day(text)
    if isinstance(field, models.IntegerField):
        if not WHOLE.match(text):
            raise ValueError(_("Write a whole number."))
        return int(text.partition(".")[0])
    if isinstance(field, models.DecimalField):
        return number(text)
    if isinstance(field, models.JSONField):
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(_("This is no JSON.")) from error
    return line_ends(text)


def line_ends(text: str) -> str:
    """The text with every line ended as it is stored, whoever wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parts(text: str) -> Iterator[str]:
    return (part.strip() for part in text.replace("；", BETWEEN).split(BETWEEN) if part.strip())


def day(text: str) -> date:
    found = DAY.match(text)
    try:
        if found is not None:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise ValueError(_("Write a date as 2026-09-01."))


def moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(_("Write a time as 2026-09-01 14:30.")) from error
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def number(text: str) -> Decimal:
    try:
        if NUMBER.match(text):
            return Decimal(text)
    except InvalidOperation:
        pass
    raise ValueError(_("Write a number as 1234.50."))


def choice(field: Any, text: str) -> Any:
    """By value, or by its name in any of the portal's languages."""
    found = words(field).get(text.casefold())
    if found is None:
        known = ", ".join(str(value) for value, _label in field.flatchoices)
        raise ValueError(
            _("“%(text)s” is none of: %(known)s.") % {"text": text[:64], "known": known}
        )
    return found


@cache
def words(field: Any) -> dict[str, Any]:
    """Every spelling of each choice; a name that two choices share means neither."""
    found: dict[str, Any] = {}
    twice: set[str] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for value, label in field.flatchoices:
                word = str(label).casefold()
                if found.setdefault(word, value) != value:
                    twice.add(word)
    for word in twice:
        del found[word]
    return found | {str(value).casefold(): value for value, _label in field.flatchoices}


def row_of(model: Any, text: str, user: Any) -> Any:
    """The row that a text names, among those that the user may see. Raises ValueError."""
    if issubclass(model, CodeEntry):
        return code_row(model, text)
    rows = model._default_manager.all().visible_to(user)
    found = BY_ID.match(text)
    if found is not None:
        row = rows.filter(pk=int(found.group(1))).first()
        if row is not None:
            return row
        raise ValueError(_("There is no such row that you may see."))
    for key in keys_of(model):
        matched = list(rows.filter(**{key: text})[:2])
        if len(matched) > 1:
            raise ValueError(
                _("Several records are called “%(text)s”; add the id as in “name #12”.")
                % {"text": text[:64]}
            )
        if matched:
            return matched[0]
    raise ValueError(_("Nothing here is called “%(text)s”.") % {"text": text[:64]})


def code_row(model: Any, text: str) -> Any:
    """A row of a code list: by code, alone or before its name; or by a name that only one bears."""
    rows = model._default_manager.filter(retired_on__isnull=True)
    row = rows.filter(pk=text.partition(" ")[0]).first()
    if row is not None:
        return row
    named = list(rows.filter(models.Q(name=text) | models.Q(name_en=text))[:2])
    if len(named) == 1:
        return named[0]
    raise ValueError(_("“%(text)s” is no current code of this list.") % {"text": text[:64]})


def keys_of(model: Any) -> tuple[str, ...]:
    """Look-ups that name a row of this model in a text."""
    register = register_of(model)
    if register is not None and register.keys:
        return register.keys
    pk = model._meta.pk
    if pk.is_relation:  # School and Enterprise are named as their organisation
        return tuple(f"{pk.name}__{key}" for key in keys_of(pk.related_model))
    return ()


def name_paths(model: Any) -> tuple[str, ...]:
    """What must be read with a row so that `name_of` costs no query of its own."""
    keys = keys_of(model)
    return (keys[-1].rpartition("__")[0],) if keys and "__" in keys[-1] else ()


def name_of(row: Any) -> str:
    """How a cell names the row: readable, and unmistakable by its id."""
    keys = keys_of(type(row))
    if not keys:
        return f"#{row.pk}"
    value: Any = row
    for part in keys[-1].split("__"):
        value = getattr(value, part)
    return f"{value} #{row.pk}"


class Sight:
    """Which rows behind the relations of some records a person may see.

    Those behind one field are asked for together, so a list costs a query for each field.
    """

    def __init__(self, register: Register, rows: Iterable[Any], user: Any) -> None:
        self.register, self.rows, self.user = register, rows, user
        self.seen: dict[str, set[Any]] = {}

    def sees(self, name: str, row: Any) -> bool:
        """Whether the person may see this row, which stands behind the field."""
        return is_open(row) or row.pk in self.visible(name, type(row))

    def visible(self, name: str, model: Any) -> set[Any]:
        if name not in self.seen:
            field: Any = self.register.model._meta.get_field(name)
            ids = {key for row in self.rows for key in keys_behind(field, row)}
            rows = model._default_manager.all().visible_to(self.user)
            self.seen[name] = set(rows.filter(pk__in=ids).values_list("pk", flat=True))
        return self.seen[name]


def keys_behind(field: Any, row: Any) -> Iterator[Any]:
    """Ids of the rows that the field names."""
    if field.many_to_many:
        yield from (other.pk for other in getattr(row, field.name).all())
    elif getattr(row, field.attname) is not None:
        yield getattr(row, field.attname)


def hidden_from(register: Register, record: Any, user: Any, names: Iterable[str]) -> set[str]:
    """Those of the fields that the user may not read, and so neither changes nor clears.

    Guarded ones, and relations that name a row out of the user's sight.
    """
    names = tuple(names)
    rules = register.guarded
    found = {name for name in names if name in rules and not rules[name](user, record)}
    sight = Sight(register, [record], user)
    for name in names:
        try:
            field: Any = register.model._meta.get_field(name)
        except FieldDoesNotExist:
            continue  # a property of the model
        if name in found or not field.is_relation:
            continue
        rows = getattr(record, name).all() if field.many_to_many else [getattr(record, name)]
        if any(row is not None and not sight.sees(name, row) for row in rows):
            found.add(name)
    return found


def is_open(row: Any) -> bool:
    """Code lists are public, and who acted is no scoped row."""
    return isinstance(row, CodeEntry) or row._meta.label == settings.AUTH_USER_MODEL


def show(register: Register, name: str, row: Any, sight: Sight) -> Any:
    """What a file's cell holds: text, a number, a date, or None for nothing. `parse` reads it.

    A related row that the reader may not see is named by its id alone.
    """
    if name == "id":
        return row.pk
    try:
        field = field_of(register, name)
    except InvalidInput:
        return getattr(row, name)  # a property of the model, which no file brings back
    if field.many_to_many:
        return f"{BETWEEN} ".join(
            name_of(one) if sight.sees(name, one) else f"#{one.pk}"
            for one in getattr(row, name).all()
        )
    if field.is_relation:
        if issubclass(field.related_model, CodeEntry):
            return getattr(row, field.attname)
        if field.related_model._meta.label == settings.AUTH_USER_MODEL:
            return None  # who did it is nobody's column
        other = getattr(row, name)
        if other is None:
            return None
        return name_of(other) if sight.sees(name, other) else f"#{other.pk}"
    value = getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, models.JSONField) and value is not None:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value


def as_text(value: Any) -> str:
    """A cell's value as text that `parse` reads."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)

"""A measure as data: which records of which register are counted or summed up.

    {"register": "training-batches", "where": {"kind": "resident"}, "sum": "person_times"}

    register      name of a register, whose readable fields may be named below
    where         field → value; the field may end in a look-up (`state__in`, `hours__gte`,
                  `job_titles__filled`) and may go on through relations (`school__tier`)
    count         true: the records;  distinct: a field whose different values are counted, or a
                  list whose different rows are
    sum           a number field, summed up;  age: a date field, full years since the earliest
    since, years  counted from this day on; only the year of the day asked for and those before it
    by            the date on which a record counts, instead of its register's
    until         the date field on which a record ends to count
    last          a relation of which only the newest record counts, as with repeated surveys
    alliance, organisation   the relation by which a claim about one of them narrows the records

Instead, `{"index": "A1", "level": "secondary"}` is a published rate of the region's newest run.
Everything here is pure: no database is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliance.lib.errors import InvalidInput
from alliance.reference.enums import ProgramLevel
from alliance.reference.models import CodeEntry, Region
from alliance.registers.register import Register, register_of

Registers = Mapping[str, Register]

HOWS = ("count", "sum", "distinct", "age")
OPTIONS = frozenset(
    {
        "register",
        "where",
        "since",
        "years",
        "by",
        "until",
        "last",
        "alliance",
        "organisation",
        *HOWS,
    }
)
MOST_CONDITIONS = 12
MOST_YEARS = 100
LARGEST = 10**15
"""Largest number that a condition may compare with."""
INDICES = ("A1", "A2", "A3")
PERSON_REGISTERS = frozenset({"graduates", "outcomes", "exchanges"})
"""Registers with a row for each person: every count of them is a count of persons."""
PERSON_SUMS = {"programs": frozenset({"enrolment", "graduates"})}
"""Guarded numbers of persons that may be summed up, over all or by level: register → fields. Two sums
of finer parts would tell those between them."""
BROAD = frozenset({"level", "level__in"})
PERSONAL = frozenset({"person_name", "signatory"})
"""Names of persons: no measure reads them, not even to tell persons apart."""

TEXT = (models.CharField, models.TextField)
NUMBER = (models.IntegerField, models.DecimalField)
COMPARED = ("", "in", "gte", "lte", "gt", "lt", "isnull")


@dataclass(frozen=True)
class IndexMeasure:
    """A published rate, read from the region's newest run."""

    index: str
    level: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    register: Register
    how: str
    path: str
    where: Q
    plain: Mapping[str, str] = field(default_factory=dict)
    """Conditions that the register's own list can be narrowed by, as in its address."""
    told: tuple[str, ...] = ()
    """The conditions for people, in the language of whoever asked."""
    counted: str = ""
    """What people call the field that is summed up or told apart."""
    since: date | None = None
    years: int | None = None
    day: str = ""
    """Path of the date on which a record counts; "" where it always does."""
    until: str = ""
    last: str = ""
    alliance: str = ""
    organisation: str = ""
    several: bool = False
    """Whether the path is a list, so that a record stands once for each of its rows."""


def prefix_of(code: str) -> str:
    """The digits that every region inside this one begins with: 431000 → 4310."""
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code


def parse(data: Any, known: Registers, *, place: str) -> Measure | IndexMeasure:
    """The measure that the data mean. Raises InvalidInput on `place`, naming what is wrong."""
    if not isinstance(data, dict):
        raise refusal(place, _("A measure is an object such as %(example)s."), example=EXAMPLE)
    if "index" in data:
        return parse_index(data, place)
    strange = sorted(set(data) - OPTIONS)
    if strange:
        raise refusal(place, _("There is no option “%(name)s”."), name=strange[0])
    register = known.get(str(data.get("register", "")))
    if register is None:
        raise refusal(place, _("There is no register “%(name)s”."), name=data.get("register", ""))
    reader = Reader(register, place)
    how = [name for name in HOWS if name in data]
    if len(how) != 1:
        raise refusal(place, _("Name one of: %(known)s."), known=", ".join(HOWS))
    where, plain, told = reader.conditions(data.get("where", {}))
    path = reader.counted(how[0], data[how[0]])
    if path in PERSON_SUMS.get(register.name, ()):
        reader.require_broad(path, data)
    target = reader.reach(path, several=True, summed=how[0] == "sum") if path else None
    return Measure(
        register=register,
        how=how[0],
        path=path,
        counted=label_of(target) if target is not None else "",
        several=target is not None and bool(target.many_to_many),
        where=where,
        plain=plain,
        told=told,
        since=reader.day(data["since"]) if "since" in data else None,
        years=reader.years(data["years"]) if "years" in data else None,
        day=reader.named("by", data, models.DateField) or register.dated,
        until=reader.named("until", data, models.DateField),
        last=reader.named("last", data, models.ForeignKey),
        alliance=reader.named("alliance", data, models.ForeignKey),
        organisation=reader.named("organisation", data, models.ForeignKey),
    )


SIGNS = {"gte": " ≥ ", "lte": " ≤ ", "gt": " > ", "lt": " < ", "contains": " ∋ "}


def label_of(target: Any) -> str:
    return str(getattr(target, "verbose_name", target.name))


EXAMPLE = '{"register": "training-batches", "sum": "persons"}'


def parse_index(data: Mapping[str, Any], place: str) -> IndexMeasure:
    strange = sorted(set(data) - {"index", "level"})
    if strange:
        raise refusal(place, _("There is no option “%(name)s”."), name=strange[0])
    index, level = data["index"], data.get("level", "")
    if index not in INDICES:
        raise refusal(place, _("There is no index “%(name)s”."), name=index)
    if level and level not in ProgramLevel.values:
        raise refusal(place, _("There is no level “%(name)s”."), name=level)
    return IndexMeasure(index, level)


def refusal(place: str, text: str, **values: object) -> InvalidInput:
    shown = {
        name: str(value)[:80].encode(errors="replace").decode() for name, value in values.items()
    }
    return InvalidInput.on(place, text % shown, code="measure")


def is_text(text: str) -> bool:
    """Whether the database holds the text: no NUL, no half of a pair of surrogates."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


class Reader:
    """Reads the parts of a measure against one register."""

    def __init__(self, register: Register, place: str) -> None:
        self.register = register
        self.place = place

    def refuse(self, text: str, **values: object) -> InvalidInput:
        return refusal(self.place, text, **values)

    def reach(self, path: str, *, several: bool = False, summed: bool = False) -> Any:
        """The model field at the end of a path that may be read. Raises InvalidInput.

        Only a plain list of the register itself (`several`) may hold more than one row: others
        would let records count more than once.
        """
        register: Register | None = self.register
        model: Any = self.register.model
        found: Any = None
        for name in path.split("__"):
            if found is not None:
                model = found.related_model if found.is_relation else None
                register = register_of(model) if model is not None else None
            allowed = PERSON_SUMS.get(self.register.name, frozenset()) if summed else frozenset()
            found = self.step(model, register, name, path, summed=path in allowed)
            if found.many_to_many and not (several and name == path):
                raise self.unknown(path)
        return found

    def require_broad(self, path: str, data: Mapping[str, Any]) -> None:
        """Raises InvalidInput where a sum of persons is narrowed by anything but the level."""
        plain = {"register", "sum", "where", "until", "alliance", "organisation"}
        if set(data) - plain or set(data.get("where", {})) - BROAD:
            raise self.refuse(
                _("“%(path)s” counts persons: it is summed for all programs or by level."),
                path=path,
            )

    def unknown(self, path: str) -> InvalidInput:
        return self.refuse(
            _("“%(register)s” has no field “%(path)s”."), register=self.register.name, path=path
        )

    def step(
        self, model: Any, register: Register | None, name: str, path: str, *, summed: bool = False
    ) -> Any:
        """One field of a model, as far as its register shows it to everybody who reads it.

        Without a register a free text is not read, and accounts never are: they name persons.
        """
        unknown = self.unknown(path)
        if model is None or model._meta.label == settings.AUTH_USER_MODEL:
            raise unknown
        try:
            found: Any = model._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise unknown from error
        if not getattr(found, "concrete", False) or name in PERSONAL:
            raise unknown
        if register is not None:
            readable = name in register.fields and (summed or name not in register.guarded)
        elif issubclass(model, CodeEntry):
            readable = True
        else:
            readable = found.is_relation or bool(found.choices) or not isinstance(found, TEXT)
        if not readable:
            raise unknown
        return found

    def counted(self, how: str, value: Any) -> str:
        """What is summed or told apart; "" for a plain count."""
        if how == "count":
            if value is not True:
                raise self.refuse(_("“%(name)s” is true or absent."), name=how)
            return ""
        if not isinstance(value, str):
            raise self.refuse(_("“%(name)s” names a field."), name=how)
        found = self.reach(value, several=how == "distinct", summed=how == "sum")
        fits = {
            "sum": isinstance(found, NUMBER) and not found.is_relation,
            "age": isinstance(found, models.DateField),
            "distinct": True,
        }[how]
        if not fits:
            raise self.refuse(_("“%(name)s” cannot take “%(path)s”."), name=how, path=value)
        return value

    def named(self, option: str, data: Mapping[str, Any], kind: type[Any]) -> str:
        """The path that an option names, of a field of that kind; "" where it is absent."""
        value = data.get(option, "")
        if not value:
            return ""
        if not isinstance(value, str) or not isinstance(self.reach(value), kind):
            raise self.refuse(_("“%(name)s” cannot take “%(path)s”."), name=option, path=value)
        return value

    def day(self, value: Any) -> date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self.refuse(_("“%(value)s” is no date."), value=value) from error

    def years(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_YEARS:
            raise self.refuse(_("“%(value)s” is no number of years."), value=value)
        return value

    def conditions(self, where: Any) -> tuple[Q, dict[str, str], tuple[str, ...]]:
        """The conditions as one, those that the register's list knows too, and all in words."""
        if not isinstance(where, dict) or len(where) > MOST_CONDITIONS:
            raise self.refuse(_("“%(name)s” maps fields to values."), name="where")
        found, plain = Q(), {}
        for key, value in sorted(where.items()):
            found &= self.condition(key, value)
            if key in self.register.filters and isinstance(value, str | bool):
                plain[key] = value if isinstance(value, str) else str(value).lower()
        return found, plain, tuple(self.tell(key, where[key]) for key in sorted(where))

    def tell(self, key: str, value: Any) -> str:
        """A condition that has been read, as people write it."""
        path, lookup = self.split(key)
        target = self.reach(path)
        names = dict(target.flatchoices) if target.choices else {}
        said = [str(names.get(one, one)) for one in (value if lookup == "in" else [value])]
        if lookup in ("isnull", "filled"):
            said = [pgettext("value", "none") if value == (lookup == "isnull") else _("any")]
        return f"{label_of(target)}{SIGNS.get(lookup, ': ')}{', '.join(said)}"

    def condition(self, key: str, value: Any) -> Q:
        path, lookup = self.split(key)
        target = self.reach(path)
        if lookup in ("isnull", "filled"):
            if not isinstance(value, bool):
                raise self.refuse(_("“%(name)s” is true or false."), name=key)
            if lookup == "isnull":
                return Q(**{key: value})
            return ~Q(**{path: ""}) if value else Q(**{path: ""})
        if lookup == "in":
            if not isinstance(value, list) or not value:
                raise self.refuse(_("“%(name)s” takes a list."), name=key)
            options = Q()
            for one in value:
                options |= self.equal(path, target, one)
            return options
        if lookup:
            return Q(**{f"{path}__{lookup}": self.value(path, target, value, lookup)})
        return self.equal(path, target, value)

    def split(self, key: str) -> tuple[str, str]:
        """Path and look-up of a condition. Raises InvalidInput for a look-up that does not fit."""
        path, _sep, lookup = key.rpartition("__")
        if not path or lookup not in {*COMPARED, "contains", "filled", "year"}:
            return key, ""
        target = self.reach(path)
        fits = {
            "contains": isinstance(target, TEXT) and not target.choices,
            "filled": isinstance(target, TEXT) and not target.null,
            "year": isinstance(target, models.DateField),
            "in": True,
            "isnull": True,
        }.get(lookup, isinstance(target, (*NUMBER, models.DateField)) and not target.is_relation)
        if not fits:
            raise self.refuse(
                _("“%(path)s” cannot be asked for “%(lookup)s”."), path=path, lookup=lookup
            )
        return path, lookup

    def equal(self, path: str, target: Any, value: Any) -> Q:
        """A region means all that lies in it, an industry all classes below."""
        found = self.value(path, target, value, "")
        if target.is_relation:
            inside = prefix_of(found) if issubclass(target.related_model, Region) else found
            return Q(**{f"{path}__code__startswith": inside})
        return Q(**{path: found})

    def value(self, path: str, target: Any, value: Any, lookup: str) -> Any:
        """The value in the field's own type. Raises InvalidInput where it is none."""
        wrong = self.refuse(_("“%(value)s” is no value of “%(path)s”."), value=value, path=path)
        if isinstance(value, str) and not is_text(value):
            raise wrong
        if target.is_relation:
            if not (
                issubclass(target.related_model, CodeEntry) and isinstance(value, str) and value
            ):
                raise wrong
            return value
        if lookup == "year":
            return self.years_of(value, wrong)
        if target.choices:
            if value not in [option for option, _label in target.flatchoices]:
                raise wrong
            return value
        if isinstance(target, models.BooleanField):
            if not isinstance(value, bool):
                raise wrong
            return value
        if isinstance(target, models.DateField):
            return self.day(value)
        if isinstance(target, NUMBER):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not abs(value) <= LARGEST:  # what is no number compares with nothing
                raise wrong
            return Decimal(str(value))
        if not isinstance(target, TEXT) or not isinstance(value, str):
            raise wrong
        return value

    def years_of(self, value: Any, wrong: InvalidInput) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAXYEAR:
            raise wrong
        return value

"""One row after another, by the register's own actions: a file can do nothing that a form cannot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from alliance.accounts.models import Organisation, User
from alliance.imports.columns import EXTERNAL, ID, fields_of
from alliance.imports.enums import Outcome
from alliance.imports.models import ExternalKey
from alliance.lib.errors import DomainError, FieldError, InvalidInput
from alliance.registers.actions import WHOLE, amend, differs, enter
from alliance.registers.cells import BY_ID, parse, parts
from alliance.registers.register import Register

KEPT_VALUES = 20_000
"""Relations that were looked up and are remembered, at most."""


@dataclass(frozen=True)
class Result:
    """What became of one row."""

    number: int
    outcome: Outcome
    object_id: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass
class Applier:
    """Writes rows for one user. Only inside a transaction that is undone when any is refused."""

    register: Register
    by: User
    source: str = ""
    organisation: Organisation | None = None
    touched: dict[str, int] = field(default_factory=dict)
    known: dict[tuple[str, str], Any] = field(default_factory=dict)

    def apply(self, number: int, texts: Mapping[str, str]) -> Result:
        """Enter, amend or leave the row that the texts (by field) describe."""
        try:
            with transaction.atomic():
                outcome, object_id = self.written(number, dict(texts))
        except DomainError as refusal:
            faults = refusal.errors or (FieldError(WHOLE, refusal.code, refusal.detail),)
            return Result(number, Outcome.REFUSED, errors=tuple(faults))
        except (IntegrityError, DataError):
            text = _("The database does not take these values together.")
            return Result(number, Outcome.REFUSED, errors=(FieldError(WHOLE, "conflict", text),))
        return Result(number, outcome, object_id)

    def written(self, number: int, texts: dict[str, str]) -> tuple[Outcome, str]:
        id_text, external = texts.pop(ID, "").strip(), texts.pop(EXTERNAL, "").strip()
        if len(external) > 200:
            raise InvalidInput.on(EXTERNAL, _("At most 200 characters."))
        row = self.named(id_text, external)
        values: dict[str, Any] = {}
        if row is None:
            values = self.parsed({name: text for name, text in texts.items() if text.strip()})
            row = self.same_by_constraint(values)
        found = row is not None
        if found:
            self.touch(number, row)
            outcome = self.amended(row, texts)
        else:
            row = enter(self.register, by=self.by, values=values)
            self.touch(number, row)
            outcome = Outcome.CREATED
        if external:
            self.keep(external, row)
        return outcome, str(row.pk)

    def touch(self, number: int, row: Any) -> None:
        """Raises InvalidInput where an earlier row of the file was about the same record."""
        earlier = self.touched.setdefault(str(row.pk), number)
        if earlier != number:
            text = _("Row %(row)s is about the same record.") % {"row": earlier}
            raise InvalidInput.on(WHOLE, text, code="twice")

    # -- which record -------------------------------------------------------------------------

    def named(self, id_text: str, external: str) -> Any:
        """The record that the row names by id or external id; None where it names none."""
        row = self.by_id(id_text) if id_text else None
        key = self.keys().filter(external_id=external).first() if external else None
        if key is None:
            return row
        if row is None:
            row = self.register.visible_to(self.by).filter(pk=key.object_id).first()
            if row is None:
                text = _("The record of this number is gone, or no longer yours to see.")
                raise InvalidInput.on(EXTERNAL, text, code="missing")
        elif str(row.pk) != key.object_id:
            raise InvalidInput.on(EXTERNAL, _("This number stands for another record."))
        return row

    def by_id(self, text: str) -> Any:
        found = BY_ID.match(text if "#" in text else f"#{text}")
        row = None
        if found is not None:
            row = self.register.visible_to(self.by).filter(pk=int(found.group(1))).first()
        if row is None:
            text = _("There is no such record that you may see.")
            raise InvalidInput.on(ID, text, code="missing")
        return row

    def keys(self) -> "models.QuerySet[ExternalKey]":
        return ExternalKey.objects.filter(
            organisation=self.organisation, source=self.source, register=self.register.name
        )

    def keep(self, external: str, row: Any) -> None:
        self.keys().get_or_create(
            organisation=self.organisation,
            source=self.source,
            register=self.register.name,
            external_id=external,
            defaults={"object_id": str(row.pk)},
        )

    def same_by_constraint(self, values: Mapping[str, Any]) -> Any:
        """The record that must be meant because no second one may have these values."""
        for names in unique_sets(self.register.model):
            wanted = {name: self.would_be(name, values) for name in names}
            if any(name in values for name in names) and None not in wanted.values():
                row = self.register.visible_to(self.by).filter(**wanted).first()
                if row is not None:
                    return row
        return None

    def would_be(self, name: str, values: Mapping[str, Any]) -> Any:
        """The value that a new record would get; None where it has none."""
        if name in values:
            return values[name]
        one: Any = self.register.model._meta.get_field(name)
        if one.has_default():
            return one.get_default()
        return "" if isinstance(one, models.CharField | models.TextField) and not one.null else None

    # -- what it says -------------------------------------------------------------------------

    def parsed(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Values by field. Raises InvalidInput with the fault of every cell."""
        values: dict[str, Any] = {}
        faults: list[FieldError] = []
        for name, text in texts.items():
            try:
                values[name] = self.value(name, text)
            except InvalidInput as refusal:
                faults.extend(refusal.errors)
        if faults:
            raise InvalidInput(" ".join(fault.detail for fault in faults), errors=faults)
        return values

    def value(self, name: str, text: str) -> Any:
        if (name, text) in self.known:
            return self.known[name, text]
        value = parse(self.register, name, text, self.by)
        # Only what was found: a row that is missing now may be entered by a later line.
        if isinstance(value, models.Model) and len(self.known) < KEPT_VALUES:
            self.known[name, text] = value
        return value

    def amended(self, row: Any, texts: Mapping[str, str]) -> Outcome:
        """Change what differs. A field that its reader may not see was exported empty: it stays."""
        hidden = {n for n, rule in self.register.guarded.items() if not rule(self.by, row)}
        read = {
            name: text
            for name, text in texts.items()
            if name not in hidden and not self.names_the_same(row, name, text)
        }
        values = self.parsed(read)
        new = {name: value for name, value in values.items() if differs(row, name, value)}
        if not new:
            return Outcome.UNCHANGED
        fixed = [name for name in new if name not in self.register.amend]
        if fixed:
            text = _("This cannot be changed once it is entered.")
            faults = [FieldError(name, "fixed", text) for name in fixed]
            raise InvalidInput(text, errors=faults)
        amend(self.register, record=row, by=self.by, values=new)
        return Outcome.CHANGED

    def names_the_same(self, row: Any, name: str, text: str) -> bool:
        """Whether the cell names by id what the record names already, seen by the sender or not."""
        one: Any = self.register.model._meta.get_field(name)
        if not one.is_relation or "#" not in text:
            return False
        named = {int(m.group(1)) for part in parts(text) if (m := BY_ID.match(part))}
        if one.many_to_many:
            stored = {each.pk for each in getattr(row, name).all()}
        else:
            stored = {getattr(row, one.attname)}
        return named == stored and len(named) == len(list(parts(text)))


def unique_sets(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    """Names of fields that together belong to one row only, whatever else it holds."""
    for one in model._meta.fields:
        if one.unique and not one.primary_key:
            yield (one.name,)
    for constraint in model._meta.constraints:
        if (
            isinstance(constraint, models.UniqueConstraint)
            and constraint.fields
            and constraint.condition is None
        ):
            yield tuple(constraint.fields)


def texts_of(fields: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Cells by field; columns that are passed over are left out."""
    return {name: cell for name, cell in zip(fields, cells, strict=True) if name}


def unwritable(register: Register, fields: Sequence[str]) -> list[str]:
    """Fields that this way of writing does not set."""
    return [f for f in fields if f and f not in (ID, EXTERNAL, *fields_of(register))]

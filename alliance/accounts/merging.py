"""Moving everything that hangs on one row to another row of the same kind, then removing it.

Relations are found from the models as they are now, so a model that a room adds later moves as
well. Nothing is left behind: what cannot be moved stops the merge and is named.

A relation is moved by changing its key; triggers watch that change as any other. Where the moved
row would stand twice (a unique constraint says so), the two rows are one fact told twice:
- equal in all that they say: the kept one stays, what hangs on the other moves to it;
- different: a rule given for the model decides, and without one the merge is refused.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pghistory.models
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from alliance.lib.errors import Refused
from alliance.web.records import Record

Verdict = Literal["kept", "gone", "settled"] | None
"""Which of two rows that tell the same stays; "settled" when the rule changed one so that both
can stand; None where nobody can say."""
Rule = Callable[[Any, Any], Verdict]

UNSAID: Final = frozenset({"version", "created_at", "updated_at"})
"""Columns that say nothing about the matter itself."""
MOST_NAMED: Final = 20
"""Conflicts that a refusal names; the rest is counted."""


@dataclass(frozen=True)
class Relation:
    """One column through which rows of `model` point at the row in question."""

    model: type[models.Model]
    column: str
    generic: str = ""
    """Name of the content type's column where the relation is generic."""
    register: str = ""
    """Name of the register where the row says in words which kind of record it is about."""

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.model._meta.get_field(self.column).name}"

    @property
    def title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    def rows(self, target: models.Model) -> models.QuerySet[Any]:
        found = self.model._base_manager.filter(**{self.column: target.pk})
        if self.generic:
            kind = ContentType.objects.get_for_model(type(target))
            found = found.filter(**{self.generic: kind})
        if self.register:
            found = found.filter(register=self.register)
        return found


def relations(model: type[models.Model], registers: Iterable[str] = ()) -> Iterator[Relation]:
    """Every column anywhere that points at rows of this model, row history left out.

    `registers` are names under which rows may speak of this model: a row with the columns
    `register` and `object_id` points at a record by that name and key.
    """
    for other in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.label):
        if issubclass(other, pghistory.models.Event) or not other._meta.managed:
            continue
        for item in other._meta.local_concrete_fields:
            if item.is_relation and item.related_model is model:
                yield Relation(other, item.attname)
        for part in other._meta.private_fields:
            if isinstance(part, GenericForeignKey):
                kind = other._meta.get_field(part.ct_field)
                yield Relation(other, part.fk_field, kind.attname)  # type: ignore[union-attr]  # a foreign key
        if {"register", "object_id"} <= {item.name for item in other._meta.concrete_fields}:
            yield from (Relation(other, "object_id", register=name) for name in registers)


def sides(model: type[models.Model]) -> Iterator[Relation]:
    """Relations whose row is the same thing seen from another room: they share the key."""
    return (r for r in relations(model) if _is_side(r))


def _is_side(relation: Relation) -> bool:
    key = relation.model._meta.pk
    return key.attname == relation.column and key.is_relation


@dataclass(frozen=True)
class Conflict:
    """Two rows that cannot become one."""

    title: str
    kept: str
    gone: str

    def __str__(self) -> str:
        if not self.kept:
            return _("%(title)s: “%(gone)s” cannot be moved.") % vars(self)
        return _("%(title)s: “%(gone)s” and “%(kept)s” exclude each other.") % vars(self)


@dataclass
class Merger:
    """One merge. `rules` decide by model label; `moved` and `joined` count by relation.

    `registers` gives the names of the registers that keep rows of a model.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)
    registers: Callable[[type[models.Model]], Iterable[str]] = lambda _model: ()
    moved: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    conflicts: list[Conflict] = field(default_factory=list)

    def absorb(self, kept: models.Model, gone: models.Model) -> None:
        """Move everything from `gone` to `kept` and delete `gone`, inside a transaction.

        Conflicts are collected, not raised; the caller rolls back where there are any.
        """
        for relation in list(relations(type(gone), self.registers(type(gone)))):
            if _is_side(relation):
                self._move_side(relation, kept, gone)
            else:
                self._move_all(relation, kept, gone)
        if not self.conflicts:
            self._delete(gone)

    def require(self) -> None:
        """Raises Refused naming the conflicts, if there are any."""
        if not self.conflicts:
            return
        lines = [str(c) for c in self.conflicts[:MOST_NAMED]]
        more = len(self.conflicts) - len(lines)
        if more:
            lines.append(_("And %(more)s more.") % {"more": more})
        raise Refused(" ".join([_("These have to be settled first."), *lines]))

    # -- one relation -------------------------------------------------------------------------

    def _move_side(self, relation: Relation, kept: models.Model, gone: models.Model) -> None:
        """The row's key is its relation, so it is written anew under the kept key."""
        theirs = relation.rows(gone).select_for_update().first()
        if theirs is None:
            return
        ours = relation.rows(kept).select_for_update().first()
        if ours is None:
            ours = _copy(theirs, relation.column, kept.pk)
            self.moved[relation.label] += 1
        else:
            self._ask(ours, theirs)
            self.joined[relation.label] += 1
        self.absorb(ours, theirs)

    def _move_all(self, relation: Relation, kept: models.Model, gone: models.Model) -> None:
        rows = relation.rows(gone)
        try:
            with transaction.atomic():
                self.moved[relation.label] += _repoint(rows, relation, kept.pk)
        except DatabaseError:
            # One of them does not fit: find out which, row by row.
            for row in list(rows.order_by("pk").select_for_update(of=("self",))):
                self._move_one(relation, row, kept, gone)
        if not self.moved[relation.label]:
            del self.moved[relation.label]

    def _move_one(
        self, relation: Relation, row: Any, kept: models.Model, gone: models.Model
    ) -> None:
        for _try in range(2):  # again after a rule settled the two
            if self._try(relation, row, kept):
                return
            twin = self._twin(relation, row, kept)
            if twin is None:
                self.conflicts.append(Conflict(relation.title, "", str(row)))
                return
            verdict = self._verdict(relation, twin, row)
            if verdict is None:
                self.conflicts.append(Conflict(relation.title, str(twin), str(row)))
                return
            if verdict == "settled":
                row.refresh_from_db()
                continue
            self.joined[relation.label] += 1
            if verdict == "kept":
                self.absorb(twin, row)
                return
            self.absorb(row, twin)
            if not self.conflicts and not self._try(relation, row, kept):
                self.conflicts.append(Conflict(relation.title, str(twin), str(row)))
            return
        self.conflicts.append(Conflict(relation.title, "", str(row)))

    def _try(self, relation: Relation, row: Any, kept: models.Model) -> bool:
        try:
            with transaction.atomic():
                alone = relation.model._base_manager.filter(pk=row.pk)
                self.moved[relation.label] += _repoint(alone, relation, kept.pk)
        except DatabaseError:
            return False
        return True

    def _verdict(self, relation: Relation, twin: Any, row: Any) -> Verdict:
        if _said(twin, relation) == _said(row, relation):
            return "kept"
        return self._ask(twin, row)

    def _ask(self, kept: Any, gone: Any) -> Verdict:
        rule = self.rules.get(type(kept)._meta.label_lower)
        return rule(kept, gone) if rule is not None else None

    def _twin(self, relation: Relation, row: Any, kept: models.Model) -> Any:
        """The row that would stand beside the moved one in breach of a unique constraint."""
        moved = {relation.column: kept.pk}
        others = relation.model._base_manager.exclude(pk=row.pk)
        for names, condition in _unique_sets(relation.model):
            if relation.column not in names:
                continue
            wanted = {n: moved.get(n, getattr(row, n)) for n in names}
            if None in wanted.values():
                continue
            found = others.filter(**wanted)
            if condition is not None:
                if not relation.model._base_manager.filter(condition, pk=row.pk).exists():
                    continue
                found = found.filter(condition)
            twin = found.select_for_update(of=("self",)).first()
            if twin is not None:
                return twin
        return self._twin_by_expression(relation, row, moved)

    def _twin_by_expression(self, relation: Relation, row: Any, moved: Mapping[str, Any]) -> Any:
        """The same for constraints over expressions, such as an address in any case."""
        made = type(row)._base_manager.get(pk=row.pk)
        for name, value in moved.items():
            setattr(made, name, value)
        for constraint in relation.model._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint) or not constraint.expressions:
                continue
            same = Q()
            for place, expression in enumerate(constraint.expressions):
                same &= Q(**{f"_merged_{place}": _value(expression, made)})
            marks = {f"_merged_{n}": _plain(e) for n, e in enumerate(constraint.expressions)}
            found = relation.model._base_manager.exclude(pk=row.pk).alias(**marks).filter(same)
            if constraint.condition is not None:
                found = found.filter(constraint.condition)
            twin = found.first()
            if twin is not None:
                return twin
        return None

    def _delete(self, row: models.Model) -> None:
        """Nothing points at it any more; the database refuses if something did.

        Without the ORM's cascade, which would take along what was forgotten here.
        """
        alone = type(row)._base_manager.filter(pk=row.pk)
        try:
            with transaction.atomic():
                alone._raw_delete(alone.db)
                connection.check_constraints()  # foreign keys are checked at commit otherwise
        except DatabaseError:
            title = capfirst(str(row._meta.verbose_name))
            self.conflicts.append(Conflict(title, "", str(row)))


def _repoint(rows: models.QuerySet[Any], relation: Relation, target: Any) -> int:
    """Change the key and, for records, the version: a page made before must not overwrite this."""
    changed: dict[str, Any] = {relation.column: target}
    if issubclass(relation.model, Record):
        changed["version"] = F("version") + 1
    return rows.update(**changed)


def _copy(row: Any, column: str, key: Any) -> Any:
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    values[column] = key
    made = type(row)(**values)
    made.save(force_insert=True)
    if isinstance(row, Record):
        type(row)._base_manager.filter(pk=key).update(created_at=row.created_at)
    return made


def _said(row: Any, relation: Relation) -> dict[str, Any]:
    left_out = UNSAID | {row._meta.pk.attname, relation.column}
    return {
        f.attname: getattr(row, f.attname)
        for f in row._meta.concrete_fields
        if f.attname not in left_out
    }


def _unique_sets(model: type[models.Model]) -> Iterator[tuple[tuple[str, ...], Q | None]]:
    """Columns that are unique together, each with the condition under which they are."""
    options = model._meta
    for item in options.local_concrete_fields:
        if item.unique and not item.primary_key:
            yield (item.attname,), None
    for names in options.unique_together:
        yield tuple(_column(model, n) for n in names), None
    for constraint in options.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            yield tuple(_column(model, n) for n in constraint.fields), constraint.condition


def _column(model: type[models.Model], name: str) -> str:
    try:
        found: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return str(found.attname)


def _plain(expression: Any) -> Any:
    return F(expression) if isinstance(expression, str) else expression


def _value(expression: Any, row: Any) -> Any:
    """The expression with the row's values in the place of its columns."""
    replaced = {
        F(name): models.Value(getattr(row, item.attname), output_field=_like(item))
        for item in row._meta.concrete_fields
        for name in {item.name, item.attname}
    }
    return _plain(expression).replace_expressions(replaced)


def _like(item: Any) -> Any:
    """The field that says how a value of this column is written."""
    return item.target_field if item.is_relation else item

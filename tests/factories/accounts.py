"""Invitations, and rows of any model that point at a given one."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import factory
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone
from factory.django import DjangoModelFactory

from alliance.accounts.enums import Role
from alliance.accounts.merging import Relation
from alliance.accounts.models import Invitation
from tests.factories.rows import (
    CatalogueProgramFactory,
    EnterpriseFactory,
    IndustryFactory,
    OccupationFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
    RegionFactory,
    SchoolFactory,
    SkillFactory,
    UserFactory,
)

_numbers = count(1)


class InvitationFactory(DjangoModelFactory):
    """Open for a week, sent by a manager of the organisation."""

    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"guest{n}@people.test")
    role = Role.EDITOR
    nonce = factory.Sequence(lambda n: f"{n:043d}")
    invited_by = factory.LazyAttribute(
        lambda o: OrganisationRoleFactory(organisation=o.organisation, role=Role.MANAGER).user
    )
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


MAKERS: Mapping[str, Any] = {
    "accounts.organisation": OrganisationFactory,
    "accounts.user": UserFactory,
    "enterprises.enterprise": EnterpriseFactory,
    "programs.school": SchoolFactory,
    "reference.catalogueprogram": CatalogueProgramFactory,
    "reference.industry": IndustryFactory,
    "reference.occupation": OccupationFactory,
    "reference.region": RegionFactory,
    "reference.skill": SkillFactory,
}


def point_at(relation: Relation, target: models.Model) -> models.Model:
    """A new row of the relation's model that points at `target` through this relation alone.

    It is filled by its columns' types, whatever the room is: checks of the table that such a row
    might not meet are laid down for the rest of the test's transaction.
    """
    given: dict[str, Any] = {relation.column: target.pk}
    if relation.generic:
        given[relation.generic] = ContentType.objects.get_for_model(type(target)).pk
    if relation.register:
        given["register"] = relation.register
    return some_row(relation.model, given)


def some_row(model: type[models.Model], given: Mapping[str, Any]) -> models.Model:
    lay_down_checks(model)
    values = dict(given)
    for item in model._meta.local_concrete_fields:
        if (item.attname not in values and not item.primary_key) or _is_shared(item, values):
            values |= dict(_filled(item))
    # The parts of a generated column are the database's own to fill.
    row = model(**values)
    models.Model.save_base(row, raw=False, force_insert=True)
    return row


def _is_shared(item: Any, values: Mapping[str, Any]) -> bool:
    automatic = isinstance(item, models.AutoField) or item.has_default()
    return bool(item.primary_key and item.attname not in values and not automatic)


def _filled(item: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(item, models.GeneratedField) or (item.null and not item.primary_key):
        return
    if item.is_relation:
        made = some_target(item.related_model)
        yield item.attname, getattr(made, item.target_field.attname)
    elif (item.has_default() and not item.unique) or item.db_default is not models.NOT_PROVIDED:
        return
    elif item.choices:
        yield item.attname, item.flatchoices[0][0]
    else:
        yield item.attname, some_value(item)


def some_target(model: type[models.Model]) -> models.Model:
    maker = MAKERS.get(model._meta.label_lower)
    return maker() if maker is not None else some_row(model, {})


def some_value(item: Any) -> Any:
    number = next(_numbers)
    if isinstance(item, models.EmailField):
        return f"row{number}@people.test"
    if isinstance(item, models.CharField | models.TextField | models.FileField):
        return f"r{number}"[-(item.max_length or 99) :]
    if isinstance(item, models.DecimalField):
        return Decimal(1)
    if isinstance(item, models.BooleanField):
        return False
    if isinstance(item, models.DateTimeField):
        return timezone.now()
    if isinstance(item, models.DateField):
        return date(2025, 1, 1)
    if isinstance(item, models.JSONField):
        return {}
    if isinstance(item, models.BinaryField):
        return b"r%d" % number
    if isinstance(item, models.IntegerField | models.FloatField):
        return number if item.unique else 1
    return []


def lay_down_checks(model: type[models.Model]) -> None:
    """Drop the checks and exclusions of one table, in the test's own transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass"
            " AND contype IN ('c', 'x')",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')

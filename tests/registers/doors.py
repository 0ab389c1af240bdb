"""How a browser, a program and a file say the values of a record; what is stored of it."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, OrganisationRole
from alliance.events.models import Event
from alliance.imports import columns, delimited, sheets
from alliance.imports.actions import organisation_of
from alliance.imports.applying import Applier, texts_of
from alliance.partners.models import ApiKey, KeyScope
from alliance.reference.models import CodeEntry
from alliance.registers import actions, cells
from alliance.registers.forms import NamedRow
from alliance.registers.register import Register
from alliance.registers.views.suggesting import row_text
from tests.registers.samples_base import Sample, fresh

OF_THE_CLOCK = {"created_at", "updated_at"}


# -- what is stored -------------------------------------------------------------------------------


def stored(register: Register, row: Any) -> dict[str, Any]:
    """Every column of the row but its id and the clock's, and the ids behind its lists."""
    kept = register.model._base_manager.get(pk=row.pk)
    names = [f.attname for f in kept._meta.concrete_fields if f.name not in OF_THE_CLOCK]
    found = {name: getattr(kept, name) for name in names if name != kept._meta.pk.attname}
    for many in kept._meta.many_to_many:
        found[many.name] = sorted(getattr(kept, many.name).values_list("pk", flat=True))
    return found


def given(register: Register, sample: Sample) -> dict[str, Any]:
    """The sample's values as `stored` tells them; the key of the row aside."""
    found: dict[str, Any] = {}
    for name, value in sample.values.items():
        one: Any = register.model._meta.get_field(name)
        if one.many_to_many:
            found[name] = sorted(row.pk for row in value)
        elif not one.primary_key:
            found[one.attname if one.is_relation else name] = (
                value.pk if isinstance(value, models.Model) else value
            )
    return found


@dataclass
class Direct:
    """The record as the register's action enters it, and as a file would say it; then undone."""

    row: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def entered_directly(register: Register, sample: Sample) -> Direct:
    found = Direct()
    with transaction.atomic():
        row = actions.enter(register, by=sample.by, values=sample.values)
        found.row = stored(register, row)
        seen = register.visible_to(sample.by).get(pk=row.pk)
        sight = cells.Sight(register, [seen], sample.by)
        found.texts = {
            name: cells.as_text(cells.show(register, name, seen, sight)) for name in register.enter
        }
        transaction.set_rollback(True)
    return found


class Before:
    """What was there before a door opened: `row()` is the one new record, `events()` its acts."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.rows = set(register.model._base_manager.values_list("pk", flat=True))
        self.last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def new(self) -> list[Any]:
        return list(self.register.model._base_manager.exclude(pk__in=self.rows))

    def row(self) -> Any:
        [row] = self.new()
        return row

    def events(self) -> list[tuple[str, int | None]]:
        """What happened to records; that a file was sent is no such thing."""
        found = Event.objects.filter(pk__gt=self.last).exclude(kind__startswith="import.")
        return list(found.order_by("pk").values_list("kind", "actor_id"))


# -- who stands before them ----------------------------------------------------------------------


def browser(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def session(user):
    client = APIClient(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def holder(user):
    """The organisation that the person writes for."""
    return OrganisationRole.objects.filter(user=user).earliest("pk").organisation


def keyed(user):
    text, prefix, digest = ApiKey.generate()
    ApiKey.objects.create(
        organisation=holder(user),
        created_by=user,
        label="test",
        prefix=prefix,
        digest=digest,
        scope=KeyScope.WRITE,
    )
    client = APIClient(headers={"accept-language": "en"})
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def staff(user, home):
    """The person with a desk in the secretariat, which the administration asks of everybody."""
    if not user.is_superuser and holder(user) != home.secretariat:
        OrganisationRole.objects.create(user=user, organisation=home.secretariat, role=Role.VIEWER)
    type(user).objects.filter(pk=user.pk).update(is_staff=True)
    return fresh(user)


# -- how each door is spoken to -------------------------------------------------------------------


def form_data(form: forms.BaseForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a browser sends: these values written into the form, all else as the form shows it."""
    sent: dict[str, Any] = {}
    for name, one in form.fields.items():
        bound = form[name]
        value = values[name] if name in values else bound.value()
        text = typed(one, value)
        if text is not None:
            sent[bound.html_name] = text
    return sent


def typed(one: forms.Field, value: Any) -> Any:
    """A value as it stands in its input; None for a box that is not ticked."""
    if isinstance(one, NamedRow):
        rows = value if isinstance(value, list) else [] if value in (None, "") else [value]
        return f"{cells.BETWEEN} ".join(row_text(r) if is_row(r) else str(r) for r in rows)
    if isinstance(one, forms.JSONField) and not isinstance(value, str | None):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple | models.QuerySet):
        return [str(r.pk) if is_row(r) else str(r) for r in value]
    if is_row(value):
        return str(value.pk)
    if isinstance(one.widget, forms.CheckboxInput):
        return "on" if value else None
    if isinstance(value, bool):
        return picked(one, value)
    if value is None:
        return "unknown" if isinstance(one.widget, forms.NullBooleanSelect) else ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    # A browser ends the lines of a text area as the old terminals did.
    return text.replace("\n", "\r\n") if isinstance(one.widget, forms.Textarea) else text


def picked(one: forms.Field, value: bool) -> str:
    choices = {str(choice) for choice, _label in getattr(one, "choices", ())}
    if choices >= {"yes", "no"}:
        return "yes" if value else "no"
    return "true" if value else "false"


def is_row(value: Any) -> bool:
    return isinstance(value, models.Model)


def body(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a program sends them, and as it reads them back."""
    return {name: said(register.model._meta.get_field(name), v) for name, v in values.items()}


def said(one: Any, value: Any) -> Any:
    if one.many_to_many:
        return sorted(str(row.pk) for row in value)
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.{one.decimal_places}f}"
    return value


def csv_of(header: list[str], *rows: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def applied(
    register: Register, path: Path, *, by: Any, source: str = ""
) -> list[tuple[str, tuple[str, ...]]]:
    """What the import makes of each row: its outcome and the fields that were refused.

    The parts of an import in this process; as a whole it reads each file in another one.
    """
    table = (sheets if path.suffix == ".xlsx" else delimited).read(path)
    meaning = columns.settled(register, table.header, {})
    fields = [meaning.get(name, "") for name in table.header]
    sender = Organisation.objects.filter(pk=organisation_of(by, None)).first()
    applier = Applier(register=register, by=by, source=source, organisation=sender)
    results = [applier.apply(n, texts_of(fields, line)) for n, line in table.rows]
    return [(r.outcome.value, tuple(sorted({e.field for e in r.errors}))) for r in results]


def admin_address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def scoped(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """(field, row) of everything that the values name and not everybody sees."""
    return [
        (name, row)
        for name, value in values.items()
        for row in (value if isinstance(value, list) else [value])
        if is_row(row) and not isinstance(row, CodeEntry)
    ]

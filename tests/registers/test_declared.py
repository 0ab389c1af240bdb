"""What every declared register must hold to, whichever room declares it."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise

from alliance.registers import cells
from alliance.registers.api import serializer_of
from alliance.registers.filters import filterset_of
from alliance.registers.forms import RecordForm
from alliance.registers.lists import asked, columns
from alliance.registers.register import registers
from alliance.web.records import ScopedQuerySet
from tests import factories as f

pytestmark = pytest.mark.django_db

ALL = list(registers().values())
EVERY = pytest.mark.parametrize("register", ALL, ids=lambda r: r.name)
ENTERED = pytest.mark.parametrize("register", [r for r in ALL if r.enter], ids=lambda r: r.name)

PROMISED = {
    "seats",
    "committees",
    "meetings",
    "resolutions",
    "agreements",
    "policies",
    "subsidies",
    "recognitions",
    "program-clusters",
    "courses",
    "program-changes",
    "facilities",
    "exchanges",
    "training-batches",
    "certifications",
    "cohorts",
    "graduates",
    "outcomes",
    "indicators",
    "claims",
}
"""Resources of the public contract that registers answer."""


def is_field(register, name):
    try:
        register.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def test_registers_answer_every_promised_resource():
    assert {r.name for r in ALL} >= PROMISED


@EVERY
def test_reads_start_at_what_the_reader_may_see(register):
    rows = register.model._default_manager.all()
    assert isinstance(rows, ScopedQuerySet)
    assert type(rows).visible_to is not ScopedQuerySet.visible_to


@EVERY
def test_declared_names_exist(register):
    entered = [name for name in (*register.enter, *register.amend) if not is_field(register, name)]
    assert entered == []
    read = [
        n for n in register.fields if not is_field(register, n) and not hasattr(register.model, n)
    ]
    assert read == []
    assert set(register.listed) <= set(register.fields)
    assert set(register.guarded) <= set(register.fields)
    assert set(register.filters) <= set(register.fields)


@EVERY
def test_search_reads_no_guarded_field(register):
    assert {path.partition("__")[0] for path in register.search} & set(register.guarded) == set()


@EVERY
def test_paths_can_be_asked_for(register):
    rows = register.model._default_manager.all()
    paths = [path for path in (register.region, register.dated) if path]
    rows.filter(**{f"{path}__isnull": True for path in (*register.search, *register.keys, *paths)})
    rows.order_by(*register.order)
    rows.select_related(*register.related).first()


@EVERY
def test_each_field_has_a_name_for_people(register):
    unnamed = [
        name
        for name in register.fields
        if is_field(register, name)
        and not isinstance(register.model._meta.get_field(name).verbose_name, Promise)
    ]
    assert unnamed == []
    assert isinstance(register.model._meta.verbose_name_plural, Promise)
    assert all(cells.label_of(register, name) for name in register.fields)


@EVERY
def test_lists_and_doors_can_be_made(register):
    nobody = f.UserFactory()
    filterset_of(register)
    serializer_of(register, register.enter)().data
    assert list(asked(register, {}, nobody).rows[:1]) == list(register.visible_to(nobody)[:1])
    assert columns(register, ["no such column"]) == register.listed


@ENTERED
def test_the_form_asks_for_what_is_entered(register):
    form = RecordForm(register=register, names=register.enter, user=f.UserFactory())
    assert tuple(form.fields) == register.enter


@EVERY
def test_names_of_people_are_never_searched_nor_kept_in_history(register):
    named = [
        field.name
        for field in register.model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.name in ("person_name", "signatory")
    ]
    tracked = getattr(register.model, "pgh_event_model", None)
    kept = {field.name for field in tracked._meta.fields} if tracked else set()
    assert kept & set(named) == set()
    assert [path for path in register.search if path.rpartition("__")[2] in named] == []

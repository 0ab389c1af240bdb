"""Writes that only the database can refuse, and what it says then."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import CheckConstraint, UniqueConstraint


def twice(row: models.Model, **other: Any) -> None:
    """Insert a copy of a stored row, changed where `other` says."""
    row.refresh_from_db()
    row.pk, row._state.adding = None, True
    for name, value in other.items():
        setattr(row, name, value)
    row.save()


def write(row: models.Model, **values: Any) -> None:
    """Change a stored row behind the back of every action."""
    assert type(row)._base_manager.filter(pk=row.pk).update(**values) == 1


def is_refused(name: str, breaking: Callable[[], Any]) -> None:
    """Passes where the database refuses the write and names this constraint."""
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        breaking()


def constraints_of(*rooms: str) -> set[str]:
    """Names of the checks and unique constraints in the tables of these rooms."""
    return {
        constraint.name
        for room in rooms
        for model in apps.get_app_config(room).get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }

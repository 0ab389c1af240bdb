"""What every stored record shares: a version, dates, and reads that know who asks."""

from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.lib.errors import Stale

M = TypeVar("M", bound=models.Model)
R = TypeVar("R", bound="Record")


class ScopedQuerySet(models.QuerySet[M]):
    """The only start of a read: pages, API, admin and search all begin at `visible_to`."""

    def visible_to(self, user: Any) -> Self:
        """Rows that the user may see; a room that forgets to say shows nothing."""
        return self.none()


class Record(models.Model):
    """A record that people edit: each save by an action raises `version` by one."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(gettext_lazy("created"), auto_now_add=True)
    updated_at = models.DateTimeField(gettext_lazy("updated"), auto_now=True)

    class Meta:
        abstract = True

    def store(self, *fields: str) -> None:
        """Save the named fields and the next version. Only for a row that `locked` returned."""
        self.version += 1
        self.save(update_fields=[*fields, "version", "updated_at"])


def locked(record: R, *, version: int | None = None) -> R:
    """The row as stored now, locked until the transaction ends.

    Raises Stale where the caller names a version that is no longer the stored one.
    """
    row = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if version is not None and row.version != version:
        raise Stale(
            _("Somebody saved a newer version meanwhile (yours %(yours)s, stored %(stored)s).")
            % {"yours": version, "stored": row.version},
            current=row.version,
        )
    return row

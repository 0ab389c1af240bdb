"""Importers for large files: rows are copied into a staging table, judged and written in sets.

A room declares one in its `importers.py` for a register whose rows come by the hundred thousand.
It is used for files that name its columns; the rules it keeps are its own and the same for all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

STAGE = "import_stage"
"""The staging table: `n` (number of the row in the file) and each column as text, "" for nothing."""

Text = str | Promise


@dataclass(frozen=True)
class Check:
    """A condition in SQL over the staging table `s` that is true for rows to be refused.

    All checks of a phase are made in one pass, so subqueries stand in `IN (…)`, which is hashed.
    `params` are its values, under names that no other check uses for another value; a per cent
    sign is written twice.
    """

    column: str
    code: str
    sentence: Text
    refuses: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, kw_only=True)
class Staged:
    """The declaration. Its functions get a cursor inside the import's transaction.

    columns     name → kind of its text: text, date, integer, numeric
    required    columns without which a file is not of this kind, and a row is refused
    resolve     (cursor): looks up what codes and names stand for; the text is of its kind by then
    checks      (cursor, by): what refuses a row for this user
    ready       (cursor): lays the rows out as they will be written, and returns further checks,
                such as two rows about the same
    write       (cursor, given): writes all rows; `given` are the columns that the file has
    """

    columns: Mapping[str, str]
    required: tuple[str, ...]
    resolve: Callable[[Any], None]
    checks: Callable[[Any, Any], Sequence[Check]]
    ready: Callable[[Any], Sequence[Check]]
    write: Callable[[Any, frozenset[str]], Counts]


_declared: dict[str, Staged] = {}


def declare(name: str, importer: Staged) -> Staged:
    """Take an importer up for the register of this name."""
    _declared[name] = importer
    return importer


@cache
def _load() -> None:
    autodiscover_modules("importers")


def of(name: str) -> Staged | None:
    """The importer of a register, or None."""
    _load()
    return _declared.get(name)


def fits(importer: Staged | None, fields: Sequence[str]) -> bool:
    """Whether a file with these fields is one of the importer's."""
    return importer is not None and set(importer.required) <= set(fields) <= (
        set(importer.columns) | {""}
    )

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

from alliance.accounts.models import User

STAGE = "import_stage"
"""The staging table: `n` (number of the row in the file) and each column as text, "" for nothing."""
READY = "import_ready"
"""The importer's table: `n` and what each row says, with records found for names."""

Text = str | Promise


@dataclass(frozen=True)
class Check:
    """A condition in SQL that is true for rows to be refused: over `s`, the staging table, or `r`,
    the importer's.

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


@dataclass(frozen=True)
class Sending:
    """The file being applied: its transaction's cursor, its sender, and the columns that it has.

    `source` and `organisation_id` say whose numbers stand in its column external_id.
    """

    cursor: Any
    by: User
    register: str
    source: str
    organisation_id: int | None
    given: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Staged:
    """The declaration. Its functions are called in this order, inside the import's transaction.

    columns     name → kind of its text: text, date, integer, numeric
    header      those that a template and an export have, in order
    cells       what refuses a row for its own cells, over `s`; the text is of its kind by then
    resolve     makes the table READY of the rows that are left, and returns what refuses them
    ready       further checks of those that are left, such as two rows about the same
    write       writes all rows
    fill        what an export writes under columns that are no fields of the register:
                (rows, user) → value by record and column
    """

    columns: Mapping[str, str]
    header: tuple[str, ...]
    cells: Callable[[Sending], Sequence[Check]]
    resolve: Callable[[Sending], Sequence[Check]]
    ready: Callable[[Sending], Sequence[Check]]
    write: Callable[[Sending], Counts]
    fill: Callable[[Sequence[Any], Any], Mapping[Any, Mapping[str, Any]]] = lambda _rows, _user: {}


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
    return importer is not None and set(fields) <= {*importer.columns, ""}


# -- texts of the staging table as values ---------------------------------------------------------


def text_of(name: str, alias: str = "s") -> str:
    """The cell without blanks around it, those of Chinese texts included."""
    return f"btrim({alias}.\"{name}\", U&' \\0009\\000A\\000D\\00A0\\3000')"


def date_text_of(name: str) -> str:
    """The cell of a date as the database reads it."""
    return f"translate(split_part(replace({text_of(name)}, 'T', ' '), ' ', 1), '年月/.日', '----')"


def date_of(name: str) -> str:
    return f"nullif({date_text_of(name)}, '')::date"


def number_of(name: str) -> str:
    return f"nullif({text_of(name)}, '')::numeric"


def id_of(text: str) -> str:
    """The id in a text as “name #12” or “#12”; NULL where it has none."""
    return f"substring({text} from '(?:^|\\s)#([0-9]{{1,18}})$')::bigint"

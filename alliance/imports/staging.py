"""The way of large files: copy, judge in sets, write in sets. Runs inside the caller's transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from psycopg2 import sql

from alliance.imports.applying import Result
from alliance.imports.enums import Outcome
from alliance.imports.files import Plain
from alliance.imports.staged import (
    READY,
    STAGE,
    Check,
    Counts,
    Sending,
    Staged,
    date_text_of,
    text_of,
)
from alliance.lib.errors import FieldError

MOST_REFUSED = 5_000
"""Refused rows that are read back with their reasons; all are counted."""
NOTHING = Counts(0, 0, 0)
SHAPES = {
    "date": r"^[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?([T ]0{1,2}:00(:00(\.0+)?)?)?$",
    "integer": r"^[+-]?[0-9]{1,9}$",
    "numeric": r"^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?$",
}
"""The database reads more than people mean: words for days, infinity, other orders of a date."""


@dataclass
class Loaded:
    """What became of the file: refused rows as they came, or what was written."""

    counts: Counts = NOTHING
    refused_in_all: int = 0
    refused: list[tuple[Result, dict[str, str]]] = field(default_factory=list)


def load(importer: Staged, table: Plain, fields: Sequence[str], sending: Sending) -> Loaded:
    """Copy the file in, refuse what cannot stay, and write the rest where nothing was refused."""
    cursor = sending.cursor
    copy(cursor, importer, table, fields)
    judge(cursor, types(importer, sending.given), f"{STAGE} s")
    judge(cursor, importer.cells(sending), f"{STAGE} s")
    judge(cursor, importer.resolve(sending), f"{READY} r")
    judge(cursor, importer.ready(sending), f"{READY} r")
    cursor.execute("SELECT count(*) FROM import_bad")
    refused = cursor.fetchone()[0]
    if refused:
        found = Loaded(refused_in_all=refused, refused=rejects(cursor, table, fields))
    else:
        found = Loaded(counts=importer.write(sending))
    clear(cursor)
    return found


def clear(cursor: Any) -> None:
    """Drop the tables of this load, the importer's too, in case the transaction goes on."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
        " AND relkind = 'r' AND starts_with(relname, 'import_')"
    )
    names = [name for (name,) in cursor.fetchall()]
    cursor.execute(sql.SQL("DROP TABLE {}").format(listed(names)))


def names_of(fields: Sequence[str]) -> list[str]:
    """Names of the staging table's columns, in the file's order."""
    return [name or f"skip_{place}" for place, name in enumerate(fields)]


def listed(names: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def copy(cursor: Any, importer: Staged, table: Plain, fields: Sequence[str]) -> None:
    """Fill the staging table; it lives in this transaction only and is never logged."""
    given = names_of(fields)
    names = [*importer.columns, *(name for name in given if name not in importer.columns)]
    texts = [sql.SQL("{} text NOT NULL DEFAULT ''").format(sql.Identifier(n)) for n in names]
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} (n integer NOT NULL, {}) ON COMMIT DROP").format(
            sql.Identifier(STAGE), sql.SQL(", ").join(texts)
        )
    )
    cursor.execute(
        "CREATE TEMP TABLE import_reject (n integer NOT NULL, place text, code text, sentence text)"
        " ON COMMIT DROP"
    )
    cursor.execute("CREATE TEMP TABLE import_bad (LIKE import_stage) ON COMMIT DROP")
    # Empty cells are the text of no length, so that every check can compare.
    command = sql.SQL(
        "COPY {} (n, {}) FROM STDIN WITH (FORMAT csv, HEADER true, FORCE_NOT_NULL ({}))"
    ).format(sql.Identifier(STAGE), listed(given), listed(given))
    with table.path.open("rb") as file:
        cursor.cursor.copy_expert(command, file, size=1024 * 1024)
    cursor.execute("ANALYZE import_stage")


def types(importer: Staged, given: frozenset[str]) -> list[Check]:
    """Refuse what cannot be read as its column's kind."""
    spoken = {
        "date": _("Write a date as 2026-09-01."),
        "integer": _("Write a whole number."),
        "numeric": _("Write a number as 1234.50."),
    }
    found = []
    for name, kind in importer.columns.items():
        if kind in SHAPES and name in given:
            text = text_of(name)
            wrong = f"{text} !~ %(shape_{kind})s"
            if kind == "date":
                wrong = f"({wrong} OR NOT pg_input_is_valid({date_text_of(name)}, 'date'))"
            params = {f"shape_{kind}": SHAPES[kind]}
            found.append(Check(name, "invalid", spoken[kind], f"{text} <> '' AND {wrong}", params))
    return found


def judge(cursor: Any, checks: Sequence[Check], table: str) -> None:
    """Put rows that any of the checks refuses aside, each with all its reasons, in one pass.

    `table` is a table of rows with the alias that the checks' conditions use.
    """
    if not checks:
        return
    params: dict[str, Any] = {}
    faults = []
    for place, check in enumerate(checks):
        params |= check.params
        params |= {
            f"_column_{place}": check.column,
            f"_code_{place}": check.code,
            f"_sentence_{place}": str(check.sentence),
        }
        faults.append(
            f"(%(_column_{place})s, %(_code_{place})s, %(_sentence_{place})s, ({check.refuses}))"
        )
    refuses = " OR ".join(f"({check.refuses})" for check in checks)
    cursor.execute(
        f"INSERT INTO import_reject SELECT n, f.place, f.code, f.sentence FROM {table}"  # noqa: S608 -- conditions are written by rooms, values are parameters
        f" CROSS JOIN LATERAL (VALUES {', '.join(faults)}) f(place, code, sentence, bad)"
        f" WHERE f.bad AND ({refuses})",
        params,
    )
    if cursor.rowcount:
        # What follows may rely on good rows alone, as on a date that is one.
        cursor.execute(
            "WITH gone AS (DELETE FROM import_stage WHERE n IN (SELECT n FROM import_reject)"
            " RETURNING *) INSERT INTO import_bad SELECT * FROM gone"
        )
        if table.startswith(READY):
            cursor.execute(
                sql.SQL("DELETE FROM {} WHERE n IN (SELECT n FROM import_reject)").format(
                    sql.Identifier(READY)
                )
            )


def rejects(
    cursor: Any, table: Plain, fields: Sequence[str]
) -> list[tuple[Result, dict[str, str]]]:
    """The first refused rows with all their reasons, as they came."""
    cursor.execute(
        sql.SQL(
            "SELECT n, (SELECT json_agg(json_build_array(r.place, r.code, r.sentence))"
            " FROM import_reject r WHERE r.n = b.n), {} FROM import_bad b ORDER BY n"
            " LIMIT %(most)s"
        ).format(listed(names_of(fields))),
        {"most": MOST_REFUSED},
    )
    found = []
    for number, faults, *texts in cursor.fetchall():
        read = json.loads(faults) if isinstance(faults, str) else faults
        errors = tuple(FieldError(*fault) for fault in read)
        raw = dict(zip(table.header, texts, strict=True))
        found.append((Result(number, Outcome.REFUSED, errors=errors), raw))
    return found

"""Rows of a large file that name their record by id, or by its number in the sender's own system."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from alliance.imports.columns import EXTERNAL, ID
from alliance.imports.staged import Check, Sending, id_of, text_of

NUMBERED = (
    "x.register = %(register)s AND x.source = %(source)s"
    " AND x.organisation_id IS NOT DISTINCT FROM %(organisation)s"
)
"""The keys of the sender's system, `x`."""


def numbered(sending: Sending) -> dict[str, Any]:
    return {
        "register": sending.register,
        "source": sending.source,
        "organisation": sending.organisation_id,
    }


def name_rows(sending: Sending, visible: "models.QuerySet[Any]") -> bool:
    """Make import_named, the rows that name a record by one of the two; False where none does.

    `by_id` and `by_key` are what they name; `row_id` is set where that is one record which is
    among the visible.
    """
    cursor = sending.cursor
    id_text, external = text_of(ID), text_of(EXTERNAL)
    cursor.execute(
        "CREATE TEMP TABLE import_named ON COMMIT DROP AS SELECT s.n,"  # noqa: S608 -- names of columns above
        f" {id_text} <> '' AS has_id, {external} AS external_id, CASE WHEN {id_text} LIKE '%%#%%'"
        f" THEN {id_of(id_text)} ELSE substring({id_text} from '^[0-9]{{1,18}}$')::bigint END"
        f" AS by_id, x.object_id::bigint AS by_key, NULL::bigint AS row_id FROM import_stage s"
        f" LEFT JOIN imports_externalkey x ON x.external_id = nullif({external}, '') AND {NUMBERED}"
        f" WHERE {id_text} <> '' OR {external} <> ''",
        numbered(sending),
    )
    if not cursor.rowcount:
        return False
    cursor.execute("ANALYZE import_named")
    keep_seen(
        sending,
        "import_seen",
        visible,
        "SELECT by_id FROM import_named UNION SELECT by_key FROM import_named",
    )
    cursor.execute(
        "UPDATE import_named w SET row_id = v.id FROM import_seen v"
        " WHERE v.id = CASE WHEN w.has_id THEN w.by_id ELSE w.by_key END"
        " AND (w.by_key IS NULL OR w.by_key = v.id)"
    )
    return True


def keep_seen(
    sending: Sending,
    table: str,
    visible: "models.QuerySet[Any]",
    wanted: str,
    params: Sequence[Any] = (),
) -> None:
    """A table of those ids among the wanted that the sender may see. `wanted` is a SELECT."""
    seen = visible.filter(pk__in=RawSQL(wanted, params)).order_by().values("pk")  # noqa: S611 -- text of ours
    query, params = seen.query.get_compiler(connection=connection).as_sql()
    sending.cursor.execute(f'CREATE TEMP TABLE "{table}" (id) ON COMMIT DROP AS {query}', params)
    sending.cursor.execute(f'ANALYZE "{table}"')


def refused_names() -> list[Check]:
    """Rows whose id or number leads to no one record."""
    return [
        Check(
            ID,
            "missing",
            _("There is no such record that you may see."),
            of_named(
                "w.has_id AND (w.by_id IS NULL OR w.by_id NOT IN (SELECT id FROM import_seen))"
            ),
        ),
        Check(
            EXTERNAL,
            "missing",
            _("The record of this number is gone, or no longer yours to see."),
            of_named(
                "NOT w.has_id AND w.by_key IS NOT NULL"
                " AND w.by_key NOT IN (SELECT id FROM import_seen)"
            ),
        ),
        Check(
            EXTERNAL,
            "invalid",
            _("This number stands for another record."),
            of_named("w.by_id <> w.by_key AND w.by_id IN (SELECT id FROM import_seen)"),
        ),
        Check(
            EXTERNAL,
            "invalid",
            _("At most 200 characters."),
            of_named("length(w.external_id) > 200"),
        ),
    ]


def of_named(condition: str) -> str:
    return f"r.n IN (SELECT w.n FROM import_named w WHERE {condition})"  # noqa: S608 -- conditions above


def refused_doubles(sending: Sending, target: str, record: str) -> list[Check]:
    """Numbers that would stand for two records, and records that would bear two numbers.

    `target` tells records of READY (`r`) apart, new ones too; `record` joins the stored to `r`
    as `g`.
    """
    return [
        Check(
            EXTERNAL,
            "twice",
            _("An earlier row gives this number to another record, or this record another number."),
            "r.n IN (SELECT d.n FROM (SELECT r.n,"  # noqa: S608 -- as above
            f" {target} <> first_value({target}) OVER (PARTITION BY w.external_id ORDER BY r.n)"
            f" OR w.external_id <> first_value(w.external_id) OVER (PARTITION BY {target}"
            " ORDER BY r.n) AS bad FROM import_ready r JOIN import_named w USING (n)"
            " WHERE w.external_id <> '') d WHERE d.bad)",
        ),
        Check(
            EXTERNAL,
            "invalid",
            _("This record bears another number already."),
            f"r.n IN (SELECT r.n FROM import_ready r JOIN import_named w USING (n) {record}"  # noqa: S608 -- as above
            f" JOIN imports_externalkey x ON x.object_id = g.id::text AND {NUMBERED}"
            " WHERE w.external_id <> '' AND w.by_key IS NULL AND x.external_id <> w.external_id)",
            numbered(sending),
        ),
    ]


def store_keys(sending: Sending, record: str) -> None:
    """Remember the numbers that are new. `record` joins what is stored to `r` as `g`."""
    sending.cursor.execute(
        "INSERT INTO imports_externalkey (organisation_id, source, register, external_id, object_id)"  # noqa: S608 -- as above
        " SELECT DISTINCT %(organisation)s::bigint, %(source)s, %(register)s, w.external_id,"
        f" g.id::text FROM import_named w JOIN import_ready r USING (n) {record}"
        " WHERE w.external_id <> '' AND w.by_key IS NULL",
        numbered(sending),
    )

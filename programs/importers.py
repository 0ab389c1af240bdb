"""Files of mappings: a ministry's links of catalogue codes, a concordance of occupations.

Ten thousand rows come at a time, so they are judged and written in sets, by the rules that
`actions.add_mapping` has for one row. A row is known by what it says (code, target, kind, source,
edition, first day), so a file sent twice writes nothing the second time; of a row on record a file
changes the last day alone. Where the column `weight` is empty, the targets that the file names for
a code, a kind, a source and an edition share the code equally: official mappings state no weights.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.events.record import record
from alliance.imports import keys
from alliance.imports.columns import EXTERNAL, ID
from alliance.imports.staged import Check, Counts, Sending, Staged, date_of, declare, text_of
from alliance.registers.cells import words
from programs import rules
from programs.models import CatalogueLink, OccupationIndustry

GROUP = "owner, side, kind"
"""What one edition of one source speaks for at a time."""
EDITION = "source, edition"
ROW = f"{GROUP}, target, {EDITION}"


@dataclass(frozen=True)
class Kind:
    """One kind of mapping: its table, whose codes it is about, and where these may lead."""

    model: type[Any]
    owner: str
    owners: str
    targets: tuple[tuple[str, str], ...]

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def columns(self) -> dict[str, str]:
        return {
            ID: "text",
            EXTERNAL: "text",
            self.owner: "text",
            **{side: "text" for side, _table in self.targets},
            "weight": "numeric",
            "kind": "text",
            "source": "text",
            "edition": "text",
            "valid_from": "date",
            "valid_to": "date",
        }

    @property
    def record(self) -> str:
        """Joins the row on record to `r` as `g`."""
        return f"JOIN {self.table} g ON {self.stored}"

    @property
    def stored(self) -> str:
        """Condition: `g` is the row on record that says what `r` says."""
        sides = " AND ".join(
            f"g.{side}_id IS NOT DISTINCT FROM CASE r.side WHEN '{side}' THEN r.target END"
            for side, _table in self.targets
        )
        return (
            f"g.{self.owner}_id = r.owner AND {sides} AND g.kind = r.kind"
            " AND g.source = r.source AND g.edition = r.edition AND g.valid_from = r.valid_from"
        )

    def side_of(self, alias: str) -> str:
        """To which sort of target the row on record leads."""
        cases = " ".join(
            f"WHEN {alias}.{side}_id IS NOT NULL THEN '{side}'" for side, _table in self.targets
        )
        return f"CASE {cases} END"

    def beside(self, alias: str, other: str) -> str:
        """Condition: a row on record of the same code, kind and sort of target as `other`."""
        return (
            f"{alias}.{self.owner}_id = {other}.owner AND {alias}.kind = {other}.kind"
            f" AND {self.side_of(alias)} = {other}.side"
        )


CATALOGUE = Kind(
    CatalogueLink,
    "catalogue_program",
    "reference_catalogueprogram",
    (("industry", "reference_industry"), ("occupation", "reference_occupation")),
)
CONCORDANCE = Kind(
    OccupationIndustry,
    "occupation",
    "reference_occupation",
    (("industry", "reference_industry"),),
)


def kinds_of(kind: Kind) -> dict[str, str]:
    """Every spelling of each kind."""
    return {word: str(value) for word, value in words(kind.model._meta.get_field("kind")).items()}


def code_of(name: str) -> str:
    """The code of a cell, alone or before its name."""
    return f"split_part({text_of(name)}, ' ', 1)"


def cells(kind: Kind) -> Callable[[Sending], Sequence[Check]]:
    def judge(sending: Sending) -> Sequence[Check]:
        must = _("This must be given.")
        empty = {name: f"{text_of(name)} = ''" for name in kind.columns}
        given = " + ".join(f"({text_of(side)} <> '')::int" for side, _table in kind.targets)
        refused = rules.can_map(sending.by)
        return [
            Check("record", "not_allowed", refused.reason, "false" if refused else "true"),
            *(
                Check(name, "required", must, empty[name])
                for name in (kind.owner, "source", "edition", "valid_from")
            ),
            Check(
                "industry",
                "required",
                _("Name an industry or an occupation, one of them.")
                if len(kind.targets) > 1
                else must,
                f"{given} <> 1",
            ),
            Check(
                "kind",
                "invalid",
                _("Write official or computed."),
                f"{text_of('kind')} <> '' AND lower({text_of('kind')}) <> ALL (%(kind_words)s)",
                {"kind_words": sorted(kinds_of(kind))},
            ),
            Check(
                "weight",
                "range",
                _("Above 0 and at most 1."),
                f"{text_of('weight')} ~ '^[+-]?[0-9.]+$' AND NOT"
                f" (nullif({text_of('weight')}, '')::numeric > 0"
                f" AND nullif({text_of('weight')}, '')::numeric <= 1)",
            ),
            Check(
                "source",
                "invalid",
                _("At most 300 characters."),
                f"length({text_of('source')}) > 300",
            ),
            Check(
                "edition",
                "invalid",
                _("At most 64 characters."),
                f"length({text_of('edition')}) > 64",
            ),
        ]

    return judge


def resolve(kind: Kind) -> Callable[[Sending], Sequence[Check]]:
    """The rows with their values, and the row on record that each of them is about."""

    def make(sending: Sending) -> Sequence[Check]:
        lists = " UNION ALL ".join(
            f"SELECT '{side}', code FROM {table} WHERE retired_on IS NULL"  # noqa: S608 -- names above
            for side, table in kind.targets
        )
        side = " ".join(
            f"WHEN {text_of(name)} <> '' THEN '{name}'" for name, _table in kind.targets
        )
        target = (
            "coalesce("
            + ", ".join(f"nullif({code_of(name)}, '')" for name, _table in kind.targets)
            + ")"
        )
        cursor = sending.cursor
        cursor.execute("CREATE TEMP TABLE import_code (side, code) ON COMMIT DROP AS " + lists)
        cursor.execute("ANALYZE import_code")
        cursor.execute(
            "CREATE TEMP TABLE import_ready ON COMMIT DROP AS SELECT q.*,"  # noqa: S608 -- names above
            f" p.code IS NOT NULL AS has_owner, c.code IS NOT NULL AS has_target FROM (SELECT s.n,"
            f" {code_of(kind.owner)} AS owner, CASE {side} END AS side, {target} AS target,"
            f" coalesce(%(kinds)s::jsonb ->> lower(nullif({text_of('kind')}, '')), 'official')"
            f" AS kind, {text_of('weight')} <> '' AS weighed, {text_of('source')} AS source, {text_of('edition')} AS edition,"
            f" {date_of('valid_from')} AS valid_from, {date_of('valid_to')} AS valid_to,"
            f" round(nullif({text_of('weight')}, '')::numeric, 4) AS weight,"
            f" NULL::bigint AS row_id, {date_of('valid_to')} AS ends FROM import_stage s) q"
            f" LEFT JOIN {kind.owners} p ON p.code = q.owner AND p.retired_on IS NULL"
            " LEFT JOIN import_code c ON c.side = q.side AND c.code = q.target",
            {"kinds": json.dumps(kinds_of(kind))},
        )
        # Targets of one code share it equally where no weight is said.
        cursor.execute(
            "UPDATE import_ready r SET weight = floor(10000.0 / f.targets) / 10000 FROM"  # noqa: S608 -- as above
            f" (SELECT {GROUP}, source, edition, count(DISTINCT target) AS targets"
            f" FROM import_ready GROUP BY {GROUP}, source, edition) f"
            " WHERE r.weight IS NULL AND (f.owner, f.side, f.kind, f.source, f.edition)"
            " = (r.owner, r.side, r.kind, r.source, r.edition)"
        )
        # An edition ends where the file's next one begins, unless the row says when.
        cursor.execute(
            f"CREATE TEMP TABLE import_edition ON COMMIT DROP AS SELECT DISTINCT {GROUP},"  # noqa: S608 -- as above
            f" {EDITION}, valid_from FROM import_ready"
        )
        cursor.execute("ANALYZE import_edition")
        cursor.execute(
            "UPDATE import_ready r SET ends = coalesce(r.valid_to, f.next) FROM (SELECT a.*,"  # noqa: S608 -- as above
            " min(b.valid_from) AS next FROM import_edition a JOIN import_edition b"
            f" USING ({GROUP}) WHERE (a.source, a.edition) <> (b.source, b.edition)"
            " AND b.valid_from > a.valid_from GROUP BY a.owner, a.side, a.kind, a.source,"
            " a.edition, a.valid_from) f WHERE (r.owner, r.side, r.kind, r.source, r.edition,"
            " r.valid_from) = (f.owner, f.side, f.kind, f.source, f.edition, f.valid_from)"
        )
        cursor.execute(
            f"UPDATE import_ready r SET row_id = g.id FROM {kind.table} g WHERE {kind.stored}"  # noqa: S608 -- as above
        )
        cursor.execute("ANALYZE import_ready")
        rows = kind.model._default_manager.all().visible_to(sending.by)
        named = bool({ID, EXTERNAL} & sending.given) and keys.name_rows(sending, rows)
        unknown = _("This is no current code of this list.")
        return [
            *(named_rows() if named else ()),
            Check(kind.owner, "unknown", unknown, "NOT r.has_owner"),
            *(
                Check(name, "unknown", unknown, f"r.side = '{name}' AND NOT r.has_target")
                for name, _table in kind.targets
            ),
            Check("weight", "range", _("Above 0 and at most 1."), "r.weight <= 0"),
            Check(
                "valid_to", "order", _("It ends before it begins."), "r.valid_to <= r.valid_from"
            ),
        ]

    return make


def named_rows() -> list[Check]:
    """Rows that name a record by id or number which is not what the row says."""
    return [
        *keys.refused_names(),
        Check(
            "record",
            "fixed",
            _("This cannot be changed once it is entered."),
            "r.n IN (SELECT w.n FROM import_named w JOIN import_ready q USING (n)"
            " WHERE w.row_id IS DISTINCT FROM q.row_id AND (w.has_id OR w.by_key IS NOT NULL))",
        ),
    ]


def has_keys(sending: Sending) -> bool:
    """Whether the file gives numbers of the sender's system that are new."""
    if EXTERNAL not in sending.given:
        return False
    sending.cursor.execute("SELECT to_regclass('import_named') IS NOT NULL")
    if not sending.cursor.fetchone()[0]:
        return False
    sending.cursor.execute(
        "SELECT EXISTS (SELECT FROM import_named WHERE external_id <> '' AND by_key IS NULL)"
    )
    return bool(sending.cursor.fetchone()[0])


def ready(kind: Kind) -> Callable[[Sending], Sequence[Check]]:
    """What rows contradict: each other, and what is on record."""

    def judge(sending: Sending) -> Sequence[Check]:
        target_of = "r.owner || ':' || r.side || r.target || ':' || r.kind || r.source || ':' || r.edition || r.valid_from"
        doubles = keys.refused_doubles(sending, target_of, kind.record) if has_keys(sending) else ()
        fixed = _("This cannot be changed once it is entered.")
        joined = f"import_ready r JOIN {kind.table} g ON"
        other = "(g.source, g.edition) <> (r.source, r.edition)"
        same = "(g.source, g.edition) = (r.source, r.edition)"
        target = " OR ".join(
            f"r.side = '{side}' AND g.{side}_id = r.target" for side, _table in kind.targets
        )
        return [
            *doubles,
            Check(
                "record",
                "twice",
                _("An earlier row says where this code leads in the same edition."),
                "r.n IN (SELECT d.n FROM (SELECT n, ends,"  # noqa: S608 -- names above
                f" row_number() OVER (PARTITION BY {ROW}, valid_from ORDER BY n) AS known,"
                f" row_number() OVER (PARTITION BY {ROW}, ends IS NULL ORDER BY n) AS open"
                " FROM import_ready) d WHERE d.known > 1 OR d.ends IS NULL AND d.open > 1)",
            ),
            Check(
                "weight",
                "fixed",
                fixed,
                f"r.weighed AND r.n IN (SELECT r.n FROM {joined} g.id = r.row_id"  # noqa: S608 -- as above
                " WHERE g.weight <> r.weight)",
            ),
            Check(
                "valid_to",
                "invalid",
                _("It may end earlier than is on record, not later."),
                f"r.n IN (SELECT r.n FROM {joined} g.id = r.row_id WHERE r.valid_to > g.valid_to)",  # noqa: S608 -- as above
            ),
            Check(
                "valid_from",
                "overlap",
                _("Another edition holds on these days: say when this one began and ended."),
                f"r.n IN (SELECT r.n FROM {joined} {kind.beside('g', 'r')}"  # noqa: S608 -- as above
                f" WHERE r.row_id IS NULL AND {other} AND (g.valid_from < r.valid_from"
                " AND g.valid_to > r.valid_from OR g.valid_from >= r.valid_from"
                " AND (r.ends IS NULL OR g.valid_from < r.ends)))",
            ),
            Check(
                "record",
                "unique",
                _("The code leads there already."),
                f"r.n IN (SELECT r.n FROM {joined} {kind.beside('g', 'r')}"  # noqa: S608 -- as above
                f" WHERE r.row_id IS NULL AND r.ends IS NULL AND {same} AND ({target})"
                " AND g.valid_to IS NULL)",
            ),
            Check(
                "weight",
                "sum",
                _("The industry weights of this code would sum to more than 1."),
                f"r.row_id IS NULL AND ({GROUP}, {EDITION}) IN (SELECT {GROUP}, {EDITION} FROM"  # noqa: S608 -- as above
                f" (SELECT {GROUP}, {EDITION}, weight FROM import_ready WHERE side = 'industry'"
                " AND row_id IS NULL AND ends IS NULL UNION ALL"
                f" SELECT g.{kind.owner}_id, 'industry', g.kind, g.source, g.edition, g.weight"
                f" FROM {kind.table} g WHERE g.industry_id IS NOT NULL AND g.valid_to IS NULL"
                f" AND g.{kind.owner}_id IN (SELECT owner FROM import_ready)) w"
                f" GROUP BY {GROUP}, {EDITION} HAVING sum(weight) > 1)",
            ),
        ]

    return judge


def write(kind: Kind) -> Callable[[Sending], Counts]:
    """End what older editions say of these codes, then what the file ends, then write its rows."""

    def store(sending: Sending) -> Counts:
        cursor, touched = sending.cursor, "version = g.version + 1, updated_at = now()"
        cursor.execute(
            f"UPDATE {kind.table} g SET valid_to = o.ends, {touched} FROM (SELECT g.id,"  # noqa: S608 -- names above
            f" min(r.valid_from) AS ends FROM import_ready r JOIN {kind.table} g"
            f" ON {kind.beside('g', 'r')} WHERE r.row_id IS NULL AND g.valid_to IS NULL"
            " AND (g.source, g.edition) <> (r.source, r.edition)"
            " AND g.valid_from < r.valid_from GROUP BY g.id) o WHERE o.id = g.id"
        )
        cursor.execute(
            f"UPDATE {kind.table} g SET valid_to = r.valid_to, {touched} FROM import_ready r"  # noqa: S608 -- as above
            " WHERE g.id = r.row_id AND r.valid_to IS DISTINCT FROM g.valid_to"
            " AND r.valid_to IS NOT NULL"
        )
        changed = cursor.rowcount
        sides = ", ".join(f"{side}_id" for side, _table in kind.targets)
        values = ", ".join(
            f"CASE r.side WHEN '{side}' THEN r.target END" for side, _table in kind.targets
        )
        cursor.execute(
            f"INSERT INTO {kind.table} ({kind.owner}_id, {sides}, weight, kind, source, edition,"  # noqa: S608 -- as above
            f" valid_from, valid_to, version, created_at, updated_at) SELECT r.owner, {values},"
            " r.weight, r.kind, r.source, r.edition, r.valid_from, r.ends, 1, now(), now()"
            " FROM import_ready r WHERE r.row_id IS NULL ORDER BY r.n"
        )
        created = cursor.rowcount
        cursor.execute("SELECT count(*) FROM import_ready")
        counts = Counts(created, changed, cursor.fetchone()[0] - created - changed)
        if has_keys(sending):
            keys.store_keys(sending, kind.record)
        if created or changed:
            newest = kind.model._default_manager.latest("updated_at", "pk")
            record("crosswalk.changed", subject=newest, by=sending.by, rows=created + changed)
        return counts

    return store


for _kind, _name in ((CATALOGUE, "catalogue-links"), (CONCORDANCE, "occupation-industries")):
    declare(
        _name,
        Staged(
            columns=_kind.columns,
            header=tuple(_kind.columns),
            cells=cells(_kind),
            resolve=resolve(_kind),
            ready=ready(_kind),
            write=write(_kind),
        ),
    )

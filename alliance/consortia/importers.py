"""Files of frameworks: one row for each key industry, under the list's region, name and first day.

A list that is not on record is published with the rows that the file has for it, in their order;
one that is on record gets the rows that it lacks, and other groups where the file says so. Nothing
is taken out by a file. A list that a finished run has read takes no change.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.accounts.models import User
from alliance.consortia import lists, rules
from alliance.consortia.models import Framework, KeyIndustry
from alliance.events.record import record
from alliance.imports import keys
from alliance.imports.columns import EXTERNAL, ID
from alliance.imports.staged import (
    Check,
    Counts,
    Sending,
    Staged,
    date_of,
    declare,
    id_of,
    text_of,
)
from alliance.reference.models import Industry
from alliance.registers.cells import NO, YES

COLUMNS = {
    ID: "text",
    EXTERNAL: "text",
    "region": "text",
    "framework": "text",
    "valid_from": "date",
    "group": "text",
    "industry": "text",
    "position": "integer",
    "title": "text",
    "source": "text",
    "is_main": "text",
}
STORED = "JOIN consortia_keyindustry g ON g.framework_id = r.framework_id AND g.industry_id = r.industry_id"
"""Joins the row on record to `r`."""
NEW = (
    "JOIN consortia_framework f ON f.region_id = r.region_id"
    " AND (f.id = r.framework_id OR r.framework_id IS NULL AND (f.name, f.valid_from)"
    " = (r.name, r.day)) JOIN consortia_keyindustry g ON g.framework_id = f.id"
    " AND g.industry_id = r.industry_id"
)
"""The same once all is written."""
LENGTHS = {"framework": 100, "group": lists.MOST_GROUP, "title": 200, "source": 300}
CODE = "split_part({0}, ' ', 1)"
"""A code, alone or before its name."""


def cells(_sending: Sending) -> Sequence[Check]:
    must = _("This must be given.")
    main = text_of("is_main")
    named = f"{id_of(text_of('framework'))} IS NULL"
    return [
        *(
            Check(name, "required", must, f"{text_of(name)} = ''")
            for name in ("framework", "group", "industry")
        ),
        *(
            Check(name, "required", must, f"{text_of(name)} = '' AND {named}")
            for name in ("region", "valid_from")
        ),
        *(
            Check(
                name,
                "invalid",
                _("At most %(most)s characters.") % {"most": most},
                f"length({text_of(name)}) > {most}",
            )
            for name, most in LENGTHS.items()
        ),
        Check(
            "is_main",
            "invalid",
            _("Write yes or no."),
            f"{main} <> '' AND lower({main}) <> ALL (%(said)s)",
            {"said": sorted(YES | NO)},
        ),
    ]


def resolve(sending: Sending) -> Sequence[Check]:
    """The rows with the list that each is about, where that is on record."""
    region, industry = CODE.format(text_of("region")), CODE.format(text_of("industry"))
    number = id_of(text_of("framework"))
    cursor = sending.cursor
    cursor.execute(
        "CREATE TEMP TABLE import_ready ON COMMIT DROP AS SELECT q.*,"  # noqa: S608 -- names of columns above
        " coalesce(f.region_id, q.region) || ':' || coalesce(f.name, q.name) || ':'"
        " || coalesce(f.valid_from, q.day) AS list, f.id AS framework_id,"
        " coalesce(f.region_id, c.code) AS region_id, i.code AS industry_id, k.id AS row_id,"
        ' k."group" AS stored, k.position AS place FROM (SELECT s.n,'
        f" nullif({text_of('position')}, '')::int AS position, {region} AS region, {text_of('framework')} AS name, {number} AS number,"
        f' {date_of("valid_from")} AS day, {text_of("group")} AS "group",'
        f" {industry} AS industry, {text_of('title')} AS title, {text_of('source')} AS source,"
        f" lower({text_of('is_main')}) AS main FROM import_stage s) q"
        " LEFT JOIN consortia_framework f ON CASE WHEN q.number IS NULL THEN"
        " (f.region_id, f.name, f.valid_from) = (q.region, q.name, q.day) ELSE f.id = q.number END"
        " LEFT JOIN reference_region c ON c.code = q.region"
        " LEFT JOIN reference_industry i ON i.code = q.industry AND i.retired_on IS NULL"
        " LEFT JOIN consortia_keyindustry k ON k.framework_id = f.id AND k.industry_id = i.code"
    )
    cursor.execute("ANALYZE import_ready")
    rows = KeyIndustry.objects.all().visible_to(sending.by)
    named = bool({ID, EXTERNAL} & sending.given) and keys.name_rows(sending, rows)
    other = "r.framework_id IS NOT NULL AND r.number IS NOT NULL AND"
    return [
        *(keys.refused_names() if named else ()),
        *(
            [
                Check(
                    "record",
                    "fixed",
                    _("This cannot be changed once it is entered."),
                    "r.n IN (SELECT w.n FROM import_named w JOIN import_ready q USING (n) WHERE"
                    " w.row_id IS DISTINCT FROM q.row_id AND (w.has_id OR w.by_key IS NOT NULL))",
                )
            ]
            if named
            else ()
        ),
        Check(
            "framework",
            "missing",
            _("There is no such row that you may see."),
            "r.number IS NOT NULL AND r.framework_id IS NULL",
        ),
        Check(
            "region",
            "unknown",
            _("This is no current code of this list."),
            "r.number IS NULL AND r.region_id IS NULL",
        ),
        Check(
            "region",
            "fixed",
            _("This cannot be changed once it is entered."),
            f"{other} r.region <> '' AND r.region <> r.region_id",
        ),
        Check(
            "industry",
            "unknown",
            _("This is no current code of this list."),
            "r.industry_id IS NULL",
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


def ready(sending: Sending) -> Sequence[Check]:
    """Rows about the same, rows for regions of others, rows for lists that must stay."""
    cursor = sending.cursor
    cursor.execute("SELECT DISTINCT region_id FROM import_ready WHERE region_id IS NOT NULL")
    regions = [code for (code,) in cursor.fetchall()]
    verdicts = {code: rules.can_edit_framework(sending.by, code) for code in regions}
    denied = [code for code, verdict in verdicts.items() if not verdict]
    cursor.execute("SELECT DISTINCT framework_id FROM import_ready WHERE framework_id IS NOT NULL")
    known = [pk for (pk,) in cursor.fetchall()]
    used = Framework.objects.used().filter(pk__in=known).values_list("pk", flat=True)
    differs = '(r.row_id IS NULL OR r.stored <> r."group" OR r.position <> r.place)'
    doubles = (
        keys.refused_doubles(sending, "r.list || ':' || r.industry_id", STORED)
        if has_keys(sending)
        else ()
    )
    return [
        *doubles,
        Check(
            "industry",
            "twice",
            _("The list names this industry already."),
            "r.n IN (SELECT d.n FROM (SELECT n, row_number() OVER"
            " (PARTITION BY list, industry_id ORDER BY n) AS place FROM import_ready) d"
            " WHERE d.place > 1)",
        ),
        Check(
            "record",
            "not_allowed",
            verdicts[denied[0]].reason if denied else "",
            f"{differs} AND r.region_id = ANY (%(denied)s)",
            {"denied": denied},
        ),
        Check(
            "record",
            "refused",
            _("Rates were computed from this list, so it stays as it is; publish a new edition."),
            f"{differs} AND r.framework_id = ANY (%(used)s)",
            {"used": list(used)},
        ),
    ]


def write(sending: Sending) -> Counts:
    """New lists whole; to lists on record what they lack, and groups that are called otherwise."""
    cursor = sending.cursor
    cursor.execute(
        'SELECT list, framework_id, region_id, name, day, industry_id, "group", row_id,'
        " stored, position, place, title, source, main FROM import_ready ORDER BY n"
    )
    names = [column.name for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    by_list: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_list.setdefault(row["list"], []).append(row)
    industries = Industry.objects.in_bulk([row["industry_id"] for row in rows])
    changed = 0
    for lines in by_list.values():
        if lines[0]["framework_id"] is None:
            publish(lines, industries, sending.by)
        else:
            changed += add(lines, sending.by)
    created = sum(row["row_id"] is None for row in rows)
    if has_keys(sending):
        keys.store_keys(sending, NEW)
    return Counts(created, changed, len(rows) - created - changed)


def publish(
    lines: Sequence[Mapping[str, Any]], industries: Mapping[str, Industry], by: User
) -> None:
    """A list that is not on record; its title, source and use are the first that a row says."""

    def first(name: str) -> str:
        return next((str(line[name]) for line in lines if line[name]), "")

    day: date = lines[0]["day"]
    framework = Framework(
        region_id=lines[0]["region_id"],
        name=lines[0]["name"],
        valid_from=day,
        title=first("title"),
        source=first("source"),
        is_main=first("main") not in NO,
    )
    lines = sorted(lines, key=lambda line: (line["position"] is None, line["position"] or 0))
    lists.store_edition(
        framework, [(industries[line["industry_id"]], line["group"]) for line in lines]
    )
    for line in lines:
        if line["position"] is not None:
            framework.industries.filter(industry_id=line["industry_id"]).update(
                position=line["position"]
            )
    record("framework.changed", subject=framework, by=by, region=framework.region_id)


def add(lines: Sequence[Mapping[str, Any]], by: User) -> int:
    """Write what a list on record lacks; the number of rows whose group changed."""
    new = [line for line in lines if line["row_id"] is None]
    renamed = [line for line in lines if line["row_id"] and is_moved(line)]
    if not (new or renamed):
        return 0
    framework = Framework.objects.select_for_update(of=("self",)).get(pk=lines[0]["framework_id"])
    last = framework.industries.order_by("-position").values_list("position", flat=True).first()
    start = 0 if last is None else last + 1
    KeyIndustry.objects.bulk_create(
        KeyIndustry(
            framework=framework,
            industry_id=line["industry_id"],
            group=line["group"],
            position=start + place if line["position"] is None else line["position"],
        )
        for place, line in enumerate(new)
    )
    stored = KeyIndustry.objects.in_bulk([line["row_id"] for line in renamed])
    for line in renamed:
        row = stored[line["row_id"]]
        row.group = line["group"]
        row.position = row.position if line["position"] is None else line["position"]
        row.store("group", "position")
    framework.store()
    record(
        "framework.changed",
        subject=framework,
        by=by,
        region=framework.region_id,
        added=[line["industry_id"] for line in new],
        moved=[line["industry_id"] for line in renamed],
    )
    return len(renamed)


def is_moved(line: Mapping[str, Any]) -> bool:
    """Whether the row on record has another group or place."""
    moved = line["position"] is not None and line["position"] != line["place"]
    return moved or bool(line["stored"] != line["group"])


def fill(rows: Sequence[Any], _user: Any) -> Mapping[Any, Mapping[str, Any]]:
    """Region, first day, title, source and use of each row's list."""
    lists_of = Framework.objects.in_bulk({row.framework_id for row in rows})
    return {
        row.pk: {
            "region": (one := lists_of[row.framework_id]).region_id,
            "valid_from": one.valid_from,
            "title": one.title,
            "source": one.source,
            "is_main": "yes" if one.is_main else "no",
        }
        for row in rows
    }


declare(
    "key-industries",
    Staged(
        columns=COLUMNS,
        header=tuple(COLUMNS),
        cells=cells,
        resolve=resolve,
        ready=ready,
        write=write,
        fill=fill,
    ),
)

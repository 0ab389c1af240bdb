"""Files of graduates: a cohort, a number in it, and one outcome if any."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.imports import keys
from alliance.imports.columns import EXTERNAL, ID
from alliance.imports.staged import Check, Counts, Sending, Staged, date_of, text_of
from alliance.registers.cells import name_of
from talent import rules
from talent.importers.cohorts import TO_COHORT, refused_cohorts, resolve_cohorts
from talent.importers.measured import Writing, twice, value_checks, values
from talent.models import Cohort, Graduate, Outcome

PEOPLE = "JOIN talent_graduate g ON g.cohort_id = r.cohort_id AND g.number = r.number"
OF_OUTCOME = ("measured_on", "destination", "related", "local", "starting_pay")
COLUMNS = {
    ID: "text",
    EXTERNAL: "text",
    "cohort": "text",
    "number": "text",
    "school": "text",
    "program": "text",
    "year": "integer",
    "label": "text",
    "measured_on": "date",
    "destination": "text",
    "related": "text",
    "local": "text",
    "starting_pay": "numeric",
}


def cells(_sending: Sending) -> Sequence[Check]:
    """The outcome is there whole or not at all."""
    said = " OR ".join(f"{text_of(name)} <> ''" for name in OF_OUTCOME)
    whole = [
        Check(name, "required", _("This must be given."), f"{text_of(name)} = '' AND ({said})")
        for name in ("measured_on", "destination")
    ]
    too_long = f"length({text_of('number')}) > 32"
    return [
        Check("number", "invalid", _("At most 32 characters."), too_long),
        *whole,
        *value_checks(),
    ]


def resolve(sending: Sending) -> Sequence[Check]:
    """The rows with their values; what refuses them for how they name a graduate."""
    resolve_cohorts(sending)
    named = bool({ID, EXTERNAL} & sending.given) and keys.name_rows(
        sending, Graduate.objects.all().visible_to(sending.by)
    )
    number, (told, params) = text_of("number"), values()
    known = "g.id IS NOT NULL"
    stored = (
        " LEFT JOIN import_named w ON w.n = s.n LEFT JOIN talent_graduate g ON g.id = w.row_id"
        if named
        else " LEFT JOIN (SELECT NULL::bigint AS id, NULL::bigint AS cohort_id, '' AS number)"
        " g ON false"
    )
    sending.cursor.execute(
        "CREATE TEMP TABLE import_ready ON COMMIT DROP AS SELECT s.n,"  # noqa: S608 -- names of columns above
        " coalesce(g.cohort_id, k.cohort_id) AS cohort_id,"
        f" coalesce(g.number, nullif({number}, '')) AS number,"
        f" {known} AS known, k.fault AS cohort_fault,"
        f" {known} AND {number} <> '' AND {number} <> g.number AS other_number,"
        f" {known} AND ({text_of('cohort')} <> '' AND k.ref IS DISTINCT FROM g.cohort_id"
        " OR k.called AND (g.cohort_id = ANY (k.matches)) IS NOT TRUE) AS other_cohort,"
        f" {date_of('measured_on')} AS measured_on, NULL::bigint AS employer_id, {told}"
        f" FROM import_stage s JOIN import_cohort k ON {TO_COHORT}{stored}",
        params,
    )
    sending.cursor.execute("ANALYZE import_ready")
    fixed = _("This cannot be changed once it is entered.")
    return [
        *(keys.refused_names() if named else ()),
        *refused_cohorts(unless=f"r.known OR {unnamed(named)}"),
        Check(
            "number",
            "required",
            _("This must be given."),
            f"r.number IS NULL AND NOT {unnamed(named)}",
        ),
        Check("number", "fixed", fixed, "r.other_number"),
        Check("cohort", "fixed", fixed, "r.other_cohort"),
    ]


def unnamed(named: bool) -> str:
    """Whether the row's id or number led nowhere, which is said by itself."""
    if not named:
        return "false"
    return "r.n IN (SELECT n FROM import_named WHERE row_id IS NULL AND (has_id OR by_key IS NOT NULL))"


def ready(sending: Sending) -> Sequence[Check]:
    target = "r.cohort_id || ':' || r.number"
    return [
        *twice(sending, "cohort_id, number", "number"),
        *(keys.refused_doubles(sending, target, PEOPLE) if has_keys(sending) else ()),
        *Writing(sending, PEOPLE).checks("number"),
    ]


def has_keys(sending: Sending) -> bool:
    if EXTERNAL not in sending.given:
        return False
    sending.cursor.execute(
        "SELECT EXISTS (SELECT FROM import_named WHERE external_id <> '' AND by_key IS NULL)"
    )
    return bool(sending.cursor.fetchone()[0])


def write(sending: Sending) -> Counts:
    """Graduates that are new, then outcomes; what is stored already is not written again."""
    cursor = sending.cursor
    new = f"import_ready r LEFT {PEOPLE} WHERE g.id IS NULL"
    cursor.execute(
        f"SELECT count(*) FROM {new} AND r.measured_on IS NULL"  # noqa: S608 -- as above
    )
    alone = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO talent_graduate (cohort_id, number, version, created_at, updated_at)"  # noqa: S608 -- as above
        f" SELECT DISTINCT r.cohort_id, r.number, 1, now(), now() FROM {new}"
    )
    counts = Writing(sending, PEOPLE).write(also_created=alone)
    if has_keys(sending):
        keys.store_keys(sending, PEOPLE)
    return counts


def fill(rows: Sequence[Any], user: Any) -> Mapping[Any, Mapping[str, Any]]:
    """School, program, year, label and the last outcome measured, as far as the reader sees them."""
    cohorts = Cohort.objects.all().visible_to(user).filter(pk__in={row.cohort_id for row in rows})
    seen = {c.pk: c for c in cohorts.select_related("program__school__organisation")}
    outcomes = Outcome.objects.all().visible_to(user).filter(graduate__in=[row.pk for row in rows])
    last = outcomes.order_by("graduate_id", "-measured_on").distinct("graduate_id")
    found: dict[Any, dict[str, Any]] = {row.pk: named(seen.get(row.cohort_id)) for row in rows}
    for outcome in last.select_related("graduate__cohort__program"):
        readable = bool(rules.can_read_pay(user, outcome))
        found[outcome.graduate_id] |= {
            "measured_on": outcome.measured_on,
            "destination": outcome.destination,
            "related": outcome.related,
            "local": outcome.local,
            "starting_pay": outcome.starting_pay if readable else None,
        }
    return found


def named(cohort: Cohort | None) -> dict[str, Any]:
    """A cohort in the words that an import finds it by; nothing for one that is not seen."""
    if cohort is None:
        return {}
    return {
        "school": name_of(cohort.program.school),
        "program": cohort.program.catalogue_program_id,
        "year": cohort.year,
        "label": cohort.label,
    }


GRADUATES = Staged(
    columns=COLUMNS,
    header=tuple(COLUMNS),
    cells=cells,
    resolve=resolve,
    ready=ready,
    write=write,
    fill=fill,
)

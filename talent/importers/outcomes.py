"""Files of outcomes: a graduate who is on record, a day, and what became of them."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from alliance.imports import keys
from alliance.imports.columns import EXTERNAL, ID
from alliance.imports.staged import Check, Counts, Sending, Staged, date_of, id_of, text_of
from enterprises.models import Enterprise
from talent.importers.cohorts import TO_COHORT, refused_cohorts, resolve_cohorts
from talent.importers.graduates import has_keys, unnamed
from talent.importers.measured import OUTCOME, Writing, twice, value_checks, values
from talent.models import Graduate, Outcome

PEOPLE = "JOIN talent_graduate g ON g.id = r.graduate_id"
STORED = "JOIN talent_outcome g ON g.graduate_id = r.graduate_id AND g.measured_on = r.measured_on"
HEADER = {
    ID: "text",
    EXTERNAL: "text",
    "graduate": "text",
    "measured_on": "date",
    "destination": "text",
    "related": "text",
    "local": "text",
    "employer": "text",
    "starting_pay": "numeric",
}
COLUMNS = HEADER | {
    "cohort": "text",
    "school": "text",
    "program": "text",
    "year": "integer",
    "label": "text",
    "number": "text",
}


def cells(sending: Sending) -> Sequence[Check]:
    found = value_checks()
    if "destination" in sending.given:
        empty = f"{text_of('destination')} = ''"
        found.append(Check("destination", "required", _("This must be given."), empty))
    return found


def resolve(sending: Sending) -> Sequence[Check]:
    """The rows with their values; what refuses them for how they name graduate and employer."""
    cursor = sending.cursor
    resolve_cohorts(sending)
    resolve_employers(sending)
    named = bool({ID, EXTERNAL} & sending.given) and keys.name_rows(
        sending, Outcome.objects.all().visible_to(sending.by)
    )
    graduate, number = text_of("graduate"), text_of("number")
    keys.keep_seen(
        sending,
        "import_seen_graduate",
        Graduate.objects.all().visible_to(sending.by),
        f"SELECT {id_of(graduate)} FROM import_stage s WHERE s.graduate <> ''",  # noqa: S608 -- names of columns above
    )
    told, params = values()
    stored = (
        " LEFT JOIN import_named w ON w.n = s.n LEFT JOIN talent_outcome o ON o.id = w.row_id"
        if named
        else " LEFT JOIN (SELECT NULL::bigint AS id, NULL::bigint AS graduate_id,"
        " NULL::date AS measured_on) o ON false"
    )
    day = date_of("measured_on")
    cursor.execute(
        "CREATE TEMP TABLE import_ready ON COMMIT DROP AS SELECT q.*, p.cohort_id FROM (SELECT s.n,"  # noqa: S608 -- as above
        " coalesce(o.graduate_id, v.id, h.id) AS graduate_id,"
        " o.id IS NOT NULL AS known, k.fault AS cohort_fault,"
        f" {graduate} <> '' AS by_id, {number} <> '' AS numbered, k.called,"
        f" o.id IS NOT NULL AND ({graduate} <> '' AND {id_of(graduate)} IS DISTINCT FROM"
        f" o.graduate_id OR ({number} <> '' OR k.called) AND h.id IS DISTINCT FROM o.graduate_id)"
        " AS other_graduate,"
        f" o.id IS NULL AND {graduate} <> '' AND ({number} <> '' OR k.called)"
        " AND h.id IS DISTINCT FROM v.id AS two_graduates,"
        f" o.id IS NOT NULL AND {day} <> o.measured_on AS other_day,"
        f" coalesce(o.measured_on, {day}) AS measured_on, e.enterprise_id AS employer_id,"
        f" {text_of('employer')} <> '' AND e.enterprise_id IS NULL AS no_employer, {told}"
        f" FROM import_stage s JOIN import_cohort k ON {TO_COHORT}"
        f" JOIN import_employer e ON e.employer = s.employer"
        f" LEFT JOIN import_seen_graduate v ON v.id = {id_of(graduate)}"
        f" LEFT JOIN talent_graduate h ON h.cohort_id = k.cohort_id AND h.number = {number}{stored}"
        ") q LEFT JOIN talent_graduate p ON p.id = q.graduate_id",
        params,
    )
    cursor.execute("ANALYZE import_ready")
    return [*(keys.refused_names() if named else ()), *refusals(unnamed(named))]


def resolve_employers(sending: Sending) -> None:
    """Make import_employer: each employer as the file calls it, with its id."""
    cursor, employer = sending.cursor, text_of("employer", "k")
    named = (
        "(SELECT min(o.id) FROM enterprises_enterprise t JOIN accounts_organisation o"  # noqa: S608 -- as above
        " ON o.id = t.organisation_id WHERE {} = " + employer + " HAVING count(*) = 1)"
    )
    cursor.execute(
        "CREATE TEMP TABLE import_employer ON COMMIT DROP AS SELECT DISTINCT employer,"
        " NULL::bigint AS enterprise_id FROM import_stage"
    )
    cursor.execute(
        f"UPDATE import_employer k SET enterprise_id = CASE WHEN {id_of(employer)} IS NOT NULL"  # noqa: S608 -- as above
        f" THEN {id_of(employer)} ELSE coalesce({named.format('o.uscc')}, {named.format('o.name')})"
        f" END WHERE {employer} <> ''"
    )
    keys.keep_seen(
        sending,
        "import_seen_enterprise",
        Enterprise.objects.all().visible_to(sending.by),
        "SELECT enterprise_id FROM import_employer",
    )
    cursor.execute(
        "UPDATE import_employer SET enterprise_id = NULL"
        " WHERE enterprise_id NOT IN (SELECT id FROM import_seen_enterprise)"
    )
    cursor.execute("ANALYZE import_employer")


def refusals(lost: str) -> list[Check]:
    """What is wrong with whom a row is about; `lost`: its own id or number led nowhere."""
    must, fixed = _("This must be given."), _("This cannot be changed once it is entered.")
    open_row = f"NOT (r.known OR {lost})"
    by_words = f"{open_row} AND NOT r.by_id AND (r.numbered OR r.called)"
    return [
        *refused_cohorts(unless=f"NOT ({by_words})"),
        Check(
            "graduate", "required", must, f"{open_row} AND NOT (r.by_id OR r.numbered OR r.called)"
        ),
        Check(
            "graduate",
            "missing",
            _("There is no such row that you may see."),
            f"{open_row} AND r.by_id AND r.graduate_id IS NULL",
        ),
        Check("number", "required", must, f"{by_words} AND NOT r.numbered"),
        Check(
            "number",
            "missing",
            _("The cohort has no graduate of this number."),
            f"{by_words} AND r.numbered AND r.cohort_fault IS NULL AND r.graduate_id IS NULL",
        ),
        Check(
            "graduate",
            "other",
            _("The number and the cohort are those of another."),
            "r.two_graduates",
        ),
        Check("graduate", "fixed", fixed, "r.other_graduate"),
        Check("measured_on", "fixed", fixed, "r.other_day"),
        Check("measured_on", "required", must, f"{open_row} AND r.measured_on IS NULL"),
        Check("employer", "missing", _("No one enterprise is called so."), "r.no_employer"),
    ]


def ready(sending: Sending) -> Sequence[Check]:
    target = "r.graduate_id || ':' || r.measured_on"
    new = f"SELECT r.n FROM import_ready r {PEOPLE} LEFT JOIN {OUTCOME} WHERE o.id IS NULL"  # noqa: S608 -- as above
    return [
        *twice(sending, "graduate_id", "graduate"),
        Check(
            "destination",
            "required",
            _("This must be given."),
            f"r.destination IS NULL AND r.n IN ({new})",
        ),
        *(keys.refused_doubles(sending, target, STORED) if has_keys(sending) else ()),
        *Writing(sending, PEOPLE).checks("graduate"),
    ]


def write(sending: Sending) -> Counts:
    counts = Writing(sending, PEOPLE).write()
    if has_keys(sending):
        keys.store_keys(sending, STORED)
    return counts


OUTCOMES = Staged(
    columns=COLUMNS,
    header=tuple(HEADER),
    cells=cells,
    resolve=resolve,
    ready=ready,
    write=write,
)

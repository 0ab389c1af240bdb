"""Graduates with what became of them, by whole cohorts: files of a hundred thousand rows.

A row names a cohort (school, program, year, label), a number in it, and one outcome. The same
rules hold as for single records; they are asked once for each school and cohort of the file.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.accounts.models import User
from alliance.imports.staged import Check, Counts, Staged, declare
from alliance.registers.cells import NO, YES, words
from talent import rules
from talent.enums import Destination
from talent.models import Outcome
from talent.models.graduates import MOST_PAY

COHORT = "school, program, year, label"
OF_ROW = "(s.school, s.program, s.year, s.label)"
FLAGS = ("related", "local")
OPTIONAL = (*FLAGS, "starting_pay")


def resolve(cursor: Any) -> None:
    """One row for each cohort that the file names, with its school's and its own id, if any."""
    cursor.execute(
        "CREATE TEMP TABLE import_cohort ON COMMIT DROP AS"  # noqa: S608 -- names of columns above
        f" SELECT DISTINCT {COHORT}, NULL::bigint AS school_id, NULL::bigint AS cohort_id"
        " FROM import_stage"
    )
    cursor.execute(
        "UPDATE import_cohort k SET school_id = (SELECT min(o.id) FROM programs_school t"
        " JOIN accounts_organisation o ON o.id = t.organisation_id"
        " WHERE o.uscc = btrim(k.school) OR o.name = btrim(k.school)"
        " OR o.id = substring(k.school from '#([0-9]{1,18})\\s*$')::bigint"
        " HAVING count(*) = 1)"
    )
    cursor.execute(
        "UPDATE import_cohort k SET cohort_id = (SELECT min(c.id) FROM talent_cohort c"
        " JOIN programs_program p ON p.id = c.program_id WHERE p.school_id = k.school_id"
        " AND c.year = k.year::integer AND c.label = btrim(k.label)"
        " AND (p.catalogue_program_id = btrim(k.program) OR p.name = btrim(k.program)"
        " OR p.id = substring(k.program from '#([0-9]{1,18})\\s*$')::bigint)"
        " HAVING count(*) = 1)"
    )
    cursor.execute("ANALYZE import_cohort")


def refused_cohorts(condition: str) -> str:
    return f"{OF_ROW} IN (SELECT {COHORT} FROM import_cohort WHERE {condition})"  # noqa: S608 -- as above


def checks(cursor: Any, by: User) -> Sequence[Check]:
    """What refuses a row, with this user's rights to the schools that the file names."""
    cursor.execute("SELECT DISTINCT school_id FROM import_cohort WHERE school_id IS NOT NULL")
    schools = [school for (school,) in cursor.fetchall()]
    kept = [school for school in schools if rules.can_keep_school(by, school)]
    flag = " AND lower(btrim(s.{0})) <> ALL (%(flags)s)"
    return [
        Check(
            "school",
            "missing",
            _("No one school is called so."),
            refused_cohorts("school_id IS NULL"),
        ),
        Check(
            "school",
            "not_allowed",
            _("Only editors of the school or of its secretariat may do that."),
            refused_cohorts("school_id <> ALL (%(kept)s::bigint[])"),
            {"kept": kept},
        ),
        Check(
            "program",
            "missing",
            _("The school has no such cohort of this program and year, or several."),
            refused_cohorts("school_id IS NOT NULL AND cohort_id IS NULL"),
        ),
        Check("number", "invalid", _("At most 32 characters."), "length(btrim(s.number)) > 32"),
        Check(
            "destination",
            "invalid",
            _("This is no destination."),
            "lower(btrim(s.destination)) <> ALL (%(destinations)s)",
            {"destinations": list(destinations())},
        ),
        Check(
            "measured_on",
            "future",
            _("An outcome is measured today or earlier."),
            "s.measured_on::date > %(today)s",
            {"today": timezone.localdate()},
        ),
        *(
            Check(
                name,
                "invalid",
                _("Write yes or no."),
                f"s.{name} <> ''" + flag.format(name),
                {"flags": sorted({"", *YES, *NO})},
            )
            for name in FLAGS
        ),
        Check(
            "starting_pay",
            "invalid",
            _("Starting pay is given in yuan a month."),
            "s.starting_pay <> '' AND s.starting_pay::numeric NOT BETWEEN 0 AND %(most_pay)s",
            {"most_pay": MOST_PAY},
        ),
    ]


def destinations() -> dict[str, str]:
    """Every spelling of a destination, in small letters, with its value."""
    return {
        word: str(value) for word, value in words(Outcome._meta.get_field("destination")).items()
    }


def ready(cursor: Any) -> Sequence[Check]:
    """The rows with their values; which of them are about the same, or about what must stay."""
    cursor.execute(
        "CREATE TEMP TABLE import_ready ON COMMIT DROP AS"  # noqa: S608 -- names of columns above
        " SELECT s.n, k.cohort_id, btrim(s.number) AS number, s.measured_on::date AS measured_on,"
        " %(words)s::jsonb ->> lower(btrim(s.destination)) AS destination,"
        f" {flag_of('related')}, {flag_of('local')},"
        " round(nullif(s.starting_pay, '')::numeric, 2) AS starting_pay"
        f" FROM import_stage s JOIN import_cohort k USING ({COHORT})",
        {"words": json_of(destinations()), "yes": sorted(YES)},
    )
    cursor.execute("ANALYZE import_ready")
    return [*doubles(cursor), *fixed()]


def flag_of(name: str) -> str:
    text = f"lower(btrim(s.{name}))"
    return f"CASE WHEN {text} = '' THEN NULL ELSE {text} = ANY (%(yes)s) END AS {name}"


def json_of(found: dict[str, str]) -> str:
    return json.dumps(found, ensure_ascii=False)


def doubles(cursor: Any) -> Sequence[Check]:
    """The second and every further row about one graduate and day."""
    cursor.execute(
        "CREATE TEMP TABLE import_double ON COMMIT DROP AS SELECT cohort_id, number, measured_on,"
        " min(n) AS first FROM import_ready GROUP BY 1, 2, 3 HAVING count(*) > 1"
    )
    if not cursor.rowcount:
        return []
    return [
        Check(
            "number",
            "twice",
            _("An earlier row is about the same graduate and day."),
            "s.n IN (SELECT r.n FROM import_ready r JOIN import_double d"
            " USING (cohort_id, number, measured_on) WHERE r.n > d.first)",
        )
    ]


def fixed() -> Sequence[Check]:
    graduate = "JOIN talent_graduate g ON g.cohort_id = r.cohort_id AND g.number = r.number"
    outcome = "talent_outcome o ON o.graduate_id = g.id AND o.measured_on = r.measured_on"
    return [
        Check(
            "number",
            "erased",
            _("This graduate was erased; nothing more is recorded."),
            f"s.n IN (SELECT r.n FROM import_ready r {graduate} LEFT JOIN {outcome}"  # noqa: S608 -- as above
            " WHERE g.erased_on IS NOT NULL AND o.id IS NULL)",
        ),
        Check(
            "destination",
            "employer",
            _("This outcome names an employer: change it by itself."),
            f"s.n IN (SELECT r.n FROM import_ready r {graduate} JOIN {outcome}"  # noqa: S608 -- as above
            " WHERE o.employer_id IS NOT NULL AND r.destination <> %(employed)s)",
            {"employed": Destination.EMPLOYED.value},
        ),
    ]


def write(cursor: Any, given: frozenset[str]) -> Counts:
    """Graduates that are new, then outcomes; what is stored already is not written again."""
    cursor.execute(
        "INSERT INTO talent_graduate (cohort_id, number, version, created_at, updated_at)"
        " SELECT DISTINCT r.cohort_id, r.number, 1, now(), now() FROM import_ready r"
        " LEFT JOIN talent_graduate g ON g.cohort_id = r.cohort_id AND g.number = r.number"
        " WHERE g.id IS NULL"
    )
    changing = ["destination", *(name for name in OPTIONAL if name in given)]
    stored = ", ".join(f"o.{name}" for name in changing)
    wanted = ", ".join(f"r.{name}" for name in changing)
    pairs = ", ".join(f"{name} = r.{name}" for name in changing)
    joined = (
        "import_ready r JOIN talent_graduate g ON g.cohort_id = r.cohort_id AND g.number = r.number"
    )
    cursor.execute(
        f"UPDATE talent_outcome o SET {pairs}, version = o.version + 1, updated_at = now()"  # noqa: S608 -- as above
        f" FROM {joined} WHERE o.graduate_id = g.id AND o.measured_on = r.measured_on"
        f" AND ({stored}) IS DISTINCT FROM ({wanted})"
    )
    changed = cursor.rowcount
    cursor.execute(
        "INSERT INTO talent_outcome (graduate_id, measured_on, destination, related, local,"  # noqa: S608 -- as above
        " starting_pay, state, version, created_at, updated_at)"
        " SELECT g.id, r.measured_on, r.destination, r.related, r.local, r.starting_pay,"
        f" 'recorded', 1, now(), now() FROM {joined} LEFT JOIN talent_outcome o"
        " ON o.graduate_id = g.id AND o.measured_on = r.measured_on WHERE o.id IS NULL"
    )
    created = cursor.rowcount
    cursor.execute("SELECT count(*) FROM import_ready")
    return Counts(created, changed, cursor.fetchone()[0] - created - changed)


GRADUATES = Staged(
    columns={
        "school": "text",
        "program": "text",
        "year": "integer",
        "label": "text",
        "number": "text",
        "measured_on": "date",
        "destination": "text",
        "related": "text",
        "local": "text",
        "starting_pay": "numeric",
    },
    required=("school", "program", "year", "number", "measured_on", "destination"),
    resolve=resolve,
    checks=checks,
    ready=ready,
    write=write,
)
declare("graduates", GRADUATES)
declare("outcomes", GRADUATES)

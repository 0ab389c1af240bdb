"""Which cohort a row means: “#12” under `cohort`, or school, program, year and label."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.imports.staged import Check, Sending, id_of, text_of
from talent import rules
from talent.models import Cohort

NAMES = ("school", "program", "year", "label")
COHORT = ("cohort", *NAMES)
PLACED = ", ".join(COHORT)
TO_COHORT = " AND ".join(f's."{name}" = k."{name}"' for name in COHORT)
"""Joins a row of the file (`s`) to what it says of its cohort (`k`)."""


def resolve_cohorts(sending: Sending) -> None:
    """Make import_cohort: one row for each way in which the file names a cohort.

    `ref` is the id that it names; `cohort_id` the cohort meant, NULL where there is a `fault`;
    `matches` those that school, program, year and label fit; `called` whether it gives any of
    these.
    """
    cursor = sending.cursor
    cohort, school, year, label = (
        text_of(name, "k") for name in ("cohort", "school", "year", "label")
    )
    program = text_of("program", "k")
    cursor.execute(
        "CREATE TEMP TABLE import_cohort ON COMMIT DROP AS"  # noqa: S608 -- names of columns above
        f" SELECT DISTINCT {PLACED}, NULL::bigint AS ref, NULL::bigint AS school_id,"
        " NULL::bigint[] AS matches, NULL::bigint AS cohort_id, NULL::text AS fault,"
        " false AS called FROM import_stage"
    )
    resolve_schools(sending)
    cursor.execute(
        f"UPDATE import_cohort k SET ref = {id_of(cohort)}, school_id = t.school_id,"  # noqa: S608 -- as above
        f" called = {school} <> '' OR {program} <> '' OR {year} <> '' OR {label} <> ''"
        " FROM import_school t WHERE t.school = k.school"
    )
    cursor.execute(
        "UPDATE import_cohort k SET matches = (SELECT array_agg(c.id) FROM talent_cohort c"  # noqa: S608 -- as above
        " JOIN programs_program p ON p.id = c.program_id WHERE p.school_id = k.school_id"
        f" AND c.year = {year}::integer AND c.label = {label}"
        f" AND CASE WHEN {id_of(program)} IS NOT NULL THEN p.id = {id_of(program)} ELSE"
        f" p.catalogue_program_id = split_part({program}, ' ', 1) OR p.name = {program} END)"
        f" WHERE {year} <> ''"
    )
    kept, seen = reach(sending)
    cursor.execute(
        "UPDATE import_cohort k SET fault = CASE"  # noqa: S608 -- as above
        f" WHEN {cohort} <> '' AND (ref IS NULL OR ref <> ALL (%(seen)s::bigint[])) THEN 'cohort'"
        f" WHEN NOT called THEN CASE WHEN {cohort} = '' THEN 'none' END"
        f" WHEN {school} = '' THEN 'no_school' WHEN {program} = '' THEN 'no_program'"
        f" WHEN {year} = '' THEN 'no_year' WHEN school_id IS NULL THEN 'school'"
        f" WHEN {cohort} <> '' THEN CASE WHEN ref = ANY (matches) THEN NULL ELSE 'other' END"
        " WHEN school_id <> ALL (%(kept)s::bigint[]) AND NOT coalesce(%(seen)s::bigint[] && matches, false)"
        " THEN 'not_allowed'"
        " WHEN cardinality(matches) = 1 THEN NULL ELSE 'program' END",
        {"seen": seen, "kept": kept},
    )
    cursor.execute(
        "UPDATE import_cohort SET cohort_id = coalesce(ref, matches[1]) WHERE fault IS NULL"
    )
    cursor.execute("ANALYZE import_cohort")


def resolve_schools(sending: Sending) -> None:
    """Make import_school: each school as the file calls it, with its id."""
    school = text_of("school", "k")
    named = (
        "(SELECT min(o.id) FROM programs_school t JOIN accounts_organisation o"  # noqa: S608 -- as above
        " ON o.id = t.organisation_id WHERE {} = " + school + " HAVING count(*) = 1)"
    )
    sending.cursor.execute(
        "CREATE TEMP TABLE import_school ON COMMIT DROP AS SELECT DISTINCT school,"
        " NULL::bigint AS school_id FROM import_cohort"
    )
    sending.cursor.execute(
        f"UPDATE import_school k SET school_id = CASE WHEN {id_of(school)} IS NOT NULL"  # noqa: S608 -- as above
        f" THEN (SELECT organisation_id FROM programs_school WHERE organisation_id = {id_of(school)})"
        f" ELSE coalesce({named.format('o.uscc')}, {named.format('o.name')}) END"
        f" WHERE {school} <> ''"
    )


def reach(sending: Sending) -> tuple[list[int], list[int]]:
    """(schools for which the sender may write, cohorts that it may see) among those named."""
    cursor = sending.cursor
    cursor.execute("SELECT DISTINCT school_id FROM import_cohort WHERE school_id IS NOT NULL")
    schools = [school for (school,) in cursor.fetchall()]
    kept = [school for school in schools if rules.can_keep_school(sending.by, school)]
    cursor.execute(
        "SELECT ref FROM import_cohort WHERE ref IS NOT NULL"
        " UNION SELECT unnest(matches) FROM import_cohort"
    )
    named = [cohort for (cohort,) in cursor.fetchall()]
    seen = Cohort.objects.filter(pk__in=named).visible_to(sending.by)
    return kept, list(seen.values_list("pk", flat=True))


def refused_cohorts(*, unless: str) -> Sequence[Check]:
    """What is wrong with how a row (`r`) names its cohort, `unless` it names its record itself."""
    spoken = (
        ("cohort", "missing", "cohort", _("There is no such row that you may see.")),
        ("cohort", "required", "none", _("This must be given.")),
        ("school", "required", "no_school", _("This must be given.")),
        ("program", "required", "no_program", _("This must be given.")),
        ("year", "required", "no_year", _("This must be given.")),
        ("school", "missing", "school", _("No one school is called so.")),
        ("cohort", "other", "other", _("School, program, year and label are those of another.")),
        (
            "school",
            "not_allowed",
            "not_allowed",
            _("Only editors of the school or of its secretariat may do that."),
        ),
        (
            "program",
            "missing",
            "program",
            _("The school has no such cohort of this program and year, or several."),
        ),
    )
    return [
        Check(column, code, text, f"r.cohort_fault = '{fault}' AND NOT ({unless})")
        for column, code, fault, text in spoken
    ]


def rights(sending: Sending) -> tuple[list[int], list[int]]:
    """Cohorts of READY for which the sender (may not write, may not read what people earn)."""
    sending.cursor.execute(
        "SELECT c.id, p.school_id FROM talent_cohort c JOIN programs_program p"
        " ON p.id = c.program_id WHERE c.id IN (SELECT cohort_id FROM import_ready)"
    )
    found = sending.cursor.fetchall()
    scope = scope_of(sending.by)
    kept = {
        school
        for school in {school for _cohort, school in found}
        if rules.can_keep_school(sending.by, school)
    }
    return (
        [cohort for cohort, school in found if school not in kept],
        [c for c, school in found if not scope.platform and school not in scope.organisations],
    )

# ruff: noqa: S608 -- statements are put together of words and numbers of this file
"""The figures of a run by plain SQL, set by set in temporary tables that are analysed.

A1–A3 of the region, its levels, counties, both and schools; B's totals; D2; E4; G by year of the
region, its levels, counties and schools. Everything else that a run does is not done here: no small
cells, no figures by class and industry, no C, D1, E1, E2, E5, H, no verdicts, and nothing is
written down. Outcomes are counted from their rows, or from the leaf that the portal keeps.
"""

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from django.db import connection

from alliance.alignment.inputs.economy import HIRING
from alliance.alignment.models import AlignmentRun
from alliance.engines.cells import THRESHOLD
from programs.inputs import KINDS
from talent.leaf import REAL_ECONOMY

Figures: TypeAlias = dict[tuple[str, str, str, str], tuple[float, float]]
"""(index, level, dimension, key) → numerator and denominator; value and 1 of B and E4, value and
openings of D2."""

OPEN = """
CREATE TEMP TABLE t_program AS
SELECT p.id, p.level, p.school_id AS school, o.region_id AS county, p.enrolment, p.intake,
  p.graduates
FROM programs_program p JOIN accounts_organisation o ON o.id = p.school_id
WHERE o.region_id LIKE %(inside)s AND p.opened_on <= %(day)s
  AND (p.closed_on IS NULL OR p.closed_on > %(day)s)
"""
LINKS = """
CREATE TEMP TABLE t_{target} AS
SELECT program, target, weight FROM (
  SELECT c.program_id AS program, c.{target}_id AS target, (c.weight * 10000)::int AS weight,
    array_position(%(kinds)s, c.kind::text) AS kind,
    min(array_position(%(kinds)s, c.kind::text)) OVER (PARTITION BY c.program_id) AS best
  FROM programs_crosswalklink c JOIN t_program p ON p.id = c.program_id
  WHERE c.{target}_id IS NOT NULL AND c.weight > 0 AND c.valid_from <= %(day)s
    AND (c.valid_to IS NULL OR c.valid_to > %(day)s)
) x WHERE kind = best
"""
DEMANDS = """
CREATE TEMP TABLE t_demand AS
SELECT d.id, d.occupation_id AS occupation, d.headcount FROM enterprises_demand d
WHERE d.region_id LIKE %(inside)s AND d.state IN ('published', 'fulfilled', 'expired')
  AND d.published_at < %(day)s::date + 1 AND d.closes_on >= %(day)s AND d.kind = ANY (%(hiring)s)
"""
RATES = """
WITH RECURSIVE keys AS (
  SELECT industry_id AS code FROM consortia_keyindustry WHERE framework_id = %(framework)s
  UNION SELECT i.code FROM reference_industry i JOIN keys k ON i.parent_id = k.code
), weighed AS (
  SELECT p.id, sum(l.weight) AS w FROM t_program p JOIN t_industry l ON l.program = p.id
  WHERE l.target IN (SELECT code FROM keys) GROUP BY p.id
), judged AS (
  SELECT p.*, coalesce(w, 0) AS w FROM t_program p LEFT JOIN weighed USING (id)
), summed AS (
  SELECT coalesce(level, '') AS level,
    CASE WHEN grouping(county) = 0 THEN 'county' WHEN grouping(school) = 0 THEN 'school' ELSE '' END
      AS dimension,
    coalesce(county, school::text, '') AS key,
    count(*) AS points, count(*) FILTER (WHERE w >= 5000) AS aligned,
    coalesce(sum(enrolment), 0) AS persons,
    coalesce(sum(enrolment) FILTER (WHERE w >= 5000), 0) AS aligned_persons,
    coalesce(sum(enrolment * w), 0) / 10000 AS graded
  FROM judged GROUP BY GROUPING SETS ((), (level), (county), (level, county), (school))
)
SELECT 'A1', level, dimension, key, aligned, points FROM summed
UNION ALL SELECT 'A2', level, dimension, key, aligned_persons, persons FROM summed
UNION ALL SELECT 'A3', level, dimension, key, graded, persons FROM summed
"""
STRUCTURE = """
WITH RECURSIVE tops AS (
  SELECT code, code AS top FROM reference_industry WHERE parent_id IS NULL
  UNION ALL SELECT i.code, t.top FROM reference_industry i JOIN tops t ON i.parent_id = t.code
), wanted AS (
  SELECT t.top, sum(s.value)::float8 AS value FROM consortia_industrystatistic s
  JOIN tops t ON t.code = s.industry_id
  WHERE s.region_id = %(region)s AND s.measure = 'value_added'
    AND s.year = extract(year FROM %(day)s::date) - 1 GROUP BY t.top
), given AS (
  SELECT t.top, sum(p.intake::bigint * l.weight)::float8 AS value FROM t_industry l
  JOIN t_program p ON p.id = l.program JOIN tops t ON t.code = l.target GROUP BY t.top
), shares AS (
  SELECT w.value / sum(w.value) OVER () AS q,
    coalesce(g.value, 0) / sum(coalesce(g.value, 0)) OVER () AS s
  FROM wanted w LEFT JOIN given g USING (top)
), found AS (
  SELECT avg(abs(q / s - 1)) AS "B1m", sum(q * abs(q / s - 1)) AS "B1w", sum(q * ln(q / s)) AS "B2",
    sum(q * s) / sqrt(sum(q * q) * sum(s * s)) AS "B3", sum(abs(q - s)) / 2 AS "B4" FROM shares
)
SELECT index, '', '', '', value, 1 FROM found,
LATERAL (VALUES ('B1m', "B1m"), ('B1w', "B1w"), ('B2', "B2"), ('B3', "B3"), ('B4', "B4"))
  x (index, value)
"""
SUPPLY = """
WITH openings AS (
  SELECT occupation, sum(headcount)::float8 AS seats FROM t_demand
  WHERE occupation IS NOT NULL GROUP BY 1
), reach AS (
  SELECT l.program, sum(o.seats) AS seats FROM t_occupation l
  JOIN openings o ON o.occupation = l.target GROUP BY 1
), fed AS (
  SELECT l.target, sum(p.graduates / r.seats) AS part FROM t_occupation l
  JOIN t_program p ON p.id = l.program JOIN reach r ON r.program = l.program GROUP BY 1
)
SELECT 'D2', '', 'occupation', o.occupation, coalesce(f.part, 0), o.seats
FROM openings o LEFT JOIN fed f ON f.target = o.occupation
"""
SKILLS = """
WITH taught AS (
  SELECT s.skill_id AS skill, sum(coalesce(
    CASE WHEN p.graduates NOT BETWEEN 1 AND %(few)s THEN p.graduates END, p.intake, 1))::float8 AS amount
  FROM programs_programskill s JOIN t_program p ON p.id = s.program_id GROUP BY 1
), sought AS (
  SELECT s.skill_id AS skill, sum(d.headcount * s.importance)::float8 AS amount
  FROM enterprises_demandskill s JOIN t_demand d ON d.id = s.demand_id GROUP BY 1
)
SELECT 'E4', '', '', '', sum(least(t.amount / (SELECT sum(amount) FROM taught),
  s.amount / (SELECT sum(amount) FROM sought))), 1 FROM taught t JOIN sought s USING (skill)
"""
WORKS = "destination IN ('employed', 'self_employed')"
REAL = """
WITH RECURSIVE sections AS (
  SELECT code, code = ANY (%(real)s) AS real FROM reference_industry
  WHERE level = 1 AND scheme LIKE 'GB/T 4754%%'
  UNION ALL SELECT i.code, s.real FROM reference_industry i JOIN sections s ON i.parent_id = s.code
), employers AS (
  SELECT e.organisation_id AS id, s.real FROM enterprises_enterprise e
  JOIN sections s ON s.code = e.industry_id
)"""
OF_ROWS = f"""
CREATE TEMP TABLE t_cohort AS {REAL}, latest AS (
  SELECT DISTINCT ON (graduate_id) * FROM talent_outcome WHERE measured_on <= %(day)s
  ORDER BY graduate_id, measured_on DESC
)
SELECT g.cohort_id AS cohort, count(*) AS graduates,
  count(*) FILTER (WHERE destination <> 'unknown') AS known,
  count(*) FILTER (WHERE {WORKS}) AS employed,
  count(*) FILTER (WHERE destination = 'further_study') AS further,
  count(*) FILTER (WHERE related AND {WORKS}) AS related,
  count(*) FILTER (WHERE local AND {WORKS}) AS local,
  count(*) FILTER (WHERE starting_pay IS NOT NULL AND {WORKS}) AS paid,
  coalesce(sum(starting_pay) FILTER (WHERE {WORKS}), 0) AS pay,
  count(*) FILTER (WHERE e.real) AS real, count(e.id) AS real_known
FROM talent_graduate g LEFT JOIN latest o ON o.graduate_id = g.id
LEFT JOIN employers e ON e.id = o.employer_id GROUP BY g.cohort_id
"""
OF_LEAF = f"""
CREATE TEMP TABLE t_cohort AS {REAL}, hired AS (
  SELECT g.cohort_id AS cohort, count(*) FILTER (WHERE e.real) AS real, count(*) AS real_known
  FROM talent_outcome o JOIN employers e ON e.id = o.employer_id
  JOIN talent_graduate g ON g.id = o.graduate_id
  WHERE o.measured_on <= %(day)s AND NOT EXISTS (
    SELECT FROM talent_outcome n WHERE n.graduate_id = o.graduate_id
    AND n.measured_on > o.measured_on AND n.measured_on <= %(day)s) GROUP BY 1
), sums AS (
  SELECT cohort_id AS cohort, sum(graduates) AS graduates, sum(known) AS known,
    sum(employed) AS employed, sum(further) AS further, sum(related) AS related,
    sum(local) AS local, sum(paid) AS paid, sum(pay) / 100.0 AS pay
  FROM talent_outcomechange WHERE day <= %(day)s GROUP BY 1
)
SELECT s.*, coalesce(h.real, 0) AS real, coalesce(h.real_known, 0) AS real_known
FROM sums s LEFT JOIN hired h USING (cohort)
"""
OUTCOMES = """
WITH members AS (
  SELECT t.*, c.year, p.level, p.school_id AS school, o.region_id AS county FROM t_cohort t
  JOIN talent_cohort c ON c.id = t.cohort JOIN programs_program p ON p.id = c.program_id
  JOIN accounts_organisation o ON o.id = p.school_id WHERE o.region_id LIKE %(inside)s
), summed AS (
  SELECT coalesce(level, '') AS level,
    CASE WHEN grouping(county) = 0 THEN 'county_year' WHEN grouping(school) = 0 THEN 'school_year'
      ELSE 'year' END AS dimension,
    concat_ws('|', county, school, year) AS key, sum(graduates) AS graduates, sum(known) AS known,
    sum(employed) AS employed, sum(further) AS further, sum(related) AS related,
    sum(local) AS local, sum(paid) AS paid, sum(pay) AS pay, sum(real) AS real,
    sum(real_known) AS real_known
  FROM members GROUP BY GROUPING SETS ((year), (level, year), (county, year), (school, year))
)
SELECT index, level, dimension, key, numerator, denominator FROM summed, LATERAL (VALUES
  ('G1', employed + further, graduates), ('G2', employed, graduates), ('G3', related, employed),
  ('G4', related, graduates), ('G5', local, employed), ('G6', real, real_known),
  ('G7', pay, paid), ('G8', known, graduates)) x (index, numerator, denominator)
"""
WORK_MEMORY = "256MB"
"""So that nothing is written aside."""


def by_sql(run: AlignmentRun, outcomes: Literal["rows", "leaf"]) -> Figures:
    """The figures, counted on the run's day; leaves no table behind."""
    asked: dict[str, Any] = {
        "inside": f"{run.region.prefix}%",
        "region": run.region_id,
        "day": run.as_of,
        "framework": run.framework_id,
        "kinds": list(KINDS),
        "hiring": [kind.value for kind in HIRING],
        "real": list(REAL_ECONOMY),
        "few": THRESHOLD - 1,
    }
    tables = {
        "t_program": OPEN,
        "t_industry": LINKS.format(target="industry"),
        "t_occupation": LINKS.format(target="occupation"),
        "t_demand": DEMANDS,
        "t_cohort": OF_ROWS if outcomes == "rows" else OF_LEAF,
    }
    found: Figures = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SET work_mem = '{WORK_MEMORY}'")
        for name, statement in tables.items():
            cursor.execute(statement, asked)
            cursor.execute(f"ANALYZE {name}")
        for query in (RATES, STRUCTURE, SUPPLY, SKILLS, OUTCOMES):
            cursor.execute(query, asked)
            found |= figures(cursor.fetchall())
        cursor.execute(f"DROP TABLE {', '.join(tables)}")
        cursor.execute("RESET work_mem")
    return found


def figures(rows: Iterable[tuple[Any, ...]]) -> Figures:
    return {
        (index, level, dimension, key): (float(numerator), float(denominator))
        for index, level, dimension, key, numerator, denominator in rows
    }

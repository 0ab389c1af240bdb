"""The loop of a region in counts, as its events tell of a day."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from alliance.reference.models import Region

COUNTS = """
WITH published AS (
    SELECT d.id, d.headcount, min(e.at) AS at
    FROM enterprises_demand d
    JOIN events_event e ON e.subject_type = 'enterprises.demand' AND e.subject_id = d.id::text
         AND e.kind = 'demand.published' AND e.at < %(end)s
    WHERE d.region_id LIKE %(inside)s
    GROUP BY d.id
), told AS (
    SELECT e.subject_id::bigint AS id,
           min(e.at) FILTER (WHERE e.kind IN ('match.responded', 'match.declined')) AS answered,
           min(e.at) FILTER (WHERE e.kind = 'match.declined') AS declined,
           min(e.at) FILTER (WHERE e.kind = 'match.accepted') AS accepted,
           min(e.at) FILTER (WHERE e.kind = 'match.expired') AS expired
    FROM events_event e
    WHERE e.subject_type = 'collaboration.match' AND e.at < %(end)s
      AND e.kind IN ('match.responded', 'match.declined', 'match.accepted', 'match.expired')
    GROUP BY e.subject_id
), matches AS (
    SELECT m.id, m.demand_id, r.computed_at AS made, a.answer_days,
           t.answered, t.accepted, t.declined, t.expired
    FROM collaboration_match m
    JOIN published d ON d.id = m.demand_id
    JOIN consortia_alliance a ON a.id = m.alliance_id
    JOIN collaboration_matchrun r ON r.id = m.run_id
    LEFT JOIN told t ON t.id = m.id
    WHERE r.computed_at < %(end)s
), accepted AS (
    SELECT d.id, d.headcount, d.at, min(m.accepted) AS accepted
    FROM published d JOIN matches m ON m.demand_id = d.id
    WHERE m.accepted IS NOT NULL
    GROUP BY d.id, d.headcount, d.at
), projects AS (
    SELECT p.id, p.school_id, p.enterprise_id, p.match_id,
           min(e.at) FILTER (WHERE e.kind = 'project.signed') AS signed,
           min(e.at) FILTER (WHERE e.kind = 'project.closed') AS closed
    FROM collaboration_project p
    JOIN consortia_alliance a ON a.id = p.alliance_id AND a.region_id LIKE %(inside)s
    JOIN events_event e ON e.subject_type = 'collaboration.project' AND e.subject_id = p.id::text
         AND e.kind IN ('project.signed', 'project.closed') AND e.at < %(end)s
    GROUP BY p.id
), results AS (
    SELECT p.id, p.closed, min(e.at) AS verified, count(DISTINCT r.id) AS n
    FROM projects p
    JOIN collaboration_result r ON r.project_id = p.id
    JOIN events_event e ON e.subject_type = 'collaboration.result' AND e.subject_id = r.id::text
         AND e.kind = 'result.verified' AND e.at < %(end)s
    GROUP BY p.id, p.closed
), pairs AS (
    SELECT count(*) AS n FROM projects WHERE signed IS NOT NULL GROUP BY school_id, enterprise_id
), days AS (
    SELECT 'accept' AS stage, accepted - at AS took FROM accepted
    UNION ALL
    SELECT 'sign', p.signed - m.accepted FROM projects p JOIN matches m ON m.id = p.match_id
    WHERE p.signed IS NOT NULL AND m.accepted IS NOT NULL
    UNION ALL SELECT 'close', closed - signed FROM projects WHERE closed IS NOT NULL
    UNION ALL SELECT 'verify', verified - closed FROM results WHERE verified > closed
), medians AS (
    SELECT stage, count(*) AS n,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM took)) / 86400 AS days
    FROM days GROUP BY stage
)
SELECT 'seats_published', (SELECT sum(headcount) FROM published)
UNION ALL SELECT 'seats_accepted', (SELECT sum(headcount) FROM accepted)
UNION ALL SELECT 'answers_due', (SELECT count(*) FROM matches
    WHERE made + answer_days * interval '1 day' < %(end)s)
UNION ALL SELECT 'answers_in_time', (SELECT count(*) FROM matches
    WHERE made + answer_days * interval '1 day' < %(end)s
      AND answered <= made + (answer_days + 1) * interval '1 day')
UNION ALL SELECT 'proposals_expired', (SELECT count(*) FROM matches WHERE expired IS NOT NULL)
UNION ALL SELECT 'proposals_ended', (SELECT count(*) FROM matches
    WHERE coalesce(expired, accepted, declined) IS NOT NULL)
UNION ALL SELECT 'results_verified', (SELECT sum(n) FROM results WHERE closed IS NOT NULL)
UNION ALL SELECT 'projects_closed', (SELECT count(*) FROM projects WHERE closed IS NOT NULL)
UNION ALL SELECT 'pairs', (SELECT count(*) FROM pairs)
UNION ALL SELECT 'pairs_repeated', (SELECT count(*) FROM pairs WHERE n >= 2)
UNION ALL SELECT 'reached_demands', (SELECT count(*) FROM published)
UNION ALL SELECT 'reached_proposals', (SELECT count(DISTINCT demand_id) FROM matches)
UNION ALL SELECT 'reached_accepted', (SELECT count(*) FROM accepted)
UNION ALL SELECT 'reached_projects', (SELECT count(DISTINCT m.demand_id)
    FROM matches m JOIN projects p ON p.match_id = m.id
    WHERE p.signed IS NOT NULL AND m.accepted IS NOT NULL)
UNION ALL SELECT 'reached_results', (SELECT count(DISTINCT m.demand_id)
    FROM matches m JOIN projects p ON p.match_id = m.id JOIN results r ON r.id = p.id
    WHERE p.signed IS NOT NULL AND m.accepted IS NOT NULL)
UNION ALL SELECT 'cases_' || stage, n FROM medians
UNION ALL SELECT 'centidays_' || stage, round(days * 100) FROM medians
"""


def counts(region: Region, as_of: date) -> Mapping[str, int]:
    """Counts by name; those of nothing are 0. Medians are in hundredths of a day. One query.

    Events date everything, so a past day is counted as it was, whatever became of it since.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"inside": f"{region.prefix}%", "end": end_of(as_of)})
        return {name: int(count or 0) for name, count in cursor.fetchall()}


def end_of(day: date) -> datetime:
    """The moment at which the day is over, where the portal stands."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))

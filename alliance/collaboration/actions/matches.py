from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.collaboration import inputs, rules
from alliance.collaboration.enums import MATCH_FLOW, MatchState
from alliance.collaboration.models import Match, MatchRun
from alliance.consortia.models import Alliance
from alliance.engines import matching
from alliance.events.record import record
from alliance.lib.errors import InvalidInput, Refused
from alliance.web.records import locked
from enterprises.enums import DemandState
from enterprises.models import Demand, DemandRevision
from programs.models import Program


@transaction.atomic
def match_demand(*, demand: Demand, revision: int, now: datetime | None = None) -> MatchRun | None:
    """Rank programs for a published revision and propose the best; once, however often it is called.

    None when the revision is no longer the current one or the demand is closed. Proposals of
    older revisions are superseded; programs that have answered stay with their answer.
    """
    now = now or timezone.now()
    demand = locked(demand)
    if demand.state != DemandState.PUBLISHED or demand.revision != revision:
        return None
    frozen = DemandRevision.objects.get(demand=demand, number=revision)
    done = MatchRun.objects.filter(revision=frozen).first()
    if done is not None:
        return done
    schools = inputs.schools_in(inputs.alliances_of(demand.enterprise_id))
    alliances = Alliance.objects.in_bulk(set(schools.values()))
    wanted = max((alliance.match_count for alliance in alliances.values()), default=1)
    table = inputs.program_table(schools, timezone.localdate(now))
    ranking = matching.rank(table, inputs.demand_profile(frozen.content), limit=wanted)
    run = MatchRun.objects.create(
        revision=frozen,
        engine_version=ranking.versions.engine,
        factors_version=ranking.versions.factors,
        idf_version=ranking.versions.idf,
        considered=ranking.considered,
        fitting=ranking.fitting,
        excluded=ranking.excluded,
        unrelated=ranking.unrelated,
        exclusions={
            name: {"programs": e.programs, "alone": e.alone}
            for name, e in ranking.exclusions.items()
        },
        computed_at=now,
    )
    _supersede(demand, frozen, now)
    answered = set(
        Match.objects.filter(
            demand=demand, state__in=[MatchState.INTERESTED, MatchState.ACCEPTED]
        ).values_list("program_id", flat=True)
    )
    homes = _homes(schools, [e.program_id for e in ranking.entries])
    today = timezone.localdate(now)
    Match.objects.bulk_create(
        Match(
            run=run,
            demand=demand,
            revision=frozen,
            program_id=entry.program_id,
            program_revision=entry.revision,
            alliance_id=homes[entry.program_id],
            rank=place,
            score=entry.score,
            parts=[part.as_json() for part in entry.parts],
            answer_by=today + timedelta(days=alliances[homes[entry.program_id]].answer_days),
        )
        for place, entry in enumerate(ranking.entries, start=1)
        if entry.program_id not in answered
    )
    record("demand.matched", subject=demand, by=None, now=now, run=run.pk, revision=revision)
    return run


@transaction.atomic
def respond_to_match(
    *, match: Match, by: User, version: int | None = None, now: datetime | None = None
) -> Match:
    """The school says that it is interested; the enterprise gets as many days to answer."""
    match = locked(match, version=version)
    rules.can_respond(by, match).require()
    match.state = MATCH_FLOW.target(match.state, "respond")
    _check_open(match, now)
    today = timezone.localdate(now or timezone.now())
    match.answer_by = today + timedelta(days=match.alliance.answer_days)
    match.store("state", "answer_by")
    record("match.responded", subject=match, by=by, now=now, demand=match.demand_id)
    return match


@transaction.atomic
def accept_match(
    *,
    match: Match,
    by: User,
    accept_outdated: bool = False,
    version: int | None = None,
    now: datetime | None = None,
) -> Match:
    """The enterprise agrees. A report whose inputs changed needs the explicit `accept_outdated`."""
    match = locked(match, version=version)
    rules.can_accept(by, match).require()
    target = MATCH_FLOW.target(match.state, "accept")
    _check_open(match, now)
    if match.is_outdated and not accept_outdated:
        raise Refused(
            _("Demand or program changed after this report was made; confirm that you know.")
        )
    match.state = target
    match.store("state")
    record(
        "match.accepted",
        subject=match,
        by=by,
        now=now,
        demand=match.demand_id,
        revision=match.revision.number,
        outdated=match.is_outdated,
    )
    return match


@transaction.atomic
def decline_match(
    *,
    match: Match,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Match:
    match = locked(match, version=version)
    rules.can_decline(by, match).require()
    target = MATCH_FLOW.target(match.state, "decline")
    if not reason.strip():
        raise InvalidInput.on("reason", _("Say why; the other side reads it."), code="required")
    match.state, match.reason = target, reason.strip()
    match.store("state", "reason")
    record("match.declined", subject=match, by=by, now=now, demand=match.demand_id)
    return match


@transaction.atomic
def expire_match(*, match: Match, now: datetime | None = None) -> Match:
    """The clock's move; does nothing where the answer came in time."""
    match = locked(match)
    today = timezone.localdate(now or timezone.now())
    if MATCH_FLOW.allows(match.state, "expire") and match.answer_by < today:
        _end(match, "expire", now)
    return match


@transaction.atomic
def close_matches(*, demand: Demand, now: datetime | None = None) -> int:
    """End the unanswered proposals of a demand that is no longer open; returns how many."""
    demand = locked(demand)
    if demand.state == DemandState.PUBLISHED:
        return 0
    rows = Match.objects.open().filter(demand=demand).order_by("pk")
    ended = list(rows.select_for_update(of=("self",)))
    for match in ended:
        _end(match, "expire", now)
    return len(ended)


def _check_open(match: Match, now: datetime | None) -> None:
    """The clock and the end of a demand are worked off later; an answer must not slip in before."""
    if match.demand.state != DemandState.PUBLISHED:
        raise Refused(_("The demand is no longer open."))
    if match.answer_by < timezone.localdate(now or timezone.now()):
        raise Refused(_("The day for an answer has passed."))


def _supersede(demand: Demand, current: DemandRevision, now: datetime) -> None:
    older = (
        Match.objects.filter(demand=demand, state=MatchState.SUGGESTED)
        .exclude(revision=current)
        .order_by("pk")
    )
    for match in older.select_for_update(of=("self",)):
        _end(match, "supersede", now)


def _end(match: Match, move: str, now: datetime | None) -> None:
    match.state = MATCH_FLOW.target(match.state, move)
    match.store("state")
    record(f"match.{move}d", subject=match, by=None, now=now, demand=match.demand_id)


def _homes(schools: dict[int, int], programs: list[int]) -> dict[int, int]:
    """Program id → alliance under which its match is made."""
    rows = Program.objects.filter(pk__in=programs).values_list("pk", "school_id")
    return {pk: schools[school] for pk, school in rows}

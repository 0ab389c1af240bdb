"""Scorecards over a run's frozen facts: values, points, percentiles and what they suggest.

Metrics that count persons are computed from single programs' graduates, which no small-cell rule
covers: they are for who reads such figures exactly (the program's school, the region's public
bodies). Everybody else gets the open metrics, with a total of their own: whoever may edit bands
could otherwise find a hidden value by moving a threshold past it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from alliance.alignment import whatif
from alliance.alignment.enums import OPEN_METRICS, Metric, Step
from alliance.alignment.inputs import facts_of_run
from alliance.alignment.models import (
    AlignmentRun,
    ProgramChange,
    RunInput,
    ScenarioChange,
    Scorecard,
    newest,
)
from alliance.engines.errors import InputError
from alliance.engines.indices import OUTCOME_COUNTS, WEIGHT_ONE, Facts, judge_all, supply
from alliance.engines.indices import scorecard as engine
from alliance.engines.indices.arrays import Lists, divided
from alliance.engines.indices.scenario import LAUNCHED, apply
from alliance.reference.models import Region

Floats = npt.NDArray[np.float64]
COLUMN = {name: place for place, name in enumerate(OUTCOME_COUNTS)}


@dataclass(frozen=True, eq=False)
class Judged:
    """All programs of a run by one card; `values` float64[programs, metrics], NaN unknown.

    standing: where the total stands among the region's programs of the same level, 0..1.
    """

    card: engine.Card
    facts: Facts
    values: Floats
    scores: engine.Scores
    standing: Floats

    def row_of(self, program: int) -> int | None:
        try:
            return self.facts.row_of(program)
        except InputError:
            return None


def card_for(region: Region | str, on: date) -> Scorecard | None:
    """The scorecard in force: the region's own, else that of the nearest region above, else the
    one for all.
    """
    code = region if isinstance(region, str) else region.pk
    places = [code, code[:4] + "00", code[:2] + "0000"]
    valid = Scorecard.objects.valid_on(on).order_by("-valid_from", "-pk")
    found: dict[str | None, Scorecard] = {}
    for card in valid.filter(region_id__in=places) | valid.filter(region__isnull=True):
        found.setdefault(card.region_id, card)
    return next((found[place] for place in [*places, None] if place in found), None)


def definition(card: Scorecard, *, open_only: bool) -> engine.Card | None:
    """The card as the engine takes it; None where nothing of it can be judged."""
    metrics = []
    for row in card.metrics.prefetch_related("bands").order_by("pk"):
        bands = sorted((float(band.threshold), float(band.points)) for band in row.bands.all())
        if row.weight > 0 and bands and (not open_only or row.metric in OPEN_METRICS):
            metrics.append(
                engine.Metric(
                    code=row.metric,
                    bands=tuple(bands),
                    weight=float(row.weight),
                    higher_is_better=row.higher_is_better,
                )
            )
    if not metrics:
        return None
    advice = engine.Advice(
        discontinue_under=float(card.discontinue_under),
        downsize_under=float(card.downsize_under),
        upgrade_from=float(card.upgrade_from),
        launch_from=float(card.launch_from),
        least_known=float(card.least_known),
    )
    return engine.Card(metrics=tuple(metrics), advice=advice)


def judge(run: AlignmentRun, card: Scorecard, *, open_only: bool) -> Judged | None:
    """None where the card has no metric to judge by, or the run kept no input."""
    defined = definition(card, open_only=open_only)
    try:
        return None if defined is None else judged(run.pk, defined)
    except RunInput.DoesNotExist:
        return None


@lru_cache(maxsize=8)
def judged(run_id: int, card: engine.Card) -> Judged:
    """A finished run never changes, so neither does this."""
    return score(facts_of_run(AlignmentRun.objects.get(pk=run_id)), card)


def score(facts: Facts, card: engine.Card) -> Judged:
    columns = [VALUES[Metric(metric.code)](facts) for metric in card.metrics]
    values = np.stack(columns, axis=1) if len(facts) else np.zeros((0, len(card.metrics)))
    running = facts.id < LAUNCHED
    scores = engine.scorecards(card, values, group=facts.level, running=running)
    standing = engine.mid_rank(scores.total.value, facts.level)
    return Judged(card, facts, values, scores, standing)


# -- values of metrics, one per program ---------------------------------------------------------


def key_weight(facts: Facts) -> Floats:
    weight: Floats = judge_all(facts).key_weight / WEIGHT_ONE
    return weight


def openings(facts: Facts) -> Floats:
    """D1 with places a year where it has graduates: places are what a decision sets."""
    places = np.where(facts.intake < 0, np.nan, facts.intake.astype(np.float64))
    leads_to = Lists(indptr=facts.occ_indptr, item=facts.occ, items=len(facts.occupation_codes))
    share = facts.parameters.openings_share / WEIGHT_ONE
    found = supply.share_openings(
        places,
        facts.openings,
        leads_to,
        epsilon=float(facts.parameters.epsilon),
        open_share=share,
    )
    return divided(found.hires, np.nan_to_num(places))


def coverage(facts: Facts) -> Floats:
    """E1 of each program over all skills sought in the occupations that it leads to."""
    named = np.flatnonzero(facts.sought_occ >= 0)
    order = named[np.argsort(facts.sought_occ[named], kind="stable")]
    by_occ = facts.sought_occ[order]
    begin = np.searchsorted(by_occ, facts.occ, side="left")
    length = np.searchsorted(by_occ, facts.occ, side="right") - begin
    program = np.repeat(facts.occ_owner, length)
    start = np.repeat(begin - np.concatenate(([0], np.cumsum(length)[:-1])), length)
    row = order[start + np.arange(length.sum())] if len(order) else order
    width = max(len(facts.skill_codes), 1)
    taught = facts.skill_owner * width + facts.skill
    rank = np.argsort(taught, kind="stable")
    wanted = program * width + facts.sought_skill[row]
    at = np.searchsorted(taught[rank], wanted)
    at[at == len(taught)] = 0
    level = np.zeros(len(wanted))
    if len(taught):
        fits = taught[rank][at] == wanted
        level[fits] = facts.skill_level[rank][at[fits]]
    weight = facts.sought_weight[row]
    credit = weight * np.minimum(1.0, level / facts.sought_level[row])
    count = len(facts)
    return divided(
        np.bincount(program, weights=credit, minlength=count),
        np.bincount(program, weights=weight, minlength=count),
    )


def fill(facts: Facts) -> Floats:
    """Graduates a year for each place a year."""
    known = (facts.graduates >= 0) & (facts.intake > 0)
    found = np.full(len(facts), np.nan)
    found[known] = facts.graduates[known] / facts.intake[known]
    return found


def newest_cohorts(facts: Facts, *, back: int = 0) -> npt.NDArray[np.int64]:
    """Counts of each program's newest year with known destinations, or of the year before it."""
    total = np.zeros((len(facts), len(OUTCOME_COUNTS)), np.int64)
    used = (facts.cohort_program >= 0) & (facts.cohort_counts[:, COLUMN["known"]] > 0)
    program, year = facts.cohort_program[used], facts.cohort_year[used]
    last = np.full(len(facts), -1, np.int64)
    np.maximum.at(last, program, year)
    chosen = year == last[program] - back
    np.add.at(total, program[chosen], facts.cohort_counts[used][chosen])
    return total


def trend(facts: Facts) -> Floats:
    """Graduates of the newest year against those of the year before, less 1."""
    now = newest_cohorts(facts)[:, COLUMN["graduates"]]
    before = newest_cohorts(facts, back=1)[:, COLUMN["graduates"]]
    return divided(now - before, before)


def rate(parts: Sequence[str], whole: str, scale: float = 1.0) -> Any:
    def values(facts: Facts) -> Floats:
        counts = newest_cohorts(facts)
        above = sum(counts[:, COLUMN[part]] for part in parts)
        return divided(np.asarray(above) * scale, counts[:, COLUMN[whole]])

    return values


VALUES: Mapping[Metric, Any] = {
    Metric.KEY_WEIGHT: key_weight,
    Metric.OPENINGS: openings,
    Metric.COVERAGE: coverage,
    Metric.FILL: fill,
    Metric.TREND: trend,
    Metric.DESTINATION: rate(("employed", "further"), "graduates"),
    Metric.RELATED: rate(("related",), "related_known"),
    Metric.LOCAL: rate(("local",), "local_known"),
    Metric.PAY: rate(("pay_total",), "paid", 0.01),
}


# -- one program's card -------------------------------------------------------------------------


def lines(found: Judged, row: int) -> list[dict[str, Any]]:
    """Each metric of one program with its points; None where unknown."""
    return [
        {
            "metric": metric.code,
            "value": plain(found.values[row, place]),
            "points": plain(found.scores.points[row, place]),
            "percentile": plain(found.scores.percentile[row, place]),
            "weight": metric.weight,
            "open": metric.code in OPEN_METRICS,
        }
        for place, metric in enumerate(found.card.metrics)
    ]


def told(found: Judged, row: int) -> dict[str, Any]:
    """The whole card of one program as JSON keeps it."""
    advice = int(found.scores.suggestion[row])
    return {
        "metrics": lines(found, row),
        "total": plain(found.scores.total.value[row]),
        "known": plain(found.scores.known[row]),
        "percentile": plain(found.standing[row]),
        "suggestion": engine.SUGGESTIONS[advice] if advice >= 0 else None,
    }


def plain(number: float) -> float | None:
    return None if np.isnan(number) else round(float(number), 6)


def snapshot(change: ProgramChange, *, on: date) -> dict[str, Any] | None:
    """The program's card on the day of the proposal; None where there is no card or no run yet.

    "full" has every metric, "open" those that count no persons: who reads which, pages decide.
    """
    place = change.school.organisation.region_id
    run = change.run or run_for(place, on)
    card = card_for(place, on)
    if run is None or card is None:
        return None
    kept: dict[str, Any] = {
        "card": card.pk,
        "name": card.name,
        "edition": card.edition,
        "version": card.version,
        "engine_version": engine.VERSION,
        "run": run.pk,
        "as_of": run.as_of.isoformat(),
    }
    for name, open_only in (("full", False), ("open", True)):
        found = judge(run, card, open_only=open_only)
        if found is not None and change.program is None:
            found = with_launch(found, change)
            row = None if found is None else len(found.facts) - 1
        else:
            row = None if found is None else found.row_of(change.program_id or 0)
        kept[name] = None if found is None or row is None else told(found, row)
    return kept


def with_launch(found: Judged, change: ProgramChange) -> Judged | None:
    """The same with the program that is to be launched; None where its places are not stated."""
    if change.intake_after is None:
        return None
    step = ScenarioChange(
        kind=Step.LAUNCH,
        catalogue_program=change.catalogue_program,
        school=change.school,
        places=change.intake_after,
    )
    leads = whatif.Leads(found.facts, [str(change.catalogue_program_id)], change.effective_on)
    return score(apply(found.facts, [leads.launch(step)]), found.card)


def run_for(code: str, on: date) -> AlignmentRun | None:
    """The newest published run of the place or of the nearest region above it that has one."""
    for place in dict.fromkeys([code, code[:4] + "00", code[:2] + "0000"]):
        run = newest(place, on)
        if run is not None:
            return run
    return None

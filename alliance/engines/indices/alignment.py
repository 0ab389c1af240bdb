"""Alignment rates A1, A2 and A3 and the verdicts behind them.

Programs p of a level have an enrolment E_p and crosswalk weights w_pk to industries k, with
Σ_k w_pk ≤ 1; K* are the key industries of a dated framework. A program is aligned (a_p) when
Σ_{k∈K*} w_pk ≥ τ, or in "declared" mode when its school says so.

    A1 = |{p : a_p}| / |P|       A2 = Σ E_p a_p / Σ E_p       A3 = Σ E_p Σ_{k∈K*} w_pk / Σ E_p
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from alliance.engines.indices.building import facts_of
from alliance.engines.indices.facts import Facts
from alliance.engines.indices.groups import by_group
from alliance.engines.indices.results import Alignment, IntArray, Judged, ProgramVerdict
from alliance.engines.indices.rows import DEFAULT_PARAMETERS, KeySet, Parameters, ProgramFacts


def judge_all(facts: Facts) -> Judged:
    """Decide a_p for every program."""
    speaks = facts.nearest_key[facts.ind] >= 0
    key_weight = np.zeros(len(facts), np.int64)
    np.add.at(key_weight, facts.ind_owner[speaks], facts.ind_weight[speaks])
    return decide(facts, key_weight)


def decide(facts: Facts, key_weight: IntArray) -> Judged:
    """Apply threshold or declaration to key weights that are known already."""
    if facts.parameters.mode == "declared":
        return Judged(aligned=facts.declared == 1, key_weight=key_weight)
    return Judged(aligned=key_weight >= facts.parameters.tau, key_weight=key_weight)


def verdicts(
    facts: Facts, judged: Judged, rows: Sequence[int] | IntArray | None = None
) -> tuple[ProgramVerdict, ...]:
    """Verdicts with the links that speak for them, of the given rows (None: of all)."""
    chosen = range(len(facts)) if rows is None else [int(row) for row in rows]
    codes = facts.industry_codes
    key_codes = [codes[place] for place in facts.key]
    said = {1: True, 0: False}
    found: list[ProgramVerdict] = []
    for row in chosen:
        span = slice(int(facts.ind_indptr[row]), int(facts.ind_indptr[row + 1]))
        industries = facts.ind[span]
        columns = (industries, facts.nearest_key[industries], facts.ind_weight[span])
        links = [
            (codes[industry], key_codes[key], weight)
            for industry, key, weight in zip(*(c.tolist() for c in columns), strict=True)
            if key >= 0
        ]
        links.sort(key=lambda link: (-link[2], link[0]))
        found.append(
            ProgramVerdict(
                program_id=int(facts.id[row]),
                level=facts.level_codes[int(facts.level[row])],
                aligned=bool(judged.aligned[row]),
                key_weight=int(judged.key_weight[row]),
                key_links=tuple(links),
                declared=said.get(int(facts.declared[row])),
            )
        )
    return tuple(found)


def judge(program: ProgramFacts, keys: KeySet, parameters: Parameters) -> ProgramVerdict:
    """Decide a_p for one program."""
    facts = facts_of([program], keys, parameters=parameters)
    return verdicts(facts, judge_all(facts))[0]


def align(
    programs: Iterable[ProgramFacts],
    keys: KeySet,
    *,
    parameters: Parameters = DEFAULT_PARAMETERS,
    level: str | None = None,
) -> Alignment:
    """Compute A1, A2 and A3 over the programs of one level (None: all levels together).

    Raises InputError naming `id` where a program is listed twice.
    """
    return aligned(facts_of(programs, keys, parameters=parameters), level=level)


def aligned(facts: Facts, *, level: str | None = None) -> Alignment:
    """A1, A2 and A3 of one level (None: all levels together) of a run, with every verdict."""
    judged = judge_all(facts)
    inside = np.ones(len(facts), np.bool_)
    if level is not None:
        place = facts.level_codes.index(level) if level in facts.level_codes else -1
        inside = facts.level == place
    totals = by_group(facts, judged, np.where(inside, 0, -1), 1)
    left_out = tuple(facts.id[inside & (facts.persons < 0)].tolist())
    return Alignment(
        a1=totals.result("A1", 0, level=level),
        a2=totals.result("A2", 0, level=level, left_out=left_out),
        a3=totals.result("A3", 0, level=level, left_out=left_out),
        verdicts=verdicts(facts, judged, np.flatnonzero(inside)),
    )

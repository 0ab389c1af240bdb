"""Which row of a published table a program falls into: one rule for scores and for reasons."""

from __future__ import annotations

import numpy as np

from alliance.engines.factors import Factors, shared_occupation_parts
from alliance.engines.snapshot import IntArray, ProgramTable, region_number

ELSEWHERE, SAME_PROVINCE, SAME_PREFECTURE, SAME_REGION = range(4)


def best_relation(table: ProgramTable, asked: str) -> IntArray:
    """Most parts, 0..4, that any linked occupation of each program shares with the asked one.

    A program without links shares none. Weights of links play no part: a program that leads to an
    occupation at all can answer for it.
    """
    by_code = np.array(
        [shared_occupation_parts(asked, code) for code in table.occupation_codes], np.int64
    )
    best = np.zeros(len(table), np.int64)
    linked = np.diff(table.occupation_indptr) > 0
    if linked.any():
        # reduceat needs non-empty runs: programs without links are left out of the starts
        starts = table.occupation_indptr[:-1][linked]
        best[linked] = np.maximum.reduceat(by_code[table.occupation], starts)
    return best


def capacity_tiers(seats: IntArray, headcount: int, factors: Factors) -> IntArray:
    """Index into `factors.capacity`: the first step that is met, else less, else unknown."""
    steps = factors.capacity_steps
    tiers = np.full(len(seats), len(steps), np.int64)
    for tier in reversed(range(len(steps))):
        fewest = -(-headcount // steps[tier][0])  # may exceed int64, which numpy compares rightly
        tiers[seats >= fewest] = tier
    tiers[seats < 0] = len(steps) + 1
    return tiers


def region_tiers(regions: IntArray, asked: str) -> IntArray:
    """ELSEWHERE, SAME_PROVINCE, SAME_PREFECTURE or SAME_REGION for each six-digit region.

    A demand may name a county, a whole prefecture (431000) or a whole province (430000): every
    program inside the named region is in the same region.
    """
    number = region_number(asked)
    if number % 10_000 == 0:
        steps = (10_000, 10_000, 10_000)
    elif number % 100 == 0:
        steps = (10_000, 100, 100)
    else:
        steps = (10_000, 100, 1)
    tiers = np.full(len(regions), ELSEWHERE, np.int64)
    for tier, step in enumerate(steps, start=SAME_PROVINCE):
        tiers[regions // step == number // step] = tier
    return tiers

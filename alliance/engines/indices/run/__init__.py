"""A run: every index of every part of a region, as a pure function of its facts.

The families do not read each other, so each is a block of its own that any worker computes from
the stored facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alliance.engines.indices.facts import Facts
from alliance.engines.indices.run import economy, market, people, rates, skills
from alliance.engines.indices.run.rows import Block, Row

__all__ = ["BLOCKS", "Row", "measure"]

BLOCKS: Mapping[str, Block] = MappingProxyType(
    {
        "rates": rates.rates,
        "structure": economy.structures,
        "coupling": economy.couplings,
        "market": market.market,
        "skills": skills.skill_rows,
        "outcomes": people.graduates,
        "loop": people.circle,
    }
)
"""Families by the name of their block, in the order in which people read them."""


def measure(facts: Facts) -> list[Row]:
    """Every row of a run."""
    return [row for block in BLOCKS.values() for row in block(facts)]

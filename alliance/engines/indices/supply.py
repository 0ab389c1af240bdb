"""Index D: openings against graduates, by program and by occupation.

S_p are the occupations that program p leads to, C_o the programs that feed occupation o, G_p the
graduates of p, O_o = β_o × the openings of o, β_o being the share that is open to new graduates.

    D1  H_p = (G_p + ε) Σ_{o∈S_p} O_o / Σ_{p'∈C_o} (G_p' + ε)     openings that fall to p
        gap_p = H_p − G_p          > 0: more openings than graduates
    D2  S_o = Σ_{p∈C_o} G_p · O_o / Σ_{o'∈S_p} O_o'               graduates that go to o
        gap_o = O_o − S_o          > 0: more openings than graduates
        r_o = S_o / O_o            bands: shortage, balance, surplus

Only membership counts: the crosswalk's weights stand in neither formula, so they are no input.
ε > 0 lets programs without graduates (new ones) have a share; with ε = 0 they have none.

Both conserve totals. D1: the openings of all fed occupations = Σ H_p; those of occupations that
nobody feeds are listed as `unfed`. D2: the graduates of all placeable programs = Σ S_o; programs
that lead to no occupation, or to none with openings, are listed as `leads_nowhere` and
`without_openings`. A program that leads to no occupation has H unknown, not 0. Programs whose
graduates are not stated take part in neither and are listed as `unstated`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError
from alliance.engines.indices.arrays import (
    EVEN,
    FloatArray,
    Lists,
    Quotients,
    divided,
    floats,
    places,
    same_length,
    summed,
)

VERSION = "D-1"

BANDS = ("shortage", "balance", "surplus")
"""Codes of the bands of r_o, in rising order; UNKNOWN_BAND where r_o is unknown."""
UNKNOWN_BAND = -1
SHORTAGE_UNDER, SURPLUS_OVER = 0.8, 1.2
"""Bounds of balance, both included. They are ours: print them."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Hires:
    """D1: every program's part of the openings.

    hires, gap        float64[programs]: H_p and H_p − G_p; NaN where unknown
    openings          float64[occupations]: O_o, after β_o
    shared            Σ of the openings that were shared out = Σ H_p
    leads_nowhere     programs without any occupation
    unstated          programs whose graduates are not stated
    unfed             occupations with openings that no program takes a part of
    unfed_openings    Σ of their openings
    epsilon           as used
    """

    version: str
    hires: FloatArray
    gap: FloatArray
    openings: FloatArray
    shared: float
    leads_nowhere: tuple[int, ...]
    unstated: tuple[int, ...]
    unfed: tuple[int, ...]
    unfed_openings: float
    epsilon: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Supply:
    """D2: every occupation's part of the graduates.

    ratio               S_o and O_o with r_o; unknown where there are no openings
    gap                 float64[occupations]: O_o − S_o
    band                int8[occupations]: position in BANDS, or UNKNOWN_BAND
    bounds              least and greatest r of balance, as used
    placed              Σ S_o = Σ of the graduates that were placed
    leads_nowhere       programs without any occupation
    without_openings    programs whose occupations have no openings at all
    unstated            programs whose graduates are not stated
    unfed               occupations with openings to which no graduate leads: r = 0
    unplaced            Σ of the graduates of leads_nowhere and without_openings
    """

    version: str
    ratio: Quotients
    gap: FloatArray
    band: npt.NDArray[np.int8]
    bounds: tuple[float, float]
    placed: float
    leads_nowhere: tuple[int, ...]
    without_openings: tuple[int, ...]
    unstated: tuple[int, ...]
    unfed: tuple[int, ...]
    unplaced: float


def share_openings(
    graduates: npt.ArrayLike,
    openings: npt.ArrayLike,
    leads_to: Lists,
    *,
    epsilon: float = 1.0,
    open_share: npt.ArrayLike = 1.0,
) -> Hires:
    """D1: share the openings of every occupation among the programs that feed it.

    graduates    float64[programs] ≥ 0, NaN: not stated
    openings     float64[occupations] ≥ 0
    leads_to     occupations of every program
    epsilon      persons added to every program's graduates, ≥ 0
    open_share   β: one value, or one per occupation, 0..1

    InputError names the argument.
    """
    persons, available = _read(graduates, openings, leads_to, open_share)
    added = float(floats("epsilon", epsilon, ndim=0))
    stated = ~np.isnan(persons)
    claim = np.where(stated, np.nan_to_num(persons) + added, 0.0)
    program, occupation = leads_to.row, leads_to.item
    claims = summed(occupation, claim[program], leads_to.items)
    a_claim_earns = np.nan_to_num(divided(available, claims))
    hires = claim * summed(program, a_claim_earns[occupation], len(leads_to))
    hires[leads_to.empty | ~stated] = np.nan
    unfed = (available > 0) & (claims == 0)
    return Hires(
        version=VERSION,
        hires=hires,
        gap=hires - persons,
        openings=available,
        shared=float(available[claims > 0].sum()),
        leads_nowhere=places(leads_to.empty),
        unstated=places(~stated),
        unfed=places(unfed),
        unfed_openings=float(available[unfed].sum()),
        epsilon=added,
    )


def spread_graduates(
    graduates: npt.ArrayLike,
    openings: npt.ArrayLike,
    leads_to: Lists,
    *,
    open_share: npt.ArrayLike = 1.0,
    bounds: tuple[float, float] = (SHORTAGE_UNDER, SURPLUS_OVER),
) -> Supply:
    """D2: spread every program's graduates over its occupations, as their openings are.

    Arguments as in share_openings; bounds: least and greatest r of balance. InputError names the
    argument.
    """
    persons, available = _read(graduates, openings, leads_to, open_share)
    stated = ~np.isnan(persons)
    program, occupation = leads_to.row, leads_to.item
    reach = summed(program, available[occupation], len(leads_to))
    placeable = stated & (reach > 0)
    an_opening_gets = np.where(placeable, np.nan_to_num(divided(persons, reach)), 0.0)
    supply = available * summed(occupation, an_opening_gets[program], leads_to.items)
    ratio = Quotients(numerator=supply, denominator=available)
    without = ~leads_to.empty & (reach == 0)
    return Supply(
        version=VERSION,
        ratio=ratio,
        gap=available - supply,
        band=bands(ratio.value, bounds=bounds),
        bounds=bounds,
        placed=float(persons[placeable].sum()),
        leads_nowhere=places(leads_to.empty),
        without_openings=places(without),
        unstated=places(~stated),
        unfed=places((available > 0) & (supply == 0)),
        unplaced=float(persons[stated & (reach == 0)].sum()),
    )


def bands(
    ratio: npt.ArrayLike, *, bounds: tuple[float, float] = (SHORTAGE_UNDER, SURPLUS_OVER)
) -> npt.NDArray[np.int8]:
    """Positions in BANDS of ratios ≥ 0; UNKNOWN_BAND for NaN. InputError: `ratio`, `bounds`."""
    values = floats("ratio", ratio, unknown=True)
    low, high = floats("bounds", bounds)
    if not low <= high:
        raise InputError(field="bounds", detail=f"{low:g} is over {high:g}")
    band = np.full(len(values), BANDS.index("balance"), dtype=np.int8)
    band[values < low - EVEN] = BANDS.index("shortage")
    band[values > high + EVEN] = BANDS.index("surplus")
    band[np.isnan(values)] = UNKNOWN_BAND
    return band


def _read(
    graduates: npt.ArrayLike, openings: npt.ArrayLike, leads_to: Lists, open_share: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Graduates per program, and openings after β per occupation."""
    persons = floats("graduates", graduates, unknown=True)
    same_length(leads_to=leads_to, graduates=persons)
    seats = floats("openings", openings)
    if len(seats) != leads_to.items:
        detail = f"has {len(seats)} values, leads_to has {leads_to.items} occupations"
        raise InputError(field="openings", detail=detail)
    share = np.asarray(open_share, dtype=np.float64)
    share = floats("open_share", share, most=1.0, ndim=share.ndim)
    if share.ndim and share.shape != seats.shape:
        raise InputError(field="open_share", detail=f"has {len(share)} values, not {len(seats)}")
    return persons, seats * share

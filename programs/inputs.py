"""Rows of the crosswalk → the links that count.

Of one program and one sort of target only the links of its best kind count: official before
confirmed, these before declared, these before computed. Links of the program itself and links of
its catalogue code stand in that order together; where both have the same kind, the program's own
count, because they were made for it. A program that no link at all leads to an industry is led
there by its occupations, through the concordance of occupations and industries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from django.db import connection

from programs.enums import LinkKind
from programs.links import (
    KINDS,
    ORIGINS,
    Ints,
    LinkArrays,
    Links,
    Origin,
    chained,
    coded,
    no_links,
    spread,
)

__all__ = ["KINDS", "ORIGINS", "EffectiveLink", "LinkArrays", "effective_links", "link_arrays"]

To = Literal["industry", "occupation"]

COLUMNS = {"industry": "industry_id", "occupation": "occupation_id"}
VALID = "c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to > %(on)s)"
WORTH = "(c.weight * 10000)::int, array_position(%(kinds)s, c.kind::text) - 1"
"""Weight in 1/10000 and rank of the kind."""


@dataclass(frozen=True)
class EffectiveLink:
    """A link that counts: target code, weight in (0, 1], and where it comes from."""

    target: str
    weight: Decimal
    kind: LinkKind
    source: str
    origin: Origin = "program"


def effective_links(
    program_ids: Iterable[int], on: date, *, to: To
) -> dict[int, list[EffectiveLink]]:
    """Per program the links that count on the date, in code order; see the head of this file.

    Programs without links are absent. Weights are as they were stated, each by itself: those of a
    program's occupations may sum above 1.
    """
    ids = np.unique(np.fromiter(program_ids, dtype=np.int64))
    found = _found(ids, on, to).packed(len(ids), scaled=False)
    kinds = tuple(LinkKind(kind) for kind in KINDS)
    # Few weights differ, so each is made into a number once.
    values = {w: Decimal(w).scaleb(-4) for w in set(found.weight.tolist())}
    links = [
        EffectiveLink(
            found.codes[code], values[weight], kinds[kind], found.sources[source], ORIGINS[origin]
        )
        for code, weight, kind, source, origin in zip(
            found.index.tolist(),
            found.weight.tolist(),
            found.kind.tolist(),
            found.source.tolist(),
            found.origin.tolist(),
            strict=True,
        )
    ]
    bounds = found.indptr.tolist()
    return {
        program: links[bounds[place] : bounds[place + 1]]
        for place, program in enumerate(ids.tolist())
        if bounds[place] < bounds[place + 1]
    }


def link_arrays(program_ids: Ints, on: date, *, to: To) -> LinkArrays:
    """The links that count on the date for programs by rising id, as shares of each program.

    At most six queries.
    """
    if (np.diff(program_ids) <= 0).any():
        msg = "ids of programs rise, each stands once"
        raise ValueError(msg)
    return _found(program_ids, on, to).packed(len(program_ids))


def _found(ids: Ints, on: date, to: To) -> Links:
    found = _counted(ids, on, to)
    if to == "industry":
        lacking = np.ones(len(ids), dtype=bool)
        lacking[found.row] = False
        found = found.with_more(_derived(ids, np.flatnonzero(lacking), on))
    return found


def _counted(ids: Ints, on: date, to: To) -> Links:
    """Links of programs and of their catalogue codes, those of each row's best kind."""
    return _own(ids, on, to).with_more(_of_codes(ids, on, to)).of_best_kind(len(ids))


def _own(ids: Ints, on: date, to: To) -> Links:
    column = COLUMNS[to]
    program, target, weight, kind, source = _ask(
        5,
        f"SELECT c.program_id, c.{column}, {WORTH}, c.source FROM programs_crosswalklink c"  # noqa: S608 -- names of columns above
        f" WHERE c.program_id = ANY (%(ids)s) AND c.{column} IS NOT NULL AND c.weight > 0"
        f" AND {VALID}",
        ids=ids.tolist(),
        on=on,
    )
    row = np.searchsorted(ids, np.asarray(program, dtype=np.int64))
    return Links(row, target, _ints(weight), _ints(kind), source, np.zeros_like(row))


def _of_codes(ids: Ints, on: date, to: To) -> Links:
    """What mappings say of catalogue codes, once for each program of the code."""
    column = COLUMNS[to]
    code, target, weight, kind, source = _ask(
        5,
        f"SELECT c.catalogue_program_id, c.{column}, {WORTH}, c.source || ' ' || c.edition"  # noqa: S608 -- as above
        f" FROM programs_cataloguelink c WHERE c.{column} IS NOT NULL AND {VALID}"
        ' ORDER BY c.catalogue_program_id COLLATE "C"',
        on=on,
    )
    if not code:
        return no_links()
    program, taught = _ask(
        2,
        "SELECT c.id, c.catalogue_program_id FROM programs_program c WHERE c.id = ANY (%(ids)s)",
        ids=ids.tolist(),
    )
    known, group = coded(code)
    place = {text: spot for spot, text in enumerate(known)}
    of = np.array([place.get(text, -1) for text in taught], dtype=np.int64)
    row = np.searchsorted(ids, _ints(program))[of >= 0]
    asked, picked = spread(group, of[of >= 0], len(known))
    return Links(
        row[asked],
        [target[spot] for spot in picked.tolist()],
        _ints(weight)[picked],
        _ints(kind)[picked],
        [source[spot] for spot in picked.tolist()],
        np.full(len(picked), ORIGINS.index("catalogue"), dtype=np.int64),
    )


def _derived(ids: Ints, lacking: Ints, on: date) -> Links:
    """Industries by way of occupations, for the rows that nothing leads to an industry."""
    if not len(lacking):
        return no_links()
    occupation, target, weight, kind, source = _ask(
        5,
        f"SELECT c.occupation_id, c.industry_id, {WORTH}, c.source || ' ' || c.edition"  # noqa: S608 -- as above
        f" FROM programs_occupationindustry c WHERE {VALID}",
        on=on,
    )
    if not occupation:
        return no_links()
    occupations, row = coded(occupation)
    same = np.zeros_like(row)
    stated = Links(row, target, _ints(weight), _ints(kind), source, same)
    concordance = stated.of_best_kind(len(occupations)).packed(len(occupations))
    through = _counted(ids[lacking], on, "occupation").packed(len(lacking))
    found = chained(through, concordance, occupations)
    return Links(
        lacking[found.row], found.target, found.weight, found.kind, found.source, found.origin
    )


def _ask(width: int, query: str, **params: Any) -> list[Sequence[Any]]:
    """The answer by columns."""
    with connection.cursor() as cursor:
        cursor.execute(query, {"kinds": list(KINDS), **params})
        rows = cursor.fetchall()
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _ints(values: Sequence[Any]) -> Ints:
    return np.asarray(values, dtype=np.int64)

"""Rows of the crosswalk → the links that count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from programs.enums import OUTRANKS, LinkKind
from programs.models import CrosswalkLink

RANK = {kind.value: place for place, kind in enumerate(OUTRANKS)}


@dataclass(frozen=True)
class EffectiveLink:
    """A link that counts: target code, weight in (0, 1], and where it comes from."""

    target: str
    weight: Decimal
    kind: LinkKind
    source: str


def effective_links(
    program_ids: Iterable[int], on: date, *, to: Literal["industry", "occupation"]
) -> dict[int, list[EffectiveLink]]:
    """Per program the links of the highest-ranking kind that it has on the date.

    Official links outrank confirmed ones, these declared ones, these computed ones. One query;
    programs without links are absent; links are in code order.
    """
    rows = (
        CrosswalkLink.objects.valid_on(on)
        .filter(program_id__in=program_ids, **{f"{to}__isnull": False})
        .order_by("program_id", f"{to}_id")
        .values_list("program_id", f"{to}_id", "weight", "kind", "source")
    )
    best: dict[int, int] = {}
    found: dict[int, list[EffectiveLink]] = {}
    for program, target, weight, kind, source in rows:
        rank = RANK[kind]
        if program not in best or rank < best[program]:
            best[program], found[program] = rank, []
        if rank == best[program]:
            found[program].append(EffectiveLink(target, weight, LinkKind(kind), source))
    return found

"""What a demand would find if it were published now; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from alliance.collaboration import inputs
from alliance.collaboration.reasons import Labels, exclusion, labels_for, sentence
from alliance.engines import matching
from alliance.engines.match_values import DemandProfile, Ranking
from alliance.reference.models import Skill
from programs.models import Program

BEST = 5


@dataclass(frozen=True)
class Suggestion:
    """A program that would be proposed, with its score in percent and why."""

    program: Program
    percent: Decimal
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Excluded:
    """A wish that shuts programs out: how many, and how many of them only by it."""

    what: str
    programs: int
    alone: int


@dataclass(frozen=True)
class Preview:
    considered: int
    fitting: int
    unrelated: int
    best: tuple[Suggestion, ...]
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True)
class _Parts:
    """An entry as the sentences read it."""

    parts: list[Mapping[str, Any]]


def rank_now(enterprise_id: int, profile: DemandProfile, on: date, limit: int = BEST) -> Ranking:
    """The ranking that publishing today would store, over the same programs and engine."""
    schools = inputs.schools_in(inputs.alliances_of(enterprise_id))
    return matching.rank(inputs.program_table(schools, on), profile, limit=limit)


def preview(enterprise_id: int, profile: DemandProfile, on: date) -> Preview:
    ranking = rank_now(enterprise_id, profile, on)
    programs = Program.objects.for_list().in_bulk([e.program_id for e in ranking.entries])
    opened = [_Parts([part.as_json() for part in e.parts]) for e in ranking.entries]
    labels = labels_for(opened)
    return Preview(
        considered=ranking.considered,
        fitting=ranking.fitting,
        unrelated=ranking.unrelated,
        best=tuple(
            Suggestion(
                program=programs[entry.program_id],
                percent=matching.percent(entry.score),
                reasons=tuple(sentence(part, labels) for part in parts.parts),
            )
            for entry, parts in zip(ranking.entries, opened, strict=True)
        ),
        excluded=exclusions(
            {
                name: {"programs": e.programs, "alone": e.alone}
                for name, e in ranking.exclusions.items()
            }
        ),
    )


def exclusions(counts: Mapping[str, Mapping[str, int]]) -> tuple[Excluded, ...]:
    """Counts by filter, as a run stores them, with the filters in words."""
    codes = [name.partition(":")[2] for name in counts if name.startswith("skill:")]
    labels = Labels({row.code: row.label for row in Skill.objects.filter(pk__in=codes)})
    return tuple(
        Excluded(exclusion(name, labels), count["programs"], count["alone"])
        for name, count in counts.items()
    )

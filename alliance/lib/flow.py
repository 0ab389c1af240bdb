"""Workflows as closed tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from alliance.lib.errors import InvalidTransition

S = TypeVar("S", bound=StrEnum)

_registry: dict[str, "Flow[StrEnum]"] = {}


@dataclass(frozen=True)
class Flow(Generic[S]):
    """A closed table {(state, move): target}; what is absent is refused.

    `actors` says in a few words who makes each move, for the drawn documentation.
    `clock` lists moves that only time makes: they are no button and no address.
    """

    name: str
    table: Mapping[tuple[S, str], S]
    actors: Mapping[str, str]
    clock: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        undescribed = self.moves - self.actors.keys()
        if undescribed:
            msg = f"{self.name}: no actor named for {sorted(undescribed)}"
            raise ValueError(msg)
        _registry[self.name] = self  # type: ignore[assignment]  # a Flow[S] is read as Flow[StrEnum]

    @property
    def moves(self) -> frozenset[str]:
        return frozenset(move for _, move in self.table)

    def allows(self, state: str, move: str) -> bool:
        return any(s == state and m == move for s, m in self.table)

    def moves_from(self, state: str) -> tuple[str, ...]:
        """Moves that people may make from this state, in the table's order."""
        return tuple(m for s, m in self.table if s == state and m not in self.clock)

    def target(self, state: str, move: str) -> S:
        """The state that the move leads to. Raises InvalidTransition where the table has none."""
        for (s, m), target in self.table.items():
            if s == state and m == move:
                return target
        msg = f"{self.name}: cannot {move} from {state}"
        raise InvalidTransition(msg)

    def pairs(self) -> list[tuple[str, str]]:
        """Changes of state that the database trigger lets through, without duplicates."""
        found = {(s.value, t.value) for (s, _), t in self.table.items() if s != t}
        return sorted(found)


def many(states: Iterable[S], move: str, target: S | None = None) -> dict[tuple[S, str], S]:
    """Rows for one move out of several states; without target the state stays."""
    return {(s, move): s if target is None else target for s in states}


def registry() -> Mapping[str, Flow[StrEnum]]:
    """Every flow that has been declared, by name."""
    return dict(_registry)

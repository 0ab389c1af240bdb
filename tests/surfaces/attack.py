"""The readers' side: what follows from published counts, by exact arithmetic over the rationals."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations


def solutions(rows: Iterable[Sequence[int]], width: int) -> list[list[Fraction]]:
    """A basis of all x with row·x = 0 for each row."""
    reduced: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        left = [Fraction(value) for value in row]
        for pivot, other in reduced:
            if left[pivot]:
                factor = left[pivot]
                left = [a - factor * b for a, b in zip(left, other, strict=True)]
        pivot = next((place for place, value in enumerate(left) if value), -1)
        if pivot < 0:
            continue
        left = [value / left[pivot] for value in left]
        reduced = [
            (p, [a - other[pivot] * b for a, b in zip(other, left, strict=True)])
            for p, other in reduced
        ]
        reduced.append((pivot, left))
    pivots = dict(reduced)
    basis = []
    for free in sorted(set(range(width)) - set(pivots)):
        solution = [Fraction(0)] * width
        solution[free] = Fraction(1)
        for pivot, row in pivots.items():
            solution[pivot] = -row[free]
        basis.append(solution)
    return basis


def recovered(
    persons: Sequence[int], shown: Iterable[Iterable[int]], threshold: int
) -> list[tuple[frozenset[int], int]]:
    """Sets of atoms that are a few persons and whose number follows from the shown sets.

    `persons` are the numbers of the atoms, sets of persons that nothing divides further; an
    atom that nobody is in is known to be empty.
    """
    live = [atom for atom, number in enumerate(persons) if number]
    column = {atom: place for place, atom in enumerate(live)}
    rows = []
    for atoms in shown:
        row = [0] * len(live)
        for atom in atoms:
            if atom in column:
                row[column[atom]] = 1
        rows.append(row)
    basis = solutions(rows, len(live))
    few = [place for place, atom in enumerate(live) if persons[atom] < threshold]
    found = []
    for size in range(1, min(len(few), threshold) + 1):
        for chosen in combinations(few, size):
            number = sum(persons[live[place]] for place in chosen)
            if number < threshold and not any(
                sum(solution[place] for place in chosen) for solution in basis
            ):
                found.append((frozenset(live[place] for place in chosen), number))
    return found

"""Small cells of a province's outcomes: what deciding costs, and what an attacker recovers.

The attacker holds every shown count with the set of cohorts and the measure that it counts, and
knows which measures lie in which. He subtracts every pair of which one lies in the other, and
solves all of it exactly for every small count and every small difference of two measures.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from alliance.engines.cells import THRESHOLD
from alliance.engines.determined import Equations
from alliance.engines.disclosure import INSIDE, OUTCOMES, outcome_hidden
from alliance.engines.groupings import Table

SEED = 83
SIZES = {"city": (1, 9, 30), "province": (5, 145, 680), "nation": (5, 145, 680)}
"""Years, counties and schools. A nation is decided province by province."""
PROGRAMS = 22
"""Program points of a school; each gives one cohort a year."""
TABLES: tuple[Table, ...] = (
    ("year",),
    ("level", "year"),
    ("county", "year"),
    ("school", "year"),
    ("county", "level", "year"),
)

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Published:
    """Counts of groups by measure, and which of them are shown.

    inside  bool[groups, rows]: whether the group has the row
    count   int64[groups, measures];  shown bool[groups, measures]
    """

    measures: tuple[str, ...]
    inside: BoolArray
    count: IntArray
    shown: BoolArray


@dataclass(frozen=True)
class Attack:
    """`pairs` were subtracted and `differences` told of few persons; `solved` cells were small,
    hidden and determined by all that is shown."""

    pairs: int
    differences: int
    solved: int


def measure(scale: str, folder: Path) -> list[dict[str, object]]:
    """One row: deciding with covers against hiding the small cells alone, and both attacked."""
    counts, dimensions = region(*SIZES[scale])
    spent, masks = timed(counts, dimensions, covered=True)
    peer_spent, bare = timed(counts, dimensions, covered=False)
    held, open_ = [
        attacked(Published(OUTCOMES, *one) for one in published(counts, dimensions, found))
        for found in (masks, bare)
    ]
    cells = sum(mask.hidden.size for mask in masks.values())
    return [
        {
            "name": "small cells: outcomes of all groups",
            "peer": "hiding the small ones alone",
            "cpu_s": round(spent, 2),
            "peer_cpu_s": round(peer_spent, 2),
            "ratio": round(peer_spent / spent, 2),
            "rows": cells,
            "rows_per_cpu_s": round(cells / spent),
            "hidden": int(sum(mask.hidden.sum() for mask in masks.values())),
            "seed": SEED,
            "pairs": held.pairs,
            "recovered": held.differences,
            "determined": held.solved,
            "peer_recovered": open_.differences,
            "peer_determined": open_.solved,
        }
    ]


def timed(
    counts: Mapping[str, IntArray], dimensions: Mapping[str, IntArray], *, covered: bool
) -> tuple[float, dict]:
    before = time.process_time()
    found = outcome_hidden(counts, dimensions, TABLES, covered=covered)
    return time.process_time() - before, found


def region(
    years: int, counties: int, schools: int
) -> tuple[dict[str, IntArray], dict[str, IntArray]]:
    """Cohorts of some years with counts that lie in each other as they must; SEED decides."""
    random = np.random.default_rng(SEED)
    levels = 4
    county, level = random.integers(0, counties, schools), random.integers(0, levels, schools)
    size = random.lognormal(5.5, 0.9, schools)
    school = np.repeat(np.arange(schools), PROGRAMS)
    mixed = random.random(schools) < 0.15  # some teach at two levels
    other = (random.random(school.size) < 0.3) & mixed[school]
    place = np.tile(np.arange(school.size), years)
    dimensions = {
        "county": county[school][place],
        "level": np.where(other, (level[school] + 1) % levels, level[school])[place],
        "school": school[place],
        "year": np.repeat(np.arange(2022, 2022 + years), school.size),
    }
    counts = {"graduates": random.poisson(size[school][place] / PROGRAMS)}
    shares = {
        "known": 0.93,
        "placed": 0.9,
        "employed": 0.7,
        "related_known": 0.95,
        "related": 0.6,
        "local_known": 0.97,
        "local": 0.65,
        "paid": 0.85,
        "real_known": 0.8,
        "real": 0.5,
    }
    for name, share in shares.items():
        whole = INSIDE[name] if INSIDE[name] in counts else "graduates"
        counts[name] = random.binomial(counts[whole], share)
    counts["further"] = random.binomial(counts["placed"] - counts["employed"], 0.97)
    return (
        {name: values.astype(np.int64) for name, values in counts.items()},
        {name: values.astype(np.int64) for name, values in dimensions.items()},
    )


def published(
    counts: Mapping[str, IntArray], dimensions: Mapping[str, IntArray], masks: Mapping
) -> Iterator[tuple[BoolArray, IntArray, BoolArray]]:
    """What is shown of each year, by the finest groups of rows that any table tells apart."""
    for year in np.unique(dimensions["year"]).tolist():
        here = dimensions["year"] == year
        finest, atom = np.unique(
            np.stack([dimensions[name][here] for name in ("school", "level")], axis=1),
            axis=0,
            return_inverse=True,
        )
        atoms = np.zeros((len(finest), len(OUTCOMES)), dtype=np.int64)
        np.add.at(atoms, atom.reshape(-1), np.stack([counts[n][here] for n in OUTCOMES], axis=1))
        first = np.unique(atom.reshape(-1), return_index=True)[1]
        labels = {name: values[here][first] for name, values in dimensions.items()}
        inside, shown = [], []
        for table, mask in masks.items():
            for group, hidden in zip(mask.labels, mask.hidden, strict=True):
                wanted = dict(zip(table, group.tolist(), strict=True))
                if wanted["year"] == year:
                    inside.append(
                        np.logical_and.reduce([labels[n] == v for n, v in wanted.items()])
                    )
                    shown.append(~hidden)
        groups = np.array(inside)
        yield groups, groups.astype(np.int64) @ atoms, np.array(shown)


def attacked(everything: Iterator[Published]) -> Attack:
    """Both attacks on each part, added up."""
    pairs = differences = solved = 0
    for one in everything:
        n, few = subtracted(one)
        pairs, differences, solved = pairs + n, differences + few, solved + determined(one)
    return Attack(pairs, differences, solved)


def wholes(name: str, measures: Sequence[str]) -> list[str]:
    """The measure itself and every one in which it lies, of those that there are."""
    found = [name]
    while name in INSIDE:
        name = INSIDE[name]
        found.append(name)
    return [one for one in found if one in measures]


def subtracted(told: Published) -> tuple[int, int]:
    """How many pairs of shown counts lie in each other, and how many differences are a few."""
    rows = told.inside.astype(np.int64)
    lies_in = (rows @ (1 - rows.T)) == 0  # [part, whole]
    pairs = few = 0
    for part_place, part in enumerate(told.measures):
        for whole in wholes(part, told.measures):
            whole_place = told.measures.index(whole)
            asked = lies_in & told.shown[:, part_place, None] & told.shown[None, :, whole_place]
            if part == whole:
                np.fill_diagonal(asked, val=False)
            difference = told.count[None, :, whole_place] - told.count[:, part_place, None]
            pairs += int(asked.sum())
            few += int((asked & (difference > 0) & (difference < THRESHOLD)).sum())
    return pairs, few


def determined(told: Published) -> int:
    """How many small counts, or small differences of a measure and its part, are solved for."""
    values = [solved(told, place) for place in range(len(told.measures))]
    found = 0
    for place, name in enumerate(told.measures):
        small = (told.count[:, place] > 0) & (told.count[:, place] < THRESHOLD)
        found += int((small & ~values[place].any(axis=1)).sum())
        for whole in wholes(name, told.measures)[1:2]:
            other = told.measures.index(whole)
            rest = told.count[:, other] - told.count[:, place]
            both = ~values[place].any(axis=1) & ~values[other].any(axis=1)
            found += int(((rest > 0) & (rest < THRESHOLD) & both).sum())
    return found


def solved(told: Published, place: int) -> IntArray:
    """For each group two numbers that are zero where its count follows from the shown ones."""
    row, col = np.nonzero(told.inside & told.shown[:, place, None])
    sign = np.ones(row.size, dtype=np.int64)
    values = Equations(told.inside.shape[1], row.astype(np.int64), col.astype(np.int64), sign)
    modulus = np.int64(2**31 - 1)
    found: IntArray = (told.inside.astype(np.int64) @ values.values) % modulus
    return found

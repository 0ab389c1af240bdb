"""The frozen table of programs that ranking reads: arrays, built once from plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError

IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

UNKNOWN_SEATS = -1


def region_number(code: str, *, row: int | None = None) -> int:
    """Read an official six-digit region code; raise InputError naming `region`."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()) or code[0] == "0":
        raise InputError(field="region", detail=f"{code!r} is not a six-digit region code", row=row)
    return int(code)


@dataclass(frozen=True, kw_only=True)
class ProgramRow:
    """One program as its room reads it.

    id           primary key, ≥ 1, each once; the order of rows does not matter
    revision     revision of the program that was read, ≥ 0; repeated in every entry
    level        code of the educational level, not empty
    region       official six-digit code
    seats        yearly intake, ≥ 0, or None: not stated
    skills       (skill code, level taught 1..4), each code once; may be empty
    occupations  (occupation code, weight in percent 1..100), each code once; may be empty
    """

    id: int
    revision: int
    level: str
    region: str
    seats: int | None = None
    skills: Sequence[tuple[str, int]] = ()
    occupations: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class ProgramTable:
    """Programs as read-only arrays; n programs, s skill rows, o occupation rows.

    id, revision, region, seats   int64[n]; ids rise strictly; regions have six digits;
                                  seats are UNKNOWN_SEATS where a program states none
    level                         int64[n], index into level_codes
    skill_indptr                  int64[n + 1]: program i has rows indptr[i]:indptr[i + 1]
    skill, skill_level            int64[s]: index into skill_codes, level taught 1..4
    occupation_indptr, occupation, occupation_weight   the same for linked occupations;
                                  weights in percent 1..100

    Raises InputError naming the array, and the program where one value is at fault.
    """

    id: IntArray
    revision: IntArray
    level: IntArray
    region: IntArray
    seats: IntArray
    skill_indptr: IntArray
    skill: IntArray
    skill_level: IntArray
    occupation_indptr: IntArray
    occupation: IntArray
    occupation_weight: IntArray
    level_codes: tuple[str, ...]
    skill_codes: tuple[str, ...]
    occupation_codes: tuple[str, ...]
    skill_position: dict[str, int] = field(init=False, repr=False)
    """Skill code → index."""

    def __post_init__(self) -> None:
        """Check every array against the others and close it for writing."""
        count = len(self.id)
        for name in ("revision", "level", "region", "seats"):
            if len(getattr(self, name)) != count:
                raise InputError(
                    field=name, detail=f"has {len(getattr(self, name))} values, id has {count}"
                )
        rising = np.diff(self.id) > 0
        if count and self.id[0] < 1:
            raise InputError(field="id", detail=f"{self.id[0]} is not at least 1", row=0)
        _all("id", np.concatenate((np.ones(min(count, 1), np.bool_), rising)), "does not rise")
        _all("revision", self.revision >= 0, "is negative")
        _all("region", (self.region >= 100_000) & (self.region <= 999_999), "has not six digits")
        _all("seats", self.seats >= UNKNOWN_SEATS, "is negative")
        _all("level", _within(self.level, self.level_codes), "is not in level_codes")
        skills = (self.skill_indptr, self.skill, self.skill_level)
        _check_lists("skill", count, *skills, codes=self.skill_codes, highest=4)
        links = (self.occupation_indptr, self.occupation, self.occupation_weight)
        _check_lists("occupation", count, *links, codes=self.occupation_codes, highest=100)
        for column in fields(self):
            value = getattr(self, column.name, None)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
        positions = {code: place for place, code in enumerate(self.skill_codes)}
        if len(positions) != len(self.skill_codes):
            raise InputError(field="skill_codes", detail="a code is listed twice")
        object.__setattr__(self, "skill_position", positions)

    def __len__(self) -> int:
        """Count programs."""
        return len(self.id)

    def row_of(self, program_id: int) -> int:
        """Position of a program; raise InputError naming `program_id` where it is not here."""
        row = int(np.searchsorted(self.id, program_id))
        if row == len(self) or self.id[row] != program_id:
            raise InputError(field="program_id", detail=f"program {program_id} is not in the table")
        return row

    def only(self, row: int) -> ProgramTable:
        """Cut out one program, with the same codes: explaining a pair runs the ranking on it."""
        skills = slice(int(self.skill_indptr[row]), int(self.skill_indptr[row + 1]))
        links = slice(int(self.occupation_indptr[row]), int(self.occupation_indptr[row + 1]))
        one = slice(row, row + 1)
        return ProgramTable(
            id=self.id[one],
            revision=self.revision[one],
            level=self.level[one],
            region=self.region[one],
            seats=self.seats[one],
            skill_indptr=np.array([0, skills.stop - skills.start], np.int64),
            skill=self.skill[skills],
            skill_level=self.skill_level[skills],
            occupation_indptr=np.array([0, links.stop - links.start], np.int64),
            occupation=self.occupation[links],
            occupation_weight=self.occupation_weight[links],
            level_codes=self.level_codes,
            skill_codes=self.skill_codes,
            occupation_codes=self.occupation_codes,
        )

    def skills_of(self, row: int) -> dict[str, int]:
        """Level taught by skill code, for one program."""
        begin, end = self.skill_indptr[row], self.skill_indptr[row + 1]
        pairs = zip(self.skill[begin:end], self.skill_level[begin:end], strict=True)
        return {self.skill_codes[int(skill)]: int(level) for skill, level in pairs}

    def occupations_of(self, row: int) -> dict[str, int]:
        """Weight in percent by linked occupation code, for one program."""
        begin, end = self.occupation_indptr[row], self.occupation_indptr[row + 1]
        pairs = zip(self.occupation[begin:end], self.occupation_weight[begin:end], strict=True)
        return {self.occupation_codes[int(code)]: int(weight) for code, weight in pairs}


def _within(index: IntArray, codes: Sequence[str]) -> BoolArray:
    return (index >= 0) & (index < len(codes))


def _all(name: str, valid: BoolArray, complaint: str, *, owner: IntArray | None = None) -> None:
    """Raise InputError for the first value that is not valid; `owner` gives its program."""
    if not valid.all():
        place = int(np.argmin(valid))
        row = place if owner is None else int(owner[place])
        raise InputError(field=name, detail=complaint, row=row)


def _check_lists(
    name: str,
    count: int,
    indptr: IntArray,
    index: IntArray,
    value: IntArray,
    *,
    codes: Sequence[str],
    highest: int,
) -> None:
    """Check one list of lists: pointers, indices, values 1..highest, each index once a program."""
    pointers = f"{name}_indptr"
    if len(indptr) != count + 1 or indptr[0] != 0 or indptr[-1] != len(index):
        detail = f"does not span {len(index)} rows of {count} programs"
        raise InputError(field=pointers, detail=detail)
    _all(pointers, np.diff(indptr) >= 0, "falls")
    if len(value) != len(index):
        detail = f"has {len(index)} codes and {len(value)} values"
        raise InputError(field=name, detail=detail)
    owner = np.repeat(np.arange(count, dtype=np.int64), np.diff(indptr))
    _all(name, _within(index, codes), f"is not in {name}_codes", owner=owner)
    fits = (value >= 1) & (value <= highest)
    _all(name, fits, f"has a value that is not between 1 and {highest}", owner=owner)
    order = np.lexsort((index, owner))
    same = (np.diff(owner[order]) == 0) & (np.diff(index[order]) == 0)
    _all(name, ~same, "is listed twice", owner=owner[order])


def build_table(rows: Iterable[ProgramRow]) -> ProgramTable:
    """Build the table; codes are sorted, so equal rows give equal arrays in any order of rows.

    Raises InputError with the field and the position of the row in `rows`.
    """
    numbered = list(enumerate(rows))
    seen: set[int] = set()
    for place, row in numbered:
        _check_row(place, row)
        if row.id in seen:
            raise InputError(field="id", detail=f"program {row.id} is listed twice", row=place)
        seen.add(row.id)
    ordered = sorted((row for _, row in numbered), key=lambda row: row.id)
    level_codes = tuple(sorted({row.level for row in ordered}))
    levels = {code: place for place, code in enumerate(level_codes)}
    skill_codes, skill_indptr, skill, skill_level = _pack([row.skills for row in ordered])
    links = _pack([row.occupations for row in ordered])
    occupation_codes, occupation_indptr, occupation, occupation_weight = links
    return ProgramTable(
        id=_ints(row.id for row in ordered),
        revision=_ints(row.revision for row in ordered),
        level=_ints(levels[row.level] for row in ordered),
        region=_ints(int(row.region) for row in ordered),
        seats=_ints(UNKNOWN_SEATS if row.seats is None else row.seats for row in ordered),
        skill_indptr=skill_indptr,
        skill=skill,
        skill_level=skill_level,
        occupation_indptr=occupation_indptr,
        occupation=occupation,
        occupation_weight=occupation_weight,
        level_codes=level_codes,
        skill_codes=skill_codes,
        occupation_codes=occupation_codes,
    )


def _check_row(place: int, row: ProgramRow) -> None:
    """Refuse one row with its own position, which sorting by id would lose."""
    if row.id < 1:
        raise InputError(field="id", detail=f"{row.id} is not at least 1", row=place)
    if row.revision < 0:
        raise InputError(field="revision", detail=f"{row.revision} is negative", row=place)
    if not row.level:
        raise InputError(field="level", detail="is empty", row=place)
    region_number(row.region, row=place)
    if row.seats is not None and row.seats < 0:
        raise InputError(field="seats", detail=f"{row.seats} is negative", row=place)
    for name, pairs, highest in (("skills", row.skills, 4), ("occupations", row.occupations, 100)):
        codes: set[str] = set()
        for number, (code, value) in enumerate(pairs):
            where = f"{name}[{number}]"
            if not code:
                raise InputError(field=where, detail="has no code", row=place)
            if code in codes:
                raise InputError(field=where, detail=f"{code} is listed twice", row=place)
            if not 1 <= value <= highest:
                raise InputError(
                    field=where, detail=f"{value} is not between 1 and {highest}", row=place
                )
            codes.add(code)


def _ints(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, np.int64)


def _pack(
    lists: Sequence[Sequence[tuple[str, int]]],
) -> tuple[tuple[str, ...], IntArray, IntArray, IntArray]:
    """Pack lists of (code, value) as codes, pointers, indices and values."""
    codes = tuple(sorted({code for pairs in lists for code, _ in pairs}))
    position = {code: place for place, code in enumerate(codes)}
    indptr = np.zeros(len(lists) + 1, np.int64)
    np.cumsum(_ints(len(pairs) for pairs in lists), out=indptr[1:])
    index = _ints(position[code] for pairs in lists for code, _ in pairs)
    value = _ints(value for pairs in lists for _, value in pairs)
    return codes, indptr, index, value

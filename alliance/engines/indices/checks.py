"""Checks of columns against one another; each names the column, and the row at fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError
from alliance.engines.indices.results import BoolArray, FloatArray, IntArray


def ints(name: str, values: Any) -> IntArray:
    """Whole numbers as int64; raise InputError for anything else."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iub":
        raise InputError(field=name, detail=f"holds {array.dtype}, not whole numbers")
    return np.ascontiguousarray(array, np.int64)


def floats(name: str, values: Any, *, lowest: float = 0.0, unknown: bool = False) -> FloatArray:
    """Finite numbers of at least `lowest` as float64; with `unknown`, NaN is allowed."""
    array = np.ascontiguousarray(values, np.float64)
    valid = np.isfinite(array) & (array >= lowest)
    if unknown:
        valid |= np.isnan(array)
    every(name, valid.ravel(), f"is not a number of at least {lowest:g}")
    return array


def every(name: str, valid: BoolArray, complaint: str, *, owner: IntArray | None = None) -> None:
    """Raise InputError for the first value that is not valid; `owner` gives its row."""
    if not valid.all():
        place = int(np.argmin(valid))
        row = place if owner is None else int(owner[place])
        raise InputError(field=name, detail=complaint, row=row)


def same_length(name: str, values: npt.NDArray[Any], count: int) -> None:
    """Raise InputError where a column has not `count` values."""
    if values.ndim != 1 or len(values) != count:
        detail = f"has the shape {values.shape}, not {count} values"
        raise InputError(field=name, detail=detail)


def within(
    name: str,
    index: IntArray,
    codes: Sequence[str],
    *,
    unstated: bool = False,
    owner: IntArray | None = None,
) -> None:
    """Raise InputError for an index outside of `codes`; with `unstated`, -1 is allowed."""
    valid = (index >= (-1 if unstated else 0)) & (index < len(codes))
    every(name, valid, "is outside of its codes", owner=owner)


def rising_codes(name: str, codes: Sequence[str]) -> None:
    """Raise InputError where codes are not sorted, each once: only then is content canonical."""
    for place in range(1, len(codes)):
        if codes[place - 1] >= codes[place]:
            detail = f"{codes[place]!r} follows {codes[place - 1]!r}"
            raise InputError(field=name, detail=detail, row=place)


def owners(name: str, count: int, indptr: IntArray, length: int) -> IntArray:
    """Program of each row of a list of lists; raise InputError where its pointers do not fit."""
    if len(indptr) != count + 1 or indptr[0] != 0 or indptr[-1] != length:
        detail = f"does not span {length} rows of {count} programs"
        raise InputError(field=f"{name}_indptr", detail=detail)
    lengths = np.diff(indptr)
    every(f"{name}_indptr", lengths >= 0, "falls")
    return np.repeat(np.arange(count, dtype=np.int64), lengths)


def in_code_order(name: str, owner: IntArray, columns: Sequence[IntArray]) -> list[IntArray]:
    """Bring each program's list into the order of its first column, where a code stands once."""
    first = columns[0]
    position = owner * (int(first.max(initial=0)) + 1) + first
    if (np.diff(position) > 0).all():
        return list(columns)
    order = np.argsort(position, kind="stable")
    once = np.diff(position[order]) > 0
    every(name, once, "is listed twice in a program", owner=owner[order][1:])
    return [column[order] for column in columns]


def circle_free(name: str, parent: IntArray, codes: Sequence[str]) -> None:
    """Raise InputError where an industry is above itself."""
    start = np.flatnonzero(parent >= 0)
    above = parent[start]
    while len(start):
        back = above == start
        if back.any():
            code = codes[int(start[int(np.argmax(back))])]
            raise InputError(field=name, detail=f"{code} is its own ancestor")
        climbing = parent[above]
        going = climbing >= 0
        start, above = start[going], climbing[going]


def grouped(columns: Sequence[IntArray]) -> tuple[IntArray, IntArray]:
    """Order of rows by the columns (the first leads), and where in it each new group begins."""
    order = np.lexsort(tuple(reversed(columns))).astype(np.int64)
    begins = np.zeros(len(order), np.bool_)
    begins[:1] = True
    for column in columns:
        ordered = column[order]
        begins[1:] |= ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(begins).astype(np.int64)

"""Facts as bytes: one canonical text of codes and conventions, then the arrays.

Layout of the content: eight bytes with the length of the head, the head (JSON, keys sorted, ASCII),
then every array in the order of its name, each in the smallest type that holds its values. Equal
content gives equal bytes on every machine, so its SHA-256 names it. Stored bytes are the mark and
the zlib-compressed content.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from alliance.engines.errors import InputError

MARK = b"FACTS1\n"
_INTS = ("<i1", "<i2", "<i4", "<i8")
_FLOAT = "<f8"


def content_of(head: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Canonical content; raise InputError where the head holds what JSON cannot say exactly."""
    shapes: list[tuple[str, str, list[int]]] = []
    parts: list[bytes] = []
    for name in sorted(arrays):
        column = _smallest(arrays[name])
        shapes.append((name, column.dtype.str.replace("|", "<"), list(column.shape)))
        parts.append(column.tobytes())
    try:
        text = json.dumps(
            {"head": head, "arrays": shapes},
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
        )
    except (TypeError, ValueError) as error:
        raise InputError(field="facts", detail=f"cannot be stored: {error}") from error
    encoded = text.encode("ascii")
    return b"".join([len(encoded).to_bytes(8, "little"), encoded, *parts])


def stored(content: bytes) -> bytes:
    """Content as it is kept."""
    return MARK + zlib.compress(content, 6)


def restored(data: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Head and arrays of stored bytes; raise InputError where they are damaged or foreign."""
    try:
        if not data.startswith(MARK):
            msg = f"does not begin with {MARK!r}"
            raise ValueError(msg)
        content = memoryview(zlib.decompress(data[len(MARK) :]))
        begin = 8 + int.from_bytes(content[:8], "little")
        parsed = json.loads(bytes(content[8:begin]))
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name, dtype, shape in parsed["arrays"]:
            if dtype not in (*_INTS, _FLOAT):
                msg = f"{name} has the type {dtype}"
                raise ValueError(msg)
            size = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
            column = np.frombuffer(content[begin : begin + size], dtype).reshape(shape)
            arrays[name] = column.astype(np.float64 if dtype == _FLOAT else np.int64)
            begin += size
        if begin != len(content):
            msg = f"ends at {len(content)}, not at {begin}"
            raise ValueError(msg)
        return dict(parsed["head"]), arrays
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise InputError(field="facts", detail=f"cannot be read: {error}") from error


def _smallest(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Values in the smallest type that holds all of them; floats without −0 and with one NaN."""
    if values.dtype.kind == "f":
        plain = np.where(np.isnan(values), np.nan, values + 0.0)
        return np.ascontiguousarray(plain, _FLOAT)
    low = int(values.min(initial=0))
    high = int(values.max(initial=0))
    fitting = next(t for t in _INTS if np.iinfo(t).min <= low and high <= np.iinfo(t).max)
    return np.ascontiguousarray(values, fitting)

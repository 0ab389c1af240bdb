"""The demo's data files as typed rows. What a file says wrongly is a fault of ours: it raises."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"

Weights = tuple[tuple[str, int], ...]
"""(code, percent), as written."""


def rows(*path: str) -> list[dict[str, str]]:
    """Lines of a CSV file below the data folder, by column name; none where it is missing."""
    if not FOLDER.joinpath(*path).exists():
        return []
    with FOLDER.joinpath(*path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(*path: str) -> Mapping[str, Any]:
    """Content of a TOML file below the data folder; empty where it is missing."""
    if not FOLDER.joinpath(*path).exists():
        return {}
    with FOLDER.joinpath(*path).open("rb") as file:
        return tomllib.load(file)


def weights(text: str) -> Weights:
    """`321:60;322:30` → (("321", 60), ("322", 30))."""
    return tuple((code, int(percent)) for code, _, percent in _parts(text))


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    return (part.partition(":") for part in text.split(";"))

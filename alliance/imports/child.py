"""Reads one foreign file under hard limits, in a process of its own, and writes it out plainly.

Run as `python -m alliance.imports.child SOURCE [TARGET]`: the target becomes UTF-8 CSV with the
row's number first; without one only the columns and a few rows are looked at. Prints one JSON
object: header, rows, samples; or fault and params. Whatever the file does, it does to this
process alone. It knows no settings and no database.
"""

import csv
import errno
import itertools
import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 300 * 1000 * 1000
"""Bytes of address space: more than the largest allowed file needs, less than a server notices."""
SECONDS = 60
"""Of processor time."""
WRITTEN = 120 * 1024 * 1024
"""Bytes that may be written: one long text may stand in a million cells."""
sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]  # openpyxl would load it unasked

from alliance.imports import delimited, sheets  # noqa: E402 -- after numpy was kept out
from alliance.imports.faults import Unreadable  # noqa: E402 -- as above
from alliance.imports.table import SAMPLES, Table  # noqa: E402 -- as above


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def opened(source: Path) -> Table:
    """By what the file holds, not by its name."""
    with source.open("rb") as file:
        head = file.read(4)
    if head.startswith(sheets.OLD):
        raise Unreadable("old")
    return sheets.read(source) if head.startswith(sheets.MAGIC) else delimited.read(source)


def convert(source: Path, target: Path | None) -> dict[str, Any]:
    table = opened(source)
    if target is None:
        samples = [list(cells) for _number, cells in itertools.islice(table.rows, SAMPLES)]
        return {"header": table.header, "samples": samples}
    rows = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)  # ends lines with both characters, so that it quotes either
        writer.writerow(["", *table.header])
        for number, cells in table.rows:
            writer.writerow((number, *cells))
            rows += 1
    return {"header": table.header, "rows": rows}


def main() -> int:
    limit()
    try:
        answer = convert(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    except Unreadable as fault:
        answer = {"fault": fault.code, "params": fault.params}
    except MemoryError:
        answer = {"fault": "heavy", "params": {}}
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        answer = {"fault": "bomb", "params": {"most": WRITTEN // 1024 // 1024}}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())

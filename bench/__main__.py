"""`python -m bench SCALE`: the table on screen and in DATA_DIR/bench/<scale>.json."""

import json
import os
import platform
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.utils import timezone

from alliance.embedded import data_dir, provided

SCALES = ("city", "province", "nation")
MEASURES = (
    "bench.alignment",
    "bench.disclosure",
    "bench.imports",
    "bench.outcomes",
    "bench.scenarios",
    "bench.skills",
)
"""Modules whose `measure(scale, folder)` gives rows of the table."""


def main() -> int:
    """Measure on servers of its own, which leave nothing behind but the table."""
    scale = sys.argv[1] if len(sys.argv) > 1 else "city"
    if scale not in SCALES:
        sys.stderr.write(f"SCALE must be one of {', '.join(SCALES)}, not {scale}.\n")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.config.settings.test")

    with provided(data_dir() / "bench-servers", durable=False):
        rows = measured(scale)
    kept = data_dir() / "bench" / f"{scale}.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    table = {"machine": machine(), "date": today(), "rows": rows}
    kept.write_text(json.dumps(table, ensure_ascii=False, indent=2) + "\n")
    show(rows)
    return 0


def measured(scale: str) -> list[dict[str, object]]:
    """The table's rows, measured in a database of their own."""
    django.setup()
    # Models can be loaded only now that the settings know the servers' addresses.
    measures = [import_module(name) for name in MEASURES]
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    try:
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            return [row for one in measures for row in one.measure(scale, Path(folder))]
    finally:
        teardown_databases(made, verbosity=0)


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def today() -> str:
    return timezone.localdate().isoformat()


def show(rows: list[dict[str, object]]) -> None:
    for row in rows:
        sys.stdout.write(
            f"{row['name']:<40} {row['cpu_s']:>8} CPU-s  {row['rows_per_cpu_s']:>8} rows/CPU-s"
            f"  ×{row['ratio']} of {row['peer']} ({row['peer_cpu_s']} CPU-s)\n"
        )


if __name__ == "__main__":
    sys.exit(main())

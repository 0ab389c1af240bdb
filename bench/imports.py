"""Graduates with outcomes: our validated import against Django's unvalidated bulk_create."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import connection, transaction

from alliance.accounts.models import Organisation, User
from alliance.imports import actions, running
from alliance.reference.models import CatalogueProgram, Region
from bench.meter import metered
from programs.enums import SchoolTier
from programs.models import Program, School
from talent.importers import GRADUATES
from talent.models import Cohort, Graduate, Outcome

ROWS = {"city": 100_000, "province": 500_000, "nation": 500_000}
"""The largest file that is allowed is the same for a nation; it sends more of them."""
PROGRAMS = 40
HEADER = GRADUATES.header
"""As the template has it; the school's file leaves the portal's own numbers empty."""
DESTINATIONS = ("employed", "further_study", "self_employed", "seeking", "unknown")


def prepare() -> User:
    """A school with programs and cohorts, and somebody who may write everything."""
    region = Region.objects.create(code="431000", scheme="bench", edition="1", name="R", level=2)
    organisation = Organisation.objects.create(kind="school", name="Bench school", region=region)
    school = School.objects.create(organisation=organisation, tier=SchoolTier.HIGHER)
    for number in range(PROGRAMS):
        entry = CatalogueProgram.objects.create(
            code=f"B{number:05d}", scheme="bench", edition="1", name=f"P{number}", level="higher"
        )
        program = Program.objects.create(
            school=school, catalogue_program=entry, name=entry.name, level="higher",
            opened_on=date(2020, 1, 1),
        )  # fmt: skip
        Cohort.objects.create(program=program, year=2025)
    return User.objects.create_superuser("bench@people.test")


def rows(count: int) -> Iterator[tuple[str, ...]]:
    for number in range(count):
        yield (
            "", "", "", f"{number:07d}", "Bench school", f"B{number % PROGRAMS:05d}", "2025", "",
            "2026-06-30", DESTINATIONS[number % 5], "yes" if number % 3 else "no",
            "no" if number % 4 else "yes", f"{3000 + number % 5000}.00",
        )  # fmt: skip


def write_file(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count))


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE talent_graduate CASCADE")


def by_bulk_create(path: Path, batch: int) -> None:
    """What one would write without an import machine: nothing is checked."""
    cohorts = dict(Cohort.objects.values_list("program__catalogue_program_id", "pk"))
    with path.open(encoding="utf-8", newline="") as file, transaction.atomic():
        read = list(csv.DictReader(file))
        graduates = Graduate.objects.bulk_create(
            (Graduate(cohort_id=cohorts[row["program"]], number=row["number"]) for row in read),
            batch_size=batch,
        )
        Outcome.objects.bulk_create(
            (
                Outcome(
                    graduate=graduate,
                    measured_on=row["measured_on"],
                    destination=row["destination"],
                    related=row["related"] == "yes",
                    local=row["local"] == "yes",
                    starting_pay=Decimal(row["starting_pay"]),
                )
                for graduate, row in zip(graduates, read, strict=True)
            ),
            batch_size=batch,
        )


def by_import(path: Path, user: User) -> tuple[int, int]:
    """Through the whole machine: upload, reading process, staging, checks, write. (new, same)."""
    with path.open("rb") as file:
        session = actions.send_file(
            kind="graduates", file=File(file, name="b.csv"), by=user, dry_run=False
        )
    running.run_session(session_id=session.pk)
    session.refresh_from_db()
    if session.state != "done":
        msg = f"the import did not end well: {session.error}"
        raise RuntimeError(msg)
    return session.created, session.unchanged


def measure(scale: str, folder: Path) -> list[dict[str, Any]]:
    """Rows of the table; a ratio above 1 means that ours costs less than the peer."""
    count = ROWS[scale]
    user = prepare()
    path = folder / "graduates.csv"
    write_file(path, count)
    peers = {}
    for batch in (500, 5000):
        empty()
        with metered() as spent:
            by_bulk_create(path, batch)
        peers[f"bulk_create in batches of {batch}, not validated"] = spent.cpu_s
    peer = min(peers, key=lambda name: peers[name])
    ours: list[float] = []
    for _ in range(3 if scale == "city" else 1):
        empty()
        with metered() as spent:
            wrote = by_import(path, user)
        if wrote != (count, 0):
            msg = f"wrote {wrote} of {count}"
            raise RuntimeError(msg)
        ours.append(spent.cpu_s)
    with metered() as again:
        wrote = by_import(path, user)
    if wrote != (0, count):
        msg = f"sent again it wrote {wrote}"
        raise RuntimeError(msg)
    first = min(ours)

    def row(name: str, against: str, cpu_s: float, peer_s: float) -> dict[str, Any]:
        return {
            "name": name,
            "peer": against,
            "rows": count,
            "cpu_s": round(cpu_s, 2),
            "peer_cpu_s": round(peer_s, 2),
            "rows_per_cpu_s": round(count / cpu_s),
            "ratio": round(peer_s / cpu_s, 2),
        }

    return [
        row("import graduates, validated", peer, first, peers[peer]),
        row("import graduates, file sent again", "the first import", again.cpu_s, first),
    ]

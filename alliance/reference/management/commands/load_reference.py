"""`manage.py load_reference`: the code lists of the release, and packs, into the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from alliance.reference import checks, loading
from alliance.reference.packs import ESCO_ATTRIBUTION
from alliance.reference.reading import BadFile
from alliance.reference.skill_rules import DATA

PACKS = ("esco",)


class Command(BaseCommand):
    """Load once, then again after each release; an unchanged list costs nothing."""

    help = (
        "Load regions, industries, occupations, catalogue programs and skills. Safe to repeat: "
        "unchanged lists are skipped, rows that a new edition drops are retired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A pack is a name and the folder of its files."""
        parser.add_argument(
            "--pack",
            nargs=2,
            action="append",
            default=[],
            metavar=("NAME", "PATH"),
            help="also load a pack that is not shipped, from the folder PATH; known: esco",
        )
        parser.add_argument(
            "--folder",
            type=Path,
            default=DATA,
            help="read the lists from another folder than the shipped one",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="load nothing; report faults of the loaded lists and end with 1 if there are any",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse unknown packs before anything is read."""
        if options["check"]:
            self._check()
            return
        for name, _path in options["pack"]:
            if name not in PACKS:
                msg = f"There is no pack {name}; known: {', '.join(PACKS)}."
                raise CommandError(msg)
        try:
            with transaction.atomic():
                outcomes = loading.load_shipped(folder=options["folder"], say=self._progress)
                for _name, path in options["pack"]:
                    outcomes += loading.load_esco(folder=Path(path), say=self._progress)
        except BadFile as error:
            msg = f"Nothing was loaded. {error.detail}"
            raise CommandError(msg) from error
        if options["verbosity"]:
            for outcome in outcomes:
                self.stdout.write(_sentence(outcome))
            if not outcomes:
                self.stdout.write("Everything is loaded already.")
        if options["pack"]:
            self.stdout.write(ESCO_ATTRIBUTION)

    def _progress(self, line: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{line:<60}", ending="")
            self.stdout.write("\r", ending="")
            self.stdout.flush()

    def _check(self) -> None:
        faults = checks.findings()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            msg = f"{len(faults)} faults."
            raise CommandError(msg)
        self.stdout.write("No faults.")


def _sentence(outcome: loading.Outcome) -> str:
    parts = {
        "new": outcome.created,
        "changed": outcome.updated,
        "retired": outcome.retired,
        "back": outcome.restored,
        "removed": outcome.removed,
        "left out": outcome.left_out,
    }
    said = ", ".join(f"{count} {word}" for word, count in parts.items() if count) or "unchanged"
    return f"{outcome.list}: {outcome.rows} rows ({said})"

"""`manage.py load_demo`: regions in which the portal computes what the sources quote."""

from __future__ import annotations

import time
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from alliance.config.demo import people
from alliance.config.demo.checks import thin_programs
from alliance.config.demo.loading import REGIONS, accounts_of, is_loaded, load, work_off
from alliance.reference.models import CatalogueSkill


class Command(BaseCommand):
    """Load once; a second run adds nothing and says so."""

    help = (
        "Load the demo regions and print one line per account: e-mail, organisation, API key. "
        "The password is DEMO_PASSWORD, else a random one kept in DATA_DIR/demo.json."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Without a region all are loaded."""
        parser.add_argument("--region", choices=tuple(REGIONS))

    def handle(self, *args: Any, **options: Any) -> None:
        """Records first, then accounts on screen and in the file."""
        chosen = options["region"]
        if not CatalogueSkill.objects.exists():
            msg = "The code lists are not loaded: run manage.py load_reference first."
            raise CommandError(msg)
        say = self.stdout.write if options["verbosity"] else _nothing
        password, now = people.demo_password(), timezone.now()
        for region in [REGIONS[chosen]] if chosen else REGIONS.values():
            if is_loaded(region):
                say(f"{region.name}: loaded already, nothing added.")
                continue
            start = time.monotonic()
            load(region, now=now)
            work_off(region, now=now)
            say(f"{region.name}: loaded in {time.monotonic() - start:.1f} s.")
        if thin := thin_programs():
            msg = "Too few skills: " + ", ".join(thin) + "."
            raise CommandError(msg)
        for row in self._credentials(password):
            say(f"{row.email} {row.organisation} {row.key}")

    def _credentials(self, password: str) -> list[people.Credentials]:
        """Every account of the loaded regions; keys are made where the file holds none."""
        kept = {row.email: row for row in people.read_kept()}
        accounts = accounts_of([region for region in REGIONS.values() if is_loaded(region)])
        missing = [account for account in accounts if account.email not in kept]
        if missing:
            kept |= {row.email: row for row in people.hand_out(missing, password)}
            people.write_kept([kept[account.email] for account in accounts])
        return [kept[account.email] for account in accounts]


def _nothing(_line: str) -> None:
    pass

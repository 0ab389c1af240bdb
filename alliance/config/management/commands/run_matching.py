"""`manage.py run_matching`: have demands matched that were left without a ranking."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from alliance.collaboration.models import MatchRun
from alliance.config.waiting import TIMEOUT, wait_until
from alliance.events.record import record
from enterprises.models import Demand

USAGE = 2


class Command(BaseCommand):
    """Announces anew that a demand wants matches; the worker does the rest, once per revision."""

    help = (
        "Have published demands matched that have no ranking of their current revision: all of "
        "them, or the one that is named. Waits for the worker."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """All unmatched demands, or one."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="every unmatched demand (default)")
        which.add_argument("--demand", type=int, metavar="ID", help="this demand only")
        parser.add_argument(
            "--timeout", type=float, default=TIMEOUT, help="seconds to wait for a worker"
        )

    def handle(self, *args: Any, demand: int | None = None, **options: Any) -> None:
        """Exit 1 where no worker answers, 2 where the named demand is not published."""
        published = Demand.objects.published()
        if demand is not None:
            published = published.filter(pk=demand)
            if not published.exists():
                msg = f"There is no published demand {demand}."
                raise CommandError(msg, returncode=USAGE)
        wanted = list(unmatched(published).order_by("pk"))
        for row in wanted:
            with transaction.atomic():
                record("demand.match_asked", subject=row, by=None, revision=row.revision)
        asked = [row.pk for row in wanted]
        wait_until(
            lambda: not unmatched(Demand.objects.published().filter(pk__in=asked)).exists(),
            what=f"matching {len(asked)} demand(s)",
            timeout=options["timeout"],
        )
        runs = MatchRun.objects.filter(revision__demand__in=asked)
        for run in runs.filter(revision__number=F("revision__demand__revision")).order_by("pk"):
            self.stdout.write(
                f"demand {run.revision.demand_id}: {run.fitting} of {run.considered} programs fit"
            )
        if not wanted:
            self.stdout.write("Every published demand is matched already.")


def unmatched(demands: QuerySet[Demand]) -> QuerySet[Demand]:
    """Demands whose current revision has no ranking."""
    done = MatchRun.objects.filter(
        revision__demand=OuterRef("pk"), revision__number=OuterRef("revision")
    )
    return demands.filter(~Exists(done))

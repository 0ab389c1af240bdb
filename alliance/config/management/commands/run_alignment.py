"""`manage.py run_alignment`: compute a region's alignment rates and print them."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from alliance.alignment import actions
from alliance.alignment.enums import RunState
from alliance.alignment.figures import Figure, shown
from alliance.alignment.models import AlignmentRun, IndexValue
from alliance.config.waiting import TIMEOUT, wait_until
from alliance.reference.models import Region

USAGE = 2
OVER = (RunState.DONE, RunState.FAILED, RunState.CANCELLED)


def day(text: str) -> date:
    """A day in ISO form, for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"{text!r} is no day such as 2026-06-30"
        raise ArgumentTypeError(msg) from error


class Command(BaseCommand):
    """Queues the run that the night would queue, waits for the worker, prints the figures."""

    help = (
        "Compute the alignment rates of a region on a date: asks a worker and waits for it. "
        "Prints one line per figure: index level numerator denominator value."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Region by official code, day in ISO form."""
        parser.add_argument("--region", required=True, help="official code, such as 431000")
        parser.add_argument("--as-of", required=True, type=day, help="day, such as 2026-06-30")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead")
        parser.add_argument(
            "--timeout", type=float, default=TIMEOUT, help="seconds to wait for a worker"
        )

    def handle(self, *args: Any, region: str, as_of: date, **options: Any) -> None:
        """Exit 1 where no worker answers or the run fails, 2 where the question is wrong."""
        try:
            place = Region._base_manager.get(pk=region)
        except Region.DoesNotExist as error:
            msg = f"There is no region with the code {region}. Load the lists with load_reference."
            raise CommandError(msg, returncode=USAGE) from error
        if as_of > timezone.localdate():
            msg = f"{as_of} has not come yet."
            raise CommandError(msg, returncode=USAGE)
        framework = actions.main_framework(place, as_of)
        if framework is None:
            msg = f"No main industry framework of {place} is in force on {as_of}."
            raise CommandError(msg, returncode=USAGE)
        run = actions.queue_run(region=place, as_of=as_of, framework=framework)
        wait_until(
            lambda: AlignmentRun.objects.filter(pk=run.pk, state__in=OVER).exists(),
            what=f"the run of {place} as of {as_of}",
            timeout=options["timeout"],
        )
        self.show(answering(run), as_json=options["json"])

    def show(self, run: AlignmentRun, *, as_json: bool) -> None:
        """All levels together first, then level by level."""
        rows = IndexValue.objects.headline().filter(run=run).order_by("level", "index")
        values = [shown(row) for row in rows]
        if as_json:
            self.stdout.write(json.dumps(as_data(run, values), ensure_ascii=False, indent=2))
            return
        for figure in values:
            numbers = (figure.numerator, figure.denominator, figure.value)
            told = " ".join("-" if number is None else plain(number) for number in numbers)
            self.stdout.write(f"{figure.row.index} {figure.row.level or 'all'} {told}")


def answering(run: AlignmentRun) -> AlignmentRun:
    """The finished run: this one, or the one with the same inputs. Raises CommandError if it failed."""
    run.refresh_from_db()
    if run.state == RunState.FAILED:
        msg = f"The run failed: {run.error}"
        raise CommandError(msg)
    if run.state == RunState.CANCELLED:
        if run.same_as is None:
            msg = "The run was cancelled."
            raise CommandError(msg)
        return run.same_as
    return run


def plain(number: Decimal) -> str:
    """Digits without trailing zeros and without an exponent."""
    return f"{number.normalize():f}"


def as_data(run: AlignmentRun, figures: list[Figure]) -> dict[str, Any]:
    """The run as the interface for programs shows its figures."""
    return {
        "run": str(run.pk),
        "region": run.region_id,
        "as_of": run.as_of.isoformat(),
        "framework": run.framework.name,
        "engine_version": run.engine_version,
        "values": [
            {
                "index": figure.row.index,
                "version": figure.row.version,
                "level": figure.row.level or "all",
                "numerator": None if figure.numerator is None else plain(figure.numerator),
                "denominator": None if figure.denominator is None else plain(figure.denominator),
                "value": None if figure.value is None else float(figure.value),
                "hidden": figure.hidden,
            }
            for figure in figures
        ],
    }

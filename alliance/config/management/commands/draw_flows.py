"""`manage.py draw_flows`: docs/workflow.md, drawn from the tables that the portal obeys."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from alliance.lib.flow import Flow, registry

HEAD = """# Workflows

Drawn by `manage.py draw_flows` from the tables in the rooms' `enums.py`; edit those, not this page.
A move that is not drawn here is refused, on every page and by the API (409). Buttons, addresses
(`POST …/{id}/{move}/`) and the database's own check follow the same tables.
"""


class Command(BaseCommand):
    """Write the page, or with --check fail when it is not what the tables say."""

    help = "Draw docs/workflow.md from the flow tables; --check only compares."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch: compare or write."""
        parser.add_argument("--check", action="store_true", help="change nothing; 1 if it differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Compare or write."""
        page = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        drawn = "\n".join([HEAD, *(_section(flow) for _, flow in sorted(registry().items()))])
        if check:
            if not page.exists() or page.read_text(encoding="utf-8") != drawn:
                msg = (
                    "docs/workflow.md is not what the flow tables say: run `manage.py draw_flows`."
                )
                raise CommandError(msg)
            return
        page.parent.mkdir(exist_ok=True)
        page.write_text(drawn, encoding="utf-8")


def _section(flow: Flow[StrEnum]) -> str:
    """A diagram and the same as a table, for readers whose viewer does not draw."""
    states = [source for source, _ in flow.table] + [*flow.table.values()]
    targets = {target for (source, _), target in flow.table.items() if source != target}
    first = next((state for state in states if state not in targets), states[0])
    diagram = [f"    [*] --> {first.value}"]
    rows: dict[tuple[str, str], list[str]] = {}
    for (source, move), target in flow.table.items():
        diagram.append(f"    {source.value} --> {target.value}: {move}")
        rows.setdefault((move, target.value), []).append(source.value)
    table = [
        f"| {move} | {', '.join(sources)} | {target} | {flow.actors[move]} |"
        for (move, target), sources in rows.items()
    ]
    return "\n".join(
        [
            f"## {flow.name[:1].upper()}{flow.name[1:]}",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *diagram,
            "```",
            "",
            "| move | from | to | who |",
            "|---|---|---|---|",
            *table,
            "",
        ]
    )

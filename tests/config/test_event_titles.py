"""Every kind of event that a room announces has words for people."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

from alliance.registers.register import registers
from alliance.web.row_history import EVENT_TITLES, Meant

KIND = re.compile(r"[a-z_]+\.[a-z_]+")
PUT_TOGETHER = {
    "f'match.{move}d'": {"match.expired", "match.superseded"},
    "f'{register.event}.entered'": {f"{r.event}.entered" for r in registers().values()},
    "f'{register.event}.edited'": {f"{r.event}.edited" for r in registers().values()},
}
"""Kinds that no text in the code spells out: the expression → all that it can give."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ("alliance", "enterprises", "programs", "talent"):
        for file in sorted((Path(settings.BASE_DIR) / room).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file), ast.parse(file.read_text(encoding="utf-8"))


def announces(module: ast.Module) -> bool:
    """Whether the module writes events itself or through the common course of moves."""
    return any(
        isinstance(node, ast.ImportFrom)
        and (
            (
                node.module == "alliance.events.record"
                and any(n.name == "record" for n in node.names)
            )
            or any(n.name == "move_record" for n in node.names)
        )
        for node in ast.walk(module)
    )


def texts(module: ast.Module) -> set[str]:
    """Texts shaped like a kind, and those put together that end or begin like one."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value} if KIND.fullmatch(node.value) else set()
        if isinstance(node, ast.JoinedStr):
            found |= PUT_TOGETHER.get(ast.unparse(node), set())
    return found


def declared(module: ast.Module) -> set[str]:
    """What the administration's lists announce: `event = "…"` in their classes."""
    return {
        node.value.value
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and any(isinstance(name, ast.Name) and name.id == "event" for name in node.targets)
    }


def announced() -> set[str]:
    models = {model._meta.label_lower for model in apps.get_models()}
    kinds = set()
    for _, module in sources():
        kinds |= declared(module) | (texts(module) if announces(module) else set())
    return kinds - models  # a model's label is shaped like a kind


def test_the_code_is_read_for_all_the_ways_of_announcing() -> None:
    assert announced() >= {
        "class.started",  # through the common course of moves
        "demand.published",
        "graduate.erased",
        "journal.noted",
        "match.superseded",
        "program_change.reviewed",  # from a table
        "seat.edited",  # from a declaration
        "user.changed",  # from the administration
    }


def test_every_kind_that_is_announced_has_a_title() -> None:
    assert sorted(announced() - set(EVENT_TITLES)) == []


def test_no_title_is_the_kind_itself_or_empty() -> None:
    titles = {kind: Meant(kind).title for kind in EVENT_TITLES}
    assert {kind for kind, title in titles.items() if not title or "." in title} == set()


def test_what_a_register_says_names_its_record() -> None:
    assert (Meant("training_batch.entered").title, Meant("seat.edited").title) == (
        "Training batch entered",
        "Seat changed",
    )

"""`manage.py check_project`: faults that no other tool of `make check` sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.template import TemplateSyntaxError, engines

PACKAGES = ("alliance", "enterprises", "programs", "talent")
HOST = re.compile(r"https?://|index-url|find-links|@ file:")
INLINE = re.compile(
    r"<[^>]*\s(?:style|on[a-z]+)\s*=|<style\b|<script(?![^>]*\ssrc=)", re.IGNORECASE
)


class Command(BaseCommand):
    """Templates that do not compile or break the content policy; hosts in the locks."""

    help = "Check that templates compile and hold no inline script or style, and the locks no host."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Fail with one line for each fault."""
        root = Path(settings.BASE_DIR)
        checks: tuple[Callable[[Path], Iterator[str]], ...] = (_templates, _locks)
        faults = [fault for check in checks for fault in check(root)]
        if faults:
            raise CommandError("\n".join(faults))


def _templates(root: Path) -> Iterator[str]:
    places = [root / "templates", *(root / name for name in PACKAGES)]
    for place in places:
        for file in sorted(place.rglob("*.html")):
            if "templates" not in file.parts:
                continue
            text, name = file.read_text(encoding="utf-8"), file.relative_to(root)
            try:
                engines["django"].from_string(text)
            except TemplateSyntaxError as error:
                yield f"{name}: {error}"
            for number, line in enumerate(text.splitlines(), start=1):
                if INLINE.search(line):
                    yield f"{name}:{number}: inline script or style, which the browser refuses"


def _locks(root: Path) -> Iterator[str]:
    for file in sorted((root / "requirements").glob("*.lock")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if HOST.search(line):
                yield f"{file.relative_to(root)}:{number}: names a host or an index"

"""`manage.py messages`: bring the translations up to date, or say what they lack.

Works on every machine: Babel reads and writes the catalogues, GNU gettext is not needed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation.template import templatize

PACKAGES = ("alliance", "enterprises", "programs", "talent")
PAGES = {".html", ".txt"}
LANGUAGE = "zh_Hans"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOTE = "Translators:"
# A fixed date: the file changes when a text changes and at no other time.
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    """Collect every text of pages and code into the catalogue and compile it."""

    help = (
        "Collect texts from code and templates into locale/ and compile them; --check only looks."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch: look or write."""
        parser.add_argument("--check", action="store_true", help="change nothing; 1 if incomplete")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write the catalogue, or fail with one line for each fault."""
        root = Path(settings.BASE_DIR)
        po = root / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        mo = po.with_suffix(".mo")
        known = _read(po)
        wanted = _merge(_collect(root), known)
        if check:
            faults = [*_missing(wanted, known), *_faults(known)]
            if not mo.exists() or mo.read_bytes() != _compiled(known):
                faults.append("the compiled catalogue is older than its source")
            if faults:
                msg = "\n".join([*faults, f"{len(faults)} faults: run `manage.py messages`."])
                raise CommandError(msg)
            self.stdout.write(f"{len(known)} texts, all translated.")
            return
        po.parent.mkdir(parents=True, exist_ok=True)
        with po.open("wb") as file:
            write_po(file, wanted, width=100, sort_output=True, include_lineno=False)
        written = _read(po)
        mo.write_bytes(_compiled(written))
        faults = list(_faults(written))
        for fault in faults:
            self.stdout.write(fault)
        self.stdout.write(f"{len(written)} texts, {len(faults)} faults.")


def _empty() -> Catalog:
    return Catalog(
        locale=LANGUAGE,
        domain="django",
        project="Industry–Education Alliance Portal",
        version="1",
        copyright_holder="the portal's authors",
        msgid_bugs_address="-",
        creation_date=SINCE,
        revision_date=SINCE,
        last_translator="the portal's authors",
        language_team="Chinese",
        charset="utf-8",
        fuzzy=False,
        header_comment="# Chinese texts of the Industry–Education Alliance Portal.",
    )


def _read(po: Path) -> Catalog:
    if not po.exists():
        return _empty()
    with po.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="django")


def _collect(root: Path) -> Catalog:
    """Every text that a person may see, with the files that use it."""
    found = _empty()
    for file in _files(root):
        text = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            # What is left of the markup is no program; only its indentation would confuse.
            code = templatize(text, origin=str(file))
            text = "\n".join(line.lstrip() for line in code.splitlines())
        place = (file.relative_to(root).as_posix(), 0)
        lines = io.BytesIO(text.encode())
        for _, msgid, notes, context in extract(
            "python", lines, KEYWORDS, comment_tags=(NOTE,), options={"encoding": "utf-8"}
        ):
            found.add(msgid, locations=[place], auto_comments=notes, context=context)
    return found


def _files(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*")):
            if file.suffix == ".py" or ("templates" in file.parts and file.suffix in PAGES):
                yield file
    for file in sorted((root / "templates").rglob("*")):
        if file.suffix in PAGES:
            yield file


def _merge(found: Catalog, known: Catalog) -> Catalog:
    """The texts found, with the translations known. What nobody uses any more is left out."""
    merged = _empty()
    for message in found:
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        flags = message.flags | ({"fuzzy"} & old.flags if old else set())
        merged.add(
            message.id,
            string=old.string if old else None,
            # One mention of each file, however often it uses the text.
            locations=sorted(set(message.locations)),
            flags=flags,
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            context=message.context,
        )
    return merged


def _texts(catalog: Catalog) -> Iterator[Message]:
    yield from (message for message in catalog if message.id)


def _key(message: Message) -> tuple[str | tuple[str, ...], str | None]:
    ids = message.id if isinstance(message.id, str) else tuple(message.id)
    return ids, message.context


def _missing(wanted: Catalog, known: Catalog) -> Iterator[str]:
    here, there = {_key(m) for m in _texts(wanted)}, {_key(m) for m in _texts(known)}
    for ids, _ in sorted(here - there, key=str):
        yield f"not in the catalogue: {ids!r}"
    for ids, _ in sorted(there - here, key=str):
        yield f"no longer used: {ids!r}"


def _faults(catalog: Catalog) -> Iterator[str]:
    for message in _texts(catalog):
        string = message.string or ""
        strings = [string] if isinstance(string, str) else [*string]
        if message.fuzzy:
            yield f"unsure: {message.id!r}"
        elif not all(strings):
            yield f"not translated: {message.id!r}"
        else:
            yield from (f"{fault}: {message.id!r}" for fault in message.check(catalog))


def _compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()

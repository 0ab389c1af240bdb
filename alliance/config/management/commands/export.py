"""`manage.py export`: a register as a file that import_file reads back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from alliance.config.management.commands.import_file import USAGE, person
from alliance.imports import columns, exports
from alliance.lib.errors import InvalidInput
from alliance.registers import lists


class Command(BaseCommand):
    """Writes what the named person may see, under the columns of the import's template."""

    help = "Export a register as CSV or XLSX, by the file's ending."

    def add_arguments(self, parser: CommandParser) -> None:
        """The kind is the name of the API's resource."""
        parser.add_argument("kind", help="name of the register, such as training-batches")
        parser.add_argument("--out", required=True, type=Path, help="file.csv or file.xlsx")
        parser.add_argument("--by", help="e-mail of whose rights hold (default: the platform's)")
        parser.add_argument("--source", default="", help="system whose numbers are external_id")

    def handle(self, *args: Any, kind: str, out: Path, **options: Any) -> None:
        """Exit 2 where the kind or the ending is unknown."""
        suffix = out.suffix.lower()
        if suffix not in (".csv", ".xlsx"):
            msg = f"Name a file that ends with .csv or .xlsx, not {out.name}."
            raise CommandError(msg, returncode=USAGE)
        try:
            register = columns.register_for(kind)
        except InvalidInput as refusal:
            raise CommandError(refusal.detail, returncode=USAGE) from refusal
        by = person(options["by"])
        rows = lists.base(register, by)
        fields = columns.template(register)
        told: dict[str, Any] = {"user": by, "source": options["source"]}
        if suffix == ".csv":
            with out.open("w", encoding="utf-8", newline="") as text:
                count = exports.write_csv(register, rows, fields, text, **told)
        else:
            with out.open("wb") as binary:
                count = exports.write_xlsx(register, rows, fields, binary, **told)
        self.stdout.write(f"{count} rows written to {out}")

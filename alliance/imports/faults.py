"""Why a file cannot be read, as a code with its place: the reading process knows no languages."""

MOST_COLUMNS = 200
MOST_CELL = 32_767
"""Characters of one cell: what spreadsheets themselves allow."""
MOST_SHEET_ROWS = 20_000
MOST_CSV_ROWS = 500_000
MOST_SHEET_BYTES = 10 * 1024 * 1024
MOST_CSV_BYTES = 100 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes of all parts of a workbook together, and of what is written from any file."""
MOST_PARTS = 1_000
MOST_RATIO = 100
"""How often larger than its compressed form a part may be."""
EXACT = 10**15
"""From here on spreadsheets no longer keep every digit of a number."""


class Unreadable(Exception):
    """A file that is refused: a code of `files.SENTENCES` and the values of its sentence."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

"""Values for cells of spreadsheets, which run a text that looks like a formula.

What is dangerous gets an apostrophe before it; reading takes away exactly the apostrophe that
writing put there. Both are one-to-one, so a file that goes out comes back as it was.
"""

import unicodedata
from typing import Any

GUARD = "'"
STARTERS = frozenset("=+-@＝＋－＠")
"""What begins a formula or a command, in both widths."""
BREAKS = frozenset("\t\r\n")
"""Programs that read pasted or split text take what follows for a cell of its own."""


def is_live(text: str) -> bool:
    """Whether a spreadsheet could run the text: a starter first, whatever blanks stand before it."""
    if text[:1] and text[0] in BREAKS:
        return True
    for char in text:
        if char in STARTERS:
            return True
        if not (char.isspace() or unicodedata.category(char) in ("Cc", "Cf")):
            return False
    return False


def safe_cell(value: Any) -> Any:
    """The value as it may stand in a cell. Numbers and dates are no text and stay what they are."""
    if isinstance(value, str) and is_live(value.lstrip(GUARD)):
        return GUARD + value
    return value


def restored(text: str) -> str:
    """What `safe_cell` was given: one guard less where one stands before something live."""
    if text.startswith(GUARD) and is_live(text.lstrip(GUARD)):
        return text[1:]
    return text

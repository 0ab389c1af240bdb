"""The one error that engines raise: input that has no meaning, named by its field."""

from __future__ import annotations


class InputError(ValueError):
    """An input value is out of its range or contradicts another one.

    `field` is the dotted name of the value (`skills[2].importance`), `row` the position of the
    offending row from 0 where the input is a list of rows, `detail` the reason in plain English.
    Doors validate before they call an engine; this error shows that one of them did not.
    """

    def __init__(self, *, field: str, detail: str, row: int | None = None) -> None:
        """Compose the message `row 3, skills[0].level: …` from its parts."""
        self.field = field
        self.detail = detail
        self.row = row
        place = field if row is None else f"row {row}, {field}"
        super().__init__(f"{place}: {detail}")

"""Records of a region out of files that read like those of an import.

A file is called `<place>-<register>.csv`; the files are read in the order of their places, their
columns are the fields that the register lets people enter. Three columns more are the demo's own:

key     names the row for later files, which write `@key` where they mean it
by      key of the organisation whose person enters it; the region's secretariat unless it says so
moves   what is done to it afterwards: `start 2024-09-02 @school; finish 2025-06-30 graduates=40`
        with the day on which, by whom, and what the move asks for

A file called `<place>-<register>-moves.csv` enters nothing: its lines name rows that are there, by
their key or by a field's value, and say what is done to each.

An organisation, an alliance and a program (`@school 530802`) have the keys of the region's other
files. Everything is written by the registers' own actions; a fault names its line.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alliance.accounts.models import Organisation, User
from alliance.config.demo.moments import moment
from alliance.config.demo.people import Cast
from alliance.config.demo.reading import FOLDER, rows
from alliance.consortia.models import Alliance
from alliance.registers.actions import enter, make_move
from alliance.registers.cells import BETWEEN, field_of, parse, parts
from alliance.registers.register import Register, registers
from enterprises.models import Enterprise
from programs.models import Program, School

OWN = ("key", "by", "moves")
"""Columns that belong to the demo and to no register."""
REFERENCE = "@"
MOVES = "-moves"


def files(region: str) -> Iterator[tuple[str, str, bool]]:
    """The region's files in their order: name, register, and whether it only moves rows."""
    folder = FOLDER / region / "records"
    for path in sorted(folder.glob("*.csv")):
        register = path.stem.partition("-")[2]
        yield path.name, register.removesuffix(MOVES), register.endswith(MOVES)


@dataclass
class Clerk:
    """Enters one region's records. `now` is the moment of the load: nothing happens after it."""

    region: str
    now: datetime
    cast: Cast
    secretariat: str
    organisations: Mapping[str, Organisation]
    alliances: Mapping[str, Alliance]
    programs: Mapping[tuple[str, str], Program]
    kept: dict[tuple[type[Any], str], Any] = field(default_factory=dict)

    def enter_all(self) -> None:
        for name, register, moves in files(self.region):
            act = self.move_rows if moves else self.enter_row
            for place, row in enumerate(rows(self.region, "records", name), start=2):
                try:
                    act(registers()[register], row)
                except Exception as error:
                    error.add_note(f"{Path(self.region) / name}, line {place}: {row}")
                    raise

    def enter_row(self, register: Register, row: Mapping[str, str]) -> None:
        by = row.get("by") or self.secretariat
        user = self.cast.of(by)
        record = enter(register, by=user, values=self.values(register, row, user))
        self.mark(record)
        for move in split(row.get("moves") or ""):
            record = self.move(register, record, move, by)
        if row.get("key"):
            self.kept[register.model, row["key"]] = record

    def move_rows(self, register: Register, row: Mapping[str, str]) -> None:
        """Raises LookupError where the line means no row."""
        by = row.get("by") or self.secretariat
        named = self.values(register, row, self.cast.of(by))
        if row.get("key"):
            named["pk"] = self.kept[register.model, row["key"]].pk
        found = list(register.model._default_manager.filter(**named).order_by("pk"))
        if not (named and found):
            msg = "no row of the files before is meant"
            raise LookupError(msg)
        for record in found:
            moved = record
            for move in split(row["moves"]):
                moved = self.move(register, moved, move, by)

    def values(self, register: Register, row: Mapping[str, str], user: User) -> dict[str, Any]:
        """The fields that the line fills."""
        return {
            name: self.value(register, name, text, user)
            for name, text in row.items()
            if text and name not in OWN
        }

    def mark(self, record: Any) -> None:
        """Whatever is told apart from real records says that it is one of the demonstration."""
        if hasattr(record, "is_demo"):
            type(record)._default_manager.filter(pk=record.pk).update(is_demo=True)

    def value(self, register: Register, name: str, text: str, user: User) -> Any:
        """A cell's value: as an import reads it, or the rows that its keys name."""
        if not text.startswith(REFERENCE):
            return parse(register, name, text, user)
        target = field_of(register, name)
        if target.many_to_many:
            return [self.row(target.related_model, part) for part in parts(text)]
        return self.row(target.related_model, text)

    def row(self, model: type[Any], text: str) -> Any:
        """The row of a key. Raises LookupError."""
        key = text.removeprefix(REFERENCE)
        if (model, key) in self.kept:
            return self.kept[model, key]
        if model is Alliance:
            return self.alliances[key]
        if model is Program:
            school, _, code = key.partition(" ")
            return self.programs[school, code]
        if model in (School, Enterprise):
            known = self.kept.get((Organisation, key)) or self.organisations[key]
            return model._default_manager.get(pk=known.pk)
        if model is Organisation:
            return self.organisations[key]
        msg = f"nothing in the files before has the key {text}"
        raise LookupError(msg)

    def move(self, register: Register, record: Any, words: list[str], by: str) -> Any:
        """One move, made on its day by whom it names."""
        name, *rest = words
        values: dict[str, Any] = {}
        for word in rest:
            argument, given, text = word.partition("=")
            if word.startswith(REFERENCE):
                by = word.removeprefix(REFERENCE)
            elif given:
                values[argument] = register.moves[name].fields[argument].clean(text)
            else:
                values["now"] = min(moment(date.fromisoformat(word)), self.now)
        return make_move(register, record=record, move=name, by=self.cast.of(by), values=values)


def split(moves: str) -> list[list[str]]:
    """`start 2024-09-02; end reason="It is over"` → the words of each move."""
    reader = shlex.shlex(moves, posix=True, punctuation_chars=BETWEEN)
    reader.whitespace_split = True  # words in any script, quotes as in a shell
    found: list[list[str]] = [[]]
    for word in reader:
        if word == BETWEEN:
            found.append([])
        else:
            found[-1].append(word)
    return [words for words in found if words]

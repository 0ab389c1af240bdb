"""What a scenario may change, and how changes are kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, TypeAlias

from alliance.engines.errors import InputError
from alliance.engines.indices.rows import LinkKind, check_kinds, check_links, check_skills


@dataclass(frozen=True, kw_only=True)
class Launch:
    """A new program.

    intake       places ≥ 0 a year
    graduates    None: its intake counts as graduates-to-be, since supply and demand would not see
                 it otherwise
    enrolment    None: its first intake
    links, kinds, occupations, skills   as ProgramFacts has them; without kinds they are the
                 school's own ("declared")
    """

    kind: ClassVar[str] = "launch"

    catalogue: str
    level: str
    intake: int
    class_code: str = ""
    school: int = 0
    region: str = ""
    enrolment: int | None = None
    graduates: int | None = None
    declared: bool | None = None
    links: tuple[tuple[str, int], ...] = ()
    kinds: tuple[LinkKind, ...] = ()
    occupations: tuple[tuple[str, int], ...] = ()
    skills: tuple[tuple[str, int], ...] = ()

    def check(self) -> None:
        """Raise InputError naming the field of a value without meaning."""
        for name in ("catalogue", "level"):
            if not getattr(self, name):
                raise InputError(field=name, detail="is empty")
        for name in ("school", "intake", "enrolment", "graduates"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise InputError(field=name, detail=f"{value} is negative")
        check_links("links", self.links, "launch")
        check_kinds("kinds", self.kinds, self.links, "launch")
        check_links("occupations", self.occupations, "launch")
        check_skills("skills", self.skills, "launch")


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """A program moves to another level or catalogue program; None leaves a value as it is.

    Its persons, links and skills stay; a class that is not given stays too.
    """

    kind: ClassVar[str] = "upgrade"

    program: int
    level: str | None = None
    catalogue: str | None = None
    class_code: str | None = None

    def check(self) -> None:
        """Raise InputError where nothing would change or a code is empty."""
        given = {name: getattr(self, name) for name in ("level", "catalogue", "class_code")}
        if all(value is None for value in given.values()):
            raise InputError(field="level", detail="neither level nor catalogue is given")
        for name, value in given.items():
            if value == "":
                raise InputError(field=name, detail="is empty")


@dataclass(frozen=True, kw_only=True)
class Downsize:
    """A program takes fewer: its enrolment and graduates fall with its intake."""

    kind: ClassVar[str] = "downsize"

    program: int
    intake_after: int

    def check(self) -> None:
        """Raise InputError for a negative intake."""
        if self.intake_after < 0:
            raise InputError(field="intake_after", detail=f"{self.intake_after} is negative")


@dataclass(frozen=True, kw_only=True)
class Discontinue:
    """A program ends; the outcomes of its graduates stay with their school and county."""

    kind: ClassVar[str] = "discontinue"

    program: int

    def check(self) -> None:
        """Nothing can be wrong with it alone."""


@dataclass(frozen=True, kw_only=True)
class MoveIntake:
    """Places of one program go to another, with the enrolled and the graduates that they stand
    for: nobody is lost on the way.
    """

    kind: ClassVar[str] = "move_intake"

    source: int
    target: int
    places: int

    def check(self) -> None:
        """Raise InputError for no places, and for a move to itself."""
        if self.places < 1:
            raise InputError(field="places", detail=f"{self.places} is not at least 1")
        if self.source == self.target:
            raise InputError(field="target", detail="is the source itself")


@dataclass(frozen=True, kw_only=True)
class OtherFramework:
    """Other key industries.

    codes   industries of the code list
    groups  industry → group, as KeySet has it
    label   how people call the framework; it changes no figure
    """

    kind: ClassVar[str] = "other_framework"

    codes: tuple[str, ...]
    groups: tuple[tuple[str, str], ...] = ()
    label: str = ""

    def check(self) -> None:
        """Raise InputError for an industry that is named twice."""
        if len(set(self.codes)) != len(self.codes):
            raise InputError(field="codes", detail="an industry is named twice")


Change: TypeAlias = Launch | Upgrade | Downsize | Discontinue | MoveIntake | OtherFramework

KINDS: Mapping[str, type[Change]] = {
    change.kind: change
    for change in (Launch, Upgrade, Downsize, Discontinue, MoveIntake, OtherFramework)
}


def as_json(change: Change) -> dict[str, Any]:
    """A change as plain values; `change_of` reads them back."""
    return {"kind": change.kind, **asdict(change)}


def change_of(data: Mapping[str, Any], *, row: int | None = None) -> Change:
    """Read a change from JSON; raise InputError naming the field, with the row where it is given."""
    given = dict(data)
    wanted = KINDS.get(str(given.pop("kind", "")))
    if wanted is None:
        raise InputError(field="kind", detail=f"is not one of {', '.join(KINDS)}", row=row)
    types = {f.name: str(f.type) for f in fields(wanted)}
    for name, value in given.items():
        if name not in types:
            raise InputError(field=name, detail=f"is unknown to {wanted.kind}", row=row)
        given[name] = _typed(name, value, types[name], row)
    try:
        change = wanted(**given)
    except TypeError as error:
        missing = next(name for name in types if f"'{name}'" in str(error))
        raise InputError(field=missing, detail="is missing", row=row) from error
    return checked(change, row=row)


def checked(change: Change, *, row: int | None) -> Change:
    """The change, or InputError with its row."""
    try:
        change.check()
    except InputError as error:
        raise InputError(field=error.field, detail=error.detail, row=row) from error
    return change


def _typed(name: str, value: Any, wanted: str, row: int | None) -> Any:
    """A JSON value as the field's type; lists become tuples."""
    if value is None and "None" in wanted:
        return None
    if wanted.startswith("tuple[tuple["):
        amount = int if "int" in wanted else str
        if _is_list(value) and all(
            _is_list(pair) and [type(part) for part in pair] == [str, amount] for pair in value
        ):
            return tuple((code, part) for code, part in value)
    elif wanted.startswith("tuple["):
        if _is_list(value) and all(isinstance(part, str) for part in value):
            return tuple(value)
    elif type(value).__name__ in wanted.split(" | "):
        return value
    raise InputError(field=name, detail=f"{value!r} is not {wanted}", row=row)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)

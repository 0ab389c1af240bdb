"""From the shipped files to checked rows, without touching the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from alliance.reference.enums import ProgramLevel, SkillRelation
from alliance.reference.models import CatalogueProgram, CodeEntry, Industry, Occupation, Region
from alliance.reference.models import Skill as SkillModel
from alliance.reference.reading import Line, content_of, digest_of, lines_of
from alliance.reference.skill_rules import CLASS_FILE, PROGRAM_FILE, SkillRules, parse_rules

# Raise it when the same files are to be read anew because this code reads them differently.
READER = b"1"
SKILL_SCHEME = "IE"
SKILL_EDITION = "1"
SKILL_FILE, LINK_FILE, EDITION_FILE = "skills.csv", "skill_occupations.csv", "editions.csv"
CODED = ("code", "level", "parent", "name")
EDITION_COLUMNS = ("list", "kind", "scheme", "edition", "published", "title", "file", "rows")
PROGRAM_COLUMNS = (
    "code", "level", "category_code", "category", "class_code", "class_name", "name",
)  # fmt: skip

Fields = Mapping[str, object]


@dataclass(frozen=True)
class CodeSet:
    """One list as it should stand in the database: fields by code, all rows with equal fields."""

    list: str
    model: type[CodeEntry]
    scheme: str
    edition: str
    digest: str
    rows: Mapping[str, Fields] = field(repr=False)


@dataclass(frozen=True)
class Shipped:
    """Everything of the data folder, checked against itself."""

    codes: tuple[CodeSet, ...]
    occupation_links: Mapping[tuple[str, str], str]
    programs: tuple[Line, ...]
    rules: SkillRules
    digests: Mapping[str, str]


def code_list_lines(folder: Path) -> list[Line]:
    """The heading table: one line per list of official codes."""
    return lines_of(EDITION_FILE, content_of(folder / EDITION_FILE), EDITION_COLUMNS)


def digests(folder: Path) -> dict[str, str]:
    """What each list is made of, as fingerprints; cheap, reads no row."""
    lists = code_list_lines(folder)
    content = {line["list"]: content_of(folder / Path(line["file"]).name) for line in lists}
    own = {
        name: content_of(folder / name)
        for name in (SKILL_FILE, LINK_FILE, CLASS_FILE, PROGRAM_FILE)
    }
    found = {
        line["list"]: digest_of(
            READER, "\n".join(line.values.values()).encode(), content[line["list"]]
        )
        for line in lists
    }
    found["skills"] = digest_of(READER, own[SKILL_FILE])
    found["skill_occupations"] = digest_of(READER, own[SKILL_FILE], own[LINK_FILE])
    found["catalogue_skills"] = digest_of(
        READER, own[SKILL_FILE], own[CLASS_FILE], own[PROGRAM_FILE], content.get("catalogue", b"")
    )
    return found


def read_shipped(folder: Path) -> Shipped:
    """Read and check all files. Raises BadFile at the first line that does not hold."""
    prints = digests(folder)
    codes: list[CodeSet] = []
    programs: list[Line] = []
    for line in code_list_lines(folder):
        kind = _KINDS[line.one_of("kind", _KINDS)]
        file = Path(line["file"]).name
        rows = lines_of(file, content_of(folder / file), kind.columns)
        if len(rows) != line.number_in("rows", range(1_000_000)):
            raise line.fault(
                _("%(file)s has %(found)s rows, not %(wanted)s")
                % {"file": file, "found": len(rows), "wanted": line["rows"]}
            )
        codes.append(
            CodeSet(
                list=line.text("list", longest=48),
                model=kind.model,
                scheme=line.text("scheme", longest=32),
                edition=line.text("edition", longest=32),
                digest=prints[line["list"]],
                rows=coded(rows, kind.convert, line["edition"]),
            )
        )
        if kind.model is CatalogueProgram:
            programs.extend(rows)
    skills = _skills(folder, prints["skills"])
    occupations = {code for item in codes if item.model is Occupation for code in item.rows}
    names: defaultdict[str, set[str]] = defaultdict(set)
    for program in programs:
        names[program["class_name"]].add(program["name"])
    return Shipped(
        codes=(*codes, skills),
        occupation_links=_occupation_links(folder, skills.rows, occupations),
        programs=tuple(programs),
        rules=parse_rules(
            content_of(folder / CLASS_FILE),
            content_of(folder / PROGRAM_FILE),
            skills=set(skills.rows),
            programs=names,
        ),
        digests=prints,
    )


def coded(
    lines: Iterable[Line], convert: Callable[[Line, Mapping[str, int]], Fields], edition: str
) -> dict[str, Fields]:
    """Fields by code. Parents must come with the file, one level or more above their child."""
    rows = list(lines)
    levels: dict[str, int] = {}
    for line in rows:
        code = line.text("code", longest=64)
        if code in levels:
            raise line.fault(_("the code %(code)s is there twice") % {"code": code})
        levels[code] = int(line["level"]) if line.get("level").isdecimal() else 0
    return {
        line["code"]: {
            "edition": line.get("edition") or edition,
            "name": line.text("name", longest=255),
            "superseded_by": line.get("superseded_by"),
            "retired_on": None,
            **convert(line, levels),
        }
        for line in rows
    }


def _placed(line: Line, levels: Mapping[str, int], deepest: int) -> dict[str, object]:
    level, parent = line.number_in("level", range(1, deepest + 1)), line["parent"]
    if (level == 1) != (not parent):
        raise line.fault(_("level 1 stands without a parent, every other level with one"))
    if parent and levels.get(parent, level) >= level:
        raise line.fault(_("there is no parent %(code)s above it") % {"code": parent})
    return {"level": level, "parent_id": parent or None}


def _region(line: Line, levels: Mapping[str, int]) -> Fields:
    placeholder = line.one_of("placeholder", ("0", "1")) == "1"
    return {**_placed(line, levels, 3), "name_en": "", "placeholder": placeholder}


def _industry(line: Line, levels: Mapping[str, int]) -> Fields:
    return {**_placed(line, levels, 4), "name_en": ""}


def _occupation(line: Line, levels: Mapping[str, int]) -> Fields:
    # Lists without a column for green or digital occupations are published in English.
    english = "" if "green_digital" in line.values else line["name"]
    placed = _placed(line, levels, 4)
    return {**placed, "name_en": english, "green_digital": line.get("green_digital")}


def _program(line: Line, levels: Mapping[str, int]) -> Fields:
    return {
        "level": line.one_of("level", ProgramLevel.values),
        "name_en": "",
        "category_code": line["category_code"],
        "category": line["category"],
        "class_code": line["class_code"],
        "class_name": line.text("class_name", longest=64),
    }


def _skills(folder: Path, digest: str) -> CodeSet:
    columns = ("code", "name_en", "name_zh", "category")
    lines = lines_of(SKILL_FILE, content_of(folder / SKILL_FILE), columns)
    seen: dict[str, set[str]] = {"name_en": set(), "name_zh": set()}
    rows: dict[str, Fields] = {}
    for line in lines:
        code = line.text("code", longest=64)
        if code in rows:
            raise line.fault(_("the code %(code)s is there twice") % {"code": code})
        for column, names in seen.items():
            name = line.text(column, longest=255).casefold()
            if name in names:
                raise line.fault(_("the name “%(name)s” is there twice") % {"name": line[column]})
            names.add(name)
        rows[code] = {
            "edition": SKILL_EDITION,
            "name": line["name_zh"],
            "name_en": line["name_en"],
            "name_zh": line["name_zh"],
            "category": line.text("category", longest=64),
            "superseded_by": line.get("superseded_by"),
            "retired_on": None,
        }
    return CodeSet("skills", SkillModel, SKILL_SCHEME, SKILL_EDITION, digest, rows)


def _occupation_links(
    folder: Path, skills: Mapping[str, Fields], occupations: set[str]
) -> dict[tuple[str, str], str]:
    links: dict[tuple[str, str], str] = {}
    columns = ("skill", "occupation", "relation")
    for line in lines_of(LINK_FILE, content_of(folder / LINK_FILE), columns):
        pair = line["skill"], line["occupation"]
        if pair in links:
            raise line.fault(_("the row is there twice"))
        if pair[0] not in skills:
            raise line.fault(_("there is no skill %(code)s") % {"code": pair[0]})
        if pair[1] not in occupations:
            raise line.fault(_("there is no occupation %(code)s") % {"code": pair[1]})
        links[pair] = line.one_of("relation", SkillRelation.values)
    return links


@dataclass(frozen=True)
class _Kind:
    model: type[CodeEntry]
    columns: tuple[str, ...]
    convert: Callable[[Line, Mapping[str, int]], Fields]


_KINDS = {
    "region": _Kind(Region, (*CODED, "placeholder"), _region),
    "industry": _Kind(Industry, CODED, _industry),
    "occupation": _Kind(Occupation, CODED, _occupation),
    "catalogue": _Kind(CatalogueProgram, PROGRAM_COLUMNS, _program),
}

"""Which of our skills a program is commonly taught, and to which level.

Two tables decide: what every program of a class teaches, and what programs teach whose name
contains a keyword (``^`` before the keyword: begins with it). They hold for catalogue programs and
equally for programs that a school or region runs outside the official catalogue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from alliance.reference.enums import ProgramLevel
from alliance.reference.reading import Line, content_of, lines_of

DATA = Path(__file__).resolve().parent / "data"
CLASS_FILE, PROGRAM_FILE = "class_skills.csv", "program_skills.csv"
_LEVELS = ("secondary", "higher", "vocational_bachelor")
CLASS_COLUMNS = ("class_name", "skill", *_LEVELS)
PROGRAM_COLUMNS = ("class_name", "keyword", "skill", *_LEVELS)

# The tables know three levels of education; the two others are taught like their neighbour.
_TAUGHT_AS = {
    ProgramLevel.SECONDARY: "secondary",
    ProgramLevel.TECHNICIAN: "higher",
    ProgramLevel.HIGHER: "higher",
    ProgramLevel.VOCATIONAL_BACHELOR: "vocational_bachelor",
    ProgramLevel.UNDERGRADUATE: "vocational_bachelor",
}


@dataclass(frozen=True)
class Rule:
    """One row of either table; `keyword` is empty for a whole class, level 0 means not taught."""

    keyword: str
    skill: str
    levels: Mapping[str, int]

    def fits(self, name: str) -> bool:
        """Whether a program of this name falls under the rule."""
        if self.keyword.startswith("^"):
            return name.startswith(self.keyword[1:])
        return self.keyword in name


@dataclass(frozen=True)
class SkillRules:
    """Both tables, by name of class."""

    by_class: Mapping[str, tuple[Rule, ...]]

    def skills_of(self, *, name: str, class_name: str, level: str) -> dict[str, int]:
        """Skill codes of a program with the highest level that any rule gives, in code order."""
        column = _TAUGHT_AS[ProgramLevel(level)]
        found: dict[str, int] = {}
        for rule in self.by_class.get(class_name, ()):
            taught = rule.levels[column]
            if taught and rule.fits(name):
                found[rule.skill] = max(taught, found.get(rule.skill, 0))
        return dict(sorted(found.items()))


def parse_rules(
    class_content: bytes,
    program_content: bytes,
    *,
    skills: Collection[str] | None = None,
    programs: Mapping[str, Collection[str]] | None = None,
) -> SkillRules:
    """Read both tables.

    With `skills` (codes) and `programs` (names by class) each row is also checked against them:
    an unknown code or class, a repeated row, or a keyword in no program's name raises BadFile.
    """
    by_class: defaultdict[str, list[Rule]] = defaultdict(list)
    seen: set[tuple[str, str, str]] = set()
    lines = [
        *lines_of(CLASS_FILE, class_content, CLASS_COLUMNS),
        *lines_of(PROGRAM_FILE, program_content, PROGRAM_COLUMNS),
    ]
    for line in lines:
        rule = Rule(
            keyword=line.text("keyword", longest=32) if line.file == PROGRAM_FILE else "",
            skill=line["skill"],
            levels={level: line.number_in(level, range(5)) for level in _LEVELS},
        )
        key = (line["class_name"], rule.keyword, rule.skill)
        if key in seen:
            raise line.fault(_("the row is there twice"))
        seen.add(key)
        if skills is not None and rule.skill not in skills:
            raise line.fault(_("there is no skill %(code)s") % {"code": rule.skill})
        if programs is not None:
            _check_programs(line, rule, programs)
        by_class[line["class_name"]].append(rule)
    return SkillRules({name: tuple(rules) for name, rules in by_class.items()})


def _check_programs(line: Line, rule: Rule, programs: Mapping[str, Collection[str]]) -> None:
    names = programs.get(line["class_name"])
    if names is None:
        raise line.fault(
            _("no program of the catalogue is of class %(name)s") % {"name": line["class_name"]}
        )
    if not any(rule.fits(name) for name in names):
        raise line.fault(
            _("no program of the class has “%(keyword)s” in its name") % {"keyword": rule.keyword}
        )


@cache
def shipped_rules() -> SkillRules:
    """The rules that this release ships."""
    return parse_rules(content_of(DATA / CLASS_FILE), content_of(DATA / PROGRAM_FILE))


def skills_of(*, name: str, class_name: str, level: str) -> dict[str, int]:
    """Skill codes and levels (1 to 4) of a program, also of one outside the catalogue.

    Empty where the class is unknown.
    """
    return shipped_rules().skills_of(name=name, class_name=class_name, level=level)

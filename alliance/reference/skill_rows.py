"""Rows of skills in a form: picked by search, added and removed by plain buttons.

A row's fields carry the skill's code in their names (`level-IE-0001`), so that adding and
removing needs no renumbering and works without script.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from alliance.reference.models import Skill
from alliance.reference.picking import CODE, find

NAMES = ("name_en", "name_zh", "name")
IMPORTANCE = (
    (1, _("marginal")),
    (2, _("useful")),
    (3, _("important")),
    (4, _("high")),
    (5, _("decisive")),
)
MASTERY = (
    (1, _("aware")),
    (2, _("guided")),
    (3, _("skilled")),
    (4, _("master")),
)
MOST = 60
"""Rows read from one form; what may be stored is fewer and is the action's to refuse."""


@dataclass(frozen=True)
class SkillRow:
    skill: Skill
    importance: int = 3
    level: int = 2
    required: bool = False


@dataclass(frozen=True)
class SkillRows:
    """The rows of a form, codes that no skill has, and what the search box found."""

    rows: tuple[SkillRow, ...] = ()
    unknown: tuple[str, ...] = ()
    search: str = ""
    found: tuple[Skill, ...] = ()
    errors: tuple[str, ...] = field(default=())


def posted(data: QueryDict) -> SkillRows:
    """Rows as sent, after the `add` or `remove` button that was pressed, if any."""
    codes = list(dict.fromkeys(data.getlist("skill")[:MOST]))
    added = data.get("add", "")
    if added and added not in codes:
        codes.append(added)
    codes = [code for code in codes if code != data.get("remove")]
    skills = Skill.objects.in_bulk([code for code in codes if CODE.fullmatch(code)])
    search = "" if added else data.get("skill_search", "").replace("\0", "")[:100]
    return SkillRows(
        rows=tuple(
            SkillRow(
                skill=skills[code],
                importance=number(data.get(f"importance-{code}"), 3),
                level=number(data.get(f"level-{code}"), 2),
                required=f"required-{code}" in data,
            )
            for code in codes
            if code in skills
        ),
        unknown=tuple(code for code in codes if code not in skills),
        search=search,
        found=tuple(search_skills(search, without=codes)),
    )


def search_skills(text: str, *, without: Iterable[str] = ()) -> list[Skill]:
    """Skills in use that the words describe, in either language, except those picked already."""
    rows = Skill.objects.current().exclude(pk__in=[c for c in without if CODE.fullmatch(c)])
    return find(rows, text, names=NAMES)


def number(text: str | None, usual: int) -> int:
    """The number sent; `usual` where none was, 0 (which every rule refuses) where it is none."""
    if text is None or text == "":
        return usual
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0

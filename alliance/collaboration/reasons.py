"""The engine's reasons as sentences, and the labels of the codes that they name.

Pages and API say the same words, in the reader's language. Labels of a whole list of matches are
read at once: `labels_for(matches)`, then `sentence(part, labels)` and `skill_lists(part, labels)`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliance.reference.models import Occupation, Region, Skill

Part = Mapping[str, Any]
"""One stored part of a score: {name, value, max, reason: {code, params}}."""


PART_LABELS = {
    "skills": gettext_lazy("Skills"),
    "occupation": gettext_lazy("Occupation"),
    "capacity": gettext_lazy("Capacity"),
    "region": gettext_lazy("Place"),
}
"""What each part of a score is called."""


@dataclass(frozen=True)
class Labels:
    """Code → name in the reader's language; a code that is not held stands for itself."""

    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str | None) -> str:
        return "" if code is None else self.names.get(code, code)


CODES_ONLY = Labels()


@dataclass(frozen=True)
class ListedSkill:
    """A skill that a demand asks for, against one program.

    taught and wanted are levels 1–4 and known only for skills taught below the wanted level;
    weight is the skill's share of the demand in percent, with two decimals at most.
    """

    code: str
    label: str
    weight: float
    taught: int | None = None
    wanted: int | None = None


@dataclass(frozen=True)
class SkillLists:
    """The asked skills by how the program serves them, weightiest first."""

    covered: tuple[ListedSkill, ...] = ()
    partly: tuple[ListedSkill, ...] = ()
    missing: tuple[ListedSkill, ...] = ()


def labels_for(matches: Iterable[Any]) -> Labels:
    """Labels of every code in the parts of these matches: one query per code list."""
    skills: set[str] = set()
    occupations: set[str] = set()
    regions: set[str] = set()
    for match in matches:
        for part in match.parts:
            params = part["reason"]["params"]
            if part["name"] == "skills":
                skills.update(params["weights"])
            elif part["name"] == "occupation":
                occupations.update(filter(None, (params.get("asked"), params.get("linked"))))
            elif part["name"] == "region":
                regions.update(filter(None, (params.get("asked"), params.get("program"))))
    names: dict[str, str] = {}
    lists: tuple[tuple[Any, set[str]], ...] = (
        (Skill, skills),
        (Occupation, occupations),
        (Region, regions),
    )
    for model, codes in lists:
        if codes:
            names.update((row.code, row.label) for row in model.objects.filter(pk__in=codes))
    return Labels(names)


def sentence(part: Part, labels: Labels = CODES_ONLY) -> str:
    """Why a part has its value, in one sentence of the reader's language."""
    reason = part["reason"]
    return SENTENCES[part["name"]](reason["code"].partition(".")[2], reason["params"], labels)


def part_rows(parts: Iterable[Part], labels: Labels = CODES_ONLY) -> list[dict[str, Any]]:
    """The parts as pages show them: each in percent of its own best, with its sentence."""
    return [
        {
            "label": PART_LABELS[part["name"]],
            "value": round(part["value"] * 100 / part["max"], 1),
            "max": 100,
            "reason": sentence(part, labels),
        }
        for part in parts
    ]


def skill_lists(part: Part, labels: Labels = CODES_ONLY) -> SkillLists:
    """The skills part opened; the other parts have no skills and give empty lists."""
    if part["name"] != "skills":
        return SkillLists()
    params = part["reason"]["params"]
    weights = params["weights"]

    def listed(code: str, *levels: int) -> ListedSkill:
        return ListedSkill(code, labels.of(code), weights[code] / 100, *levels)

    return SkillLists(
        covered=tuple(listed(code) for code in params["covered"]),
        partly=tuple(listed(code, taught, wanted) for code, taught, wanted in params["partly"]),
        missing=tuple(listed(code) for code in params["missing"]),
    )


def exclusion(name: str, labels: Labels = CODES_ONLY) -> str:
    """What a filter of the demand asks for; `name` as a ranking gives it: level, skill:<code>."""
    kind, _colon, code = name.partition(":")
    if kind == "skill":
        return _("The required skill %(skill)s is not taught.") % {"skill": labels.of(code)}
    return _("The level of the program is not accepted.")


def _skills(code: str, params: Mapping[str, Any], labels: Labels) -> str:
    covered, partly, missing = (len(params[name]) for name in ("covered", "partly", "missing"))
    asked = covered + partly + missing
    if code == "covered":
        text = ngettext(
            "Teaches the one skill asked for, at the level wanted.",
            "Teaches all %(asked)s skills asked for, at the levels wanted.",
            asked,
        )
        return text % {"asked": asked}
    text = _(
        "Of %(asked)s skills asked for: %(covered)s taught, %(partly)s in part, %(missing)s not."
    )
    return text % {"asked": asked, "covered": covered, "partly": partly, "missing": missing}


def _occupation(code: str, params: Mapping[str, Any], labels: Labels) -> str:
    words = {"asked": labels.of(params.get("asked")), "linked": labels.of(params.get("linked"))}
    if code == "not_asked":
        return _("The demand names no occupation.")
    if code == "same":
        return _("Leads to the occupation asked for, %(asked)s.") % words
    if code == "small_class":
        return _("Leads to %(linked)s, in the same small class as %(asked)s.") % words
    if code == "middle_class":
        return _("Leads to %(linked)s, in the same middle class as %(asked)s.") % words
    if code == "major_class":
        return _("Leads to %(linked)s, in the same major class as %(asked)s.") % words
    if code == "unrelated":
        return _("Leads to %(linked)s, which is unrelated to %(asked)s.") % words
    return _("No occupation is linked to this program; %(asked)s was asked for.") % words


def _capacity(code: str, params: Mapping[str, Any], labels: Labels) -> str:
    if code == "not_asked":
        return _("The demand names no headcount.")
    if code == "enough":
        return _("%(seats)s seats for %(headcount)s people wanted: enough.") % params
    if code == "part":
        return (
            _("%(seats)s seats for %(headcount)s people wanted: at least one in %(divisor)s.")
            % params
        )
    if code == "less":
        return _("%(seats)s seats for %(headcount)s people wanted: a small part.") % params
    return _("The program states no seats; %(headcount)s people are wanted.") % params


def _region(code: str, params: Mapping[str, Any], labels: Labels) -> str:
    words = {"asked": labels.of(params.get("asked")), "program": labels.of(params.get("program"))}
    if code == "not_asked":
        return _("The demand names no region.")
    if code == "same":
        return _("Taught in %(program)s, within the region asked for.") % words
    if code == "prefecture":
        return _("Taught in %(program)s, in the same city as %(asked)s.") % words
    if code == "province":
        return _("Taught in %(program)s, in the same province as %(asked)s.") % words
    return _("Taught in %(program)s, in another province than %(asked)s.") % words


SENTENCES: Mapping[str, Callable[[str, Mapping[str, Any], Labels], str]] = {
    "skills": _skills,
    "occupation": _occupation,
    "capacity": _capacity,
    "region": _region,
}

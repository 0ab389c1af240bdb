"""Lists that are not shipped: an administrator brings the files, their licence comes along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from alliance.reference.enums import SkillRelation
from alliance.reference.models import Occupation, Skill
from alliance.reference.reading import BadFile, Line, content_of, digest_of, lines_of
from alliance.reference.shipped import READER, CodeSet, Fields

ESCO_SCHEME, ESCO_EDITION = "ESCO-1.1.1", "1.1.1"
ESCO_OCCUPATIONS, ESCO_SKILLS, ESCO_LINKS = "esco_occupations", "esco_skills", "esco_links"
ESCO_FILES = (
    "esco111_occupations.csv.gz",
    "esco111_skills.csv.gz",
    "esco111_occupation_skill.csv.gz",
)
# The wording that the publisher of ESCO asks services to show; kept in English on purpose.
ESCO_ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
DANGLING_AT_MOST = 0.01  # share of all links
OCCUPATION_LEVEL = 5  # below the four levels of ISCO-08


@dataclass(frozen=True)
class EscoPack:
    """The checked content of the pack."""

    codes: tuple[CodeSet, CodeSet]
    links: Mapping[tuple[str, str], str]
    left_out: int


def esco_digest(folder: Path) -> str:
    """One fingerprint of the pack. Raises BadFile where a file is missing."""
    return digest_of(READER, *(content_of(folder / file) for file in ESCO_FILES))


def read_esco(folder: Path, digest: str) -> EscoPack:
    """Read and check the three files. Raises BadFile; needs ISCO-08 in the database."""
    occupation_file, skill_file = ESCO_FILES[:2]
    groups = set(Occupation.objects.filter(scheme="ISCO-08").values_list("pk", flat=True))
    if not groups:
        raise BadFile(_("ESCO hangs below ISCO-08, which is not loaded: load the lists first."))
    occupations: dict[str, Fields] = {}
    for line in _lines(folder, occupation_file, ("id", "isco08", "label", "description")):
        parent = f"isco:{line['isco08']}"
        if parent not in groups:
            raise line.fault(_("there is no occupation %(code)s") % {"code": parent})
        occupations[_code(line, occupations)] = {
            **_named(line),
            "level": OCCUPATION_LEVEL,
            "parent_id": parent,
        }
    skills: dict[str, Fields] = {}
    for line in _lines(folder, skill_file, ("id", "type", "label", "description")):
        skills[_code(line, skills)] = {
            **_named(line),
            "category": line["type"],
            "description": line["description"],
        }
    links, left_out = _links(folder, skills, occupations)
    return EscoPack(
        codes=(
            CodeSet(ESCO_OCCUPATIONS, Occupation, ESCO_SCHEME, ESCO_EDITION, digest, occupations),
            CodeSet(ESCO_SKILLS, Skill, ESCO_SCHEME, ESCO_EDITION, digest, skills),
        ),
        links=links,
        left_out=left_out,
    )


def _links(
    folder: Path, skills: Mapping[str, Fields], occupations: Mapping[str, Fields]
) -> tuple[dict[tuple[str, str], str], int]:
    """The links and how many were left out.

    The published 1.1.1 names an occupation that its own list lacks, so a few links without an end
    are left out and counted; more than that means that the files do not belong together.
    """
    links: dict[tuple[str, str], str] = {}
    dangling: list[Line] = []
    for line in _lines(folder, ESCO_FILES[2], ("occupation_id", "skill_id", "relation")):
        pair = f"esco:{line['skill_id']}", f"esco:{line['occupation_id']}"
        if pair in links:
            raise line.fault(_("the row is there twice"))
        relation = line.one_of("relation", SkillRelation.values)
        if pair[0] in skills and pair[1] in occupations:
            links[pair] = relation
        else:
            dangling.append(line)
    if len(dangling) > DANGLING_AT_MOST * (len(links) + len(dangling)):
        raise dangling[0].fault(
            _("%(count)s links name a skill or occupation that the other files lack")
            % {"count": len(dangling)}
        )
    return links, len(dangling)


def _lines(folder: Path, file: str, columns: tuple[str, ...]) -> list[Line]:
    return lines_of(file, content_of(folder / file), columns)


def _code(line: Line, known: Mapping[str, Fields]) -> str:
    code = f"esco:{line.text('id', longest=59)}"
    if code in known:
        raise line.fault(_("the code %(code)s is there twice") % {"code": code})
    return code


def _named(line: Line) -> dict[str, object]:
    label = line.text("label", longest=255)
    return {
        "edition": ESCO_EDITION,
        "name": label,
        "name_en": label,
        "superseded_by": "",
        "retired_on": None,
    }

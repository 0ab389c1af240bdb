"""Programs of a region with what they teach and where they lead, as arrays."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from django.db import connection

from alliance.engines.indices import LINK_KINDS, UNKNOWN
from alliance.reference.models import Region
from programs.inputs import KINDS, LinkArrays, link_arrays
from programs.models import Program

Ints = npt.NDArray[np.int64]

OPEN = """
FROM programs_program p
JOIN accounts_organisation o ON o.id = p.school_id
WHERE o.region_id LIKE %(inside)s AND p.opened_on <= %(day)s
  AND (p.closed_on IS NULL OR p.closed_on > %(day)s)
"""
TAUGHT = f"""
WITH codes AS (
    SELECT code, row_number() OVER (ORDER BY code COLLATE "C") - 1 AS place FROM reference_skill
)
SELECT string_agg(int8send(s.program_id) || int8send(c.place) || int8send(s.level), ''::bytea)
FROM programs_programskill s JOIN codes c ON c.code = s.skill_id
WHERE s.program_id IN (SELECT p.id {OPEN})
"""  # noqa: S608 -- made of constants alone


@dataclass(frozen=True, eq=False)
class Coded:
    """Positions in sorted codes."""

    codes: tuple[str, ...]
    place: Ints


@dataclass(frozen=True, eq=False)
class Links:
    """Links of every program, end to end; `source` says where each comes from."""

    indptr: Ints
    codes: tuple[str, ...]
    index: Ints
    weight: Ints
    kind: Ints
    source: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Programs:
    """Programs that are open on the day, in id order."""

    id: Ints
    level: Coded
    catalogue: Coded
    class_: Coded
    region: Coded
    school: Ints
    persons: dict[str, Ints]
    declared: Ints
    industries: Links
    occupations: Links
    skill_indptr: Ints
    skill: Ints
    skill_level: Ints
    skill_codes: tuple[str, ...]


def read(region: Region, as_of: date) -> Programs:
    """Everything about the region's programs; the number of queries does not grow with them."""
    rows = (
        Program.objects.open_on(as_of)
        .in_region(region.prefix)
        .order_by("pk")
        .values_list(
            "pk",
            "level",
            "catalogue_program_id",
            "catalogue_program__class_code",
            "school__organisation__region_id",
            "school_id",
            "enrolment",
            "intake",
            "graduates",
            "declared_key",
        )
    )
    columns: list[Any] = [*zip(*rows, strict=True)] or [()] * 10
    pk, level, catalogue, class_, place, school, enrolment, intake, graduates, declared = columns
    ids = np.array(pk, np.int64)
    skill_indptr, skill, skill_level, skill_codes = taught(region, as_of, ids)
    return Programs(
        id=ids,
        level=coded(level),
        catalogue=coded(catalogue),
        class_=coded(class_),
        region=coded(place),
        school=np.array(school, np.int64),
        persons={
            "enrolment": known(enrolment),
            "intake": known(intake),
            "graduates": known(graduates),
        },
        declared=known(declared),
        industries=links(ids, as_of, to="industry"),
        occupations=links(ids, as_of, to="occupation"),
        skill_indptr=skill_indptr,
        skill=skill,
        skill_level=skill_level,
        skill_codes=skill_codes,
    )


def links(ids: Ints, as_of: date, *, to: Literal["industry", "occupation"]) -> Links:
    found: LinkArrays = link_arrays(ids, as_of, to=to)
    kinds = np.array([LINK_KINDS.index(kind) for kind in KINDS], np.int64)
    return Links(
        indptr=found.indptr.astype(np.int64),
        codes=found.codes,
        index=found.index.astype(np.int64),
        weight=found.weight.astype(np.int64),
        kind=kinds[found.kind],
        source=tuple(found.sources[place] for place in found.source.tolist()),
    )


def taught(region: Region, as_of: date, ids: Ints) -> tuple[Ints, Ints, Ints, tuple[str, ...]]:
    """Skills taught by each program: where its list begins, positions of skills, levels, codes.

    They come by the hundred thousand, so the database packs them into one value.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAUGHT, {"inside": f"{region.prefix}%", "day": as_of})
        packed = cursor.fetchone()[0]
        cursor.execute('SELECT code FROM reference_skill ORDER BY code COLLATE "C"')
        codes = tuple(code for (code,) in cursor.fetchall())
    table = np.frombuffer(packed or b"", ">i8").astype(np.int64).reshape(-1, 3)
    row = np.searchsorted(ids, table[:, 0])
    order = np.lexsort((table[:, 1], row))
    table, row = table[order], row[order]
    indptr = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(ids)))))
    return indptr.astype(np.int64), table[:, 1], table[:, 2], codes


def coded(values: tuple[str, ...]) -> Coded:
    """Sorted codes, and the position of each value in them; "" is UNKNOWN."""
    codes = tuple(sorted({value for value in values if value}))
    place = {code: position for position, code in enumerate(codes)}
    return Coded(codes, np.array([place.get(value, UNKNOWN) for value in values], np.int64))


def known(values: tuple[int | None, ...]) -> Ints:
    return np.array([UNKNOWN if value is None else int(value) for value in values], np.int64)

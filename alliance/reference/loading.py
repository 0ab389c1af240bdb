"""Bring the shipped lists, and packs that an administrator adds, into the database.

All or nothing: files are read and checked first, then written in one transaction. A list whose
fingerprint is the stored one is not touched, so a second run reads a few files and writes nothing.
Coded rows are never deleted: what a new edition drops is retired and comes back when listed again.
Links between two listed rows follow the files; links of retired rows stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from alliance.reference import packs
from alliance.reference.models import (
    CatalogueSkill,
    LoadedEdition,
    SkillOccupation,
)
from alliance.reference.reading import BadFile
from alliance.reference.shipped import CodeSet, Shipped, digests, read_shipped
from alliance.reference.skill_rules import DATA

BATCH = 5_000
LOCK = 0x5EED_C0DE  # any constant: two loaders take turns
Say = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What happened to one list, in rows."""

    list: str
    rows: int
    created: int = 0
    updated: int = 0
    retired: int = 0
    restored: int = 0
    removed: int = 0
    left_out: int = 0


def _silent(_line: str) -> None:
    """Nobody watches."""


def load_shipped(
    *, folder: Path = DATA, now: date | None = None, say: Say = _silent
) -> list[Outcome]:
    """Load what the release ships; returns one Outcome per list that had to be written.

    Raises BadFile before anything is written.
    """
    if _stored(wanted := digests(folder)) == wanted:
        return []
    shipped = read_shipped(folder)
    with transaction.atomic():
        _take_turn()
        stored = _stored(shipped.digests)
        due = [name for name, digest in shipped.digests.items() if stored.get(name) != digest]
        return [_load(name, shipped, now or timezone.localdate(), say) for name in due]


def load_esco(*, folder: Path, now: date | None = None, say: Say = _silent) -> list[Outcome]:
    """Load the ESCO pack of a folder; same promises as `load_shipped`."""
    wanted = packs.esco_digest(folder)
    stored = _stored([packs.ESCO_SKILLS, packs.ESCO_OCCUPATIONS, packs.ESCO_LINKS])
    if len(stored) == len(packs.ESCO_FILES) and set(stored.values()) == {wanted}:
        return []
    say(_("Reading ESCO …"))
    pack = packs.read_esco(folder, wanted)
    today = now or timezone.localdate()
    with transaction.atomic():
        _take_turn()
        outcomes = [_upsert(codes, today, say) for codes in pack.codes]
        say(packs.ESCO_LINKS)
        links = _relink(
            packs.ESCO_LINKS,
            SkillOccupation,
            ("skill_id", "occupation_id"),
            "relation",
            pack.links,
            scope={"skill__scheme": packs.ESCO_SCHEME},
        )
        for codes in pack.codes:
            _remember(codes.list, codes.edition, codes.digest, len(codes.rows))
        _remember(packs.ESCO_LINKS, packs.ESCO_EDITION, wanted, len(pack.links))
    return [*outcomes, replace(links, left_out=pack.left_out)]


def sort_key(name: str) -> str:
    """Chinese names by sound, others as written; no database here orders Chinese by itself."""
    return " ".join(lazy_pinyin(name)).lower()[:255]


def _stored(lists: Mapping[str, str] | Sequence[str]) -> dict[str, str]:
    found = LoadedEdition.objects.filter(list__in=list(lists))
    return dict(found.values_list("list", "digest"))


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _remember(name: str, edition: str, digest: str, rows: int) -> None:
    LoadedEdition.objects.update_or_create(
        list=name, defaults={"edition": edition, "digest": digest, "rows": rows}
    )


def _load(name: str, shipped: Shipped, today: date, say: Say) -> Outcome:
    for codes in shipped.codes:
        if codes.list == name:
            outcome = _upsert(codes, today, say)
            _remember(name, codes.edition, codes.digest, outcome.rows)
            return outcome
    say(name)
    if name == "skill_occupations":
        outcome = _relink(
            name,
            SkillOccupation,
            ("skill_id", "occupation_id"),
            "relation",
            shipped.occupation_links,
            scope={"skill__in": shipped.codes[-1].rows},
        )
    else:
        taught = {
            (program["code"], skill): level
            for program in shipped.programs
            for skill, level in shipped.rules.skills_of(
                name=program["name"], class_name=program["class_name"], level=program["level"]
            ).items()
        }
        outcome = _relink(
            name,
            CatalogueSkill,
            ("catalogue_program_id", "skill_id"),
            "level",
            taught,
            scope={
                "skill__in": shipped.codes[-1].rows,
                "catalogue_program__in": [program["code"] for program in shipped.programs],
            },
        )
    _remember(name, shipped.codes[-1].edition, shipped.digests[name], outcome.rows)
    return outcome


def _upsert(codes: CodeSet, today: date, say: Say) -> Outcome:
    """Write the rows that differ; retire those of the scheme that the list no longer has."""
    say(codes.list)
    # The base class of the lists is abstract: the checker knows its managers by no model.
    manager: models.Manager[Any] = codes.model._default_manager
    taken = manager.filter(pk__in=list(codes.rows)).exclude(scheme=codes.scheme).first()
    if taken is not None:
        raise BadFile(
            _("%(list)s: the code %(code)s already stands for “%(name)s” of scheme %(scheme)s")
            % {
                "list": codes.list,
                "code": taken.pk,
                "name": taken.name,
                "scheme": taken.scheme,
            }
        )
    known = {row.pk: row for row in manager.filter(scheme=codes.scheme)}
    changed: list[models.Model] = []
    created = restored = 0
    for code, fields in codes.rows.items():
        row = known.get(code)
        if row is None:
            created += 1
        elif all(getattr(row, name) == value for name, value in fields.items()):
            continue
        elif row.retired_on is not None:
            restored += 1
        sound = sort_key(str(fields["name"]))
        changed.append(codes.model(code=code, scheme=codes.scheme, name_pinyin=sound, **fields))
    if changed:
        some = next(iter(codes.rows.values()))
        columns = [name.removesuffix("_id") for name in (*some, "name_pinyin")]
        manager.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=columns,
            batch_size=BATCH,
        )
    gone = [row.pk for row in known.values() if row.pk not in codes.rows and not row.retired_on]
    retired = manager.filter(pk__in=gone).update(retired_on=today) if gone else 0
    return Outcome(
        list=codes.list,
        rows=len(codes.rows),
        created=created,
        updated=len(changed) - created - restored,
        retired=retired,
        restored=restored,
    )


def _relink(
    name: str,
    model: type[SkillOccupation] | type[CatalogueSkill],
    ends: tuple[str, str],
    value: str,
    wanted: Mapping[tuple[str, str], object],
    *,
    scope: Mapping[str, Any],
) -> Outcome:
    """Make the links inside `scope` equal to `wanted`."""
    manager: models.Manager[Any] = model._default_manager
    known = {
        (first, second): (pk, stored)
        for pk, first, second, stored in manager.filter(**scope).values_list("pk", *ends, value)
    }
    gone = [pk for pair, (pk, _stored_value) in known.items() if pair not in wanted]
    for start in range(0, len(gone), BATCH):
        manager.filter(pk__in=gone[start : start + BATCH]).delete()
    fresh = [pair for pair in wanted if pair not in known]
    other = [pair for pair in wanted if pair in known and known[pair][1] != wanted[pair]]
    manager.bulk_create(
        [model(**dict(zip(ends, pair, strict=True)), **{value: wanted[pair]}) for pair in fresh],
        batch_size=BATCH,
    )
    manager.bulk_update(
        [model(pk=known[pair][0], **{value: wanted[pair]}) for pair in other],
        [value],
        batch_size=BATCH,
    )
    return Outcome(
        list=name, rows=len(wanted), created=len(fresh), updated=len(other), removed=len(gone)
    )

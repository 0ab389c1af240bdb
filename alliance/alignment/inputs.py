"""Rows of a region on a date → the frozen input set of an alignment run."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from alliance.consortia.models import Framework
from alliance.engines.indices import WEIGHT_ONE, KeySet, Parameters, ProgramFacts
from alliance.reference.models import Industry, Region
from programs.inputs import EffectiveLink, effective_links
from programs.models import Program


@dataclass(frozen=True)
class RunInputs:
    """Everything a run reads; equal inputs have equal digests."""

    programs: tuple[ProgramFacts, ...]
    keys: KeySet
    links: dict[int, list[EffectiveLink]]
    parameters: Parameters
    digest: str


def read(*, region: Region, as_of: date, framework: Framework, parameters: Parameters) -> RunInputs:
    """Programs open in the region on the date, with the links that count then."""
    rows = list(
        Program.objects.open_on(as_of)
        .in_region(region.prefix)
        .order_by("pk")
        .values_list(
            "pk",
            "level",
            "catalogue_program_id",
            "enrolment",
            "intake",
            "graduates",
            "declared_key",
        )
    )
    links = effective_links([row[0] for row in rows], as_of, to="industry")
    programs = tuple(
        ProgramFacts(
            id=pk,
            level=level,
            catalogue=catalogue,
            enrolment=enrolment,
            intake=intake,
            graduates=graduates,
            links=tuple(
                (link.target, int(link.weight * WEIGHT_ONE))
                for link in links.get(pk, ())
                if link.weight > 0
            ),
            declared=declared,
        )
        for pk, level, catalogue, enrolment, intake, graduates, declared in rows
    )
    codes = frozenset(framework.industries.values_list("industry_id", flat=True))
    parents = dict(Industry.objects.values_list("code", "parent_id"))
    return RunInputs(
        programs=programs,
        keys=KeySet(codes=codes, parents=parents),
        links=links,
        parameters=parameters,
        digest=digest_of(programs, codes, parameters),
    )


def digest_of(
    programs: tuple[ProgramFacts, ...], codes: frozenset[str], parameters: Parameters
) -> str:
    """SHA-256 over a canonical text of the inputs (the code list is fixed by its edition)."""
    content = {
        "programs": [asdict(program) for program in programs],
        "key": sorted(codes),
        "parameters": asdict(parameters),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

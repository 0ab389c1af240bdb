"""Rows of a region on a date → the frozen input set of an alignment run."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from alliance.alignment.inputs import coupling, economy, loop, programs
from alliance.alignment.models import AlignmentRun, RunInput
from alliance.consortia.enums import StatisticMeasure
from alliance.consortia.inputs import Figures, figures_on
from alliance.consortia.models import Framework
from alliance.engines.indices import OUTCOME_COUNTS, UNKNOWN, Facts, Parameters
from alliance.reference.models import Region
from talent import leaf

MEASURE = StatisticMeasure.VALUE_ADDED
"""What industries' shares of the economy are taken of."""
ROLLED_UP = {"measured": "known", "pay_total": "pay"}
"""Counts that the roll-up names otherwise."""

__all__ = ["Read", "extent", "facts_of_run", "read"]


@dataclass(frozen=True, eq=False)
class Read:
    """What a run reads: the facts that are frozen with it, and what only its telling needs."""

    facts: Facts
    programs: programs.Programs
    panel: coupling.Panel
    shares: Figures
    """The industries' figures, with their year and source."""


def read(*, region: Region, as_of: date, framework: Framework, parameters: Parameters) -> Read:
    """Everything that a run of this region reads, as it stood on the day.

    The number of queries does not depend on the region's size.
    """
    found = programs.read(region, as_of)
    outcomes = leaf.read(region.prefix, as_of)
    shares = figures_on(region.pk, as_of, MEASURE)
    sought = economy.sought(region, as_of)
    panel = coupling.read(region, as_of, outcomes)
    return Read(
        facts=facts(found, outcomes, shares, sought, panel, region, as_of, framework, parameters),
        programs=found,
        panel=panel,
        shares=shares,
    )


def facts(
    found: programs.Programs,
    outcomes: leaf.Rollup,
    shares: Figures,
    sought: economy.Sought,
    panel: coupling.Panel,
    region: Region,
    as_of: date,
    framework: Framework,
    parameters: Parameters,
) -> Facts:
    """All of it as the engine takes it: codes sorted, positions in place of codes."""
    named = list(framework.industries.order_by("industry_id").values_list("industry_id", "group"))
    parents = economy.with_ancestors(
        [*found.industries.codes, *(code for code, _ in named), *shares.values]
    )
    industries = Places([*parents])
    occupations = Places(
        [*found.occupations.codes, *sought.openings, *(s[0] for s in sought.skills)]
    )
    levels = Places([*found.level.codes, *outcomes.level])
    regions = Places([*found.region.codes, *outcomes.region])
    skills = programs.Coded(found.skill_codes, np.zeros(0, np.int64))
    skill_place = {code: place for place, code in enumerate(skills.codes)}
    row = {int(pk): place for place, pk in enumerate(found.id)}
    return Facts(
        id=found.id,
        level=levels.moved(found.level),
        level_codes=levels.codes,
        catalogue=found.catalogue.place,
        catalogue_codes=found.catalogue.codes,
        class_=found.class_.place,
        class_codes=found.class_.codes,
        school=found.school,
        region=regions.moved(found.region),
        region_codes=regions.codes,
        enrolment=found.persons["enrolment"],
        intake=found.persons["intake"],
        graduates=found.persons["graduates"],
        declared=found.declared,
        ind_indptr=found.industries.indptr,
        ind=industries.of(found.industries.codes)[found.industries.index],
        ind_weight=found.industries.weight,
        ind_kind=found.industries.kind,
        occ_indptr=found.occupations.indptr,
        occ=occupations.of(found.occupations.codes)[found.occupations.index],
        occ_weight=found.occupations.weight,
        occ_kind=found.occupations.kind,
        skill_indptr=found.skill_indptr,
        skill=found.skill,
        skill_level=found.skill_level,
        industry_codes=industries.codes,
        industry_parent=industries.of([parents[code] or "" for code in industries.codes]),
        key=industries.of([code for code, _ in named]),
        key_group=tuple(group for _, group in named),
        share_industry=industries.of([*shares.values]),
        share_value=np.array([float(value) for value in shares.values.values()], np.float64),
        occupation_codes=occupations.codes,
        openings=np.array([sought.openings.get(c, 0.0) for c in occupations.codes], np.float64),
        skill_codes=skills.codes,
        sought_occ=occupations.of([s[0] for s in sought.skills]),
        sought_skill=np.array([skill_place[s[1]] for s in sought.skills], np.int64),
        sought_level=np.array([s[2] for s in sought.skills], np.int64),
        sought_weight=np.array([s[3] for s in sought.skills], np.float64),
        cohort_program=np.array([row.get(int(p), UNKNOWN) for p in outcomes.program], np.int64),
        cohort_school=outcomes.school,
        cohort_region=regions.of([*outcomes.region]),
        cohort_level=levels.of([*outcomes.level]),
        cohort_year=outcomes.year,
        cohort_counts=np.stack(
            [outcomes.of(ROLLED_UP.get(name, name)) for name in OUTCOME_COUNTS], axis=1
        ),
        loop=loop.counts(region, as_of),
        panel_keys=panel.keys,
        panel_education=panel.tables["education"],
        panel_education_names=panel.names["education"],
        panel_industry=panel.tables["industry"],
        panel_industry_names=panel.names["industry"],
        coupling=panel.data,
        parameters=parameters,
    )


class Places:
    """Sorted codes and where each stands; "" stands nowhere."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = tuple(sorted({code for code in codes if code}))
        self._place = {code: place for place, code in enumerate(self.codes)}

    def of(self, codes: list[str] | tuple[str, ...]) -> programs.Ints:
        return np.array([self._place.get(code, UNKNOWN) for code in codes], np.int64)

    def moved(self, coded: programs.Coded) -> programs.Ints:
        """Positions among other codes → positions among these."""
        target = np.append(self.of(coded.codes), UNKNOWN)
        moved: programs.Ints = target[coded.place]
        return moved


def extent(found: Read) -> dict[str, int | str | None]:
    """How much a run read, for its page."""
    facts = found.facts
    return {
        "programs": len(facts),
        "links": len(facts.ind),
        "occupation_links": len(facts.occ),
        "skills": len(facts.skill),
        "skills_sought": len(facts.sought_weight),
        "openings": round(float(facts.openings.sum())),
        "cohorts": len(facts.cohort_year),
        "industries": len(facts.share_industry),
        "year": found.shares.year,
        "measure": MEASURE.value,
        "source": "; ".join(found.shares.sources),
    }


def facts_of_run(run: AlignmentRun) -> Facts:
    """The frozen input of a finished run. Raises RunInput.DoesNotExist for runs of old engines."""
    return Facts.from_bytes(bytes(RunInput.objects.get(run=run).content))

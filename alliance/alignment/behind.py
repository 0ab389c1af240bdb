"""Which programs stand behind a figure: what page and API list when it is opened."""

from functools import lru_cache

import numpy as np
from django.db.models import QuerySet

from alliance.alignment.enums import Dimension
from alliance.alignment.inputs import facts_of_run
from alliance.alignment.models import IndexValue, ProgramVerdict, RunInput
from alliance.engines.indices import Facts


def behind(value: IndexValue, verdicts: QuerySet[ProgramVerdict]) -> QuerySet[ProgramVerdict]:
    """Those of the run's verdicts that the figure's denominator is made of.

    Of an industry those that lead to it or to anything below it, of an occupation those that lead
    to it; figures of a skill or a stage are made of no programs one by one: of all.
    """
    rows = verdicts.filter(run_id=value.run_id)
    if value.level:
        rows = rows.filter(level=value.level)
    first, _, second = value.key.partition("|")
    match value.dimension:
        case Dimension.COUNTY | Dimension.COUNTY_YEAR:
            return rows.filter(program__school__organisation__region=first)
        case Dimension.SCHOOL | Dimension.SCHOOL_YEAR:
            return rows.filter(program__school=int(first))
        case Dimension.CLASS:
            return rows.filter(program__catalogue_program__class_code=first)
        case Dimension.CLASS_INDUSTRY:
            leading = leading_to(value.run_id, "industry", second)
            return rows.filter(program__catalogue_program__class_code=first, program__in=leading)
        case Dimension.INDUSTRY if value.index == "A1":
            return rows.filter(links__contains=[{"key": first}])
        case Dimension.INDUSTRY:
            return rows.filter(program__in=leading_to(value.run_id, "industry", first))
        case Dimension.OCCUPATION:
            return rows.filter(program__in=leading_to(value.run_id, "occupation", first))
    return rows


def leading_to(run_id: int, kind: str, code: str) -> list[int]:
    """Ids of the run's programs with a link to an occupation, or to an industry or one below it."""
    try:
        facts = frozen(run_id)
    except RunInput.DoesNotExist:
        return []
    codes = facts.industry_codes if kind == "industry" else facts.occupation_codes
    if code not in codes:
        return []
    place = codes.index(code)
    if kind == "industry":
        below = facts.nearest(np.array([place])) >= 0
        owners = facts.ind_owner[below[facts.ind]]
    else:
        owners = facts.occ_owner[facts.occ == place]
    found: list[int] = facts.id[np.unique(owners)].tolist()
    return found


@lru_cache(maxsize=2)
def frozen(run_id: int) -> Facts:
    """The facts of a finished run, which never change; a page asks for them more than once."""
    return facts_of_run(RunInput.objects.select_related("run").get(run_id=run_id).run)

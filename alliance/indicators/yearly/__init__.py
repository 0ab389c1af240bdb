"""A region's yearly report: what came of the year first, what was done for it last.

Every figure stands with its set, its day and where it comes from. What is said of persons goes
through the same functions as the region's page: `published` for records, `shown` for a run.
"""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alliance.alignment.conventions import parameter_name, parameter_text
from alliance.alignment.enums import Dimension
from alliance.indicators.documents import Document, facts
from alliance.indicators.report import region_report
from alliance.indicators.yearly import sections
from alliance.indicators.yearly.parts import Year, year_of

__all__ = ["Year", "year_of", "yearly_report"]

READ = (
    Dimension.REGION,
    Dimension.COUNTY,
    Dimension.INDUSTRY,
    Dimension.CLASS,
    Dimension.OCCUPATION,
    Dimension.SKILL,
)
"""Parts of the run that the report quotes; a large region has many more figures than that."""


def yearly_report(year: Year) -> Document:
    """The report in the reader's language."""
    told = region_report(year.region, today=year.day)
    rows = list(year.run.values.filter(dimension__in=READ)) if year.run else []
    of_year = {"region": year.region.label, "year": year.year}
    return {
        "title": _("%(region)s: industry and education in %(year)s") % of_year,
        "lead": _("What the records and the computed rates give as of %(day)s.")
        % {"day": year.told},
        "facts": about(year),
        "sections": [
            sections.outcomes(year, told.outcomes, rows),
            sections.alignment(year, rows),
            sections.changes(year),
            sections.supply(year, rows),
            sections.loop(year, rows),
            sections.claims(year, told.claims),
            sections.activity(year, told.inputs),
            *sections.methods(year),
        ],
    }


def about(year: Year) -> list[list[str]]:
    """From which run, by which rule; a report without a run says so."""
    pairs: dict[object, object] = {
        _("Region"): f"{year.region.label} ({year.region.code})",
        _("Year"): year.year,
        _("As of"): year.told,
    }
    run = year.run
    if run is None:
        pairs[_("Run")] = _("No rate has been computed up to this day.")
        return facts(pairs)
    pairs |= {
        _("Run"): _("%(run)s of %(day)s") % {"run": run.pk, "day": date_format(run.as_of)},
        _("Framework"): _("%(name)s, valid from %(day)s")
        % {"name": run.framework.name, "day": date_format(run.framework.valid_from)},
        **{
            parameter_name(name): parameter_text(name, value)
            for name, value in run.parameters.items()
        },
        _("Engine"): run.engine_version,
        _("Digest of the inputs"): run.digest,
    }
    return facts(pairs)

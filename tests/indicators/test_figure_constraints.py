"""Every named constraint of indicators, claims and changes of programs, broken once."""

from datetime import date

import pytest

from tests import factories as make
from tests.broken import is_refused, twice
from tests.factories.indicators import (
    ClaimFactory,
    IndicatorFactory,
    ProgramChangeFactory,
    RegionReportFactory,
)


def launch(**values):
    """An open case for a program that is not there yet."""
    return ProgramChangeFactory(
        **{
            "kind": "launch",
            "program": None,
            "school": make.SchoolFactory(),
            "catalogue_program": make.CatalogueProgramFactory(),
            **values,
        }
    )


BROKEN = {
    "indicator_kind_known": lambda: IndicatorFactory(kind="mood"),
    "indicator_unit_known": lambda: IndicatorFactory(unit="smiles"),
    "indicator_of_persons_says_so": lambda: IndicatorFactory(unit="persons"),
    "claim_comparison_known": lambda: ClaimFactory(comparison="roughly"),
    "claim_unit_known": lambda: ClaimFactory(unit="smiles"),
    "claim_value_range": lambda: ClaimFactory(value=-1),
    "claim_share_at_most_one": lambda: ClaimFactory(unit="share", value=2),
    "claim_about_one_subject": lambda: ClaimFactory(
        alliance=make.AllianceFactory(), organisation=make.OrganisationFactory()
    ),
    "claim_once": lambda: twice(ClaimFactory()),
    "report_state_known": lambda: RegionReportFactory(state="lost"),
    "report_year_range": lambda: RegionReportFactory(year=1999),
    "report_published_with_date": lambda: RegionReportFactory(state="published", published_at=None),
    "one_published_report": lambda: twice(RegionReportFactory(state="published")),
    "change_kind_known": lambda: ProgramChangeFactory(kind="rename"),
    "change_state_known": lambda: ProgramChangeFactory(state="lost"),
    "change_names_its_program": lambda: launch(state="effective", decided_on=date(2024, 5, 6)),
    "change_downsizes": lambda: ProgramChangeFactory(
        kind="downsize", intake_before=40, intake_after=40
    ),
    "change_decided_with_date": lambda: ProgramChangeFactory(state="resolved", decided_on=None),
    "change_rejected_with_reason": lambda: ProgramChangeFactory(state="rejected", reason=""),
    "one_open_change_per_program": lambda: twice(ProgramChangeFactory()),
    "one_open_launch": lambda: twice(launch()),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_must_never_be(name):
    is_refused(name, BROKEN[name])

"""Every mechanism that the sources name stands on record, and its figure comes out of the records.

Each figure is counted twice: by the indicator behind the claim, and here, from the rows alone.
"""

from datetime import date
from decimal import Decimal

import pytest

from alliance.accounts.models import Organisation
from alliance.consortia.enums import AllianceKind
from alliance.consortia.models import (
    Alliance,
    Assessment,
)
from alliance.indicators.comparing import compare
from alliance.indicators.enums import AgreementKind
from alliance.indicators.figures import Question
from alliance.indicators.models import Claim
from alliance.indicators.withholding import published
from alliance.registers.register import registers
from enterprises.models import Enterprise
from tests.demo.counting import (
    TODAY,
    within,
)
from tests.demo.quoted import FIGURES
from tests.demo.recorded import RECORDED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

MECHANISMS = 30


@pytest.mark.parametrize("told", FIGURES, ids=lambda told: f"row {told.row}: {told.wording}")
def test_the_indicator_the_rows_and_the_source_say_the_same(told):
    claim = Claim.objects.get(wording__startswith=told.wording)
    question = Question(
        claim.indicator,
        claim.region_id,
        claim.as_of or TODAY(),
        claim.alliance_id,
        claim.organisation_id,
    )
    [figure] = published([question], registers())  # as the region's public page shows it

    counted = Decimal(told.by_hand())

    assert figure.value == pytest.approx(counted, rel=Decimal("1e-6"))
    assert told.holds(counted)
    assert compare(claim, figure).kind == AgreementKind.AGREES


def test_every_claim_that_can_be_counted_is_looked_at():
    """A whole province's schools and students are counted, but most of them are not on record."""
    counted = Claim.objects.filter(indicator__isnull=False)
    beyond = counted.filter(wording__in=["547 vocational schools", "2.744 million students"])
    looked_at = [counted.get(wording__startswith=told.wording).pk for told in FIGURES]

    assert beyond.exclude(note="").count() == 2
    assert sorted(looked_at) == sorted(set(looked_at))
    assert set(looked_at) == set(counted.values_list("pk", flat=True)) - set(
        beyond.values_list("pk", flat=True)
    )


def test_what_the_portal_cannot_know_is_a_claim_without_a_figure():
    """Turnover, founders and a whole province's schools are not the portal's records."""
    alone = Claim.objects.filter(indicator=None).values_list("wording", flat=True)

    assert sorted(words.split(" ")[0] for words in alone) == ["1.6", "50", "More", "The"]
    assert all(Claim.objects.filter(indicator=None).values_list("note", flat=True))


@pytest.mark.parametrize(
    ("look", "expected"), [row[1:] for row in RECORDED], ids=[row[0] for row in RECORDED]
)
def test_the_mechanism_stands_on_record(look, expected):
    assert look() == expected


def test_every_row_of_the_table_is_looked_at():
    rows = {told.row for told in FIGURES} | {int(name.split(" ")[0]) for name, *_ in RECORDED}

    assert rows == set(range(1, MECHANISMS + 1))


def test_every_sector_community_has_exactly_one_of_each_lead():
    communities = Alliance.objects.filter(kind=AllianceKind.SECTOR_COMMUNITY)

    assert communities.count() >= 15
    assert [one.name for one in communities if one.lacking_leads(TODAY())] == []


def test_the_vice_chair_units_of_a_day_are_those_that_held_a_seat_on_it():
    seats = within("郴州市产教融合协会").seats.filter(post="vice_chair")

    def on(day):
        return set(seats.held_on(day).values_list("organisation__name", flat=True))

    before, after = on(date(2025, 4, 17)), on(date(2025, 4, 18))
    assert before == {"郴江职业技术学院", "嘉禾铸源精密铸造有限公司"}
    assert after == {"南岭工程职业学院", "嘉禾铸源精密铸造有限公司"}


def test_an_assessment_by_the_construction_standard_is_confirmed():
    assessment = Assessment.objects.get(state="confirmed")

    assert (assessment.total, assessment.vetoed) == (Decimal(92), False)


def test_what_registers_entered_is_marked_as_demonstration():
    assert not Organisation.objects.filter(is_demo=False).exists()
    assert Enterprise.objects.filter(organisation__name__startswith="烟霞").exists()

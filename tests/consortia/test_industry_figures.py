"""Figures of industries, who keeps them, and how editions of index C are checked."""

from datetime import date
from decimal import Decimal

import pytest

from alliance.consortia.actions import pin_weights
from alliance.consortia.enums import StatisticMeasure
from alliance.consortia.inputs import figures_on, shares_on
from alliance.consortia.models import CouplingEdition, IndustryStatistic
from alliance.consortia.registers import COUPLING_EDITIONS, STATISTICS
from alliance.lib.errors import InvalidInput, NotAllowed
from alliance.registers.actions import amend, enter
from tests import factories as make
from tests.factories import imports as files
from tests.factories.crosswalk import (
    CouplingEditionFactory,
    IndustryStatisticFactory,
    indicators,
)
from tests.outcomes import NOTHING, changes, subject_of

RUN = "alliance.alignment.tasks.request_run"
ADDED = StatisticMeasure.VALUE_ADDED


@pytest.fixture
def home(db):
    return make.world()


def figure(home, **other):
    return {
        "region": home.region,
        "industry": home.industry,
        "year": 2024,
        "measure": "value_added",
        "value": Decimal("1250000.5000"),
        "source": "Yearbook 2025",
        **other,
    }


def test_a_figure_is_stored_and_owes_a_new_rate(home):
    with changes() as seen:
        row = enter(STATISTICS, by=home.bureau_user, values=figure(home))
    stored = {
        "version": 1,
        "region_id": home.region.pk,
        "industry_id": home.industry.pk,
        "year": 2024,
        "measure": "value_added",
        "value": Decimal("1250000.5000"),
        "source": "Yearbook 2025",
    }
    assert seen.added == [("consortia.industrystatistic", stored)]
    told = [("statistics.changed", subject_of(row), home.bureau_user.pk, {"created": True})]
    assert (seen.events, seen.owed) == (told, [("statistics.changed", RUN)])
    with changes() as seen:
        amend(STATISTICS, record=row, by=home.secretary, values={"value": Decimal(7)})
    assert [(kind, payload) for kind, _s, _b, payload in seen.events] == [
        ("statistics.changed", {"fields": ["value"]})
    ]


def test_only_the_regions_bodies_and_secretariats_keep_its_figures(home):
    row = IndustryStatisticFactory(region=home.region)
    power = make.IndustryFactory(code="3824")
    for user in (home.school_user, home.foreign.secretary, home.foreign.bureau_user):
        with changes() as seen, pytest.raises(NotAllowed, match="keep this"):
            enter(STATISTICS, by=user, values=figure(home, industry=power))
        with pytest.raises(NotAllowed, match="keep this"):
            amend(STATISTICS, record=row, by=user, values={"value": Decimal(7)})
        assert seen == NOTHING
        assert row in IndustryStatistic.objects.visible_to(user)


@pytest.mark.parametrize(
    "wrong",
    [{"year": 1900}, {"value": Decimal(-1)}, {"measure": "luck"}, {"source": ""}, {}],
    ids=str,
)
def test_a_figure_that_cannot_be_is_refused(home, wrong):
    IndustryStatisticFactory(region=home.region, industry=home.industry)
    with changes() as seen, pytest.raises(InvalidInput):
        enter(STATISTICS, by=home.secretary, values=figure(home, **wrong))
    assert seen == NOTHING


def test_figures_come_by_file_and_again_without_a_trace(home):
    header = ["region", "industry", "year", "measure", "value", "source"]
    rows = [
        ["431000", "65 软件", "2024", "Value added", "120.5", "Yearbook"],
        ["431000", "65", "2024", "employment", "3000", "Yearbook"],
    ]
    for told in (("done", 2, 0, 0, 0), ("done", 0, 0, 2, 0)):
        session = files.brought("industry-statistics", header, *rows, by=home.secretary)
        assert files.counts(session) == told
    rows[0][4] = "121"
    session = files.brought("industry-statistics", header, *rows, by=home.secretary)
    assert files.counts(session) == ("done", 0, 1, 1, 0)


def test_shares_are_of_the_newest_year_and_count_nothing_twice(home):
    for code, year, value in (
        ("I", 2023, 100),
        ("65", 2023, 60),
        ("26", 2023, 40),
        ("I", 2022, 90),
        ("I", 2025, 120),
    ):
        IndustryStatisticFactory(
            region=home.region, industry=make.IndustryFactory(code=code), year=year, value=value
        )
    IndustryStatisticFactory(region=home.region, year=2024, measure="employment", value=9)
    assert shares_on("431000", date(2024, 6, 1), ADDED) == {"I": Decimal(100), "26": Decimal(40)}
    assert figures_on("431000", date(2022, 6, 1), ADDED).year == 2022
    assert shares_on("431000", date(2021, 12, 31), ADDED) == {}
    assert shares_on("140300", date(2024, 6, 1), ADDED) == {}
    assert list(shares_on("431000", date(2024, 6, 1), StatisticMeasure.EMPLOYMENT).values()) == [9]


# -- editions of index C --------------------------------------------------------------------------


def edition(home, rows, **other):
    values = {
        "region": home.region,
        "name": "First",
        "valid_from": date(2024, 1, 1),
        "method": "expert",
        "indicators": rows,
        **other,
    }
    return enter(COUPLING_EDITIONS, by=home.bureau_user, values=values)


def unweighed():
    return [{"side": one["side"], "code": one["code"]} for one in indicators()]


def changed(place, **other):
    rows = indicators()
    rows[place] |= other
    return rows


def test_an_edition_with_whole_weights_is_kept(home):
    with changes() as seen:
        row = edition(home, indicators())
    assert [kind for kind, *_ in seen.events] == ["statistics.changed"]
    assert list(CouplingEdition.objects.in_force("431000", date(2024, 6, 1))) == [row]
    assert not CouplingEdition.objects.in_force("431000", date(2023, 6, 1)).exists()


BAD = {
    "no list": {"side": "education"},
    "no object": ["programs"],
    "empty": [],
    "one side": [one for one in indicators() if one["side"] == "education"],
    "unknown side": changed(0, side="weather"),
    "unknown code": changed(0, code="luck"),
    "code of the other side": changed(0, code="openings"),
    "unknown option": changed(0, unit="persons"),
    "twice": [*indicators(), indicators()[0]],
    "weights below one": changed(0, weight="0.4"),
    "weights above one": changed(0, weight="0.6"),
    "negative weight": changed(0, weight="-0.5"),
    "no number": changed(0, weight="half"),
    "not a number": changed(0, weight="NaN"),
    "a truth": changed(0, weight=True),
    "limits in disorder": changed(0, minimum="100"),
    "a weight missing": changed(0, weight=None),
    "none at all by expert": unweighed(),
}


@pytest.mark.parametrize("name", BAD)
def test_an_edition_that_cannot_be_computed_is_refused(home, name):
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        edition(home, BAD[name])
    assert {fault.field for fault in refusal.value.errors} == {"indicators"}
    assert seen == NOTHING


def test_entropy_weights_are_pinned_once_when_they_were_computed(home):
    row = edition(home, unweighed(), method="entropy")
    with pytest.raises(InvalidInput):
        pin_weights(edition=row, indicators=changed(0, weight="0.4"))
    with changes() as seen:
        assert pin_weights(edition=row, indicators=indicators())
    assert [(kind, by) for kind, _subject, by, _payload in seen.events] == [
        ("coupling.pinned", None)
    ]
    assert seen.owed == []
    row.refresh_from_db()
    assert (row.indicators, row.version) == (indicators(), 2)
    with changes() as seen:
        assert not pin_weights(edition=row, indicators=changed(0, weight="1"))
    assert seen == NOTHING


def test_whoever_keeps_the_regions_figures_keeps_its_editions(home):
    row = CouplingEditionFactory(region=home.region)
    with pytest.raises(NotAllowed):
        amend(COUPLING_EDITIONS, record=row, by=home.school_user, values={"source": "x"})
    with pytest.raises(InvalidInput):
        amend(COUPLING_EDITIONS, record=row, by=home.secretary, values={"indicators": []})
    amend(COUPLING_EDITIONS, record=row, by=home.secretary, values={"source": "x"})
    row.refresh_from_db()
    assert row.source == "x"

"""Scorecards: bands and weights as rows, points per program, kept with a case when proposed."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from alliance.alignment import cards
from alliance.alignment.actions import propose_change, return_change, review_change
from alliance.alignment.effects import effect_of
from alliance.alignment.enums import Metric
from alliance.alignment.models import Scorecard, ScorecardBand, ScorecardMetric
from alliance.alignment.registers import BANDS, METRICS, SCORECARDS
from alliance.engines.indices import CohortFacts, KeySet, ProgramFacts, facts_of
from alliance.lib.errors import InvalidInput, NotAllowed
from alliance.registers.actions import amend, enter
from tests.factories import (
    CrosswalkLinkFactory,
    ProgramFactory,
    RegionFactory,
    SchoolFactory,
    make_run,
    world,
)
from tests.factories.indicators import ProgramChangeFactory
from tests.factories.scenarios import (
    ScorecardBandFactory,
    ScorecardFactory,
    ScorecardMetricFactory,
    make_card,
)


@pytest.fixture
def home(db):
    """Key weights 1, 0.4 and 0; graduates per place .92, .92 and .3."""
    home = world()
    home.half = ProgramFactory(school=home.school)
    CrosswalkLinkFactory(program=home.half, industry=home.industry, weight=Decimal("0.4"))
    home.weak = ProgramFactory(school=SchoolFactory(organisation__region=home.region), graduates=18)
    home.run = make_run(framework=home.framework)
    return home


FACTS = facts_of(
    [
        ProgramFacts(
            id=1, level="higher", catalogue="a", intake=10, graduates=8, links=(("6513", 10_000),),
            occupations=(("X", 10_000),), skills=(("s", 2), ("t", 4)),
        ),
        ProgramFacts(
            id=2, level="higher", catalogue="b", intake=30, graduates=30, links=(("6513", 4_000),),
            occupations=(("X", 5_000), ("Y", 5_000)), skills=(("t", 1),),
        ),
        ProgramFacts(id=3, level="higher", catalogue="c"),
    ],
    KeySet(codes=frozenset({"6513"})),
    openings={"X": 42.0, "Y": 31.0},
    sought=(("X", "s", 4, 3.0), ("X", "t", 2, 1.0), ("Y", "t", 2, 2.0), ("", "s", 1, 9.0)),
    cohorts=[
        CohortFacts(program=1, school=0, region="", level="higher", year=2024,
                    counts={"graduates": 10, "known": 10, "employed": 5}),
        CohortFacts(program=1, school=0, region="", level="higher", year=2025,
                    counts={"graduates": 8, "known": 8, "employed": 4, "further": 2, "related": 3,
                            "related_known": 4, "local": 1, "local_known": 4, "paid": 4,
                            "pay_total": 1_800_000}),
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (Metric.KEY_WEIGHT, [1, 0.4, 0]),
        # X: 42 among 11 and 31 claims, Y: 31 for program 2 alone
        (Metric.OPENINGS, [1.1, (31 + 31) / 30, None]),
        # program 1: (3 × 2/4 + 1) / 4; program 2: (0 + 1 × 1/2 + 2 × 1/2) / 6
        (Metric.COVERAGE, [2.5 / 4, 1.5 / 6, None]),
        (Metric.FILL, [0.8, 1, None]),
        (Metric.TREND, [-0.2, None, None]),
        (Metric.DESTINATION, [0.75, None, None]),
        (Metric.RELATED, [0.75, None, None]),
        (Metric.LOCAL, [0.25, None, None]),
        (Metric.PAY, [4500, None, None]),
    ],
)
def test_values_counted_by_hand(metric, expected):
    found = cards.VALUES[metric](FACTS)
    unknown = [np.nan if value is None else value for value in expected]
    np.testing.assert_allclose(found, unknown, rtol=1e-12)


def test_points_totals_and_suggestions(home):
    card = make_card(region=home.region)
    found = cards.judge(home.run, card, open_only=False)
    told = {
        pk: cards.told(found, found.row_of(pk.pk)) for pk in (home.program, home.half, home.weak)
    }
    assert {
        pk: ([line["points"] for line in card["metrics"]], card["total"], card["suggestion"])
        for pk, card in told.items()
    } == {
        home.program: ([100, 100], 100, "upgrade"),
        home.half: ([40, 100], 55, "keep"),
        home.weak: ([0, 0], 0, "discontinue"),
    }
    assert [round(card["percentile"], 3) for card in told.values()] == [0.833, 0.5, 0.167]


def test_open_cards_hold_no_metric_of_persons(home):
    card = make_card(region=home.region)
    found = cards.judge(home.run, card, open_only=True)
    told = cards.told(found, found.row_of(home.half.pk))
    assert ([line["metric"] for line in told["metrics"]], told["total"]) == (["key_weight"], 40)


def test_a_changed_threshold_changes_what_is_said(home):
    card = make_card(region=home.region)
    band = ScorecardBand.objects.get(metric__metric="key_weight", threshold=Decimal("0.25"))
    amend(BANDS, record=band, by=home.bureau_user, values={"threshold": Decimal("0.45")})
    found = cards.judge(home.run, card, open_only=True)
    assert cards.told(found, found.row_of(home.half.pk))["total"] == 0


def test_a_metric_without_weight_or_bands_judges_nothing(home):
    card = ScorecardFactory(region=home.region)
    ScorecardMetricFactory(scorecard=card, metric=Metric.FILL)
    weightless = ScorecardMetricFactory(scorecard=card, metric=Metric.KEY_WEIGHT, weight=0)
    ScorecardBandFactory(metric=weightless)
    assert cards.judge(home.run, card, open_only=False) is None


def test_the_nearest_valid_card_counts(home):
    county = RegionFactory(code="431002")
    for_all = make_card(metrics={})
    assert cards.card_for(county, date(2025, 1, 1)) == for_all
    city = make_card(region=home.region, metrics={})
    make_card(region=home.foreign.region, metrics={})
    make_card(region=county, metrics={}, valid_to=date(2024, 6, 1))
    make_card(region=county, metrics={}, valid_from=date(2026, 1, 1))
    assert cards.card_for(county, date(2025, 1, 1)) == city
    assert cards.card_for(county, date(2023, 1, 1)) is None


def test_a_region_sets_its_own_card_and_nobody_elses(home):
    fields = {"name": "Yearly", "edition": "2026", "valid_from": date(2026, 1, 1)}
    for user in (home.secretary, home.bureau_user):
        made = enter(
            SCORECARDS,
            by=user,
            values={**fields, "edition": str(user.pk), "region": home.region},
        )
        metric = enter(
            METRICS, by=user, values={"scorecard": made, "metric": "fill", "weight": Decimal(2)}
        )
        enter(BANDS, by=user, values={"metric": metric, "threshold": 0, "points": Decimal(10)})
    for user in (home.school_user, home.foreign.secretary, home.enterprise_user):
        with pytest.raises(NotAllowed):
            enter(SCORECARDS, by=user, values={**fields, "region": home.region})
        with pytest.raises(NotAllowed):
            amend(METRICS, record=metric, by=user, values={"weight": Decimal(3)})
    with pytest.raises(NotAllowed):
        enter(SCORECARDS, by=home.bureau_user, values=fields)  # for all regions: the platform's
    assert (Scorecard.objects.count(), ScorecardMetric.objects.count()) == (2, 2)


def test_points_follow_the_direction(home):
    metric = ScorecardMetricFactory(scorecard=ScorecardFactory(region=home.region))
    ScorecardBandFactory(metric=metric, threshold=Decimal("0.5"), points=Decimal(60))
    for threshold, points in (("0.7", 50), ("0.3", 70)):
        with pytest.raises(InvalidInput) as refusal:
            enter(
                BANDS,
                by=home.bureau_user,
                values={
                    "metric": metric,
                    "threshold": Decimal(threshold),
                    "points": Decimal(points),
                },
            )
        assert [fault.field for fault in refusal.value.errors] == ["points"]
    ScorecardBandFactory(metric=metric, threshold=Decimal("0.9"), points=Decimal(90))
    with pytest.raises(InvalidInput, match="bands"):
        amend(METRICS, record=metric, by=home.bureau_user, values={"higher_is_better": False})


# -- kept with cases ----------------------------------------------------------------------------


def test_a_proposal_keeps_the_card_as_it_was(home):
    card = make_card(region=home.region, name="Yearly", edition="2026")
    case = propose_change(ProgramChangeFactory(program=home.half), by=home.school_user)
    assert {name: case.scorecard[name] for name in ("card", "name", "edition", "run")} == {
        "card": card.pk,
        "name": "Yearly",
        "edition": "2026",
        "run": home.run.pk,
    }
    assert (case.scorecard["full"]["total"], case.scorecard["open"]["total"]) == (55, 40)
    assert case.suggestion == "Downsize"
    ScorecardBand.objects.all().delete()
    case.refresh_from_db()
    assert case.scorecard["full"]["total"] == 55


def test_a_launch_is_judged_as_if_it_ran(home):
    make_card(region=home.region)
    case = ProgramChangeFactory(
        kind="launch",
        program=None,
        school=home.school,
        catalogue_program=home.half.catalogue_program,
        intake_after=30,
    )
    assert propose_change(case, by=home.school_user).scorecard["open"]["total"] == 40
    unsized = ProgramChangeFactory(
        kind="launch",
        program=None,
        school=home.school,
        catalogue_program=home.weak.catalogue_program,
    )
    assert propose_change(unsized, by=home.school_user).scorecard["open"] is None


def test_without_card_or_run_a_case_is_proposed_all_the_same(home):
    case = propose_change(ProgramChangeFactory(program=home.half), by=home.school_user)
    assert (case.scorecard, case.suggestion, case.state) == (None, "", "proposed")


def test_a_review_says_who_when_and_what(home):
    case = ProgramChangeFactory(program=home.half, state="proposed")
    case = review_change(case, by=home.bureau_user, opinion=" Two employers object. ")
    assert (case.reviewed_by, case.opinion) == (home.bureau_user, "Two employers object.")
    assert case.reviewed_at is not None
    case = return_change(case, by=home.secretary, reason="Ask them.")
    assert (case.reviewed_by, case.reviewed_at, case.opinion) == (None, None, "")


def test_a_case_in_effect_shows_the_runs_around_its_day(home):
    case = ProgramChangeFactory(
        program=home.half, state="effective", effective_on=date(2024, 8, 31)
    )
    before = make_run(framework=home.framework, as_of=date(2023, 12, 31))
    after = make_run(framework=home.framework, as_of=date(2024, 12, 31))
    found = effect_of(case, home.enterprise_user)
    assert (found.before, found.after) == (before, after)
    assert {(m.figure.row.index, m.figure.row.level) for m in found.rates} == {
        (index, level) for index in ("A1", "A2", "A3") for level in ("", "higher")
    }
    assert effect_of(ProgramChangeFactory(program=home.weak), home.bureau_user) is None

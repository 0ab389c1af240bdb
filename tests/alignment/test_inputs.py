"""What a run reads: everything as it stood on the day, in numbers counted by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.alignment import actions, inputs
from alliance.alignment.models import AlignmentRun
from alliance.engines.indices import DEFAULT_PARAMETERS, OUTCOME_COUNTS
from alliance.events.models import Event
from programs.models import ProgramSkill
from tests import factories as make
from tests.factories.crosswalk import CouplingEditionFactory, IndustryStatisticFactory
from tests.factories.talent import CohortFactory, GraduateFactory, OutcomeFactory

TODAY = timezone.localdate()
PANEL = ("programs", "value_added")


@pytest.fixture
def home(db):
    return make.world()


def read(home, on: date = TODAY) -> inputs.Read:
    return inputs.read(
        region=home.region, as_of=on, framework=home.framework, parameters=DEFAULT_PARAMETERS
    )


def test_programs_come_with_their_links_skills_and_persons(home):
    make.ProgramFactory(school=home.foreign.school)  # another region's
    closed = make.ProgramFactory(school=home.school, closed_on=TODAY)
    facts = read(home).facts
    assert facts.id.tolist() == [home.program.pk]
    assert (facts.enrolment.tolist(), facts.intake.tolist()) == ([180], [60])
    assert [facts.industry_codes[place] for place in facts.ind] == [home.industry.pk]
    assert [facts.occupation_codes[place] for place in facts.occ] == [home.occupation.pk]
    taught = {
        facts.skill_codes[skill]: level
        for skill, level in zip(facts.skill.tolist(), facts.skill_level.tolist(), strict=True)
    }
    assert taught == dict(
        ProgramSkill.objects.filter(program=home.program).values_list("skill_id", "level")
    )
    yesterday = read(home, TODAY - timedelta(days=1)).facts
    assert yesterday.id.tolist() == sorted([home.program.pk, closed.pk])


def test_seats_and_skills_are_those_of_demands_open_on_the_day(home):
    make.publish_in(home, headcount=30)
    make.publish_in(home, headcount=8, kind="internship")
    make.publish_in(home, headcount=9, occupation=None)
    make.DemandFactory(enterprise=home.foreign.enterprise, published=True)
    facts = read(home).facts
    where = facts.occupation_codes.index(home.occupation.pk)
    assert facts.openings[where] == facts.openings.sum() == 30
    # two skills of importance 3, with and without an occupation
    assert sorted(facts.sought_weight.tolist()) == [27, 27, 90, 90]
    assert read(home, TODAY - timedelta(days=1)).facts.openings.sum() == 0


def test_outcomes_are_rolled_up_by_program_and_year(home):
    cohort = CohortFactory(program=home.program, year=2025)
    person = GraduateFactory(cohort=cohort)
    GraduateFactory(cohort=cohort)
    OutcomeFactory(graduate=person, related=True, starting_pay=Decimal("4500.50"))
    facts = read(home).facts
    counts = dict(zip(OUTCOME_COUNTS, facts.cohort_counts[0].tolist(), strict=True))
    assert counts == {
        **dict.fromkeys(OUTCOME_COUNTS, 0),
        "graduates": 2,
        "measured": 1,
        "known": 1,
        "employed": 1,
        "placed": 1,
        "related": 1,
        "related_known": 1,
        "paid": 1,
        "pay_total": 450_050,
    }
    assert (facts.cohort_year.tolist(), facts.cohort_program.tolist()) == ([2025], [0])
    yesterday = read(home, TODAY - timedelta(days=1)).facts
    assert yesterday.cohort_counts[0, OUTCOME_COUNTS.index("known")] == 0


def test_the_loop_is_counted_from_events_of_the_day(home):
    make.make_project(world=home)
    now, before = (dict(read(home, day).facts.loop) for day in (TODAY, TODAY - timedelta(days=1)))
    assert (now["seats_published"], now["seats_accepted"]) == (30, 30)
    assert (now["reached_demands"], now["reached_accepted"], now["proposals_ended"]) == (1, 1, 1)
    assert set(before.values()) == {0}


def test_shares_are_those_of_the_newest_year_with_its_source(home):
    for year, code, value in ((2023, "65", 10), (2024, "65", 30), (2024, "38", 20)):
        IndustryStatisticFactory(
            region=home.region, year=year, industry=make.IndustryFactory(code=code), value=value
        )
    found = read(home)
    shares = {
        found.facts.industry_codes[place]: value
        for place, value in zip(
            found.facts.share_industry.tolist(), found.facts.share_value.tolist(), strict=True
        )
    }
    assert shares == {"65": 30.0, "38": 20.0}
    assert inputs.extent(found)["year"] == 2024
    assert inputs.extent(found)["source"] == "Statistical yearbook"


def test_entropy_weights_are_pinned_by_the_first_run_and_kept_by_the_next(home):
    edition = CouplingEditionFactory(
        region=home.region,
        method="entropy",
        indicators=[
            {"side": side, "code": code, "weight": None, "minimum": None, "maximum": None}
            for side, code in zip(("education", "industry"), PANEL, strict=True)
        ],
    )
    for year, value in ((2022, 10), (2023, 20), (2024, 40)):
        IndustryStatisticFactory(region=home.region, year=year, value=value)
    for opened in (date(2022, 6, 1), date(2024, 6, 1)):
        make.ProgramFactory(school=home.school, opened_on=opened)
    run = make.make_run(framework=home.framework)
    edition.refresh_from_db()
    scales = {
        one["code"]: tuple(Decimal(one[name]) for name in ("weight", "minimum", "maximum"))
        for one in edition.indicators
    }
    assert scales["value_added"] == (1, 10, 40)
    assert scales["programs"][0] == 1
    assert Event.objects.filter(kind="coupling.pinned").count() == 1
    whole = {row.index: row for row in run.values.filter(index__startswith="C", dimension="")}
    assert whole["C3"].detail["year"] == "2024"
    assert whole["C3"].value == Decimal("0.994987437107")  # both sides at the top: 0.99
    IndustryStatisticFactory(region=home.region, year=2025, value=400)
    later = make.make_run(framework=home.framework)
    edition.refresh_from_db()
    assert (
        Decimal(next(o for o in edition.indicators if o["code"] == "value_added")["maximum"]) == 40
    )
    assert later.values.get(index="C3", dimension="").detail["year"] == "2025"


def entropy_edition(home, *codes):
    """An edition whose weights are to be computed: (side, code) each."""
    return CouplingEditionFactory(
        region=home.region,
        method="entropy",
        indicators=[
            {"side": side, "code": code, "weight": None, "minimum": None, "maximum": None}
            for side, code in codes
        ],
    )


def test_the_run_that_pins_weights_has_read_what_the_next_one_reads(home):
    entropy_edition(
        home, ("education", "programs"), ("industry", "value_added"), ("industry", "employment")
    )
    for year, value in ((2022, "10.1"), (2023, "20.3"), (2024, "70.7")):
        IndustryStatisticFactory(region=home.region, year=year, value=value)
    for year in (2022, 2023, 2024):
        make.ProgramFactory(school=home.school, opened_on=date(year, 6, 1))
    for year, value in ((2022, 7), (2023, 31), (2024, 32)):
        IndustryStatisticFactory(region=home.region, year=year, value=value, measure="employment")
    first = make.make_run(framework=home.framework)
    second = make.make_run(framework=home.framework)
    assert Event.objects.filter(kind="coupling.pinned").count() == 1
    assert (second.state, second.same_as) == ("cancelled", first)


def test_weights_are_not_pinned_while_an_indicator_stands_still(home):
    edition = entropy_edition(
        home, ("education", "programs"), ("industry", "value_added"), ("industry", "employment")
    )
    for year, value in ((2022, 10), (2023, 20), (2024, 40)):
        IndustryStatisticFactory(region=home.region, year=year, value=value)
        IndustryStatisticFactory(region=home.region, year=year, value=5, measure="employment")
    for year in (2022, 2024):
        make.ProgramFactory(school=home.school, opened_on=date(year, 6, 1))
    run = make.make_run(framework=home.framework)
    edition.refresh_from_db()
    assert {one["weight"] for one in edition.indicators} == {None}
    assert (run.state, run.values.get(index="C3", dimension="").detail["industry_parts"]) == (
        "done",
        [
            {"code": "value_added", "scaled": 0.99, "weight": 1.0},
            {"code": "employment", "scaled": None, "weight": 0.0},
        ],
    )


def test_reading_costs_the_same_queries_for_any_number_of_programs(home):
    with CaptureQueriesContext(connection) as few:
        read(home)
    for _program in range(3):
        program = make.ProgramFactory(school=home.school)
        make.CrosswalkLinkFactory(program=program, industry=home.industry)
    with CaptureQueriesContext(connection) as more:
        read(home)
    assert len(more) == len(few)


def test_a_run_of_a_past_day_reads_the_past(home):
    make.publish_in(home)
    past = actions.queue_run(
        region=home.region, as_of=TODAY - timedelta(days=1), framework=home.framework
    )
    actions.compute_run(run_id=past.pk)
    today = make.make_run(framework=home.framework)
    seats = {run.as_of: run.extent["openings"] for run in AlignmentRun.objects.done()}
    assert seats == {past.as_of: 0, today.as_of: 30}

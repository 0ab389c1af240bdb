"""What-if: changes on paper, computed from a run's frozen input, read by whoever may."""

from decimal import Decimal

import pytest
from django.utils import timezone

from alliance.alignment import whatif
from alliance.alignment.actions import (
    StepInput,
    add_step,
    compute_scenario,
    copy_scenario,
    edit_scenario,
    is_settled,
    make_scenario,
    propose_change,
    remove_step,
)
from alliance.alignment.enums import Step
from alliance.alignment.models import Scenario, ScenarioResult
from alliance.alignment.side_by_side import counts_persons, of_scenario
from alliance.alignment.tasks import compute_scenario as subscriber
from alliance.consortia.models import KeyIndustry
from alliance.events.drain import drain
from alliance.events.models import Event, Owed
from alliance.lib.errors import InvalidInput, NotAllowed, Stale
from programs.models import Program
from tests.factories import (
    POWER_INDUSTRY,
    CatalogueProgramFactory,
    CrosswalkLinkFactory,
    FrameworkFactory,
    IndustryFactory,
    OccupationFactory,
    ProgramFactory,
    SchoolFactory,
    UserFactory,
    make_run,
    publish_in,
    world,
)
from tests.factories.indicators import ProgramChangeFactory
from tests.outcomes import NOTHING, changes


@pytest.fixture
def home(db):
    """Four programs of two schools: software (key) 180 and 120 students, power 100, none 60."""
    home = world()
    power = IndustryFactory(code=POWER_INDUSTRY)
    home.other_school = SchoolFactory(organisation__region=home.region, member_of=home.alliance)
    home.second = ProgramFactory(school=home.other_school, enrolment=120, intake=40, graduates=38)
    CrosswalkLinkFactory(program=home.second, industry=home.industry)
    home.power = ProgramFactory(school=home.school, enrolment=100, intake=50, graduates=30)
    CrosswalkLinkFactory(program=home.power, industry=power)
    home.bare = ProgramFactory(school=home.other_school, enrolment=60, intake=20, graduates=18)
    home.run = make_run(framework=home.framework)
    home.other_user = UserFactory(organisation=home.other_school)
    return home


def values(home, **fields):
    return {
        "title": "Fewer, better",
        "region": home.region,
        "base_run": home.run,
        "organisation": home.bureau,
        **fields,
    }


def make(home, *steps, by=None, **fields):
    return make_scenario(by=by or home.bureau_user, values=values(home, **fields), steps=steps)


def out(program):
    return StepInput(kind=Step.DISCONTINUE, program=program)


def down(program, places):
    return StepInput(kind=Step.DOWNSIZE, program=program, places=places)


def launch(home, code="460306", school=None, places=50):
    entry = CatalogueProgramFactory(code=code)
    return StepInput(
        kind=Step.LAUNCH, catalogue_program=entry, school=school or home.school, places=places
    )


def figures(scenario, user, *indices, level=""):
    """(before, after) as numerator, denominator of figures of the whole region."""
    found = of_scenario(scenario, whatif.steps_of(scenario), user)
    told = {}
    for pair in found.whole:
        if pair.index in indices and pair.level == level:
            told[pair.index] = tuple(
                "hidden" if side.hidden else (side.numerator, side.denominator)
                for side in (pair.before, pair.after)
            )
    return told


# -- what is computed ---------------------------------------------------------------------------


def test_without_changes_every_figure_is_the_runs(home):
    scenario = make(home)
    found = of_scenario(scenario, [], home.bureau_user)
    assert {pair.index for pair in found.whole} >= {"A1", "A2", "A3", "B2", "D1", "E1"}
    assert [pair for pair in found.pairs if pair.before != pair.after] == []
    assert found.result.programs == {name: [] for name in found.result.programs}


def test_discontinuing_takes_a_program_out_of_both_sums(home):
    scenario = make(home, out(home.power))
    assert figures(scenario, home.bureau_user, "A1", "A2") == {
        "A1": ((2, 4), (2, 3)),
        "A2": ((300, 460), (300, 360)),
    }
    assert scenario.result.programs["out"] == [home.power.pk]


def test_downsizing_scales_students_with_the_places(home):
    scenario = make(home, down(home.power, 25))
    assert figures(scenario, home.bureau_user, "A1", "A2") == {
        "A1": ((2, 4), (2, 4)),
        "A2": ((300, 460), (300, 410)),
    }


def test_places_move_with_the_students_they_stand_for(home):
    step = StepInput(kind=Step.MOVE_INTAKE, program=home.power, to_program=home.second, places=25)
    scenario = make(home, step)
    assert figures(scenario, home.bureau_user, "A2") == {"A2": ((300, 460), (350, 460))}


def test_a_launched_program_leads_where_its_code_leads_in_the_region(home):
    entry = home.program.catalogue_program
    step = StepInput(kind=Step.LAUNCH, catalogue_program=entry, school=home.other_school, places=40)
    scenario = make(home, step)
    assert figures(scenario, home.bureau_user, "A1", "A2") == {
        "A1": ((2, 4), (3, 5)),
        "A2": ((300, 460), (340, 500)),
    }
    assert scenario.result.programs["in_aligned"] == [1]
    unlinked = make(home, launch(home))
    assert figures(unlinked, home.bureau_user, "A1") == {"A1": ((2, 4), (2, 5))}
    assert unlinked.result.programs["in"] == [1]


def test_an_upgraded_program_counts_at_its_new_level(home):
    entry = CatalogueProgramFactory(code="260202", level="vocational_bachelor")
    scenario = make(
        home, StepInput(kind=Step.UPGRADE, program=home.program, catalogue_program=entry)
    )
    assert figures(scenario, home.bureau_user, "A1", level="higher") == {"A1": ((2, 4), (1, 3))}
    at_new = figures(scenario, home.bureau_user, "A1", level="vocational_bachelor")
    assert at_new["A1"][1] == (1, 1)


def test_another_framework_turns_programs_round(home):
    other = FrameworkFactory(region=home.region, name="3-3-3", industries=[])
    KeyIndustry.objects.create(framework=other, industry_id=POWER_INDUSTRY)
    scenario = make(home, framework=other)
    assert figures(scenario, home.bureau_user, "A1", "A2") == {
        "A1": ((2, 4), (1, 4)),
        "A2": ((300, 460), (100, 460)),
    }
    assert scenario.result.programs["gained"] == [home.power.pk]
    assert sorted(scenario.result.programs["lost"]) == sorted([home.program.pk, home.second.pk])


def test_a_scenario_changes_no_program(home):
    with changes() as seen:
        make(home, out(home.power), down(home.program, 10))
    assert {table for table, _ in seen.added} == {
        "alignment.scenario",
        "alignment.scenariochange",
        "alignment.scenarioresult",
    }
    assert (seen.changed, seen.removed) == ({}, [])


def test_the_same_changes_on_the_same_run_have_one_digest(home):
    first, second = make(home, out(home.power)), make(home, out(home.power), title="Again")
    other = make(home, out(home.bare))
    assert first.result.digest == second.result.digest != other.result.digest


def test_the_figures_are_kept_and_follow_each_change(home):
    scenario = make(home)
    scenario = add_step(scenario=scenario, by=home.bureau_user, step=out(home.power))
    scenario = add_step(scenario=scenario, by=home.bureau_user, step=out(home.bare))
    assert figures(scenario, home.bureau_user, "A1") == {"A1": ((2, 4), (2, 2))}
    scenario = remove_step(scenario=scenario, by=home.bureau_user, position=1)
    assert figures(scenario, home.bureau_user, "A1") == {"A1": ((2, 4), (2, 3))}
    assert scenario.result.programs["out"] == [home.bare.pk]
    scenario = edit_scenario(scenario=scenario, by=home.bureau_user, values={}, steps=[])
    assert figures(scenario, home.bureau_user, "A1") == {"A1": ((2, 4), (2, 4))}
    assert ScenarioResult.objects.count() == 1


def test_figures_of_an_earlier_version_are_not_shown_and_the_worker_brings_new_ones(
    home, monkeypatch
):
    monkeypatch.setattr(whatif, "AT_ONCE", 0)
    Owed.objects.all().delete()
    scenario = make(home, out(home.power))
    assert of_scenario(scenario, [], home.bureau_user).result is None
    assert not is_settled(scenario)
    assert drain(limit=10) == 1
    assert figures(scenario, home.bureau_user, "A1") == {"A1": ((2, 4), (2, 3))}
    # what comes a second time writes nothing
    event = Event.objects.get(kind="scenario.entered")
    with changes() as seen:
        subscriber(event)
    assert (compute_scenario(scenario_id=scenario.pk), seen) == (False, NOTHING)


# -- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (lambda home: StepInput(kind="merge", program=home.power), ("changes.0.kind",)),
        (lambda home: StepInput(kind=Step.DOWNSIZE, program=home.power), ("changes.0.places",)),
        (lambda home: down(home.power, 50), ("changes.0.places",)),
        (lambda home: StepInput(kind=Step.DISCONTINUE), ("changes.0.program",)),
        (
            lambda home: StepInput(kind=Step.DISCONTINUE, program=home.power, places=3),
            ("changes.0.places",),
        ),
        (lambda home: out(home.foreign.program), ("changes.0.program",)),
        (
            lambda home: StepInput(
                kind=Step.MOVE_INTAKE, program=home.power, to_program=home.second, places=51
            ),
            ("changes.0.places",),
        ),
        (
            lambda home: StepInput(
                kind=Step.MOVE_INTAKE, program=home.power, to_program=home.power, places=5
            ),
            ("changes.0.program",),
        ),
        (lambda home: launch(home, places=0), ("changes.0.places",)),
        (lambda home: launch(home, school=home.foreign.school), ("changes.0.school",)),
    ],
)
def test_a_change_that_cannot_be_made_is_named(home, step, fault):
    given = step(home)
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        make(home, given)
    assert tuple(error.field for error in refusal.value.errors) == fault
    assert seen == NOTHING


def test_a_program_that_opened_after_the_run_is_in_no_scenario_of_it(home):
    late = ProgramFactory(school=home.school)
    with pytest.raises(InvalidInput, match="not open in the run") as refusal:
        make(home, out(home.power), out(late))
    assert [error.field for error in refusal.value.errors] == ["changes.1.program"]


def test_a_program_is_changed_once(home):
    with pytest.raises(InvalidInput, match="changes this program already"):
        make(home, down(home.power, 10), out(home.power))


@pytest.mark.parametrize("fields", [{"base_run": "foreign"}, {"framework": "foreign"}])
def test_run_and_framework_are_the_regions(home, fields):
    wrong = {
        "base_run": make_run(framework=home.foreign.framework),
        "framework": home.foreign.framework,
    }
    (name,) = fields
    with pytest.raises(InvalidInput) as refusal:
        make(home, **{name: wrong[name]})
    assert [error.field for error in refusal.value.errors] == [name]


def test_a_run_that_is_not_done_carries_no_scenario(home):
    queued = make_run(
        framework=home.framework, as_of=timezone.localdate().replace(day=1), done=False
    )
    with pytest.raises(InvalidInput, match="finished run"):
        make(home, base_run=queued)


def test_somebody_elses_version_is_not_overwritten(home):
    scenario = make(home)
    add_step(scenario=scenario, by=home.bureau_user, step=out(home.power), version=1)
    with pytest.raises(Stale):
        add_step(scenario=scenario, by=home.bureau_user, step=out(home.bare), version=1)
    assert scenario.changes.count() == 1


# -- who may ------------------------------------------------------------------------------------


def test_schools_try_out_their_own_programs_others_the_regions(home):
    mine = {"organisation": home.school.organisation}
    make(home, out(home.power), by=home.school_user, **mine)
    with pytest.raises(NotAllowed, match="own programs alone"):
        make(home, out(home.second), by=home.school_user, **mine)
    make(home, out(home.second), out(home.power), by=home.secretary, organisation=home.secretariat)
    for other in (home.enterprise_user, home.foreign.school_user, home.foreign.secretary):
        own = other.roles.first().organisation if hasattr(other, "roles") else None
        for organisation in filter(None, (own, home.school.organisation, home.bureau)):
            with pytest.raises(NotAllowed):
                make(home, by=other, organisation=organisation)
    assert Scenario.objects.count() == 2


def test_a_scenario_is_its_organisations_until_it_is_shared(home):
    scenario = make(home, by=home.school_user, organisation=home.school.organisation)
    people = {
        "school": home.school_user,
        "secretary": home.secretary,
        "bureau": home.bureau_user,
        "other school": home.other_user,
        "enterprise": home.enterprise_user,
        "foreign bureau": home.foreign.bureau_user,
        "nobody": None,
    }

    def readers():
        return {
            name
            for name, user in people.items()
            if Scenario.objects.visible_to(user).filter(pk=scenario.pk).exists()
        }

    assert readers() == {"school"}
    edit_scenario(scenario=scenario, by=home.school_user, values={"shared": True})
    assert readers() == {"school", "secretary", "bureau"}


def test_a_proposed_case_shows_its_scenario_to_those_who_judge_it_and_holds_it_fast(home):
    mine = {"by": home.school_user, "organisation": home.school.organisation}
    scenario = make(home, out(home.power), **mine)
    case = ProgramChangeFactory(program=home.power, scenario=scenario)
    assert not Scenario.objects.visible_to(home.secretary).exists()
    scenario = edit_scenario(
        scenario=scenario, by=home.school_user, values={"title": "Still a draft"}
    )
    propose_change(case, by=home.school_user)
    for user in (home.secretary, home.bureau_user, home.school_user):
        assert list(Scenario.objects.visible_to(user)) == [scenario]
    assert not Scenario.objects.visible_to(home.other_user).exists()
    for act in (
        lambda: edit_scenario(scenario=scenario, by=home.school_user, values={"title": "Other"}),
        lambda: add_step(scenario=scenario, by=home.school_user, step=out(home.program)),
        lambda: remove_step(scenario=scenario, by=home.school_user, position=1),
    ):
        with changes() as seen, pytest.raises(NotAllowed, match="proposed case rests on"):
            act()
        assert seen == NOTHING
    copied = copy_scenario(scenario=scenario, by=home.school_user)
    assert (copied.title, copied.shared) == ("Still a draft (copy)", False)
    assert copied.result.digest == scenario.result.digest


# -- figures of persons -------------------------------------------------------------------------


def test_students_of_single_programs_cannot_be_subtracted_by_outsiders(home):
    """The secretariat may change any program on paper; it does not read its students."""
    scenario = make(
        home, out(home.power), by=home.secretary, organisation=home.secretariat, shared=True
    )
    told = figures(scenario, home.secretary, "A1", "A2", "A3")
    assert told == {
        "A1": ((2, 4), (2, 3)),
        "A2": ((300, 460), "hidden"),
        "A3": ((Decimal(300), 460), "hidden"),
    }
    whole = of_scenario(scenario, whatif.steps_of(scenario), home.secretary)
    open_ones = {p.index for p in whole.pairs if not p.after.hidden}
    assert {index for index in open_ones if counts_persons(index, home.run.parameters)} == set()
    assert not whole.persons
    # its school and the region's public bodies read them anyway
    assert figures(scenario, home.bureau_user, "A2") == {"A2": ((300, 460), (300, 360))}


def test_a_school_reads_what_its_own_programs_do(home):
    mine = {"by": home.school_user, "organisation": home.school.organisation}
    own = make(home, out(home.power), **mine)
    assert figures(own, home.school_user, "A2") == {"A2": ((300, 460), (300, 360))}
    other = FrameworkFactory(region=home.region, name="one", industries=[])
    KeyIndustry.objects.create(framework=other, industry_id=POWER_INDUSTRY)
    framed = make(home, framework=other, **mine)
    assert figures(framed, home.school_user, "A2") == {"A2": ((300, 460), "hidden")}


def test_what_would_speak_of_few_persons_is_not_shown(home):
    Program.objects.filter(pk__in=[home.second.pk, home.bare.pk]).update(enrolment=4)
    run = make_run(framework=home.framework)
    mine = {"by": home.school_user, "organisation": home.school.organisation}
    scenario = make(home, out(home.power), out(home.program), base_run=run, **mine)
    assert figures(scenario, home.school_user, "A2")["A2"][1] == "hidden"
    assert figures(scenario, home.bureau_user, "A2")["A2"][1] == (4, 8)


@pytest.mark.parametrize(("graduates", "after"), [(38, "shown"), (4, "hidden")])
def test_openings_tell_nothing_of_few_graduates_beside_ones_own(home, graduates, after):
    """With a program launched beside it, a competitor's graduates could be solved for."""
    Program.objects.filter(pk=home.second.pk).update(graduates=graduates)
    CrosswalkLinkFactory(program=home.second, occupation=home.occupation)
    lone = OccupationFactory(code="4-04-05-01")
    CrosswalkLinkFactory(program=home.second, occupation=lone)
    publish_in(home)
    publish_in(home, occupation=lone)
    run = make_run(framework=home.framework)
    assert run.values.filter(index="D2", hidden=True).exists() is (after == "hidden")
    mine = {"by": home.school_user, "organisation": home.school.organisation}
    scenario = make(home, down(home.program, 30), base_run=run, **mine)
    told = {"hidden"} if after == "hidden" else set()
    assert {s for s in figures(scenario, home.school_user, "D1")["D1"][1:] if s == "hidden"} == told
    assert "hidden" not in figures(scenario, home.bureau_user, "D1")["D1"]


def test_places_are_nobody(home):
    by_places = {**home.run.parameters, "weight_by": "intake"}
    assert [counts_persons(i, by_places) for i in ("A1", "A2", "A3", "D1", "E4", "B2")] == [
        False,
        False,
        False,
        True,
        True,
        False,
    ]
    assert counts_persons("B2", {**by_places, "shares_by": "graduates"})

"""An attacker reads every surface as a stranger, subtracts what lies in each other and solves."""

import random
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from alliance.engines.disclosure import outcome_hidden
from alliance.engines.indices.run.people import TABLES
from alliance.indicators.enums import Unit
from bench.disclosure import Published, determined, subtracted
from talent.enums import TO_ENTERPRISE, TO_SCHOOL, ExchangeKind
from talent.models import Cohort, Exchange, Graduate, Outcome
from tests import factories as make
from tests.exports.reading import HIDDEN, of_api, of_csv
from tests.factories.indicators import IndicatorFactory
from tests.surfaces.attack import recovered

SEED = 836
FEW = 10
COUNTIES = ("431002", "431003", "431021", "431022", "431023", "431024")
LEVELS = ("secondary", "technician")
PRINTED = {
    "G1": ("destination", "graduates"),
    "G2": ("employed", "graduates"),
    "G3": ("related", "employed"),
    "G4": ("related", "graduates"),
    "G5": ("local", "employed"),
    "G8": ("known", "graduates"),
}
"""Index → what its numerator and its denominator count."""
MEASURES = ("graduates", "known", "employed", "further", "related", "local")


@pytest.fixture
def home(db):
    return make.world()


@pytest.fixture
def graduates(home):
    """Two years of cohorts in two levels of thirty schools; (school, county, level, year, …)."""
    dice = random.Random(SEED)
    today = timezone.localdate()
    found = []
    for number in range(30):
        county = COUNTIES[number % len(COUNTIES)]
        school = make.SchoolFactory(
            organisation__region=make.RegionFactory(code=county), member_of=home.alliance
        )
        for level in LEVELS[: 1 + (number % 4 == 0)] if number % 3 else LEVELS[1:]:
            program = make.ProgramFactory(
                school=school, catalogue_program=make.CatalogueProgramFactory(level=level)
            )
            for year in (today.year - 2, today.year - 1):
                size = dice.choice([6, 40, 90, 160])
                cohort = Cohort.objects.create(program=program, year=year)
                people = Graduate.objects.bulk_create(
                    Graduate(cohort=cohort, number=str(n)) for n in range(size)
                )
                rows = [outcome(dice, person, today) for person in people]
                Outcome.objects.bulk_create([row for row in rows if row is not None])
                found += [(school.pk, county, program.level, year, row) for row in rows]
    return found


def outcome(dice, person, today):
    """What became of one graduate; None: never asked."""
    if dice.random() < 0.1:
        return None
    kind = dice.choices(["employed", "further_study", "seeking", "unknown"], [70, 15, 10, 5])[0]
    works = kind == "employed"
    return Outcome(
        graduate=person,
        measured_on=today - timedelta(days=30),
        destination=kind,
        related=dice.choice([True, True, False, None]) if works else None,
        local=dice.choice([True, True, True, False]) if works else None,
    )


def counted(row):
    """Which of MEASURES the graduate counts in."""
    destination = row.destination if row else "unknown"
    works = destination == "employed"
    return (
        True,
        destination != "unknown",
        works,
        destination == "further_study",
        works and row.related is True,
        works and row.local is True,
    )


def told_by(surface, graduates, year):
    """Published of one year as the surface shows it, checked against the graduates themselves."""
    of_year = [one for one in graduates if one[3] == year]
    atoms = sorted({one[:3] for one in of_year})
    place = {atom: n for n, atom in enumerate(atoms)}
    counts = np.zeros((len(atoms), len(MEASURES)), dtype=np.int64)
    for one in of_year:
        counts[place[one[:3]]] += counted(one[4])
    groups = {
        ("year", "all", str(year)): [True] * len(atoms),
        **{("year", lv, str(year)): [a[2] == lv for a in atoms] for lv in {a[2] for a in atoms}},
        **{
            ("county_year", "all", f"{c}|{year}"): [a[1] == c for a in atoms]
            for c in {a[1] for a in atoms}
        },
        **{
            ("school_year", "all", f"{s}|{year}"): [a[0] == s for a in atoms]
            for s in {a[0] for a in atoms}
        },
    }
    inside = np.array(list(groups.values()))
    totals = inside.astype(np.int64) @ counts
    shown = np.zeros_like(totals, dtype=bool)
    for group, (dimension, level, key) in enumerate(groups):
        read = {
            index: surface[index, level, dimension, key]
            for index in PRINTED
            if (index, level, dimension, key) in surface
        }
        for index, told in read.items():
            if told == HIDDEN:
                continue
            for name, number in zip(PRINTED[index], told[:2], strict=True):
                if name in MEASURES:
                    assert number == int(totals[group, MEASURES.index(name)])
                    shown[group, MEASURES.index(name)] = True
        if HIDDEN not in (read.get("G1", HIDDEN), read.get("G2", HIDDEN)):
            shown[group, MEASURES.index("further")] = True  # destination minus employed
    return Published(MEASURES, inside, totals, shown)


def bare(graduates, year):
    """The same with the small counts hidden and nothing to cover them."""
    rows = [one for one in graduates if one[3] == year]
    schools, counties, levels = ([one[n] for one in rows] for n in range(3))
    number = {
        name: np.unique(values, return_inverse=True)[1].astype(np.int64)
        for name, values in (("school", schools), ("county", counties), ("level", levels))
    }
    number["year"] = np.full(len(rows), year)
    flags = np.array([counted(one[4]) for one in rows], dtype=np.int64)
    counts = {name: flags[:, place] for place, name in enumerate(MEASURES)}
    masks = outcome_hidden(counts, number, TABLES, published=MEASURES, covered=False)
    inside, shown = [], []
    for table, mask in masks.items():
        for labels, hidden in zip(mask.labels.tolist(), mask.hidden, strict=True):
            wanted = zip(table, labels, strict=True)
            inside.append(np.logical_and.reduce([number[name] == label for name, label in wanted]))
            shown.append(~hidden)
    inside = np.array(inside)
    return Published(MEASURES, inside, inside.astype(np.int64) @ flags, np.array(shown))


def stranger(home):
    """Somebody signed in who reads nobody's exact figures."""
    client = Client()
    client.force_login(home.enterprise_user)
    return client


@pytest.mark.parametrize("read", [of_api, of_csv])
def test_no_surface_of_a_run_gives_a_few_graduates_away(home, graduates, read):
    run = make.make_run(framework=home.framework, as_of=timezone.localdate())
    surface = read(stranger(home), run)
    years = sorted({one[3] for one in graduates})
    told = [told_by(surface, graduates, year) for year in years]
    found = [subtracted(one) for one in told]
    assert sum(pairs for pairs, _few in found) >= 2000
    assert [few for _pairs, few in found] == [0, 0]
    assert [determined(one) for one in told] == [0, 0]
    assert all(one.shown.any() and not one.shown.all() for one in told)

    uncovered = [bare(graduates, year) for year in years]
    assert all(subtracted(one)[1] > 0 for one in uncovered)
    assert all(determined(one) > 0 for one in uncovered)


def test_api_and_file_together_tell_no_more_than_each(home, graduates):
    run = make.make_run(framework=home.framework, as_of=timezone.localdate())
    reader = stranger(home)
    assert of_api(reader, run) == of_csv(reader, run)


# -- counts outside runs ----------------------------------------------------------------------

PLACES = ("430000", "431000", "430100", *COUNTIES, "430102", "430103")


@pytest.fixture
def exchanged(home):
    """Exchanges of schools in counties of two cities; some counties have very few."""
    dice = random.Random(SEED)
    found = []
    for code in (*COUNTIES, "430102", "430103"):
        school = make.SchoolFactory(organisation__region=make.RegionFactory(code=code))
        for kind in ExchangeKind.values:
            times = dice.choice([0, 3, 8, 12, 30, 70])
            Exchange.objects.bulk_create(
                Exchange(
                    kind=kind,
                    school=school,
                    enterprise=home.enterprise,
                    person_name=f"Person {n}",
                    started_on=timezone.localdate() - timedelta(days=1),
                )
                for n in range(times)
            )
            found.append((code, kind, times))
    IndicatorFactory(
        unit=Unit.PERSONS,
        is_person_count=True,
        name_en="Experts at schools",
        numerator={"register": "exchanges", "count": True, "where": {"kind": "visiting_expert"}},
    )
    return found


def atoms_in(exchanged, code, kinds):
    start = {"430000": "43", "431000": "4310", "430100": "4301"}.get(code, code)
    return [
        place
        for place, (county, kind, _n) in enumerate(exchanged)
        if county.startswith(start) and kind in kinds
    ]


def shown_on_pages(exchanged):
    """For the tiles and for the indicator: (atoms, number) of what a stranger's pages show."""
    tiles, measured = [], []
    for code in PLACES:
        make.RegionFactory(code=code)
        page = Client().get(f"/regions/{code}/").context
        for figure, kinds in [
            (page["to_school"], TO_SCHOOL),
            (page["to_enterprise"], TO_ENTERPRISE),
        ]:
            cells = [(figure.total, kinds), *((cell, (kind,)) for kind, cell in figure.kinds)]
            tiles += [
                (atoms_in(exchanged, code, which), cell.value)
                for cell, which in cells
                if not cell.hidden
            ]
        for line in page["report"].outcomes:
            if line.figure.value is not None:
                atoms = atoms_in(exchanged, code, ("visiting_expert",))
                measured.append((atoms, int(line.figure.value)))
    return tiles, measured


def test_pages_of_all_regions_give_no_few_persons_away(home, exchanged):
    persons = [n for _code, _kind, n in exchanged]
    for shown in shown_on_pages(exchanged):
        assert shown
        for atoms, number in shown:
            assert number == sum(persons[atom] for atom in atoms)
        small = recovered(persons, [atoms for atoms, _n in shown], FEW)
        assert small == []
    small_alone = [
        atoms_in(exchanged, code, kinds)
        for code in PLACES
        for kinds in [TO_SCHOOL, TO_ENTERPRISE, *((kind,) for kind in ExchangeKind.values)]
    ]
    open_ = [a for a in small_alone if not 0 < sum(persons[atom] for atom in a) < FEW]
    assert recovered(persons, open_, FEW)  # without covers the same attack succeeds

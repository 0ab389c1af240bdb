"""Index E: coverage, similarity, advantage and structure of skills against plain loops."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.engines.errors import InputError
from alliance.engines.indices import skills as module
from alliance.engines.indices.arrays import Lists
from alliance.engines.indices.skills import (
    SkillRows,
    Sought,
    Wanted,
    advantage,
    best_levels,
    cosine,
    coverage,
    coverage_by,
    skill_structure,
    skill_table,
)

GROUPS, SKILLS = 3, 4


def lists(*rows, items=SKILLS):
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    return Lists(indptr=indptr, item=np.array([s for row in rows for s in row], int), items=items)


def wanted(*rows):
    skill, level, weight, must = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Wanted(skill=np.array(skill, int), level=np.array(level, int), weight=weight, must=must)


def rows_of(rows):
    group, skill, weight = zip(*rows, strict=True) if rows else ((), (), ())
    return SkillRows(group=np.array(group, int), skill=np.array(skill, int), weight=weight)


statements = st.lists(
    st.tuples(st.integers(0, GROUPS - 1), st.integers(0, SKILLS - 1), st.integers(0, 9)),
    max_size=30,
)
profiles = st.lists(
    st.dictionaries(st.integers(0, SKILLS - 1), st.integers(1, 4)), min_size=1, max_size=6
)


def compare(sought, taught):
    return skill_structure(rows_of(sought), rows_of(taught), groups=GROUPS, skills=SKILLS)


def test_coverage_by_hand():
    demand = wanted((0, 4, 3.0, True), (2, 2, 1.0, True), (3, 1, 4.0, False))
    taught = lists([0, 2], [1, 3], [0, 2, 3], [])
    found = coverage(demand, taught, (2, 4, 4, 4, 4, 1, 1))
    assert found.rate.numerator.tolist() == [2.5, 4.0, 7.5, 0.0]
    assert found.rate.denominator.tolist() == [8.0] * 4
    assert found.rate.value.tolist() == [0.3125, 0.5, 0.9375, 0.0]
    assert (found.musts, found.version) == (2, "E-1")
    assert (found.must_taught.tolist(), found.must_reached.tolist()) == ([2, 0, 2, 0], [1, 0, 1, 0])


def test_a_demand_that_weighs_nothing_is_unknown_and_never_zero():
    for demand in (wanted(), wanted((1, 1, 0.0, False))):
        assert np.isnan(coverage(demand, lists([1]), (4,)).rate.value).tolist() == [True]


@given(profiles, st.dictionaries(st.integers(0, 3), st.integers(1, 4), min_size=1))
def test_coverage_is_what_a_loop_finds(programs, asked):
    demand = wanted(*((s, level, s + 1.0, s % 2 == 0) for s, level in asked.items()))
    taught = lists(*(sorted(program) for program in programs))
    levels = np.array([program[s] for program in programs for s in sorted(program)], int)
    found = coverage(demand, taught, levels)
    for place, program in enumerate(programs):
        credit = sum(
            (s + 1) * min(1, program[s] / level) for s, level in asked.items() if s in program
        )
        assert found.rate.numerator[place] == pytest.approx(credit)
        musts = {s for s in asked if s % 2 == 0}
        assert found.must_taught[place] == len(musts & set(program))
        assert found.must_reached[place] == sum(program.get(s, 0) >= asked[s] for s in musts)
        assert 0 <= found.rate.value[place] <= 1


@given(profiles, st.dictionaries(st.integers(0, 3), st.integers(1, 4), min_size=1))
def test_teaching_more_never_lowers_coverage(programs, asked):
    demand = wanted(*((s, level, 1.0, True) for s, level in asked.items()))

    def rate(found):
        rows = lists(*(sorted(program) for program in found))
        levels = np.array([program[s] for program in found for s in sorted(program)], int)
        return coverage(demand, rows, levels).rate.value

    better = [dict.fromkeys({*program, 0}, 4) for program in programs]
    assert (rate(better) >= rate(programs)).all()


@pytest.mark.parametrize(
    ("rows", "level", "field"),
    [
        ([(0, 5, 1.0, True)], (1,), "wanted.level"),
        ([(0, 0, 1.0, True)], (1,), "wanted.level"),
        ([(0, 1, -1.0, True)], (1,), "wanted.weight"),
        ([(0, 1, 1.0, True), (0, 2, 1.0, True)], (1,), "wanted.skill"),
        ([(4, 1, 1.0, True)], (1,), "wanted.skill"),
        ([(0, 1, 1.0, True)], (5,), "level"),
        ([(0, 1, 1.0, True)], (1, 1), "level"),
    ],
)
def test_demands_and_levels_without_meaning_are_refused(rows, level, field):
    with pytest.raises(InputError) as refused:
        coverage(wanted(*rows), lists([0]), level)
    assert refused.value.field == field


def test_a_region_is_covered_by_the_best_of_its_programs():
    best = best_levels(lists([0, 1], [0], []), (1, 3, 2))
    assert best.tolist() == [2, 3, 0, 0]
    sought = Sought(skill=[0, 0, 1, 2, 1], level=[4, 1, 3, 1, 4], weight=[2.0, 1, 1, 4, 8])
    found = coverage_by([0, 0, 0, 0, 2], sought, best, groups=3)
    assert found.numerator.tolist() == [3, 0, 6]
    assert found.denominator.tolist() == [8, 0, 8]
    assert (found.known.tolist(), found.value[[0, 2]].tolist()) == (
        [True, False, True],
        [0.375, 0.75],
    )


@given(profiles, st.dictionaries(st.integers(0, 3), st.integers(1, 4), min_size=1))
def test_all_programs_together_cover_what_the_best_alone_covers(programs, asked):
    taught = lists(*(sorted(program) for program in programs))
    levels = np.array([program[s] for program in programs for s in sorted(program)], int)
    demand = wanted(*((s, level, 1.0, False) for s, level in asked.items()))
    sought = Sought(skill=demand.skill, level=demand.level, weight=demand.weight)
    together = coverage_by([0] * len(asked), sought, best_levels(taught, levels), groups=1)
    assert together.value[0] >= coverage(demand, taught, levels).rate.value.max() - 1e-12


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"group": [0, 1]}, "group"),
        ({"group": [0]}, "group"),
        ({"best": [0, 5]}, "best"),
        ({"best": [1]}, "sought.skill"),
        ({"level": [1, 0]}, "sought.level"),
        ({"weight": [1.0, -1.0]}, "sought.weight"),
        ({"weight": [1.0]}, "sought.weight"),
    ],
)
def test_regions_without_meaning_are_refused(changed, field):
    values = {"group": [0, 0], "best": [0, 4], "level": [1, 1], "weight": [1.0, 1.0], **changed}
    with pytest.raises(InputError) as refused:
        coverage_by(
            values["group"],
            Sought(skill=[0, 1], level=values["level"], weight=values["weight"]),
            values["best"],
            groups=1,
        )
    assert refused.value.field == field


def test_similarity_by_hand():
    left, right = lists([0, 1], [2]), lists([0], [0, 1], [3], [])
    found = cosine(left, (1, 2, 5), right, (3, 1, 2, 9), (1, 2, 1, 0))
    assert found[0, :2] == pytest.approx([1 / sqrt(17), 1.0])
    assert found[1, :2].tolist() == [0, 0]
    assert np.isnan(found).tolist() == [[False, False, True, True]] * 2


def densely(programs, idf):
    table = np.zeros((len(programs), SKILLS))
    for place, program in enumerate(programs):
        for skill, count in program.items():
            table[place, skill] = count * idf[skill]
    return table


@pytest.mark.parametrize("block", [1, 7, 4_000_000])
@given(left=profiles, right=profiles, idf=st.tuples(*[st.integers(0, 3)] * SKILLS))
def test_similarity_is_that_of_dense_vectors(block, left, right, idf):
    held, module.BLOCK = module.BLOCK, block
    try:
        sides = [
            (lists(*(sorted(p) for p in side)), [p[s] for p in side for s in sorted(p)])
            for side in (left, right)
        ]
        found = cosine(*sides[0], *sides[1], idf)
    finally:
        module.BLOCK = held
    one, other = densely(left, idf), densely(right, idf)
    with np.errstate(invalid="ignore"):
        expected = (one @ other.T) / np.outer(
            np.linalg.norm(one, axis=1), np.linalg.norm(other, axis=1)
        )
    assert found == pytest.approx(expected, abs=1e-12, nan_ok=True)
    assert (np.nan_to_num(found) <= 1).all()


@pytest.mark.parametrize(
    ("count", "idf", "field"),
    [
        ((1,), (1, 1, 1), "left"),
        ((1,), (1, 1, 1, -1), "idf"),
        ((-1,), (1, 1, 1, 1), "left_count"),
        ((1, 1), (1, 1, 1, 1), "left_count"),
    ],
)
def test_vectors_without_meaning_are_refused(count, idf, field):
    with pytest.raises(InputError) as refused:
        cosine(lists([0]), count, lists([0]), (1,), idf)
    assert refused.value.field == field


def test_advantage_by_hand():
    # Skill 0 makes 60 of 100; occupation 0 asks for it in 45 of 50.
    found = advantage([[45, 15, 0], [5, 35, 0], [0, 0, 0]])
    assert found.share[:, :2].tolist() == [[0.9, 0.3], [0.1, 0.7], [0, 0]]
    assert found.overall.tolist() == [0.6, 0.4, 0]
    assert found.value[:2, :2] == pytest.approx(np.array([[1.5, 0.5], [0.25, 1.75]]))
    assert found.known.tolist() == [[True, True, False], [True, True, False], [False] * 3]
    assert found.effective.tolist() == [[True, False, False], [False, True, False], [False] * 3]


def test_an_even_demand_gives_no_advantage():
    found = advantage([[1, 3], [2, 6], [7, 21]])
    assert found.value == pytest.approx(np.ones((3, 2)))
    assert not found.effective.any()


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4))
def test_advantages_average_to_one_in_every_occupation(rows):
    found = advantage(rows)
    mean = (np.nan_to_num(found.value) * found.overall[:, np.newaxis]).sum(axis=0)
    sought = np.array(rows).sum(axis=0) > 0
    assert mean[sought] == pytest.approx(np.ones(sought.sum()))


def test_a_negative_amount_has_no_advantage():
    with pytest.raises(InputError) as refused:
        advantage([[1, -1]])
    assert (refused.value.field, refused.value.row) == ("amount", 0)


def test_structure_by_hand():
    found = compare(
        [(0, 0, 6), (0, 1, 2), (0, 0, 0), (0, 3, 2), (1, 0, 1), (2, 1, 0)],
        [(0, 1, 5), (0, 0, 1), (0, 0, 4), (0, 2, 10), (2, 1, 1)],
    )
    # Group 0: sought .6 .2 0 .2, taught .25 .25 .5 0.
    assert found.value[0] == pytest.approx(0.45)
    assert np.isnan(found.value[1:]).tolist() == [True, True]
    assert (found.sought.tolist(), found.taught.tolist()) == ([10, 1, 0], [20, 0, 1])
    assert found.shared.tolist() == [2, 0, 0]


def slowly(sought, taught):
    """Σ min over dictionaries."""
    values = []
    for group in range(GROUPS):
        sides = []
        for rows in (sought, taught):
            weights = {}
            for g, s, w in rows:
                if g == group:
                    weights[s] = weights.get(s, 0) + w
            total = sum(weights.values())
            sides.append({s: w / total for s, w in weights.items()} if total else None)
        if None in sides:
            values.append(np.nan)
        else:
            values.append(sum(min(w, sides[1].get(s, 0)) for s, w in sides[0].items()))
    return values


@given(statements, statements)
def test_structure_is_what_a_loop_finds(sought, taught):
    found = compare(sought, taught)
    assert found.value == pytest.approx(slowly(sought, taught), abs=1e-12, nan_ok=True)


@given(statements, statements, st.randoms(), st.integers(2, 9))
def test_order_scale_and_side_do_not_matter_to_structure(sought, taught, random, scale):
    one = compare(sought, taught).value
    more = [(g, s, w * scale) for g, s, w in sought]
    random.shuffle(more)
    assert compare(more, taught).value == pytest.approx(one, abs=1e-12, nan_ok=True)
    assert compare(taught, sought).value == pytest.approx(one, abs=1e-12, nan_ok=True)


@given(statements)
def test_structure_of_equal_sides_is_one(rows):
    found = compare(rows, rows)
    assert found.value[found.sought > 0] == pytest.approx(np.ones((found.sought > 0).sum()))


@pytest.mark.parametrize("bits", [1, 15, 16, 17, 32, 40, 60])
def test_any_number_of_codes_is_told_apart(bits):
    last = (1 << bits) - 1
    rows = rows_of([(1, last, 1), (0, 0, 6), (0, last, 2)])
    taught = rows_of([(1, last, 3), (0, last, 1), (0, 0, 1), (1, last - 1, 1)])
    found = skill_structure(rows, taught, groups=2, skills=last + 1)
    assert found.value.tolist() == [0.75, 0.75]
    assert found.shared.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("rows", "field", "row"),
    [
        ([(0, 0, 1), (3, 0, 1)], "sought.group", 1),
        ([(0, 4, 1)], "sought.skill", 0),
        ([(0, -1, 1)], "sought.skill", 0),
        ([(0, 0, 1), (0, 0, -1)], "sought.weight", 1),
    ],
)
def test_statements_without_meaning_are_refused(rows, field, row):
    with pytest.raises(InputError) as refused:
        compare(rows, [])
    assert (refused.value.field, refused.value.row) == (field, row)
    with pytest.raises(InputError) as refused:
        compare([], rows)
    assert refused.value.field == field.replace("sought", "taught")


def test_table_of_taught_and_sought_by_hand():
    found = skill_table((0, 1, 0), (1, 2, 1), (1, 2), (3, 1), skills=3)
    assert found.sought.numerator.tolist() == [2, 2, 0]
    assert found.taught.denominator.tolist() == [4, 4, 4]
    assert found.difference.tolist() == [0.5, -0.25, -0.25]


def test_a_side_that_says_nothing_leaves_the_difference_unknown():
    found = skill_table((), (), (1,), (3,), skills=2)
    assert np.isnan(found.sought.value).all()
    assert np.isnan(found.difference).all()
    assert found.taught.value.tolist() == [0, 1]


@given(statements, statements)
def test_differences_sum_to_zero(sought, taught):
    sides = [([s for _, s, _ in rows], [w for _, _, w in rows]) for rows in (sought, taught)]
    found = skill_table(*sides[0], *sides[1], skills=SKILLS)
    if not np.isnan(found.difference).any():
        assert found.difference.sum() == pytest.approx(0, abs=1e-12)

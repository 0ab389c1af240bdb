"""Alignment rates: the worked checks, what must always hold, and what is refused."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.engines.errors import InputError
from alliance.engines.indices import (
    ENGINE_VERSION,
    IndexResult,
    KeySet,
    Parameters,
    ProgramFacts,
    ProgramVerdict,
    align,
    as_decimal,
    facts_of,
    judge,
    judge_all,
    percent_text,
    rate,
)
from alliance.engines.indices.groups import by_group, crossed, level_groups, serving
from tests.engines import facts_cases

PARENTS = {"C": None, "C39": "C", "C391": "C39", "C3919": "C391", "C26": "C", "I65": "I"}
KEYS = KeySet(codes=frozenset({"C39", "I65"}), parents=PARENTS)


def program(number, *links, level="higher", catalogue="510101", **facts):
    return ProgramFacts(id=number, level=level, catalogue=catalogue, links=links, **facts)


def points(aligned, others):
    served = [program(n, ("C391", 10_000), enrolment=1) for n in range(1, aligned + 1)]
    return served + [program(n + 1000, ("C26", 10_000), enrolment=1) for n in range(others)]


@pytest.mark.parametrize(("aligned", "total", "printed"), [(46, 55, "83.6 %"), (36, 48, "75.0 %")])
def test_a1_prints_the_quoted_rates(aligned, total, printed):
    result = align(points(aligned, total - aligned), KEYS, level="higher").a1
    assert result == IndexResult(
        index="A1",
        version=ENGINE_VERSION,
        level="higher",
        numerator=Decimal(aligned),
        denominator=Decimal(total),
        value=Fraction(aligned, total),
    )
    assert percent_text(result.value) == printed


def test_related_field_rate_of_the_demo_is_a_plain_share():
    value = rate(220, 391)
    assert value == Fraction(220, 391)
    assert (as_decimal(value, 6), percent_text(value)) == (Decimal("0.562660"), "56.3 %")


def test_three_programs_by_hand():
    found = align(
        [
            program(3, ("C3919", 3000), ("I65", 3000), ("C26", 4000), enrolment=100),
            program(1, ("C", 10_000), enrolment=300),
            program(2, ("C39", 4999), enrolment=None),
            program(9, ("C39", 10_000), level="secondary", enrolment=50),
        ],
        KEYS,
        level="higher",
    )
    shared = {"version": ENGINE_VERSION, "level": "higher"}
    assert found.a1 == IndexResult(
        index="A1",
        numerator=Decimal(1),
        denominator=Decimal(3),
        value=Fraction(1, 3),
        **shared,
    )
    assert found.a2 == IndexResult(
        index="A2",
        numerator=Decimal(100),
        denominator=Decimal(400),
        value=Fraction(1, 4),
        left_out=(2,),
        **shared,
    )
    assert found.a3 == IndexResult(
        index="A3",
        numerator=Decimal(60),
        denominator=Decimal(400),
        value=Fraction(60, 400),
        left_out=(2,),
        **shared,
    )
    assert found.verdicts == (
        ProgramVerdict(
            program_id=1, level="higher", aligned=False, key_weight=0, key_links=(), declared=None
        ),
        ProgramVerdict(
            program_id=2,
            level="higher",
            aligned=False,
            key_weight=4999,
            key_links=(("C39", "C39", 4999),),
            declared=None,
        ),
        ProgramVerdict(
            program_id=3,
            level="higher",
            aligned=True,
            key_weight=6000,
            key_links=(("C3919", "C39", 3000), ("I65", "I65", 3000)),
            declared=None,
        ),
    )
    assert found.verdicts[2].key_codes == ("C39", "I65")


def test_all_levels_together_have_no_level():
    found = align([program(1, ("C39", 5000)), program(2, level="secondary")], KEYS).a1
    assert (found.level, found.value) == (None, Fraction(1, 2))


def test_nothing_to_count_is_unknown_and_never_zero():
    found = align([], KEYS)
    assert [r.value for r in (found.a1, found.a2, found.a3)] == [None, None, None]
    assert [r.denominator for r in (found.a1, found.a2, found.a3)] == [0, 0, 0]
    assert (found.verdicts, rate(0, 0), percent_text(None)) == ((), None, "—")


def test_declared_mode_follows_the_school_and_leaves_the_undeclared_in_the_denominator():
    programs = [
        program(1, ("C26", 10_000), declared=True, enrolment=10),
        program(2, ("C39", 10_000), declared=False, enrolment=10),
        program(3, ("C39", 10_000), enrolment=20),
    ]
    found = align(programs, KEYS, parameters=Parameters(mode="declared"))
    assert [v.aligned for v in found.verdicts] == [True, False, False]
    assert (found.a1.value, found.a2.value) == (Fraction(1, 3), Fraction(1, 4))
    assert found.a3.value == Fraction(3, 4)


def test_catalogue_unit_counts_each_catalogue_program_once():
    programs = [
        program(1, ("C39", 10_000), catalogue="510101"),
        program(2, ("C26", 10_000), catalogue="510101"),
        program(3, ("C26", 10_000), catalogue="510102"),
    ]
    found = align(programs, KEYS, parameters=Parameters(unit="catalogue")).a1
    assert (found.numerator, found.denominator) == (1, 2)


@pytest.mark.parametrize(
    ("weight_by", "expected"),
    [
        ("enrolment", Fraction(1, 4)),
        ("intake", Fraction(2, 3)),
        ("graduates", Fraction(1, 2)),
    ],
)
def test_weighted_rates_use_the_chosen_persons(weight_by, expected):
    programs = [
        program(1, ("C39", 10_000), enrolment=1, intake=2, graduates=5),
        program(2, enrolment=3, intake=1, graduates=5),
    ]
    found = align(programs, KEYS, parameters=Parameters(weight_by=weight_by))
    assert (found.a2.value, found.a3.value) == (expected, expected)


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (Fraction(1, 2), 0, "50 %"),
        (Fraction(5, 1000), 0, "1 %"),
        (Fraction(25, 10_000), 1, "0.3 %"),
        (Fraction(249_999, 10**8), 1, "0.2 %"),
        (Fraction(-25, 10_000), 1, "-0.3 %"),
        (Decimal("0.8365"), 1, "83.7 %"),
        (Fraction(1), 2, "100.00 %"),
        (Fraction(0), 1, "0.0 %"),
    ],
)
def test_printing_rounds_half_up(value, digits, printed):
    assert percent_text(value, digits) == printed


def test_a_link_counts_for_the_nearest_key_industry():
    keys = KeySet(codes=frozenset({"C", "C39"}), parents=PARENTS)
    wanted = {"C3919": "C39", "C39": "C39", "C26": "C", "I65": None, "unheard of": None}
    assert {code: keys.key_of(code) for code in wanted} == wanted


def test_a_circular_tree_of_industries_is_refused_while_climbing_it():
    keys = KeySet(codes=frozenset(), parents={"x": "y", "y": "x"})
    with pytest.raises(InputError, match="parents: x is its own ancestor"):
        keys.key_of("x")


LINKS = st.lists(
    st.tuples(st.sampled_from(sorted(PARENTS)), st.integers(1, 2500)),
    max_size=4,
    unique_by=lambda link: link[0],
).map(tuple)
PROGRAMS = st.lists(
    st.builds(
        ProgramFacts,
        id=st.integers(1, 10_000),
        level=st.just("higher"),
        catalogue=st.sampled_from(["a", "b", "c"]),
        enrolment=st.integers(0, 5000),
        links=LINKS,
        declared=st.sampled_from([True, False, None]),
    ),
    max_size=8,
    unique_by=lambda facts: facts.id,
)
PARAMETERS = st.builds(
    Parameters,
    tau=st.integers(1, 10_000),
    mode=st.sampled_from(["crosswalk", "declared"]),
    unit=st.sampled_from(["point", "catalogue"]),
)


@given(PROGRAMS, PARAMETERS)
def test_rates_lie_between_nothing_and_all(programs, parameters):
    found = align(programs, KEYS, parameters=parameters)
    for result in (found.a1, found.a2, found.a3):
        if result.value is None:
            assert result.denominator == 0
        else:
            assert 0 <= result.value <= 1
            assert result.value == Fraction(result.numerator) / Fraction(result.denominator)


@given(PROGRAMS, PARAMETERS)
def test_one_more_aligned_program_never_lowers_a1(programs, parameters):
    extra = program(20_000, ("C39", 10_000), declared=True, catalogue="d", enrolment=1)
    before = align(programs, KEYS, parameters=parameters).a1
    after = align([*programs, extra], KEYS, parameters=parameters).a1
    assert after.numerator == before.numerator + 1
    assert before.value is None or after.value >= before.value


@given(PROGRAMS, PARAMETERS, st.integers(1, 900))
def test_a2_with_equal_enrolments_is_a1_of_points(programs, parameters, persons):
    equal = [
        program(p.id, *p.links, catalogue=p.catalogue, enrolment=persons, declared=p.declared)
        for p in programs
    ]
    by_points = Parameters(tau=parameters.tau, mode=parameters.mode)
    found = align(equal, KEYS, parameters=by_points)
    assert found.a2.value == found.a1.value


@given(PROGRAMS, st.integers(1, 10_000))
def test_the_graded_rate_stays_within_what_the_threshold_allows(programs, tau):
    found = align(programs, KEYS, parameters=Parameters(tau=tau))
    if found.a2.value is not None:
        share = Fraction(tau, 10_000)
        assert share * found.a2.value <= found.a3.value
        assert found.a3.value <= found.a2.value + (1 - found.a2.value) * share


@given(PROGRAMS, st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_higher_threshold_never_raises_a1_and_never_moves_a3(programs, one, other):
    low, high = (
        align(programs, KEYS, parameters=Parameters(tau=tau)) for tau in sorted((one, other))
    )
    assert high.a1.numerator <= low.a1.numerator
    assert high.a2.numerator <= low.a2.numerator
    assert high.a3 == low.a3


@given(PROGRAMS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))), PARAMETERS)
def test_the_order_of_programs_does_not_matter(both, parameters):
    rows, shuffled = both
    assert align(rows, KEYS, parameters=parameters) == align(shuffled, KEYS, parameters=parameters)


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("enrolment", lambda: program(1, enrolment=-1)),
        ("intake", lambda: program(1, intake=-1)),
        ("graduates", lambda: program(1, graduates=-1)),
        ("links[1]", lambda: program(1, ("C39", 1), ("C26", 0))),
        ("links[0]", lambda: program(1, ("C39", 10_001))),
        ("links", lambda: program(1, ("C39", 1), ("C39", 2))),
        ("links", lambda: program(1, ("C39", 5001), ("C26", 5000))),
        ("tau", lambda: Parameters(tau=0)),
        ("tau", lambda: Parameters(tau=10_001)),
        ("id", lambda: align([program(1), program(1)], KEYS)),
        ("numerator", lambda: rate(2, 1)),
        ("numerator", lambda: rate(-1, 1)),
        ("numerator", lambda: rate(1, 0)),
        (
            "parents",
            lambda: judge(
                program(1, ("x", 1)),
                KeySet(codes=frozenset(), parents={"x": "y", "y": "x"}),
                Parameters(),
            ),
        ),
    ],
)
def test_input_without_meaning_is_refused_by_its_field(field, make):
    with pytest.raises(InputError) as refusal:
        make()
    assert refusal.value.field == field
    assert str(refusal.value).startswith((f"{field}: ", "row 1, id: "))


def expected_of(programs, parameters):
    """A1–A3 counted program by program, with exact fractions."""
    rows = [(p, judge(p, KEYS, parameters)) for p in programs]
    if parameters.unit == "catalogue":
        whole = {(p.level, p.catalogue) for p, _ in rows}
        part = {(p.level, p.catalogue) for p, v in rows if v.aligned}
        a1 = (len(part), len(whole))
    else:
        a1 = (sum(v.aligned for _, v in rows), len(rows))
    stated = [(getattr(p, parameters.weight_by), v) for p, v in rows]
    stated = [(persons, v) for persons, v in stated if persons is not None]
    persons = sum(number for number, _ in stated)
    return {
        "A1": a1,
        "A2": (sum(number * v.aligned for number, v in stated), persons),
        "A3": (sum(number * v.key_weight for number, v in stated), persons),
        "unstated": len(rows) - len(stated),
    }


@given(facts_cases.PROGRAMS, facts_cases.PARAMETERS)
def test_every_group_has_the_figures_of_its_programs_alone(programs, parameters):
    facts = facts_of(programs, KEYS, parameters=parameters)
    judged = judge_all(facts)
    cases = [
        (facts.region, facts.region_codes, lambda p: p.region),
        (facts.class_, facts.class_codes, lambda p: p.class_code),
        (facts.level, facts.level_codes, lambda p: p.level),
    ]
    for group, codes, of in cases:
        totals = by_group(facts, judged, group, len(codes))
        for number, code in enumerate(codes):
            alone = expected_of([p for p in programs if of(p) == code], parameters)
            found = {
                index: (
                    int(totals.numerators(index)[number]),
                    int(totals.denominators(index)[number]),
                )
                for index in ("A1", "A2", "A3")
            }
            assert found | {"unstated": int(totals.unstated[number])} == alone


@given(facts_cases.PROGRAMS, facts_cases.PARAMETERS)
def test_groups_that_divide_the_programs_add_up_to_the_whole(programs, parameters):
    facts = facts_of(programs, KEYS, parameters=parameters)
    judged = judge_all(facts)
    levels, regions = len(facts.level_codes), len(facts.region_codes)
    pairs = crossed(facts.level, facts.region, regions)
    fine = by_group(facts, judged, pairs, levels * regions)
    placed = np.where(facts.region < 0, -1, 0)
    whole = by_group(facts, judged, placed, 1)
    for name in ("points", "aligned_points", "persons", "aligned_persons", "graded", "unstated"):
        assert getattr(fine, name).sum() == getattr(whole, name)[0]
    assert fine.catalogue.sum() >= whole.catalogue[0]


def test_nobody_is_counted_in_a_group_that_the_program_does_not_belong_to():
    programs = [
        program(1, ("C39", 9000), region="431002", enrolment=10),
        program(2, ("I65", 1000), region="431003", enrolment=20),
        program(3, ("C39", 9000), enrolment=40),
    ]
    facts = facts_of(programs, KEYS)
    totals = by_group(facts, judge_all(facts), facts.region, 2)
    assert [totals.value("A1", 0), totals.value("A1", 1)] == [1, 0]
    assert totals.points.tolist() == [1, 1]
    assert totals.persons.tolist() == [10, 20]
    assert totals.result("A3", 1, level="higher") == IndexResult(
        index="A3",
        version=ENGINE_VERSION,
        level="higher",
        numerator=Decimal("2.0000"),
        denominator=Decimal(20),
        value=Fraction(1, 10),
    )


def test_levels_are_groups_of_their_own_after_all_levels_together():
    facts = facts_of([program(1), program(2, level="secondary")], KEYS)
    assert [(code, group.tolist()) for code, group in level_groups(facts)] == [
        (None, [0, 0]),
        ("higher", [0, -1]),
        ("secondary", [-1, 0]),
    ]


def test_programs_are_counted_for_every_key_industry_and_class_that_they_serve():
    programs = [
        program(1, ("C39", 3000), ("C391", 3000), ("I65", 2000), class_code="5101", enrolment=100),
        program(2, ("C3919", 1000), class_code="5102", enrolment=10),
        program(3, ("I65", 6000), class_code="5102"),
        program(4, ("C", 10_000), class_code="5102", enrolment=7),
        program(5, ("C39", 5000), enrolment=1000),
    ]
    facts = facts_of(programs, KEYS)
    judged = judge_all(facts)
    by_class = serving(facts, judged, facts.nearest_key, len(facts.key), facts.class_, 2)
    assert {
        "programs": by_class.programs.tolist(),
        "aligned": by_class.aligned.tolist(),
        "weight": by_class.weight.tolist(),
        "persons": by_class.persons.tolist(),
    } == {
        "programs": [[1, 1], [1, 1]],
        "aligned": [[1, 1], [0, 1]],
        "weight": [[6000, 2000], [1000, 6000]],
        "persons": [[600_000, 200_000], [10_000, 0]],
    }
    everywhere = serving(facts, judged, facts.nearest_key, len(facts.key))
    assert everywhere.programs.tolist() == [[3, 2]]
    sections = serving(facts, judged, facts.section, len(facts.industry_codes))
    top = {code: place for place, code in enumerate(facts.industry_codes)}
    assert sections.weight[0, [top["C"], top["I"]]].tolist() == [22_000, 8000]
    assert sections.weight.sum() == facts.ind_weight.sum()


@given(facts_cases.PROGRAMS, facts_cases.PARAMETERS)
def test_what_programs_give_to_key_industries_is_the_graded_numerator(programs, parameters):
    facts = facts_of(programs, KEYS, parameters=parameters)
    judged = judge_all(facts)
    found = serving(facts, judged, facts.nearest_key, len(facts.key))
    totals = by_group(facts, judged, np.zeros(len(facts), np.int64), 1)
    assert found.persons.sum() == totals.graded[0]
    assert found.weight.sum() == judged.key_weight.sum()
    assert (found.aligned <= found.programs).all()


def test_figures_stay_exact_where_doubles_would_not():
    persons = 11 * 10**10 + 1
    programs = [program(number, ("C39", 9999), enrolment=persons) for number in range(1, 10)]
    found = align(programs, KEYS)
    assert found.a3.numerator == Decimal(9 * persons * 9999).scaleb(-4)
    assert found.a3.value == Fraction(9999, 10_000)

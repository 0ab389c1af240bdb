"""Figures over several programs do not tell the few persons of a single one."""

from decimal import Decimal

from alliance.engines.indices import Parameters, facts_of
from alliance.engines.indices.run import measure
from tests.engines.test_run import KEYS, program


def rows_of(index: str, dimension: str, programs, **given):
    rows = measure(facts_of(programs, KEYS, **given))
    return {r.key: r for r in rows if (r.index, r.level, r.dimension) == (index, "", dimension)}


def test_a_skill_that_one_program_teaches_does_not_tell_its_few_graduates():
    def shares(graduates):
        programs = [
            program(1, graduates=100, skills=(("s1", 2),)),
            program(2, graduates=graduates, intake=40, skills=(("s2", 2),)),
        ]
        rows = rows_of("E5", "skill", programs, sought=[("x", "s1", 4, 10.0), ("y", "s2", 2, 30.0)])
        return {key: (row.numerator, row.hidden) for key, row in rows.items()}

    assert shares(1) == shares(5) == shares(9) == shares(None) != shares(10)
    assert shares(10)["s2"] == (Decimal("0.09090909"), False)
    assert shares(0)["s1"] == (Decimal(1), False)


def test_what_falls_to_a_class_does_not_tell_the_few_graduates_it_competes_with():
    programs = [
        program(1, class_code="5101", graduates=100, occupations=(("x", 10_000),)),
        program(2, class_code="6101", graduates=5, occupations=(("x", 10_000),)),
        program(3, class_code="6102", graduates=50, occupations=(("y", 10_000),)),
        program(4, class_code="6103", graduates=60, occupations=(("y", 10_000),)),
    ]
    openings = {"x": 40.0, "y": 20.0}
    rows = rows_of("D1", "class", programs, openings=openings)
    # 5101 would say: 101 · 40 / (101 + g + 1) openings, so g = 5; 6102 goes with its sum
    assert {key: row.hidden for key, row in rows.items()} == {
        "5101": True,
        "6101": True,
        "6102": True,
        "6103": False,
    }
    assert not rows_of("D1", "", programs, openings=openings)[""].hidden
    programs[1] = program(2, class_code="6101", graduates=50, occupations=(("x", 10_000),))
    rows = rows_of("D1", "class", programs, openings=openings)
    assert not any(row.hidden for row in rows.values())


def hidden_grades(programs, dimension):
    rows = measure(facts_of(programs, KEYS))
    return {
        index: {r.key for r in rows if (r.index, r.dimension, r.hidden) == (index, dimension, True)}
        for index in ("A2", "A3")
    }


def test_a_graded_rate_does_not_tell_which_of_two_programs_has_the_few_students():
    programs = [
        program(1, school=1, enrolment=995, links=(("C39", 10_000),)),
        program(2, school=1, enrolment=5, links=(("C39", 6_000),)),
        program(3, school=2, enrolment=500),
        program(4, school=3, enrolment=400, links=(("C39", 8_000),)),
        program(5, school=3, enrolment=300, links=(("C39", 7_000),)),
    ]
    # school 1: 1000 students, graded 998 = 995 + 0.6 · 5; school 2 has one weight, of the first
    # school's, so that both together would still tell; school 3 joins them
    assert hidden_grades(programs, "school") == {"A2": set(), "A3": {"1", "2", "3"}}
    assert hidden_grades(programs, "") == {"A2": set(), "A3": set()}
    programs[1] = program(2, school=1, enrolment=10, links=(("C39", 6_000),))
    assert hidden_grades(programs, "school") == {"A2": set(), "A3": set()}


def test_the_share_of_an_industry_does_not_tell_the_few_graduates_of_its_only_program():
    def shares(graduates):
        programs = [
            program(1, graduates=100),
            program(2, graduates=graduates, links=(("A01", 10_000),)),
        ]
        by = Parameters(shares_by="graduates")
        rows = rows_of("B1", "industry", programs, shares={"C": 10.0, "A": 40.0}, parameters=by)
        return {key: row.denominator for key, row in rows.items()}

    assert shares(1) == shares(5) == shares(9) == shares(None) != shares(10)
    assert shares(10)["A"] == Decimal("0.09090909")

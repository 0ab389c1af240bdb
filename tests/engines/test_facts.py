"""Facts: what they refuse, that they are canonical, and that stored bytes give them back."""

import hashlib
import zlib
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.engines.errors import InputError
from alliance.engines.indices import (
    LINK_KINDS,
    OUTCOME_COUNTS,
    UNKNOWN,
    CohortFacts,
    Facts,
    KeySet,
    Parameters,
    facts_of,
)
from tests.engines.facts_cases import KEYS, PARAMETERS, PARENTS, PROGRAMS, program


def cohort(number, year=2025, **counts):
    return CohortFacts(
        program=number, school=7, region="431002", level="higher", year=year, counts=counts
    )


def everything(**changes):
    given = {
        "programs": [
            program(
                3,
                ("C391", 6000),
                ("C26", 4000),
                kinds=("official", "computed"),
                class_code="5101",
                school=7,
                region="431002",
                enrolment=120,
                intake=40,
                declared=True,
                occupations=(("y", 4000), ("x", 5000)),
                skills=(("welding", 2), ("plc", 4)),
            ),
            program(1, level="secondary", catalogue="610101", graduates=30),
        ],
        "keys": KEYS,
        "parameters": Parameters(tau=4000),
        "shares": {"C": 70.0, "I": 30.0},
        "openings": {"x": 40, "y": 20.5},
        "sought": [("", "plc", 3, 2.0), ("x", "cad", 1, 1.5), ("", "plc", 3, 0.5)],
        "cohorts": [
            cohort(3, graduates=20, employed=10),
            cohort(9, graduates=5),
            cohort(8, paid=1),
        ],
        "loop": {"published_seats": 10, "accepted_seats": 4},
        "panel_keys": ("2024", "2023"),
        "panel_education": np.array([[1.0, np.nan], [2.0, 4.0]]),
        "panel_education_names": ("teachers", "budget"),
        "panel_industry": np.array([[5.0], [6.0]]),
        "panel_industry_names": ("output",),
        "coupling": {"method": "entropy", "weights": [0.25, 0.75]},
    }
    return facts_of(**given | changes)


def test_rows_become_arrays_in_one_order():
    facts = everything()
    industries = ("C", "C26", "C39", "C391", "C3919", "I", "I65")
    plain = {
        "id": [1, 3],
        "level": [1, 0],
        "catalogue": [1, 0],
        "class_": [UNKNOWN, 0],
        "school": [0, 7],
        "region": [UNKNOWN, 0],
        "enrolment": [UNKNOWN, 120],
        "intake": [UNKNOWN, 40],
        "graduates": [30, UNKNOWN],
        "declared": [UNKNOWN, 1],
        "ind_indptr": [0, 0, 2],
        "ind": [industries.index("C26"), industries.index("C391")],
        "ind_weight": [4000, 6000],
        "ind_kind": [LINK_KINDS.index("computed"), LINK_KINDS.index("official")],
        "ind_owner": [1, 1],
        "occ_indptr": [0, 0, 2],
        "occ": [0, 1],
        "occ_weight": [5000, 4000],
        "occ_kind": [LINK_KINDS.index("declared")] * 2,
        "skill_indptr": [0, 0, 2],
        "skill": [1, 2],
        "skill_level": [4, 2],
        "industry_parent": [-1, 0, 0, 2, 3, -1, 5],
        "key": [2, 6],
        "nearest_key": [-1, -1, 0, 0, 0, -1, 1],
        "section": [0, 0, 0, 0, 0, 5, 5],
        "share_industry": [0, 5],
        "share_value": [70.0, 30.0],
        "openings": [40.0, 20.5],
        "sought_occ": [UNKNOWN, 0],
        "sought_skill": [1, 0],
        "sought_level": [3, 1],
        "sought_weight": [2.5, 1.5],
        "cohort_program": [UNKNOWN, 1],
        "cohort_school": [7, 7],
        "cohort_region": [0, 0],
        "cohort_level": [0, 0],
        "cohort_year": [2025, 2025],
    }
    assert {name: getattr(facts, name).tolist() for name in plain} == plain
    counts = [dict(zip(OUTCOME_COUNTS, row, strict=True)) for row in facts.cohort_counts.tolist()]
    assert [{name: n for name, n in row.items() if n} for row in counts] == [
        {"graduates": 5, "paid": 1},
        {"graduates": 20, "employed": 10},
    ]
    assert {
        "levels": facts.level_codes,
        "industries": facts.industry_codes,
        "groups": facts.key_group,
        "panel": facts.panel_keys,
        "loop": dict(facts.loop),
        "row": facts.row_of(3),
        "programs": len(facts),
    } == {
        "levels": ("higher", "secondary"),
        "industries": industries,
        "groups": ("electronics", "data"),
        "panel": ("2023", "2024"),
        "loop": {"accepted_seats": 4, "published_seats": 10},
        "row": 1,
        "programs": 2,
    }
    assert facts.panel_education[0].tolist() == [2.0, 4.0]


def same(one, other):
    differing = [
        f.name
        for f in fields(Facts)
        if not (
            np.array_equal(getattr(one, f.name), getattr(other, f.name), equal_nan=True)
            if f.name in ("panel_education", "panel_industry")
            else np.array_equal(getattr(one, f.name), getattr(other, f.name))
            if isinstance(getattr(one, f.name), np.ndarray)
            else getattr(one, f.name) == getattr(other, f.name)
        )
    ]
    return differing == []


def test_stored_bytes_give_the_facts_back():
    facts = everything()
    found = Facts.from_bytes(facts.to_bytes())
    assert same(found, facts)
    assert found.digest() == facts.digest() == everything().digest()
    assert found.to_bytes() == facts.to_bytes()


@given(PROGRAMS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))), PARAMETERS)
def test_equal_rows_in_any_order_have_one_digest(both, parameters):
    one, other = (facts_of(rows, KEYS, parameters=parameters) for rows in both)
    assert same(one, other)
    assert one.digest() == other.digest()
    assert same(Facts.from_bytes(one.to_bytes()), one)


def test_lists_seats_cohorts_shares_and_panels_in_another_order_have_one_digest():
    shuffled = everything(
        programs=[
            program(1, level="secondary", catalogue="610101", graduates=30),
            program(
                3,
                ("C26", 4000),
                ("C391", 6000),
                kinds=("computed", "official"),
                class_code="5101",
                school=7,
                region="431002",
                enrolment=120,
                intake=40,
                declared=True,
                occupations=(("x", 5000), ("y", 4000)),
                skills=(("plc", 4), ("welding", 2)),
            ),
        ],
        shares={"I": 30.0, "C": 70.0},
        openings={"y": 20.5, "x": 40},
        sought=[("", "plc", 3, 0.5), ("", "plc", 3, 2.0), ("x", "cad", 1, 1.5)],
        cohorts=[cohort(8, paid=1, graduates=5), cohort(3, employed=10, graduates=20)],
        loop={"accepted_seats": 4, "published_seats": 10},
        panel_keys=("2023", "2024"),
        panel_education=np.array([[2.0, 4.0], [1.0, np.nan]]),
        panel_industry=np.array([[6.0], [5.0]]),
    )
    assert shuffled.digest() == everything().digest()


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters": Parameters(tau=4001)},
        {"parameters": Parameters(tau=4000, epsilon=2)},
        {"keys": KeySet(codes=frozenset({"C39"}), parents=PARENTS)},
        {"keys": KeySet(codes=KEYS.codes, parents=PARENTS)},
        {"shares": {"C": 70.0, "I": 31.0}},
        {"openings": {"x": 40, "y": 21}},
        {"sought": []},
        {"cohorts": [cohort(3, year=2024, graduates=20)]},
        {"loop": {}},
        {"panel_education": np.array([[1.0, 3.0], [2.0, 4.0]])},
        {"panel_industry_names": ("employment",)},
        {"coupling": {}},
        {"programs": []},
    ],
)
def test_any_other_input_has_another_digest(changes):
    assert everything(**changes).digest() != everything().digest()


def test_codes_that_nothing_refers_to_are_no_content():
    facts = everything()
    wider = replace(
        facts,
        level_codes=("continuing", *facts.level_codes),
        level=facts.level + 1,
        cohort_level=facts.cohort_level + 1,
        skill_codes=(*facts.skill_codes, "zither"),
        occupation_codes=("a", *facts.occupation_codes),
        occ=facts.occ + 1,
        sought_occ=np.where(facts.sought_occ < 0, -1, facts.sought_occ + 1),
        openings=np.array([0.0, *facts.openings]),
    )
    assert wider.level_codes != facts.level_codes
    assert same(wider.tidy(), facts)
    assert wider.digest() == facts.digest()
    assert facts.tidy() is facts


def test_key_industries_and_shares_are_kept_in_the_order_of_their_codes():
    columns = {"industry_codes": ("C", "I"), "key": [1, 0], "key_group": ("data", "")}
    found = made(**columns, share_industry=[1, 0], share_value=[30.0, 70.0])
    assert (found.key.tolist(), found.key_group) == ([0, 1], ("", "data"))
    assert (found.share_industry.tolist(), found.share_value.tolist()) == ([0, 1], [70.0, 30.0])


def test_facts_are_closed_for_writing_and_leave_no_door_in_their_mappings():
    facts = everything()
    for name in ("id", "ind_weight", "share_value", "cohort_counts", "panel_education"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(facts, name)[...] = 0
    with pytest.raises(TypeError):
        facts.loop["published_seats"] = 1
    weights = [0.25, 0.75]
    kept = everything(coupling={"weights": weights})
    weights[0] = 9
    assert kept.coupling["weights"] == [0.25, 0.75]


def test_facts_of_nothing_are_facts():
    facts = facts_of([])
    assert (len(facts), facts.nearest_key.tolist(), facts.ind_indptr.tolist()) == (0, [], [0])
    assert same(Facts.from_bytes(facts.to_bytes()), facts)


def test_the_nearest_key_industry_stands_for_those_below():
    keys = KeySet(codes=frozenset({"C", "C391"}), parents=PARENTS)
    facts = facts_of([], keys)
    named = [facts.industry_codes[place] for place in facts.key]
    found = [None if place < 0 else named[place] for place in facts.nearest_key.tolist()]
    assert dict(zip(facts.industry_codes, found, strict=True)) == {
        code: keys.key_of(code) for code in PARENTS
    }


def test_outcomes_of_a_program_that_is_not_open_stay_with_their_school():
    facts = facts_of([], cohorts=[cohort(3, graduates=4)])
    columns = [facts.cohort_program, facts.cohort_school, facts.cohort_counts[:, 0]]
    assert [column.tolist() for column in columns] == [[UNKNOWN], [7], [4]]


PAIR = {"id": [1, 2], "level": [0, 0], "catalogue": [0, 0]}
CODES = {"level_codes": ("higher",), "catalogue_codes": ("510101",)}


def made(**columns):
    given = PAIR | CODES | columns
    arrays = {
        name: np.array(value) if isinstance(value, list) else value for name, value in given.items()
    }
    return Facts(**arrays)


LINKED = {"industry_codes": ("C", "I"), "ind_indptr": [0, 2, 2], "ind": [0, 1]}
TWICE = {"ind_weight": [5000, 5000], "ind_kind": [0, 0]}


@pytest.mark.parametrize(
    ("field", "row", "columns"),
    [
        ("id", 0, {"id": [0, 2]}),
        ("id", 1, {"id": [2, 2]}),
        ("id", None, {"id": [1.5, 2.0]}),
        ("level", 1, {"level": [0, 1]}),
        ("catalogue", 0, {"catalogue": [-1, 0]}),
        ("catalogue", None, {"catalogue": [0]}),
        ("class_", 0, {"class_": [0, -1]}),
        ("region", 0, {"region": [-2, -1]}),
        ("school", 1, {"school": [0, -1]}),
        ("enrolment", 1, {"enrolment": [3, -2]}),
        ("intake", None, {"intake": [10**12, 1]}),
        ("graduates", 0, {"graduates": [10**12 + 1, 1]}),
        ("declared", 0, {"declared": [2, 0]}),
        ("level_codes", 1, {"level_codes": ("secondary", "higher")}),
        ("skill_codes", 1, {"skill_codes": ("plc", "plc")}),
        ("ind_indptr", None, LINKED | TWICE | {"ind_indptr": [0, 1, 1]}),
        ("ind_indptr", 1, LINKED | TWICE | {"ind_indptr": [0, 3, 2]}),
        ("ind", 0, LINKED | TWICE | {"ind": [0, 2]}),
        ("ind", 0, LINKED | TWICE | {"ind": [1, 1]}),
        ("ind_kind", 0, LINKED | TWICE | {"ind_kind": [0, 4]}),
        ("ind_kind", None, LINKED | TWICE | {"ind_kind": [0]}),
        ("ind_weight", 0, LINKED | TWICE | {"ind_weight": [0, 1]}),
        ("ind_weight", 0, LINKED | TWICE | {"ind_weight": [5000, 5001]}),
        ("industry_parent", 0, {"industry_codes": ("C", "I"), "industry_parent": [2, -1]}),
        ("industry_parent", None, {"industry_codes": ("C", "I"), "industry_parent": [1, 0]}),
        ("industry_parent", None, {"industry_codes": ("C",), "industry_parent": [0]}),
        ("key", 0, {"key": [0], "key_group": ("",)}),
        ("key", 0, {"industry_codes": ("C",), "key": [0, 0], "key_group": ("", "")}),
        ("key_group", None, {"industry_codes": ("C",), "key": [0]}),
        (
            "share_value",
            0,
            {"industry_codes": ("C",), "share_industry": [0], "share_value": [-1.0]},
        ),
        ("share_value", None, {"share_value": [1.0]}),
        ("openings", 0, {"occupation_codes": ("x",), "openings": [float("nan")]}),
        ("openings", None, {"occupation_codes": ("x",), "openings": [1.0, 2.0]}),
        (
            "sought_weight",
            0,
            {
                "skill_codes": ("plc",),
                "sought_occ": [-1],
                "sought_skill": [0],
                "sought_level": [1],
                "sought_weight": [0.0],
            },
        ),
        (
            "sought_level",
            0,
            {
                "skill_codes": ("plc",),
                "sought_occ": [-1],
                "sought_skill": [0],
                "sought_level": [5],
                "sought_weight": [1.0],
            },
        ),
        ("sought_skill", None, {"sought_skill": [0]}),
        ("cohort_counts", None, {"cohort_counts": np.zeros((1, 3), np.int64)}),
        ("cohort_year", None, {"cohort_counts": np.zeros((1, 14), np.int64)}),
        ("cohort_counts", 0, {"cohort_counts": np.full((1, 14), -1)}),
        ("panel_keys", None, {"panel_keys": ("2024", "2024")}),
        ("panel_industry", None, {"panel_keys": ("2024",), "panel_industry": np.zeros((2, 2))}),
        ("loop[seats]", None, {"loop": {"seats": -1}}),
        ("loop[seats]", None, {"loop": {"seats": True}}),
        ("coupling", None, {"coupling": {"weights": float("nan")}}),
        ("coupling", None, {"coupling": {"weights": {1, 2}}}),
    ],
)
def test_columns_without_meaning_are_refused_by_their_name(field, row, columns):
    with pytest.raises(InputError) as refusal:
        made(**columns)
    assert (refusal.value.field, refusal.value.row) == (field, row)


def test_the_plain_case_of_the_refusals_is_accepted():
    found = made(**LINKED, **TWICE)
    assert (found.ind_weight.tolist(), found.declared.tolist()) == ([5000, 5000], [-1, -1])


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("kinds[0]", lambda: program(1, ("C", 1), kinds=("hearsay",))),
        ("kinds", lambda: program(1, ("C", 1), kinds=("official", "official"))),
        ("occupations", lambda: program(1, occupations=(("x", 6000), ("y", 6000)))),
        (
            "occupation_kinds[0]",
            lambda: program(1, occupations=(("x", 1),), occupation_kinds=("",)),
        ),
        ("skills[0]", lambda: program(1, skills=(("plc", 5),))),
        ("skills", lambda: program(1, skills=(("plc", 1), ("plc", 2)))),
        ("level", lambda: facts_of([program(1, level="")])),
        ("catalogue", lambda: facts_of([program(1, catalogue="")])),
        ("parents", lambda: facts_of([], KeySet(codes=frozenset(), parents={"x": "y", "y": "x"}))),
        ("program", lambda: everything().row_of(2)),
        ("epsilon", lambda: Parameters(epsilon=0)),
        ("openings_share", lambda: Parameters(openings_share=10_001)),
        ("shares_by", lambda: Parameters(shares_by="places")),
        ("structure_level", lambda: Parameters(structure_level="village")),
        ("mode", lambda: Parameters(mode="guess")),
    ],
)
def test_rows_without_meaning_are_refused_by_their_field(field, make):
    with pytest.raises(InputError) as refusal:
        make()
    assert refusal.value.field == field


def other_kinds(content):
    return content.replace(b'"official"', b'"offshore"', 1)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"FACTS2\n" + data[7:],
        lambda data: data[:-20],
        lambda data: data[:7] + zlib.compress(zlib.decompress(data[7:]) + b"\0"),
        lambda data: data[:7] + zlib.compress(zlib.decompress(data[7:])[:-1]),
        lambda data: data[:7] + zlib.compress(other_kinds(zlib.decompress(data[7:]))),
        lambda data: (
            data[:7] + zlib.compress(zlib.decompress(data[7:]).replace(b'"tau"', b'"tao"', 1))
        ),
        lambda data: (
            data[:7] + zlib.compress(zlib.decompress(data[7:]).replace(b'"<f8"', b'"<f4"', 1))
        ),
    ],
)
def test_damaged_bytes_are_refused(damage):
    with pytest.raises(InputError, match="facts: "):
        Facts.from_bytes(damage(everything().to_bytes()))


def test_names_that_cannot_be_stored_are_refused_before_anything_is_written():
    facts = made(panel_education_names=(1j,))
    with pytest.raises(InputError, match="facts: cannot be stored: "):
        facts.to_bytes()


def test_the_digest_names_the_content_and_not_its_compression():
    facts = everything()
    assert facts.digest() == hashlib.sha256(zlib.decompress(facts.to_bytes()[7:])).hexdigest()

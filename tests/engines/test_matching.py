"""Ranking: equal to a plain oracle, opened parts, counted exclusions, refused input."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.engines.factors import IdfTable, shared_occupation_parts
from alliance.engines.matching import (
    ENGINE_VERSION,
    MAX_SCORE,
    DemandProfile,
    DemandSkill,
    Entry,
    Exclusion,
    Explanation,
    Part,
    ProgramRow,
    Ranking,
    Reason,
    Versions,
    build_table,
    demand_weights,
    explain,
    percent,
    rank,
)
from tests.engines.builders import teaches, wants

VERSIONS = Versions(engine=ENGINE_VERSION, factors="factors-1", idf="flat-1")


def oracle(rows, demand, idf):
    """Plain loops over rows: the same order, scores and exclusions, without any array."""
    raw = {s.skill: s.importance * idf.milli.get(s.skill, 1000) for s in demand.skills}
    total = sum(raw.values())
    weight = {code: 10_000 * value // total for code, value in raw.items()}
    order = sorted(raw, key=lambda code: (-(10_000 * raw[code] % total), code))
    for code in order[: 10_000 - sum(weight.values())]:
        weight[code] += 1
    listed, failures, related = [], {}, set()
    for row in rows:
        taught, points = dict(row.skills), 0
        for s in demand.skills:
            points += weight[s.skill] * int(
                4 * min(taught.get(s.skill, 0), s.level) / s.level + 0.5
            )
        links = [shared_occupation_parts(demand.occupation or "", c) for c, _ in row.occupations]
        relation = (40, 55, 70, 85, 100)[max(links, default=0)] if demand.occupation else 100
        seats, heads = row.seats, demand.headcount
        steps = [p for n, p in ((1, 100), (2, 90), (4, 80)) if heads and (seats or 0) * n >= heads]
        capacity = 100 if heads is None else 80 if seats is None else [*steps, 70][0]
        a, b = demand.region or row.region, row.region
        region = 100 if a == b else 95 if a[:4] == b[:4] else 85 if a[:2] == b[:2] else 70
        reasons = (
            ["level"] if demand.accepted_levels - {row.level} == demand.accepted_levels else []
        )
        reasons = reasons if demand.accepted_levels else []
        reasons += [
            f"skill:{s.skill}" for s in demand.skills if s.required and s.skill not in taught
        ]
        failures[row.id] = reasons
        if points:
            related.add(row.id)
            if not reasons:
                listed.append((-points * relation * capacity * region, row.id))
    exclusions = {
        reason: Exclusion(
            programs=sum(reason in found for found in failures.values()),
            alone=sum(found == [reason] for i, found in failures.items() if i in related),
        )
        for reason in {r for found in failures.values() for r in found}
    }
    return [(i, -score) for score, i in sorted(listed)], exclusions


SKILLS = ["IE-1", "IE-2", "IE-3", "IE-4", "IE-5"]
OCCUPATIONS = ["6-18-01-01", "6-18-01-02", "6-18-02-01", "6-19-01-01", "2-02-01-01", "6-18-01"]
REGIONS = ["431002", "431003", "430102", "140302"]
LEVELS = ["secondary", "higher", "technician"]
BIG = 2**70


def pairs(codes, highest):
    """Distinct (code, value) rows."""
    values = st.tuples(st.sampled_from(codes), st.integers(1, highest))
    return st.lists(values, unique_by=lambda pair: pair[0], max_size=4).map(tuple)


ROWS = st.lists(
    st.builds(
        ProgramRow,
        id=st.integers(1, 40),
        revision=st.integers(0, 3),
        level=st.sampled_from(LEVELS),
        region=st.sampled_from(REGIONS),
        seats=st.one_of(st.none(), st.integers(0, 60)),
        skills=pairs(SKILLS[:4], 4),
        occupations=pairs(OCCUPATIONS, 100),
    ),
    unique_by=lambda row: row.id,
    max_size=12,
)
DEMANDS = st.builds(
    DemandProfile,
    skills=st.lists(
        st.builds(
            DemandSkill,
            skill=st.sampled_from(SKILLS),
            importance=st.integers(1, 5),
            level=st.integers(1, 4),
            required=st.sampled_from([False, False, False, True]),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda wanted: wanted.skill,
    ).map(tuple),
    occupation=st.one_of(st.none(), st.sampled_from(OCCUPATIONS)),
    region=st.one_of(st.none(), st.sampled_from(REGIONS)),
    headcount=st.one_of(st.none(), st.integers(1, 120), st.just(BIG)),
    accepted_levels=st.frozensets(st.sampled_from(LEVELS), max_size=2),
)
IDFS = st.builds(
    IdfTable,
    version=st.just("test"),
    milli=st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 9000)),
)


@given(ROWS, DEMANDS, IDFS)
def test_ranking_equals_the_oracle_and_every_pair_explains_itself(rows, demand, idf):
    table = build_table(rows)
    found = rank(table, demand, idf=idf, limit=None)
    expected, exclusions = oracle(rows, demand, idf)
    assert [(e.program_id, e.score) for e in found.entries] == expected
    assert found.exclusions == exclusions
    assert found.considered == len(rows)
    assert found.considered == found.fitting + found.excluded + found.unrelated
    for entry in found.entries:
        a, b, c, d = (part.value for part in entry.parts)
        assert a * b * c * d == entry.score <= MAX_SCORE
        opened = explain(table, demand, entry.program_id, idf=idf)
        assert opened == Explanation(
            entry=entry, excluded_by=(), listed=True, versions=found.versions
        )
    for row in rows:
        opened = explain(table, demand, row.id, idf=idf)
        assert opened.listed == (row.id in dict(expected))
        assert set(opened.excluded_by) <= set(exclusions)


@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))), DEMANDS)
def test_the_order_of_rows_does_not_matter(both, demand):
    rows, shuffled = both
    assert rank(build_table(rows), demand) == rank(build_table(shuffled), demand)


@given(DEMANDS, IDFS)
def test_weights_sum_to_ten_thousand(demand, idf):
    weights = demand_weights(demand, idf)
    assert sum(weights.values()) == 10_000
    assert set(weights) == {wanted.skill for wanted in demand.skills}


def test_equal_remainders_go_to_the_smaller_code():
    demand = wants(("c", 1, 1), ("a", 1, 1), ("b", 1, 1))
    assert demand_weights(demand) == {"a": 3334, "b": 3333, "c": 3333}


def test_one_entry_opened_to_the_last_reason():
    table = build_table(
        [
            teaches(
                7,
                ("IE-1", 4),
                ("IE-2", 1),
                revision=3,
                region="431003",
                seats=20,
                occupations=(("6-18-01-02", 30), ("6-18-01-07", 60), ("1-01-00-01", 10)),
            )
        ]
    )
    demand = wants(
        ("IE-2", 1, 3),
        ("IE-1", 2, 3),
        ("IE-9", 1, 1),
        occupation="6-18-01-01",
        region="431002",
        headcount=30,
    )
    skills = Part(
        name="skills",
        value=5000 * 4 + 2500,
        max=40_000,
        reason=Reason(
            code="skills.partly",
            params={
                "covered": ["IE-1"],
                "partly": [["IE-2", 1, 3]],
                "missing": ["IE-9"],
                "weights": {"IE-1": 5000, "IE-2": 2500, "IE-9": 2500},
            },
        ),
    )
    occupation = Part(
        name="occupation",
        value=85,
        max=100,
        reason=Reason(
            code="occupation.small_class",
            params={"asked": "6-18-01-01", "linked": "6-18-01-07", "weight": 60},
        ),
    )
    capacity = Part(
        name="capacity",
        value=90,
        max=100,
        reason=Reason(code="capacity.part", params={"seats": 20, "headcount": 30, "divisor": 2}),
    )
    region = Part(
        name="region",
        value=95,
        max=100,
        reason=Reason(code="region.prefecture", params={"asked": "431002", "program": "431003"}),
    )
    entry = Entry(
        program_id=7,
        revision=3,
        score=22_500 * 85 * 90 * 95,
        parts=(skills, occupation, capacity, region),
    )
    found = rank(table, demand)
    assert found == Ranking(
        entries=(entry,),
        considered=1,
        fitting=1,
        excluded=0,
        unrelated=0,
        exclusions={},
        versions=VERSIONS,
    )
    stored = [part.as_json() for part in entry.parts]
    assert json.loads(json.dumps(stored)) == stored
    assert stored[3] == {
        "name": "region",
        "value": 95,
        "max": 100,
        "reason": {
            "code": "region.prefecture",
            "params": {"asked": "431002", "program": "431003"},
        },
    }


def test_ties_stay_in_id_order_and_the_limit_cuts_after_sorting():
    rows = [teaches(n, ("IE-1", 4 if n == 5 else 2)) for n in (9, 3, 5, 1, 2**40)]
    found = rank(build_table(rows), wants(("IE-1", 1, 4)), limit=3)
    assert [e.program_id for e in found.entries] == [5, 1, 3]
    assert (found.considered, found.fitting) == (5, 5)


def test_exclusions_say_what_the_wording_shuts_out():
    rows = [
        teaches(1, ("IE-1", 1), ("IE-2", 1)),
        teaches(2, ("IE-1", 1)),
        teaches(3, ("IE-1", 1), ("IE-2", 1), level="secondary"),
        teaches(4, ("IE-1", 1), level="secondary"),
        teaches(5, ("IE-7", 1), level="secondary"),
        teaches(6, ("IE-2", 4)),
    ]
    demand = DemandProfile(
        skills=(
            DemandSkill(skill="IE-1", importance=1, level=1),
            DemandSkill(skill="IE-2", importance=1, level=4, required=True),
        ),
        accepted_levels=frozenset({"higher"}),
    )
    found = rank(build_table(rows), demand)
    assert [e.program_id for e in found.entries] == [1, 6]
    assert found.exclusions == {
        "level": Exclusion(programs=3, alone=1),
        "skill:IE-2": Exclusion(programs=3, alone=1),
    }
    assert (found.fitting, found.excluded, found.unrelated) == (2, 4, 0)
    opened = explain(build_table(rows), demand, 4)
    assert (opened.excluded_by, opened.listed) == (("level", "skill:IE-2"), False)


def test_programs_without_a_wanted_skill_are_not_listed_but_can_be_opened():
    table = build_table([teaches(1, ("IE-7", 4)), teaches(2)])
    found = rank(table, wants(("IE-1", 1, 1)))
    assert (found.entries, found.fitting, found.unrelated) == ((), 0, 2)
    opened = explain(table, wants(("IE-1", 1, 1)), 1)
    assert (opened.entry.score, opened.excluded_by, opened.listed) == (0, (), False)


def test_an_empty_table_ranks_nothing():
    demand = wants(("IE-1", 1, 1), occupation="6-18-01-01", region="431002", headcount=1)
    assert rank(build_table([]), demand) == Ranking(
        entries=(),
        considered=0,
        fitting=0,
        excluded=0,
        unrelated=0,
        exclusions={},
        versions=VERSIONS,
    )


@pytest.mark.parametrize(
    ("score", "printed"),
    [
        (0, "0.0"),
        (MAX_SCORE, "100.0"),
        (MAX_SCORE // 2000, "0.1"),
        (MAX_SCORE // 2000 - 1, "0.0"),
        (22_500 * 85 * 90 * 95, "40.9"),
    ],
)
def test_percent_rounds_half_up_to_one_decimal(score, printed):
    assert str(percent(score)) == printed
    assert percent(score) == Decimal(printed)

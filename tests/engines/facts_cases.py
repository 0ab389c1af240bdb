"""Programs and facts that the tests of indices draw from."""

from hypothesis import strategies as st

from alliance.engines.indices import KeySet, Parameters, ProgramFacts

PARENTS = {
    "C": None,
    "C39": "C",
    "C391": "C39",
    "C3919": "C391",
    "C26": "C",
    "I": None,
    "I65": "I",
}
KEYS = KeySet(
    codes=frozenset({"C39", "I65"}), parents=PARENTS, groups={"C39": "electronics", "I65": "data"}
)
LEVELS = ("higher", "secondary")


def program(number, *links, level="higher", catalogue="510101", **facts):
    return ProgramFacts(id=number, level=level, catalogue=catalogue, links=links, **facts)


def lists(codes, highest, size=4):
    pairs = st.tuples(st.sampled_from(codes), st.integers(1, highest))
    return st.lists(pairs, max_size=size, unique_by=lambda pair: pair[0]).map(tuple)


PERSONS = st.none() | st.integers(0, 400)
PROGRAM = st.builds(
    ProgramFacts,
    id=st.integers(1, 40),
    level=st.sampled_from(LEVELS),
    catalogue=st.sampled_from(["a", "b", "c"]),
    class_code=st.sampled_from(["", "5101", "5102"]),
    school=st.integers(0, 3),
    region=st.sampled_from(["", "431002", "431003"]),
    enrolment=PERSONS,
    intake=PERSONS,
    graduates=PERSONS,
    links=lists(sorted(PARENTS), 2500),
    occupations=lists(["x", "y", "z"], 3000, 3),
    skills=lists(["welding", "plc", "cad"], 4, 3),
    declared=st.sampled_from([True, False, None]),
)
PROGRAMS = st.lists(PROGRAM, max_size=8, unique_by=lambda facts: facts.id)
PARAMETERS = st.builds(
    Parameters,
    tau=st.integers(1, 10_000) | st.sampled_from([1000, 2500, 5000]),
    mode=st.sampled_from(["crosswalk", "crosswalk", "declared"]),
    unit=st.sampled_from(["point", "catalogue"]),
    weight_by=st.sampled_from(["enrolment", "intake", "graduates"]),
)
KEY_SETS = st.builds(
    KeySet,
    codes=st.frozensets(st.sampled_from(sorted(PARENTS)), max_size=3),
    parents=st.just(PARENTS),
)

"""Which links of a program count on a day, how they are scaled, and what they say of themselves."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from programs.enums import LinkKind
from programs.inputs import KINDS, EffectiveLink, effective_links, link_arrays
from programs.links import at_most_one
from tests import factories as make
from tests.factories.crosswalk import CatalogueLinkFactory, OccupationIndustryFactory

ON = date(2025, 6, 1)


@pytest.fixture
def program(db):
    return make.ProgramFactory(skills=[])


def own(program, code="6513", weight="1", kind="declared", **other):
    side = {} if "occupation" in other else {"industry": make.IndustryFactory(code=code)}
    return make.CrosswalkLinkFactory(
        program=program, weight=Decimal(weight), kind=kind, source=f"own {kind}", **side, **other
    )


def of_code(program, code="6513", weight="1", kind="official", **other):
    side = {} if "occupation" in other else {"industry": make.IndustryFactory(code=code)}
    return CatalogueLinkFactory(
        catalogue_program=program.catalogue_program,
        weight=Decimal(weight),
        kind=kind,
        **{**side, **other},
    )


def counted(program, to="industry", on=ON):
    """(target, weight, kind, origin) of what counts."""
    found = effective_links([program.pk], on, to=to).get(program.pk, [])
    return [(link.target, str(link.weight), str(link.kind), link.origin) for link in found]


# -- which kind counts --------------------------------------------------------------------------

PLACES = [
    (where, kind)
    for kind in KINDS
    for where in (("program", "catalogue") if kind in ("official", "computed") else ("program",))
]
"""The agreed order, the best first: by kind, and of one kind what was said of the program itself."""


@pytest.mark.parametrize("better", range(len(PLACES) - 1))
def test_the_better_link_counts_and_the_worse_is_silent(program, better):
    worse = better + 1
    for (where, kind), code in ((PLACES[better], "6513"), (PLACES[worse], "3824")):
        (own if where == "program" else of_code)(program, code, kind=kind)
    where, kind = PLACES[better]
    assert counted(program) == [("6513", "1.0000", kind, where)]


def test_industries_and_occupations_are_ranked_apart(program):
    job = make.OccupationFactory(code="2-02-10-03")
    own(program, "6513", kind="declared")
    of_code(program, occupation=job, kind="official")
    assert counted(program) == [("6513", "1.0000", "declared", "program")]
    assert counted(program, "occupation") == [("2-02-10-03", "1.0000", "official", "catalogue")]


def test_a_mapping_speaks_for_every_program_of_its_code_and_for_no_other(program):
    same = make.ProgramFactory(catalogue_program=program.catalogue_program, skills=[])
    other = make.ProgramFactory(skills=[])
    of_code(program, weight="0.4")
    link = EffectiveLink(
        "6513", Decimal("0.4000"), LinkKind.OFFICIAL, "Ministry's mapping 2021", "catalogue"
    )
    assert effective_links([program.pk, same.pk, other.pk], ON, to="industry") == {
        program.pk: [link],
        same.pk: [link],
    }


def test_only_links_that_hold_on_the_day_count(program):
    of_code(program, "6513", valid_from=date(2020, 1, 1), valid_to=ON)
    of_code(program, "3824", edition="2025", valid_from=ON)
    assert counted(program, on=date(2019, 12, 31)) == []
    assert [target for target, *_ in counted(program, on=date(2025, 5, 31))] == ["6513"]
    assert [target for target, *_ in counted(program)] == ["3824"]


def test_a_link_to_a_strategic_emerging_industry_counts_as_it_is_named(program):
    own(program, "sei:1.5", weight="0.7")
    assert counted(program) == [("sei:1.5", "0.7000", "declared", "program")]


# -- through occupations ------------------------------------------------------------------------


def test_without_any_link_to_an_industry_occupations_lead_there(program):
    first, second = make.OccupationFactory(code="2-02-10-03"), make.OccupationFactory(code="6-1")
    of_code(program, occupation=first, weight="0.75")
    of_code(program, occupation=second, weight="0.25")
    for job, code, weight in (
        (first, "6513", "0.5"),
        (first, "3824", "0.5"),
        (second, "6513", "1"),
    ):
        OccupationIndustryFactory(
            occupation=job, industry=make.IndustryFactory(code=code), weight=Decimal(weight)
        )
    found = effective_links([program.pk], ON, to="industry")[program.pk]
    text = "Ministry's mapping 2021 × Census 2020"
    assert found == [
        EffectiveLink("3824", Decimal("0.3750"), LinkKind.COMPUTED, text, "occupations"),
        EffectiveLink("6513", Decimal("0.6250"), LinkKind.COMPUTED, text, "occupations"),
    ]
    own(program, "26", kind="computed")
    assert counted(program) == [("26", "1.0000", "computed", "program")]


def test_an_official_concordance_outranks_a_computed_one(program):
    job = make.OccupationFactory()
    own(program, occupation=job)
    for kind, code in (("computed", "26"), ("official", "6513")):
        OccupationIndustryFactory(
            occupation=job, industry=make.IndustryFactory(code=code), kind=kind
        )
    assert counted(program) == [("6513", "1.0000", "computed", "occupations")]


def test_products_that_round_to_nothing_are_left_out(program):
    job = make.OccupationFactory()
    own(program, occupation=job, weight="0.0050")
    OccupationIndustryFactory(occupation=job, weight=Decimal("0.0100"))
    assert counted(program) == []


# -- weights --------------------------------------------------------------------------------------


def test_weights_above_one_are_scaled_by_largest_remainder(program):
    for code in ("1-1", "1-2", "1-3"):
        own(program, occupation=make.OccupationFactory(code=code), weight="0.7")
    found = link_arrays(np.array([program.pk]), ON, to="occupation")
    assert found.weight.tolist() == [3334, 3333, 3333]
    stated = [weight for _target, weight, *_ in counted(program, "occupation")]
    assert stated == ["0.7000"] * 3


ROWS = st.lists(st.lists(st.integers(1, 10_000), min_size=1, max_size=6), min_size=1, max_size=8)


@given(ROWS)
def test_scaled_weights_keep_their_order_and_sum_to_at_most_one(rows):
    row = np.repeat(np.arange(len(rows)), [len(one) for one in rows])
    weight = np.array([value for one in rows for value in one], dtype=np.int64)
    scaled = at_most_one(row, weight)
    for place, values in enumerate(rows):
        new = scaled[row == place].tolist()
        if sum(values) <= 10_000:
            assert new == values
            continue
        assert sum(new) == 10_000
        exact = [value * 10_000 / sum(values) for value in values]
        assert all(abs(one - share) < 1 for one, share in zip(new, exact, strict=True))


# -- the arrays -------------------------------------------------------------------------------


def test_the_arrays_have_a_row_for_every_id_asked_for(program):
    bare = make.ProgramFactory(skills=[])
    own(program, "6513", weight="0.6", kind="confirmed")
    own(program, "3824", weight="0.4", kind="confirmed")
    ids = np.array(sorted([program.pk, bare.pk, 10**9]), dtype=np.int64)
    found = link_arrays(ids, ON, to="industry")
    assert found.indptr.tolist() == [0, 2, 2, 2]
    assert [found.codes[place] for place in found.index] == ["3824", "6513"]
    assert found.weight.tolist() == [4000, 6000]
    assert [KINDS[kind] for kind in found.kind] == ["confirmed"] * 2
    assert [found.sources[place] for place in found.source] == ["own confirmed"] * 2


def test_ids_that_do_not_rise_are_refused(db):
    with pytest.raises(ValueError, match="rise"):
        link_arrays(np.array([2, 1]), ON, to="industry")


def test_nothing_at_all_is_an_empty_answer(db):
    found = link_arrays(np.empty(0, dtype=np.int64), ON, to="industry")
    assert (found.indptr.tolist(), found.codes, found.weight.tolist()) == ([0], (), [])
    assert effective_links([], ON, to="industry") == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_programs(db, count):
    programs = [make.ProgramFactory(skills=[]) for _ in range(count)]
    for program in programs:
        of_code(program, occupation=make.OccupationFactory())
    OccupationIndustryFactory(occupation=make.OccupationFactory())
    with CaptureQueriesContext(
        connection,
    ) as seen:
        found = effective_links([program.pk for program in programs], ON, to="industry")
    assert len(found) == count
    assert len(seen) == 6

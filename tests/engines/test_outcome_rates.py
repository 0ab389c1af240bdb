"""Index G: rates of outcomes from counts."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.engines.errors import InputError
from alliance.engines.indices import percent_text
from alliance.engines.indices.outcomes import COUNTS, PARTS, change, outcome_rates

GROUP = {
    "graduates": 391, "known": 380, "employed": 340, "further": 20, "placed": 365, "related": 220,
    "related_known": 330, "local": 150, "local_known": 300, "paid": 200, "pay_total": 90_000_000,
    "real": 120, "real_known": 160,
}  # fmt: skip


def counts(*groups):
    return {name: [group[name] for group in groups] for name in COUNTS}


def group(**changed):
    return {**dict.fromkeys(COUNTS, 0), **changed}


@st.composite
def persons(draw):
    """Counts of graduates drawn one by one, so that every set lies in its whole."""
    made = dict.fromkeys(COUNTS, 0)
    for _ in range(draw(st.integers(0, 12))):
        fate = draw(st.sampled_from(["unknown", "seeking", "service", "further", "employed"]))
        made["graduates"] += 1
        made["known"] += fate != "unknown"
        made["placed"] += fate in ("service", "further", "employed")
        if fate in ("further", "employed"):
            made[fate] += 1
        if fate == "employed":
            for name in ("related", "local", "real"):
                answer = draw(st.sampled_from([None, False, True]))
                made[f"{name}_known"] += answer is not None
                made[name] += bool(answer)
            if draw(st.booleans()):
                made["paid"] += 1
                made["pay_total"] += draw(st.integers(0, 10**6))
    return made


def test_the_quoted_related_rate_is_a_share_of_all_graduates():
    found = outcome_rates(counts(GROUP)).rates["related_graduates"]
    assert (found.numerator.tolist(), found.denominator.tolist()) == ([220], [391])
    assert percent_text(Fraction(220, 391)) == "56.3 %"
    assert [round(value, 6) for value in found.value] == [0.562660]


def test_every_rate_by_hand():
    found = outcome_rates(counts(GROUP))
    assert found.version == "G-1"
    assert {
        code: (int(rate.numerator[0]), int(rate.denominator[0]))
        for code, rate in found.rates.items()
    } == {
        "destination": (360, 391),
        "placed": (365, 391),
        "employment": (340, 391),
        "further": (20, 391),
        "knowledge": (380, 391),
        "related": (220, 340),
        "related_graduates": (220, 391),
        "related_answered": (220, 330),
        "local": (150, 340),
        "local_answered": (150, 300),
        "real": (120, 160),
        "pay": (90_000_000, 200),
    }
    assert found.rates["pay"].value.tolist() == [450_000]
    assert np.isnan(found.median_pay).tolist() == [True]


def test_an_empty_group_is_unknown_and_never_zero():
    found = outcome_rates(counts(group(), group(graduates=5)))
    assert {code: np.isnan(rate.value).tolist() for code, rate in found.rates.items()} == {
        code: [True, whole != "graduates"] for code, (_, whole) in PARTS.items()
    }
    assert found.rates["knowledge"].value[1] == 0


def test_a_median_stands_only_where_it_is_given():
    found = outcome_rates(counts(GROUP, GROUP), median_pay=[430_000, float("nan")])
    assert found.median_pay[0] == 430_000
    assert np.isnan(found.median_pay[1])


@given(st.lists(persons(), min_size=1, max_size=5))
def test_rates_of_groups_add_up_to_the_rate_of_all(groups):
    parts = outcome_rates(counts(*groups)).rates
    whole = outcome_rates(counts({n: sum(g[n] for g in groups) for n in COUNTS})).rates
    for code in PARTS:
        assert parts[code].numerator.sum() == whole[code].numerator[0]
        assert parts[code].denominator.sum() == whole[code].denominator[0]


@given(persons())
def test_shares_lie_between_nothing_and_all_and_the_answered_one_is_above(made):
    rates = outcome_rates(counts(made)).rates
    for code, rate in rates.items():
        if code != "pay" and rate.denominator[0]:
            assert 0 <= rate.value[0] <= 1
    for code in ("related", "local"):
        if rates[f"{code}_answered"].denominator[0]:
            assert rates[f"{code}_answered"].value[0] >= rates[code].value[0]
    if made["graduates"]:
        assert rates["employment"].value[0] <= rates["destination"].value[0]
        assert rates["destination"].value[0] <= rates["placed"].value[0]
        assert rates["placed"].value[0] <= rates["knowledge"].value[0]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"known": 392}, "known"),
        ({"placed": 381}, "placed"),
        ({"employed": 366}, "employed"),
        ({"further": 26}, "employed + further"),
        ({"related": 331}, "related"),
        ({"related_known": 341}, "related_known"),
        ({"local": 301}, "local"),
        ({"local_known": 341}, "local_known"),
        ({"real": 161}, "real"),
        ({"real_known": 341}, "real_known"),
        ({"paid": 341}, "paid"),
        ({"pay_total": -1}, "pay_total"),
        ({"known": 379.5}, "known"),
    ],
)
def test_counts_that_contradict_each_other_are_refused(changed, field):
    with pytest.raises(InputError) as refused:
        outcome_rates(counts(GROUP | changed))
    assert refused.value.field == field


def test_the_group_at_fault_is_named_and_so_is_a_missing_count():
    with pytest.raises(InputError) as refused:
        outcome_rates(counts(GROUP, GROUP | {"related": 999}))
    assert (refused.value.field, refused.value.row) == ("related", 1)
    short = {name: value for name, value in counts(GROUP).items() if name != "real"}
    with pytest.raises(InputError) as refused:
        outcome_rates(short)
    assert refused.value.field == "real"
    with pytest.raises(InputError) as refused:
        outcome_rates(counts(GROUP) | {"paid": [1, 2]})
    assert refused.value.field == "paid"


def test_change_of_pay_by_hand():
    nan = float("nan")
    found = change([5500, 4000, nan, 1, 5], [5000, 5000, 1, nan, 0])
    assert found[:2] == pytest.approx([0.1, -0.2])
    assert np.isnan(found[2:]).all()
    with pytest.raises(InputError) as refused:
        change([1], [-1])
    assert refused.value.field == "before"

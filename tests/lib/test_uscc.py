"""Unified social credit codes: the check digit of GB 32100-2015."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.lib import uscc

# The weighted sum of the first 17 characters is 1640; 31 - 1640 mod 31 = 3.
VALID = "91350100M000100Y43"


def test_a_code_summed_by_hand_is_valid():
    assert uscc.check_digit(VALID[:-1]) == VALID[-1]
    assert uscc.fault(VALID) is None


@pytest.mark.parametrize(
    ("body", "digit"),
    [("0" * 17, "0"), ("1" + "0" * 16, "Y"), ("0" * 16 + "1", "3"), ("Y" + "0" * 16, "1")],
)
def test_the_digit_brings_the_weighted_sum_to_a_multiple_of_31(body, digit):
    assert uscc.check_digit(body) == digit


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", "18 characters are needed, 0 given"),
        (VALID + "0", "18 characters are needed, 19 given"),
        (VALID[:-1] + "4", "the check digit does not fit"),
        ("I" + VALID[1:], "character 1 ('I') is not one of the code's 31"),
        (VALID[:3] + "o" + VALID[4:], "character 4 ('o') is not one of the code's 31"),
        (VALID[:3] + "５" + VALID[4:], "character 4 ('５') is not one of the code's 31"),
    ],
)
def test_a_wrong_code_is_told_why(code, fault):
    assert uscc.fault(code) == fault


@given(st.text(alphabet=uscc.ALPHABET, min_size=17, max_size=17), st.data())
def test_one_wrong_character_is_always_found(body, data):
    code = body + uscc.check_digit(body)
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from(uscc.ALPHABET.replace(code[place], "")))
    assert uscc.fault(code) is None
    assert uscc.fault(code[:place] + other + code[place + 1 :]) == "the check digit does not fit"

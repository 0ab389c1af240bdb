"""No text that a spreadsheet could run leaves as such, and every text comes back as it was."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.lib.cells import is_live, restored, safe_cell

LIVE = [
    "=1+1",
    "==1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    " =1",
    "\t=1",
    "\r=1",
    "\n=1",
    "\ufeff=1",
    "\u200b=1",
    "\u00a0=1",
    "\u3000=1",
    "\tplain",
    "\rplain",
    "\nplain",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.test","click")',
]
TEXTS = st.text() | st.text(alphabet="'=+-@＝ \t\r\n\ufeffab1")


@pytest.mark.parametrize("text", LIVE)
def test_a_live_text_gets_one_apostrophe(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "'", "abc", "1-1", "'abc", "a=b", "“=1”", "计算机", "   "])
def test_a_harmless_text_stays(text):
    assert safe_cell(text) == text
    assert restored(text) == text


@pytest.mark.parametrize("value", [-5, -1.5, Decimal("-2.50"), date(2026, 1, 1), None, True])
def test_numbers_and_dates_stay_what_they_are(value):
    assert safe_cell(value) is value


@given(TEXTS)
def test_every_text_comes_back(text):
    assert restored(safe_cell(text)) == text


@given(TEXTS)
def test_nothing_live_goes_out(text):
    assert not is_live(safe_cell(text))


@given(TEXTS, TEXTS)
def test_two_texts_never_become_one(one, other):
    assert (safe_cell(one) == safe_cell(other)) == (one == other)

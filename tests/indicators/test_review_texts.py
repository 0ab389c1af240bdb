"""Texts in a measure that no database holds: refused in words, before anything is stored."""

import pytest

from alliance.indicators.measures import parse
from alliance.lib.errors import InvalidInput
from alliance.registers.register import registers


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"], ids=["nul", "half"])
@pytest.mark.parametrize(
    "where",
    [
        lambda text: {"title": text},
        lambda text: {"title_en__in": ["fine", text]},
        lambda text: {"title__contains": text},
        lambda text: {"region": text},
    ],
    ids=["equal", "in", "contains", "code"],
)
def test_a_text_that_no_database_holds_is_no_value(where, text):
    measure = {"register": "training-batches", "count": True, "where": where(text)}

    with pytest.raises(InvalidInput) as refusal:
        parse(measure, registers(), place="numerator")

    assert [(e.field, e.code) for e in refusal.value.errors] == [("numerator", "measure")]
    assert refusal.value.detail.encode()

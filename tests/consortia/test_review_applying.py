"""A file of memberships that lacks a column: each of its rows is refused and says what is missing."""

import pytest

from alliance.imports.applying import Applier
from alliance.imports.enums import Outcome
from alliance.registers.register import registers
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("given", "missing"),
    [("alliance", ["organisation"]), ("organisation", ["alliance"])],
)
def test_a_row_without_one_side_is_refused(given, missing):
    alliance = f.AllianceFactory()
    secretary = f.secretary_of(alliance)
    named = {"alliance": alliance, "organisation": alliance.secretariat}[given]

    result = Applier(registers()["memberships"], secretary).apply(2, {given: f"#{named.pk}"})

    assert result.outcome == Outcome.REFUSED
    assert [(e.field, e.code) for e in result.errors] == [(name, "required") for name in missing]

"""Numbers in filters: what would be written out digit by digit is refused before it is read."""

import pytest
from django.http import QueryDict

from alliance.registers.filters import filterset_of
from alliance.registers.lists import asked
from alliance.registers.register import registers
from tests import factories as f

pytestmark = pytest.mark.django_db

STRANGE = ["-1e400", "1e400", "1e-400", "-1e49", "1e49", "0.00000001"]


@pytest.mark.parametrize("text", STRANGE)
def test_a_filter_refuses_a_number_of_no_ordinary_size(text):
    cohorts = registers()["cohorts"]
    user = f.UserFactory()
    filters = filterset_of(cohorts)({"planned_from": text}, queryset=cohorts.visible_to(user))
    page = asked(cohorts, QueryDict(f"planned_from={text}"), user)

    assert (filters.is_valid(), bool(page.faults), list(page.rows)) == (False, True, [])


@pytest.mark.parametrize("text", ["-12", "0", "1.5", "99999999999999999"])
def test_a_filter_takes_ordinary_numbers(text):
    cohorts = registers()["cohorts"]
    user = f.UserFactory()

    page = asked(cohorts, QueryDict(f"planned_from={text}"), user)

    assert (page.faults, list(page.rows)) == ([], [])

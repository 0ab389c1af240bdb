"""What load_demo refuses, and that nothing is written then."""

import pytest
from django.core.management import CommandError

from alliance.accounts.models import Organisation, User
from tests.demo.conftest import load_demo

pytestmark = pytest.mark.django_db


def nothing_is_there():
    return (Organisation.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize("region", ["shandong", "samples"])
def test_a_region_of_a_later_release_is_refused_by_name(region):
    with pytest.raises(CommandError) as refusal:
        load_demo("--region", region)

    assert str(refusal.value) == (
        f"The demo region {region} is not part of this release; choose from: chenzhou, yangquan."
    )
    assert nothing_is_there()


def test_without_code_lists_it_says_what_to_run_first():
    with pytest.raises(CommandError) as refusal:
        load_demo()

    assert str(refusal.value) == (
        "The code lists are not loaded: run manage.py load_reference first."
    )
    assert nothing_is_there()

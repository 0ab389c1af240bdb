"""What load_demo refuses, and that nothing is written then."""

import pytest
from django.core.management import CommandError

from alliance.accounts.models import Organisation, User
from tests.demo.conftest import load_demo

pytestmark = pytest.mark.django_db


def nothing_is_there():
    return (Organisation.objects.count(), User.objects.count()) == (0, 0)


def test_a_region_that_the_demo_lacks_is_refused_by_name():
    with pytest.raises(CommandError) as refusal:
        load_demo("--region", "atlantis")

    assert "invalid choice: 'atlantis' (choose from " in str(refusal.value)
    assert nothing_is_there()


def test_without_code_lists_it_says_what_to_run_first():
    with pytest.raises(CommandError) as refusal:
        load_demo()

    assert str(refusal.value) == (
        "The code lists are not loaded: run manage.py load_reference first."
    )
    assert nothing_is_there()

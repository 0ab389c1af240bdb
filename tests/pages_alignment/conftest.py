"""A small world and browsers signed in as its people."""

import pytest
from django.test import Client

from tests.factories import UserFactory, World, world


@pytest.fixture
def home(db) -> World:
    return world()


@pytest.fixture
def browse():
    """`browse(user)` is that person's browser; `browse()` a stranger's; `zh` reads Chinese."""

    def browser(user=None, *, zh=False) -> Client:
        client = Client(headers={"accept-language": "zh-hans" if zh else "en"})
        if user is not None:
            client.force_login(user)
        return client

    return browser


@pytest.fixture
def administrator(db):
    return UserFactory(is_superuser=True, is_staff=True)

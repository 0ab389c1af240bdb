"""What the tests of the loop's pages share: one world, and people signed in to it."""

import pytest
from django.test import Client

from tests.factories import World, world


@pytest.fixture
def home(db) -> World:
    return world()


@pytest.fixture
def sign_in():
    """A browser for each person: `sign_in(user)`; nobody: a stranger's."""

    def browser(user=None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return browser

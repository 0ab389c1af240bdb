"""Browsers signed in as people; what tests of the registers' pages share."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client


@pytest.fixture
def browse():
    """`browse(user)` is that person's browser; `browse()` a stranger's."""

    def browser(user=None) -> Client:
        client = Client(headers={"accept-language": "en"})
        if user is not None:
            client.force_login(user)
        return client

    return browser


@pytest.fixture
def kinds_known(db):
    """Kinds of records are read once in a process; queries that are counted come after that."""

    def known(*models) -> None:
        ContentType.objects.get_for_models(*models)

    return known

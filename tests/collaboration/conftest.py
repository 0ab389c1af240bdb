import pytest

from tests import factories as make


@pytest.fixture
def home(db):
    """One alliance and a foreign one beside it."""
    return make.world()

import pytest

from alliance.events.models import Event


@pytest.fixture
def effects(db):
    """Ids of the events whose subscriber had its effect, one per time."""
    rows = Event.objects.filter(kind="test.effect").order_by("pk")
    return lambda: [payload["of"] for payload in rows.values_list("payload", flat=True)]


@pytest.fixture
def subscribed(settings):
    """Name one subscriber of this folder for the kind `test.done`."""

    def subscribe(*names: str) -> None:
        settings.EVENT_SUBSCRIPTIONS = {
            "test.done": [f"tests.events.subscribers.{name}" for name in names]
        }

    return subscribe

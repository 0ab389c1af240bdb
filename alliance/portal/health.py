"""Two probes: does the process live, and can it do its work."""

import logging
from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliance.events.models import Heartbeat

logger = logging.getLogger(__name__)

FRESH = timedelta(seconds=30)
"""A worker writes its heartbeat with each drained bell, every two seconds."""


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    client = redis.Redis.from_url(settings.REDIS_URL, **settings.CACHES["default"]["OPTIONS"])
    try:
        client.ping()
    finally:
        client.close()


def _worker() -> None:
    beat = Heartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first()
    if beat is None or timezone.now() - beat > FRESH:
        msg = "no heartbeat"
        raise TimeoutError(msg)


PARTS: dict[str, Callable[[], None]] = {"database": _database, "redis": _redis, "worker": _worker}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nobody else, so an outage elsewhere does not restart it."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis and worker are there, else 503; each part says ok or missing."""
    found: dict[str, str] = {}
    for name, ask in PARTS.items():
        try:
            ask()
        except (DatabaseError, redis.RedisError, OSError) as error:
            logger.warning("not ready: %s: %s", name, error)
            found[name] = "missing"
        else:
            found[name] = "ok"
    ready = set(found.values()) == {"ok"}
    return JsonResponse(
        {"status": "ready" if ready else "waiting", **found}, status=200 if ready else 503
    )

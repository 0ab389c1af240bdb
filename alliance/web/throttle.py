"""How often one principal may call the API. A count in the cache: without Redis nobody is held up."""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

WINDOW = 60
"""Seconds that a count covers."""


class PerPrincipal(BaseThrottle):
    """At most settings.API_RATE calls a minute for a user, or for an address without one."""

    remaining: float | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        most: int = settings.API_RATE
        if not most:
            return True
        now = time.time()
        who = request.user.pk if request.user.is_authenticated else self.get_ident(request)
        key = f"api-rate:{who}:{int(now // WINDOW)}"
        cache.add(key, 0, timeout=2 * WINDOW)
        try:
            calls = cache.incr(key)
        except ValueError:  # the key was dropped between the two calls
            return True
        self.remaining = WINDOW - now % WINDOW
        return calls <= most

    def wait(self) -> float | None:
        """Seconds until the next count begins."""
        return self.remaining

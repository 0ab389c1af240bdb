"""The cache may vanish at any time: then the portal is slower, never out of order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def _or(missing: Callable[..., Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Answer with `missing(*arguments)` when Redis does not."""

    def decorate(method: Callable[P, R]) -> Callable[P, R]:
        @wraps(method)
        def soft(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return method(*args, **kwargs)
            except RedisError as error:
                logger.warning("cache unavailable: %s", error)
                answer: R = missing(*args, **kwargs)
                return answer

        return soft

    return decorate


class SoftClient(RedisCacheClient):
    """Django's client with an answer for the time without Redis: nothing is cached."""

    add = _or(lambda *_a, **_k: True)(RedisCacheClient.add)
    get = _or(lambda _self, _key, default=None: default)(RedisCacheClient.get)
    set = _or(lambda *_a, **_k: None)(RedisCacheClient.set)
    touch = _or(lambda *_a, **_k: False)(RedisCacheClient.touch)
    delete = _or(lambda *_a, **_k: False)(RedisCacheClient.delete)
    get_many = _or(lambda *_a, **_k: {})(RedisCacheClient.get_many)
    has_key = _or(lambda *_a, **_k: False)(RedisCacheClient.has_key)
    incr = _or(lambda _self, _key, delta: delta)(RedisCacheClient.incr)
    set_many = _or(lambda *_a, **_k: None)(RedisCacheClient.set_many)
    delete_many = _or(lambda *_a, **_k: None)(RedisCacheClient.delete_many)


class SoftRedisCache(RedisCache):
    """Redis as a cache that shares its database with the message queue."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SoftClient

    def clear(self) -> None:
        """Drop this cache's own keys; the messages in the same database stay."""
        client = self._cache.get_client(None, write=True)
        try:
            for key in client.scan_iter(match=f"{self.key_prefix}:*", count=500):
                client.delete(key)
        except RedisError as error:
            logger.warning("cache unavailable: %s", error)

"""The cache with Redis and without."""

import redis
from django.conf import settings

from alliance.config.cache import SoftRedisCache

SETTINGS = settings.CACHES["default"]


def cache(location: str, prefix: str) -> SoftRedisCache:
    return SoftRedisCache(location, {"KEY_PREFIX": prefix, "OPTIONS": SETTINGS["OPTIONS"]})


def test_a_vanished_redis_looks_like_an_empty_cache(tmp_path):
    gone = cache(f"unix://{tmp_path}/nobody.sock", "x")
    assert [
        gone.set("a", 1),
        gone.get("a"),
        gone.get("a", "missing"),
        gone.get_many(["a", "b"]),
        gone.add("a", 1),
        gone.has_key("a"),
        gone.touch("a"),
        gone.delete("a"),
        gone.set_many({"a": 1}),
        gone.delete_many(["a"]),
        gone.get_or_set("a", 7),
        gone.incr("a", 2),
        gone.clear(),
    ] == [None, None, "missing", {}, True, False, False, False, [], None, 7, 2, None]


def test_clearing_leaves_the_queue_and_other_caches_alone():
    mine, other = cache(settings.REDIS_URL, "mine"), cache(settings.REDIS_URL, "other")
    queue = redis.Redis.from_url(settings.REDIS_URL)
    mine.set("a", 1)
    other.set("a", 2)
    queue.rpush("queue-beside-the-cache", "message")
    mine.clear()
    left = mine.get("a"), other.get("a"), queue.llen("queue-beside-the-cache")
    queue.delete("queue-beside-the-cache")
    queue.close()
    other.clear()
    assert left == (None, 2, 1)

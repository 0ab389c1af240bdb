"""One REDIS_URL, spelt the way each of its two readers wants it."""

from urllib.parse import parse_qs, urlsplit


def broker_url(redis_url: str) -> str:
    """The same server and database in the message library's spelling.

    Sockets differ: `unix:///path?db=1` is `redis+socket:///path?virtual_host=1` there. Addresses
    with a host are spelt alike. An empty address stays empty.
    """
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"
